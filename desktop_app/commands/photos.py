"""Photographs read and compared with what is on them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from model.photo_evaluation import PhotoTruth
from model.photo_outcomes import PhotoOutcome, outcome_of, unread_outcome
from vision.frame import Frame
from vision.images import ImageError, read_image
from vision.recognizer import Recognizer


def outcomes(truths: Iterable[PhotoTruth], recognizer: Recognizer) -> Iterator[PhotoOutcome]:
    """What became of each photograph; one that cannot be read is told on stderr."""
    for truth in truths:
        try:
            recognition = recognizer.read(Frame(read_image(truth.path)))
        except ImageError as error:
            print(f"{truth.path}: {error}", file=sys.stderr, flush=True)
            yield unread_outcome(truth, str(error))
        else:
            yield outcome_of(truth, recognition)
