from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QLabel

from desktop_app.live.bars import HistoryLine, ProbabilityBars
from desktop_app.live.inspection import Sighting
from desktop_app.live.inspector import Inspector
from desktop_app.live.pixel_picture import PixelPicture
from vision.frame import Box, Frame
from vision.reading import DigitRead, Reason, Recognition, Rejection

WAIT_MS = 20_000
BOX = Box(100, 100, 30, 50)


def crop(value=255):
    made = np.zeros((28, 28), np.uint8)
    made[4:24, 10:18] = value
    return made


def chances(label, confidence):
    made = np.full(11, (1 - confidence) / 10, np.float32)
    made[label] = confidence
    return made


def frame_with_ink():
    image = np.full((480, 640, 3), 220, np.uint8)
    image[100:150, 111:119] = 40
    return Frame(image)


def digit(label=7, confidence=0.9, *, track_id=3):
    return DigitRead(BOX, crop(), label, confidence, chances(label, confidence), track_id)


def rejection(reason, *, is_classified=True):
    if not is_classified:
        return Rejection(BOX, reason)
    return Rejection(BOX, reason, crop(), chances(1, 0.5), track_id=3)


def recognition(*found):
    return Recognition(
        frame_with_ink(),
        tuple(one for one in found if isinstance(one, DigitRead)),
        tuple(one for one in found if isinstance(one, Rejection)),
    )


@pytest.fixture
def inspector(qtbot):
    made = Inspector(update_ms=1)
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


def texts(inspector):
    return " ".join(label.text() for label in inspector.findChildren(QLabel) if label.isVisible())


def color_at(widget, x, y):
    """Of the pixel at these shares of width and height."""
    picture = widget.grab().toImage()
    return picture.pixelColor(int(x * picture.width()), int(y * picture.height()))


def test_before_anything_is_chosen_it_says_what_to_do(inspector):
    assert "Click a digit" in texts(inspector)
    assert not inspector.bars.isVisible()


def test_a_digit_is_shown_with_its_pictures_and_probabilities(inspector):
    seven = digit(7, 0.9)
    inspector.show_digit(seven, recognition(seven))
    assert "Read as 7, 90% sure" in texts(inspector)
    assert inspector.bars.accessibleDescription().startswith("7: 90%, ")
    assert color_at(inspector.cut_picture, 0.5, 0.5) == QColor(40, 40, 40)
    assert color_at(inspector.ink_picture, 0.5, 0.5) == QColor(255, 255, 255)
    assert color_at(inspector.crop_picture, 0.5, 0.5) == QColor(255, 255, 255)
    assert color_at(inspector.crop_picture, 0.2, 0.5) == QColor(0, 0, 0)
    inspector.show_digit(None, None)
    assert "Click a digit" in texts(inspector)


@pytest.mark.parametrize("reason", [Reason.TOO_SMALL, Reason.CUT_OFF])
def test_ink_that_was_not_looked_at_closely_shows_what_is_known(inspector, reason):
    passed_over = rejection(reason, is_classified=False)
    inspector.show_digit(passed_over, recognition(passed_over))
    assert f"Not read: {reason}" in texts(inspector)
    assert "30 × 50 pixels" in texts(inspector)
    assert not inspector.bars.isVisible()
    assert color_at(inspector.cut_picture, 0.5, 0.5) == QColor(40, 40, 40)
    assert inspector.crop_picture.accessibleDescription() != ""


def test_a_live_digit_is_followed_with_its_history(inspector, qtbot):
    seven = digit(7, 0.9)
    inspector.show_recognition(recognition(seven))
    inspector.show_digit(seven, recognition(seven))
    inspector.show_recognition(recognition(digit(7, 0.6), digit(1, 0.9, track_id=8)))
    qtbot.waitUntil(lambda: "Read as 7, 60% sure" in texts(inspector), timeout=WAIT_MS)
    inspector.show_recognition(recognition(rejection(Reason.UNSURE)))
    qtbot.waitUntil(lambda: "Not read: unsure" in texts(inspector), timeout=WAIT_MS)
    assert "In the last 3 frames: 2 × “7”, 1 × unsure" in texts(inspector)
    assert inspector.history_line.accessibleDescription() in texts(inspector)


@pytest.mark.parametrize("after", [None, recognition()])
def test_a_digit_that_is_gone_stays_as_it_was_seen_last_and_comes_again(inspector, qtbot, after):
    seven = digit()
    inspector.show_digit(seven, recognition(seven))
    inspector.show_recognition(after)
    qtbot.waitUntil(inspector.lost_note.isVisible, timeout=WAIT_MS)
    assert "Read as 7" in texts(inspector)
    inspector.show_recognition(recognition(digit()))
    qtbot.waitUntil(lambda: not inspector.lost_note.isVisible(), timeout=WAIT_MS)


def test_another_source_begins_with_nothing(inspector):
    seven = digit()
    inspector.show_recognition(recognition(seven))
    inspector.show_digit(seven, recognition(seven))
    inspector.clear()
    assert "Click a digit" in texts(inspector)
    assert inspector.history.of(3) == []


def test_a_hidden_inspector_does_nothing_until_it_is_shown(inspector, monkeypatch):
    looked = []
    monkeypatch.setattr("desktop_app.live.inspector.ink_of", lambda *given: looked.append(given))
    inspector.hide()
    for confidence in (0.7, 0.8, 0.9):
        seven = digit(7, confidence)
        inspector.show_digit(seven, recognition(seven))
        inspector.show_recognition(recognition(seven))
    assert not looked
    inspector.show()
    assert "Read as 7, 90% sure" in texts(inspector)
    assert len(looked) == 1
    assert len(inspector.history.of(3)) == 3


def test_readings_that_come_faster_than_one_can_read_are_passed_over(qtbot, monkeypatch):
    looked = []
    monkeypatch.setattr("desktop_app.live.inspector.ink_of", lambda *given: looked.append(given))
    inspector = Inspector(update_ms=100_000)
    qtbot.addWidget(inspector)
    inspector.show()
    qtbot.waitExposed(inspector)
    seven = digit()
    inspector.show_digit(seven, recognition(seven))
    for _ in range(30):
        inspector.show_recognition(recognition(digit()))
    assert len(looked) == 1
    assert len(inspector.history.of(3)) == 30


def test_bars_are_as_long_as_the_probabilities(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(400, 220)
    lengths = []
    for confidence in (0.3, 0.6, 0.9):
        bars.show_probabilities(chances(2, confidence))
        picture = bars.grab().toImage()
        row = [picture.pixelColor(x, 50) for x in range(400)]
        lengths.append(row.count(bars.palette().color(bars.palette().ColorRole.Accent)))
    assert lengths[0] > 20
    assert lengths == pytest.approx([lengths[0], 2 * lengths[0], 3 * lengths[0]], abs=4)


def test_bars_of_something_not_classified_are_empty(qtbot):
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    empty = bars.grab().toImage()
    bars.show_probabilities(chances(2, 0.9))
    assert bars.grab().toImage() != empty
    bars.show_probabilities(None)
    assert bars.grab().toImage() == empty
    assert bars.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("make", "show", "one", "other"),
    [
        (ProbabilityBars, "show_probabilities", chances(2, 0.9), chances(2, 0.8)),
        (HistoryLine, "show_history", [Sighting(7, 0.9)], [Sighting(7, 0.9), None]),
        (lambda: PixelPicture("none"), "show_pixels", crop(), crop(100)),
    ],
    ids=["bars", "history", "picture"],
)
def test_only_what_changed_is_painted_anew(qtbot, make, show, one, other):
    widget = make()
    qtbot.addWidget(widget)
    widget.resize(300, 240)
    widget.show()
    qtbot.waitExposed(widget)
    paints = Paints(widget)
    for value, count in ((one, 1), (one, 1), (other, 2), (other, 2), (one, 3)):
        getattr(widget, show)(value.copy())
        QApplication.processEvents()
        assert paints.count == count


def test_the_history_tells_read_unsure_and_unseen_apart_without_colour(qtbot):
    def picture(history):
        line = HistoryLine()
        qtbot.addWidget(line)
        line.resize(600, 60)
        line.show_history(history)
        return line.grab().toImage()

    read, unsure = Sighting(7, 0.5), Sighting(None, 0.5, Reason.UNSURE)
    pictures = [picture(20 * [one]) for one in (read, unsure, None)]
    inks = [
        sum(image.pixelColor(x, 50) != image.pixelColor(2, 59) for x in range(590, 600))
        for image in pictures
    ]
    assert inks[0] > inks[1] > inks[2] == 0


def test_a_picture_of_one_track_id_is_not_taken_for_another(inspector):
    seven = digit()
    inspector.show_digit(seven, recognition(seven))
    inspector.show_recognition(recognition(replace(digit(1), track_id=9)))
    assert inspector.inspected is seven
