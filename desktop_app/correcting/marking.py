"""The digit in a box that the user drew: its ink, found and normalised as the reading does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.correcting.regrouping import box_as_it_lies, box_upright
from desktop_app.live.region import part_within
from vision.frame import Box, Frame, Image
from vision.reading import Crops

if TYPE_CHECKING:
    from vision.binarization import InkMask
    from vision.reading import Candidate

CONTEXT = 0.75
"""Around the box, in its longer sides, the ground is looked at too: it tells what is ink."""
INSIDE = 0.8
"""Of a candidate's area, what must lie in the box: one draws over the end of a long stroke."""
LEAST_INK_PX = 12
"""So many pixels of ink are meant; fewer are dust."""


@dataclass(frozen=True, slots=True, eq=False)
class MarkedDigit:
    """The ink in a box.

    Attributes:
        box: Tight to the ink, in pixels of the frame.
        crop: (28, 28) uint8, as the network would see it.
    """

    box: Box
    crop: Crops


def marked_digit(frame: Frame, box: Box, quarters: int = 0) -> MarkedDigit | None:
    """The one digit in a box of a frame, whether the reading would have found it or not.

    Args:
        frame: What the user sees.
        box: What the user drew around the digit, in pixels of the frame.
        quarters: Quarter turns to the left after which the page stands upright.

    Returns:
        None where the box holds no ink.
    """
    # Imported when the first digit is marked.
    import numpy as np

    from vision.color import ink_gray

    seen = part_within(box, (frame.width, frame.height))
    if seen is None:
        return None
    margin = round(CONTEXT * max(box.width, box.height))
    left, top = max(0, box.left - margin), max(0, box.top - margin)
    right = min(frame.width, box.right + margin)
    bottom = min(frame.height, box.bottom + margin)
    gray = ink_gray(frame.image[top:bottom, left:right])
    size = right - left, bottom - top
    wanted = Box(seen.left - left, seen.top - top, seen.width, seen.height)
    upright = np.ascontiguousarray(np.rot90(gray, quarters))
    found = _digit_in(upright, box_upright(wanted, size, quarters))
    if found is None:
        return None
    lies = box_as_it_lies(found.box, size, quarters)
    return MarkedDigit(Box(lies.left + left, lies.top + top, lies.width, lies.height), found.crop)


def _digit_in(gray: Image, wanted: Box) -> MarkedDigit | None:
    """The same in an upright picture."""
    from vision.segmentation import propose

    candidates, _ = propose(gray)
    inside = [one for one in candidates if _is_inside(one, wanted)]
    if inside:
        # Parts of it and the whole are offered: the whole is what was marked.
        whole = max(inside, key=lambda one: (one.ink, one.box.area))
        return MarkedDigit(whole.box, whole.crop)
    return _ink_in(gray, wanted)


def _is_inside(candidate: Candidate, wanted: Box) -> bool:
    return candidate.box.intersection_area(wanted) >= INSIDE * candidate.box.area


def _ink_in(gray: Image, wanted: Box) -> MarkedDigit | None:
    """All ink in the box as one digit, where nothing in it is like one: faint, low, at a border."""
    from vision.binarization import ink_masks

    found = [_tight(mask, wanted) for mask in ink_masks(gray, wanted.height)]
    return next((one for one in found if one is not None), None)


def _tight(mask: InkMask, wanted: Box) -> MarkedDigit | None:
    """The ink of one mask in the box, cut tight."""
    import cv2
    import numpy as np

    from vision.normalization import normalized

    level = np.zeros((mask.level_height, mask.level_width), np.uint8)
    height, width = mask.ink.shape
    level[mask.top : mask.top + height, mask.left : mask.left + width] = mask.ink
    scale = mask.scale
    left, top = wanted.left // scale, wanted.top // scale
    part = level[top : -(-wanted.bottom // scale), left : -(-wanted.right // scale)]
    x, y, across, down = cv2.boundingRect(part)
    if np.count_nonzero(part) * scale**2 < LEAST_INK_PX:
        return None
    box = Box((left + x) * scale, (top + y) * scale, across * scale, down * scale)
    return MarkedDigit(box, normalized(np.ascontiguousarray(part[y : y + down, x : x + across])))
