"""Recording what is shown as an annotated video."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from desktop_app.live.doorbell import Doorbell
from desktop_app.live.slot import LatestSlot
from vision.frame import Image
from vision.reading import Recognition

FRAMES_PER_SECOND = 30.0
LEAST_FREE_BYTES = 200 * 1024**2
"""With less on the disk the recording ends while it can still be ended well."""
LOOK_EVERY_S = 1.0
LAST_WRITE_S = 10.0
"""At the end of the program the video that is being ended is waited for so long."""

translate = QCoreApplication.translate


class ClipRecorder(QObject):
    """Writes what is read to a video, from `start` to `stop`, in a thread.

    One picture waits at most: where the disk or the drawing is too slow, pictures
    are left out, and those that are there keep their time.

    Signals:
        changed: `is_recording` changed.
        saved: The path of a video that is whole.
        failed: One sentence: why there is no video, or why it ended by itself.
    """

    changed = pyqtSignal()
    saved = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._began_s = 0.0
        self._writer: _ClipWriter | None = None
        self._ending: list[_ClipWriter] = []
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._look)

    @property
    def is_recording(self) -> bool:
        """Whether what is added is recorded."""
        return self._writer is not None

    @property
    def seconds(self) -> float:
        """How long the recording has been going on, 0 where there is none."""
        return self._clock() - self._began_s if self.is_recording else 0.0

    def start(self, path: Path) -> None:
        """Begins a video; a file that is there is replaced when it is whole.

        Args:
            path: Ends in .mp4, .avi or .mkv.
        """
        self.stop()
        self._began_s = self._clock()
        self._writer = _ClipWriter(path, self._clock, self._doorbell.ring)
        self._writer.start()
        self.changed.emit()

    def add(self, recognition: Recognition) -> None:
        """Adds a frame with what was read in it; nothing happens while nothing is recorded."""
        if self._writer is not None:
            self._writer.recognitions.put(recognition)

    def stop(self) -> None:
        """Ends the video; `saved` or `failed` follows."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            self._ending.append(writer)
            writer.end()
            self.changed.emit()

    def finish(self) -> None:
        """Ends the video and waits for it, as the program ends; nothing is told any more."""
        self._doorbell.silence()
        self.stop()
        ends_at_s = time.monotonic() + LAST_WRITE_S
        for writer in self._ending:
            writer.join(max(0.0, ends_at_s - time.monotonic()))

    def _look(self) -> None:
        writer = self._writer
        if writer is not None and writer.is_done:  # it ended by itself
            self._writer = None
            self._ending.append(writer)
            self.changed.emit()
        done = [writer for writer in self._ending if writer.is_done]
        self._ending = [writer for writer in self._ending if writer not in done]
        for writer in done:
            if writer.problem:
                self.failed.emit(writer.problem)
            else:
                self.saved.emit(str(writer.path))


class _ClipWriter(threading.Thread):
    """The thread that draws and writes one video.

    Attributes:
        path: Of the video.
        recognitions: Where the newest one is left for it.
        is_done: Whether the video is whole, or given up.
        problem: One sentence, "" where all went well.
    """

    def __init__(self, path: Path, clock: Callable[[], float], done: Callable[[], None]) -> None:
        super().__init__(name="clip", daemon=True)
        self.path = path
        self.recognitions: LatestSlot[Recognition] = LatestSlot()
        self.is_done = False
        self.problem = ""
        self._clock = clock
        self._done = done
        self._began_s = clock()
        self._ended_s: float | None = None

    def end(self) -> None:
        """Asks for the video to be ended, with what is still waiting in it."""
        self._ended_s = self._clock()
        self.recognitions.wake()

    def run(self) -> None:
        from desktop_app.annotated_video import VideoError

        try:
            self._record()
        except VideoError as error:
            self.problem = str(error)
        except Exception:
            text = translate("ClipRecorder", "{name} could not be saved; the log says why.")
            self.problem = text.format(name=self.path.name)
            raise
        finally:
            self.is_done = True
            self._done()

    def _record(self) -> None:
        # Imported here, where the window does not wait for them.
        from desktop_app.annotated_video import AnnotatedVideo
        from desktop_app.annotation import annotated

        picture: Image | None = None
        looked_s = self._began_s
        with AnnotatedVideo(self.path, FRAMES_PER_SECOND, may_replace=True) as video:
            while True:
                is_ended = self._ended_s is not None
                recognition = self.recognitions.take(0.0 if is_ended else LOOK_EVERY_S)
                if recognition is not None:
                    picture = annotated(recognition)
                    # The first picture was taken before one began; it is shown from then on.
                    video.write(picture, max(self._began_s, recognition.frame.captured_at_s))
                elif is_ended:
                    break
                if self._clock() - looked_s >= LOOK_EVERY_S:
                    looked_s = self._clock()
                    if self._is_disk_full():
                        break
            if picture is not None:
                # The last picture stays until the end that one chose.
                video.write(picture, self._ended_s or self._clock())
        if picture is None:
            self.problem = translate(
                "ClipRecorder", "Nothing was read while it was recorded: there is no clip."
            )

    def _is_disk_full(self) -> bool:
        try:
            is_full = shutil.disk_usage(self.path.parent).free < LEAST_FREE_BYTES
        except OSError:
            return False
        if is_full:
            text = translate(
                "ClipRecorder",
                "The disk is nearly full: the recording was ended, and what there is of it is "
                "saved as {name}.",
            )
            self.problem = text.format(name=self.path.name)
        return is_full
