import base64

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from desktop_app.theme import palette
from desktop_app.training.crop_strip import CropStrip, ShownCrop
from desktop_app.training.predictions import PredictionView


def item(label, answer, confidence=0.91):
    crop = base64.b64encode(bytes([255]) * 784).decode()
    return {"crop": crop, "label": label, "answer": answer, "confidence": confidence}


@pytest.fixture
def view(qtbot):
    view = PredictionView()
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    return view


def test_right_and_wrong_answers_are_told_in_words(view):
    view.show_items([item(3, 3), item(3, 5), item(10, 1), item(7, 10)])
    assert view.summary.text() == "1 of 4 held-back digits are read right:"
    assert [crop.caption for crop in view.strip.crops] == ["3", "5, not 3", "1, not –", "–, not 7"]
    assert view.strip.crops[1].explanation == "5 instead of 3, 91% sure."
    assert view.strip.crops[3].explanation == "no digit instead of 7, 91% sure."
    described = view.strip.accessibleDescription()
    assert described.startswith("5 instead of 3, 91% sure.")
    assert described.count("sure") == 3


def test_a_wrong_answer_is_marked_by_more_than_colour(view):
    def ink(items):
        view.show_items(items)
        image = view.strip.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        pixels = image.constBits().asstring(image.sizeInBytes())
        return sum(byte < 128 for byte in pixels)

    # The tile is white; frame and cross are dark in grey, too.
    assert ink([item(3, 3)]) + 100 < ink([item(3, 4)])


def test_the_answers_of_the_next_epoch_take_their_place(view):
    view.show_items([item(3, 5)])
    view.show_items([item(3, 3), item(4, 4)])
    assert view.summary.text() == "2 of 2 held-back digits are read right:"
    assert view.strip.accessibleDescription() == ""


@pytest.mark.parametrize("is_dark", [False, True])
def test_digits_are_painted_in_both_themes(view, is_dark):
    app = QApplication.instance()
    before = app.palette()
    try:
        app.setPalette(palette(is_dark=is_dark))
        view.show_items([item(3, 3), item(3, 4)])
        assert (
            view.strip.grab()
            .toImage()
            .pixelColor(view.strip.sizeHint().width() // 20, 20)
            .lightness()
            == 255
        )
    finally:
        app.setPalette(before)


def strip_of(qtbot, count):
    strip = CropStrip("Digits")
    qtbot.addWidget(strip)
    strip.show_crops([ShownCrop(bytes(784), str(number)) for number in range(count)])
    return strip


def test_where_there_is_less_room_there_are_more_rows(qtbot):
    strip = strip_of(qtbot, 20)
    wide = strip.sizeHint().width()
    assert strip.heightForWidth(wide) < strip.heightForWidth(wide // 2)
    assert strip.heightForWidth(1) == 20 * strip.heightForWidth(wide) // 2


def test_the_digit_below_the_mouse_is_found(qtbot):
    strip = strip_of(qtbot, 12)
    strip.resize(strip.sizeHint())
    width, height = strip.width() // 10, strip.height() // 2
    assert strip.cell_at(QPoint(2, 2)) == 0
    assert strip.cell_at(QPoint(9 * width + 2, 2)) == 9
    assert strip.cell_at(QPoint(width + 2, height + 2)) == 11
    assert strip.cell_at(QPoint(3 * width, height + 2)) is None


def test_an_empty_strip_is_painted(qtbot):
    strip = strip_of(qtbot, 0)
    strip.resize(200, 100)
    assert not strip.grab().isNull()
