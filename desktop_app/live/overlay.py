"""What was read, painted over the picture it was read in.

Light on any ground: lines have a dark halo, labels stand on dark plates. Unsure
ink differs from digits by its "?" and its dashed line, not by colour alone.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PyQt6.QtCore import QLineF
from PyQt6.QtGui import QFont, QPainter

from desktop_app.live.box_lines import BoxLines, line_pens
from desktop_app.live.label_art import LabelArt
from desktop_app.live.labels import LabelWish, Rank, place_labels
from desktop_app.live.marks import Mark, OverlayStyle, marks
from desktop_app.live.outlines import paint_selection
from desktop_app.live.placement import Placement, Rect
from vision.frame import Box
from vision.reading import Recognition

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
        art: What its labels look like.
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
        self._line_px = LINES_PX[style.size]
        art = before.art if before is not None else LabelArt(font, style.size)
        if (art.font, art.size) != (font, style.size):
            art = LabelArt(font, style.size)
        self.art: LabelArt = art
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
        self._lines = BoxLines(
            [box for mark, box in self._boxes if not mark.is_unsure],
            [box for mark, box in self._boxes if mark.is_unsure],
            self._line_px,
        )
        wishes = [
            [LabelWish(self._room(placement.rect(mark.box)), art.sizes(mark)) for mark in group]
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
        if self._style.style == "box":
            self._lines.paint(painter)
        elif self._style.style == "underline":
            self._paint_underlines(painter)
        if selected is not None:
            paint_selection(painter, selected)
        for mark, place in self._labels:
            self.art.paint(painter, mark, place)
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
        width, height = (max(self.art.sizes(mark)[-1][axis] for mark in group) for axis in (0, 1))
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

    def _paint_underlines(self, painter: QPainter) -> None:
        line_px = self._line_px * UNDERLINE_WIDTH
        for is_unsure in (False, True):
            lines = [
                QLineF(box.left, box.bottom + line_px, box.right, box.bottom + line_px)
                for mark, box in self._boxes
                if mark.is_unsure == is_unsure
            ]
            if lines:
                for pen in line_pens(line_px, is_unsure=is_unsure):
                    painter.setPen(pen)
                    painter.drawLines(*lines)


def _joined(group: list[Mark]) -> Mark:
    """One mark for all digits of a number."""
    boxes = [mark.box for mark in group]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    text = "".join(mark.character for mark in group)
    return Mark(
        Box(left, top, right - left, bottom - top),
        text,
        "",
        group[0].track_id,
        any(mark.is_own for mark in group),
    )
