"""What can be read off the charts."""

import cv2
import numpy as np
import pytest

from model.charts import (
    confusion_figure,
    curves_figure,
    reliability_figure,
    samples_figure,
    save_figure,
)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def ticks(labels):
    return [label.get_text() for label in labels]


def test_confusion_names_its_last_row_and_column():
    counts = np.diag(np.arange(1, 12))
    counts[3, 10] = 42
    axes = confusion_figure(counts, ("none", "missed")).axes[0]
    assert ticks(axes.get_xticklabels())[-1] == "missed"
    assert ticks(axes.get_yticklabels())[-1] == "none"
    assert "42" in texts(axes)


def test_confusion_of_digits_alone_shows_no_others():
    counts = np.zeros((11, 11), np.int64)
    counts[:10, :10] = np.eye(10)
    axes = confusion_figure(counts).axes[0]
    assert ticks(axes.get_xticklabels()) == list("0123456789")


def test_reliability_is_the_share_that_is_right():
    confidences = np.array([0.92, 0.92, 0.92, 0.92, 1.0, 1.0])
    right = np.array([True, False, True, True, True, True])
    upper, lower = reliability_figure(confidences, right, least=0.9).axes
    line = upper.containers[0].lines[0]
    assert line.get_xdata() == pytest.approx([0.92, 1.0])
    assert line.get_ydata() == pytest.approx([0.75, 1.0])
    assert [bar.get_height() for bar in lower.patches] == [0, 0, 4, 0, 0, 0, 0, 0, 0, 2]


def test_the_interval_of_a_share_is_wilson_s():
    """Of 4 readings with 3 right: 0.30 to 0.95, as his formula gives by hand."""
    upper, _ = reliability_figure(np.full(4, 0.5), np.array([1, 1, 1, 0], np.bool_)).axes
    ((low, high),) = upper.containers[0].lines[2][0].get_segments()
    assert (low[1], high[1]) == pytest.approx((0.3006, 0.9544), abs=1e-4)


def test_crops_can_be_seen_on_any_ground(tmp_path):
    crops = np.zeros((12, 28, 28), np.uint8)
    crops[:, 4:24, 12:16] = 255
    chances = np.eye(11, dtype=np.float32)[np.full(12, 1)]
    figure = samples_figure(crops, np.full(12, 7), chances)
    save_figure(figure, tmp_path / "crops.png")
    image = cv2.imread(str(tmp_path / "crops.png"), cv2.IMREAD_UNCHANGED)
    assert (image[0, 0, 3], image[..., 3].max()) == (0, 255)
    assert texts(figure.axes[0]) == ["1 100%\nis 7"] * 12


def test_crops_lie_in_rows_of_ten_under_their_words():
    figure = samples_figure(np.zeros((13, 28, 28), np.uint8), np.ones(13, int), np.eye(13, 11))
    places = [image.get_extent()[:2] for image in figure.axes[0].images]
    assert places[0] == places[10]
    words = [text.get_position() for text in figure.axes[0].texts]
    for image, (x, y) in zip(figure.axes[0].images, words, strict=True):
        left, right, _, top = image.get_extent()
        assert x == pytest.approx((left + right) / 2)
        assert y < top


def epoch(number, loss, validation_loss):
    return {
        "epoch": number, "loss": loss, "accuracy": 0.9, "validation_loss": validation_loss,
        "validation_accuracy": 0.8,
    }  # fmt: skip


def test_curves_show_training_and_validation_and_the_epoch_that_is_kept():
    figure = curves_figure([epoch(1, 0.5, 0.4), epoch(2, 0.3, 0.2), epoch(3, 0.1, 0.3)])
    losses, accuracies = figure.axes
    training, validation, kept = losses.lines
    assert training.get_ydata() == pytest.approx([0.5, 0.3, 0.1])
    assert validation.get_ydata() == pytest.approx([0.4, 0.2, 0.3])
    assert set(kept.get_xdata()) == {2}
    assert losses.get_title() == "kept: epoch 2"
    assert accuracies.lines[0].get_ydata() == pytest.approx([0.9] * 3)


def test_curves_of_what_was_not_measured_have_gaps(tmp_path):
    figure = curves_figure([{"epoch": 1, "loss": 0.5, "validation_loss": None}, epoch(2, 1, 2)])
    assert np.isnan(figure.axes[0].lines[1].get_ydata()[0])
    assert figure.axes[0].get_title() == "kept: epoch 2"
    save_figure(curves_figure([{"epoch": 1, "loss": float("nan")}]), tmp_path / "nan.png")
