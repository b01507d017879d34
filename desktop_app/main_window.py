"""The main window: the picture, what was read, and everything that can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, QTimerEvent
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from desktop_app.actions import WindowActions
from desktop_app.correcting.actions import connect_corrections, show_corrections
from desktop_app.correcting.corrector import Corrector
from desktop_app.correcting.dialogs import SampleDialogs
from desktop_app.correcting.own_samples import own_samples
from desktop_app.dialogs import WindowDialogs
from desktop_app.file_commands import FileCommands
from desktop_app.files.offers import offer_in
from desktop_app.geometry import restore_geometry, saved_geometry
from desktop_app.help.tour import Tour, first_hints
from desktop_app.live.capture import CaptureState
from desktop_app.live.choice import SourceChoice, demo_choice
from desktop_app.live.chooser import SourceChooser
from desktop_app.live.recognition import Readers, make_readers
from desktop_app.live.session import LiveSession
from desktop_app.live.video_view import VideoView
from desktop_app.menus import CameraMenu, add_menus
from desktop_app.messages import WindowMessages, open_log_folder
from desktop_app.no_camera import NoCameraNotice
from desktop_app.panels import Panels
from desktop_app.picture_control import PictureControl
from desktop_app.problems import Banner
from desktop_app.resuming import ResumeOffer
from desktop_app.settings.store import Settings
from desktop_app.source_notices import SourceNotices
from desktop_app.status_bar import StatusBar
from desktop_app.theme_choice import ThemeChoice
from model.store import ModelStore
from vision.cameras import Camera, CameraFinder
from vision.reading import Classifier

if TYPE_CHECKING:
    from model.samples import SampleStore

NUMBERS_EVERY_MS = 500


class MainWindow(QMainWindow):
    """Shows one source at a time with what is read in it.

    Attributes:
        session: The source that runs, its newest frame and reading.
        chooser: Decides what is shown.
        dialogs: Opens the dialogs.
        sample_dialogs: Opens those about the user's own digits.
        view: The picture.
        panels: Readings, log and inspector beside it.
        readings: The numbers among these.
        picture: Links picture, panels and session.
        corrector: Takes the user's word for what a digit is.
        samples: Gives the one store of the user's own digits.
        files: Opens and saves.
        banner: Problems.
        messages: What is told, there and in the status bar.
        no_camera: What is said when there is no camera.
        tour: The hints of the first start.
        commands: All that can be done by menu or key.
        camera_menu: The cameras by name.
    """

    def __init__(
        self,
        settings: Settings,
        models: ModelStore,
        *,
        source: str | None = None,
        list_cameras: Callable[[], Sequence[Camera]] | None = None,
        make_readers: Callable[[Classifier], Readers] = make_readers,
        demo: Callable[[], SourceChoice | None] = demo_choice,
        samples: Callable[[], SampleStore] = own_samples,
    ) -> None:
        """Builds the window and starts its threads.

        Args:
            settings: What the user chose.
            models: Where the models are.
            source: What to show; by default the camera of the settings.
            list_cameras: Finds the cameras; called in a thread of its own.
            make_readers: Gives the readers for a classifier.
            demo: Gives what is shown without a camera.
            samples: Gives the store of the user's own digits, when it is first wanted.
        """
        super().__init__()
        self._settings = settings
        self._models = models
        self._was_maximized = False
        self._is_stopped = False
        self.samples = cache(samples)
        self._theme = ThemeChoice(settings, self)
        self.session = LiveSession(
            models.load_classifier,
            confidence=settings.get("reading.confidence"),
            make_readers=make_readers,
            parent=self,
        )
        self.chooser = SourceChooser(
            self.session, settings, list_cameras or CameraFinder(), self, demo=demo
        )
        self.dialogs = WindowDialogs(
            self, self.session, self.chooser, settings, models, self.samples
        )
        self.sample_dialogs = SampleDialogs(self, self.session, models, self.samples)
        self.view = VideoView()
        self.panels = Panels(self, self.dialogs.last_folder)
        self.readings = self.panels.readings
        self.picture = PictureControl(self.session, self.view, self.panels, settings, self)
        self.corrector = Corrector(self.session, self.view, self.samples, models, settings, self)
        self.files = FileCommands(self, self.session, self.chooser, self.dialogs, settings)
        self.banner = Banner()
        self._notices = SourceNotices(self.session, self.banner, self.dialogs.ask_for_file)
        self.no_camera = NoCameraNotice()
        self.commands = WindowActions(self)
        self.camera_menu = CameraMenu(self.commands, self)
        self._status_bar = StatusBar()
        self.messages = WindowMessages(self.banner, self._status_bar, self.dialogs, self)
        self._lay_out()
        self.tour = Tour(self, first_hints(self.view, self.readings, self.menuBar()), settings)
        self._connect()
        self._resuming = ResumeOffer(models.root.parent / "runs", self.banner, self.dialogs, self)
        restore_geometry(self, settings.get("window.geometry"))
        self._clock_id = self.startTimer(NUMBERS_EVERY_MS)
        if settings.problem:
            self.messages.warn_of_settings(settings.problem)
        if source is None:
            self.chooser.find_camera()
        else:
            self.chooser.cameras.refresh()
            self.chooser.open_text(source)
        self._show_status()
        # Otherwise the first button has the focus, and Space would press it.
        self.view.setFocus()

    # --- building it ---

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        center = QWidget()
        layout = QVBoxLayout(center)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.no_camera)
        layout.addWidget(self.view, 1)
        self.setCentralWidget(center)
        self.setStatusBar(self._status_bar)
        add_menus(
            self, self.commands, self.camera_menu, self.files.recent_menu, self.panels.toggles
        )

    def _connect(self) -> None:
        self._connect_actions()
        self.camera_menu.camera_chosen.connect(self.chooser.open_camera)
        self.no_camera.open_requested.connect(self.dialogs.ask_for_file)
        self.no_camera.stream_requested.connect(self.dialogs.ask_for_stream)
        self.no_camera.draw_requested.connect(self.dialogs.show_drawing)
        self.no_camera.retry_requested.connect(self.chooser.find_camera)
        self.readings.count_changed.connect(self._show_commands)
        for part in (self.picture, self.files, self.corrector):
            part.changed.connect(self._show_commands)
            part.told.connect(self.messages.tell)
        self.files.refused.connect(self.messages.refuse)
        self.files.saved.connect(self.messages.tell_saved)
        self.files.clip_failed.connect(self.messages.tell_clip_failed)
        self.files.outlet_failed.connect(self.messages.tell_outlet_failed)
        self.messages.follow_corrections(self.corrector)
        self.readings.number_typed.connect(self.corrector.name_number)
        self.sample_dialogs.adapt_requested.connect(self.dialogs.start_adapting)
        self.dialogs.samples_wanted.connect(self.sample_dialogs.show_samples)
        self.dialogs.teaching_wanted.connect(self.sample_dialogs.show_teaching)
        for deleting in (self.dialogs.samples_deleted, self.sample_dialogs.all_deleted):
            deleting.connect(self.corrector.forget)
        self.messages.follow_log(self.panels.log_panel)
        self._unsubscribe_log = self.panels.log.subscribe(self._show_commands)
        self.session.status_changed.connect(self._show_status)
        self.session.classifier_loaded.connect(self._classifier_loaded)
        self.session.hinted.connect(self._status_bar.show_hint)
        self.chooser.changed.connect(self._show_status)
        self.chooser.cameras.listed.connect(self._show_cameras)
        self.chooser.refused.connect(self.messages.refuse)
        self.chooser.opened.connect(self.messages.tell_opened)
        self.chooser.told.connect(self.messages.tell)
        self._unsubscribe = self._settings.subscribe(self._setting_changed)
        self._unsubscribe_problem = self._settings.subscribe_problem(self.messages.warn_of_settings)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.aboutToQuit.connect(self.stop)

    def _connect_actions(self) -> None:
        commands, log_panel = self.commands, self.panels.log_panel
        for action, do in (
            (commands.draw, self.dialogs.show_drawing),
            (commands.quit, self.close),
            (commands.copy, self.readings.copy),
            (commands.copy_all, self.readings.copy_all),
            (commands.paste, self.paste),
            (commands.samples, self.sample_dialogs.show_samples),
            (commands.teach, self.sample_dialogs.show_teaching),
            (commands.versions, self.dialogs.show_history),
            (commands.settings, self.dialogs.show_settings),
            (commands.refresh, self.refresh_cameras),
            (commands.pause, self.toggle_pause),
            (commands.leave_full_screen, lambda: self.set_full_screen(False)),
            (commands.export_log, log_panel.ask_where_to_export),
            (commands.clear_log, self.panels.clear_log),
            (commands.shortcuts, self.dialogs.show_shortcuts),
            (commands.hints, self.tour.start),
            (commands.log_folder, open_log_folder),
            (commands.about, self.dialogs.show_about),
        ):
            action.triggered.connect(lambda _checked, do=do: do())
        commands.mirror.triggered.connect(lambda on: self._settings.set("camera.mirror", on))
        commands.full_screen.triggered.connect(self.set_full_screen)
        self.picture.connect_actions(commands)
        commands.give_keys_to(self.view, self.panels.inspector)
        connect_corrections(commands, self.corrector, self.view)
        self.files.connect_actions(commands)

    # --- what the session tells ---

    def _show_status(self) -> None:
        name = self.session.choice.name if self.session.choice else ""
        self.setWindowTitle(f"{name} – DigitLens" if name else "DigitLens")
        self._status_bar.show_source(name or self.tr("Nothing is open"))
        self.picture.show_status(is_looking=self.chooser.is_looking)
        self._check_camera()
        self._show_no_camera()
        self._notices.update()
        self._show_commands()
        self._show_numbers()

    def _show_cameras(self) -> None:
        self.camera_menu.show_cameras(self.chooser.cameras.cameras)
        self._check_camera()

    def _check_camera(self) -> None:
        choice = self.session.choice
        self.camera_menu.check_camera(choice.camera if choice else None)

    def _show_no_camera(self) -> None:
        text, choice = self.chooser.no_camera, self.session.choice
        is_page = bool(text) and choice is None
        self.view.setVisible(not is_page)
        self.no_camera.show_reason(text, is_page=is_page)

    def _show_commands(self) -> None:
        commands, status, choice = self.commands, self.session.status, self.session.choice
        is_moving = choice is not None and not choice.is_still
        is_failed = status is not None and status.state is CaptureState.FAILED
        commands.pause.setEnabled(is_moving and not is_failed)
        commands.pause.setText(
            self.tr("&Go On")
            if self.session.is_paused
            else self.tr("&Play Again")
            if self._has_ended
            else self.tr("&Freeze")
        )
        commands.mirror.setEnabled(self._is_live)
        commands.mirror.setChecked(self._settings.get("camera.mirror"))
        commands.copy.setEnabled(self.readings.has_numbers)
        commands.copy_all.setEnabled(self.readings.has_numbers)
        has_log = bool(self.panels.log.entries)
        commands.export_log.setEnabled(has_log)
        commands.clear_log.setEnabled(has_log)
        commands.full_screen.setChecked(self.isFullScreen())
        commands.leave_full_screen.setEnabled(self.isFullScreen())
        self.picture.show_actions(commands)
        show_corrections(commands, self.corrector, self.session)
        self.files.show_actions(commands)
        self._status_bar.show_position(self.files.browser.position_text)
        self._status_bar.show_outlet(self.files.outlet.path, self.files.outlet.is_copying)

    def _show_numbers(self) -> None:
        self._status_bar.show_numbers(self.session.numbers(), is_paused=self.session.is_paused)

    @property
    def _is_live(self) -> bool:
        return self.session.choice is not None and self.session.choice.is_live

    @property
    def _has_ended(self) -> bool:
        status = self.session.status
        return status is not None and status.state is CaptureState.ENDED

    def _classifier_loaded(self, problem: str) -> None:
        self.messages.tell_of_model(problem or self._models.problem or "")

    # --- what the user does ---

    def paste(self) -> None:
        """Opens what is on the clipboard."""
        clipboard = QApplication.clipboard()
        self.files.open_offered(clipboard.mimeData() if clipboard else None)

    def refresh_cameras(self) -> None:
        """Looks for cameras again; shows one if there was none."""
        if self.chooser.no_camera:
            self.chooser.find_camera()
        else:
            self.chooser.cameras.refresh()

    def toggle_pause(self) -> None:
        """Pauses or goes on; a video that has ended starts again."""
        if self.session.is_paused:
            self.session.resume()
        elif self._has_ended:
            self.session.reopen()
        else:
            self.session.pause()

    def set_full_screen(self, is_full: bool) -> None:
        """Fills the screen with picture and readings, or gives it back."""
        if is_full:
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximized:
            self.showMaximized()
        else:
            self.showNormal()
        for bar in (self.menuBar(), self.statusBar()):
            if bar is not None:
                bar.setVisible(not is_full)
        self._show_commands()

    # --- what Qt and the settings tell ---

    def stop(self) -> None:
        """Ends the threads; the window cannot be used any more."""
        if self._is_stopped:
            return
        self._is_stopped = True
        self.killTimer(self._clock_id)
        self._unsubscribe()
        self._unsubscribe_problem()
        self._unsubscribe_log()
        self._theme.stop()
        self.tour.stop()
        self._resuming.stop()
        self.files.stop()
        self.corrector.stop()
        self.sample_dialogs.stop()
        self.dialogs.stop()
        self.chooser.cameras.stop()
        self.session.stop()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        if not self.dialogs.close_settings():
            if event is not None:
                event.ignore()
            return
        if not self._is_stopped:
            self._settings.set("window.geometry", saved_geometry(self))
        # The window is gone at once, even where a camera takes its time.
        self.hide()
        self.stop()
        super().closeEvent(event)

    def timerEvent(self, event: QTimerEvent | None) -> None:  # noqa: N802, ARG002
        self._show_numbers()
        self._notices.update()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        if event is not None and offer_in(event.mimeData()) is not None:
            _accept_copy(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        if event is not None:
            _accept_copy(event)
            self.files.open_offered(event.mimeData())

    def _setting_changed(self, key: str, _value: Any) -> None:
        match key:
            case "camera.mirror":
                self._show_status()
            case "camera.source":
                self.chooser.show_chosen_camera()
            case _:
                self.picture.setting_changed(key)


def _accept_copy(event: QDropEvent) -> None:
    """Takes no more than a copy: after a move, whatever gave it would delete its own."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
