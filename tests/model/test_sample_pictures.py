"""Who deletes all samples also deletes the pictures of them in reports."""

import json

import numpy as np

from model.gate import SAMPLES
from model.sample_pictures import HOLD_OUT_NAME
from model.samples import Origin, Sample, SampleStore


def _report(folder, *names):
    folder.mkdir(parents=True)
    hold_outs = [{"number": number, "name": name} for number, name in enumerate(names, 1)]
    (folder / "report.json").write_text(json.dumps({"hold_outs": hold_outs}))
    for number in range(1, len(names) + 1):
        for kind in ("gained", "lost", "mistakes", "confusion-new"):
            (folder / f"{number}-{kind}.png").write_bytes(b"picture")


def _pictures(folder):
    return sorted(path.name for path in folder.glob("*.png"))


def test_reports_call_samples_what_the_gate_calls_them():
    assert HOLD_OUT_NAME == SAMPLES


def test_pictures_of_samples_leave_the_reports_and_nothing_else_does(tmp_path):
    model, run = tmp_path / "models" / "a" / "report", tmp_path / "runs" / "b" / "report"
    _report(model, "strokes", SAMPLES)
    _report(run, SAMPLES)
    broken = tmp_path / "models" / "c" / "report"
    _report(broken, SAMPLES)
    (broken / "report.json").write_text("{")
    store = SampleStore(tmp_path / "samples")
    store.add([Sample(np.full((28, 28), 9, np.uint8), 7, Origin.CORRECTION)])
    before = _pictures(broken)
    store.delete_all()
    assert _pictures(model) == [
        "1-confusion-new.png", "1-gained.png", "1-lost.png", "1-mistakes.png",
        "2-confusion-new.png",
    ]  # fmt: skip
    assert _pictures(run) == ["1-confusion-new.png"]
    assert _pictures(broken) == before
