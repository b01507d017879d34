"""Files that say what is on photographs.

The truth is one JSON object a line:

    {"file": "photos/a.jpg", "kind": "paper", "tags": ["many"], "boxes": true,
     "digits": [{"label": 7, "box": [x, y, w, h], "printed": false}, ...],
     "text_lines": ["1234"]}

A digit that is printed or whose label is null marks a region that counts
neither for nor against. Where "boxes" is false only the text is compared, and
digits need no box. Videos are left out.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from model.photo_evaluation import PhotoTruth, PlacedDigit

UNKNOWN_KIND = "?"

_FREE_ORDER_KINDS = frozenset({"form"})
_FREE_ORDER_TAGS = frozenset({"equation", "rotated", "rotated90", "rotated180", "drawing"})
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class TruthError(Exception):
    """A file of truths cannot be used; says which line and why."""


def read_truths(path: Path) -> tuple[PhotoTruth, ...]:
    """The truths in a file, videos left out.

    Args:
        path: JSON lines; the photographs' names are relative to its folder.

    Raises:
        TruthError: The file cannot be read, or a line is not as described above.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TruthError(f"{path} cannot be read as a file of truths ({error}).") from error
    truths = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            truths.append(_truth_of(json.loads(line), path.parent))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TruthError(
                f"Line {number} of {path} does not describe a photograph ({error!r})."
            ) from error
    return tuple(truth for truth in truths if truth.kind != "video")


def _truth_of(row: dict[str, Any], folder: Path) -> PhotoTruth:
    has_boxes = bool(row.get("boxes", True))
    digits = tuple(_digit_of(digit, has_boxes) for digit in row["digits"])
    tags = tuple(map(str, row.get("tags", ())))
    kind = str(row.get("kind", UNKNOWN_KIND))
    return PhotoTruth(
        path=folder / row["file"],
        kind=kind,
        digits=digits,
        has_boxes=has_boxes,
        lines=tuple(map(str, row.get("text_lines", ()))),
        order_is_certain=kind not in _FREE_ORDER_KINDS
        and not _FREE_ORDER_TAGS.intersection(tags)
        and all(digit.counts for digit in digits),
        tags=tags,
    )


def _digit_of(digit: dict[str, Any], has_box: bool) -> PlacedDigit:
    label = digit.get("label")
    if label is not None and label not in range(10):
        raise ValueError(f"a label is {label!r}, expected 0 to 9 or null")
    counts = label is not None and not digit.get("printed", False)
    if not has_box and "box" not in digit:
        return PlacedDigit(label, _NOWHERE, counts)
    left, top, width, height = (float(value) for value in digit["box"])
    if not all(map(math.isfinite, (left, top, width, height))) or min(width, height) < 0:
        raise ValueError(f"a box is {digit['box']!r}, expected left, top, width, height in pixels")
    return PlacedDigit(label, (left, top, width, height), counts)
