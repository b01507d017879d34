import pytest
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication

from desktop_app.live.readings import ReadingsPanel
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
