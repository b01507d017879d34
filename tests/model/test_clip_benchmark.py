"""Figures of how steadily digits are read in clips."""

import json

import numpy as np
import pytest

from model.clip_benchmark import NEVER, ClipJudge, main
from model.clips import FRAME_RATE, SeenDigit
from vision.frame import Box
from vision.reading import DigitRead

BOX = Box(100, 100, 30, 50)
BLANK = np.zeros((28, 28), np.uint8)


def _truth(label=7, visible=1.0, box=BOX, digit_id=0):
    return SeenDigit(digit_id, label, box, visible, blur_px=0.5)


def _read(label=7, track_id=1, box=BOX):
    return DigitRead(box, BLANK, label, 0.99, np.eye(11, dtype=np.float32)[label], track_id)


def _score(frames):
    """Of frames given as (truth, read alone, shown)."""
    judge = ClipJudge()
    for truth, alone, shown in frames:
        judge.judge(truth, alone, shown)
    return judge.score()


GOOD = ([_truth()], [_read()], [_read()])
UNSHOWN = ([_truth()], [_read()], [])
AWAY = ([_truth(visible=0.0)], [], [])


def test_a_steady_reading_has_no_faults():
    score = _score([GOOD] * 30)
    figures = score.figures()
    assert (score.digits, score.digit_frames, score.delays) == (1, 30, {0: 1})
    assert figures["changes_per_digit_second"] == figures["renamed"] == 0
    assert figures["prompt"] == figures["shown_right"] == figures["read_right"] == 1


def test_each_other_label_on_a_digit_is_a_change():
    wrong = ([_truth()], [_read()], [_read(1)])
    score = _score([GOOD, GOOD, wrong, GOOD, GOOD, GOOD])
    assert score.label_changes == 2
    assert score.shown_wrong == 1
    assert score.figures()["changes_per_digit_second"] == pytest.approx(2 / (6 / FRAME_RATE))


def test_a_label_that_comes_back_as_another_after_a_gap_changed():
    blank = ([_truth()], [], [])
    wrong = ([_truth()], [_read()], [_read(1)])
    assert _score([GOOD, blank, blank, wrong]).label_changes == 1


def test_a_new_identity_counts_once_for_a_digit():
    renamed = ([_truth()], [_read()], [_read(track_id=2)])
    score = _score([GOOD, renamed, GOOD, renamed])
    assert score.renamed == 1
    assert score.figures()["renamed"] == 1


@pytest.mark.parametrize(("frames_away", "renamed"), [(20, 1), (40, 0)])
def test_what_was_out_of_view_for_long_may_have_a_new_identity(frames_away, renamed):
    again = ([_truth()], [_read()], [_read(track_id=2)])
    assert _score([GOOD, *[AWAY] * frames_away, again, again]).renamed == renamed


@pytest.mark.parametrize("delay", [1, 4, 6])
def test_the_delay_counts_from_the_first_of_two_right_readings(delay):
    unread = ([_truth()], [_read(1)], [])
    score = _score([unread, unread, *[UNSHOWN] * delay, GOOD])
    assert score.delays == {delay: 1}
    assert score.figures()["prompt"] == (delay <= 4)


def test_a_label_that_is_never_shown_is_not_prompt_unless_the_digit_left_at_once():
    assert _score([UNSHOWN] * 10).delays == {NEVER: 1}
    assert _score([*[UNSHOWN] * 3, *[AWAY] * 10]).delays == {}


def test_what_is_shown_where_no_digit_is_counts_as_false():
    elsewhere = _read(box=Box(400, 300, 30, 50), track_id=5)
    score = _score([([_truth()], [], [_read(), elsewhere])] * 3)
    assert score.false_shown == 3
    assert score.shown_right == 3


def test_a_digit_under_another_one_is_not_mistaken_for_it():
    hidden = _truth(label=3, visible=0.1, digit_id=1)
    score = _score([([_truth(), hidden], [_read()], [_read()])] * 5)
    assert (score.digits, score.shown_right, score.false_shown) == (1, 5, 0)


def test_the_figures_are_printed_and_written_and_repeat(tmp_path, capsys):
    texts = []
    for name in ("a.json", "b.json"):
        arguments = ["--clips", "1", "--frames", "12", "--json", str(tmp_path / name)]
        assert main(arguments) == 0
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    figures = json.loads(texts[0])
    assert set(figures) == {"shake", "together"}
    assert figures["together"]["digits"] > 10
    assert figures["together"]["shown_right"] > 0.4
    assert "changes" in capsys.readouterr().out
