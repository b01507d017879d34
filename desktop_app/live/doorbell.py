"""Tells the window's thread that something new is there, without a queue."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal


class Doorbell(QObject):
    """Rings in the thread it was made in, once for any number of calls of `ring`.

    A queued signal is an unbounded queue, so it carries nothing and a second one
    is not sent while the first is on its way.

    Signals:
        rung: Something is new; look for what it is.
    """

    rung = pyqtSignal()
    _pressed = pyqtSignal()

    def __init__(self) -> None:
        # Without a parent: threads that outlive the window still hold it.
        super().__init__()
        self._is_pressed = False
        self._is_silent = False
        self._pressed.connect(self._answer)

    def ring(self) -> None:
        """Called from any thread."""
        if not self._is_pressed and not self._is_silent:
            self._is_pressed = True
            self._pressed.emit()

    def silence(self) -> None:
        """From now on it does not ring: nobody is there any more."""
        self._is_silent = True

    def _answer(self) -> None:
        self._is_pressed = False  # first, so that what comes while looking rings again
        if not self._is_silent:
            self.rung.emit()
