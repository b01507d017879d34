"""What a training leaves behind, and what it leaves alone."""

import os

from model.retraining import KEPT_RUNS, _prune


def test_only_the_oldest_trainings_are_removed_and_nothing_else(tmp_path):
    for number in range(KEPT_RUNS + 2):
        run = tmp_path / f"cnn-{number}"
        run.mkdir()
        (run / "history.json").write_text("[]")
        os.utime(run, (number, number))
    (tmp_path / "photographs").mkdir()
    os.utime(tmp_path / "photographs", (0, 0))
    _prune(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"photographs", *(f"cnn-{number}" for number in range(2, KEPT_RUNS + 2))}
