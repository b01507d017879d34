"""The page of all samples of the user's handwriting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QStandardPaths, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent, QUndoStack
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.samples import changes, words
from desktop_app.samples.buttons import SampleButtons
from desktop_app.samples.classes import ClassList
from desktop_app.samples.deleting import ask_to_delete_all
from desktop_app.samples.errands import SampleErrands
from desktop_app.samples.grid import SamplesGrid
from desktop_app.samples.shown import ShownSamples
from desktop_app.told import told
from model.samples import SampleError
from vision.files import shown_name

if TYPE_CHECKING:
    from model.sample_files import Imported
    from model.samples import Sample, SampleStore

LOOK_MS = 1000
"""How often the store is asked whether somebody else has changed it: a correction in the window."""


class SamplesDialog(QDialog):
    """Shows all samples by class; they are relabelled and deleted by keys, and that is undone.

    Attributes:
        classes: Which class is shown.
        grid: Its samples.
        about: What is known of the selected ones.
        told: What came of the last thing that was asked for.
        bar: How far an import is.
        buttons: What is done with the selected ones, and with all.
        undo_stack: What can be undone.

    Signals:
        changed: Samples were added, relabelled or deleted here.
    """

    changed = pyqtSignal()

    def __init__(self, store: SampleStore, parent: QWidget | None = None) -> None:
        """Makes the dialog.

        Args:
            store: What is shown and changed.
            parent: The window.
        """
        super().__init__(parent)
        self.setObjectName("samples_dialog")
        self.setWindowTitle(self.tr("My Handwriting"))
        self._store = store
        self._shown = ShownSamples()
        self._version: int | None = None
        self._is_busy = False
        self._is_read = False
        self._restored: Sequence[Sample] = ()
        self.undo_stack = QUndoStack(self)
        self._errands = SampleErrands(store, self)
        self._errands.looked.connect(self._show_looked)
        self._errands.look_failed.connect(self._show_unread)
        self._errands.imported.connect(self._show_imported)
        self._errands.exported.connect(self._show_exported)
        self._errands.progressed.connect(self._show_progress)
        self._errands.failed.connect(self._show_failed)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self.refresh)
        self._make_views()
        self._make_buttons()
        self._make_keys()
        self._lay_out()
        self._show_samples()

    def refresh(self) -> None:
        """Looks whether the store was changed elsewhere."""
        if not self._is_busy:
            self._errands.look(self._version)

    def stop(self) -> None:
        """Ends what is being done; tells nothing any more."""
        self._clock.stop()
        self._errands.stop()

    # --- what the user does ---

    def relabel(self, label: int) -> None:
        """Says of the selected samples what they are."""
        selected = self.grid.selected_samples()
        self._push(changes.relabelling(self._store, selected, label, self._apply, self._tell))

    def delete_selected(self) -> None:
        """Deletes the selected samples."""
        selected = self.grid.selected_samples()
        self._push(changes.deleting(self._store, selected, self._apply, self._tell))

    def undo(self) -> None:
        """Takes the last change back."""
        if not self._is_busy:
            self._restored = ()
            self.undo_stack.undo()
            self.grid.select(self._restored)
            self._show_buttons()

    def redo(self) -> None:
        """Does the last change again."""
        if not self._is_busy:
            self.undo_stack.redo()
            self._show_buttons()

    def ask_to_delete_all(self) -> None:
        """Asks, then deletes everything."""
        ask_to_delete_all(self, len(self._shown), self._delete_all)

    def ask_what_to_import(self, folder: bool) -> None:
        """Asks for a folder of pictures, or for a file of arrays, and imports it."""
        dialog = self._file_dialog(self.tr("Import Samples"), "import_samples_dialog")
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters(
                [
                    self.tr("Samples (*.npz *ubyte *ubyte.gz *.idx *.gz)"),
                    self.tr("All files") + " (*)",
                ]
            )
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def ask_where_to_export(self, folder: bool) -> None:
        """Asks for a place, and saves all samples there."""
        dialog = self._file_dialog(self.tr("Export Samples"), "export_samples_dialog")
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters([self.tr("Samples (*.npz)")])
            dialog.setDefaultSuffix("npz")
            dialog.selectFile(self.tr("handwriting") + ".npz")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path), as_folder=folder))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Adds what a file or folder holds; it can be cancelled and undone."""
        self._tell(self.tr("Importing {name}…").format(name=shown_name(path)))
        self._show_busy(is_busy=True)
        self._errands.start_import(path)

    def export_to(self, path: Path, *, as_folder: bool) -> None:
        """Saves all samples in a file, or in a new folder in a folder."""
        self._tell(self.tr("Saving…"))
        self._show_busy(is_busy=True)
        self._errands.start_export(tuple(self._shown.of_class(None)), path, as_folder=as_folder)

    # --- what Qt, the store and the thread tell ---

    def reject(self) -> None:
        """Cancels an import; closes the dialog where nothing is going on."""
        if self._is_busy:
            self._errands.cancel()
        else:
            super().reject()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self.refresh()
        self._clock.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        self._clock.stop()
        self._errands.cancel()

    def _push(self, change: changes.SampleChange | None) -> None:
        if change is not None and not self._is_busy:
            self._tell("")
            self.undo_stack.push(change)
            self._show_buttons()

    def _apply(self, changed: Sequence[Sample], gone: set[int]) -> None:
        self._shown.apply(changed, gone)
        self._errands.forget_look()
        self._version = None
        self._restored = changed
        self._show_samples(is_dealt_with=True)
        self.changed.emit()

    def _show_looked(self, version: int, samples: ShownSamples) -> None:
        if self._shown.lacks(samples):
            # Deleted elsewhere: to undo something here would bring it back.
            self.undo_stack.clear()
        self._version, self._is_read = version, True
        self._shown = samples
        if self._store.problem:
            self._tell(self._store.problem)
        self._show_samples()

    def _show_unread(self, sentence: str) -> None:
        self._empty.setText("")
        self._tell(sentence)

    def _show_imported(self, done: Imported) -> None:
        self._show_busy(is_busy=False)
        self._push(changes.importing(self._store, done.added, self._apply, self._tell))
        self._tell(words.imported(done))

    def _show_exported(self, count: int, place: str) -> None:
        self._show_busy(is_busy=False)
        self._tell(words.exported(count, place))

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _show_failed(self, sentence: str) -> None:
        self._show_busy(is_busy=False)
        self._tell(sentence or self.tr("Cancelled; nothing was changed."))

    def _delete_all(self) -> None:
        count = len(self._shown)
        try:
            self._store.delete_all()
        except SampleError as error:
            self._tell(str(error))
            self.refresh()
            return
        self.undo_stack.clear()
        self._shown = ShownSamples()
        self._apply((), set())
        self._tell(words.deleted(count))

    def _tell(self, text: str) -> None:
        self.told.setText(told(text))
        self.told.setVisible(bool(text))

    # --- what is shown ---

    def _show_samples(self, *, is_dealt_with: bool = False) -> None:
        counts = self._shown.counts()
        self.classes.show_counts(counts)
        label = self.classes.chosen
        samples = self._shown.of_class(label)
        had_focus = self.grid.hasFocus()
        if is_dealt_with:
            self.grid.show_rest(samples)
        else:
            self.grid.show_samples(samples)
        if not self._is_read:
            self._empty.setText(words.reading())
        elif label is None or not sum(counts):
            self._empty.setText(words.empty())
        else:
            self._empty.setText(words.empty_class(label))
        self._pages.setCurrentIndex(0 if samples else 1)
        if had_focus and not samples:
            self.classes.setFocus()
        self._show_selected()

    def _show_selected(self) -> None:
        selected = self.grid.selected_samples()
        self.about.setText(words.selected(selected) if len(self._shown) else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        some = len(self._shown) > 0
        self.buttons.show_state(
            selected=bool(self.grid.selected_samples()),
            some=some,
            busy=self._is_busy,
            undo=self.undo_stack,
        )
        self._explained.setVisible(some)

    def _show_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.bar.setRange(0, 0)
        self.bar.setVisible(is_busy)
        self._show_buttons()

    # --- building it ---

    def _make_views(self) -> None:
        self.classes = ClassList()
        self.classes.class_chosen.connect(lambda _label: self._show_samples())
        self.grid = SamplesGrid()
        self.grid.setAccessibleName(self.tr("Samples"))
        self.grid.label_pressed.connect(self.relabel)
        self.grid.delete_pressed.connect(self.delete_selected)
        self.grid.selected.connect(self._show_selected)
        self._empty = _sentence()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(2 * self.fontMetrics().lineSpacing())
        self.about = _sentence()
        self.about.setAccessibleName(self.tr("Selected samples"))
        self.told = _sentence()
        self.told.setAccessibleName(self.tr("Result"))
        self.told.hide()
        self._explained = _sentence()
        self._explained.setText(words.held_out_explained())
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()

    def _make_buttons(self) -> None:
        self.buttons = SampleButtons()
        self.buttons.label_chosen.connect(self.relabel)
        self.buttons.delete.clicked.connect(self.delete_selected)
        self.buttons.undo.clicked.connect(self.undo)
        self.buttons.redo.clicked.connect(self.redo)
        self.buttons.import_wanted.connect(self.ask_what_to_import)
        self.buttons.export_wanted.connect(self.ask_where_to_export)
        self.buttons.delete_all.clicked.connect(self.ask_to_delete_all)
        self.buttons.close_button.clicked.connect(self.reject)

    def _make_keys(self) -> None:
        for key, do in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
        ):
            action = QAction(self)
            action.setShortcuts(key)
            action.triggered.connect(do)
            self.addAction(action)

    def _lay_out(self) -> None:
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._empty)
        middle = QHBoxLayout()
        middle.addWidget(self.classes)
        middle.addWidget(pages, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        for part in (self.about, self._explained, self.bar, self.told):
            layout.addWidget(part)
        layout.addWidget(self.buttons)
        line = self.fontMetrics().lineSpacing()
        self.resize(44 * line, 34 * line)
        self.grid.setFocus()

    def _file_dialog(self, title: str, name: str) -> QFileDialog:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog = QFileDialog(self, title, QStandardPaths.writableLocation(documents))
        dialog.setObjectName(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _sentence() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    # The name of a file may look like markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
