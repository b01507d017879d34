"""What the network sees: one digit, from the picture to its probabilities."""

from __future__ import annotations

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QFont, QPalette, QShowEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.correcting.corrections import read_of
from desktop_app.live.bars import HistoryLine, ProbabilityBars
from desktop_app.live.inspection import Inspected, TrackHistory, cut_out, followed, ink_of
from desktop_app.live.inspector_words import (
    advice_of,
    history_in_words,
    place_of,
    reason_of,
    title_of,
)
from desktop_app.live.pixel_picture import PixelPicture
from vision.frame import Frame
from vision.reading import Recognition

UPDATE_MS = 100
"""Between two updates: faster, nobody can read the figures, and ink is looked for each time."""
TITLE_SIZE = 1.25


class Inspector(QWidget):
    """Shows how one digit was read, or why some ink was not.

    The digit is followed over the frames of a live source. Nothing is done
    while it is hidden but to remember what is to be shown.

    Attributes:
        inspected: What is shown, as it was seen last; None for nothing.
        history: What every digit of the source was taken for.
    """

    def __init__(self, parent: QWidget | None = None, *, update_ms: int = UPDATE_MS) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.inspected: Inspected | None = None
        self.history = TrackHistory()
        self._recognition: Recognition | None = None
        self._newest: Frame | None = None
        self._drawn: Inspected | None = None
        self._is_lost = False
        self._is_stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(update_ms)
        self._pause.timeout.connect(self._update_if_stale)
        self._lay_out()

    def show_digit(self, inspected: Inspected | None, recognition: Recognition | None) -> None:
        """Shows another digit, or ink that was not read.

        Args:
            inspected: A digit or rejection of `recognition`; None for nothing.
            recognition: What it was read in.
        """
        self.inspected, self._recognition = inspected, recognition
        self._is_lost = False
        self._is_stale = True
        self._pause.stop()
        self._update_if_stale()

    def show_recognition(self, recognition: Recognition | None) -> None:
        """Takes in the next reading of the source: what is shown is followed in it.

        Args:
            recognition: To be given every one, so that the history is whole;
                None while nothing is read.
        """
        # The same frame comes again when the user corrects something in it.
        if recognition is not None and recognition.frame is not self._newest:
            self.history.add(recognition)
            self._newest = recognition.frame
        if self.inspected is None:
            return
        found = followed(self.inspected, recognition)
        self._is_lost = found is None
        if found is not None:
            self.inspected, self._recognition = found, recognition
        self._is_stale = True
        if not self._pause.isActive():
            self._update_if_stale()

    def clear(self) -> None:
        """Shows nothing and forgets the history, as another source begins."""
        self.history.clear()
        self.show_digit(None, None)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._update_if_stale()

    # --- building it ---

    def _lay_out(self) -> None:
        self._empty = self._label(is_faint=True)
        self._empty.setText(
            self.tr("Click a digit in the picture to see what the network sees of it.")
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(12)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 8, 8, 8)
        self.title = self._label()
        font = QFont(self.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * TITLE_SIZE)
        self.title.setFont(font)
        self.lost_note = self._label(is_faint=True)
        self.lost_note.setText(self.tr("It is not seen now; this is how it was seen last."))
        self.reason, self.advice = self._label(), self._label()
        self.place = self._label(is_faint=True)
        self.bars = ProbabilityBars()
        self._bars_title = self._heading(self.tr("Probabilities"))
        self.history_line = HistoryLine()
        self.history_text = self._label(is_faint=True)
        for label in (self.title, self.lost_note, self.reason, self.advice):
            layout.addWidget(label)
        layout.addLayout(self._pictures())
        layout.addWidget(self.place)
        layout.addWidget(self._bars_title)
        layout.addWidget(self.bars)
        layout.addWidget(self._heading(self.tr("History")))
        layout.addWidget(self.history_line)
        layout.addWidget(self.history_text)
        layout.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setAccessibleName(self.tr("What the network sees"))
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(content)
        bar = self.scroll_area.verticalScrollBar()
        beside = bar.sizeHint().width() if bar is not None else 0
        self.scroll_area.setMinimumWidth(content.minimumSizeHint().width() + beside)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.scroll_area)

    def _pictures(self) -> QGridLayout:
        """Three pictures with a caption each: the path from the frame to the network."""
        missing = self.tr("None: it was not looked at so closely")
        self.cut_picture = PixelPicture(missing)
        self.ink_picture = PixelPicture(self.tr("No ink found in this part alone"))
        self.crop_picture = PixelPicture(missing)
        grid = QGridLayout()
        for column, (picture, caption, tip) in enumerate(
            (
                (
                    self.cut_picture,
                    self.tr("In the picture"),
                    self.tr("Cut from the frame as it was read."),
                ),
                (
                    self.ink_picture,
                    self.tr("Its ink, found again"),
                    self.tr(
                        "What is taken for ink in this part of the picture alone; "
                        "in the whole picture it may differ a little."
                    ),
                ),
                (
                    self.crop_picture,
                    self.tr("For the network"),
                    self.tr("The 28 × 28 pixels that the network is given."),
                ),
            )
        ):
            picture.setAccessibleName(caption)
            picture.setToolTip(tip)
            label = self._label(is_faint=True)
            label.setText(caption)
            label.setToolTip(tip)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(picture, 0, column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, 1, column)
            grid.setColumnStretch(column, 1)
        return grid

    @staticmethod
    def _label(*, is_faint: bool = False) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if is_faint:
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return label

    @staticmethod
    def _heading(text: str) -> QLabel:
        label = QLabel(text)
        font = QFont(label.font())
        font.setBold(True)
        label.setFont(font)
        return label

    # --- showing it ---

    def _update_if_stale(self) -> None:
        if not self._is_stale or not self.isVisible():
            return
        self._is_stale = False
        self._pause.start()
        inspected = self.inspected
        self._pages.setCurrentIndex(0 if inspected is None else 1)
        if inspected is None:
            self._drawn = None
            return
        if inspected is not self._drawn:
            self._drawn = inspected
            self._show_pictures(inspected)
            _say(self.title, title_of(inspected))
            _say(self.reason, reason_of(inspected))
            _say(self.advice, advice_of(inspected))
            _say(self.place, place_of(inspected))
            read = read_of(inspected)
            known = read.probabilities if read is not None else None
            self._bars_title.setVisible(known is not None)
            self.bars.setVisible(known is not None)
            self.bars.show_probabilities(known)
        self.lost_note.setVisible(self._is_lost)
        history = self.history.of(inspected.track_id)
        self.history_line.setVisible(bool(history))
        self.history_line.show_history(history)
        _say(self.history_text, history_in_words(history))

    def _show_pictures(self, inspected: Inspected) -> None:
        frame = self._recognition.frame if self._recognition is not None else None
        self.cut_picture.show_pixels(cut_out(frame, inspected.box) if frame else None)
        self.ink_picture.show_pixels(ink_of(frame, inspected) if frame else None)
        self.crop_picture.show_pixels(inspected.crop)


def _say(label: QLabel, text: str) -> None:
    """Changes a label; one without text takes no room."""
    if text != label.text():
        label.setText(text)
    label.setVisible(bool(text))
