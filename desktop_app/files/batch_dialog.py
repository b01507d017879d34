"""The dialog that reads a folder of pictures into a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.files.batch import MOST_ERRORS_KEPT, BatchJob, BatchRun, Outcome, Progress, Rows
from desktop_app.files.batch_words import error_line, failed_text, outcome_text, progress_text
from desktop_app.files.dialogs import open_folder_dialog
from desktop_app.live.doorbell import Doorbell
from desktop_app.settings.fields import add_row, describe, narrow, page_form
from desktop_app.theme import without_icons
from vision.files import path_from_text, shown_name

if TYPE_CHECKING:
    from desktop_app.commands.file_reader import PageReader

LAST_WRITE_S = 5.0
"""At the end of the program the table is waited for so long."""


class BatchDialog(QDialog):
    """Asks for folder and file, and shows how far the reading is; the window goes on beside it.

    Attributes:
        folder: Path of the folder with the pictures.
        with_subfolders: Whether the folders in it are read too.
        target: Path of the table.
        rows: What a row of it stands for.
        bar: How far it is.
        status: The same in words, then how it ended.
        errors: What could not be read and why.
        read_button: Begins.
        close_button: Cancels what runs, else closes the dialog.

    Signals:
        finished_reading: A run has ended, however it did.
    """

    finished_reading = pyqtSignal()

    def __init__(
        self,
        make_reader: Callable[[], PageReader],
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Makes the dialog.

        Args:
            make_reader: Gives what reads the pictures; called in a thread, anew for each run.
            folder: Suggested at first.
            parent: The window.
        """
        super().__init__(parent)
        self.setObjectName("batch_dialog")
        self.setWindowTitle(self.tr("Read Folder to CSV"))
        self._make_reader = make_reader
        self._run: BatchRun | None = None
        self._errors_shown = 0
        self._suggested = ""
        self._replaceable = ""
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._show_run)
        self._make_fields()
        self._make_progress()
        self._make_buttons()
        self._lay_out()
        self.folder.setText("" if folder is None else str(folder))
        self._show_running(is_running=False)

    @property
    def is_running(self) -> bool:
        """Whether a folder is being read."""
        return self._run is not None

    def stop(self) -> None:
        """Ends a run as the program ends, with what was read so far; tells nothing any more."""
        self._doorbell.silence()
        if self._run is not None:
            self._run.cancel()
            self._run.join(LAST_WRITE_S)

    def accept(self) -> None:
        """Begins to read, after asking where a file would be replaced."""
        target = path_from_text(self.target.text().strip())
        if not target.suffix:
            target = target.with_name(f"{target.name}.csv")
            self.target.setText(str(target))
        folder = path_from_text(self.folder.text().strip())
        if not folder.is_dir():
            text = self.tr("There is no folder {folder}; choose another one.")
            self._tell(text.format(folder=shown_name(folder)))
            self.folder.setFocus()
        elif target.exists() and str(target) != self._replaceable:
            self._ask_to_replace(target)
        else:
            self._replaceable = str(target)  # one's own table may be written anew
            self._begin(
                BatchJob(
                    folder,
                    target,
                    self.with_subfolders.isChecked(),
                    Rows(self.rows.currentData()),
                )
            )

    def reject(self) -> None:
        """Cancels what runs; closes the dialog where nothing does."""
        if self._run is not None:
            self._run.cancel()
            self.close_button.setEnabled(False)
            self.status.setText(self.tr("Ending…"))
        else:
            super().reject()

    # --- building it ---

    def _make_fields(self) -> None:
        self.folder, self.target = QLineEdit(), QLineEdit()
        for edit in (self.folder, self.target):
            edit.setMinimumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.folder.textChanged.connect(self._folder_changed)
        self.target.textChanged.connect(lambda _text: self._show_ready())
        self.choose_folder = QPushButton(self.tr("Choose…"))
        self.choose_folder.setAccessibleName(self.tr("Choose the folder"))
        self.choose_folder.clicked.connect(lambda _checked: self._ask_for_folder())
        self.choose_target = QPushButton(self.tr("Choose…"))
        self.choose_target.setAccessibleName(self.tr("Choose the file"))
        self.choose_target.clicked.connect(lambda _checked: self._ask_for_target())
        self.with_subfolders = QCheckBox(self.tr("With all folders &in it"))
        describe(
            self.with_subfolders,
            self.with_subfolders.text(),
            self.tr("Reads the pictures in the folders below too; hidden ones are left out."),
        )
        self.rows = QComboBox()
        narrow(self.rows)
        self.rows.addItem(self.tr("Picture, with its numbers"), Rows.PICTURES.value)
        self.rows.addItem(self.tr("Digit, with its place"), Rows.DIGITS.value)

    def _make_progress(self) -> None:
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setFormat("%v / %m")
        self.status = QLabel()
        self.errors_label = QLabel()
        self.errors = QPlainTextEdit()
        self.errors.setReadOnly(True)
        self.errors.setTabChangesFocus(True)
        self.errors.setMaximumBlockCount(MOST_ERRORS_KEPT)
        self.errors.setMinimumHeight(6 * self.fontMetrics().lineSpacing())
        # Its own idea of a height would make the dialog taller than a small screen.
        self.errors.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.errors_label.setBuddy(self.errors)
        for label in (self.status, self.errors_label):
            label.setWordWrap(True)
            # The name of a file may look like markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (self.errors_label, self.errors):
            widget.hide()

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox()
        self.read_button = QPushButton(self.tr("&Read"))
        self.close_button = QPushButton()
        self.buttons.addButton(self.read_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        without_icons(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        form = page_form()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        tooltip = self.tr("The folder with the pictures")
        self._add_path(form, self.tr("&Folder"), self.folder, self.choose_folder, tooltip)
        form.addRow("", self.with_subfolders)
        tooltip = self.tr("The table, a file that every spreadsheet opens")
        self._add_path(form, self.tr("&Save as"), self.target, self.choose_target, tooltip)
        tooltip = self.tr("Whether a row of the table has all numbers of a picture, or one digit")
        add_row(form, self.tr("&One row for each"), self.rows, tooltip)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        for widget in (self.bar, self.status, self.errors_label):
            layout.addWidget(widget)
        layout.addWidget(self.errors, 1)
        layout.addStretch()
        layout.addWidget(self.buttons)
        # Now that it is in the dialog: before, the first button of all would be the default.
        self.read_button.setDefault(True)
        self.resize(self.fontMetrics().averageCharWidth() * 75, self.sizeHint().height())

    def _add_path(
        self, form: QFormLayout, title: str, edit: QLineEdit, button: QPushButton, tooltip: str
    ) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(edit, 1)
        row.addWidget(button)
        button.setAutoDefault(False)
        label = QLabel(f"{title}:")
        label.setBuddy(edit)
        describe(edit, title, tooltip)
        form.addRow(label, line)

    # --- choosing ---

    def _ask_for_folder(self) -> None:
        dialog = open_folder_dialog(self, path_from_text(self.folder.text() or "~"))
        dialog.fileSelected.connect(self.folder.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_for_target(self) -> None:
        dialog = QFileDialog(self, self.tr("Save Table"))
        dialog.setObjectName("save_table_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Table for spreadsheets (*.csv)")])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(str(path_from_text(self.target.text())))
        dialog.fileSelected.connect(self._target_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _target_chosen(self, path: str) -> None:
        self._replaceable = path  # the file dialog has asked already
        self.target.setText(path)

    def _folder_changed(self, text: str) -> None:
        """Suggests a table beside the pictures, unless one was chosen."""
        if self.target.text() == self._suggested:
            folder = path_from_text(text.strip())
            self._suggested = str(folder / f"{folder.name}.csv") if folder.name else ""
            self.target.setText(self._suggested)
        self._show_ready()

    def _ask_to_replace(self, target: Path) -> None:
        box = QMessageBox(self)
        box.setObjectName("replace_question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        text = self.tr("There is a file {name} already. Should it be replaced?")
        box.setText(text.format(name=shown_name(target)))
        replace = box.addButton(self.tr("&Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def answered() -> None:
            if box.clickedButton() is replace:
                self._replaceable = str(target)
                self.accept()

        box.finished.connect(lambda _result: answered())
        box.open()

    # --- reading ---

    def _begin(self, job: BatchJob) -> None:
        self._errors_shown = 0
        self.errors.clear()
        for widget in (self.errors_label, self.errors):
            widget.hide()
        self._run = BatchRun(job, self._make_reader, self._doorbell.ring)
        self._show_running(is_running=True)
        self._show_progress(Progress())
        self._run.start()

    def _show_run(self) -> None:
        run = self._run
        if run is None:
            return
        outcome = run.outcome  # before the rest, which may be newer but not older
        self._show_errors(run)
        self._show_progress(run.progress)
        if outcome is Outcome.RUNNING:
            return
        self._run = None
        self._show_running(is_running=False)
        self._tell(outcome_text(run.job, run.progress, outcome, run.reason))
        self.finished_reading.emit()

    def _show_progress(self, progress: Progress) -> None:
        # With no total yet the bar shows that something is done, not how much.
        self.bar.setMaximum(progress.total or 0)
        self.bar.setValue(progress.done)
        if self.close_button.isEnabled():
            self.status.setText(progress_text(progress))

    def _show_errors(self, run: BatchRun) -> None:
        errors = run.errors[self._errors_shown :]
        self._errors_shown += len(errors)
        for name, reason in errors:
            self.errors.appendPlainText(error_line(name, reason))
        if run.progress.failed:
            self.errors_label.setText(failed_text(run.progress))
            for widget in (self.errors_label, self.errors):
                widget.show()
            self._fit()

    def _show_running(self, *, is_running: bool) -> None:
        for widget in (
            self.folder,
            self.choose_folder,
            self.with_subfolders,
            self.target,
            self.choose_target,
            self.rows,
        ):
            widget.setEnabled(not is_running)
        self.bar.setVisible(is_running)
        self.close_button.setEnabled(True)
        self.close_button.setText(self.tr("Cancel") if is_running else self.tr("Close"))
        if is_running:
            self.close_button.setFocus()
        self._show_ready()
        self._fit()

    def _fit(self) -> None:
        """Makes room for what has appeared or takes several lines now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            height = max(
                layout.totalMinimumSize().height(), layout.totalHeightForWidth(self.width())
            )
            if height > self.height():
                self.resize(self.width(), height)

    def _show_ready(self) -> None:
        is_complete = bool(self.folder.text().strip() and self.target.text().strip())
        self.read_button.setEnabled(is_complete and not self.is_running)

    def _tell(self, text: str) -> None:
        self.status.setText(text)
        self._fit()
