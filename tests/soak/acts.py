"""What a user and the world do to the window in a soak, act by act, and how it comes to rest."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QEvent, QEventLoop, QTimer
from PyQt6.QtWidgets import QApplication, QDialog

from desktop_app.live.capture import CaptureState
from desktop_app.main_window import MainWindow
from desktop_app.settings.store import Settings
from model.store import BUNDLED_ID, ModelStore
from tests.soak.materials import Materials
from tests.soak.server import StreamServer
from tests.soak.troubled import DESK_CAMERA, DOOR_CAMERA, FlappingCameras, TroubledReaders
from vision.frame import Box

REST_LIMIT_S = 25.0
"""The longest that anything left behind may still take: a stream's time-out and a slow reading."""
COMES_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The window and all that is outside of it."""

    window: MainWindow
    settings: Settings
    models: ModelStore
    server: StreamServer
    cameras: FlappingCameras
    readers: TroubledReaders
    materials: Materials


class Acts:
    """Does each act once a round, in another order each time.

    Attributes:
        done: How often each act was done.
        missed: What was waited for in vain, and how often: under load that is no fault, but
            a soak in which nothing ever came has tried nothing.
        came: What came, and how often.
    """

    def __init__(self, world: World, seed: int, pace: float = 1.0) -> None:
        """Prepares the acts.

        Args:
            world: The window and what is around it.
            seed: Of the order.
            pace: What is shown is looked at for so much of the usual time.
        """
        self.done: Counter[str] = Counter()
        self.came: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self._world = world
        self._window = world.window
        self._commands = world.window.commands
        self._session = world.window.session
        self._rng = random.Random(seed)
        self._pace = pace

    def do_round(self, is_over: Callable[[], bool]) -> None:
        """Does all acts once; breaks off when it is over."""
        acts: list[Callable[[], None]] = [
            self.watches_the_demo,
            self.watches_a_stream_that_comes_and_goes,
            self.watches_a_camera_that_comes_and_goes,
            self.unplugs_all_cameras,
            self.changes_sources_in_haste,
            self.corrects_a_picture_and_undoes_it,
            self.opens_what_cannot_be_read,
            self.pages_through_a_folder,
            self.opens_and_closes_panels,
            self.opens_and_closes_dialogs,
            self.freezes_and_goes_on,
            self.changes_settings,
            self.chooses_a_region_and_zooms,
            self.switches_models,
            self.has_a_slow_recogniser,
            self.has_a_dying_recogniser,
            self.records_a_clip,
            self.saves_a_picture,
        ]
        self._rng.shuffle(acts)
        for act in acts:
            if is_over():
                return
            act()
            self.done[act.__name__] += 1

    def come_to_rest(self) -> None:
        """Shows one picture and nothing else, and waits until what was left behind is over."""
        self._world.server.feel("plays")
        self._world.cameras.mood = "plays"
        self._world.readers.mood = "reads"
        self._world.cameras.connected = (DESK_CAMERA, DOOR_CAMERA)
        self._close_dialogs()
        self._show(self._world.materials.page)
        self._commands.clear_log.trigger()
        for toggle in self._window.panels.toggles[1:]:
            if toggle.isChecked():
                toggle.trigger()
        while self._window.banner.isVisible():
            self._window.banner.close_button.click()
        self._wait_for("rest", lambda: not _captures_at_work(), REST_LIMIT_S)
        self._spend(1.0)

    # --- sources ---

    def watches_the_demo(self) -> None:
        self._show(self._world.materials.clip)
        self._wait_for("readings of the clip", self._has_digits)
        self._spend(1.0)

    def watches_a_stream_that_comes_and_goes(self) -> None:
        server = self._world.server
        server.feel("plays")
        self._window.chooser.open_text(server.url)
        self._wait_for("readings of the stream", self._has_digits)
        for mood in ("stalls", "drops", "lies", "refuses"):
            server.feel(mood)
            self._spend(0.7)
        server.feel("plays")
        self._session.retry_now()
        self._wait_for("the stream again", self._is_running)

    def watches_a_camera_that_comes_and_goes(self) -> None:
        cameras = self._world.cameras
        self._window.chooser.open_camera(DESK_CAMERA)
        self._wait_for("readings of the camera", self._has_digits)
        for mood in ("drops", "plays", "stalls", "refuses"):
            cameras.mood = mood
            self._spend(0.5)
        cameras.mood = "plays"
        self._window.refresh_cameras()
        self._session.retry_now()
        self._wait_for("the camera again", self._is_running)

    def unplugs_all_cameras(self) -> None:
        cameras = self._world.cameras
        cameras.connected = ()
        self._window.chooser.find_camera()
        self._spend(0.7)
        cameras.connected = (DOOR_CAMERA, DESK_CAMERA)
        self._window.refresh_cameras()
        self._spend(0.5)

    def changes_sources_in_haste(self) -> None:
        materials, chooser = self._world.materials, self._window.chooser
        chooser.open_text(self._world.server.url)
        chooser.open_camera(DOOR_CAMERA)
        self._spend(0.05)
        chooser.open_text(str(materials.clip))
        chooser.open_text(self._world.server.url)
        self._spend(0.2)
        chooser.open_camera(DESK_CAMERA)
        chooser.open_text(str(materials.page))
        chooser.open_text(str(materials.clip))
        self._spend(0.3)

    def opens_what_cannot_be_read(self) -> None:
        for path in self._world.materials.unreadable:
            self._window.chooser.open_text(str(path))
            self._spend(0.3)

    def pages_through_a_folder(self) -> None:
        folder = self._world.materials.folder
        self._window.files.browser.open_paths([str(folder)])
        self._wait_for("a folder's files", lambda: self._window.files.browser.has_next)
        for action in (self._commands.next_file, self._commands.last_file):
            action.trigger()
            self._spend(0.2)
        self._commands.first_file.trigger()
        self._spend(0.2)

    # --- the picture ---

    def corrects_a_picture_and_undoes_it(self) -> None:
        self._show(self._world.materials.page)
        self._wait_for("readings of the page", self._has_digits)
        recognition, steps = self._session.recognition, self._window.corrector.steps
        if recognition is None or not recognition.digits:
            return
        before = steps.index()
        for label in (3, 8):
            self._window.view.select(recognition.digits[label % len(recognition.digits)])
            self._commands.name_digit[label].trigger()
            self._spend(0.4)
        if steps.index() > before:
            self.came["corrections"] += 1
        while steps.index() > before:
            self._commands.undo.trigger()
            self._spend(0.4)

    def chooses_a_region_and_zooms(self) -> None:
        self._show(self._world.materials.clip)
        self._spend(0.3)
        self._session.set_region(Box(50, 50, 300, 200))
        for action in (self._commands.zoom_in, self._commands.zoom_in, self._commands.zoom_out):
            action.trigger()
            self._spend(0.1)
        self._commands.clear_region.trigger()
        self._commands.zoom_fit.trigger()
        for is_full in (True, False):
            self._window.set_full_screen(is_full)
            self._spend(0.3)

    def freezes_and_goes_on(self) -> None:
        self._window.chooser.open_camera(DESK_CAMERA)
        self._wait_for("the camera", self._is_running)
        for action in (self._commands.pause, self._commands.pause, self._commands.stop_camera):
            action.trigger()
            self._spend(0.3)
        self._window.toggle_pause()
        self._spend(0.3)

    def records_a_clip(self) -> None:
        clip = self._window.files.clip
        self._show(self._world.materials.clip)
        self._wait_for("readings of the clip", self._has_digits)
        target = self._world.materials.target(".mp4")
        clip.start(target)
        self._spend(0.8)
        clip.stop()
        self._wait_for("a recorded clip", lambda: not clip.is_recording and target.exists())
        target.unlink(missing_ok=True)

    def saves_a_picture(self) -> None:
        self._show(self._world.materials.page)
        self._wait_for("readings of the page", self._has_digits)
        self._commands.save.trigger()
        dialog = self._window.findChild(QDialog, "save_dialog")
        target = self._world.materials.target(".png")
        if dialog is not None:
            dialog.selectFile(str(target))
            dialog.accept()
        self._wait_for("a saved picture", target.exists)
        target.unlink(missing_ok=True)

    # --- the window ---

    def opens_and_closes_panels(self) -> None:
        self._show(self._world.materials.clip)
        self._wait_for("readings of the clip", self._has_digits)
        for toggle in self._window.panels.toggles:
            toggle.trigger()
            recognition = self._session.recognition
            if recognition is not None and recognition.digits:
                self._window.view.select(recognition.digits[0])
            self._spend(0.4)
        for toggle in self._window.panels.toggles:
            toggle.trigger()
        self._spend(0.2)
        self._window.panels.toggles[0].setChecked(False)
        self._window.panels.toggles[0].trigger()

    def opens_and_closes_dialogs(self) -> None:
        commands = self._commands
        for action in (
            commands.settings, commands.samples, commands.versions, commands.teach, commands.draw,
            commands.batch, commands.shortcuts, commands.about, commands.open_file,
            commands.open_folder, commands.open_stream,
        ):  # fmt: skip
            action.trigger()
            self._spend(0.25)
            self._close_dialogs()
            self._spend(0.05)

    def changes_settings(self) -> None:
        self._show(self._world.materials.clip)
        changes: tuple[tuple[str, object, object], ...] = (
            ("appearance.theme", "dark", "light"),
            ("reading.smoothing", "strong", "normal"),
            ("reading.grouping", "digits", "numbers"),
            ("reading.confidence", 0.9, 0.6),
            ("overlay.style", "underline", "box"),
            ("overlay.size", "large", "normal"),
            ("camera.mirror", True, False),
        )
        for at in (1, 2):
            for change in changes:
                self._world.settings.set(change[0], change[at])
                self._spend(0.1)

    # --- models and recognisers ---

    def switches_models(self) -> None:
        models, session = self._world.models, self._session
        self._show(self._world.materials.page)
        own = next(version for version in models.versions() if version.id != BUNDLED_ID)
        for model_id in (own.id, BUNDLED_ID, own.id):
            models.activate(model_id)
            session.reload_classifier()
            self._spend(0.3)
        # One that is damaged while it is in use is not used; after that it is sound again.
        path = own.tflite_path
        kept = path.read_bytes()
        path.write_bytes(kept[: len(kept) // 2])
        session.reload_classifier()
        self._spend(0.4)
        if self._window.banner.isVisible():
            self.came["word of a damaged model"] += 1
        path.write_bytes(kept)
        models.activate(BUNDLED_ID)
        session.reload_classifier()
        self._spend(0.3)

    def has_a_slow_recogniser(self) -> None:
        self._world.readers.mood = "is slow"
        self._show(self._world.materials.clip)
        self._spend(2.0)
        self._world.readers.mood = "reads"

    def has_a_dying_recogniser(self) -> None:
        self._show(self._world.materials.clip)
        self._wait_for("readings of the clip", self._has_digits)
        before = self._world.readers.deaths
        self._world.readers.mood = "dies"
        self._wait_for("a death", lambda: self._world.readers.deaths > before + 2)
        self._world.readers.mood = "reads"
        self._wait_for("readings after a death", self._has_digits)
        if self._window.banner.isVisible():
            self.came["word of a death"] += 1

    # --- how ---

    def _show(self, path: Path) -> None:
        self._window.chooser.open_text(str(path))
        self._wait_for("a picture", lambda: self._session.frame is not None)

    def _has_digits(self) -> bool:
        recognition = self._session.recognition
        return recognition is not None and bool(recognition.digits)

    def _is_running(self) -> bool:
        status = self._session.status
        return status is not None and status.state is CaptureState.RUNNING

    def _close_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.close()

    def _wait_for(
        self, name: str, condition: Callable[[], bool], limit_s: float = COMES_WITHIN_S
    ) -> None:
        ends_at_s = time.monotonic() + limit_s
        while not condition():
            if time.monotonic() > ends_at_s:
                self.missed[name] += 1
                return
            _run_events(0.03)
        self.came[name] += 1

    def _spend(self, seconds: float) -> None:
        _run_events(seconds * self._pace)


def _run_events(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
    # Outside of the application's own loop these would be kept until its end.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _captures_at_work() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("capture of")]
