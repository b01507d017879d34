"""What a model's card tells in any language: its figures, and when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

FIGURES = ("test_accuracy", "mnist_test_accuracy", "validation_accuracy")
"""The figures of a card that are told, in this order."""


def known_figures(metrics: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The accuracies among the metrics, 0 to 1, each with its name."""
    told = [(name, metrics.get(name)) for name in FIGURES]
    return [
        (name, float(value))
        for name, value in told
        if isinstance(value, int | float) and 0 <= value <= 1
    ]


def date_in_words(iso: str) -> str:
    """An ISO date and time in local time, to the minute; as it is if it is none."""
    try:
        moment = datetime.fromisoformat(iso).astimezone()
    except (ValueError, OverflowError, OSError):  # the last two for years that no clock has
        return iso
    return f"{moment:%Y-%m-%d %H:%M}"
