from dataclasses import replace

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from desktop_app.samples import SamplesDialog
from desktop_app.samples.grid import SAMPLE_ROLE
from model.sample_files import read_samples
from model.samples import Origin, Sample, SampleError, SampleStore
from tests.desktop_app.driving import WAIT_MS, answer

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def crop(number):
    made = np.zeros((28, 28), np.uint8)
    made[4:24, 4:24] = np.random.default_rng(number).integers(0, 256, (20, 20))
    return made


def some(labels, start=0):
    """Each a minute younger than the one before."""
    return [
        Sample(
            crop(start + i), label, Origin.CORRECTION, answer=8, confidence=0.914,
            made_at=f"2026-05-06T07:{start + i:02d}:00.000+00:00",
        )
        for i, label in enumerate(labels)
    ]  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return SampleStore(tmp_path / "samples")


@pytest.fixture
def open_dialog(qtbot, store, english):
    dialogs = []

    def opened(labels=()):
        if labels:
            store.add(some(labels))
        dialog = SamplesDialog(store)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        qtbot.waitUntil(lambda: "Reading" not in dialog._empty.text(), timeout=WAIT_MS)
        assert shown(dialog) == in_order(store)
        return dialog

    yield opened
    for dialog in dialogs:
        dialog.stop()


def in_order(store):
    """The ids as they are to be shown: by class, newest first."""
    return [one.id for one in sorted(store.all(), key=lambda one: one.label)]


def shown(dialog):
    model = dialog.grid.model()
    return [model.index(row, 0).data(SAMPLE_ROLE).id for row in range(model.rowCount())]


def shown_labels(dialog):
    model = dialog.grid.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click(qtbot, dialog, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = dialog.grid.visualRect(dialog.grid.model().index(row, 0)).center()
    qtbot.mouseClick(dialog.grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def press(qtbot, dialog, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or dialog, key, modifier)


def told(dialog):
    """What came of it; the plural as the translation makes it, or before there is one."""
    return dialog.told.text().replace("(s)", "s")


def classes(dialog):
    return [dialog.classes.item(row).text() for row in range(dialog.classes.count())]


def test_without_samples_it_says_how_they_come_about(open_dialog):
    dialog = open_dialog()
    empty = dialog._empty
    assert empty.isVisible()
    assert "There are no samples" in empty.text()
    assert "press the key" in empty.text()
    assert "Teach Me Your Hand" in empty.text()
    assert classes(dialog)[0] == "All (0)"
    for button in (dialog.buttons.delete_all, dialog.buttons.take_out, dialog.buttons.relabel):
        assert not button.isEnabled()
    assert dialog.buttons.bring_in.isEnabled()


def test_samples_are_shown_by_class_newest_first(open_dialog, store):
    dialog = open_dialog([3, 1, 3, 10, 1, 3])
    assert shown_labels(dialog) == ["1", "1", "3", "3", "3", "–"]
    model = dialog.grid.model()
    times = [model.index(row, 0).data(SAMPLE_ROLE).made_at for row in range(5)]
    assert times == sorted(times[:2], reverse=True) + sorted(times[2:], reverse=True)
    assert classes(dialog)[:5] == ["All (6)", "0 (0)", "1 (2)", "2 (0)", "3 (3)"]
    assert classes(dialog)[-1] == "No digit (1)"


def test_one_class_alone_is_shown(open_dialog, qtbot):
    dialog = open_dialog([3, 1, 3])
    dialog.classes.setFocus()
    dialog.classes.setCurrentRow(4)
    assert shown_labels(dialog) == ["3", "3"]
    press(qtbot, dialog, Key.Key_Down)
    assert shown_labels(dialog) == []
    assert dialog._empty.text() == "There is no sample of the digit 4 yet."


def test_a_key_says_what_the_selected_sample_is(open_dialog, qtbot, store):
    dialog = open_dialog([3, 1, 3])
    click(qtbot, dialog, 1)
    before = shown(dialog)
    with qtbot.waitSignal(dialog.changed):
        press(qtbot, dialog, Key.Key_7)
    assert store.counts()[7] == 1
    assert [one.id for one in store.all(7)] == [before[1]]
    assert classes(dialog)[8] == "7 (1)"
    assert shown_labels(dialog) == ["1", "3", "7"]
    # The next one is selected, so that a row of wrong ones is a row of keys.
    assert [one.id for one in dialog.grid.selected_samples()] == [before[2]]


def test_many_are_relabelled_at_once_and_that_is_undone(open_dialog, qtbot, store):
    dialog = open_dialog([3, 1, 3, 5])
    before = [(one.id, one.label, one.is_held_out) for one in store.all()]
    dialog.grid.setFocus()
    press(qtbot, dialog, Key.Key_A, CONTROL)
    press(qtbot, dialog, Key.Key_Minus)
    assert store.counts()[10] == 4
    press(qtbot, dialog, Key.Key_Z, CONTROL)
    assert [(one.id, one.label, one.is_held_out) for one in store.all()] == before
    assert len(dialog.grid.selected_samples()) == 4
    qtbot.mouseClick(dialog.buttons.redo, Qt.MouseButton.LeftButton)
    assert store.counts()[10] == 4
    assert not dialog.buttons.redo.isEnabled()


def test_a_key_that_changes_nothing_leaves_nothing_to_undo(open_dialog, qtbot, store):
    dialog = open_dialog([3])
    version = store.version
    click(qtbot, dialog, 0)
    press(qtbot, dialog, Key.Key_3)
    press(qtbot, dialog, Key.Key_X)
    assert store.version == version
    assert not dialog.buttons.undo.isEnabled()


def test_several_are_deleted_and_had_back(open_dialog, qtbot, store):
    dialog = open_dialog([1, 2, 3, 4])
    before = shown(dialog)
    click(qtbot, dialog, 1)
    click(qtbot, dialog, 2, SHIFT)
    assert dialog.about.text() == "2 samples are selected."
    press(qtbot, dialog, Key.Key_Delete)
    assert shown(dialog) == [before[0], before[3]] == in_order(store)
    assert "Delete 2 sample" in dialog.buttons.undo.toolTip()
    qtbot.mouseClick(dialog.buttons.undo, Qt.MouseButton.LeftButton)
    assert shown(dialog) == before == in_order(store)
    assert [one.id for one in dialog.grid.selected_samples()] == before[1:3]


def test_all_of_a_class_can_be_deleted_by_keyboard_alone(open_dialog, qtbot, store):
    dialog = open_dialog([1, 2, 2])
    dialog.classes.setFocus()
    for _ in range(3):
        press(qtbot, dialog, Key.Key_Down)
    press(qtbot, dialog, Key.Key_Tab)
    assert dialog.grid.hasFocus()
    press(qtbot, dialog, Key.Key_A, CONTROL)
    press(qtbot, dialog, Key.Key_Backspace)
    assert store.counts()[2] == 0
    assert dialog.classes.hasFocus()
    press(qtbot, dialog, Key.Key_Z, CONTROL)
    assert store.counts()[2] == 2


def test_the_menu_does_what_the_keys_do(open_dialog, qtbot, store):
    dialog = open_dialog([1, 2])
    click(qtbot, dialog, 0)
    actions = {one.text(): one for one in dialog.buttons.relabel.menu().actions()}
    assert len(actions) == 11
    actions["&6\t6"].trigger()
    assert store.counts()[6] == 1
    actions["&No Digit\t-"].trigger()
    assert store.counts()[10] == 1


def test_what_is_known_of_a_sample_is_told(open_dialog, qtbot):
    dialog = open_dialog([3] * 5)
    click(qtbot, dialog, 0)
    text = dialog.about.text()
    assert text.startswith("3: corrected, ")
    assert "26" in text
    assert ":" in text.split("corrected, ")[1]
    assert "The model had read 8, 91 % sure." in text
    assert "Kept for testing." in text
    index = dialog.grid.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == text
    assert "every fifth sample" in dialog._explained.text().lower()
    click(qtbot, dialog, 1)
    assert "Kept for testing." not in dialog.about.text()


def test_a_screen_reader_hears_each_sample(open_dialog):
    dialog = open_dialog([3, 10])
    model = dialog.grid.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    names = [model.index(row, 0).data(role) for row in range(2)]
    assert [name.split(",")[0] for name in names] == ["3: corrected", "no digit: corrected"]
    for widget in (*dialog.findChildren(QPushButton), dialog.grid, dialog.classes, dialog.bar):
        assert widget.accessibleName()


def test_pixels_stay_sharp(open_dialog, store):
    board = np.zeros((28, 28), np.uint8)
    board[5:23:2, 5:23:2] = 255
    store.add([Sample(board, 4, Origin.SHEET)])
    dialog = open_dialog()
    rect = dialog.grid.visualRect(dialog.grid.model().index(0, 0))
    image = dialog.grid.viewport().grab(rect).toImage()
    grays = {image.pixelColor(x, y).name() for x in range(8, 40) for y in range(8, 30)}
    assert grays <= {"#000000", "#ffffff"}


def test_samples_that_come_from_elsewhere_appear(open_dialog, qtbot, store):
    dialog = open_dialog([1, 5])
    click(qtbot, dialog, 1)
    SampleStore(store.folder).add(some([3, 3], start=20))
    qtbot.waitUntil(lambda: shown(dialog) == in_order(store), timeout=WAIT_MS)
    assert [one.label for one in dialog.grid.selected_samples()] == [5]


def test_what_was_deleted_elsewhere_is_not_brought_back(open_dialog, qtbot, store):
    dialog = open_dialog([1, 5])
    click(qtbot, dialog, 1)
    press(qtbot, dialog, Key.Key_4)
    SampleStore(store.folder).delete_all()
    qtbot.waitUntil(lambda: shown(dialog) == [], timeout=WAIT_MS)
    assert not dialog.buttons.undo.isEnabled()
    press(qtbot, dialog, Key.Key_Z, CONTROL)
    assert not store.folder.exists()


# All of them.


def question(dialog, qtbot):
    qtbot.mouseClick(dialog.buttons.delete_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None, timeout=WAIT_MS)
    return dialog.findChild(QMessageBox)


def test_delete_all_asks_says_what_goes_and_leaves_no_file(open_dialog, qtbot, store):
    dialog = open_dialog([1, 2, 2])
    click(qtbot, dialog, 0)
    press(qtbot, dialog, Key.Key_9)
    box = question(dialog, qtbot)
    assert "all 3 sample" in box.text()
    assert "the file that holds them" in box.informativeText()
    assert "cannot be undone" in box.informativeText()
    yes = next(one for one in box.buttons() if "Delete" in one.text())
    with qtbot.waitSignal(dialog.changed):
        qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert not store.folder.exists()
    assert shown(dialog) == []
    assert "There are no samples" in dialog._empty.text()
    assert told(dialog) == "3 samples were deleted, and their file with them."
    assert not dialog.buttons.undo.isEnabled()


def test_delete_all_can_be_thought_better_of(open_dialog, qtbot, store):
    dialog = open_dialog([1, 2])
    box = question(dialog, qtbot)
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.findChildren(QMessageBox), timeout=WAIT_MS)
    assert len(store.all()) == 2
    assert len(shown(dialog)) == 2


# In and out.


def choose(dialog, qtbot, button, number, name, path):
    button.menu().actions()[number].trigger()
    qtbot.waitUntil(lambda: dialog.findChild(QFileDialog, name) is not None, timeout=WAIT_MS)
    answer(dialog.findChild(QFileDialog, name), qtbot, path)


def test_samples_go_out_to_a_file_and_come_back(open_dialog, qtbot, store, tmp_path):
    dialog = open_dialog([1, 2, 2])
    path = tmp_path / "mine.npz"
    choose(dialog, qtbot, dialog.buttons.take_out, 1, "export_samples_dialog", path)
    qtbot.waitUntil(lambda: "were saved" in dialog.told.text(), timeout=WAIT_MS)
    assert told(dialog) == "3 samples were saved in mine.npz."
    assert len(read_samples(path).samples) == 3
    dialog.grid.setFocus()
    press(qtbot, dialog, Key.Key_A, CONTROL)
    press(qtbot, dialog, Key.Key_Delete)
    choose(dialog, qtbot, dialog.buttons.bring_in, 1, "import_samples_dialog", path)
    qtbot.waitUntil(lambda: "were added" in dialog.told.text(), timeout=WAIT_MS)
    assert store.counts()[1:3] == (1, 2)
    assert len(shown(dialog)) == 3
    qtbot.mouseClick(dialog.buttons.undo, Qt.MouseButton.LeftButton)
    assert sum(store.counts()) == 0


def test_folders_of_pictures_come_in_and_what_cannot_be_used_is_named(
    open_dialog, qtbot, store, tmp_path
):
    for label in (3, 5):
        place = tmp_path / "in" / str(label)
        place.mkdir(parents=True)
        (place / "a.png").write_bytes(cv2.imencode(".png", crop(label))[1].tobytes())
    (tmp_path / "in" / "5" / "b.png").write_bytes(b"rubbish")
    dialog = open_dialog()
    choose(dialog, qtbot, dialog.buttons.bring_in, 0, "import_samples_dialog", tmp_path / "in")
    qtbot.waitUntil(lambda: "were added" in dialog.told.text(), timeout=WAIT_MS)
    assert "2 samples were added. 1 picture" in told(dialog)
    assert "could not be used: 5/b.png: " in told(dialog)
    assert shown_labels(dialog) == ["3", "5"]


def test_samples_go_out_as_pictures(open_dialog, qtbot, tmp_path):
    dialog = open_dialog([1, 10])
    (tmp_path / "out").mkdir()
    dialog.export_to(tmp_path / "out", as_folder=True)
    qtbot.waitUntil(lambda: "were saved" in dialog.told.text(), timeout=WAIT_MS)
    (folder,) = (tmp_path / "out").iterdir()
    assert folder.name in dialog.told.text()
    assert {path.name for path in folder.iterdir()} == {"1", "not a digit"}


def test_a_file_that_is_refused_is_told_and_changes_nothing(open_dialog, qtbot, store, tmp_path):
    dialog = open_dialog([1])
    np.savez(tmp_path / "bad.npz", x=np.zeros((2, 28, 28), np.uint8), y=[3, 12])
    dialog.import_from(tmp_path / "bad.npz")
    assert not dialog.buttons.bring_in.isEnabled()
    qtbot.waitUntil(lambda: "row 1" in dialog.told.text(), timeout=WAIT_MS)
    assert dialog.buttons.bring_in.isEnabled()
    assert len(store.all()) == 1
    assert not dialog.buttons.undo.isEnabled()


def test_an_import_can_be_cancelled(open_dialog, qtbot, store, tmp_path):
    dialog = open_dialog([1])
    for label in range(10):
        place = tmp_path / "in" / str(label)
        place.mkdir(parents=True)
        for number in range(30):
            picture = np.full((900, 900), 255, np.uint8)
            cv2.putText(picture, str(label), (250, 650), 0, 15, number, 40)
            (place / f"{number}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    dialog.import_from(tmp_path / "in")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=WAIT_MS)
    assert dialog.buttons.close_button.text() == "Cancel"
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: "Cancelled" in dialog.told.text(), timeout=WAIT_MS)
    assert len(store.all()) == 1
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.buttons.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


# What goes wrong.


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(open_dialog, qtbot, store, monkeypatch):
    dialog = open_dialog([1, 2])

    def full(*args, **kwargs):
        raise SampleError("Your samples could not be saved: the disk is full.")

    click(qtbot, dialog, 0)
    with monkeypatch.context() as broken:
        broken.setattr(store, "relabel", full)
        press(qtbot, dialog, Key.Key_5)
    assert dialog.told.text() == "Your samples could not be saved: the disk is full."
    assert dialog.told.isVisible()
    assert shown_labels(dialog) == ["1", "2"]
    assert not dialog.buttons.undo.isEnabled()
    press(qtbot, dialog, Key.Key_5)
    with monkeypatch.context() as broken:
        broken.setattr(store, "restore", full)
        press(qtbot, dialog, Key.Key_Z, CONTROL)
    assert shown_labels(dialog) == ["2", "5"]
    with monkeypatch.context() as broken:
        broken.setattr(store, "delete_all", full)
        box = question(dialog, qtbot)
        qtbot.mouseClick(
            next(one for one in box.buttons() if "Delete" in one.text()), Qt.MouseButton.LeftButton
        )
    assert "the disk is full" in dialog.told.text()
    assert len(shown(dialog)) == 2


def test_a_damaged_file_is_told(open_dialog, store):
    store.folder.mkdir()
    store.path.write_bytes(b"rubbish" * 1000)
    dialog = open_dialog()
    assert "damaged" in dialog.told.text()
    assert dialog.told.isVisible()


def test_samples_of_a_newer_program_are_told(qtbot, store, monkeypatch):
    def newer(_store):
        raise SampleError("Your samples were written by a newer DigitLens.")

    monkeypatch.setattr(SampleStore, "version", property(newer))
    dialog = SamplesDialog(store)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "newer DigitLens" in dialog.told.text(), timeout=WAIT_MS)
    dialog.stop()


def test_thousands_of_samples_are_shown_and_only_what_is_seen_is_painted(
    open_dialog, qtbot, store, monkeypatch
):
    one = some([3])[0]
    store.add([replace(one, crop=crop(i), label=i % 11) for i in range(3000)])
    dialog = open_dialog()
    delegate = dialog.grid.itemDelegate()
    painted = []
    paint = type(delegate).paint
    monkeypatch.setattr(
        type(delegate), "paint", lambda *args: painted.append(args[3].row()) or paint(*args)
    )
    dialog.grid.scrollToBottom()
    dialog.grid.viewport().repaint()
    assert painted
    assert len(set(painted)) < 200
    assert max(painted) == 2999
    model = dialog.grid.selectionModel()
    model.setCurrentIndex(
        dialog.grid.model().index(2999, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    dialog.grid.setFocus()
    press(qtbot, dialog, Key.Key_0)
    assert store.counts()[0] == 274
