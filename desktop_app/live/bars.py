"""Small charts of the inspector: probabilities as bars, and what was read frame by frame."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.live.inspection import HISTORY_FRAMES, Sighting
from desktop_app.live.inspector_words import history_in_words, name_of
from desktop_app.live.marks import percent
from vision.reading import CLASS_COUNT, Probabilities

Role = QPalette.ColorRole

ROW = 1.2
"""Height of a bar's row in heights of the text."""
BAR = 0.6
"""Height of a bar in the same."""
SPOKEN_FROM = 0.01
"""Probability from which a class is told to who cannot see the bars."""


class ProbabilityBars(QWidget):
    """The probability of each digit, and of "not a digit", as a bar and in percent.

    The likeliest is in bold too, so that its colour is not the only sign.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Probabilities"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chances: tuple[float, ...] = ()

    def sizeHint(self) -> QSize:  # noqa: N802
        height = self.fontMetrics().height()
        return QSize(14 * height, round(ROW * height * CLASS_COUNT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        labels = self.fontMetrics().horizontalAdvance(f"{name_of(10)} 100%")
        return QSize(2 * labels, self.sizeHint().height())

    def show_probabilities(self, probabilities: Probabilities | None) -> None:
        """Shows the probabilities of the ten digits and "not a digit", (11,), or none."""
        # What cannot be told apart on the screen is not painted anew.
        known = probabilities.tolist() if probabilities is not None else ()
        chances = tuple(round(chance, 3) for chance in known)
        if chances == self._chances:
            return
        self._chances = chances
        ranked = sorted(enumerate(chances), key=lambda pair: -pair[1])
        said = [f"{name_of(at)}: {percent(p)}" for at, p in ranked if p >= SPOKEN_FROM]
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        if not self._chances:
            return
        painter = QPainter(self)
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        labels = max(metrics.horizontalAdvance(name_of(at)) for at in range(CLASS_COUNT))
        figures = metrics.horizontalAdvance("100%")
        gap = metrics.averageCharWidth()
        room = self.width() - labels - figures - 2 * gap
        row = self.height() / CLASS_COUNT
        best = max(range(CLASS_COUNT), key=self._chances.__getitem__)
        for at, chance in enumerate(self._chances):
            painter.setFont(bold if at == best else self.font())
            painter.setPen(self.palette().color(Role.WindowText))
            line = QRectF(0, at * row, labels, row)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, name_of(at))
            line = QRectF(self.width() - figures, at * row, figures, row)
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, percent(chance))
            height = BAR * self.fontMetrics().height()
            bar = QRectF(labels + gap, (at + 0.5) * row - height / 2, room, height)
            painter.fillRect(bar, self.palette().color(Role.Base))
            bar.setWidth(chance * room)
            role = Role.Accent if at == best else Role.PlaceholderText
            painter.fillRect(bar, self.palette().color(role))


class HistoryLine(QWidget):
    """What a digit was taken for over the last frames, the newest at the right.

    A bar for each frame, as high as it was sure: full where it was read, hollow
    where it was not. The label is written where it begins.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("History"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._history: tuple[Sighting | None, ...] = ()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(14 * self.fontMetrics().height(), 3 * self.fontMetrics().height())

    def show_history(self, history: Sequence[Sighting | None]) -> None:
        """Shows what it was in each frame, None where it was not seen; the newest last."""
        if tuple(history) == self._history:
            return
        self._history = tuple(history)
        self.setAccessibleDescription(history_in_words(history))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        line = self.fontMetrics().height()
        ground = self.rect().adjusted(0, line, 0, 0)
        painter.fillRect(ground, self.palette().color(Role.Base))
        step = ground.width() / HISTORY_FRAMES
        start = HISTORY_FRAMES - len(self._history)
        free_from, written = 0.0, ""
        for at, sighting in enumerate(self._history, start):
            if sighting is None:
                written = ""
                continue
            self._paint_frame(painter, ground, sighting, at * step, step)
            label = "?" if sighting.label is None else str(sighting.label)
            if label != written and at * step >= free_from:
                painter.setPen(self.palette().color(Role.WindowText))
                width = self.fontMetrics().horizontalAdvance(label)
                left = min(at * step, ground.width() - width)
                painter.drawText(QRectF(left, 0, width + 1, line), 0, label)
                written, free_from = label, left + 1.5 * width

    def _paint_frame(
        self, painter: QPainter, ground: QRect, sighting: Sighting, left: float, step: float
    ) -> None:
        height = sighting.confidence * ground.height()
        # Seen and not likely any digit is another thing than not seen.
        bar = QRectF(left, ground.bottom() + 1 - max(height, 2.0), 0.75 * step, max(height, 2.0))
        if sighting.label is not None:
            painter.fillRect(bar, self.palette().color(Role.Accent))
        else:
            painter.setPen(self.palette().color(Role.PlaceholderText))
            painter.drawRect(bar.adjusted(0, 0, 0, -1))
