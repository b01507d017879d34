"""Writes readings into a file in a thread of its own, so that no disk makes the window wait."""

from __future__ import annotations

import errno
import threading
from pathlib import Path
from queue import Full, Queue

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from desktop_app.live.doorbell import Doorbell
from desktop_app.outlet.line_file import ForeignFileError, LineFile
from desktop_app.outlet.lines import FORMS, Form

MOST_WAITING = 10_000
"""Lines for a disk that hangs; more are not kept."""
JOIN_S = 2.0

translate = QCoreApplication.translate


class ReadingWriter(QObject):
    """One file that readings are written to.

    Attributes:
        path: Of the file.
        form: How they are written: rows for ".csv", JSON objects for any other name.

    Signals:
        failed: Nothing is written any more; one sentence.
    """

    failed = pyqtSignal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Opens the file in the thread, which runs from now on."""
        super().__init__(parent)
        self.path = path
        self.form: Form = FORMS["csv" if path.suffix.lower() == ".csv" else "json"]
        self._lines: Queue[str | None] = Queue(MOST_WAITING)
        self._problem = ""
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(lambda: self.failed.emit(self._problem))
        self._thread = threading.Thread(target=self._run, name="readings to file", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Adds a line soon; nothing after a failure."""
        try:
            self._lines.put_nowait(line)
        except Full:
            text = translate("ReadingWriter", "{name} takes no more readings: its disk hangs.")
            self._fail(text)

    def stop(self) -> None:
        """Writes what waits and closes the file; nothing is told any more."""
        self._doorbell.silence()
        try:
            self._lines.put_nowait(None)
        except Full:
            return
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        try:
            self._write()
        except ForeignFileError:
            self._fail(
                translate(
                    "ReadingWriter",
                    "{name} holds something else than readings and was left as it is; "
                    "choose another file.",
                )
            )
        except OSError as error:
            if error.errno == errno.ENOSPC:
                text = translate(
                    "ReadingWriter",
                    "The disk is full: readings are no longer written to {name}; what is in it "
                    "stays.",
                )
            else:
                text = translate(
                    "ReadingWriter", "Readings cannot be written to {name} ({reason})."
                )
            self._fail(text, error.strerror or str(error))

    def _write(self) -> None:
        file = LineFile(self.path, header=self.form.header, start=self.form.start)
        try:
            while (line := self._lines.get()) is not None:
                file.write(line)
        finally:
            file.close()

    def _fail(self, text: str, reason: str = "") -> None:
        if not self._problem:
            self._problem = text.format(name=self.path.name, reason=reason)
            self._doorbell.ring()
