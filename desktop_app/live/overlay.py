"""What was read, painted over the picture it was read in.

Light on any ground: lines have a dark halo, labels stand on dark plates. Unsure
ink differs from digits by its "?" and its dashed line, not by colour alone.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen

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
    OverlayStyle,
    marks,
)
from desktop_app.live.outlines import paint_selection
from desktop_app.live.placement import Placement, Rect
from vision.frame import Box
from vision.reading import Recognition

READ_COLOR = QColor(*READ_RGB)
UNSURE_COLOR = QColor(*UNSURE_RGB)
TEXT_COLOR = QColor(*TEXT_RGB)
PLATE_COLOR = QColor(*PLATE_RGBA)
HALO_COLOR = QColor(*HALO_RGBA)

TEXT_PX_PER_POINT = 1.7
"""Height of the digits for each point of the window's font, so that both grow alike."""
TEXT_SCALES = {"small": 0.85, "normal": 1.0, "large": 1.5}
LINES_PX = {"small": 1.5, "normal": 2.0, "large": 3.0}
UNDERLINE_WIDTH = 1.5
"""Of an underline compared with the line of a box, which has four sides to be seen by."""

LOW = 1.7
"""Digits lower than so many labels are labelled together: else labels hide the next line."""

TINY = 10
"""Digits lower than so many lines are wide share the box of their number."""


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
            style: What the user chose.
            font: That of the window; its family is used, and sizes go by its size.
            before: The overlay of the frame before, whose look is kept where it can be.
        """
        self._style = style
        self._text_px = QFontInfo(font).pointSizeF() * TEXT_PX_PER_POINT * TEXT_SCALES[style.size]
        self._line_px = LINES_PX[style.size]
        self._digit_font = _sized(font, self._text_px, bold=True)
        self._small_font = _sized(font, self._text_px * SMALL_TEXT, bold=False)
        self._digit_metrics = QFontMetricsF(self._digit_font)
        self._small_metrics = QFontMetricsF(self._small_font)
        # Of a picture that is zoomed, most may lie outside; that needs no labels.
        seen = (
            [mark for mark in group if placement.rect(mark.box).overlaps(bounds)]
            for group in marks(recognition, style)
        )
        digits = [group for group in seen if group]
        groups = [self._labelled(group, placement) for group in digits]
        self._boxes = [
            (mark, placement.rect(mark.box))
            for group, labelled in zip(digits, groups, strict=True)
            for mark in (labelled if self._are_tiny(group, placement) else group)
        ]
        wishes = [
            [LabelWish(self._room(placement.rect(mark.box)), self._sizes(mark)) for mark in group]
            for group in groups
        ]
        keys = [group[0].track_id for group in groups]
        known = before.habits if before is not None else {}
        habits = [known.get(key) if key is not None else None for key in keys]
        places = place_labels(wishes, bounds, habits)
        self.habits: dict[int, Rank] = {
            key: placed[0].rank for key, placed in zip(keys, places, strict=True) if key is not None
        }
        self._labels = [
            (mark, place)
            for group, group_places in zip(groups, places, strict=True)
            for mark, place in zip(group, group_places, strict=True)
            # Where a whole number's would hide others, the list beside the picture has it.
            if len(mark.character) == 1 or not place.rank[0]
        ]

    def paint(self, painter: QPainter, opacity: float = 1.0, selected: Rect | None = None) -> None:
        """Paints it; the painter is left as it was found.

        Args:
            painter: Of what the recognition was laid out for.
            opacity: 0 to 1.
            selected: The ink that gets a frame, under the labels.
        """
        if opacity <= 0:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        for mark, box in self._boxes:
            if self._style.style == "box":
                self._paint_box(painter, mark, box)
            elif self._style.style == "underline":
                self._paint_underline(painter, mark, box)
        if selected is not None:
            paint_selection(painter, selected)
        for mark, place in self._labels:
            self._paint_label(painter, mark, place)
        painter.restore()

    def box_at(self, x: float, y: float) -> Box | None:
        """Whose label lies at a point of the view; its ink, in pixels of the picture."""
        # The last painted lies on top.
        for mark, place in reversed(self._labels):
            if place.rect.holds(x, y):
                return mark.box
        return None

    def _labelled(self, group: list[Mark], placement: Placement) -> list[Mark]:
        """What gets a label: each digit, or the number where its digits are hardly larger."""
        boxes = [placement.rect(mark.box) for mark in group]
        width, height = (max(self._sizes(mark)[-1][axis] for mark in group) for axis in (0, 1))
        is_narrow = any(
            math.dist(first.middle, second.middle) < width for first, second in pairwise(boxes)
        )
        is_low = max(box.height for box in boxes) < LOW * height
        return [_joined(group)] if len(group) > 1 and (is_narrow or is_low) else group

    def _are_tiny(self, group: list[Mark], placement: Placement) -> bool:
        """Whether lines around each digit would leave little to be seen of them."""
        least = TINY * self._line_px
        return any(placement.rect(mark.box).height < least for mark in group)

    def _room(self, box: Rect) -> Rect:
        """What labels keep clear of: the ink, and the line under it."""
        if self._style.style != "underline":
            return box
        return Rect(box.left, box.top, box.width, box.height + 3 * self._line_px)

    def _sizes(self, mark: Mark) -> tuple[tuple[float, float], ...]:
        """Sizes of a label's forms: in one line, in two lines, the character alone.

        That of a whole number has one, which is small.
        """
        padding = self._text_px * PLATE_PADDING
        if len(mark.character) > 1:
            width = self._small_metrics.horizontalAdvance(mark.character)
            return ((width + 2 * padding, self._small_metrics.capHeight() + 2 * padding),)
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
        line = self._line_px
        margin = line  # the line lies around the ink, not on it
        rect = QRectF(
            box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in _pens(mark, line):
            painter.setPen(pen)
            painter.drawRoundedRect(rect, line, line)

    def _paint_underline(self, painter: QPainter, mark: Mark, box: Rect) -> None:
        line = self._line_px * UNDERLINE_WIDTH
        y = box.bottom + line
        for pen in _pens(mark, line):
            painter.setPen(pen)
            painter.drawLine(QLineF(box.left, y, box.right, y))

    def _paint_label(self, painter: QPainter, mark: Mark, place: LabelPlace) -> None:
        plate = QRectF(place.rect.left, place.rect.top, place.rect.width, place.rect.height)
        padding = self._text_px * PLATE_PADDING
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE_COLOR)
        painter.drawRoundedRect(plate, padding, padding)
        if len(mark.character) > 1:
            painter.setFont(self._small_font)
            painter.setPen(TEXT_COLOR)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, mark.character)
            return
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


def _joined(group: list[Mark]) -> Mark:
    """One mark for all digits of a number."""
    boxes = [mark.box for mark in group]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    text = "".join(mark.character for mark in group)
    return Mark(Box(left, top, right - left, bottom - top), text, "", group[0].track_id)


def _sized(font: QFont, height_px: float, *, bold: bool) -> QFont:
    sized = QFont(font)
    sized.setPixelSize(max(1, round(height_px)))
    sized.setBold(bold)
    return sized


def _pens(mark: Mark, line_px: float) -> tuple[QPen, QPen]:
    """For the halo, then for the line on it, which is dashed where the reading is unsure."""
    halo = QPen(HALO_COLOR, line_px + 2)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    line = QPen(UNSURE_COLOR if mark.is_unsure else READ_COLOR, line_px)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if mark.is_unsure:
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        line.setDashPattern([5, 3])
    return halo, line
