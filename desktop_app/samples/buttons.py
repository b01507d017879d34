"""The buttons below the grid of samples: first for those selected, then for all."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QUndoStack
from PyQt6.QtWidgets import QGridLayout, QMenu, QPushButton, QWidget

from vision.reading import CLASS_COUNT, NOT_A_DIGIT


class SampleButtons(QWidget):
    """Two rows of buttons, two of them with a menu of what can be brought in and taken out.

    Attributes:
        relabel, delete, undo, redo: What is done with the selected samples.
        bring_in, take_out, delete_all, close_button: What is done with all.

    Signals:
        label_chosen: The selected samples are this, 10 for "not a digit".
        import_wanted: Samples are to be brought in; whether from a folder of pictures.
        export_wanted: All are to be saved; whether as pictures in folders.
    """

    label_chosen = pyqtSignal(int)
    import_wanted = pyqtSignal(bool)
    export_wanted = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = self.tr
        self.relabel = _button(
            tr("&This Is…"), tr("Says what the selected samples are; or press the key")
        )
        self.relabel.setMenu(self._labels())
        self.delete = _button(tr("&Delete"), tr("Deletes the selected samples (Del)"))
        self.undo = _button(tr("&Undo"), "")
        self.redo = _button(tr("&Redo"), "")
        self.bring_in = _button(tr("&Import"), tr("Adds samples from a folder or file"))
        self.bring_in.setMenu(self._kinds(self.import_wanted.emit))
        self.take_out = _button(tr("&Export"), tr("Saves all samples in a file or folder"))
        self.take_out.setMenu(self._kinds(self.export_wanted.emit))
        self.delete_all = _button(tr("Delete &All…"), tr("Deletes all samples and their file"))
        self.close_button = _button(tr("Close"), "")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        rows = (
            (self.relabel, self.delete, self.undo, self.redo),
            (self.bring_in, self.take_out, self.delete_all, self.close_button),
        )
        for row, buttons in enumerate(rows):
            for column, button in enumerate(buttons):
                layout.addWidget(button, row, column)

    def show_state(self, *, selected: bool, some: bool, busy: bool, undo: QUndoStack) -> None:
        """Enables what can be done.

        Args:
            selected: Whether samples are selected.
            some: Whether there are samples at all.
            busy: Whether something is brought in or taken out now.
            undo: What can be undone.
        """
        for button in (self.relabel, self.delete):
            button.setEnabled(selected and not busy)
        for button, can, text in (
            (self.undo, undo.canUndo(), undo.undoText()),
            (self.redo, undo.canRedo(), undo.redoText()),
        ):
            button.setEnabled(can and not busy)
            button.setToolTip(text)
            button.setAccessibleDescription(text)
        self.bring_in.setEnabled(not busy)
        for button in (self.take_out, self.delete_all):
            button.setEnabled(some and not busy)
        text = self.tr("Cancel") if busy else self.tr("Close")
        self.close_button.setText(text)
        self.close_button.setAccessibleName(text)

    def _labels(self) -> QMenu:
        menu = QMenu(self)
        for label in range(CLASS_COUNT):
            text = self.tr("No Digit") if label == NOT_A_DIGIT else str(label)
            key = "-" if label == NOT_A_DIGIT else str(label)
            menu.addAction(f"&{text}\t{key}", lambda label=label: self.label_chosen.emit(label))
        return menu

    def _kinds(self, wanted: Callable[[bool], object]) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("&Pictures in Folders by Digit…"), lambda: wanted(True))
        menu.addAction(self.tr("&File of Arrays (npz, IDX)…"), lambda: wanted(False))
        return menu


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.replace("&", ""))
    button.setAccessibleDescription(tip)
    button.setAutoDefault(False)
    return button
