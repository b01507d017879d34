"""Network streams: addresses checked before FFmpeg sees them, passwords never shown.

FFmpeg opens far more than cameras: files, pipes, playlists of files. Of what is
reached over HTTP it opens network protocols only, so a redirect or playlist that
points to a file is refused by FFmpeg itself; the tests hold it to that.
"""

from __future__ import annotations

import http.client
import re
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import SplitResult, unquote, urlsplit

import cv2

from vision.capture import CaptureReader, SourceError, frame_interval_s
from vision.frame import Frame

SCHEMES = ("http", "https", "rtsp", "rtsps")
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
TIMEOUT_S = 10.0
"""How long a server may be silent, unless another time is asked for."""

_DIAGNOSIS_S = 2.0

_SECRET = r"(?:pass\w*|pwd|pw|user\w*|usr|login|token|key|auth\w*|secret|sig\w*|session\w*)"


def redacted(text: str) -> str:
    """An address, or text that holds one, without what may be secret.

    Hidden are name and password, everything after a question mark, and what
    looks like a password elsewhere. Rather too much than too little.

    >>> redacted("rtsp://admin:1234@10.0.0.7:554/live?token=5")
    'rtsp://***@10.0.0.7:554/live?***'
    """
    # Up to the last @: a password may hold one, or a slash.
    text = re.sub(r"(//|^[^/\\@:\s]+:(?=[^/\\])).*@", _hide_user, text, count=1, flags=re.DOTALL)
    text = re.sub(r"\?\S+", "?***", text)
    return re.sub(rf"(?i)\b({_SECRET})=[^&/\s]+", r"\1=***", text)


def _hide_user(match: re.Match[str]) -> str:
    return "//***@" if match[1] == "//" else "***@"


def is_address(text: str) -> bool:
    """Whether the text looks like ``scheme://...``, whatever the scheme."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def checked_address(text: str) -> str:
    """The address of a stream, known to be one.

    Raises:
        SourceError: It is no address of the kinds in `SCHEMES`, or holds what
            does not belong in one.
    """
    hint = "use an address such as http://192.168.0.5:8080/video or rtsp://192.168.0.5/live."
    shown = f"'{_printable(redacted(text))[:200]}'"
    if not is_address(text):
        raise SourceError(f"{shown} is not the address of a stream; {hint}")
    scheme, rest = text.split("://", 1)
    if scheme.lower() not in SCHEMES:
        raise SourceError(f"Addresses with '{scheme[:20]}:' are not opened; {hint}")
    address = f"{scheme.lower()}://{rest}"
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"'`|{}^!]", address):
        raise SourceError(f"{shown} holds characters that no address has; {hint}")
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise SourceError(
            f"{shown} names no computer, or has a password with characters that an address "
            f"must hold in the form %XX; {hint}"
        )
    return address


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


class StreamSource:
    """A network camera or a video on a server, as a `FrameSource`.

    Attributes:
        name: Its address without name and password.
        is_live: False where, once open, it turns out to be a video with an end.
        frame_interval_s: 0.0 while live: `read` waits for the next picture.
    """

    def __init__(
        self,
        url: str,
        timeout_s: float = TIMEOUT_S,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Checks the address; nothing is opened yet.

        Args:
            url: http, https, rtsp or rtsps; may hold name and password.
            timeout_s: How long opening, and each read, may wait for the server.
            clock: Stamps the frames.

        Raises:
            SourceError: The address is not of these kinds.
        """
        self._address = checked_address(url)
        self.name = redacted(self._address)
        self.is_live = True
        self.frame_interval_s = 0.0
        self._timeout_s = timeout_s
        self._clock = clock
        self._reader: CaptureReader | None = None

    def open(self) -> None:
        """Connects.

        Raises:
            SourceError: The server is not there, refuses, or sends no video.
        """
        self.close()
        started_s = self._clock()
        timeout_ms = max(1, round(self._timeout_s * 1000))
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, timeout_ms]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, timeout_ms]
        capture = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            capture.release()
            left_s = self._timeout_s - (self._clock() - started_s)
            reason = why_not(self._address, min(left_s, _DIAGNOSIS_S)) if left_s > 0 else None
            raise SourceError(
                f"The stream {self.name} could not be opened: "
                f"{reason or f'it did not answer within {self._timeout_s:g} s'}."
            )
        self.is_live = capture.get(cv2.CAP_PROP_FRAME_COUNT) <= 0
        rate = capture.get(cv2.CAP_PROP_FPS)
        self.frame_interval_s = 0.0 if self.is_live else frame_interval_s(rate)
        self._reader = CaptureReader(capture, self._clock)

    def read(self) -> Frame | None:
        """The next picture; waits for it at most `timeout_s`.

        Returns:
            None at the end of a video that has one.

        Raises:
            SourceError: The stream stalled or was cut.
        """
        if self._reader is None:
            raise RuntimeError("A source must be opened before it is read.")
        started_s = self._clock()
        frame = self._reader.read()
        if frame is not None or (not self.is_live and self._reader.frames_read):
            return frame
        if self._clock() - started_s >= 0.9 * self._timeout_s:
            raise SourceError(
                f"The stream {self.name} sent no picture for {self._timeout_s:g} s; "
                "check the camera and the network."
            )
        raise SourceError(f"The stream {self.name} was cut; check the camera and the network.")

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def why_not(address: str, timeout_s: float) -> str:
    """Why a stream may not open, as the end of a sentence; asks the server once more."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        socket.create_connection((host, port), timeout_s).close()
        status = _http_status(parts, host, port, timeout_s) if parts.scheme == "http" else 0
    except (OSError, ValueError, http.client.HTTPException) as error:
        return _why_not_connected(error, host, port)
    if status in {401, 403}:
        return "it asks for another name and password; write them as http://name:password@host"
    if status >= 400:
        return f"{host}:{port} answered with error {status}; check the end of the address"
    return "what it sends is not a video that can be read; check the end of the address"


def _why_not_connected(error: Exception, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return f"no computer called '{host}' is known here; check the address"
    if isinstance(error, ConnectionRefusedError):
        return f"nothing answers at {host}:{port}; check the address and that the camera is on"
    if isinstance(error, TimeoutError):
        return f"{host}:{port} does not answer; check the address and that the camera is on"
    return f"{host}:{port} cannot be reached; check the address and the network"


def _http_status(parts: SplitResult, host: str, port: int, timeout_s: float) -> int:
    headers = {}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request("GET", (parts.path or "/") + query, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
