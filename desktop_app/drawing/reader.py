"""Reads drawings in a thread of its own; of several that wait, the newest."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.drawing.strokes import Page
from desktop_app.live.doorbell import Doorbell
from desktop_app.live.recognition import FrameReader, Readers, make_readers
from desktop_app.live.slot import LatestSlot
from vision.frame import Frame
from vision.reading import NOT_A_DIGIT, Classifier, Crops, Probabilities, Recognition

JOIN_S = 1.0

NONE_LOG_ODDS = -3.0
"""Of "not a digit", beside what it is taken for in photographs: on the pad people write digits.

Of 135 bars drawn as a 1 with different pens, 78 are read without it, 111 at -1, 126 at -2 and
all at -3. Of 120 drawn numbers 114 are right without it, 116 at -2 and -3, and one is read
wrong at all of them. Of 16 letters, signs and scribbles 0, 3 and 4 are taken for digits."""


@dataclass(frozen=True, slots=True, eq=False)
class PageReading:
    """A page that was read.

    Attributes:
        number: Of the request.
        recognition: Its boxes are pixels of `page.image()`.
    """

    number: int
    page: Page
    recognition: Recognition


@dataclass(frozen=True, slots=True, eq=False)
class DigitsExpected:
    """A classifier for a place where hardly anything but digits is written."""

    classifier: Classifier

    def __call__(self, crops: Crops, /) -> Probabilities:
        """As of any `Classifier`, with less of "not a digit"."""
        weighed = self.classifier(crops).copy()
        weighed[:, NOT_A_DIGIT] *= np.exp(NONE_LOG_ODDS)
        total = weighed.sum(axis=1, keepdims=True)
        return (weighed / total).astype(np.float32)


class PageThread(threading.Thread):
    """Takes pages from one slot and leaves readings in another.

    Loads the classifier, draws the page and reads it, all of it in this thread.
    A daemon, so that nothing it does can keep the program from ending.

    Attributes:
        pages: Where pages are left for it, each with the number of the request.
        readings: Where it leaves what it read.
        loaded: Where it leaves, after each loading, an empty text or one
            sentence that says why there is no classifier.
    """

    def __init__(
        self,
        load_classifier: Callable[[], Classifier],
        *,
        confidence: float,
        make_readers: Callable[[Classifier], Readers],
        ring: Callable[[], None],
    ) -> None:
        """Prepares the thread; `start` loads the classifier.

        Args:
            load_classifier: Called in this thread, now and at each `reload`.
            confidence: Digits less sure than this are unsure.
            make_readers: Gives the readers for a classifier.
            ring: Called in this thread when something was left in a slot.
        """
        super().__init__(name="drawing", daemon=True)
        self.pages: LatestSlot[tuple[int, Page]] = LatestSlot()
        self.readings: LatestSlot[PageReading] = LatestSlot()
        self.loaded: LatestSlot[str] = LatestSlot()
        self.confidence = confidence
        self._load_classifier = load_classifier
        self._make_readers = make_readers
        self._ring = ring
        self._reader: FrameReader | None = None
        self._must_load = True
        self._is_stopping = False

    def reload(self) -> None:
        """Asks for the classifier to be loaded anew before the next page."""
        self._must_load = True
        self.pages.wake()

    def stop(self) -> None:
        """Asks the thread to end after the page it is reading."""
        self._is_stopping = True
        self.pages.wake()

    def run(self) -> None:
        while not self._is_stopping:
            try:
                self._go_on()
            except Exception:
                # A bug that one drawing trips over is reported, and the next is still read.
                sys.excepthook(*sys.exc_info())

    def _go_on(self) -> None:
        request = None if self._must_load else self.pages.take(timeout_s=None)
        if self._must_load:
            self._load()
        if request is None or self._reader is None or self._is_stopping:
            return
        number, page = request
        self._reader.confidence_threshold = self.confidence
        frame = Frame(page.image(), captured_at_s=time.monotonic())
        self.readings.put(PageReading(number, page, self._reader.read(frame)))
        self._ring()

    def _load(self) -> None:
        from model.classifier import ModelError

        self._must_load = False
        problem = ""
        try:
            classifier = DigitsExpected(self._load_classifier())
            self._reader = self._make_readers(classifier).single
        except ModelError as error:
            self._reader = None
            problem = str(error)
        self.loaded.put(problem)
        self._ring()


class DrawingReader(QObject):
    """Reads the newest drawing without making anybody wait; used from the window's thread.

    Signals:
        read: A `PageReading`; never of a page asked for before the last `forget`.
        loaded: The classifier was loaded, or could not be: a sentence that says
            why, or "".
    """

    read = pyqtSignal(object)
    loaded = pyqtSignal(str)

    def __init__(
        self,
        load_classifier: Callable[[], Classifier],
        *,
        confidence: float,
        make_readers: Callable[[Classifier], Readers] = make_readers,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load_classifier = load_classifier
        self._make_readers = make_readers
        self._confidence = confidence
        self._thread: PageThread | None = None
        self._page: Page | None = None
        self._number = 0
        self._oldest_wanted = 0
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)

    def start(self) -> None:
        """Starts the thread, which loads the classifier; nothing where it runs already."""
        if self._thread is None:
            self._thread = PageThread(
                self._load_classifier,
                confidence=self._confidence,
                make_readers=self._make_readers,
                ring=self._doorbell.ring,
            )
            self._thread.start()
            self._read_again()

    def stop(self) -> None:
        """Ends the thread; one that still loads or reads is left behind after a moment."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            thread.join(JOIN_S)

    def request(self, page: Page) -> None:
        """Has `page` read, before any that still waits."""
        self._page = page
        self._number += 1
        if self._thread is not None:
            self._thread.pages.put((self._number, page))

    def forget(self) -> None:
        """What was asked for so far is no longer wanted."""
        self._page = None
        self._oldest_wanted = self._number + 1
        if self._thread is not None:
            self._thread.pages.clear()

    def reload(self) -> None:
        """Loads the classifier anew and reads the newest page with it."""
        if self._thread is not None:
            self._thread.reload()
            self._read_again()

    def set_confidence(self, confidence: float) -> None:
        """Takes effect at once."""
        self._confidence = confidence
        if self._thread is not None:
            self._thread.confidence = confidence
            self._read_again()

    def _read_again(self) -> None:
        if self._page is not None:
            self.request(self._page)

    def _look(self) -> None:
        if self._thread is None:
            return
        problem = self._thread.loaded.take()
        if problem is not None:
            self.loaded.emit(problem)
        reading = self._thread.readings.take() if self._thread is not None else None
        if reading is not None and reading.number >= self._oldest_wanted:
            self.read.emit(reading)
