"""One window for each user: a second start asks the first window to show something.

The two talk through a local socket that only this user can reach: one line of
JSON each way, of limited length. Whatever is not such a line is ignored.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PyQt6.QtCore import QLockFile, QObject, QTimer, pyqtSignal
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger("digitlens")

PROTOCOL = 1
MAX_MESSAGE_BYTES = 64 * 1024
"""Room for the longest path or address, six times escaped."""
MAX_TOKEN_LENGTH = 200
CONNECT_MS = 500
ANSWER_MS = 5000
"""A first window that does not answer so long hangs; another one is opened then."""
PATIENCE_MS = 3000
"""Whoever connects and says nothing so long is hung up on."""
LOCK_MS = 2000
ACCEPTED = b'{"accepted": true}\n'


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start asks of the first window.

    Attributes:
        source: What to show, None to be raised only.
        activation_token: The desktop's permission to be raised, "" for none.
    """

    source: str | None = None
    activation_token: str = ""

    def to_line(self) -> bytes:
        """The request as it is sent."""
        # In ASCII, which keeps names of files that are not valid UTF-8 as well.
        content = {
            "digitlens": PROTOCOL,
            "source": self.source,
            "activation_token": self.activation_token,
        }
        return json.dumps(content).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request | None:
        """The request that was sent; None where it is none."""
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(content, dict) or content.get("digitlens") != PROTOCOL:
            return None
        source, token = content.get("source"), content.get("activation_token", "")
        if not isinstance(source, str | None) or not isinstance(token, str):
            return None
        if source is not None and (not source or "\0" in source):
            return None
        if len(token) > MAX_TOKEN_LENGTH or not (token.isascii() and token.isprintable()):
            token = ""
        return cls(source, token)


def request_for(source: str | None) -> Request:
    """The request of this start: a file by its full path, as the first window is elsewhere."""
    if source is not None and os.path.lexists(source):
        source = os.path.abspath(source)  # noqa: PTH100 - a link stays the link it is
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""
    return Request(source, token)


class FirstWindow(QObject):
    """Listens for what later starts ask of this window.

    Signals:
        asked: A `Request` came in.
    """

    asked = pyqtSignal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_connections)

    def listen(self) -> bool:
        """Begins to listen; a socket that a killed process left behind is removed before."""
        QLocalServer.removeServer(self._name)
        if self._server.listen(self._name):
            return True
        log.warning("No second start can reach this window: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Stops listening."""
        self._server.close()

    def _take_connections(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.setReadBufferSize(MAX_MESSAGE_BYTES)
            connection.readyRead.connect(lambda connection=connection: self._read(connection))
            patience = QTimer(connection)
            patience.setSingleShot(True)
            patience.timeout.connect(connection.abort)
            patience.start(PATIENCE_MS)
            self._read(connection)

    def _read(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() >= MAX_MESSAGE_BYTES:
                connection.abort()
            return
        request = Request.from_line(bytes(connection.readLine(MAX_MESSAGE_BYTES)))
        if request is None:
            connection.abort()
            return
        connection.readyRead.disconnect()
        connection.write(ACCEPTED)
        connection.disconnectFromServer()
        self.asked.emit(request)


def become_first(name: str = "") -> FirstWindow | None:
    """Listens for later starts; None where another window does, or none can.

    Args:
        name: Of the socket; that of this user by default.
    """
    name = name or socket_name()
    if not name:
        return None
    lock = QLockFile(_lock_path(name))
    # Of two starts at the same moment, one must not take the other's socket for a stale one.
    if not lock.tryLock(LOCK_MS):
        return None
    try:
        if _is_answered(name):
            return None
        first = FirstWindow(name)
        return first if first.listen() else None
    finally:
        lock.unlock()


def hand_over(request: Request, name: str = "") -> bool:
    """Asks the first window; False where there is none, or none that answers.

    Args:
        request: What it is asked.
        name: Of the socket; that of this user by default.
    """
    line, name = request.to_line(), name or socket_name()
    connection = QLocalSocket()
    connection.connectToServer(name)
    if len(line) > MAX_MESSAGE_BYTES or not connection.waitForConnected(CONNECT_MS):
        return False
    connection.write(line)
    while not connection.canReadLine():
        if not connection.waitForReadyRead(ANSWER_MS):
            return False
    return bytes(connection.readLine(MAX_MESSAGE_BYTES)) == ACCEPTED


def socket_name() -> str:
    """Name of this user's socket: a path in a folder of their own; "" where there is none."""
    if sys.platform == "win32":
        user = f"{os.environ.get('USERDOMAIN', '')}/{getpass.getuser()}"
        return f"digitlens-{hashlib.sha256(user.encode()).hexdigest()[:16]}"
    folder = _private_folder()
    return str(folder / "digitlens.socket") if folder else ""


def _private_folder() -> Path | None:
    """A folder that nobody else can write to, as whoever makes the socket is obeyed."""
    if sys.platform == "win32":
        return None  # sockets there lie in no folder
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) if runtime else platformdirs.user_cache_path("digitlens")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    is_private = status.st_uid == os.getuid() and not status.st_mode & 0o022
    return folder if is_private and folder.is_absolute() else None


def _is_answered(name: str) -> bool:
    connection = QLocalSocket()
    connection.connectToServer(name)
    is_connected = connection.waitForConnected(CONNECT_MS)
    connection.abort()
    return is_connected


def _lock_path(name: str) -> str:
    folder = tempfile.gettempdir() if sys.platform == "win32" else ""
    return str(Path(folder) / f"{name}.lock")
