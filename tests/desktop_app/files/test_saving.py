import stat
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtGui import QColor, QImage

from desktop_app import annotation
from desktop_app.files.saving import PictureSaver, SaveError, save_picture, suggested_name
from tests.desktop_app.driving import WAIT_MS
from tests.desktop_app.live.fake_reading import FakeReader, fake_classifier, picture_of_numbers
from vision.frame import Frame


@pytest.fixture
def picture(qapp):
    made = QImage(40, 30, QImage.Format.Format_RGB32)
    made.fill(QColor("#336699"))
    return made


@pytest.mark.parametrize("name", ["a.png", "a.JPG", "a.webp", "ä ö.png"])
def test_a_picture_is_saved_in_the_format_of_its_name(picture, tmp_path, name):
    saved = save_picture(picture, tmp_path / name)
    again = QImage(str(saved))
    assert (again.width(), again.height()) == (40, 30)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [name]


def test_a_name_without_a_suffix_becomes_png(picture, tmp_path):
    assert save_picture(picture, tmp_path / "scan 1").name == "scan 1.png"


def test_an_unknown_format_is_refused_by_name(picture, tmp_path):
    with pytest.raises(SaveError, match=r"\.xyz"):
        save_picture(picture, tmp_path / "a.xyz")


def test_a_folder_that_is_not_there_is_told(picture, tmp_path):
    with pytest.raises(SaveError, match=r"a\.png could not be saved"):
        save_picture(picture, tmp_path / "nowhere" / "a.png")


def test_a_failure_leaves_the_old_picture(picture, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    with pytest.raises(SaveError):
        save_picture(QImage(), path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_saved_picture_can_be_read_by_whom_the_user_lets_read_files(picture, tmp_path):
    (tmp_path / "plain").write_text("")
    saved = save_picture(picture, tmp_path / "a.png")
    assert stat.S_IMODE(saved.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("scan.jpg", "scan-annotated.png"),
        ("USB Camera (046d:0825)", "USB-Camera-046d-0825-annotated.png"),
        ("http://cam.local:8080/video", "http-cam.local-8080-video-annotated.png"),
        ("", "picture-annotated.png"),
    ],
)
def test_a_name_is_suggested(source, name):
    assert suggested_name(source) == name


@given(st.text(max_size=200))
def test_a_suggested_name_is_a_plain_file_name(source):
    name = suggested_name(source)
    assert name.endswith("-annotated.png")
    assert not set(name) & set('/\\:*?"<>|\0\n')


@pytest.fixture
def saver(qapp):
    made = PictureSaver()
    yield made
    made.stop()


@pytest.fixture
def recognition():
    frame = Frame(picture_of_numbers("12"))
    return FakeReader(fake_classifier, is_live=False).read(frame)


def test_the_annotated_picture_is_saved_in_a_thread(saver, recognition, qtbot, tmp_path):
    with qtbot.waitSignal(saver.saved, timeout=WAIT_MS) as saved:
        saver.save(recognition, tmp_path / "a")
    assert saved.args == [str(tmp_path / "a.png")]
    assert QImage(saved.args[0]).width() == 640


def test_the_window_is_not_held_up_while_a_picture_is_drawn(
    saver, recognition, qtbot, tmp_path, monkeypatch
):
    go_on = threading.Event()

    def slow(read):
        go_on.wait(20)
        return read.frame.image

    monkeypatch.setattr(annotation, "annotated", slow)
    saver.save(recognition, tmp_path / "a.png")
    assert not go_on.is_set()
    with qtbot.waitSignal(saver.saved, timeout=WAIT_MS):
        go_on.set()


def test_why_a_picture_was_not_saved_is_told(saver, recognition, qtbot, tmp_path):
    with qtbot.waitSignal(saver.failed, timeout=WAIT_MS) as failed:
        saver.save(recognition, tmp_path / "nowhere" / "a.png")
    assert "a.png could not be saved" in failed.args[0]


def test_a_picture_is_saved_although_the_program_ends(saver, recognition, tmp_path):
    saver.save(recognition, tmp_path / "a.png")
    saver.stop()
    assert (tmp_path / "a.png").exists()
