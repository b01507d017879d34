"""Streams over real HTTP on loopback, and what must never be opened or shown."""

import base64
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeClock, MjpegServer
from vision import streams
from vision.sources import SourceError, StreamSource, redacted
from vision.streams import checked_address, is_address

SECRET = "hunter2"


def gray(level: int) -> np.ndarray:
    return np.full((120, 160, 3), level, np.uint8)


def write_video(path: Path, frames: int = 12) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (160, 120))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(gray(10 * number))
    writer.release()
    return path


class Pages:
    """An HTTP server whose pages are functions of the request."""

    def __init__(self, pages):
        self.release = threading.Event()
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            timeout = 10.0

            def do_GET(self):
                asked.append(self.path)
                pages[self.path.split("?")[0]](self)

            def log_message(self, format, *args):  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.release.set()
        self.server.shutdown()
        self.thread.join(10)
        self.server.server_close()


def sends(body: bytes, kind: str = "application/octet-stream"):
    def page(request):
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return page


def redirects(target: str):
    def page(request):
        request.send_response(302)
        request.send_header("Location", target)
        request.end_headers()

    return page


def frames_of(source: StreamSource, count: int) -> list[np.ndarray]:
    source.open()
    frames = [source.read() for _ in range(count)]
    source.close()
    return [frame.image for frame in frames if frame is not None]


def read_on(source: StreamSource) -> None:
    """Reads until something happens."""
    for _ in range(100):
        source.read()


def open_error(url: str, timeout_s: float = 5.0) -> str:
    source = StreamSource(url, timeout_s)
    with pytest.raises(SourceError) as caught:
        source.open()
    source.close()
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_mjpeg_stream_is_read_as_it_comes():
    clock = FakeClock()
    with MjpegServer([gray(60), gray(180)], interval_s=0.001) as server:
        source = StreamSource(server.url, clock=clock)
        source.open()
        frames = [source.read() for _ in range(6)]
        source.close()
    assert source.is_live
    assert source.frame_interval_s == 0.0
    assert [frame.index for frame in frames] == list(range(6))
    assert {frame.captured_at_s for frame in frames} == {clock.now_s}
    assert sorted({round(float(frame.image.mean()) / 60) for frame in frames}) == [1, 3]
    assert frames[0].image.shape == (120, 160, 3)


def test_stream_opens_again_after_it_was_closed():
    with MjpegServer([gray(60)], interval_s=0.001) as server:
        source = StreamSource(server.url)
        for _ in range(3):
            assert len(frames_of(source, 2)) == 2
    assert server.connections == 3


def test_stream_that_is_cut_is_an_error():
    with MjpegServer([gray(60)], interval_s=0.001, limit=5) as server:
        source = StreamSource(server.url)
        source.open()
        with pytest.raises(SourceError, match="was cut; check the camera"):
            read_on(source)
        source.close()


def test_stream_that_stalls_is_an_error_after_its_time_out():
    stalled = threading.Event()

    def frame(number):
        if number == 30:
            stalled.wait(20)
        return gray(60)

    with MjpegServer(frame, interval_s=0.0) as server:
        source = StreamSource(server.url, timeout_s=1.0)
        source.open()
        with pytest.raises(SourceError, match="no picture for 1 s"):
            read_on(source)
        source.close()
        stalled.set()


def test_server_that_never_answers_is_an_error_after_the_time_out():
    def silent(request):
        pages.release.wait(20)

    pages = Pages({"/video": silent})
    with pages:
        text = open_error(pages.url + "/video", timeout_s=0.3)
    assert "did not answer within 0.3 s" in text


def test_nothing_at_the_address():
    with MjpegServer([]) as server:
        url = server.url
    assert "nothing answers at 127.0.0.1:" in open_error(url)
    assert "nothing answers at 127.0.0.1:" in open_error(url.replace("http:", "rtsp:"))


def test_missing_page_and_page_that_is_no_video():
    def missing(request):
        request.send_error(404)

    pages = Pages({"/missing": missing, "/text": sends(b"hello", "text/html")})
    with pages:
        assert "error 404; check the end of the address" in open_error(pages.url + "/missing")
        assert "not a video that can be read" in open_error(pages.url + "/text")


def test_name_and_password_are_used_and_never_shown(capfd):
    jpeg = cv2.imencode(".jpg", gray(60))[1].tobytes()

    def guarded(request):
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        if base64.b64decode(given) != f"admin:{SECRET}@home".encode():
            request.send_response(401)
            request.send_header("WWW-Authenticate", 'Basic realm="camera"')
            request.end_headers()
            return
        sends(jpeg, "image/jpeg")(request)

    pages = Pages({"/video": guarded})
    with pages:
        source = StreamSource(f"http://admin:{SECRET}%40home@{pages.host}/video")
        assert len(frames_of(source, 1)) == 1
        text = open_error(f"http://admin:{SECRET}@{pages.host}/video")
    assert "asks for another name and password" in text
    shown = source.name + text + repr(vars(source)["name"]) + "".join(capfd.readouterr())
    assert SECRET not in shown
    assert "admin:" not in source.name


def test_messages_of_ffmpeg_never_reach_the_terminal():
    """In a process of its own: FFmpeg's log level counts from its first use."""
    with MjpegServer([]) as server:
        host = server.url.removeprefix("http://").split("/")[0]
    code = (
        "import sys; from vision.sources import *\n"
        "for url in sys.argv[1:]:\n"
        "    try: StreamSource(url, 1.0).open()\n"
        "    except SourceError as error: print(error)\n"
    )
    urls = [f"{scheme}://admin:{SECRET}@{host}/v" for scheme in ("http", "https", "rtsp", "rtsps")]
    done = subprocess.run(
        [sys.executable, "-c", code, *urls],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=os.environ | {"OPENCV_VIDEOIO_DEBUG": "1", "OPENCV_LOG_LEVEL": "DEBUG"},
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 4
    assert SECRET not in done.stdout


def test_video_on_a_server_has_an_end_and_a_rate(tmp_path):
    body = write_video(tmp_path / "v.avi").read_bytes()
    with Pages({"/v.avi": sends(body, "video/x-msvideo")}) as pages:
        source = StreamSource(pages.url + "/v.avi")
        source.open()
        assert not source.is_live
        assert source.frame_interval_s == pytest.approx(1 / 25)
        frames = 0
        while source.read() is not None:
            frames += 1
        source.close()
    assert frames == 12


def test_redirect_to_another_address_is_followed(tmp_path):
    body = write_video(tmp_path / "v.avi").read_bytes()
    with Pages({"/old": redirects("/new"), "/new": sends(body)}) as pages:
        assert len(frames_of(StreamSource(pages.url + "/old"), 3)) == 3


@pytest.mark.parametrize(
    "prefix", ["file://", "file:", "concat:", "subfile,,start,0,end,0,,:", "cache:", ""]
)
def test_redirect_to_a_file_is_blocked(tmp_path, prefix):
    video = write_video(tmp_path / "private.avi")
    assert cv2.VideoCapture(str(video), cv2.CAP_FFMPEG).isOpened(), "only the redirect is at fault"
    with Pages(
        {"/video": redirects(f"{prefix}{video}"), str(video): lambda r: r.send_error(404)}
    ) as pages:
        open_error(pages.url + "/video")
    assert pages.asked


@pytest.mark.parametrize(
    ("kind", "playlist"),
    [
        (
            "application/vnd.apple.mpegurl",
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        ),
        ("text/plain", "ffconcat version 1.0\nfile '{}'\n"),
    ],
)
def test_playlist_of_files_is_blocked(tmp_path, kind, playlist):
    video = write_video(tmp_path / "private.ts").as_uri()
    body = playlist.format(video).encode()
    with Pages({"/list.m3u8": sends(body, kind)}) as pages:
        open_error(pages.url + "/list.m3u8")
    assert pages.asked


REFUSED = [
    "file:///etc/hostname",
    "FILE:///etc/hostname",
    "concat://a|b",
    "subfile,,start,0,end,9,,:///etc/hostname",
    "cache://http://127.0.0.1/",
    "data://text/plain;base64,AAAA",
    "pipe://0",
    "tcp://127.0.0.1:80",
    "udp://127.0.0.1:80",
    "rtmp://127.0.0.1/live",
    "ftp://127.0.0.1/v.mp4",
    "concat:a|b",
    "data:text/plain,a",
    "pipe:0",
    "videotestsrc ! videoconvert ! appsink",
    "http://127.0.0.1/ ! appsink",
    "-i x",
    "http://",
    "http:///video",
    "http://user:pw@/video",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:http/",
    "http://[::1/video",
    "http://127.0.0.1/a\nb",
    "http://127.0.0.1/a\0b",
    "http://127.0.0.1/a\tb",
    "http://127.0.0.1/a b",
    "http://127.0.0.1\\@evil/",
    "",
]


@pytest.mark.parametrize("text", REFUSED)
def test_other_addresses_are_refused_before_opencv_sees_them(text, monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", None)
    with pytest.raises(SourceError) as caught:
        StreamSource(text)
    assert str(caught.value).isprintable()


def test_scheme_may_be_in_capitals():
    assert checked_address("HTTP://Camera/Video") == "http://Camera/Video"


@pytest.mark.parametrize(
    "text",
    [
        f"http://admin:{SECRET}@127.0.0.1/video",
        f"rtsp://admin:{SECRET}@[::1]:554/live",
        f"rtsp://admin:{SECRET}/with/slash@camera/live",
        f"rtsp://admin:{SECRET}@with@at@camera/live",
        f"rtsp://admin:{SECRET} with space@camera/live",
        f"http://camera/video.cgi?user=admin&pwd={SECRET}",
        f"http://camera/video.cgi?{SECRET}",
        f"rtsp://camera:554/user=admin&password={SECRET}&channel=1",
        f"rtsp://camera:554/user=admin_password={SECRET}_channel=1",
        f"admin:{SECRET}@camera",
        f"https://{SECRET}@camera/video",
        f"file://admin:{SECRET}@camera/x",
        f"could not open rtsp://a:{SECRET}@one/ or rtsp://b:{SECRET}@two/",
    ],
)
def test_passwords_are_never_shown(text):
    assert SECRET not in redacted(text)
    try:
        shown = StreamSource(text).name
    except SourceError as error:
        shown = str(error)
    assert SECRET not in shown


@pytest.mark.parametrize(
    "text", ["http://10.0.0.7:8080/video", "C:\\photos\\a@2x.png", "/home/zoe/a.mp4", "Lid camera"]
)
def test_what_holds_no_secret_is_shown_as_it_is(text):
    assert redacted(text) == text


@pytest.mark.fuzz
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: "?" not in text
    ),
    st.sampled_from(["http", "https", "rtsp", "gopher"]),
)
def test_any_password_is_hidden(password, scheme):
    text = f"{scheme}://user:<{password}>@camera/video"
    assert redacted(text) == f"{scheme}://***@camera/video"


@pytest.mark.fuzz
@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    try:
        address = checked_address(text)
    except SourceError as error:
        assert str(error).isprintable()  # noqa: PT017
    else:
        assert is_address(address)
        assert address.startswith(tuple(f"{scheme}://" for scheme in streams.SCHEMES))


def test_reading_before_opening_is_a_bug():
    with pytest.raises(RuntimeError):
        StreamSource("http://127.0.0.1/").read()
