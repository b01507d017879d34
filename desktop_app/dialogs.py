"""The dialogs that the window's menus open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QStandardPaths, Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QMainWindow

from desktop_app.about import AboutDialog
from desktop_app.correcting.own_samples import own_samples
from desktop_app.files.dialogs import (
    OpenStreamDialog,
    open_dialog,
    open_folder_dialog,
    save_clip_dialog,
    save_dialog,
)
from desktop_app.files.saving import PictureSaver, suggested_name
from desktop_app.live.chooser import SourceChooser
from desktop_app.live.session import LiveSession
from desktop_app.settings.store import Settings
from desktop_app.settings.wishes import reading_options
from model.classifier import ModelError
from model.store import ModelStore

if TYPE_CHECKING:
    from desktop_app.commands.file_reader import PageReader
    from desktop_app.drawing.dialog import DrawingWindow
    from desktop_app.files.batch_dialog import BatchDialog
    from desktop_app.files.clip import ClipRecorder
    from desktop_app.history.dialog import HistoryDialog
    from desktop_app.settings.dialog import SettingsDialog
    from model.runs import Unfinished
    from model.samples import SampleStore


class WindowDialogs(QObject):
    """Opens the dialogs and does what they are answered with; none of them blocks the window.

    Signals:
        files_chosen: Files or a folder are to be opened; a list of paths.
        saved: A picture was saved; its name.
        save_failed: A picture could not be saved; one sentence.
        samples_deleted: All samples of the user were deleted in the settings.
        samples_wanted: The settings ask for the page of all samples.
        teaching_wanted: The settings ask for the sheet that teaches a hand.
        training_settled: A training was begun, or an interrupted one given up.
    """

    files_chosen = pyqtSignal(list)
    saved = pyqtSignal(str)
    save_failed = pyqtSignal(str)
    samples_deleted = pyqtSignal()
    samples_wanted = pyqtSignal()
    teaching_wanted = pyqtSignal()
    training_settled = pyqtSignal()

    def __init__(
        self,
        window: QMainWindow,
        session: LiveSession,
        chooser: SourceChooser,
        settings: Settings,
        models: ModelStore,
        samples: Callable[[], SampleStore] = own_samples,
    ) -> None:
        super().__init__(window)
        self._samples = samples
        self._window = window
        self._session = session
        self._chooser = chooser
        self._settings = settings
        self._models = models
        self._settings_dialog: SettingsDialog | None = None
        self._batch: BatchDialog | None = None
        self._drawing: DrawingWindow | None = None
        self._history: HistoryDialog | None = None
        self._saver = PictureSaver(self)
        self._saver.saved.connect(self._picture_saved)
        self._saver.failed.connect(self.save_failed)

    def ask_for_file(self) -> None:
        """Asks for pictures or videos and shows the first of them."""
        dialog = open_dialog(self._window, self.last_folder())
        dialog.filesSelected.connect(lambda paths: self.files_chosen.emit(list(paths)))
        _show_once(dialog)

    def ask_for_folder(self) -> None:
        """Asks for a folder and shows the first of its files."""
        dialog = open_folder_dialog(self._window, self.last_folder())
        dialog.fileSelected.connect(lambda path: self.files_chosen.emit([path]))
        _show_once(dialog)

    def ask_for_stream(self) -> None:
        """Asks for the address of a stream and shows it."""
        _show_once(OpenStreamDialog(self._chooser.open_stream, self._window))

    def ask_where_to_save(self) -> None:
        """Saves the picture as it is now, with what was read in this very picture."""
        recognition, choice = self._session.recognition, self._session.choice
        if recognition is None or choice is None:
            return
        dialog = save_dialog(self._window, self.last_folder(), suggested_name(choice.name))
        dialog.fileSelected.connect(lambda path: self._saver.save(recognition, Path(path)))
        _show_once(dialog)

    def ask_where_to_record(self, clip: ClipRecorder) -> None:
        """Asks where to save a clip, and begins to record it."""
        choice = self._session.choice
        if choice is None:
            return
        name = suggested_name(choice.name, ".mp4")
        dialog = save_clip_dialog(self._window, self.last_folder(), name)
        dialog.fileSelected.connect(lambda path: clip.start(Path(path)))
        _show_once(dialog)

    def show_batch(self) -> None:
        """Shows the dialog that reads a folder into a table, beside the window."""
        if self._batch is None:
            from desktop_app.files.batch_dialog import BatchDialog

            self._batch = BatchDialog(self._make_reader, self.last_folder(), self._window)
        _bring_up(self._batch)

    def show_drawing(self) -> None:
        """Shows the drawing pad beside the window."""
        if self._drawing is None:
            from desktop_app.drawing.dialog import DrawingWindow

            self._drawing = DrawingWindow(
                self._models.load_classifier,
                self._window,
                confidence=self._settings.get("reading.confidence"),
                samples=self._samples,
                model_id=self._model_id,
            )
            self._settings.subscribe(self._tell_drawing)
        _bring_up(self._drawing)

    def show_settings(self, page: str | None = None) -> None:
        """Shows the settings beside the window, which goes on.

        Args:
            page: Title of the page to turn to; None for the one shown last.
        """
        if self._settings_dialog is None:
            # Imported when it is first wanted: the window opens sooner without.
            from desktop_app.settings.dialog import SettingsDialog

            self._settings_dialog = SettingsDialog(
                self._settings,
                self._models,
                lambda: self._chooser.cameras.cameras,
                self._window,
                samples=self._samples(),
            )
            self._settings_dialog.history_requested.connect(self.show_history)
            self._settings_dialog.samples_requested.connect(self.samples_wanted)
            self._settings_dialog.samples_deleted.connect(self.samples_deleted)
            self._settings_dialog.teach_requested.connect(self.teaching_wanted)
            self._settings_dialog.model_changed.connect(lambda _model_id: self._reload_classifier())
            self._settings_dialog.model_changed.connect(lambda _model_id: self._show_models())
            self._settings_dialog.model_page.settled.connect(self.training_settled)
            camera_page = self._settings_dialog.camera_page
            self._chooser.cameras.listed.connect(camera_page.list_cameras)
            camera_page.formats_wanted.connect(self._session.try_formats)
            self._session.camera_changed.connect(
                lambda: camera_page.show_camera(self._session.camera)
            )
            camera_page.show_camera(self._session.camera)
        self._chooser.cameras.refresh()
        if page is not None:
            self._settings_dialog.show_page(page)
        _bring_up(self._settings_dialog)

    def start_adapting(self) -> None:
        """Shows the settings and adapts the model to the user's samples, unless a training runs."""
        self.show_settings("model")
        if self._settings_dialog is not None:
            self._settings_dialog.start_adapting()

    def go_on_with(self, training: Unfinished) -> None:
        """Shows the settings and goes on with a training, unless another one runs."""
        self.show_settings("model")
        if self._settings_dialog is not None:
            self._settings_dialog.model_page.go_on_with(training)

    def close_settings(self) -> bool:
        """Closes the settings; False where the user would rather have a training go on."""
        return self._settings_dialog is None or self._settings_dialog.close_with_window()

    def show_history(self) -> None:
        """Shows all versions of the model beside the window, which goes on."""
        if self._history is None:
            from desktop_app.history.dialog import HistoryDialog

            self._history = HistoryDialog(self._models, self._window)
            self._history.changed.connect(self._reload_classifier)
            self._history.changed.connect(self._show_models)
            self._history.list_changed.connect(self._show_models)
        _bring_up(self._history)

    def show_about(self) -> None:
        """Shows versions, model, licence and the privacy line."""
        try:
            card = self._models.current().card
        except ModelError:
            card = None
        _show_once(AboutDialog(card, self._window))

    def show_shortcuts(self) -> None:
        """Lists all keys of the window."""
        from desktop_app.help.shortcuts import (
            ShortcutsDialog,
            list_section,
            marking_section,
            picture_section,
            region_section,
            sections_of,
        )

        sections = [
            *sections_of(self._window),
            picture_section(),
            list_section(),
            region_section(),
            marking_section(),
        ]
        _show_once(ShortcutsDialog(sections, self._window))

    def stop(self) -> None:
        """Ends the threads of the dialogs; what is being written is finished."""
        self._saver.stop()
        if self._batch is not None:
            self._batch.stop()
        if self._drawing is not None:
            self._drawing.stop()
        if self._history is not None:
            self._history.stop()

    def _make_reader(self) -> PageReader:
        """A reader with the settings of now; called in the thread that reads a folder."""
        from vision.recognizer import Recognizer

        options = reading_options(self._settings)
        return Recognizer(
            self._models.load_classifier(),
            confidence_threshold=self._settings.get("reading.confidence"),
            minimum_height_px=options.minimum_height_px,
            groups=options.groups,
        )

    def _model_id(self) -> str | None:
        """Of the model in use; called in a thread."""
        try:
            return self._models.current().id
        except ModelError:
            return None

    def _reload_classifier(self) -> None:
        self._session.reload_classifier()
        if self._drawing is not None:
            self._drawing.reload_classifier()

    def _show_models(self) -> None:
        """What one dialog did to the models, the other shows."""
        if self._settings_dialog is not None:
            self._settings_dialog.model_page.show_models()
        if self._history is not None:
            self._history.refresh()

    def _tell_drawing(self, key: str, value: object) -> None:
        if key == "reading.confidence" and self._drawing is not None and isinstance(value, float):
            self._drawing.set_confidence(value)

    def _picture_saved(self, path: str) -> None:
        if self._settings.get("privacy.remember_files"):
            self._settings.set("window.last_folder", str(Path(path).parent))
        self.saved.emit(Path(path).name)

    def last_folder(self) -> Path:
        """Where dialogs begin: the folder used last, else that of the pictures."""
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        for folder in (
            self._settings.get("window.last_folder"),
            QStandardPaths.writableLocation(pictures),
        ):
            if folder and Path(folder).is_dir():
                return Path(folder)
        return Path.home()


def _bring_up(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def _show_once(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
