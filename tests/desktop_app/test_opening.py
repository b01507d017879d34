"""Files, drops, the clipboard and streams, opened and saved in the window."""

import cv2
import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, Qt, QUrl
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QLineEdit

from tests.desktop_app.driving import (
    WAIT_MS,
    dialog_of,
    drop,
    listed,
    press,
    shown_text,
    write_picture,
)
from tests.desktop_app.live.fake_reading import picture_of_numbers
from tests.fakes import MjpegServer


def test_a_picture_is_opened_with_the_dialog(desk_window, qtbot, tmp_path):
    path = write_picture(tmp_path / "page.png", "2026", "?", "42")
    press(qtbot, desk_window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(desk_window, qtbot, "open_dialog")
    name = dialog.findChild(QLineEdit)
    name.setText(str(path))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(desk_window) == ["2026", "42"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "page.png"
    assert desk_window.session.recognition.digits[0].track_id is None
    assert not desk_window.commands.pause.isEnabled()
    assert not desk_window.commands.mirror.isEnabled()
    assert desk_window.view.overlay_opacity == 1.0


def test_a_dropped_picture_is_opened(desk_window, qtbot, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(write_picture(tmp_path / "ä ö.png", "77")))])
    assert drop(desk_window, mime)
    qtbot.waitUntil(lambda: listed(desk_window) == ["77"], timeout=WAIT_MS)


def test_what_is_dropped_stays_where_it_came_from(desk_window, tmp_path):
    mime = QMimeData()
    mime.setText(str(write_picture(tmp_path / "page.png", "77")))
    shift = Qt.KeyboardModifier.ShiftModifier  # with it, a drag moves
    assert drop(desk_window, mime, shift) == Qt.DropAction.CopyAction


def test_many_dropped_files_are_paged_through(desk_window, qtbot, tmp_path):
    mime = QMimeData()
    paths = [write_picture(tmp_path / f"{n}.png", str(n)) for n in range(3)]
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop(desk_window, mime)
    position = desk_window.statusBar().position
    qtbot.waitUntil(lambda: listed(desk_window) == ["0"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: position.text() == "1 of 3", timeout=WAIT_MS)
    for number in ("1", "2"):
        press(qtbot, desk_window, Qt.Key.Key_PageDown)
        qtbot.waitUntil(lambda number=number: listed(desk_window) == [number], timeout=WAIT_MS)
    assert position.text() == "3 of 3"
    assert not desk_window.commands.next_file.isEnabled()
    press(qtbot, desk_window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: listed(desk_window) == ["1"], timeout=WAIT_MS)


def test_of_many_files_none_is_said_to_be_open_if_the_first_is_not(desk_window, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / f"missing-{n}.png")) for n in range(3)])
    drop(desk_window, mime)
    assert desk_window.banner.isVisible()
    assert not desk_window.statusBar().currentMessage()


def test_what_cannot_be_opened_is_not_accepted(desk_window):
    assert not drop(desk_window, QMimeData())


@pytest.mark.parametrize("kind", ["folder", "missing", "broken"])
def test_a_file_that_cannot_be_read_is_told_and_the_camera_goes_on(
    desk_window, qtbot, tmp_path, kind
):
    path = tmp_path / f"{kind}.png"
    if kind == "folder":
        path.mkdir()
    elif kind == "broken":
        path.write_text("no picture")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop(desk_window, mime)
    qtbot.waitUntil(desk_window.banner.isVisible, timeout=WAIT_MS)
    assert path.name in desk_window.banner.label.text()
    qtbot.waitUntil(lambda: listed(desk_window) == ["12"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "Desk camera"
    assert desk_window.banner.isVisible()
    desk_window.chooser.open_text(str(write_picture(tmp_path / "good.png", "1")))
    qtbot.waitUntil(lambda: listed(desk_window) == ["1"], timeout=WAIT_MS)
    assert not desk_window.banner.isVisible()


def test_a_broken_file_gives_way_to_the_picture_before_it(desk_window, qtbot, tmp_path, cameras):
    desk_window.chooser.open_text(str(write_picture(tmp_path / "page.png", "77")))
    qtbot.waitUntil(lambda: listed(desk_window) == ["77"], timeout=WAIT_MS)
    for name in ("broken.png", "broken as well.png"):
        (tmp_path / name).write_text("no picture")
        desk_window.chooser.open_text(str(tmp_path / name))
        qtbot.waitUntil(lambda name=name: name in desk_window.banner.text, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: listed(desk_window) == ["77"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "page.png"
    assert len(cameras.made) == 1


def test_two_broken_files_do_not_give_way_to_one_another(desk_window, qtbot, tmp_path):
    paths = [tmp_path / "page.png", tmp_path / "broken.png"]
    desk_window.chooser.open_text(str(write_picture(paths[0], "77")))
    qtbot.waitUntil(lambda: listed(desk_window) == ["77"], timeout=WAIT_MS)
    for path in paths:
        path.write_text("no picture any more")
    desk_window.chooser.open_text(str(paths[1]))
    qtbot.waitUntil(lambda: "'page.png'" in desk_window.banner.text, timeout=WAIT_MS)
    assert shown_text(desk_window) == "page.png"


def test_a_pasted_picture_is_opened(desk_window, qtbot):
    pixels = np.ascontiguousarray(picture_of_numbers("365")[..., ::-1])
    image = QImage(pixels.data, 640, 480, 640 * 3, QImage.Format.Format_RGB888).copy()
    QApplication.clipboard().setImage(image)
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: listed(desk_window) == ["365"], timeout=WAIT_MS)
    assert shown_text(desk_window) == "Pasted picture"


def test_a_pasted_path_is_opened(desk_window, qtbot, tmp_path):
    QApplication.clipboard().setText(f'"{write_picture(tmp_path / "a b.png", "99")}"')
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: listed(desk_window) == ["99"], timeout=WAIT_MS)


def test_a_file_called_like_the_home_of_nobody_is_opened(desk_window, qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_picture(tmp_path / "~nobody-here.png", "5")
    desk_window.chooser.open_text("~nobody-here.png")
    qtbot.waitUntil(lambda: listed(desk_window) == ["5"], timeout=WAIT_MS)
    desk_window.commands.open_file.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_dialog")
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.reject()


def test_pasting_nothing_is_told(desk_window, qtbot):
    QApplication.clipboard().clear()
    press(qtbot, desk_window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "nothing to open" in desk_window.banner.label.text()
    assert shown_text(desk_window) == "Desk camera"


def test_the_annotated_picture_is_saved(desk_window, qtbot, tmp_path):
    path = write_picture(tmp_path / "page.png", "1234")
    desk_window.chooser.open_text(str(path))
    qtbot.waitUntil(lambda: listed(desk_window) == ["1234"], timeout=WAIT_MS)
    press(qtbot, desk_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(desk_window, qtbot, "save_dialog")
    assert dialog.selectedFiles()[0].endswith("page-annotated.png")
    name = dialog.findChild(QLineEdit)
    name.setText(str(tmp_path / "out.png"))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "out.png").exists, timeout=WAIT_MS)
    saved, read = cv2.imread(str(tmp_path / "out.png")), picture_of_numbers("1234")
    assert saved.shape == read.shape
    assert (saved != read).any(axis=2).sum() > 500
    qtbot.waitUntil(lambda: "out.png" in desk_window.statusBar().currentMessage(), timeout=WAIT_MS)


def test_a_picture_that_cannot_be_saved_is_told(desk_window, qtbot, tmp_path):
    desk_window.commands.save.trigger()
    dialog = dialog_of(desk_window, qtbot, "save_dialog")
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "a.png"))
    dialog.reject()
    qtbot.waitUntil(
        lambda: "could not be saved" in desk_window.banner.label.text(), timeout=WAIT_MS
    )


def test_a_stream_is_opened_by_its_address(desk_window, qtbot):
    with MjpegServer(lambda number: picture_of_numbers("8"), interval_s=0.02) as server:
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        press(qtbot, desk_window, Qt.Key.Key_O, keys)
        dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
        qtbot.keyClicks(dialog.address, server.url)
        qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: (
                desk_window.session.frame is not None and "127.0.0.1" in shown_text(desk_window)
            ),
            timeout=WAIT_MS,
        )
        assert desk_window.commands.mirror.isEnabled()
        desk_window.close()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "concat:a|b", "cam", "http://"])
def test_what_is_no_address_of_a_stream_is_told_in_the_dialog(desk_window, qtbot, address):
    desk_window.commands.open_stream.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
    qtbot.keyClicks(dialog.address, address)
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert dialog.problem.text()
    assert shown_text(desk_window) == "Desk camera"
    dialog.reject()


def test_markup_in_an_address_is_told_as_it_was_typed(desk_window, qtbot):
    desk_window.commands.open_stream.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
    dialog.address.setText("http://a" + 40 * "<br>")
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert dialog.problem.height() < 20 * dialog.fontMetrics().height()
    dialog.reject()


def test_an_empty_address_cannot_be_opened(desk_window, qtbot):
    desk_window.commands.open_stream.trigger()
    dialog = dialog_of(desk_window, qtbot, "open_stream_dialog")
    qtbot.keyClick(dialog.address, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()
