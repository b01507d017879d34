"""The dialog in which users teach the model their hand: write, show, confirm."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QStandardPaths, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.problems import Banner
from desktop_app.teaching.harvest import Harvest
from desktop_app.teaching.held_rows import HeldRows, HeldSheet
from desktop_app.teaching.pages import ConfirmPage, DonePage, ShowPage, WritePage
from desktop_app.teaching.reader import SheetReader, SheetSeen
from desktop_app.teaching.saving import SampleSaver
from model.samples import SampleStore
from vision.frame import Frame
from vision.images import image_suffixes
from vision.reading import Classifier

LOOK_MS = 60
"""So often it looks for another frame; the newest is read, those between are not."""

READ_PAD_AFTER_MS = 300

WRITE, SHOW, CONFIRM, DONE = range(4)
CAMERA, PHOTO, PAD = "camera", "photo", "pad"


class TeachingDialog(QDialog):
    """Leads from a sheet of paper to a hundred samples, beside the window.

    The thread that reads runs while the dialog is open.

    Attributes:
        write_page, show_page, confirm_page, done_page: The steps.
        banner: Problems.
        back_button, next_button, close_button: Lead through the steps.

    Signals:
        saved: Samples were saved; how many.
        adapt_requested: The user wants the model adapted now.
    """

    saved = pyqtSignal(int)
    adapt_requested = pyqtSignal()

    def __init__(
        self,
        store: SampleStore,
        frames: Callable[[], Frame | None],
        load_classifier: Callable[[], Classifier],
        parent: QWidget | None = None,
        *,
        model_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Builds the dialog; the classifier is loaded when it is shown.

        Args:
            store: Where the samples go.
            frames: Gives the newest frame of the window, None where there is none; called
                in the window's thread, must not wait.
            load_classifier: Called in the reading thread; a `ModelError` is told here.
            parent: The window.
            model_id: Of the model in use, for the samples; called when they are saved.
        """
        super().__init__(parent)
        self.setObjectName("teaching_dialog")
        self.setWindowTitle(self.tr("Teach Me Your Hand"))
        self.setSizeGripEnabled(True)
        self._frames = frames
        self._model_id = model_id
        self._source = CAMERA
        self._folder: Path | None = None
        self._frame: Frame | None = None
        self._held = HeldRows()
        self._sheet = HeldSheet()
        self._harvest = Harvest()
        self._is_saving = False
        self.banner = Banner()
        self.write_page, self.show_page = WritePage(), ShowPage()
        self.confirm_page, self.done_page = ConfirmPage(), DonePage()
        self._reader = SheetReader(load_classifier, self)
        self._saver = SampleSaver(store, self)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._read_pad = QTimer(self)
        self._read_pad.setSingleShot(True)
        self._read_pad.setInterval(READ_PAD_AFTER_MS)
        self._lay_out()
        self._connect()
        self._go_to(WRITE)

    @property
    def step(self) -> int:
        """Number of the step that is shown, from 0."""
        return self._stack.currentIndex()

    @property
    def count_text(self) -> str:
        """How many digits there are of how many."""
        return self._count.text()

    def reload_classifier(self) -> None:
        """Reads with the model that is in use now."""
        self._reader.reload()

    def stop(self) -> None:
        """Ends the reading thread; showing the dialog again starts another."""
        self._clock.stop()
        self._read_pad.stop()
        self._reader.stop()

    # --- building it ---

    def _lay_out(self) -> None:
        self._title = QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._count = QLabel()
        self._count.setAccessibleName(self.tr("Digits so far"))
        self._stack = QStackedWidget()
        for page in (self.write_page, self.show_page, self.confirm_page, self.done_page):
            self._stack.addWidget(page)
        self.back_button = QPushButton(self.tr("&Back"))
        self.next_button = QPushButton()
        self.close_button = QPushButton(self.tr("Close"))
        self.next_button.setDefault(True)
        below = QHBoxLayout()
        below.addWidget(self._count, 1)
        for button in (self.back_button, self.next_button, self.close_button):
            button.setAutoDefault(button is self.next_button)
            below.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addWidget(self._title)
        layout.addWidget(self._stack, 1)
        layout.addLayout(below)
        line = self.fontMetrics().height()
        self.resize(52 * line, 38 * line)

    def _connect(self) -> None:
        self._clock.timeout.connect(self._look_for_frame)
        self._read_pad.timeout.connect(self._request_pad)
        self._reader.seen.connect(self._show_seen)
        self._reader.loaded.connect(self._loaded)
        self._saver.saved.connect(self._tell_saved)
        self._saver.failed.connect(self._tell_save_failed)
        self.back_button.clicked.connect(self._go_back)
        self.next_button.clicked.connect(self._go_on)
        self.close_button.clicked.connect(self.close)
        page = self.show_page
        page.photo.clicked.connect(self.ask_for_photo)
        page.camera.clicked.connect(lambda: self._choose(CAMERA))
        page.write.clicked.connect(lambda: self._choose(PAD))
        page.pad_changed.connect(self._pad_changed)
        self.confirm_page.grid.harvest_changed.connect(self._show_step)
        self.done_page.adapt.clicked.connect(self._adapt)
        self.done_page.more.clicked.connect(self._begin_anew)

    # --- the steps ---

    def _go_on(self) -> None:
        if self.step == WRITE:
            self._go_to(SHOW)
        elif self.step == SHOW and self._sheet.count:
            digits = [d for row in self._sheet.rows if row.is_accepted for d in row.digits]
            self._harvest = Harvest(digits)
            self.confirm_page.grid.show_harvest(self._harvest)
            self._go_to(CONFIRM)
        elif self.step == CONFIRM and self._harvest.wanted and not self._is_saving:
            self._is_saving = True
            self._saver.save(self._harvest.samples(self._model_id()))
            self._show_step()

    def _go_back(self) -> None:
        if self.step in (SHOW, CONFIRM):
            self._go_to(self.step - 1)

    def _go_to(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        if step == SHOW:
            self._choose(self._source)
        else:
            self._clock.stop()
            self._reader.forget()
        self._show_step()
        first = (self.write_page.rows, self.next_button, self.confirm_page.grid,
                 self.done_page.adapt)[step]  # fmt: skip
        first.setFocus()

    def _show_step(self) -> None:
        step, expected = self.step, 10 * self.write_page.rows.value()
        self._title.setText(
            (
                self.tr("Step 1 of 3: Write"),
                self.tr("Step 2 of 3: Show the sheet"),
                self.tr("Step 3 of 3: Look it over"),
                self.tr("Done"),
            )[step]
        )
        self.next_button.setText(self.tr("&Learn These") if step == CONFIRM else self.tr("&Next"))
        count = self._sheet.count if step == SHOW else self._harvest.wanted
        self.next_button.setEnabled(
            step == WRITE or (count > 0 and not (step == CONFIRM and self._is_saving))
        )
        self.next_button.setVisible(step != DONE)
        self.back_button.setVisible(step in (SHOW, CONFIRM))
        self.back_button.setEnabled(not self._is_saving)
        text = ""
        if step in (SHOW, CONFIRM):
            text = self.tr("{count} of {expected}").format(count=count, expected=expected)
        if step == CONFIRM and self._harvest.misread:
            text = self.tr("{count} of {expected}; the model misreads {misread} of them").format(
                count=count, expected=expected, misread=self._harvest.misread
            )
        if text != self._count.text():
            self._count.setText(text)

    def _begin_anew(self) -> None:
        self._held.forget()
        self._sheet = HeldSheet()
        self.show_page.pad.clear()
        self._source = CAMERA
        self._go_to(WRITE)

    def _adapt(self) -> None:
        self.adapt_requested.emit()
        self.close()

    # --- what is read ---

    def _choose(self, source: str) -> None:
        """Reads from another source: nothing of the one before counts."""
        if source != self._source:
            self._held.forget()
            self._sheet = HeldSheet()
        self._source, self._frame = source, None
        self._reader.forget()
        page = self.show_page
        page.show_pad(is_shown=source == PAD)
        if source != PHOTO or not self._sheet.rows:
            page.view.show_frame(None)
            page.view.show_rows(())
            page.view.set_message(
                self.tr("There is no live picture. Open a camera in the window, or open a photo.")
            )
            page.show_sheet(self._sheet, self.write_page.rows.value())
        if source == PAD:
            page.mark_pad(self._sheet)
            page.pad.setFocus()
            self._pad_changed()
        if source == CAMERA and self.isVisible():
            self._clock.start()
            self._look_for_frame()
        else:
            self._clock.stop()
        self._show_step()

    def ask_for_photo(self) -> None:
        """Asks for a photograph of a sheet, and reads it."""
        dialog = QFileDialog(self, self.tr("Open a Photo of the Sheet"), str(self._photos()))
        dialog.setObjectName("sheet_photo_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        pictures = " ".join(f"*{suffix}" for suffix in sorted(image_suffixes()))
        dialog.setNameFilters(
            [self.tr("Pictures") + f" ({pictures})", self.tr("All files") + " (*)"]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.open_photo(Path(path)))
        dialog.open()

    def open_photo(self, path: Path) -> None:
        """Reads a photograph of a sheet."""
        self._folder = path.parent
        self._held.forget()
        self._sheet = HeldSheet()
        self._choose(PHOTO)
        self.show_page.view.set_message(self.tr("Reading {name}…").format(name=path.name))
        self.show_page.tell("")
        self._reader.request(path, is_single=True)

    def _look_for_frame(self) -> None:
        frame = self._frames()
        if frame is not None and frame is not self._frame:
            self._frame = frame
            self.show_page.view.show_frame(frame)
            self._reader.request(frame, is_single=False)

    def _pad_changed(self) -> None:
        if self._source == PAD and not self._read_pad.isActive():
            self._read_pad.start()

    def _request_pad(self) -> None:
        if self._source != PAD or self.step != SHOW:
            return
        if self.show_page.pad.drawing.is_empty:
            self._reader.forget()
            self._sheet = HeldSheet()
            self.show_page.mark_pad(self._sheet)
            self._show_step()
            return
        # At the size of the page, so that boxes are places on it.
        image = self.show_page.pad.page().image()
        self._reader.request(Frame(image, captured_at_s=time.monotonic()), is_single=True)

    def _show_seen(self, seen: SheetSeen) -> None:
        if self.step != SHOW:
            return
        page = self.show_page
        if seen.frame is None:
            page.view.set_message("")
            self.banner.show_problem(
                seen.problem, self.tr("Open a Photo…"), self.ask_for_photo, key="photo"
            )
            return
        self.banner.clear("photo")
        is_single = seen.request.is_single
        self._sheet = self._held.add(seen.reading, seen.frame.captured_at_s, is_single=is_single)
        if self._source == PHOTO:
            page.view.show_frame(seen.frame)
        rows = seen.reading.rows
        if len(rows) == len(self._sheet.rows):
            # Drawn where it is now, and taken as soon as it was read once.
            rows = tuple(
                replace(new, problem=held.problem)
                for new, held in zip(rows, self._sheet.rows, strict=True)
            )
        page.view.show_rows(rows)
        page.show_sheet(self._sheet, self.write_page.rows.value())
        if self._source == PAD:
            page.mark_pad(self._sheet)
        self._show_step()

    def _loaded(self, problem: str) -> None:
        if problem:
            again = self.tr("Try Again")
            self.banner.show_problem(problem, again, self.reload_classifier, key="model")
        else:
            self.banner.clear("model")

    # --- what is saved ---

    def _tell_saved(self, count: int) -> None:
        self._is_saving = False
        self.banner.clear("save")
        self.done_page.show_saved(count)
        self._harvest = Harvest()
        self._go_to(DONE)
        self.saved.emit(count)

    def _tell_save_failed(self, sentence: str) -> None:
        self._is_saving = False
        self.banner.show_problem(sentence, self.tr("Try Again"), self._go_on, key="save")
        self._show_step()

    def _photos(self) -> Path:
        place = QStandardPaths.StandardLocation.PicturesLocation
        return self._folder or Path(QStandardPaths.writableLocation(place))

    # --- what Qt tells ---

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._reader.start()
        if self.step == DONE:
            self._begin_anew()
        elif self.step == SHOW and self._source == CAMERA:
            self._clock.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        if event is not None and not event.spontaneous():  # minimized, it goes on
            self.stop()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        super().closeEvent(event)
        self.stop()
