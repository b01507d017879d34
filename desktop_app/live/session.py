"""The live part of the window: its threads, and the newest picture and reading."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from desktop_app.correcting.laying import Laying, Wish
from desktop_app.live.capture import Capture, CaptureState, CaptureStatus
from desktop_app.live.choice import SourceChoice
from desktop_app.live.doorbell import Doorbell
from desktop_app.live.hints import Hints
from desktop_app.live.numbers import LiveNumbers
from desktop_app.live.placement import GONE_AFTER_S
from desktop_app.live.reading_options import ReadingOptions
from desktop_app.live.recognition import Readers, RecognitionThread, Work, make_readers
from desktop_app.live.slot import LatestSlot
from desktop_app.told import told
from vision.camera_controls import CameraState, CameraWish
from vision.frame import Box, Frame
from vision.reading import Classifier, Recognition
from vision.regions import region_within
from vision.sources import ImageSource

log = logging.getLogger("digitlens")

CLOCK_MS = 100
JOIN_S = 1.5
"""For all threads together at the end; one that hangs in a read is then left behind."""


class LiveSession(QObject):
    """Runs one source at a time and knows the newest frame and reading of it.

    All of it is used from the window's thread only; what the other threads
    leave in their slots is fetched when the doorbell rings.

    Attributes:
        choice: What is shown, None for nothing.
        frame: The newest frame of it.
        recognition: The newest reading of it, with the user's corrections; None once it
            is too old to show.
        own: The same without them, as the model read it.
        is_stalled: Whether the source should long have given another frame.
        region: The only part of the frame that is read, in its pixels; None for all of it.
        camera: What the camera that is open really does; None where none is.
        prepare_frame: Called with each frame in the capture thread, before it is shown.
        prepare_recognition: Called with each reading in the recognition thread.

    Signals:
        frame_changed: `frame` is another one.
        recognition_changed: `recognition` is another one, or None.
        status_changed: `status`, `choice` or `is_stalled` changed.
        region_changed: `region` is another one.
        camera_changed: `camera` is another one, or was asked for something in vain.
        classifier_loaded: The classifier was loaded, or could not be: a
            sentence that says why, or "".
        hinted: One quiet sentence about the picture, or "".
    """

    frame_changed = pyqtSignal()
    recognition_changed = pyqtSignal()
    status_changed = pyqtSignal()
    region_changed = pyqtSignal()
    camera_changed = pyqtSignal()
    classifier_loaded = pyqtSignal(str)
    hinted = pyqtSignal(str)

    def __init__(
        self,
        load_classifier: Callable[[], Classifier],
        *,
        confidence: float,
        make_readers: Callable[[Classifier], Readers] = make_readers,
        parent: QObject | None = None,
    ) -> None:
        """Starts the recognition thread, which loads the classifier."""
        super().__init__(parent)
        self.choice: SourceChoice | None = None
        self.frame: Frame | None = None
        self.recognition: Recognition | None = None
        self.own: Recognition | None = None
        self.is_stalled = False
        self.region: Box | None = None
        self.camera: CameraState | None = None
        self.prepare_frame: Callable[[Frame], None] = lambda _frame: None
        self.prepare_recognition: Callable[[Recognition], None] = lambda _recognition: None
        self._wish: CameraWish | None = None
        self._capture: Capture | None = None
        self._capture_id = 0
        self._frames: LatestSlot[Frame] = LatestSlot()
        self._left: list[Capture] = []
        self._loaded: LatestSlot[str] = LatestSlot()
        self._status: CaptureStatus | None = None
        self._source_note: Callable[[], str] = str
        self._hints = Hints()
        self._hint = ""
        self._laying = Laying()
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)
        self._recognition = RecognitionThread(
            load_classifier,
            read=self._doorbell.ring,
            prepare=self._prepare_recognition,
            loaded=self._leave_loaded,
            confidence=confidence,
            make_readers=make_readers,
        )
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._recognition.start()
        self._clock.start()

    @property
    def status(self) -> CaptureStatus | None:
        """What the capture does, None where nothing was chosen."""
        return self._status

    @property
    def is_paused(self) -> bool:
        """Whether the user paused it; a camera is still open unless `is_released`."""
        return self._capture is not None and self._capture.is_pausing

    @property
    def is_released(self) -> bool:
        """Whether the camera or stream was given back, by `stop_camera` or after a long pause."""
        return self._status is not None and self._status.state is CaptureState.RELEASED

    @property
    def is_frozen(self) -> bool:
        """Whether the frame stands still, so that its reading does not grow old."""
        if self._status is None or self.choice is None:
            return True
        return (
            self.is_paused
            or self.choice.is_still
            or self._status.state
            in (CaptureState.ENDED, CaptureState.PAUSED, CaptureState.RELEASED)
            or (self._status.state is CaptureState.FAILED and not self.choice.is_live)
        )

    def numbers(self) -> LiveNumbers:
        """Measurements as of now."""
        frame, reading, capture = self.frame, self.recognition, self._capture
        return LiveNumbers(
            size=(frame.width, frame.height) if frame else None,
            per_second=capture.rate.per_second(time.monotonic()) if capture else 0.0,
            latency_ms=reading.latency_ms if reading else None,
            dropped=self._recognition.work.dropped,
        )

    def open(self, choice: SourceChoice) -> None:
        """Shows another source; the one before is released by its own thread.

        Raises:
            SourceError: The source cannot even be made.
        """
        source = choice.make()
        if choice is not self.choice:
            self.set_region(None)
        self._abandon()
        self.choice = choice
        self._source_note = lambda: (source.note or "") if isinstance(source, ImageSource) else ""
        capture_id, frames, work = self._capture_id, self._frames, self._recognition.work

        def publish(frame: Frame) -> None:
            if capture_id == self._capture_id:
                self.prepare_frame(frame)
                frames.put(frame)
                # First, so that where cores are few the window gets one before the reading.
                self._doorbell.ring()
                work.put(Work(capture_id, frame, is_single=choice.is_still))

        self._capture = Capture(
            source, publish, status_changed=self._doorbell.ring, wish=self._wish
        )
        self._status = self._capture.status
        self._capture.start()
        self.frame_changed.emit()
        self.recognition_changed.emit()
        self.status_changed.emit()

    def close(self) -> None:
        """Shows nothing."""
        self.set_region(None)
        self._abandon()
        self.frame_changed.emit()
        self.recognition_changed.emit()
        self.status_changed.emit()

    def reopen(self) -> None:
        """Leaves the capture to itself, however it hangs, and begins anew.

        Raises:
            SourceError: The source cannot even be made.
        """
        if self.choice is not None:
            self.open(self.choice)

    def retry_now(self) -> None:
        """Tries a lost source now instead of after its pause."""
        if self._capture is not None:
            self._capture.retry_now()

    def pause(self) -> None:
        """Keeps frame and reading; a camera stays open for a while, so as to go on at once."""
        if self._capture is not None and not self._capture.is_pausing:
            self._capture.pause()
            self._keep_frame()
            self.status_changed.emit()

    def stop_camera(self) -> None:
        """Keeps frame and reading, and releases the camera or stream at once."""
        if self._capture is None or self.choice is None or not self.choice.is_live:
            return
        was_pausing = self._capture.is_pausing
        self._capture.release()
        if not was_pausing:
            self._keep_frame()
            self.status_changed.emit()

    def _keep_frame(self) -> None:
        self._frames.clear()
        if self.recognition is None:
            self._reread()
        else:
            # What was read a moment ago stays, and the picture it was read in.
            self.frame = self.recognition.frame
            self.frame_changed.emit()

    def resume(self) -> None:
        """Ends a pause; a camera that was released is opened again."""
        if self._capture is not None and self._capture.is_pausing:
            self._capture.resume()
            self.status_changed.emit()

    def set_confidence(self, confidence: float) -> None:
        """Takes effect at once, on a frame that stands still too."""
        self._recognition.set_confidence(confidence)
        self._reread()

    def set_reading(self, options: ReadingOptions) -> None:
        """Takes effect at once, on a frame that stands still too."""
        self._recognition.set_options(options)
        self._reread()

    def set_region(self, region: Box | None) -> None:
        """Reads only this part of the frame from now on.

        Args:
            region: In pixels of the frame, to which it is cut; None for all of it, as for
                what is too small to hold a digit. Another source is read whole.
        """
        if region is not None and self.frame is not None:
            region = region_within(region, self.frame.width, self.frame.height)
        if region != self.region:
            self.region = region
            self._recognition.set_region(region)
            self._reread()
            self.region_changed.emit()

    def set_camera(self, wish: CameraWish) -> None:
        """Asks the camera for another format, exposure or focus; `camera` tells what came."""
        self._wish = wish
        if self._capture is not None:
            self._capture.ask(wish)

    def try_formats(self) -> None:
        """Has the camera's common formats tried, once; the picture halts for a moment."""
        if self._capture is not None and self.camera is not None and self.camera.sizes is None:
            self._capture.try_formats()

    def lay_over(self, wish: Wish) -> None:
        """Shows the newest reading, and those to come, with other corrections."""
        self._laying.ask(wish)
        if self.own is not None and self.recognition is not None:
            self.recognition = self._laying.laid_over(self.own)
            self.recognition_changed.emit()

    def reload_classifier(self) -> None:
        """Takes effect at once, on a frame that stands still too."""
        self._recognition.reload()
        self._reread()

    def stop(self) -> None:
        """Ends all threads; one that hangs is left behind after a moment."""
        self._clock.stop()
        self._doorbell.silence()
        self._abandon()
        self._recognition.stop()
        ends_at_s = time.monotonic() + JOIN_S
        for thread in (self._recognition, *self._left):
            thread.join(max(0.0, ends_at_s - time.monotonic()))

    def _abandon(self) -> None:
        self._left = [capture for capture in self._left if capture.is_alive()]
        if self._capture is not None:
            self._capture.stop()
            self._left.append(self._capture)
        self._capture = None
        self._capture_id += 1
        self._frames = LatestSlot()
        self._recognition.begin()
        self._hints = Hints()
        self.choice = None
        self.frame = None
        self.recognition = None
        self.is_stalled = False
        self._status = None
        self._take_camera(None)
        self._say("")

    def _reread(self) -> None:
        """Has a frame that stands still read again, by itself."""
        if self.is_frozen and self.frame is not None:
            self._recognition.work.put(Work(self._capture_id, self.frame, is_single=True))

    def _prepare_recognition(self, recognition: Recognition) -> None:
        recognition = self._laying.prepare(recognition)
        self.prepare_recognition(recognition)  # by whom, is told only after the thread began

    def _leave_loaded(self, problem: str) -> None:
        self._loaded.put(problem)
        self._doorbell.ring()

    def _look(self) -> None:
        problem = self._loaded.take()
        if problem is not None:
            self.classifier_loaded.emit(problem)
        if self._capture is None:
            return
        frame = self._frames.take()
        # A frame that came in between the request to pause and the pause would not be read.
        if frame is not None and not self.is_paused:
            self.frame = frame
            self.set_region(self.region)  # a frame of another size may not hold it
            self.frame_changed.emit()
        reading = self._recognition.readings.take()
        if reading is not None and reading.capture_id == self._capture_id:
            self._take_reading(reading.recognition)
        if self._capture is not None:
            self._take_camera(self._capture.camera)
        if self._capture is not None and self._capture.status is not self._status:
            self._status = self._capture.status
            log.info("%s: %s %s", self._name, self._status.state, self._status.problem)
            self.status_changed.emit()
            if self._status.state is CaptureState.ENDED:
                self._say(told(self._source_note()))

    def _take_camera(self, camera: CameraState | None) -> None:
        if camera is self.camera:
            return
        self.camera = camera
        if camera is not None and self._wish is not None:
            self._hints.tell_camera(camera, self._wish, time.monotonic())
        self.camera_changed.emit()

    @property
    def _name(self) -> str:
        return self.choice.name if self.choice else "nothing"

    def _take_reading(self, recognition: Recognition) -> None:
        if self.is_frozen and recognition.frame is not self.frame:
            if self.recognition is None:
                self._reread()  # a frame that came as it froze may have displaced this one
            return
        # What the user said of digits is laid over it here, for whoever shows or saves it.
        self.own, self.recognition = recognition, self._laying.laid_over(recognition)
        self.recognition_changed.emit()

    def _tick(self) -> None:
        """The window's clock: what no thread can tell, because it hangs or nothing happens."""
        capture, choice = self._capture, self.choice
        if capture is None or choice is None:
            return
        now_s = time.monotonic()
        is_stalled = capture.is_stalled(now_s)
        if is_stalled != self.is_stalled:
            self.is_stalled = is_stalled
            self.status_changed.emit()
        if (
            self.recognition is not None
            and not self.is_frozen
            and now_s - self.recognition.frame.captured_at_s > GONE_AFTER_S
        ):
            self.recognition = None
            self.recognition_changed.emit()
        if choice.is_live and self.frame is not None:
            is_running = capture.status.state is CaptureState.RUNNING and not is_stalled
            self._say(self._hints.hint(self.frame, now_s, is_running=is_running))

    def _say(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.hinted.emit(hint)
