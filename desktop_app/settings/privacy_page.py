"""Settings page: what is kept on this machine, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QShowEvent
from PyQt6.QtWidgets import QGridLayout, QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.about import privacy_line
from desktop_app.log_files import delete_log_files, log_files
from desktop_app.problems import log_folder
from desktop_app.samples import words
from desktop_app.samples.deleting import ask_to_delete_all
from desktop_app.settings.fields import Mnemonics, check_box, describe, hint_label
from desktop_app.settings.store import Settings
from desktop_app.told import told
from model.samples import SampleError, SampleStore


def open_folder(folder: Path) -> bool:
    """Shows a folder in the desktop's file browser; False where that cannot be done."""
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class PrivacyPage(QWidget):
    """The privacy line, what is remembered, and the folders that are written to.

    Attributes:
        remember_files: Whether the files opened last are remembered.
        open_logs: Opens the folder of the log.
        open_data: Opens the folder of models and training.
        delete_logs: Deletes the log files.
        samples: How many samples of the user's handwriting there are.
        delete_samples: Deletes all of them, after asking.
        told: What came of it.

    Signals:
        samples_deleted: All samples were deleted here.
    """

    samples_deleted = pyqtSignal()

    def __init__(
        self,
        settings: Settings,
        data_folder: Path,
        parent: QWidget | None = None,
        *,
        open_folder: Callable[[Path], bool] = open_folder,
        samples: SampleStore | None = None,
    ) -> None:
        """Builds the page.

        Args:
            settings: What is shown and changed.
            data_folder: Where models are kept.
            parent: The dialog.
            open_folder: Shows a folder to the user; False where it cannot.
            samples: The user's own digits; by default those in the data folder.
        """
        super().__init__(parent)
        self._samples = samples or SampleStore(data_folder / "samples")
        self._open_folder = open_folder
        mnemonics = Mnemonics()
        self.remember_files = check_box(settings, "privacy.remember_files", mnemonics)
        folders = QGroupBox(self.tr("Folders on this machine"))
        grid = QGridLayout(folders)
        grid.setColumnStretch(0, 1)
        self.open_logs = self._add_folder(
            grid,
            self.tr("Log, with events and errors but never a picture:"),
            log_folder(),
            mnemonics.mark(self.tr("Open Log Folder")),
        )
        self.open_data = self._add_folder(
            grid,
            self.tr("Data, with the models that were trained here:"),
            data_folder,
            mnemonics.mark(self.tr("Open Data Folder")),
        )
        self.delete_logs = QPushButton(mnemonics.mark(self.tr("Delete Log Files")))
        self.delete_logs.setAutoDefault(False)
        describe(
            self.delete_logs,
            self.tr("Delete Log Files"),
            self.tr("Deletes what the log holds so far."),
        )
        self.delete_logs.clicked.connect(self._delete_logs)
        grid.addWidget(self.delete_logs, 2, 1)
        self.told = hint_label("")
        self.told.setAccessibleName(self.tr("Result"))
        layout = QVBoxLayout(self)
        layout.addWidget(hint_label(privacy_line()))
        layout.addWidget(self.remember_files)
        layout.addWidget(folders)
        layout.addWidget(self._handwriting(mnemonics))
        layout.addWidget(self.told)
        layout.addStretch(1)

    def _handwriting(self, mnemonics: Mnemonics) -> QGroupBox:
        group = QGroupBox(self.tr("Your handwriting"))
        grid = QGridLayout(group)
        grid.setColumnStretch(0, 1)
        self.samples = hint_label("")
        grid.addWidget(self.samples, 0, 0)
        self.delete_samples = QPushButton(mnemonics.mark(self.tr("Delete All Samples…")))
        self.delete_samples.setAutoDefault(False)
        describe(
            self.delete_samples,
            self.tr("Delete All Samples…"),
            self.tr("Deletes all samples of your handwriting, and the file that holds them."),
        )
        self.delete_samples.clicked.connect(
            lambda: ask_to_delete_all(self, sum(self._counts()), self._delete_samples)
        )
        grid.addWidget(self.delete_samples, 0, 1)
        return group

    def _add_folder(self, grid: QGridLayout, title: str, folder: Path, text: str) -> QPushButton:
        row = grid.rowCount() if grid.count() else 0
        where = QLabel(f"{title}\n{folder}")
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(where, row, 0)
        button = QPushButton(text)
        button.setAutoDefault(False)
        describe(
            button,
            text.replace("&", ""),
            self.tr("Shows the folder in the file browser of the desktop."),
        )
        button.clicked.connect(lambda: self._show(folder))
        grid.addWidget(button, row, 1)
        return button

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self.told.setText("")
        self._show_count()
        self._show_samples()

    def _counts(self) -> tuple[int, ...]:
        try:
            return self._samples.counts()
        except SampleError as error:
            self.told.setText(told(str(error)))
            return ()

    def _show_samples(self) -> None:
        count = sum(self._counts())
        self.samples.setText(
            self.tr(
                "%n sample(s): small cut-outs of digits that you corrected or wrote, with what "
                "they are. Nothing else of a picture is kept.", "", count
            )
        )  # fmt: skip
        has_focus = self.delete_samples.hasFocus()
        self.delete_samples.setEnabled(self._samples.has_files)
        if has_focus and not self.delete_samples.isEnabled():
            self.open_data.setFocus()

    def _delete_samples(self) -> None:
        count = sum(self._counts())
        try:
            self._samples.delete_all()
        except SampleError as error:
            self.told.setText(told(str(error)))
        else:
            self.told.setText(words.deleted(count))
            self.samples_deleted.emit()
        self._show_samples()

    def _show(self, folder: Path) -> None:
        if self._open_folder(folder):
            self.told.setText("")
        elif folder.is_dir():
            self.told.setText(self.tr("The desktop has nothing to show a folder with."))
        else:
            self.told.setText(self.tr("There is nothing yet: the folder {folder} does not exist.")
                              .format(folder=folder))  # fmt: skip

    def _delete_logs(self) -> None:
        try:
            count = delete_log_files(log_folder())
        except OSError as error:
            self.told.setText(
                self.tr("A log file could not be deleted: {reason}.").format(reason=error.strerror)
            )
        else:
            self.told.setText(self.tr("%n log file(s) deleted.", "", count))
        self._show_count()

    def _show_count(self) -> None:
        has_focus = self.delete_logs.hasFocus()
        self.delete_logs.setEnabled(bool(log_files(log_folder())))
        if has_focus and not self.delete_logs.isEnabled():
            # A disabled button would hand the focus to whatever comes next.
            self.open_logs.setFocus()
