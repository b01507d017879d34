import json
import threading
from datetime import datetime, timedelta, timezone

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication, QFileDialog, QMainWindow

from desktop_app.live import log_panel
from desktop_app.live.log import ReadingLog
from desktop_app.live.log_panel import LogPanel
from tests.desktop_app.live.fake_reading import FakeReader, picture_of_numbers
from vision.frame import Frame

WAIT_MS = 20_000
START = datetime(2026, 3, 1, 14, 5, 9, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def log():
    return ReadingLog()


@pytest.fixture
def make_panel(qtbot, log, tmp_path):
    def made(**options):
        panel = LogPanel(log, folder=lambda: tmp_path, **options)
        qtbot.addWidget(panel)
        panel.resize(500, 300)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return made


@pytest.fixture
def panel(make_panel):
    return make_panel()


def enter(log, *texts, source="page.png"):
    """Enters numbers, each read in a still picture of its own."""
    for text in texts:
        frame = Frame(picture_of_numbers(text, size=(1, 640)))
        now = START + timedelta(seconds=len(log.entries))
        log.add(FakeReader(None, is_live=False).read(frame), f"{text} {source}", now)


def listed(panel):
    model = panel.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def numbers(panel):
    return [row[1] for row in listed(panel)]


def is_at_end(panel):
    bar = panel.table.verticalScrollBar()
    return bar.value() == bar.maximum() > 0


def test_an_empty_log_says_what_it_is_for(panel):
    assert not panel.table.isVisible()
    for button in (panel.export_button, panel.copy_button, panel.clear_button):
        assert not button.isEnabled()


def test_each_entry_has_time_number_confidence_and_source(panel, log):
    enter(log, "12")
    assert listed(panel) == [["14:05:09", "12", "81%", "12 page.png"]]
    day = panel.table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert day == "2026-03-01 14:05:09"
    assert panel.table.isVisible()


def test_the_table_is_a_sound_model_whatever_the_log_does(qtbot):
    log = ReadingLog(most_entries=5)
    panel = LogPanel(log)
    qtbot.addWidget(panel)
    panel.show()
    tester = QAbstractItemModelTester(
        panel.table.entries, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    for text in "12345678":
        enter(log, text)
        assert numbers(panel) == [entry.text for entry in log.entries]
    panel.clear()
    assert numbers(panel) == []
    enter(log, "9")
    panel.undo_clear()
    assert numbers(panel) == ["5", "6", "7", "8", "9"]
    assert tester.model() is panel.table.entries


def test_the_newest_is_in_sight_unless_one_scrolled_up(panel, log, qtbot):
    enter(log, *map(str, range(60)))
    assert is_at_end(panel)
    enter(log, "60")
    assert is_at_end(panel)
    bar = panel.table.verticalScrollBar()
    bar.setValue(3)
    enter(log, "61")
    assert bar.value() == 3
    bar.setValue(bar.maximum())
    enter(log, "62")
    assert is_at_end(panel)


def test_a_selected_entry_stays_selected_as_others_come(panel, log):
    enter(log, "11", "22", "33")
    panel.table.selectRow(1)
    enter(log, "44")
    panel.copy()
    assert QApplication.clipboard().text() == "2026-03-01 14:05:10\t22 page.png\t22\t0.8100"


def test_nothing_is_done_for_a_hidden_panel_before_it_is_shown(panel, log):
    panel.hide()
    changes = []
    panel.table.model().rowsInserted.connect(lambda *_: changes.append(1))
    enter(log, "11", "22")
    assert not changes
    panel.show()
    assert numbers(panel) == ["11", "22"]
    assert panel.copy_button.isEnabled()


def test_without_a_selection_all_rows_are_copied(panel, log, qtbot):
    enter(log, "11", "22")
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert [line.split("\t")[2] for line in QApplication.clipboard().text().split("\n")] == [
        "11",
        "22",
    ]


@pytest.fixture
def window(panel, qtbot):
    """A window that has the keys of the panel for something else; `used` tells which it took."""
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setCentralWidget(panel)
    made.used = []
    for key in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Undo):
        QShortcut(key, made).activated.connect(lambda key=key: made.used.append(key))
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def press_control(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_c_in_the_table_copies_rows_although_the_window_has_the_key(window, panel, log, qtbot):
    enter(log, "11", "22")
    panel.table.setFocus()
    panel.table.selectRow(0)
    press_control(qtbot, Qt.Key.Key_C)
    assert QApplication.clipboard().text().split("\t")[2] == "11"
    assert not window.used


def test_clear_asks_nothing_and_ctrl_z_brings_all_back(window, panel, log, qtbot):
    enter(log, "11", "22")
    qtbot.mouseClick(panel.clear_button, Qt.MouseButton.LeftButton)
    assert log.entries == []
    assert panel.undo_button.hasFocus()
    enter(log, "33")
    press_control(qtbot, Qt.Key.Key_Z)
    assert numbers(panel) == ["11", "22", "33"]
    assert not panel.undo_button.isVisible()
    assert not window.used
    press_control(qtbot, Qt.Key.Key_Z)  # there is nothing to undo: the key is the window's again
    assert window.used == [QKeySequence.StandardKey.Undo]


def test_the_button_brings_all_back(panel, log, qtbot):
    enter(log, "11", "22")
    panel.clear()
    qtbot.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    assert numbers(panel) == ["11", "22"]


def test_after_a_while_it_cannot_be_undone(make_panel, log, qtbot):
    panel = make_panel(undo_ms=1)
    enter(log, "11")
    panel.clear()
    qtbot.waitUntil(lambda: not panel.undo_button.isVisible(), timeout=WAIT_MS)
    panel.undo_clear()
    assert log.entries == []


def test_export_asks_for_a_file_and_writes_it(panel, log, qtbot, tmp_path):
    enter(log, "11", "22")
    qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(QFileDialog, "export_log_dialog")
    assert dialog.directory().path() == str(tmp_path)
    path = tmp_path / "my log.json"
    with qtbot.waitSignal(panel.exported, timeout=WAIT_MS) as told:
        dialog.selectFile(str(path))
        dialog.accept()
    assert told.args == [str(path)]
    assert [entry["text"] for entry in json.loads(path.read_text("utf-8"))] == ["11", "22"]


@pytest.mark.parametrize(("chosen", "suffix"), [(0, "csv"), (1, "json")])
def test_a_name_without_suffix_gets_that_of_the_chosen_format(panel, log, qtbot, chosen, suffix):
    enter(log, "11")
    panel.ask_where_to_export()
    dialog = panel.findChild(QFileDialog, "export_log_dialog")
    dialog.filterSelected.emit(dialog.nameFilters()[chosen])
    assert dialog.defaultSuffix() == suffix
    dialog.reject()


def test_the_window_does_not_wait_for_the_disk(panel, log, qtbot, tmp_path, monkeypatch):
    enter(log, "11")
    go_on, thread = threading.Event(), []

    def slow(entries, path):
        thread.append(threading.current_thread())
        assert go_on.wait(20)

    monkeypatch.setattr(log_panel, "write_log", slow)
    with qtbot.waitSignal(panel.exported, timeout=WAIT_MS):
        panel.export(tmp_path / "log.csv")
        go_on.set()  # reached only if the export is not waited for
    assert thread != [threading.current_thread()]


def test_a_log_that_cannot_be_saved_is_told_in_one_sentence(panel, log, qtbot, tmp_path):
    enter(log, "11")
    with qtbot.waitSignal(panel.export_failed, timeout=WAIT_MS) as told:
        panel.export(tmp_path / "missing" / "log.csv")
    assert "log.csv could not be saved: No such file or directory" in told.args[0]
    with qtbot.waitSignal(panel.export_failed, timeout=WAIT_MS) as told:
        panel.export(tmp_path / "log.docx")
    assert ".docx" in told.args[0]
    assert ".csv or .json" in told.args[0]
