"""The picture of a sheet that shows what to write."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

PAPER = QColor("#fbfaf5")
PAPER_EDGE = QColor("#b9b6aa")
INK = QColor("#6b7280")
PEN_SHARE = 0.09
MARGIN = 0.07
_SEED = 20


class SheetGuide(QWidget):
    """Paper with rows of digits in light grey strokes, drawn anew for any number of rows.

    Paper is light in a dark window too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = 10
        self._strokes: list[list[list[list[QPointF]]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self._lines(14, 9))
        self._tell()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._lines(26, 18)

    def set_rows(self, rows: int) -> None:
        """Shows so many rows."""
        self._rows = rows
        self._tell()
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = self._paper()
        painter.setPen(QPen(PAPER_EDGE, 1))
        painter.setBrush(PAPER)
        painter.drawRect(paper)
        across, down = paper.width() * (1 - 2 * MARGIN), paper.height() * (1 - 2 * MARGIN)
        step_x, step_y = across / 10, down / self._rows
        size = min(0.62 * step_y, 0.75 * step_x)
        pen = QPen(INK, max(1.2, PEN_SHARE * size))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row in range(self._rows):
            for digit, strokes in enumerate(self._row(row)):
                painter.save()
                painter.translate(
                    paper.left() + MARGIN * paper.width() + (digit + 0.5) * step_x,
                    paper.top() + MARGIN * paper.height() + (row + 0.5) * step_y,
                )
                for stroke in strokes:
                    painter.drawPolyline(QPolygonF([point * size for point in stroke]))
                painter.restore()
        painter.end()

    def _paper(self) -> QRectF:
        """As large as the widget allows; a sheet lies across for few rows."""
        ratio = max(0.75, min(2.4, 13 / (self._rows + 2)))
        width = min(self.width() - 2.0, (self.height() - 2.0) * ratio)
        height = width / ratio
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _row(self, number: int) -> list[list[list[QPointF]]]:
        while len(self._strokes) <= number:
            self._strokes.append(_written_row(len(self._strokes)))
        return self._strokes[number]

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Picture of the sheet"))
        self.setAccessibleDescription(
            self.tr("Rows on a sheet of paper: {rows}; in each 0 1 2 3 4 5 6 7 8 9, apart.").format(
                rows=self._rows
            )
        )

    def _lines(self, width: int, height: int) -> QSize:
        line = self.fontMetrics().height()
        return QSize(width * line, height * line)


def _written_row(number: int) -> list[list[list[QPointF]]]:
    """The strokes of 0 to 9, each about its middle and one unit high."""
    # Imported when it is first wanted: it needs OpenCV.
    import numpy as np

    from model.handwriting import digit_strokes

    row = []
    for digit in range(10):
        rng = np.random.default_rng((_SEED, number, digit))
        strokes = digit_strokes(digit, rng, form=0, wildness=0.5)
        points = np.vstack(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        middle, scale = (low + high) / 2, max(float(high[1] - low[1]), 1e-6)
        row.append([
            [QPointF(*((point - middle) / scale).tolist()) for point in stroke]
            for stroke in strokes
        ])  # fmt: skip
    return row
