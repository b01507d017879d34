"""The thread that reads the newest frame."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desktop_app.live.reading_options import STRONG_SIGHTINGS, ReadingOptions, Smoothing
from desktop_app.live.slot import LatestSlot
from vision.frame import Box, Frame
from vision.reading import Classifier, Recognition
from vision.regions import read_within

NICENESS = 5
"""How much nicer the thread that reads is. The window's own thread goes before it, so that where
every core is taken the picture stays smooth: the 99th percentile of the event loop's delay fell
from 1.2 to 2.5 times that without reading to 0.9 to 1.2 times. Trainings come after both."""


class FrameReader(Protocol):
    """What reads a frame; `vision.recognizer.Recognizer` is one."""

    classifier: Classifier
    confidence_threshold: float

    def read(self, frame: Frame, /) -> Recognition:
        """All that can be read in `frame`."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Readers that share a classifier.

    Attributes:
        live: Follows digits from frame to frame.
        single: Reads a picture by itself.
        forget: Makes `live` forget the digits it follows.
        adopt: Makes both read as the user wants.
    """

    live: FrameReader
    single: FrameReader
    forget: Callable[[], None]
    adopt: Callable[[ReadingOptions], None] = lambda _options: None


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A frame to read.

    Attributes:
        capture_id: Tells the frames of one source from those of the one before.
        is_single: Whether to read it by itself, without what came before.
    """

    capture_id: int
    frame: Frame
    is_single: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A frame that was read."""

    capture_id: int
    recognition: Recognition


def make_readers(classifier: Classifier) -> Readers:
    """The project's own readers."""
    # Imported here, in the recognition thread, so that the window need not wait for it.
    from vision.recognizer import Recognizer
    from vision.tracking import Tracker
    from vision.tracks import CONFIRMING_SIGHTINGS

    tracker = Tracker()
    live = Recognizer(classifier, tracker=tracker, is_video=True)
    single = Recognizer(classifier)

    def adopt(options: ReadingOptions) -> None:
        for reader in (live, single):
            reader.minimum_height_px = options.minimum_height_px
            reader.groups = options.groups
        live.tracker = None if options.smoothing is Smoothing.OFF else tracker
        is_strong = options.smoothing is Smoothing.STRONG
        tracker.confirming_sightings = STRONG_SIGHTINGS if is_strong else CONFIRMING_SIGHTINGS

    return Readers(live=live, single=single, forget=tracker.reset, adopt=adopt)


class RecognitionThread(threading.Thread):
    """Takes frames from one slot and leaves readings in another.

    The classifier is loaded, used and replaced in this thread only; it is
    replaced between two frames, so that no frame is read by half of each.
    A daemon, so that nothing it does can keep the program from ending.

    Attributes:
        work: Where frames are left for it; another slot for each source.
        readings: Where it leaves what it read.
    """

    def __init__(
        self,
        load_classifier: Callable[[], Classifier],
        *,
        read: Callable[[], None],
        loaded: Callable[[str], None],
        confidence: float,
        make_readers: Callable[[Classifier], Readers] = make_readers,
        prepare: Callable[[Recognition], None] = lambda _recognition: None,
    ) -> None:
        """Prepares the thread; `start` loads the classifier.

        Args:
            load_classifier: Called in this thread, now and at each `reload`.
            read: Called in this thread after each reading.
            loaded: Called in this thread after each loading, with an empty text
                or one sentence that says why there is no classifier.
            confidence: Digits less sure than this are shown as unsure.
            make_readers: Gives the readers for a classifier.
            prepare: Called in this thread with each reading, before it is left.
        """
        super().__init__(name="recognition", daemon=True)
        self.work: LatestSlot[Work] = LatestSlot()
        self.readings: LatestSlot[Reading] = LatestSlot()
        self._load_classifier = load_classifier
        self._read = read
        self._loaded = loaded
        self._make_readers = make_readers
        self._prepare = prepare
        self._confidence = confidence
        self._readers: Readers | None = None
        self._options, self._adopted = ReadingOptions(), ReadingOptions()
        self._region: Box | None = None
        self._followed: tuple[int, Box | None, ReadingOptions] | None = None
        self._must_load = True
        self._is_stopping = False

    def begin(self) -> None:
        """Gives `work` a new slot, as another source begins.

        What the one before still leaves in the old slot cannot take the place of
        a frame of the new one, which may be its only one.
        """
        before, self.work = self.work, LatestSlot()
        before.wake()

    def set_confidence(self, confidence: float) -> None:
        """Takes effect with the next frame."""
        self._confidence = confidence

    def set_options(self, options: ReadingOptions) -> None:
        """Takes effect with the next frame."""
        self._options = options

    def set_region(self, region: Box | None) -> None:
        """From the next frame on only this part of it is read; None for all of it."""
        self._region = region

    def reload(self) -> None:
        """Asks for the classifier to be loaded anew before the next frame."""
        self._must_load = True
        self.work.wake()

    def stop(self) -> None:
        """Asks the thread to end after the frame it is reading."""
        self._is_stopping = True
        self.work.wake()

    def run(self) -> None:
        _give_way()
        while not self._is_stopping:
            try:
                self._go_on()
            except Exception:
                # One frame that trips over a bug must not end all reading: it is reported
                # as any unexpected error, and the next frame has its chance.
                sys.excepthook(*sys.exc_info())

    def _go_on(self) -> None:
        work = None if self._must_load else self.work.take(timeout_s=None)
        if self._must_load:
            self._load()
        if work is None or self._readers is None or self._is_stopping:
            return
        options, region = self._options, self._region
        if options != self._adopted:
            self._adopted = options
            self._readers.adopt(options)
        # What was followed elsewhere, or in another way, is nothing to go on from.
        if (work.capture_id, region, options) != self._followed:
            self._followed = work.capture_id, region, options
            self._readers.forget()
        reader = self._readers.single if work.is_single else self._readers.live
        reader.confidence_threshold = self._confidence
        recognition = read_within(work.frame, region, reader.read)
        self._prepare(recognition)
        self.readings.put(Reading(work.capture_id, recognition))
        self._read()

    def _load(self) -> None:
        from model.classifier import ModelError

        self._must_load = False
        try:
            classifier = self._load_classifier()
        except ModelError as error:
            self._loaded(str(error))
            return
        if self._readers is None:
            self._readers = self._make_readers(classifier)
            self._adopted = ReadingOptions()
        else:
            self._readers.live.classifier = classifier
            self._readers.single.classifier = classifier
        self._loaded("")


def _give_way() -> None:
    """Lets the other threads of this process go before the calling one.

    Only Linux has a niceness for each thread; elsewhere it is of the whole process.
    """
    if sys.platform == "linux":
        # A system that forbids it reads all the same.
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            niceness = os.getpriority(os.PRIO_PROCESS, thread) + NICENESS
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
