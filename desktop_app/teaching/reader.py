"""Reads sheets in a thread of its own; of several frames that wait, the newest."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.live.doorbell import Doorbell
from desktop_app.live.slot import LatestSlot
from model.teaching_sheet import SheetReading, read_sheet
from vision.frame import Frame
from vision.reading import Classifier
from vision.turns import Turn

JOIN_S = 1.0

TURNS = (Turn(2), Turn(1), Turn(3))
"""Tried where no row is read as the picture lies: a sheet photographed on its side."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetRequest:
    """What is to be read.

    Attributes:
        number: Of the request.
        picture: A frame, or the path of a photograph.
        is_single: Whether it is a picture by itself rather than one of many.
    """

    number: int
    picture: Frame | Path
    is_single: bool


@dataclass(frozen=True, slots=True, eq=False)
class SheetSeen:
    """A sheet that was read.

    Attributes:
        request: What was asked for.
        frame: Its picture; None where the photograph cannot be opened.
        reading: Its rows.
        problem: Why it cannot be opened, one sentence, else "".
    """

    request: SheetRequest
    frame: Frame | None
    reading: SheetReading = field(default_factory=SheetReading)
    problem: str = ""


class SheetThread(threading.Thread):
    """Takes requests from one slot and leaves sheets in another; loads the classifier first.

    A daemon, so that nothing it does can keep the program from ending.

    Attributes:
        requests: Where requests are left for it.
        seen: Where it leaves what it read.
        loaded: Where it leaves, after each loading, an empty text or one
            sentence that says why there is no classifier.
    """

    def __init__(self, load_classifier: Callable[[], Classifier], ring: Callable[[], None]) -> None:
        super().__init__(name="teaching", daemon=True)
        self.requests: LatestSlot[SheetRequest] = LatestSlot()
        self.seen: LatestSlot[SheetSeen] = LatestSlot()
        self.loaded: LatestSlot[str] = LatestSlot()
        self._load_classifier = load_classifier
        self._ring = ring
        self._classifier: Classifier | None = None
        self._must_load = True
        self._is_stopping = False

    def reload(self) -> None:
        """Asks for the classifier to be loaded anew before the next request."""
        self._must_load = True
        self.requests.wake()

    def stop(self) -> None:
        """Asks the thread to end after what it is doing."""
        self._is_stopping = True
        self.requests.wake()

    def run(self) -> None:
        while not self._is_stopping:
            try:
                self._go_on()
            except Exception:
                # A bug that one sheet trips over is reported, and the next is still read.
                sys.excepthook(*sys.exc_info())

    def _go_on(self) -> None:
        request = None if self._must_load else self.requests.take(timeout_s=None)
        if self._must_load:
            self._load()
        if request is None or self._classifier is None or self._is_stopping:
            return
        self.seen.put(self._read(request, self._classifier))
        self._ring()

    def _read(self, request: SheetRequest, classifier: Classifier) -> SheetSeen:
        from vision.color import ink_gray
        from vision.images import ImageError, read_image

        frame = request.picture
        if isinstance(frame, Path):
            try:
                frame = Frame(read_image(frame), captured_at_s=time.monotonic())
            except ImageError as error:
                return SheetSeen(request, None, problem=str(error))
        return SheetSeen(request, frame, read_sheet(ink_gray(frame.image), classifier, TURNS))

    def _load(self) -> None:
        from model.classifier import ModelError

        self._must_load = False
        problem = ""
        try:
            self._classifier = self._load_classifier()
        except ModelError as error:
            self._classifier = None
            problem = str(error)
        self.loaded.put(problem)
        self._ring()


class SheetReader(QObject):
    """Reads the newest picture of a sheet; used from the window's thread.

    Signals:
        seen: A `SheetSeen`; never one asked for before the last `forget`.
        loaded: The classifier was loaded, or could not be: a sentence that says
            why, or "".
    """

    seen = pyqtSignal(object)
    loaded = pyqtSignal(str)

    def __init__(
        self, load_classifier: Callable[[], Classifier], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._load_classifier = load_classifier
        self._thread: SheetThread | None = None
        self._newest: SheetRequest | None = None
        self._number = 0
        self._oldest_wanted = 0
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)

    def start(self) -> None:
        """Starts the thread, which loads the classifier; nothing where it runs already."""
        if self._thread is None:
            self._thread = SheetThread(self._load_classifier, self._doorbell.ring)
            self._thread.start()
            self._ask_again()

    def stop(self) -> None:
        """Ends the thread; one that still loads or reads is left behind after a moment."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            thread.join(JOIN_S)

    def request(self, picture: Frame | Path, *, is_single: bool) -> None:
        """Has a frame or a photograph read, before any that still waits."""
        self._number += 1
        self._newest = SheetRequest(self._number, picture, is_single)
        if self._thread is not None:
            self._thread.requests.put(self._newest)

    def forget(self) -> None:
        """What was asked for so far is no longer wanted."""
        self._newest = None
        self._oldest_wanted = self._number + 1
        if self._thread is not None:
            self._thread.requests.clear()

    def reload(self) -> None:
        """Loads the classifier anew and reads the newest picture with it."""
        if self._thread is not None:
            self._thread.reload()
            self._ask_again()

    def _ask_again(self) -> None:
        if self._newest is not None:
            self.request(self._newest.picture, is_single=self._newest.is_single)

    def _look(self) -> None:
        if self._thread is None:
            return
        problem = self._thread.loaded.take()
        if problem is not None:
            self.loaded.emit(problem)
        seen = self._thread.seen.take() if self._thread is not None else None
        if seen is not None and seen.request.number >= self._oldest_wanted:
            self.seen.emit(seen)
