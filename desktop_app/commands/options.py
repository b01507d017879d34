"""Options that several commands share."""

from __future__ import annotations

import argparse

from desktop_app.settings.table import DEFAULT_CONFIDENCE

LEAST_CONFIDENCE, MOST_CONFIDENCE = 0.0, 1.0


def add_model(parser: argparse.ArgumentParser) -> None:
    """``--model``: which model reads."""
    parser.add_argument(
        "--model",
        metavar="ID|PATH",
        help="read with this model: one of `digitlens models list`, a folder that "
        "`digitlens models export` wrote, or a .tflite file (default: the one in use)",
    )


def add_confidence(parser: argparse.ArgumentParser) -> None:
    """``--confidence``: how sure the reader must be."""
    parser.add_argument(
        "--confidence",
        metavar="P",
        type=_confidence,
        default=DEFAULT_CONFIDENCE,
        help="digits less sure than this, 0 to 1, are not read (default: %(default)s)",
    )


def positive_int(text: str) -> int:
    """A whole number above 0, for argparse."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def positive_float(text: str) -> float:
    """A number above 0, for argparse."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def _confidence(text: str) -> float:
    value = float(text)
    if not LEAST_CONFIDENCE <= value <= MOST_CONFIDENCE:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value
