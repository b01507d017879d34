"""The dialogs that the window's menus open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QStandardPaths, Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QWidget

from desktop_app.about import AboutDialog
from desktop_app.files.dialogs import OpenStreamDialog, open_dialog, save_dialog
from desktop_app.files.saving import SaveError, save_picture, suggested_name
from desktop_app.live.chooser import SourceChooser
from desktop_app.live.pixels import SharedPicture
from desktop_app.live.session import LiveSession
from desktop_app.settings.store import Settings
from model.classifier import ModelError
from model.store import ModelStore
from vision.reading import Recognition

if TYPE_CHECKING:
    from desktop_app.settings.dialog import SettingsDialog


class WindowDialogs(QObject):
    """Opens the dialogs and does what they are answered with; none of them blocks the window.

    Signals:
        saved: A picture was saved; its name.
        save_failed: A picture could not be saved; one sentence.
    """

    saved = pyqtSignal(str)
    save_failed = pyqtSignal(str)

    def __init__(
        self,
        window: QWidget,
        session: LiveSession,
        chooser: SourceChooser,
        settings: Settings,
        models: ModelStore,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._chooser = chooser
        self._settings = settings
        self._models = models
        self._settings_dialog: SettingsDialog | None = None

    def ask_for_file(self) -> None:
        """Asks for a picture or a video and shows it."""
        dialog = open_dialog(self._window, self._last_folder())
        dialog.fileSelected.connect(self._chooser.open_text)
        _show_once(dialog)

    def ask_for_stream(self) -> None:
        """Asks for the address of a stream and shows it."""
        _show_once(OpenStreamDialog(self._chooser.open_stream, self._window))

    def ask_where_to_save(self) -> None:
        """Saves the picture as it is now, with what was read in this very picture."""
        recognition, choice = self._session.recognition, self._session.choice
        if recognition is None or choice is None:
            return
        dialog = save_dialog(self._window, self._last_folder(), suggested_name(choice.name))
        dialog.fileSelected.connect(lambda path: self._save(recognition, Path(path)))
        _show_once(dialog)

    def show_settings(self, page: str | None = None) -> None:
        """Shows the settings beside the window, which goes on.

        Args:
            page: Title of the page to turn to; None for the one shown last.
        """
        if self._settings_dialog is None:
            # Imported when it is first wanted: the window opens sooner without.
            from desktop_app.settings.dialog import SettingsDialog

            self._settings_dialog = SettingsDialog(
                self._settings, self._models, lambda: self._chooser.cameras.cameras, self._window
            )
            self._settings_dialog.model_changed.connect(
                lambda _model_id: self._session.reload_classifier()
            )
            self._chooser.cameras.listed.connect(self._settings_dialog.camera_page.list_cameras)
        self._chooser.cameras.refresh()
        if page is not None:
            self._settings_dialog.show_page(page)
        self._settings_dialog.show()
        self._settings_dialog.raise_()
        self._settings_dialog.activateWindow()

    def close_settings(self) -> bool:
        """Closes the settings; False where the user would rather have a training go on."""
        return self._settings_dialog is None or self._settings_dialog.close_with_window()

    def show_about(self) -> None:
        """Shows versions, model, licence and the privacy line."""
        try:
            card = self._models.current().card
        except ModelError:
            card = None
        _show_once(AboutDialog(card, self._window))

    def _save(self, recognition: Recognition, path: Path) -> None:
        # Imported when it is first wanted: it brings Pillow with it.
        from desktop_app.annotation import annotated

        try:
            saved = save_picture(SharedPicture(annotated(recognition)), path)
        except SaveError as error:
            self.save_failed.emit(str(error))
            return
        self._settings.set("window.last_folder", str(saved.parent))
        self.saved.emit(saved.name)

    def _last_folder(self) -> Path:
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        for folder in (
            self._settings.get("window.last_folder"),
            QStandardPaths.writableLocation(pictures),
        ):
            if folder and Path(folder).is_dir():
                return Path(folder)
        return Path.home()


def _show_once(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
