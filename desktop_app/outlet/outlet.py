"""Hands the window's readings on: into a file, onto the clipboard, as long as the user wants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop_app.actions import WindowActions
from desktop_app.live.session import LiveSession
from desktop_app.live.steady import SteadyNumber
from desktop_app.outlet.news import News
from desktop_app.outlet.writer import ReadingWriter
from desktop_app.settings.store import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.reading import Recognition


class Outlet(QObject):
    """Writes and copies what is read; neither at first, and neither at the next start.

    Attributes:
        is_copying: Whether each new number is copied.

    Signals:
        changed: Something is written or copied from now on, or no more.
        told: One sentence of no great weight.
        failed: The file cannot be written any more; one sentence.
    """

    changed = pyqtSignal()
    told = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(
        self,
        window: QWidget,
        session: LiveSession,
        settings: Settings,
        last_folder: Callable[[], Path],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._last_folder = last_folder
        self._writer: ReadingWriter | None = None
        self._written = News()
        self._copied = News()
        self._steady = SteadyNumber(settings.get("reading.confidence"))
        self._steady_source: object = None
        self.is_copying = False
        session.recognition_changed.connect(self._follow)

    @property
    def path(self) -> Path | None:
        """The file that is written; None for none."""
        return self._writer.path if self._writer is not None else None

    def connect_actions(self, commands: WindowActions) -> None:
        """Lets the window's actions do what they say."""
        commands.write_readings.triggered.connect(self._toggle_file)
        commands.copy_readings.triggered.connect(self.set_copying)

    def show_actions(self, commands: WindowActions) -> None:
        """Checks what is on."""
        commands.write_readings.setChecked(self._writer is not None)
        commands.copy_readings.setChecked(self.is_copying)

    def start(self, path: Path) -> None:
        """Adds readings to a file from now on, beginning with what is shown."""
        self._close_file()
        self._written = News()
        self._writer = ReadingWriter(path, self)
        self._writer.failed.connect(self._give_up)
        self._write()
        self.changed.emit()

    def set_copying(self, is_on: bool) -> None:
        """Copies each number from now on as soon as it stands still, or no more."""
        self.is_copying = is_on
        self._copied, self._steady_source = News(), None
        self.changed.emit()
        self._copy()

    def stop(self) -> None:
        """Writes what waits, and ends."""
        self._close_file()

    # --- the file ---

    def _toggle_file(self) -> None:
        if self._writer is None:
            self._ask_where_to_write()
        else:
            name = self._writer.path.name
            self._close_file()
            self.told.emit(self.tr("Readings are no longer written to {name}").format(name=name))
        # Checked by the click: whether it is on is decided elsewhere.
        self.changed.emit()

    def _ask_where_to_write(self) -> None:
        dialog = QFileDialog(
            self._window, self.tr("Write Readings to File"), str(self._last_folder())
        )
        dialog.setObjectName("write_readings_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # What is in a file stays: nothing has to be confirmed.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        filters = {
            self.tr("JSON, an object a line (*.jsonl)"): "jsonl",
            self.tr("CSV, a row for each reading (*.csv)"): "csv",
        }
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix("jsonl")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen]))
        dialog.selectFile(self.tr("readings.jsonl"))
        dialog.fileSelected.connect(lambda path: self.start(Path(path)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _close_file(self) -> None:
        if self._writer is not None:
            self._writer.stop()
            self._writer.deleteLater()
            self._writer = None

    def _give_up(self, problem: str) -> None:
        self._close_file()
        self.changed.emit()
        self.failed.emit(problem)

    # --- what is read ---

    def _follow(self) -> None:
        self._write()
        self._copy()

    def _write(self) -> None:
        recognition, choice = self._session.recognition, self._session.choice
        if self._writer is None or recognition is None or choice is None:
            return
        new = self._written.take(recognition, choice, choice.name, is_still=choice.is_still)
        if new is not None:
            self._writer.write(self._writer.form.line(*new))

    def _copy(self) -> None:
        recognition, choice = self._session.recognition, self._session.choice
        clipboard = QApplication.clipboard()
        if not self.is_copying or recognition is None or choice is None or clipboard is None:
            return
        if choice.is_still:
            new = self._copied.take(recognition, choice, choice.name, is_still=True)
            text = "\n".join(number.text for number in recognition.numbers) if new else ""
        else:
            text = self._steady_number(recognition, choice) or ""
        if text:
            clipboard.setText(text)
            self.told.emit(self.tr("Copied {number}").format(number=" ".join(text.split())))

    def _steady_number(self, recognition: Recognition, choice: object) -> str | None:
        """The number that has come to stand still with this reading."""
        if choice is not self._steady_source:
            self._steady_source = choice
            self._steady.reset()
        self._steady.confidence = self._settings.get("reading.confidence")
        self._steady.expected_digits = int(self._settings.get("reading.expected_digits"))
        return self._steady.take(recognition)
