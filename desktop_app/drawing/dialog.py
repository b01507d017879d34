"""The drawing window: digits are written by hand and read as they are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QStandardPaths, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.correcting.own_samples import own_samples
from desktop_app.drawing.actions import USUAL_WIDTH, DrawingActions
from desktop_app.drawing.correcting import PadCorrector
from desktop_app.drawing.pad import DrawingPad
from desktop_app.drawing.reader import DrawingReader, PageReading
from desktop_app.drawing.result import Part, is_too_small, lines_of, numbers_of
from desktop_app.drawing.result_view import ResultView
from desktop_app.drawing.saving import PictureSaver
from desktop_app.live.recognition import Readers, make_readers
from desktop_app.problems import Banner
from vision.frame import Image
from vision.reading import Classifier
from vision.recognizer import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from model.samples import SampleStore

READ_AFTER_MS = 150
"""From a change of the drawing to its reading. While somebody writes, it is read so often."""
MESSAGE_MS = 5000


class DrawingWindow(QDialog):
    """A pad to write on, and large below it what is read there.

    The drawing stays while the window is closed, and ends with the program. The
    thread that reads runs while the window is open.

    Attributes:
        pad: To write on.
        commands: All that can be done by key and button.
        corrector: Takes the user's word for what a digit is.
        result_view: What was read.
        banner: Problems.
    """

    def __init__(
        self,
        load_classifier: Callable[[], Classifier],
        parent: QWidget | None = None,
        *,
        confidence: float = DEFAULT_CONFIDENCE,
        make_readers: Callable[[Classifier], Readers] = make_readers,
        samples: Callable[[], SampleStore] = own_samples,
        model_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Builds the window; the classifier is loaded when it is shown.

        Args:
            load_classifier: Called in the reading thread; a `ModelError` is told
                in the window.
            parent: The main window.
            confidence: Digits less sure than this are unsure.
            make_readers: Gives the readers for a classifier.
            samples: Gives the store of what the user corrects.
            model_id: Names the model that reads.
        """
        super().__init__(parent)
        self.setObjectName("drawing_window")
        self.setWindowTitle(self.tr("Drawing Pad"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setSizeGripEnabled(True)
        self._reading: PageReading | None = None
        self._problem = ""
        self._folder: Path | None = None
        self.pad = DrawingPad()
        self.corrector = PadCorrector(self.pad, samples, self, model_id=model_id)
        self.commands = DrawingActions(self)
        self.result_view = ResultView()
        self.banner = Banner()
        self._message = QLabel()
        self._reader = DrawingReader(
            load_classifier, confidence=confidence, make_readers=make_readers, parent=self
        )
        self._saver = PictureSaver(self)
        self._read_later = self._timer(READ_AFTER_MS, self._request)
        self._end_message = self._timer(MESSAGE_MS, self._show_help)
        self._lay_out()
        self._connect()
        self.pad.pen_width = self.commands.width_of(USUAL_WIDTH)
        self._show()
        self.pad.setFocus()

    def image(self) -> Image:
        """The drawing, (H, W, 3) uint8 BGR, dark ink on white paper."""
        return self.pad.page().image(max(1.0, self.devicePixelRatioF()))

    def reload_classifier(self) -> None:
        """Reads with the model that is in use now."""
        self._reader.reload()

    def set_confidence(self, confidence: float) -> None:
        """Digits less sure than this are unsure; takes effect at once."""
        self._reader.set_confidence(confidence)

    def stop(self) -> None:
        """Ends the threads as the program ends; what is being kept is waited for."""
        self._rest()
        self.corrector.stop()

    def _rest(self) -> None:
        """Ends the reading thread; showing the window again starts another."""
        self._read_later.stop()
        self._reader.stop()

    # --- building it ---

    def _lay_out(self) -> None:
        commands = self.commands
        tools = QHBoxLayout()
        tools.addWidget(QLabel(self.tr("Pen:")))
        for action in commands.widths:
            tools.addWidget(commands.button(action))
        tools.addSpacing(self.fontMetrics().height())
        for action in (commands.undo, commands.redo, commands.clear):
            tools.addWidget(commands.button(action))
        tools.addStretch(1)
        tools.addWidget(commands.button(commands.save))
        below = QHBoxLayout()
        below.addWidget(self.result_view, 1)
        below.addWidget(commands.button(commands.copy), 0, Qt.AlignmentFlag.AlignTop)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        # The name of a file may be long; the window does not grow for it.
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addLayout(tools)
        layout.addWidget(self.pad, 1)
        layout.addLayout(below)
        layout.addWidget(self._message)

    def _connect(self) -> None:
        commands = self.commands
        for action, do in (
            (commands.undo, self.pad.undo),
            (commands.redo, self.pad.redo),
            (commands.clear, self.pad.clear),
            (commands.copy, self.copy_numbers),
            (commands.save, self.ask_where_to_save),
        ):
            action.triggered.connect(lambda _checked, do=do: do())
        commands.width_chosen.connect(self._choose_width)
        self.pad.changed.connect(self._changed)
        self._reader.read.connect(self._take_reading)
        self.corrector.changed.connect(self._show_reading)
        self.corrector.told.connect(self._say)
        self.corrector.failed.connect(self._tell_not_kept)
        self._reader.loaded.connect(self._loaded)
        self._saver.saved.connect(self._tell_saved)
        self._saver.failed.connect(self._tell_save_failed)

    def _timer(self, interval_ms: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(do)
        return timer

    # --- what the pad and the threads tell ---

    def _changed(self) -> None:
        if self.pad.drawing.is_empty:
            self._read_later.stop()
            self._reader.forget()
            self._reading = None
            self.corrector.forget()
            self.pad.show_marks(())
        elif not self._read_later.isActive():
            self._read_later.start()
        self._show()

    def _request(self) -> None:
        self._reader.request(self.pad.page())

    def _take_reading(self, reading: PageReading) -> None:
        self._reading = reading
        self.corrector.take(reading)

    def _show_reading(self) -> None:
        self.pad.show_marks(self.corrector.marks())
        self._show()

    def _lines(self) -> list[list[Part]]:
        """What was read, as the user knows it to be."""
        recognition = self.corrector.recognition
        return lines_of(recognition) if recognition is not None else []

    def _loaded(self, problem: str) -> None:
        self._problem = problem
        if problem:
            again = self.tr("Try Again")
            self.banner.show_problem(problem, again, self.reload_classifier, key="model")
        else:
            self.banner.clear("model")
        self._show()

    def _show(self) -> None:
        drawing, commands = self.pad.drawing, self.commands
        lines = self._lines()
        self._show_help()
        self.result_view.show_lines(lines, self._sentence())
        commands.undo.setEnabled(drawing.can_undo)
        commands.redo.setEnabled(drawing.can_redo)
        commands.clear.setEnabled(not drawing.is_empty)
        commands.save.setEnabled(not drawing.is_empty)
        commands.copy.setEnabled(bool(numbers_of(lines)))

    def _sentence(self) -> str:
        """What is said where there is no number to show."""
        if self._problem:
            return self.tr("Without a model nothing can be read.")
        if self.pad.drawing.is_empty:
            return self.tr("What you write is read here.")
        if self._reading is None:
            return self.tr("Reading…")
        if is_too_small(self._reading.recognition):
            return self.tr("This is too small to be read: write larger.")
        return self.tr("No digit has been found yet.")

    # --- what the user does ---

    def copy_numbers(self) -> None:
        """Copies the numbers to the clipboard, one a line."""
        lines = self._lines()
        numbers = numbers_of(lines)
        clipboard = QApplication.clipboard()
        if numbers and clipboard is not None:
            clipboard.setText("\n".join(numbers))
            if len(numbers) == 1:
                self._say(self.tr("Copied {number}.").format(number=numbers[0]))
            else:
                self._say(self.tr("Numbers copied: {count}.").format(count=len(numbers)))

    def ask_where_to_save(self) -> None:
        """Saves the drawing as it is now, without what was read in it."""
        image = self.image()
        dialog = QFileDialog(self, self.tr("Save Picture"), str(self._folder or _pictures()))
        dialog.setObjectName("save_drawing_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PNG picture (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.selectFile(self.tr("drawing.png"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._saver.save(image, Path(path)))
        dialog.open()

    def _choose_width(self, width: float) -> None:
        self.pad.pen_width = width

    def _tell_saved(self, path: Path) -> None:
        self._folder = path.parent
        self.banner.clear("save")
        self._say(self.tr("Saved {name}.").format(name=path.name))

    def _tell_save_failed(self, sentence: str) -> None:
        again = self.tr("Save…")
        self.banner.show_problem(sentence, again, self.ask_where_to_save, key="save")

    def _tell_not_kept(self, sentence: str) -> None:
        if sentence:
            self.banner.show_problem(sentence, key="samples")
        else:
            self.banner.clear("samples")

    def _show_help(self) -> None:
        """What can be done, where nothing else is said."""
        if self._end_message.isActive():
            return
        if self.corrector.selected is not None:
            text = self.tr("Press 0 to 9 to say what it is, or the minus if it is no digit.")
        elif self._reading is not None:
            text = self.tr("Is a digit wrong? Select it with the arrow keys or the right button.")
        else:
            text = ""
        self._message.setText(text)

    def _say(self, message: str) -> None:
        self._message.setText(message)
        self._end_message.start()

    # --- what Qt tells ---

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._reader.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        if event is not None and not event.spontaneous():  # minimized, it goes on
            self._rest()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.commands.draw_icons()


def _pictures() -> str:
    place = QStandardPaths.StandardLocation.PicturesLocation
    return QStandardPaths.writableLocation(place)
