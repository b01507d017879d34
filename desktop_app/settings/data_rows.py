"""The rows of the training's form that say where the digits come from."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop_app.settings.fields import Mnemonics, describe, hint_label
from desktop_app.settings.plan_rows import add_choice
from desktop_app.settings.plan_words import DATA, FOLDER, MNIST, STROKES
from vision.files import path_from_text

# No path is longer on Linux, and what is remembered has its bounds.
MAX_PATH_LENGTH = 4096


class DataRows(QObject):
    """A data set or a folder, and whether the user's own samples are learnt from, too.

    Attributes:
        data: MNIST, digits drawn by the program, or a folder.
        folder: Which folder; shown only where one is wanted.
        browse: Asks for the folder in a dialog.
        download_hint: Shown where MNIST is wanted and not on this machine.
        samples: The user's own samples.

    Signals:
        changed: The user changed something.
    """

    changed = pyqtSignal()

    def __init__(self, form: QFormLayout, keys: Mnemonics, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._has_mnist = True
        self.data = add_choice(
            form,
            keys.mark(self.tr("Learn &from")),
            DATA,
            self.tr(
                "The digits to learn from. Only MNIST needs the network, and only the first time."
            ),
        )
        self._add_folder()
        self.download_hint = hint_label(
            self.tr("Not on this machine yet: downloaded first, 12 MB. Adapting works without.")
        )
        form.addRow("", self.download_hint)
        self.samples = QCheckBox()
        self._samples_title = keys.mark(self.tr("And my &samples"))
        form.addRow("", self.samples)
        self.show_sample_count(0)
        self._show_rows()
        self.data.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.data.activated.connect(lambda _index: self.changed.emit())
        self.folder.textEdited.connect(lambda _text: self.changed.emit())
        self.samples.clicked.connect(lambda _on: self.changed.emit())

    def _add_folder(self) -> None:
        tr = self.tr
        self.folder = QLineEdit()
        self.folder.setMaxLength(MAX_PATH_LENGTH)
        self.folder.setPlaceholderText(tr("MNIST’s kind of files, or pictures in folders 0 to 9"))
        describe(
            self.folder,
            tr("Folder to learn from"),
            tr("Folder with IDX files or mnist.npz, or with pictures in folders 0 to 9."),
        )
        self.browse = QPushButton(tr("Choose…"))
        describe(self.browse, tr("Choose the folder"), tr("Opens a dialog to choose the folder."))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_folder)
        self._folder_row = QWidget()
        layout = QHBoxLayout(self._folder_row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.folder, 1)
        layout.addWidget(self.browse)
        self._form.addRow("", self._folder_row)

    def chosen(self) -> str:
        """What a plan says of it: the name of a data set or the path of a folder.

        Raises:
            ValueError: The folder is missing; one sentence for the user.
        """
        name: str = self.data.currentData()
        if name != FOLDER:
            return name
        text = self.folder.text().strip()
        if not text:
            raise ValueError(self.tr("Choose the folder with the digits first."))
        return str(path_from_text(text).absolute())

    def show_chosen(self, data: str, *, use_samples: bool) -> None:
        """Shows what a plan says."""
        is_folder = data not in (MNIST, STROKES)
        self.data.setCurrentIndex(self.data.findData(FOLDER if is_folder else data))
        self.folder.setText(data if is_folder else "")
        self.samples.setChecked(use_samples)

    def show_sample_count(self, count: int) -> None:
        """Tells how many samples of the user's own there are."""
        self.samples.setText(f"{self._samples_title} ({count})")
        self.samples.setEnabled(count > 0)
        describe(
            self.samples,
            self._samples_title,
            self.tr("The digits that you corrected and wrote are learnt from, too.")
            if count
            else self.tr("There are none yet: correct a digit or teach your hand first."),
        )

    def show_mnist(self, is_there: bool) -> None:
        """Tells whether MNIST is on this machine already."""
        self._has_mnist = is_there
        self._show_rows()

    def _show_rows(self) -> None:
        name = self.data.currentData()
        self._form.setRowVisible(self._folder_row, name == FOLDER)
        self._form.setRowVisible(self.download_hint, name == MNIST and not self._has_mnist)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self._folder_row, self.tr("Folder to Learn From"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_folder(self, folder: str) -> None:
        self.folder.setText(folder)
        self.changed.emit()
