"""Videos and pictures give frames, or say in one sentence why not; text finds its source."""

import os

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.fakes import FakeCapture, FakeClock, MjpegServer
from vision import cameras, sources
from vision.cameras import Camera
from vision.sources import (
    CameraSource,
    ImageSource,
    SourceError,
    StreamSource,
    VideoSource,
    source_from_text,
)

DESK = Camera("Desk camera", "usb:046d:082d:AAA", 2, cv2.CAP_V4L2)


def gray(level: int, shape: tuple[int, ...] = (48, 64, 3)) -> np.ndarray:
    return np.full(shape, level, np.uint8)


@pytest.fixture
def plugged(monkeypatch):
    """A function that sets which cameras are there."""
    return lambda *present: monkeypatch.setattr(cameras, "list_cameras", lambda: present)


def test_closing_twice_and_before_opening_is_harmless(plugged, tmp_path):
    for source in (CameraSource(0), VideoSource(tmp_path / "v"), ImageSource(tmp_path / "i")):
        source.close()
        source.close()


def write_video(path, *, codec="MJPG", rate=25.0, frames=10):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), rate, (64, 48))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(gray(20 * number % 256))
    writer.release()
    return path


@pytest.mark.parametrize(
    ("name", "codec"), [("v.avi", "MJPG"), ("v.mp4", "mp4v"), ("v.webm", "VP80")]
)
def test_video_is_read_to_its_end(tmp_path, name, codec):
    source = VideoSource(write_video(tmp_path / name, codec=codec))
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    assert [frame.index for frame in frames] == list(range(10))
    assert abs(float(frames[4].image.mean()) - 80) < 6
    assert source.read() is None, "the end stays the end"
    assert source.frame_interval_s == pytest.approx(1 / 25, rel=0.01)
    assert (source.name, source.is_live) == (name, False)
    source.open()
    assert source.read().index == 0, "opened again, it starts again"
    source.close()


def test_looped_video_goes_on(tmp_path):
    source = VideoSource(write_video(tmp_path / "v.avi", frames=3), loop=True, name="Demo")
    source.open()
    frames = [source.read() for _ in range(8)]
    source.close()
    assert [frame.index for frame in frames] == list(range(8))
    assert frames[0].image[0, 0, 0] == frames[3].image[0, 0, 0] == frames[6].image[0, 0, 0]
    assert source.name == "Demo"


def test_looped_video_that_vanishes_is_an_error(tmp_path):
    path = write_video(tmp_path / "v.avi", frames=2)
    source = VideoSource(path, loop=True)
    source.open()
    source.read()
    path.unlink()
    source.read()
    with pytest.raises(SourceError, match="There is no file"):
        source.read()
    source.close()


def test_video_with_a_nonsense_rate_is_shown_at_thirty(tmp_path):
    source = VideoSource(write_video(tmp_path / "v.avi", rate=1000.0))
    source.open()
    assert source.frame_interval_s == pytest.approx(1 / 30)
    source.close()


def test_video_cut_short_is_read_as_far_as_it_goes(tmp_path):
    path = write_video(tmp_path / "v.avi", frames=200)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    source = VideoSource(path)
    source.open()
    frames = 0
    while source.read() is not None:
        frames += 1
    assert 0 < frames < 200
    source.close()


@pytest.mark.parametrize("content", [b"RIFF", b"this is text\n" * 50, bytes(5000)])
@pytest.mark.parametrize("loop", [False, True])
def test_what_is_no_video_is_said(tmp_path, content, loop, capfd):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    source = VideoSource(path, loop)
    with pytest.raises(SourceError, match=r"'film\.mp4' is not a video that can be read"):
        source.open()
    assert capfd.readouterr().err == ""


def test_video_without_a_readable_picture_is_said(tmp_path, monkeypatch):
    path = write_video(tmp_path / "v.avi")
    monkeypatch.setattr(sources.cv2, "VideoCapture", lambda *_: FakeCapture())
    source = VideoSource(path, loop=True)
    source.open()
    with pytest.raises(SourceError, match="is not a video that can be read"):
        source.read()


def test_video_that_is_no_ordinary_file(tmp_path):
    (tmp_path / "empty.mp4").touch()
    for path, text in [
        (tmp_path / "gone.mp4", "There is no file 'gone.mp4'"),
        (tmp_path, "is a folder"),
        (tmp_path / "empty.mp4", "is empty"),
    ]:
        with pytest.raises(SourceError, match=text):
            VideoSource(path).open()


@pytest.mark.skipif(os.name != "posix", reason="needs the files of POSIX")
def test_video_that_is_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(SourceError, match="a device or a pipe"):
        VideoSource(tmp_path / "pipe.mp4").open()


@pytest.mark.parametrize(
    "name", ["concat:a|b.avi", "-i x.avi", "a b ü 七.avi", "100%.avi", "a%03d.avi"]
)
@pytest.mark.skipif(os.name != "posix", reason="such names are not allowed elsewhere")
def test_video_under_a_name_that_ffmpeg_would_take_for_something_else(tmp_path, monkeypatch, name):
    write_video(tmp_path / "v.avi").rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    source = source_from_text(name)
    source.open()
    assert source.read() is not None
    source.close()


def test_playlist_that_names_an_address_asks_no_server(tmp_path):
    with MjpegServer([gray(9)]) as server:
        for number, text in enumerate(
            [
                "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
                "ffconcat version 1.0\nfile '{}'\n",
            ]
        ):
            path = tmp_path / f"list{number}.m3u8"
            path.write_text(text.format(server.url))
            with pytest.raises(SourceError):
                VideoSource(path).open()
        assert server.connections == 0


def write_picture(path, count=1):
    frames = [PillowImage.new("RGB", (30, 20), (number, 0, 0)) for number in range(count)]
    frames[0].save(path, save_all=count > 1, append_images=frames[1:])
    return path


def test_picture_is_a_source_of_one_frame(tmp_path):
    clock = FakeClock()
    source = ImageSource(write_picture(tmp_path / "a.png"), clock=clock)
    for _ in range(2):
        source.open()
        frame = source.read()
        assert frame.image.shape == (20, 30, 3)
        assert (frame.index, frame.captured_at_s) == (0, clock.now_s)
        assert source.read() is None
        source.close()
        assert source.read() is None
    assert (source.name, source.is_live, source.note) == ("a.png", False, None)


def test_picture_source_has_the_note_of_its_picture(tmp_path):
    source = ImageSource(write_picture(tmp_path / "a.gif", count=3))
    source.open()
    assert source.note == "Animated: the first frame only."


def test_a_picture_of_several_pages_says_that_one_is_shown(tmp_path):
    for count, note in ((1, None), (2, "Several pages: the first one only.")):
        source = ImageSource(write_picture(tmp_path / f"{count}.tif", count))
        source.open()
        assert source.note == note


def test_broken_picture_is_a_source_error(tmp_path):
    path = tmp_path / "a.png"
    path.write_text("text")
    with pytest.raises(SourceError, match=r"'a\.png' is not a picture that can be read"):
        ImageSource(path).open()


def test_text_of_every_kind_of_source(tmp_path, plugged):
    plugged(DESK)
    picture = write_picture(tmp_path / "a.png")
    video = write_video(tmp_path / "v.avi")
    disguised = picture.rename(tmp_path / "picture.avi")
    broken = tmp_path / "broken.png"
    broken.write_text("text")
    kinds = {
        "0": CameraSource,
        " 2 ": CameraSource,
        "/dev/video2": CameraSource,
        "Desk camera": CameraSource,
        DESK.identity: CameraSource,
        "http://127.0.0.1/video": StreamSource,
        "RTSP://127.0.0.1/video": StreamSource,
        str(video): VideoSource,
        str(disguised): ImageSource,
        str(broken): ImageSource,
    }
    assert {text: type(source_from_text(text)) for text in kinds} == kinds


def test_name_of_a_camera_with_a_colon_is_a_camera(plugged):
    plugged(Camera("Integrated Camera: Integrated C", "usb:1:1", 0))
    assert source_from_text("Integrated Camera: Integrated C").name.startswith("Integrated")


@pytest.mark.parametrize(
    "text",
    [
        *["", "  ", "nothing", "/no/such/file.png", "~nobody/x", "1234", "x" * 5000],
        *["concat:a|b", "pipe:0", "-i x", "a\0b", "a\nb", "videotestsrc ! appsink"],
        *["file:///etc/hostname", "http://a b/"],
    ],
)
def test_text_that_is_no_source(plugged, text, monkeypatch):
    plugged(DESK)
    monkeypatch.setattr(cv2, "VideoCapture", None)
    with pytest.raises(SourceError) as caught:
        source_from_text(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_text_that_is_a_folder(tmp_path, plugged):
    plugged()
    with pytest.raises(SourceError, match="is a folder; choose a file in it"):
        source_from_text(str(tmp_path))


def test_password_in_a_mistyped_address_is_not_shown(plugged):
    plugged()
    with pytest.raises(SourceError) as caught:
        source_from_text("admin:hunter2@192.168.0.5/video")
    assert "hunter2" not in str(caught.value)
