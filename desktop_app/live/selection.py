"""Which digit of a reading is selected: by a point, by a direction, from frame to frame."""

from __future__ import annotations

from collections.abc import Sequence

from vision.frame import Box
from vision.reading import DigitRead, Reason, Recognition, Rejection

Item = DigitRead | Rejection
Direction = tuple[int, int]
"""One step to the right and down, of which one is 0."""

LEFT, RIGHT, UP, DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)
SAME_PLACE = 0.5
"""Intersection over union from which on two boxes hold the same ink."""
KEEP_S = 1.0
"""So long what is selected may be lost from sight, as under a hand."""


class Selection:
    """What is selected, followed from reading to reading.

    Attributes:
        item: What is selected, as it was read last; None for nothing.
        is_in_sight: Whether the newest reading holds it.
    """

    def __init__(self) -> None:
        self.item: Item | None = None
        self.is_in_sight = False
        self._seen_at_s = 0.0

    def select(self, item: Item | None, recognition: Recognition | None) -> None:
        """Selects what `recognition` holds, or nothing."""
        self.item = item
        self.is_in_sight = item is not None
        self._seen_at_s = recognition.frame.captured_at_s if recognition else 0.0

    def follow(self, recognition: Recognition | None) -> None:
        """Finds it in the next reading; without one there is nothing to select."""
        if self.item is None:
            return
        if recognition is None:
            self.select(None, None)
            return
        found = same_item(self.item, recognition)
        now_s = recognition.frame.captured_at_s
        if found is not None:
            self.select(found, recognition)
        elif now_s - self._seen_at_s > KEEP_S or self.item.track_id is None:
            self.select(None, None)
        else:
            self.is_in_sight = False


def same_item(item: Item, recognition: Recognition) -> Item | None:
    """What is the same in another reading: of the same track, or else in the same place."""
    others: list[Item] = [*recognition.digits, *recognition.rejections]
    if item.track_id is not None:
        for other in others:
            if other.track_id == item.track_id:
                return other
    best = max(others, key=lambda other: other.box.intersection_over_union(item.box), default=None)
    if best is None or best.box.intersection_over_union(item.box) < SAME_PLACE:
        return None
    return best


def item_at(recognition: Recognition, x: float, y: float, reach: float = 0.0) -> Item | None:
    """What lies at a point of the picture, the smallest where several do.

    Args:
        recognition: What was read.
        x: In pixels of the frame.
        y: In pixels of the frame.
        reach: So far beside a box still counts.
    """
    items: list[Item] = [*recognition.digits, *recognition.rejections]
    hit = [
        item
        for item in items
        if item.box.left - reach <= x < item.box.right + reach
        and item.box.top - reach <= y < item.box.bottom + reach
    ]
    # A shadow that was looked at and not read must not cover a digit.
    return min(hit, key=lambda item: (not _is_marked(item), item.box.area), default=None)


def in_reading_order(recognition: Recognition, *, with_all: bool = False) -> list[Item]:
    """The digits and what is unsure, line by line.

    Args:
        recognition: What was read.
        with_all: Whether what was looked at and is no digit is among them.
    """
    grouped = {id(digit) for number in recognition.numbers for digit in number.digits}
    pieces: list[tuple[Item, ...]] = [tuple(number.digits) for number in recognition.numbers]
    pieces += [(digit,) for digit in recognition.digits if id(digit) not in grouped]
    pieces += [(item,) for item in recognition.rejections if with_all or _is_marked(item)]
    placed = [(Box.union_of([item.box for item in piece]), piece) for piece in pieces if piece]
    placed.sort(key=lambda entry: entry[0].center[1])
    lines: list[list[tuple[Box, tuple[Item, ...]]]] = []
    for box, piece in placed:
        first = lines[-1][0][0] if lines else None
        if first is not None and box.center[1] < first.bottom and first.center[1] > box.top:
            lines[-1].append((box, piece))
        else:
            lines.append([(box, piece)])
    return [
        item
        for line in lines
        for _, piece in sorted(line, key=lambda entry: entry[0].left)
        for item in piece
    ]


def next_item(ordered: Sequence[Item], current: Item | None, direction: Direction) -> Item | None:
    """Where an arrow key leads: to the nearest in its direction.

    Where nothing lies to the left or right, the line ends, and the reading order goes on.

    Args:
        ordered: What can be reached, in reading order.
        current: What is selected; None leads to the first.
        direction: Of the arrow key, in the upright picture.
    """
    if current is None:
        return ordered[0] if ordered else None
    right, down = direction
    others = [item for item in ordered if item is not current]
    x, y = current.box.center

    def distance(item: Item) -> float:
        # What lies aside is farther than it measures.
        beside_x, beside_y = item.box.center[0] - x, item.box.center[1] - y
        return abs(beside_x) * (1 if right else 2) + abs(beside_y) * (1 if down else 2)

    ahead = [item for item in others if _lies_ahead(current.box, item.box, direction)]
    if ahead:
        return min(ahead, key=distance)
    if right and current in ordered:
        at = ordered.index(current) + right
        return ordered[at] if 0 <= at < len(ordered) else current
    return current


def _lies_ahead(box: Box, other: Box, direction: Direction) -> bool:
    """Whether it lies to that side: in the same line, or in another above or below."""
    right, down = direction
    other_x, other_y = other.center
    if right:
        shared = min(box.bottom, other.bottom) - max(box.top, other.top)
        return (other_x - box.center[0]) * right > 0 and shared >= min(box.height, other.height) / 2
    return other_y > box.bottom if down > 0 else other_y < box.top


def _is_marked(item: Item) -> bool:
    return isinstance(item, DigitRead) or item.reason is Reason.UNSURE
