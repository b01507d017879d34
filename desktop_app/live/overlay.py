"""What was read, painted over the picture it was read in.

Light on any ground: boxes have a dark halo, labels stand on dark plates. Unsure
ink differs from digits by its "?" and its dashed box, not by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop_app.live.labels import LabelPlace, LabelWish, Rank, place_labels
from desktop_app.live.marks import (
    ALONE,
    HALO_RGBA,
    PLATE_PADDING,
    PLATE_RGBA,
    READ_RGB,
    SMALL_TEXT,
    STACKED,
    TEXT_RGB,
    UNSURE_RGB,
    Mark,
    marks,
)
from desktop_app.live.placement import Placement, Rect
from vision.reading import Recognition

READ_COLOR = QColor(*READ_RGB)
UNSURE_COLOR = QColor(*UNSURE_RGB)
TEXT_COLOR = QColor(*TEXT_RGB)
PLATE_COLOR = QColor(*PLATE_RGBA)
HALO_COLOR = QColor(*HALO_RGBA)


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """Sizes of an overlay, in units of what it is painted on.

    Attributes:
        text_px: Height of the digit's font.
        line_px: Width of a box's line.
    """

    text_px: float = 17.0
    line_px: float = 2.0


class Overlay:
    """A recognition laid out for one placement; made once, painted often.

    Attributes:
        habits: The rank of each number's labels, by the track of its first digit.
    """

    def __init__(
        self,
        recognition: Recognition,
        placement: Placement,
        bounds: Rect,
        style: OverlayStyle,
        font: QFont,
        before: Overlay | None = None,
    ) -> None:
        """Lays out the labels.

        Args:
            recognition: What was read.
            placement: Where its frame lies.
            bounds: What the labels must stay within.
            style: Sizes.
            font: Its family is used.
            before: The overlay of the frame before, whose look is kept where it can be.
        """
        self._style = style
        self._digit_font = _sized(font, style.text_px, bold=True)
        self._small_font = _sized(font, style.text_px * SMALL_TEXT, bold=False)
        self._digit_metrics = QFontMetricsF(self._digit_font)
        self._small_metrics = QFontMetricsF(self._small_font)
        groups = marks(recognition)
        wishes = [
            [LabelWish(placement.rect(mark.box), self._sizes(mark)) for mark in group]
            for group in groups
        ]
        keys = [group[0].track_id for group in groups]
        known = before.habits if before is not None else {}
        habits = [known.get(key) if key is not None else None for key in keys]
        places = place_labels(wishes, bounds, habits)
        self.habits: dict[int, Rank] = {
            key: placed[0].rank for key, placed in zip(keys, places, strict=True) if key is not None
        }
        self._items = [
            (mark, wish.box, place)
            for group, group_wishes, group_places in zip(groups, wishes, places, strict=True)
            for mark, wish, place in zip(group, group_wishes, group_places, strict=True)
        ]

    def paint(self, painter: QPainter, opacity: float = 1.0) -> None:
        """Paints it; the painter is left as it was found."""
        if opacity <= 0 or not self._items:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        for mark, box, _ in self._items:
            self._paint_box(painter, mark, box)
        for mark, _, place in self._items:
            self._paint_label(painter, mark, place)
        painter.restore()

    def _sizes(self, mark: Mark) -> tuple[tuple[float, float], ...]:
        """Sizes of a label's forms: in one line, in two lines, the character alone."""
        padding = self._style.text_px * PLATE_PADDING
        digit_width = self._digit_metrics.horizontalAdvance(mark.character)
        digit_height = self._digit_metrics.capHeight()
        alone = (digit_width + 2 * padding, digit_height + 2 * padding)
        if not mark.confidence:
            return (alone,)
        small_width = self._small_metrics.horizontalAdvance(mark.confidence)
        short_width = self._small_metrics.horizontalAdvance(mark.confidence.removesuffix("%"))
        return (
            (digit_width + small_width + 3 * padding, digit_height + 2 * padding),
            (
                max(digit_width, short_width) + 2 * padding,
                digit_height + self._small_metrics.capHeight() + 3 * padding,
            ),
            alone,
        )

    def _paint_box(self, painter: QPainter, mark: Mark, box: Rect) -> None:
        line = self._style.line_px
        margin = line  # the line lies around the ink, not on it
        rect = QRectF(
            box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width, is_dashed in (
            (HALO_COLOR, 2 * line, False),
            (UNSURE_COLOR if mark.is_unsure else READ_COLOR, line, mark.is_unsure),
        ):
            pen = QPen(color, width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if is_dashed:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                pen.setDashPattern([5, 3])
            painter.setPen(pen)
            painter.drawRoundedRect(rect, line, line)

    def _paint_label(self, painter: QPainter, mark: Mark, place: LabelPlace) -> None:
        plate = QRectF(place.rect.left, place.rect.top, place.rect.width, place.rect.height)
        padding = self._style.text_px * PLATE_PADDING
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE_COLOR)
        painter.drawRoundedRect(plate, padding, padding)
        digit_width = self._digit_metrics.horizontalAdvance(mark.character)
        digit_base = plate.top() + padding + self._digit_metrics.capHeight()
        is_stacked = bool(mark.confidence) and place.form == STACKED
        left = plate.center().x() - digit_width / 2 if is_stacked else plate.left() + padding
        painter.setFont(self._digit_font)
        painter.setPen(UNSURE_COLOR if mark.is_unsure else TEXT_COLOR)
        painter.drawText(QPointF(left, digit_base), mark.character)
        if not mark.confidence or place.form == ALONE:
            return
        painter.setFont(self._small_font)
        painter.setPen(READ_COLOR)
        if is_stacked:
            text = mark.confidence.removesuffix("%")
            width = self._small_metrics.horizontalAdvance(text)
            spot = QPointF(
                plate.center().x() - width / 2,
                digit_base + padding + self._small_metrics.capHeight(),
            )
        else:
            text = mark.confidence
            spot = QPointF(left + digit_width + padding, digit_base)
        painter.drawText(spot, text)


def _sized(font: QFont, height_px: float, *, bold: bool) -> QFont:
    sized = QFont(font)
    sized.setPixelSize(max(1, round(height_px)))
    sized.setBold(bold)
    return sized
