"""A user has readings written to a file and copied as they come, and sees that it is so."""

import csv
import json

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QFileDialog

from tests.desktop_app.driving import (
    WAIT_MS,
    answer,
    dialog_of,
    listed,
    menu_action,
    press,
    write_picture,
)
from tests.desktop_app.live.fake_reading import picture_of_numbers
from tests.places import fill, small_disk

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def texts_in(path):
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [" ".join(line["text"] for line in row["lines"]) for row in rows]


def shown(window):
    label = window.statusBar().outlet
    return label.text() if label.isVisible() else ""


def write_to(window, qtbot, path):
    press(qtbot, window, Qt.Key.Key_E, CTRL_SHIFT)
    answer(dialog_of(window, qtbot, "write_readings_dialog"), qtbot, path)


def test_nothing_is_written_or_copied_unless_it_is_asked_for(desk_window):
    assert not desk_window.commands.write_readings.isChecked()
    assert not desk_window.commands.copy_readings.isChecked()
    assert shown(desk_window) == ""
    assert desk_window.files.outlet.path is None


def test_each_new_reading_is_added_until_the_user_ends_it(desk_window, qtbot, tmp_path, cameras):
    path = tmp_path / "readings.jsonl"
    action = menu_action(desk_window, "File", "Write Readings to File")
    write_to(desk_window, qtbot, path)
    qtbot.waitUntil(lambda: texts_in(path) == ["12"], timeout=WAIT_MS)
    assert action.isChecked()
    assert shown(desk_window) == "Writing readings.jsonl"
    cameras.picture = lambda _camera, _number: picture_of_numbers("560")
    qtbot.waitUntil(lambda: texts_in(path)[-1:] == ["560"], timeout=WAIT_MS)
    row = json.loads(path.read_text().splitlines()[-1])
    assert row["source"] == "Desk camera"
    press(qtbot, desk_window, Qt.Key.Key_E, CTRL_SHIFT)
    assert not action.isChecked()
    assert shown(desk_window) == ""
    before = path.read_text()
    cameras.picture = lambda _camera, _number: picture_of_numbers("7")
    qtbot.waitUntil(lambda: listed(desk_window) == ["7"], timeout=WAIT_MS)
    assert path.read_text() == before


def test_pictures_are_written_as_rows_one_after_the_other(open_window, qtbot, tmp_path):
    path = tmp_path / "readings.csv"
    for name, text in (("a.png", "12"), ("b.png", "12"), ("c.png", "34")):
        write_picture(tmp_path / name, text)
    window = open_window(str(tmp_path / "a.png"))
    qtbot.waitUntil(lambda: listed(window) == ["12"], timeout=WAIT_MS)
    write_to(window, qtbot, path)

    def rows():
        if not path.exists():
            return []
        lines = path.read_text().splitlines()
        return [(row["source"], row["text"]) for row in csv.DictReader(lines)]

    expected = []
    for name, text in (("a.png", "12"), ("b.png", "12"), ("c.png", "34")):
        if name != "a.png":
            window.chooser.open_text(str(tmp_path / name))
        expected.append((name, text))
        qtbot.waitUntil(lambda: rows() == expected, timeout=WAIT_MS)


def test_cancelling_the_dialog_leaves_it_off(desk_window, qtbot):
    desk_window.commands.write_readings.trigger()
    dialog_of(desk_window, qtbot, "write_readings_dialog").reject()
    assert not desk_window.commands.write_readings.isChecked()


def test_a_file_of_something_else_is_refused_in_one_sentence(desk_window, qtbot, tmp_path):
    path = tmp_path / "letter.jsonl"
    path.write_text("Dear Zoe,")
    desk_window.files.outlet.start(path)
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert "something else" in desk_window.banner.text
    assert not desk_window.commands.write_readings.isChecked()
    assert path.read_text() == "Dear Zoe,"


def test_a_full_disk_ends_it_with_one_sentence(desk_window, qtbot, tmp_path, cameras):
    with small_disk(tmp_path / "disk", 1) as disk:
        path = disk / "readings.jsonl"
        desk_window.files.outlet.start(path)
        qtbot.waitUntil(lambda: texts_in(path) == ["12"], timeout=WAIT_MS)
        fill(disk)
        # Another number every 40 frames, until there is no room for one more.
        cameras.picture = lambda _camera, frame: picture_of_numbers(str(100 + frame // 40))
        qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
        assert desk_window.banner.text.startswith("The disk is full: readings are no longer")
        assert not desk_window.commands.write_readings.isChecked()
        assert shown(desk_window) == ""
        assert texts_in(path)[0] == "12", "what was written is whole"
        desk_window.close()


def test_each_new_number_is_copied_while_it_goes_on(desk_window, qtbot, cameras):
    QApplication.clipboard().setText("mine")
    press(qtbot, desk_window, Qt.Key.Key_N, CTRL_SHIFT)
    assert shown(desk_window) == "Copying"
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "12", timeout=WAIT_MS)
    assert not desk_window.session.is_paused
    cameras.picture = lambda _camera, _number: picture_of_numbers("560")
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "560", timeout=WAIT_MS)
    # What the user copies meanwhile stays, as long as nothing new is read.
    QApplication.clipboard().setText("mine")
    frame = desk_window.session.frame.index
    qtbot.waitUntil(lambda: desk_window.session.frame.index > frame + 30, timeout=WAIT_MS)
    assert QApplication.clipboard().text() == "mine"
    press(qtbot, desk_window, Qt.Key.Key_N, CTRL_SHIFT)
    assert shown(desk_window) == ""
    assert not desk_window.commands.copy_readings.isChecked()


def test_of_a_picture_all_numbers_are_copied_once(open_window, qtbot, tmp_path):
    write_picture(tmp_path / "a.png", "12", "34")
    window = open_window()
    window.commands.copy_readings.trigger()
    window.chooser.open_text(str(tmp_path / "a.png"))
    qtbot.waitUntil(
        lambda: sorted(QApplication.clipboard().text().split("\n")) == ["12", "34"],
        timeout=WAIT_MS,
    )


@pytest.mark.parametrize(("kind", "suffix"), [("JSON", "jsonl"), ("CSV", "csv")])
def test_the_kind_that_is_chosen_gives_the_suffix(desk_window, qtbot, kind, suffix):
    desk_window.commands.write_readings.trigger()
    dialog = dialog_of(desk_window, qtbot, "write_readings_dialog")
    assert isinstance(dialog, QFileDialog)
    name = next(one for one in dialog.nameFilters() if one.startswith(kind))
    dialog.selectNameFilter(name)
    dialog.filterSelected.emit(name)
    assert dialog.defaultSuffix() == suffix
    dialog.reject()
