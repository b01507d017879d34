from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtGui import QColor, QFontMetrics
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication

from desktop_app.live.number_cell import ink_picture
from desktop_app.live.readings import ReadingsPanel, number_font
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from vision.frame import Frame


@pytest.fixture
def panel(qtbot):
    made = ReadingsPanel()
    qtbot.addWidget(made)
    made.show()
    return made


def read(*texts):
    return FakeReader(None, is_live=True).read(Frame(picture_of_numbers(*texts)))


def texts(panel):
    model = panel.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_empty_panel_says_so(panel):
    assert not panel.table.isVisible()
    assert not panel.copy_button.isEnabled()


def test_the_list_follows_what_is_read_and_is_a_sound_model(panel):
    tester = QAbstractItemModelTester(
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for numbers in (["1"], ["1", "22"], ["22"], [], ["3", "44", "5"], ["3", "45", "5"]):
        panel.show_recognition(read(*numbers))
        assert texts(panel) == numbers
    assert tester.model() is panel.model


def test_a_selected_number_stays_selected_while_others_come_and_go(panel):
    panel.show_recognition(read("11", "22", "33"))
    panel.table.selectRow(1)
    panel.show_recognition(read("11", "22"))
    panel.show_recognition(read("11", "22", "33", "44"))
    panel.copy()
    assert QApplication.clipboard().text() == "22"


def test_one_learns_when_there_is_something_to_copy(panel, qtbot):
    with qtbot.waitSignal(panel.count_changed):
        panel.show_recognition(read("1"))
    assert panel.has_numbers
    with qtbot.waitSignal(panel.count_changed):
        panel.show_recognition(None)
    assert not panel.has_numbers


def test_a_selected_number_stays_selected_when_the_order_changes(panel):
    recognition = read("11", "22", "33")
    panel.show_recognition(recognition)
    panel.table.selectRow(2)
    panel.show_recognition(replace(recognition, numbers=recognition.numbers[::-1]))
    assert texts(panel) == ["33", "22", "11"]
    panel.copy()
    assert QApplication.clipboard().text() == "33"


def test_a_selected_number_that_is_hidden_for_a_moment_is_selected_again(panel):
    panel.show_recognition(read("11", "22"))
    panel.table.selectRow(1)
    panel.show_recognition(read("11"))
    panel.show_recognition(None)
    panel.show_recognition(read("11", "22"))
    panel.copy()
    assert QApplication.clipboard().text() == "22"


def test_what_the_user_no_longer_wants_selected_stays_so(panel):
    panel.show_recognition(read("11", "22"))
    panel.table.selectRow(1)
    panel.table.clearSelection()
    panel.show_recognition(read("11"))
    panel.show_recognition(read("11", "22"))
    panel.copy()
    assert QApplication.clipboard().text() == "11\n22"


def with_ink(recognition, value):
    (number,) = recognition.numbers
    crop = np.zeros((28, 28), np.uint8)
    crop[6:22, 10:18] = value
    digits = tuple(replace(digit, crop=crop) for digit in number.digits)
    return replace(recognition, numbers=(replace(number, digits=digits),))


def cell_picture(panel):
    cell = panel.table.visualRect(panel.model.index(0, 0))
    return panel.table.viewport().grab(cell).toImage()


def test_the_digits_are_shown_as_the_network_saw_them(panel):
    panel.resize(400, 300)
    panel.show_recognition(with_ink(read("1"), 0))
    without = cell_picture(panel)
    panel.show_recognition(None)
    panel.show_recognition(with_ink(read("1"), 255))
    assert cell_picture(panel) != without


def test_ink_has_the_colour_of_the_text_and_the_ground_none():
    crop = np.zeros((28, 28), np.uint8)
    crop[3, 4] = 255
    picture = ink_picture([crop, crop], QColor("#123456"))
    assert (picture.width(), picture.height()) == (50, 28)
    for left in (4, 26):
        assert picture.pixelColor(left, 3) == QColor("#123456")
    assert picture.pixelColor(0, 0).alpha() == 0


def test_pictures_do_not_tremble_with_every_frame(panel):
    panel.show_recognition(with_ink(read("1"), 200))
    changes = []
    panel.model.dataChanged.connect(lambda *_: changes.append(1))
    for value in range(200, 230):
        panel.show_recognition(with_ink(read("1"), value))
    assert not changes


def test_a_number_of_ten_digits_is_not_cut_in_a_narrow_panel(panel):
    panel.resize(panel.minimumWidth(), 300)
    panel.show_recognition(read("0123456789"))
    cell = panel.table.visualRect(panel.model.index(0, 0))
    assert QFontMetrics(number_font()).horizontalAdvance("0123456789") < 0.95 * cell.width()
