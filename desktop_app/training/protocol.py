"""The training child's JSON lines, read with nothing taken on trust."""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Any

MAX_LINE_BYTES = 1 << 16
MAX_TEXT_LENGTH = 1000
# A crop is 28 pixels high and as wide, a byte each; see `vision.reading.CROP_SIZE`.
CROP_BYTES = 28 * 28
MAX_PREDICTIONS = 20
# Ten digits and "not a digit".
CLASS_COUNT = 11

# What an event must hold to be one; further fields pass unchecked.
_FIELDS: dict[str, dict[str, type]] = {
    "started": {"epochs": int},
    "download": {"done": int, "total": int},
    "message": {"text": str},
    "batch": {"epoch": int, "step": int, "steps": int, "loss": float, "accuracy": float},
    "epoch": {
        "epoch": int,
        "loss": float,
        "accuracy": float,
        "validation_loss": float,
        "validation_accuracy": float,
    },
    "predictions": {"epoch": int, "items": list},
    "paused": {},
    "resumed": {},
    "finished": {"model_id": str, "accepted": bool, "reason": str},
    "failed": {"error": str},
}
_OPTIONAL: dict[str, type] = {
    "seconds": float,
    "training": int,
    "validation": int,
    "parameters": int,
    "report": str,
}
"""What an event may tell besides; of another kind or size it is left out."""

_MOST = 2**31
"""Whole numbers are below it: Qt counts plurals no further, and no training comes near."""


class LineSplitter:
    """Cuts a stream of bytes into lines and holds at most one line's worth.

    Attributes:
        dropped_bytes: Of lines that were too long.
    """

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self.dropped_bytes = 0
        self._max_line_bytes = max_line_bytes
        self._pending = bytearray()
        self._dropping = False

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that these bytes complete, without their ends."""
        *ended, rest = data.split(b"\n")
        lines = []
        for piece in ended:
            self._append(piece)
            if not self._dropping:
                lines.append(bytes(self._pending))
            self._pending.clear()
            self._dropping = False
        self._append(rest)
        return lines

    def _append(self, piece: bytes) -> None:
        if self._dropping:
            self.dropped_bytes += len(piece)
        elif len(self._pending) + len(piece) > self._max_line_bytes:
            self.dropped_bytes += len(self._pending) + len(piece)
            self._dropping = True
            self._pending.clear()
        else:
            self._pending += piece


def parse_event(line: bytes) -> dict[str, Any] | None:
    """The event that a line holds, or None if it holds none.

    Numbers that may be missing because they were not finite (losses) are NaN.
    """
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return None
    fields = _FIELDS.get(event["event"])
    if fields is None:
        return None
    for name, kind in fields.items():
        if name not in event:
            return None
        value = _as_items(event[name]) if kind is list else _as(kind, event[name])
        if value is None:
            return None
        event[name] = value
    for name in _OPTIONAL.keys() & event.keys():
        event[name] = _as(_OPTIONAL[name], event[name])
        if event[name] is None:
            del event[name]
    return event


def crop_bytes(text: str) -> bytes | None:
    """The pixels of a crop, row by row, from base64; None where it is no crop."""
    if len(text) > 2 * CROP_BYTES:
        return None
    try:
        pixels = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # the latter for what is not ASCII
        return None
    return pixels if len(pixels) == CROP_BYTES else None


def _as_items(value: object) -> list[dict[str, Any]] | None:
    """Predictions with nothing but what is known of them, or None if one of them is none."""
    if not isinstance(value, list) or len(value) > MAX_PREDICTIONS:
        return None
    items = []
    for item in value:
        checked = _as_prediction(item)
        if checked is None:
            return None
        items.append(checked)
    return items


def _as_prediction(item: object) -> dict[str, Any] | None:
    if not isinstance(item, dict):
        return None
    crop = item.get("crop")
    if not isinstance(crop, str) or crop_bytes(crop) is None:
        return None
    label, answer = (_as(int, item.get(name)) for name in ("label", "answer"))
    if not all(isinstance(one, int) and one < CLASS_COUNT for one in (label, answer)):
        return None
    confidence = _as_number(item.get("confidence"))
    if confidence is None or not 0.0 <= confidence <= 1.0:
        return None
    return {"crop": crop, "label": label, "answer": answer, "confidence": confidence}


def _as(kind: type, value: object) -> object | None:
    """The value if it is of that kind, within bounds; else None."""
    if kind is float:
        return _as_number(value)
    if isinstance(value, bool):
        return value if kind is bool else None
    if isinstance(value, str):
        return value[:MAX_TEXT_LENGTH] if kind is str else None
    if isinstance(value, int) and 0 <= value < _MOST:
        return value if kind is int else None
    return None


def _as_number(value: object) -> float | None:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
