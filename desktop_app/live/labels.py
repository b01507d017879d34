"""Where the labels of an overlay go, so that they hide neither each other nor a digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from desktop_app.live.placement import Rect

GAP = 2.0
SPARE = 4.0
"""Room that a better place than the one before must have on each side."""

ABOVE, BELOW, RIGHT, LEFT, INSIDE = range(5)
LAST = 3

Rank = tuple[int, int, int]
"""A kind of place: what it may hide (more and more), its form, its side."""


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
        rank: Which kind of place it is.
    """

    rect: Rect
    form: int
    rank: Rank


def place_labels(
    groups: Sequence[Sequence[LabelWish]], bounds: Rect, habits: Sequence[Rank | None] = ()
) -> list[list[LabelPlace]]:
    """Places for all labels, group by group.

    The labels of a number all take the same form on the same side of their
    digits. Places that hide no other digit are tried before those that do, wide
    forms before narrow ones, above before below before the sides.

    Args:
        groups: The labels of each number.
        bounds: What the plates must stay within.
        habits: For each group, the rank of its places in the frame before, None
            where it is new. A better one is taken only where there is room to
            spare, lest the labels of a moving hand flicker between two forms.
    """
    taken: list[Rect] = []
    placed: list[list[LabelPlace]] = []
    boxes = [wish.box for group in groups for wish in group]
    for number, group in enumerate(groups):
        habit = habits[number] if number < len(habits) else None
        places = _best_places(group, taken, boxes, bounds, habit)
        taken.extend(place.rect for place in places)
        placed.append(places)
    return placed


def _best_places(
    group: Sequence[LabelWish],
    taken: Sequence[Rect],
    boxes: Sequence[Rect],
    bounds: Rect,
    habit: Rank | None,
) -> list[LabelPlace]:
    near = [_near(wish, taken) for wish in group]
    near_boxes = [[box for box in _near(wish, boxes) if box != wish.box] for wish in group]
    forms = max((len(wish.sizes) for wish in group), default=0)
    ranks = list(_ranks(forms))
    better_than_before = ranks.index(habit) if habit in ranks else 0
    for order, rank in enumerate(ranks):
        places = [_place(wish, rank, bounds) for wish in group]
        if not all(bounds.contains(place.rect) for place in places):
            continue
        spare = SPARE if order < better_than_before else 0.0
        rects = [place.rect.grown(spare) for place in places]
        may_hide_digits = rank[0] > 0
        if any(first.overlaps(second) for first, second in combinations(rects, 2)):
            continue
        if any(_hits(rect, plates) for rect, plates in zip(rects, near, strict=True)):
            continue
        if may_hide_digits or not any(
            _hits(rect, digits) for rect, digits in zip(rects, near_boxes, strict=True)
        ):
            return places
    narrowest = [_place(wish, (LAST, forms - 1, ABOVE), bounds) for wish in group]
    return [
        LabelPlace(_moved_into(place.rect, bounds), place.form, place.rank) for place in narrowest
    ]


def _near(wish: LabelWish, rects: Sequence[Rect]) -> list[Rect]:
    """Those that a plate beside the box could meet; of a hundred digits only a few."""
    reach = wish.box.grown(max(max(size) for size in wish.sizes) + GAP + 2 * SPARE)
    return [rect for rect in rects if reach.overlaps(rect)]


def _hits(rect: Rect, obstacles: Sequence[Rect]) -> bool:
    return any(rect.overlaps(obstacle) for obstacle in obstacles)


def _ranks(forms: int) -> Iterator[Rank]:
    """All ranks, the best first."""
    for form in range(forms):
        for side in (ABOVE, BELOW, RIGHT, LEFT):
            yield 0, form, side
    # Where something must be hidden, the narrowest label hides the least.
    for attempt, sides in ((1, (ABOVE, BELOW, RIGHT, LEFT)), (2, (INSIDE,))):
        for form in range(forms) if attempt == 2 else reversed(range(forms)):
            for side in sides:
                yield attempt, form, side


def _place(wish: LabelWish, rank: Rank, bounds: Rect) -> LabelPlace:
    _, form, side = rank
    box = wish.box
    form = min(form, len(wish.sizes) - 1)
    width, height = wish.sizes[form]
    left, top = box.left + (box.width - width) / 2, box.top
    if side in (ABOVE, BELOW, INSIDE):
        left = max(bounds.left, min(left, bounds.right - width))
    if side == ABOVE:
        top = box.top - GAP - height
    elif side == BELOW:
        top = box.bottom + GAP
    elif side == RIGHT:
        left = box.right + GAP
    elif side == LEFT:
        left = box.left - GAP - width
    else:
        top = max(bounds.top, box.top) + GAP
    return LabelPlace(Rect(left, top, width, height), form, rank)


def _moved_into(rect: Rect, bounds: Rect) -> Rect:
    left = max(bounds.left, min(rect.left, bounds.right - rect.width))
    top = max(bounds.top, min(rect.top, bounds.bottom - rect.height))
    return Rect(left, top, rect.width, rect.height)
