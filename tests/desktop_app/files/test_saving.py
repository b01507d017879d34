import stat
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtGui import QColor, QImage

from desktop_app.files.saving import SaveError, save_picture, suggested_name


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
