"""The dialog with all versions of the model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QShowEvent
from PyQt6.QtWidgets import QDialog, QTableView, QWidget

from desktop_app.files.errands import Errands
from desktop_app.history.asking import ask_for_folder, ask_for_model, ask_to_delete
from desktop_app.history.importing import Importer, Result, export_model, import_model
from desktop_app.history.layout import HistoryParts
from desktop_app.history.version_table import NAME, VersionTable
from desktop_app.history.words import side_by_side
from desktop_app.told import told
from model.classifier import ModelError
from model.store import BUNDLED_ID

if TYPE_CHECKING:
    from model.store import ModelStore, ModelVersion

LAST_WRITE_S = 5.0
"""At the end of the program what is being written is waited for so long."""


def open_page(path: Path) -> bool:
    """Shows a page in the desktop's browser; False where that cannot be done."""
    return path.is_file() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class HistoryDialog(QDialog):
    """Shows the versions of the model, compares them, and puts one into use or back.

    Attributes:
        parts: What the dialog is made of.
        table: The versions.
        is_busy: Whether a model is being imported or exported.

    Signals:
        changed: Another model reads from now on.
        list_changed: A model was added, renamed or deleted.
        finished_work: An import or an export has ended, however it did.
    """

    changed = pyqtSignal()
    list_changed = pyqtSignal()
    finished_work = pyqtSignal()

    def __init__(
        self,
        store: ModelStore,
        parent: QWidget | None = None,
        *,
        importer: Importer = import_model,
        open_page: Callable[[Path], bool] = open_page,
    ) -> None:
        """Builds the dialog.

        Args:
            store: The models.
            parent: The window.
            importer: Adds a model made elsewhere; called in a thread.
            open_page: Shows the report of a training; False where it cannot.
        """
        super().__init__(parent)
        self.setObjectName("history_dialog")
        self.setWindowTitle(self.tr("Model History"))
        self._store = store
        self._importer = importer
        self._open_page = open_page
        self._errands = Errands("models", self)
        self._cancelled = threading.Event()
        self._told_problem = ""
        self.is_busy = False
        self.model = VersionTable(self)
        self.parts = HistoryParts(self, self.model)
        self.table: QTableView = self.parts.table
        self._connect()
        self.refresh()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    def _connect(self) -> None:
        parts = self.parts
        for action, do in (
            (parts.use, self.use_chosen),
            (parts.go_back, self.go_back),
            (parts.rename, self.edit_name),
            (parts.delete, self.delete_chosen),
            (parts.export, self.export_chosen),
            (parts.import_model, self.ask_what_to_import),
        ):
            action.triggered.connect(lambda _checked, do=do: do())
        parts.cancel.clicked.connect(lambda _checked: self._cancel())
        parts.close_button.clicked.connect(lambda _checked: self.reject())
        parts.report_wanted.connect(self._show_report)
        self.table.activated.connect(lambda _index: parts.use.trigger())
        # Later, when the editor is gone: the table is filled anew.
        self.model.name_entered.connect(
            self._rename,
            type=Qt.ConnectionType.QueuedConnection,  # type: ignore[call-arg]  # unknown to stubs
        )
        selection = self.table.selectionModel()
        if selection is not None:
            selection.selectionChanged.connect(lambda _new, _old: self._show_chosen())

    # --- what is shown ---

    def refresh(self) -> None:
        """Shows the models as the store has them now; the same ones stay chosen."""
        chosen = [version.id for version in self.chosen()]
        try:
            current_id = self._store.current().id
            versions: Sequence[ModelVersion] = self._store.versions()
            problem = self._store.problem or ""
        except ModelError as error:
            current_id, versions, problem = "", (), str(error)
        self.model.show_versions(versions, current_id)
        self._choose([one for one in chosen if one in self._ids()] or [current_id])
        if problem or self._told_problem:
            self._tell(problem)
        self._told_problem = problem
        self._show_chosen()

    def chosen(self) -> list[ModelVersion]:
        """The versions whose rows are selected, from the top."""
        selection = self.table.selectionModel()
        rows = sorted(index.row() for index in selection.selectedRows()) if selection else []
        return [self.model.versions[row] for row in rows]

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is None or event.type() != QEvent.Type.ActivationChange:
            return
        is_editing = self.table.state() == QTableView.State.EditingState
        if self.isActiveWindow() and not is_editing:
            self.refresh()  # a training may have ended meanwhile

    def _ids(self) -> list[str]:
        return [version.id for version in self.model.versions]

    def _choose(self, model_ids: Sequence[str]) -> None:
        selection, ids = self.table.selectionModel(), self._ids()
        if selection is None:
            return
        selection.clear()
        flags = QItemSelectionModel.SelectionFlag
        for model_id in model_ids:
            if model_id in ids:
                index = self.model.index(ids.index(model_id), NAME)
                selection.setCurrentIndex(index, flags.Select | flags.Rows)

    def _show_chosen(self) -> None:
        chosen, current_id = self.chosen(), self.model.current_id
        is_one = len(chosen) == 1
        parts = self.parts
        parts.set_enabled(
            {
                parts.use: is_one and chosen[0].id != current_id,
                parts.go_back: bool(current_id) and self._store.can_go_back(),
                parts.rename: is_one and self._is_own(chosen[0]),
                parts.delete: bool(chosen)
                and all(self._is_own(one) and one.id != current_id for one in chosen),
                parts.export: is_one and not self.is_busy,
                parts.import_model: not self.is_busy,
            }
        )
        shown = self._shown_beside(chosen)
        names = {version.id: version.card.name for version in self.model.versions}
        rows = side_by_side(shown, current_id, names) if shown else []
        parts.show_details(shown, rows)

    def _shown_beside(self, chosen: Sequence[ModelVersion]) -> list[ModelVersion]:
        """Two versions, the older first; the one in use beside a single other one."""
        current = [one for one in self.model.versions if one.id == self.model.current_id]
        if len(chosen) == 1 and chosen[0].id != self.model.current_id:
            return [*current, chosen[0]]
        return sorted(chosen[:2], key=lambda version: version.card.created_at)

    @staticmethod
    def _is_own(version: ModelVersion) -> bool:
        return version.id != BUNDLED_ID

    def _tell(self, text: str) -> None:
        self.parts.told.setText(told(text))

    # --- what the user does ---

    def use_chosen(self) -> None:
        """Puts the selected version into use."""
        (version,) = self.chosen()
        try:
            self._store.activate(version.id)
        except ModelError as error:
            self._tell(str(error))
            return
        self._switched(self.tr("{name} is in use now.").format(name=version.card.name))

    def go_back(self) -> None:
        """Puts the version into use that was before."""
        try:
            version = self._store.rollback()
        except ModelError as error:
            self._tell(str(error))
            return
        self._choose([version.id])
        self._switched(self.tr("{name} is in use again.").format(name=version.card.name))

    def edit_name(self) -> None:
        """Lets the user type another name where the old one stands."""
        row = self.model.versions.index(self.chosen()[0])
        self.table.setFocus()
        self.table.edit(self.model.index(row, NAME))

    def delete_chosen(self) -> None:
        """Asks, and deletes the selected versions."""
        versions = self.chosen()
        names = [version.card.name for version in versions]
        ask_to_delete(self, names, lambda: self._delete(versions))

    def export_chosen(self) -> None:
        """Asks for a folder, and copies the selected version into a new one in it."""
        (version,) = self.chosen()

        def export(folder: str) -> None:
            self._begin(self.tr("{name} is being copied…").format(name=version.card.name))
            self._errands.run(
                lambda: export_model(self._store, version.id, Path(folder)), self._exported
            )

        ask_for_folder(self, export)

    def ask_what_to_import(self) -> None:
        """Asks for a model made elsewhere, and adds it."""
        ask_for_model(self, lambda path: self.import_from(Path(path)))

    def import_from(self, path: Path) -> None:
        """Adds a model made elsewhere, after it was tried in a process of its own."""
        if self.is_busy:
            return
        self._cancelled = cancelled = threading.Event()
        self._begin(
            self.tr("{name} is being checked and converted…").format(name=path.name),
            can_cancel=True,
        )
        self._errands.run(lambda: self._importer(self._store, path, cancelled), self._imported)

    def reject(self) -> None:
        """Cancels an import that runs; closes the dialog where none does."""
        if self.parts.cancel.isVisible():
            self._cancel()
        else:
            super().reject()

    def stop(self) -> None:
        """Ends what is being done as the program ends; nothing is told any more."""
        self._cancelled.set()
        self._errands.stop(LAST_WRITE_S)

    # --- what comes of it ---

    def _switched(self, text: str) -> None:
        self.refresh()
        self._tell(self._told_problem or text)
        self.changed.emit()

    def _rename(self, model_id: str, name: str) -> None:
        try:
            self._store.rename(model_id, name)
        except ModelError as error:
            self._tell(str(error))
            return
        self._tell("")
        self.refresh()
        self.list_changed.emit()

    def _delete(self, versions: Sequence[ModelVersion]) -> None:
        problem, count = "", 0
        for version in versions:
            try:
                self._store.delete(version.id)
                count += 1
            except ModelError as error:
                problem = problem or str(error)
        self.refresh()
        self._tell(problem or self.tr("%n model(s) deleted.", "", count))
        if count:
            self.list_changed.emit()

    def _begin(self, text: str, *, can_cancel: bool = False) -> None:
        self.is_busy = True
        self._tell(text)
        self.parts.show_work(is_running=True, can_cancel=can_cancel)
        self._show_chosen()

    def _end(self) -> None:
        self.is_busy = False
        self.parts.show_work(is_running=False)
        self.refresh()

    def _cancel(self) -> None:
        self._cancelled.set()
        self.table.setFocus()
        self.parts.cancel.setEnabled(False)
        self._tell(self.tr("Ending…"))

    def _exported(self, result: Result) -> None:
        self._end()
        text = self.tr("The model was copied to {path}.").format(path=result.path)
        self._tell(result.problem or text)
        self.finished_work.emit()

    def _imported(self, result: Result) -> None:
        self._end()
        if result.version is None:
            self._tell(result.problem or self.tr("The import was cancelled; nothing was added."))
        else:
            self._choose([result.version.id])
            text = self.tr("{name} was added; Use reads with it.")
            self._tell(text.format(name=result.version.card.name))
            self.list_changed.emit()
        self.finished_work.emit()

    def _show_report(self, path: Path) -> None:
        if self._open_page(path):
            return
        self._tell(
            self.tr("The report is not there any more.")
            if not path.is_file()
            else self.tr("The desktop has nothing to show {path} with.").format(path=path)
        )
