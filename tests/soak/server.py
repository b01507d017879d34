"""A network camera in a process of its own, whose mood is told to it line by line.

`python -m tests.soak.server PORT` sends a folder's pictures on loopback; a mood is one of
`MOODS`, on stdin, and is confirmed on stdout. It ends when stdin does.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

MOODS = ("plays", "stalls", "drops", "lies", "refuses")
FRAME_S = 1 / 20
FRAMES_BEFORE_DROP = 5
STALL_LIMIT_S = 30.0
PICTURES_A_CLIENT = 100_000


class Camera:
    """Serves pictures in its mood of the moment."""

    def __init__(self, pictures: Sequence[bytes]) -> None:
        self._pictures = pictures
        self._mood = "plays"
        self._changed = threading.Condition()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self._clients: set[socket.socket] = set()
        self._listen()

    @property
    def port(self) -> int:
        return self._port

    def feel(self, mood: str) -> None:
        """Takes a mood; clients that wait go on in it."""
        with self._changed:
            self._mood = mood
            self._changed.notify_all()
        if mood == "refuses":
            self._hang_up()
        elif self._server is None:
            self._listen()

    def _listen(self) -> None:
        camera = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5.0

            def do_GET(self) -> None:
                with contextlib.suppress(OSError):  # clients go away, as clients do
                    camera._serve(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.socket.close()
            self._server = None
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        client = request.connection
        self._clients.add(client)
        try:
            request.send_response(200)
            request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            request.end_headers()
            for number in range(PICTURES_A_CLIENT):
                if not self._send(client, number):
                    return
        finally:
            self._clients.discard(client)

    def _send(self, client: socket.socket, number: int) -> bool:
        """Sends the next picture in the mood of the moment; False to hang up."""
        jpeg = self._pictures[number % len(self._pictures)]
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        match self._mood:
            case "stalls":
                with self._changed:
                    self._changed.wait_for(lambda: self._mood != "stalls", STALL_LIMIT_S)
                return True
            case "lies":
                client.sendall(head.encode() + bytes(255 - byte for byte in jpeg) + b"\r\n")
            case "drops" if number >= FRAMES_BEFORE_DROP:
                client.sendall(head.encode() + jpeg[: len(jpeg) // 2])
                return False
            case "refuses":
                return False
            case _:
                client.sendall(head.encode() + jpeg + b"\r\n")
        with self._changed:
            self._changed.wait(FRAME_S)
        return True


class StreamServer:
    """The camera's process, and a hold on its mood.

    Attributes:
        url: Address of the stream.
    """

    def __init__(self, pictures: Path) -> None:
        """Starts it; `pictures` is a folder of JPEG files."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.server", str(pictures)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{int(self._answer())}/video.mjpg"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def feel(self, mood: str) -> None:
        """Has the camera take a mood; returns once it has."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{mood}\n")
        self._process.stdin.flush()
        self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The camera of the soak is gone.")
        return answer


def main() -> int:
    pictures = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.jpg"))]
    camera = Camera(pictures)
    print(camera.port, flush=True)
    for line in sys.stdin:
        camera.feel(line.strip())
        print(line.strip(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
