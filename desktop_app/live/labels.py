"""Where the labels of an overlay go, so that they hide neither each other nor a digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.live.placement import Rect

GAP = 2.0

Side = Callable[[Rect, float], float]
"""The top of a plate of a height beside a box."""


@dataclass(frozen=True, slots=True)
class LabelWish:
    """A label that wants a place.

    Attributes:
        box: What it belongs to, in units of the view.
        sizes: Width and height of each form it can take, the widest first.
    """

    box: Rect
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """The place of a label.

    Attributes:
        rect: Where its plate lies.
        form: Which of its sizes was chosen.
    """

    rect: Rect
    form: int


def place_labels(groups: Sequence[Sequence[LabelWish]], bounds: Rect) -> list[list[LabelPlace]]:
    """Places for all labels, group by group.

    The labels of a number all take the same form on the same side of their
    digits. Wide forms are tried before narrow ones, above before below, places
    that hide no other digit before those that do.

    Args:
        groups: The labels of each number.
        bounds: What the plates must stay within.
    """
    taken: list[Rect] = []
    placed: list[list[LabelPlace]] = []
    for number, group in enumerate(groups):
        others = [
            wish.box for other, wishes in enumerate(groups) if other != number for wish in wishes
        ]
        places = _best_places(group, taken, others, bounds)
        taken.extend(place.rect for place in places)
        placed.append(places)
    return placed


def _best_places(
    group: Sequence[LabelWish], taken: Sequence[Rect], others: Sequence[Rect], bounds: Rect
) -> list[LabelPlace]:
    beside = (_above, _below)
    for sides, obstacles in ((beside, [*taken, *others]), (beside, taken), ((_inside,), taken)):
        for form in range(max((len(wish.sizes) for wish in group), default=0)):
            for side in sides:
                places = [_place(wish, form, side, bounds) for wish in group]
                rects = [place.rect for place in places]
                if all(bounds.contains(rect) for rect in rects) and not _collide(rects, obstacles):
                    return places
    narrowest = [_place(wish, len(wish.sizes) - 1, _above, bounds) for wish in group]
    return [LabelPlace(_moved_into(place.rect, bounds), place.form) for place in narrowest]


def _place(wish: LabelWish, form: int, side: Side, bounds: Rect) -> LabelPlace:
    form = min(form, len(wish.sizes) - 1)
    width, height = wish.sizes[form]
    left = wish.box.left + (wish.box.width - width) / 2
    left = max(bounds.left, min(left, bounds.right - width))
    return LabelPlace(Rect(left, side(wish.box, height), width, height), form)


def _above(box: Rect, height: float) -> float:
    return box.top - GAP - height


def _below(box: Rect, _height: float) -> float:
    return box.bottom + GAP


def _inside(box: Rect, _height: float) -> float:
    return max(0.0, box.top) + GAP


def _moved_into(rect: Rect, bounds: Rect) -> Rect:
    left = max(bounds.left, min(rect.left, bounds.right - rect.width))
    top = max(bounds.top, min(rect.top, bounds.bottom - rect.height))
    return Rect(left, top, rect.width, rect.height)


def _collide(rects: Sequence[Rect], obstacles: Sequence[Rect]) -> bool:
    return any(
        rect.overlaps(other)
        for position, rect in enumerate(rects)
        for other in (*rects[position + 1 :], *obstacles)
    )
