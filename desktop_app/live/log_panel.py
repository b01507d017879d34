"""The log of readings beside the picture: seen, copied, saved and cleared."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QPalette, QShowEvent
from PyQt6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.keys import keep_space
from desktop_app.live.doorbell import Doorbell
from desktop_app.live.log import LogEntry, ReadingLog
from desktop_app.live.log_export import UnknownFormatError, log_as_table, write_log
from desktop_app.live.log_table import LogTable

UNDO_MS = 10_000
"""For so long a cleared log can be had back."""


class LogPanel(QWidget):
    """Lists what was read.

    Nothing is done for entries that come while it is hidden, before it is shown again.

    Attributes:
        log: What was read.
        table: Its entries.

    Signals:
        exported: The log was saved; the path of the file.
        export_failed: The log could not be saved; one sentence.
    """

    exported = pyqtSignal(str)
    export_failed = pyqtSignal(str)

    def __init__(
        self,
        log: ReadingLog,
        parent: QWidget | None = None,
        *,
        folder: Callable[[], Path] = Path.home,
        undo_ms: int = UNDO_MS,
    ) -> None:
        """Builds the panel.

        Args:
            log: What is shown.
            parent: Its widget.
            folder: Gives the folder that is offered for saving.
            undo_ms: For how long a cleared log can be had back.
        """
        super().__init__(parent)
        self.setObjectName("log_panel")
        self.log = log
        self._folder = folder
        self._cleared: list[LogEntry] = []
        self._is_stale = True
        self._writer = _LogWriter(self)
        self._writer.written.connect(self.exported)
        self._writer.failed.connect(self._tell_failed)
        self._undo_time = QTimer(self)
        self._undo_time.setSingleShot(True)
        self._undo_time.setInterval(undo_ms)
        self._undo_time.timeout.connect(self._forget_cleared)
        self._lay_out()
        # Nothing is shown by a panel that is gone.
        self.destroyed.connect(log.subscribe(self._log_changed))

    def _lay_out(self) -> None:
        self.table = LogTable()
        self._empty = QLabel(self.tr("Numbers are listed here with their time as they are read."))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._empty.setMargin(12)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        self._undo_text = QLabel(self.tr("The log was cleared."))
        self.undo_button = _button(self.tr("&Undo"), self.tr("Brings back what was cleared"))
        self._undo_row = QWidget()
        undo = QHBoxLayout(self._undo_row)
        undo.setContentsMargins(0, 0, 0, 0)
        undo.addWidget(self._undo_text, 1)
        undo.addWidget(self.undo_button)
        self._undo_row.hide()
        self.export_button = _button(
            self.tr("E&xport…"), self.tr("Saves the log for spreadsheets (CSV) or programs (JSON)")
        )
        self.copy_button = _button(
            self.tr("Copy Ro&ws"), self.tr("Copies the selected rows, or all, with their times")
        )
        self.clear_button = _button(self.tr("Clea&r"), self.tr("Empties the log"))
        buttons = QHBoxLayout()
        for button, do in (
            (self.export_button, self.ask_where_to_export),
            (self.copy_button, self.copy),
            (self.clear_button, self.clear),
        ):
            button.clicked.connect(do)
            buttons.addWidget(button)
        self.undo_button.clicked.connect(self.undo_clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self._undo_row)
        layout.addLayout(buttons)
        self._show_buttons()

    # --- what the user does ---

    def copy(self) -> None:
        """Copies the selected entries, all where none is selected, as rows of a table."""
        clipboard = QApplication.clipboard()
        entries = self.table.selected_entries() or self.log.entries
        if entries and clipboard is not None:
            clipboard.setText(log_as_table(entries))

    def clear(self) -> None:
        """Empties the log; for a while it can be had back."""
        if not self.log.entries:
            return
        self._cleared = self.log.clear()
        self._undo_time.start()
        self._undo_row.show()
        # The button that was pressed cannot be pressed any more, and Ctrl+Z works from here.
        self.undo_button.setFocus()

    def undo_clear(self) -> None:
        """Brings back what was cleared a moment ago."""
        if self._cleared:
            cleared = self._cleared
            self._forget_cleared()
            self.log.restore(cleared)
            self.table.setFocus()

    def ask_where_to_export(self) -> None:
        """Asks for a file and saves the log as it is then, in a thread."""
        name = self.tr("readings-{date}").format(date=f"{datetime.now():%Y-%m-%d}")
        dialog = QFileDialog(self, self.tr("Export Log"), str(self._folder()))
        dialog.setObjectName("export_log_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        csv, json = self.tr("Table for spreadsheets (*.csv)"), self.tr("JSON file (*.json)")
        dialog.setNameFilters([csv, json])
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("json" if chosen == json else "csv")
        )
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: self.export(Path(path)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Saves the log in a thread; `exported` or `export_failed` follows."""
        self._writer.write(self.log.entries, path)

    # --- what Qt and the log tell ---

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            # The window has these keys too; within the panel they mean the log.
            wants_undo = bool(self._cleared) and event.matches(QKeySequence.StandardKey.Undo)
            if wants_undo or event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event is not None and event.matches(QKeySequence.StandardKey.Undo):
            self.undo_clear()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        if self._is_stale:
            self._show_entries()

    def _log_changed(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._show_entries()

    def _show_entries(self) -> None:
        self._is_stale = False
        self.table.show_entries(self.log.entries)
        self._pages.setCurrentIndex(1 if self.log.entries else 0)
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in (self.export_button, self.copy_button, self.clear_button):
            button.setEnabled(bool(self.log.entries))

    def _forget_cleared(self) -> None:
        self._cleared = []
        self._undo_time.stop()
        if self.undo_button.hasFocus():
            self.table.setFocus()
        self._undo_row.hide()

    def _tell_failed(self, path: Path, error: Exception) -> None:
        if isinstance(error, UnknownFormatError):
            sentence = self.tr("A log cannot be saved as {suffix}; choose .csv or .json.")
        else:
            sentence = self.tr("{name} could not be saved: {reason}. Choose another folder.")
        reason = getattr(error, "strerror", None) or str(error)
        self.export_failed.emit(sentence.format(suffix=path.suffix, name=path.name, reason=reason))


class _LogWriter(QObject):
    """Writes logs in threads of their own, which the program waits for at its end.

    Signals:
        written: The path of a log that was written.
        failed: The `Path` of one that could not be, and the exception.
    """

    written = pyqtSignal(str)
    failed = pyqtSignal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[tuple[Path, Exception | None]] = SimpleQueue()
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._tell)

    def write(self, entries: Sequence[LogEntry], path: Path) -> None:
        """Writes the entries as they are now."""
        arguments = (tuple(entries), path, self._results, self._doorbell)
        threading.Thread(target=_write, args=arguments, name="export").start()

    def _tell(self) -> None:
        while True:
            try:
                path, error = self._results.get_nowait()
            except Empty:
                return
            if error is None:
                self.written.emit(str(path))
            else:
                self.failed.emit(path, error)


def _write(
    entries: Sequence[LogEntry],
    path: Path,
    results: SimpleQueue[tuple[Path, Exception | None]],
    doorbell: Doorbell,
) -> None:
    try:
        write_log(entries, path)
    except (OSError, UnknownFormatError) as error:
        results.put((path, error))
    else:
        results.put((path, None))
    doorbell.ring()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    keep_space(button)
    return button
