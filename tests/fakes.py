"""Small stand-ins for cameras, streams and clocks, used by many tests."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import cv2

from vision.frame import Frame, Image

BLOCK_LIMIT_S = 30.0
"""No fake blocks longer than this, whatever a test forgets."""


class FakeClock:
    """A clock that only moves when told to; call it as one calls `time.monotonic`.

    Attributes:
        now_s: What it shows.
    """

    def __init__(self, now_s: float = 1000.0) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        """Moves on by `seconds`; stands in for `time.sleep` too."""
        if seconds < 0:
            raise ValueError(f"A clock does not go back, but {seconds} s were asked for.")
        self.now_s += seconds


class FakeCapture:
    """Stands in for `cv2.VideoCapture`.

    Attributes:
        reads: What the next reads give: a picture, None for a read that fails, or an
            exception to raise. After the last one all reads fail.
        settings: What was set, by property.
        released: Whether it was released.
    """

    def __init__(
        self, reads: Iterable[Image | Exception | None] = (), *, opened: bool = True
    ) -> None:
        self.reads = list(reads)
        self.settings: dict[int, float] = {}
        self.released = False
        self._opened = opened

    def isOpened(self) -> bool:  # noqa: N802
        return self._opened

    def read(self) -> tuple[bool, Image | None]:
        item = self.reads.pop(0) if self.reads else None
        if isinstance(item, Exception):
            raise item
        return item is not None, item

    def set(self, key: int, value: float) -> bool:
        self.settings[key] = value
        return True

    def get(self, key: int) -> float:
        return self.settings.get(key, 0.0)

    def release(self) -> None:
        self.released = True


class FakeSource:
    """A `FrameSource` that plays what the test gave it.

    Attributes:
        name: What the user would see.
        is_live: Whether it poses as a camera or stream.
        frame_interval_s: 0.0 where `read` itself waits.
        opens: How often it was opened.
        closes: How often it was closed while open.
        reads: How many frames it gave.
        is_open: Whether it is open now.
        misuse: Calls from a second thread and reads while closed, as text; a
            test can assert that it is empty.
    """

    def __init__(
        self,
        frames: Iterable[Image | Exception | threading.Event] | Callable[[], Iterable[Any]],
        *,
        name: str = "Fake camera",
        is_live: bool = True,
        frame_interval_s: float = 0.0,
        open_errors: Iterable[Exception] = (),
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Takes what to play.

        Args:
            frames: Pictures to give, (H, W, 3) uint8. An exception among them is
                raised by that read, an event is waited for. When they end, `read`
                gives None. A list plays again after the next `open`, a generator
                goes on where it was, a function is called at each `open`.
            name: What the user would see.
            is_live: Whether it poses as a camera or stream.
            frame_interval_s: 0.0 where `read` itself waits.
            open_errors: Raised by the first calls of `open`, one each.
            clock: Stamps the frames; without one they are all of the same time.
        """
        self.name = name
        self.is_live = is_live
        self.frame_interval_s = frame_interval_s
        self.opens = 0
        self.closes = 0
        self.reads = 0
        self.is_open = False
        self.misuse: list[str] = []
        self._frames = frames
        self._playing: Iterator[Any] = iter(())
        self._open_errors = list(open_errors)
        self._clock = clock or FakeClock()
        self._thread_id: int | None = None

    def open(self) -> None:
        self._check_thread("open")
        if self._open_errors:
            raise self._open_errors.pop(0)
        self._playing = iter(self._frames() if callable(self._frames) else self._frames)
        self.opens += 1
        self.is_open = True

    def read(self) -> Frame | None:
        self._check_thread("read")
        if not self.is_open:
            self.misuse.append("read while closed")
        for item in self._playing:
            if isinstance(item, threading.Event):
                item.wait(BLOCK_LIMIT_S)
                continue
            if isinstance(item, Exception):
                raise item
            self.reads += 1
            return Frame(item, self.reads - 1, self._clock())
        return None

    def close(self) -> None:
        self._check_thread("close")
        if self.is_open:
            self.closes += 1
        self.is_open = False
        self._thread_id = None

    def _check_thread(self, call: str) -> None:
        current = threading.get_ident()
        if self._thread_id is None:
            self._thread_id = current
        elif self._thread_id != current:
            self.misuse.append(f"{call} from a second thread")


class MjpegServer:
    """A network camera on loopback: a real HTTP server that streams JPEG pictures.

    Use it as a context manager::

        with MjpegServer([image]) as server:
            source = StreamSource(server.url)

    Attributes:
        url: Address of the stream.
        connections: How many clients asked for the stream so far.
    """

    def __init__(
        self,
        frames: Sequence[Image | bytes] | Callable[[int], Image | bytes | None],
        *,
        interval_s: float = 1 / 30,
        limit: int = 3000,
        loop: bool = True,
    ) -> None:
        """Binds a free port; it answers from `__enter__` on.

        Args:
            frames: Pictures, (H, W, 3) uint8 BGR or ready JPEG bytes; or a function
                of the frame's number, where None ends the stream.
            interval_s: Time between two pictures.
            limit: At most so many pictures for each client, then the stream ends.
            loop: Whether a sequence starts again after its last picture.
        """
        self._frames = frames
        self._interval_s = interval_s
        self._limit = limit
        self._loop = loop
        self._stopping = threading.Event()
        self.connections = 0
        self._clients: list[socket.socket] = []
        self._server = _server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/video.mjpg"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="mjpeg-server", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Drops all clients and gives the port back, as an unplugged camera would."""
        self._stopping.set()
        for client in self._clients:
            with contextlib.suppress(OSError):  # it has gone already
                client.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(BLOCK_LIMIT_S)
        self._server.server_close()

    def serve(self, client: socket.socket) -> None:
        """Sends one client its pictures."""
        self.connections += 1
        self._clients.append(client)
        for number in range(self._limit):
            jpeg = self._jpeg(number)
            if jpeg is None:
                return
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            client.sendall(head.encode() + jpeg + b"\r\n")
            if self._stopping.wait(self._interval_s):
                return

    def _jpeg(self, number: int) -> bytes | None:
        if callable(self._frames):
            frame = self._frames(number)
        elif number < len(self._frames) or (self._loop and self._frames):
            frame = self._frames[number % len(self._frames)]
        else:
            frame = None
        if frame is None or isinstance(frame, bytes):
            return frame
        return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() then joins the threads of all clients
    block_on_close = True


def _server(camera: MjpegServer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5.0

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            with contextlib.suppress(OSError):  # clients go away, as clients do
                camera.serve(self.connection)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    return _Server(("127.0.0.1", 0), Handler)
