"""What the window does with files: paging, recent ones, clips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QMimeData, QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from desktop_app.actions import WindowActions
from desktop_app.dialogs import WindowDialogs
from desktop_app.files.browsing import FileBrowser
from desktop_app.files.clip import ClipRecorder
from desktop_app.files.offers import offer_in
from desktop_app.files.recent import RecentFiles
from desktop_app.files.recent_menu import RecentMenu
from desktop_app.live.chooser import SourceChooser
from desktop_app.live.session import LiveSession
from desktop_app.outlet.outlet import Outlet
from desktop_app.settings.store import Settings


class FileCommands(QObject):
    """Opens files and folders, pages through them, records clips, and hands readings on.

    Attributes:
        recent: What was opened last.
        recent_menu: The same as a menu.
        browser: The files that can be paged through.
        clip: Records what is shown.
        outlet: Writes and copies what is read.

    Signals:
        told: One sentence of no great weight.
        refused: What was asked for cannot be opened; one sentence.
        saved: A clip was saved; its name.
        clip_failed: A clip could not be recorded; one sentence.
        outlet_failed: Readings could not be written; one sentence.
        changed: What can be done with files is another.
    """

    told = pyqtSignal(str)
    refused = pyqtSignal(str)
    saved = pyqtSignal(str)
    clip_failed = pyqtSignal(str)
    outlet_failed = pyqtSignal(str)
    changed = pyqtSignal()

    def __init__(
        self,
        window: QWidget,
        session: LiveSession,
        chooser: SourceChooser,
        dialogs: WindowDialogs,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._chooser = chooser
        self._dialogs = dialogs
        self.recent = RecentFiles(settings)
        self.recent_menu = RecentMenu(self.recent, settings, window)
        self.browser = FileBrowser(self)
        self.clip = ClipRecorder(self)
        self.browser.chosen.connect(chooser.open_text)
        self.browser.folder_opened.connect(lambda path: self.recent.add(Path(path), is_folder=True))
        self.browser.changed.connect(self.changed)
        self.browser.told.connect(self.told)
        self.browser.refused.connect(self.refused)
        self.recent_menu.chosen.connect(lambda path: self.browser.open_paths([path]))
        chooser.file_opened.connect(lambda path: self.recent.add(Path(path)))
        dialogs.files_chosen.connect(self.browser.open_paths)
        session.recognition_changed.connect(self._record)
        session.status_changed.connect(self._follow)
        self.clip.changed.connect(self.changed)
        self.clip.saved.connect(lambda path: self.saved.emit(Path(path).name))
        self.clip.failed.connect(self.clip_failed)
        self.outlet = Outlet(window, session, settings, dialogs.last_folder)
        self.outlet.changed.connect(self.changed)
        self.outlet.told.connect(self.told)
        self.outlet.failed.connect(self.outlet_failed)

    def connect_actions(self, commands: WindowActions) -> None:
        """Lets the window's actions do what they say."""
        bindings: tuple[tuple[object, Callable[[], object]], ...] = (
            (commands.open_file, self._dialogs.ask_for_file),
            (commands.open_folder, self._dialogs.ask_for_folder),
            (commands.open_stream, self._dialogs.ask_for_stream),
            (commands.save, self._dialogs.ask_where_to_save),
            (commands.batch, self._dialogs.show_batch),
            (commands.clip, self.toggle_clip),
            (commands.next_file, self.browser.show_next),
            (commands.previous_file, self.browser.show_previous),
            (commands.first_file, self.browser.show_first),
            (commands.last_file, self.browser.show_last),
        )
        for action, do in bindings:
            action.triggered.connect(lambda _checked, do=do: do())  # type: ignore[attr-defined]
        self.outlet.connect_actions(commands)

    def show_actions(self, commands: WindowActions) -> None:
        """Enables what can be done now."""
        choice, recognition = self._session.choice, self._session.recognition
        for action in (commands.next_file, commands.last_file):
            action.setEnabled(self.browser.has_next)
        for action in (commands.previous_file, commands.first_file):
            action.setEnabled(self.browser.has_previous)
        commands.save.setEnabled(recognition is not None)
        is_moving = recognition is not None and choice is not None and not choice.is_still
        commands.clip.setEnabled(self.clip.is_recording or is_moving)
        commands.clip.setText(
            self.tr("Stop Recordin&g") if self.clip.is_recording else self.tr("Save C&lip…")
        )
        self.outlet.show_actions(commands)

    def toggle_clip(self) -> None:
        """Asks where to record, or ends the recording."""
        if self.clip.is_recording:
            self.clip.stop()
        else:
            self._dialogs.ask_where_to_record(self.clip)

    def open_offered(self, data: QMimeData | None) -> None:
        """Opens what was dropped or pasted: files, folders, a picture, an address."""
        offer = offer_in(data)
        if offer is not None and offer.paths:
            self.browser.open_paths(offer.paths)
        else:
            self._chooser.open_offer(offer)

    def stop(self) -> None:
        """Ends the threads; a clip is finished."""
        self.browser.stop()
        self.recent_menu.stop()
        self.recent.stop()
        self.clip.finish()
        self.outlet.stop()

    def _record(self) -> None:
        if self._session.recognition is not None:
            self.clip.add(self._session.recognition)

    def _follow(self) -> None:
        choice = self._session.choice
        self.browser.follow(choice.path if choice else None)
