"""The dialogs about the user's own digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QDialog, QMainWindow

from desktop_app.live.session import LiveSession
from model.classifier import ModelError

if TYPE_CHECKING:
    from desktop_app.samples import SamplesDialog
    from desktop_app.teaching.dialog import TeachingDialog
    from model.samples import SampleStore
    from model.store import ModelStore


class SampleDialogs(QObject):
    """Opens the page of all samples and the teaching sheet, beside the window.

    Signals:
        adapt_requested: The user wants the model adapted to their hand.
        all_deleted: The last sample was deleted.
    """

    adapt_requested = pyqtSignal()
    all_deleted = pyqtSignal()

    def __init__(
        self,
        window: QMainWindow,
        session: LiveSession,
        models: ModelStore,
        samples: Callable[[], SampleStore],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._models = models
        self._samples = samples
        self._page: SamplesDialog | None = None
        self._teaching: TeachingDialog | None = None
        session.classifier_loaded.connect(self._reload_classifier)

    def show_samples(self) -> None:
        """Shows all samples."""
        if self._page is None:
            # Imported when it is first wanted: the window opens sooner without.
            from desktop_app.samples import SamplesDialog

            self._page = SamplesDialog(self._samples(), self._window)
            self._page.changed.connect(self._tell_if_empty)
        _bring_up(self._page)

    def show_teaching(self) -> None:
        """Shows the sheet on which all digits are written in order."""
        if self._teaching is None:
            from desktop_app.teaching.dialog import TeachingDialog

            self._teaching = TeachingDialog(
                self._samples(),
                lambda: self._session.frame,
                self._models.load_classifier,
                self._window,
                model_id=self._model_id,
            )
            self._teaching.adapt_requested.connect(self.adapt_requested)
        _bring_up(self._teaching)

    def stop(self) -> None:
        """Ends the threads of the dialogs."""
        if self._page is not None:
            self._page.stop()
        if self._teaching is not None:
            self._teaching.stop()

    def _tell_if_empty(self) -> None:
        if not self._samples().has_files:
            self.all_deleted.emit()

    def _reload_classifier(self) -> None:
        if self._teaching is not None:
            self._teaching.reload_classifier()

    def _model_id(self) -> str | None:
        try:
            return self._models.current().id
        except ModelError:
            return None


def _bring_up(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
