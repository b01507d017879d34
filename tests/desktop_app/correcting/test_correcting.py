"""Digits corrected as a user corrects them: with the mouse, by key, from the menus."""

import gc

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QMessageBox

from desktop_app.annotation import annotated
from desktop_app.correcting.corrections import Correction
from desktop_app.correcting.words import nothing_selected
from desktop_app.live.label_art import READ_COLOR
from desktop_app.live.recognition import make_readers
from desktop_app.settings.dialog import SettingsDialog
from model.samples import Origin, Sample, SampleError, SampleStore
from model.store import ModelStore
from tests.desktop_app.driving import (
    WAIT_MS,
    dialog_of,
    listed,
    menu_action,
    press,
    spot,
    write_page,
)
from tests.desktop_app.live.viewing import click, pixels

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def message(window):
    return window.statusBar().currentMessage()


def logged(window):
    model = window.panels.log_panel.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


# --- pictures that stand still ---


def test_nothing_is_written_before_a_correction(page_window, select, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_F7)
    assert not page_window.samples().folder.exists()


def test_a_digit_is_corrected_by_key_and_everything_says_so(page_window, select, kept, qtbot):
    press(qtbot, page_window, Key.Key_F8)
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    assert listed(page_window) == ["375", "48"]
    assert kept(page_window, 1) == [(7, 6)]
    qtbot.waitUntil(lambda: "this is 7" in message(page_window), timeout=WAIT_MS)
    assert page_window.view.selected.digit == 7
    assert page_window.view.accessibleDescription() == "Read: 375, 48. Selected: 7, as you said"
    assert logged(page_window) == ["375", "48"]
    press(qtbot, page_window, Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "375\n48"
    (sample,) = page_window.samples().all()
    assert sample.origin is Origin.CORRECTION
    assert sample.confidence == pytest.approx(0.9)


def test_undo_and_redo_change_what_is_seen_and_what_is_kept(page_window, select, kept, qtbot):
    select(page_window, 1)
    undo, redo = page_window.commands.undo, page_window.commands.redo
    assert not undo.isEnabled()
    press(qtbot, page_window, Key.Key_7)
    first = kept(page_window, 1)
    (sample,) = page_window.samples().all()
    assert "This Is 7" in undo.text()
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert listed(page_window) == ["365", "48"]
    assert kept(page_window, 0) == []
    assert not undo.isEnabled()
    assert "This Is 7" in redo.text()
    press(qtbot, page_window, Key.Key_Z, CTRL | SHIFT)
    assert listed(page_window) == ["375", "48"]
    assert kept(page_window, 1) == first
    assert page_window.samples().all()[0].id == sample.id


def test_what_cannot_be_brought_back_takes_no_memory(page_window, select, kept, qtbot):
    for label in range(5):
        select(page_window, 1)
        page_window.commands.name_digit[label].trigger()
        kept(page_window, 1)
        page_window.commands.undo.trigger()
        kept(page_window, 0)
    gc.collect()
    held = [one.label for one in gc.get_objects() if isinstance(one, Correction)]
    assert held == [4]  # the last one can be done again


def test_a_digit_corrected_twice_is_one_sample(page_window, select, kept, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    kept(page_window, 1)
    press(qtbot, page_window, Key.Key_8)
    qtbot.waitUntil(lambda: "this is 8" in message(page_window), timeout=WAIT_MS)
    assert kept(page_window, 1) == [(8, 6)]
    assert listed(page_window) == ["385", "48"]
    press(qtbot, page_window, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: kept(page_window, 1) == [(7, 6)], timeout=WAIT_MS)
    assert listed(page_window) == ["375", "48"]
    press(qtbot, page_window, Key.Key_7)
    assert "already" in message(page_window)
    assert kept(page_window, 1) == [(7, 6)]


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_Backspace])
def test_what_is_no_digit_loses_its_label(page_window, select, kept, qtbot, key):
    select(page_window, 0)
    press(qtbot, page_window, key)
    assert listed(page_window) == ["65", "48"]
    assert kept(page_window, 1) == [(10, 3)]
    qtbot.waitUntil(lambda: "no digit" in message(page_window), timeout=WAIT_MS)
    # It is still selected, and can be made a digit again.
    press(qtbot, page_window, Key.Key_3)
    qtbot.waitUntil(lambda: kept(page_window, 1) == [(3, 3)], timeout=WAIT_MS)


def test_an_unsure_place_becomes_a_digit(page_window, kept, qtbot):
    view = page_window.view
    click(view, spot(view, page_window.session.recognition.rejections[0].box))
    press(qtbot, page_window, Key.Key_9)
    # It was not even cropped, and there is no ink in this picture.
    assert "no ink" in message(page_window)
    assert listed(page_window) == ["365", "48"]
    assert not page_window.samples().folder.exists()


def test_keys_of_the_number_pad_do_the_same(page_window, select, kept, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7, Qt.KeyboardModifier.KeypadModifier)
    assert kept(page_window, 1) == [(7, 6)]


def test_a_digit_is_corrected_by_keyboard_alone_and_from_the_inspector(page_window, kept, qtbot):
    page_window.view.setFocus()
    press(qtbot, page_window, Key.Key_Right)
    press(qtbot, page_window, Key.Key_F7)
    inspector = page_window.panels.inspector
    qtbot.waitUntil(inspector.isVisible, timeout=WAIT_MS)
    inspector.scroll_area.setFocus()
    press(qtbot, page_window, Key.Key_8)
    assert kept(page_window, 1) == [(8, 3)]
    qtbot.waitUntil(lambda: inspector.title.text() == "8, as you said", timeout=WAIT_MS)
    assert "Read as 3, 90% sure" in inspector.reason.text()


def test_a_digit_is_corrected_from_the_menu(page_window, select, kept):
    select(page_window, 1)
    menu_action(page_window, "Edit", "Correct to", "This Is 7").trigger()
    assert kept(page_window, 1) == [(7, 6)]
    menu_action(page_window, "Edit", "Undo").trigger()
    assert kept(page_window, 0) == []


def test_without_a_selection_a_digit_key_only_tells_what_to_do(page_window, qtbot):
    page_window.view.setFocus()
    for key in (Key.Key_7, Key.Key_Delete):
        page_window.statusBar().clearMessage()
        press(qtbot, page_window, key)
        assert message(page_window) == nothing_selected()
    assert not page_window.samples().folder.exists()


def test_digit_keys_stay_those_of_the_list(page_window, select, qtbot):
    select(page_window, 1)
    table = page_window.readings.table
    table.setFocus()
    press(qtbot, page_window, Key.Key_4)
    assert table.currentIndex().row() == 1
    assert listed(page_window) == ["365", "48"]
    assert not page_window.samples().folder.exists()


# --- live ---


def wait_for_frame(window, qtbot, index):
    """Waits until a later frame than this has been read."""

    def is_read():
        recognition = window.session.recognition
        return recognition is not None and recognition.frame.index > index

    qtbot.waitUntil(is_read, timeout=WAIT_MS)


def test_a_live_digit_stays_corrected_while_it_is_followed(
    desk_window, select, kept, qtbot, cameras
):
    select(desk_window, 1)
    press(qtbot, desk_window, Key.Key_7)
    assert kept(desk_window, 1) == [(7, 2)]
    frame = desk_window.session.recognition.frame
    wait_for_frame(desk_window, qtbot, frame.index + 5)
    assert listed(desk_window) == ["17"]
    assert not desk_window.session.is_frozen
    press(qtbot, desk_window, Key.Key_Z, CTRL)
    assert listed(desk_window) == ["12"]
    wait_for_frame(desk_window, qtbot, frame.index + 10)
    assert listed(desk_window) == ["12"]


def test_a_frozen_picture_is_corrected_and_goes_on_so(frozen_window, select, kept, qtbot):
    select(frozen_window, 0)
    press(qtbot, frozen_window, Key.Key_4)
    assert listed(frozen_window) == ["42"]
    assert kept(frozen_window, 1) == [(4, 1)]
    frozen = frozen_window.session.frame
    press(qtbot, frozen_window, Key.Key_Space)
    qtbot.waitUntil(
        lambda: frozen_window.session.recognition.frame.index > frozen.index + 3, timeout=WAIT_MS
    )
    assert listed(frozen_window) == ["42"]


def test_another_source_knows_nothing_of_the_corrections(desk_window, select, kept, qtbot):
    select(desk_window, 0)
    press(qtbot, desk_window, Key.Key_7)
    kept(desk_window, 1)
    menu_action(desk_window, "Camera", "Door & gate").trigger()
    qtbot.waitUntil(lambda: listed(desk_window) == ["34"], timeout=WAIT_MS)
    assert kept(desk_window, 1) == [(7, 1)]


# --- numbers typed over ---


def type_over(window, qtbot, row, text, key=Key.Key_Return):
    table = window.readings.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, 0))
    press(qtbot, window, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not table
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, key)


def test_a_number_is_typed_over(page_window, kept, qtbot):
    type_over(page_window, qtbot, 0, "375")
    qtbot.waitUntil(lambda: listed(page_window) == ["375", "48"], timeout=WAIT_MS)
    assert sorted(kept(page_window, 3)) == [(3, 3), (5, 5), (7, 6)]
    assert {one.origin for one in page_window.samples().all()} == {Origin.NUMBER}
    model = page_window.readings.table.model()
    assert model.index(0, 1).data() == "yours"
    assert "corrected by you" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    page_window.view.setFocus()
    press(qtbot, page_window, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: listed(page_window) == ["365", "48"], timeout=WAIT_MS)
    assert kept(page_window, 0) == []


def test_a_number_of_another_length_is_not_taken_and_the_user_is_told_what_to_do(
    page_window, qtbot
):
    type_over(page_window, qtbot, 0, "3755")
    qtbot.waitUntil(lambda: "“3755”" in page_window.banner.text, timeout=WAIT_MS)
    assert "with M" in page_window.banner.text
    assert listed(page_window) == ["365", "48"]
    assert not page_window.samples().folder.exists()
    type_over(page_window, qtbot, 0, "375")
    qtbot.waitUntil(lambda: not page_window.banner.text, timeout=WAIT_MS)


def test_letters_cannot_be_typed_and_escape_leaves_the_number(page_window, qtbot):
    type_over(page_window, qtbot, 0, "abc", Key.Key_Escape)
    type_over(page_window, qtbot, 0, "999", Key.Key_Escape)
    assert listed(page_window) == ["365", "48"]
    assert not page_window.samples().folder.exists()


def test_a_live_list_stands_still_while_a_number_is_typed_over(desk_window, kept, qtbot, cameras):
    table = desk_window.readings.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    press(qtbot, desk_window, Key.Key_F2)
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "1")
    index = desk_window.session.recognition.frame.index
    wait_for_frame(desk_window, qtbot, index + 5)
    assert editor.text() == "1"
    qtbot.keyClicks(editor, "8")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: listed(desk_window) == ["18"], timeout=WAIT_MS)
    assert sorted(kept(desk_window, 2)) == [(1, 1), (8, 2)]


# --- what goes wrong ---


def test_what_cannot_be_kept_is_not_shown_as_corrected(page_window, select, qtbot, monkeypatch):
    def fail(self, samples):
        raise SampleError("Your samples could not be saved: the disk is full.")

    select(page_window, 1)
    with monkeypatch.context() as broken:
        broken.setattr(SampleStore, "add", fail)
        press(qtbot, page_window, Key.Key_7)
        qtbot.waitUntil(lambda: "disk is full" in page_window.banner.text, timeout=WAIT_MS)
    assert listed(page_window) == ["365", "48"]
    assert not page_window.commands.undo.isEnabled()
    assert not page_window.commands.redo.isEnabled()
    press(qtbot, page_window, Key.Key_7)
    qtbot.waitUntil(lambda: not page_window.banner.text, timeout=WAIT_MS)
    assert listed(page_window) == ["375", "48"]


def test_what_cannot_be_taken_back_stays_corrected(page_window, select, kept, qtbot, monkeypatch):
    def fail(self, ids):
        raise SampleError("The samples could not be deleted: the folder is read-only.")

    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    kept(page_window, 1)
    with monkeypatch.context() as broken:
        broken.setattr(SampleStore, "remove", fail)
        press(qtbot, page_window, Key.Key_Z, CTRL)
        qtbot.waitUntil(lambda: "read-only" in page_window.banner.text, timeout=WAIT_MS)
    assert listed(page_window) == ["375", "48"]
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert kept(page_window, 0) == []
    assert listed(page_window) == ["365", "48"]


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(
    page_window, select, qtbot, user_folders
):
    folder = page_window.samples().folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    qtbot.waitUntil(lambda: "could not be saved" in page_window.banner.text, timeout=WAIT_MS)
    assert listed(page_window) == ["365", "48"]


# --- what may come of it ---


def test_after_ten_corrections_adapting_is_offered_once(page_window, select, kept, qtbot):
    nine = [Sample(np.full((28, 28), at, np.uint8), at, Origin.CORRECTION) for at in range(9)]
    page_window.samples().add(nine)
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    qtbot.waitUntil(lambda: "adapt" in page_window.banner.text, timeout=WAIT_MS)
    assert "10" in page_window.banner.text
    assert page_window.banner.action_button.text() == "Adapt"
    qtbot.mouseClick(page_window.banner.close_button, Qt.MouseButton.LeftButton)
    select(page_window, 2)
    press(qtbot, page_window, Key.Key_2)
    qtbot.waitUntil(lambda: "this is 2" in message(page_window), timeout=WAIT_MS)
    assert not page_window.banner.text


def test_a_correction_is_kept_though_the_window_is_closed_at_once(page_window, select, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    page_window.close()
    assert [one.label for one in page_window.samples().all()] == [7]


def test_what_is_kept_names_the_model_that_read_it(open_window, qtbot, tmp_path, kept):
    store = ModelStore(tmp_path / "models")
    path = write_page(tmp_path / "page.png", "120")
    window = open_window(str(path), readers=make_readers, store=store)
    qtbot.waitUntil(lambda: bool(listed(window)), timeout=WAIT_MS)
    window.view.setFocus()
    press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_7)
    kept(window, 1)
    (sample,) = window.samples().all()
    assert sample.model_id == store.current().id
    assert (sample.crop == window.view.selected.crop).all()


# --- what else shows it ---


def test_the_label_of_a_corrected_digit_is_underlined(page_window, select, qtbot):
    def blue_rows_above(at):
        rect = page_window.view.placement().rect(page_window.session.recognition.digits[at].box)
        left, top = round(rect.left), round(rect.top)
        plate = pixels(page_window.view)[top - 14 : top - 5, left : left + round(rect.width)]
        blue = (np.abs(plate.astype(int) - READ_COLOR.getRgb()[:3]) < 12).all(axis=2)
        return int((blue.sum(axis=1) >= 6).sum())

    before = blue_rows_above(1)
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    press(qtbot, page_window, Key.Key_Escape)
    assert before == 0
    assert blue_rows_above(1) >= 2
    assert blue_rows_above(2) == 0


def test_the_log_underlines_what_was_corrected_and_takes_it_back(page_window, select, qtbot):
    press(qtbot, page_window, Key.Key_F8)
    select(page_window, 3)
    press(qtbot, page_window, Key.Key_9)
    model = page_window.panels.log_panel.table.model()
    assert logged(page_window) == ["365", "98"]
    fonts = [model.index(row, 1).data(Qt.ItemDataRole.FontRole) for row in range(2)]
    assert fonts[0] is None
    assert fonts[1].underline()
    assert "corrected by you" in model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert logged(page_window) == ["365", "48"]
    assert model.index(1, 1).data(Qt.ItemDataRole.FontRole) is None


def test_a_number_that_is_none_leaves_the_log(page_window, select, qtbot):
    press(qtbot, page_window, Key.Key_F8)
    for at in (3, 3):
        select(page_window, at)
        press(qtbot, page_window, Key.Key_Delete)
    assert logged(page_window) == ["365"]
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert logged(page_window) == ["365", "8"]
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert logged(page_window) == ["365", "48"]


def test_a_cleared_log_comes_back_before_a_correction_is_undone(page_window, select, kept, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    kept(page_window, 1)
    press(qtbot, page_window, Key.Key_Delete, CTRL | SHIFT)
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert logged(page_window) == ["375", "48"]
    assert listed(page_window) == ["375", "48"]
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert listed(page_window) == ["365", "48"]


def test_saved_pictures_underline_what_the_user_said(page_window, select, qtbot):
    before = annotated(page_window.session.recognition)
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    box = page_window.session.recognition.digits[1].box
    after = annotated(page_window.session.recognition)
    changed = (after != before).any(axis=2)
    assert changed[: box.top, box.left - 10 : box.right + 10].any()
    assert not changed[:, : box.left - 30].any()


def test_all_samples_are_shown_by_key(page_window, select, kept, qtbot):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    kept(page_window, 1)
    press(qtbot, page_window, Key.Key_H, CTRL | SHIFT)
    dialog = dialog_of(page_window, qtbot, "samples_dialog")
    qtbot.waitUntil(lambda: dialog.grid.model().rowCount() == 1, timeout=WAIT_MS)
    dialog.close()


def test_the_teaching_sheet_is_opened_by_key(page_window, qtbot):
    press(qtbot, page_window, Key.Key_T, CTRL)
    dialog = dialog_of(page_window, qtbot, "teaching_dialog")
    dialog.close()


@pytest.mark.parametrize("where", ["settings", "samples"])
def test_what_was_deleted_for_good_is_not_brought_back(page_window, select, kept, qtbot, where):
    select(page_window, 1)
    press(qtbot, page_window, Key.Key_7)
    kept(page_window, 1)
    if where == "settings":
        page_window.dialogs.show_settings("Privacy")
        dialog = page_window.findChild(SettingsDialog)
        qtbot.waitUntil(dialog.privacy_page.delete_samples.isEnabled, timeout=WAIT_MS)
        dialog.privacy_page.delete_samples.click()
    else:
        page_window.sample_dialogs.show_samples()
        dialog = dialog_of(page_window, qtbot, "samples_dialog")
        qtbot.waitUntil(dialog.buttons.delete_all.isEnabled, timeout=WAIT_MS)
        dialog.buttons.delete_all.click()
    question = dialog.findChild(QMessageBox, "delete_all_question")
    confirm = next(button for button in question.buttons() if "Delete" in button.text())
    confirm.click()
    qtbot.waitUntil(lambda: not page_window.samples().has_files, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: listed(page_window) == ["365", "48"], timeout=WAIT_MS)
    dialog.close()
    page_window.view.setFocus()
    press(qtbot, page_window, Key.Key_Z, CTRL)
    assert not page_window.corrector.steps.canUndo()
    assert not page_window.samples().has_files
