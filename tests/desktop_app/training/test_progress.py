import math

import pytest

from desktop_app.training.progress import MAX_POINTS, Curve, Progress, in_words

pytestmark = pytest.mark.usefixtures("english")


def batch(epoch, step, steps=10, loss=1.0, accuracy=0.5):
    return {
        "event": "batch",
        "epoch": epoch,
        "step": step,
        "steps": steps,
        "loss": loss,
        "accuracy": accuracy,
    }


def epoch(number, validation_accuracy=0.9):
    return {
        "event": "epoch",
        "epoch": number,
        "loss": 0.5,
        "accuracy": 0.8,
        "validation_loss": 0.6,
        "validation_accuracy": validation_accuracy,
    }


@pytest.fixture
def progress():
    progress = Progress()
    progress.take({"event": "started", "epochs": 4}, 0.0)
    return progress


def test_the_share_done_is_that_of_the_steps(progress):
    progress.take(batch(2, 5), 1.0)
    assert progress.fraction == pytest.approx(1.5 / 4)
    assert progress.text.startswith("Epoch 2 of 4, step 5 of 10")


def test_time_left_leaves_out_the_start(progress):
    progress.take(batch(1, 1), 100.0)
    assert progress.remaining_s(100.0) is None
    progress.take(batch(1, 5), 104.0)
    # 4 steps in 4 s; 35 of 40 steps are left.
    assert progress.remaining_s(104.0) == pytest.approx(35.0)
    assert progress.text.endswith("less than a minute left")


def test_curves_grow(progress):
    for step in range(1, 11):
        progress.take(batch(1, step), float(step))
    progress.take(epoch(1), 11.0)
    progress.take(epoch(2), 22.0)
    assert progress.training.epochs[-1] == 2
    assert progress.validation.epochs == [1, 2]
    assert progress.validation.accuracy == [0.9, 0.9]


def test_a_curve_is_thinned_and_keeps_its_ends():
    curve = Curve()
    for point in range(20 * MAX_POINTS):
        curve.append(float(point), math.nan, 0.5)
    assert len(curve.epochs) == len(curve.loss) == len(curve.accuracy) <= MAX_POINTS
    assert curve.epochs[0] == 0
    assert curve.epochs[-1] == 20 * MAX_POINTS - 1
    assert curve.epochs == sorted(curve.epochs)


def test_download_and_messages_are_told(progress):
    progress.take({"event": "download", "done": 3_000_000, "total": 12_000_000}, 0.0)
    assert progress.text == "Downloading: 3.0 of 12.0 MB"
    assert progress.fraction == 0.25
    progress.take({"event": "download", "done": 3_000_000, "total": 0}, 0.0)
    assert progress.fraction is None
    progress.take({"event": "message", "text": "Exporting"}, 0.0)
    assert progress.text == "Exporting"


@pytest.mark.parametrize("number", [0, 9])
def test_odd_epochs_keep_the_share_within_one(progress, number):
    progress.take(batch(number, 50, steps=0), 1.0)
    progress.take(epoch(number, validation_accuracy=math.nan), 1.0)
    assert 0 <= progress.fraction <= 1


def test_more_than_was_announced_is_still_told():
    progress = Progress()
    progress.take(epoch(3), 0.0)
    assert progress.text.startswith("Epoch 3 of 3")


def test_time_left_leaves_out_the_pause(progress):
    progress.take(batch(1, 1), 100.0)
    progress.take(batch(1, 5), 104.0)
    told = progress.text
    progress.take({"event": "paused"}, 104.0)
    assert progress.is_paused
    assert progress.text == "Paused: Epoch 1 of 4, step 5 of 10"
    progress.take({"event": "resumed"}, 10_000.0)
    assert not progress.is_paused
    assert progress.text == told
    assert progress.remaining_s(10_000.0) == pytest.approx(35.0)


def test_a_pause_before_the_first_step_is_told():
    progress = Progress()
    progress.take({"event": "paused"}, 1.0)
    assert progress.text == "Paused"
    progress.take({"event": "paused"}, 2.0)
    progress.take({"event": "resumed"}, 3.0)
    progress.take({"event": "resumed"}, 4.0)
    assert progress.text == Progress().text


def test_the_latest_predictions_are_kept(progress):
    assert progress.predictions == []
    for items in ([{"label": 1}], [{"label": 2}]):
        progress.take({"event": "predictions", "epoch": 1, "items": items}, 0.0)
    assert progress.predictions == [{"label": 2}]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "less than a minute"),
        (62, "about 1 minute"),
        (200, "about 3 minutes"),
        (3599, "about 1 h 00 min"),
        (4000, "about 1 h 07 min"),
    ],
)
def test_time_in_words(seconds, words):
    assert in_words(seconds) == words
