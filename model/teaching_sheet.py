"""A sheet of handwritten rows, each 0 to 9, to samples with labels.

What each digit is says its place in the row, not the model: the hand that the model
reads badly is the one that it is to learn. The model is asked whether a row is in order at
all, so that a digit left out does not shift the labels of all that follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from model.teaching_alignment import DIGITS, aligned
from model.teaching_lines import lines_of
from vision.frame import Box
from vision.reading import CROP_SIZE, NOT_A_DIGIT
from vision.segmentation import propose
from vision.selection import survivors
from vision.turns import UPRIGHT, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.teaching_alignment import Alignment
    from model.teaching_lines import Line
    from vision.frame import Image
    from vision.reading import Candidate, Classifier, Crops, Probabilities

MOST_ROWS = 15

LEAST_AGREEING = 5
"""So many digits of a row the model must read as they were asked for: half, so that it may know a
hand badly and still tell a shifted row. Set beforehand, not tuned."""

MOST_DISAGREEING = 2
"""So many digits side by side may the model read as others. Of 361 faulty rows by the validation
writers of UNIPEN 7 were taken without the rules on neighbours, 5 with them."""

_SURE = 0.8
_MOSTLY_NONE = 0.6
"""A line of which the model says so much "not a digit" is a rule, an edge or a pattern: it is not
even told of."""

_WEIGHT_OF_NONE = 0.1
_MOST_PIECES = 40
_WIDEST = 1.6


class RowProblem(StrEnum):
    """Why a row is not taken."""

    TOO_FEW = "too few"
    TOO_MANY = "too many"
    OUT_OF_ORDER = "out of order"


@dataclass(frozen=True, slots=True, eq=False)
class SheetDigit:
    """One digit of a sheet.

    Attributes:
        box: Tight to its ink, in pixels of the picture.
        crop: (28, 28) uint8, white ink on black.
        label: What was to be written there, 0 to 9.
        answer: What the model reads, 0 to 10.
        confidence: Of that answer, 0 to 1.
    """

    box: Box
    crop: Crops
    label: int
    answer: int
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class SheetRow:
    """One row of a sheet.

    Attributes:
        box: Around its ink.
        digits: In their order; of a row that is not taken, what would be which.
        found: How many digits seem to be there.
        missing: Digits that seem to be left out, where that is why it is not taken.
        problem: Why it is not taken; None where it is.
        cost: How much tells against the labels; of two readings of a row the lower is better.
    """

    box: Box
    digits: tuple[SheetDigit, ...]
    found: int
    missing: tuple[int, ...] = ()
    problem: RowProblem | None = None
    cost: float = 0.0

    @property
    def is_accepted(self) -> bool:
        return self.problem is None


@dataclass(frozen=True, slots=True, eq=False)
class SheetReading:
    """The rows of a sheet.

    Attributes:
        rows: From the top.
        turn: How the picture was turned so that the sheet stands upright.
    """

    rows: tuple[SheetRow, ...] = ()
    turn: Turn = UPRIGHT

    @property
    def digits(self) -> tuple[SheetDigit, ...]:
        """All digits of the rows that are taken."""
        return tuple(digit for row in self.rows if row.is_accepted for digit in row.digits)


def read_sheet(gray: Image, classifier: Classifier, turns: Sequence[Turn] = ()) -> SheetReading:
    """The rows of a sheet, labelled.

    Args:
        gray: (H, W) uint8.
        classifier: The model that is in use.
        turns: Tried one after the other where no row is taken as the picture is.

    Returns:
        Of all turns the reading with most digits; its boxes are those of `gray`.
    """
    best = _read_upright(gray, classifier)
    for turn in turns:
        if best.digits:
            break
        reading = _turned_back(_read_upright(turn.turned(gray), classifier), turn, gray.shape)
        if reading.digits:
            best = reading
    return best


def _turned_back(reading: SheetReading, turn: Turn, shape: tuple[int, ...]) -> SheetReading:
    rows = tuple(
        SheetRow(
            turn.box_before(row.box, shape),
            tuple(
                SheetDigit(
                    turn.box_before(one.box, shape), one.crop, one.label, one.answer, one.confidence
                )
                for one in row.digits
            ),
            row.found,
            row.missing,
            row.problem,
            row.cost,
        )
        for row in reading.rows
    )
    return SheetReading(rows, turn)


def _read_upright(gray: Image, classifier: Classifier) -> SheetReading:
    candidates, _ = propose(gray)
    if not candidates:
        return SheetReading()
    crops = np.stack([candidate.crop for candidate in candidates]).reshape(-1, CROP_SIZE, CROP_SIZE)
    probabilities = classifier(crops)
    kept, _ = survivors(candidates, probabilities)
    weights = 1 - probabilities[kept, NOT_A_DIGIT].astype(np.float64) + _WEIGHT_OF_NONE
    lines = lines_of([candidates[i].box for i in kept], weights)
    rows = [_row(line, candidates, probabilities, kept) for line in lines]
    return SheetReading(tuple(row for row in rows if row is not None)[:MOST_ROWS])


def _row(
    line: Line, candidates: Sequence[Candidate], probabilities: Probabilities, kept: Sequence[int]
) -> SheetRow | None:
    pieces = [candidates[i] for i in kept if line.reaches(candidates[i].box)]
    near = [
        i
        for i, one in enumerate(candidates)
        if line.reaches(one.box) and one.box.width < _WIDEST * line.height
    ]
    if not near or not pieces or len(pieces) > _MOST_PIECES:
        return None
    near.sort(key=lambda i: candidates[i].box.center[0])
    own = [candidates[i] for i in near]
    answers = probabilities[near]
    alignment = aligned(own, answers, pieces, line)
    places = [place for place in alignment.places if place is not None]
    if not places:
        return None
    digits = tuple(
        _digit(own[place], answers[place], label)
        for label, place in enumerate(alignment.places)
        if place is not None
    )
    order = _Order(
        alignment, answers, probabilities[[i for i in kept if line.reaches(candidates[i].box)]]
    )
    problem = order.problem()
    return SheetRow(
        Box.union_of([digit.box for digit in digits]),
        digits,
        order.found,
        order.missing if problem is RowProblem.TOO_FEW else (),
        problem,
        alignment.cost,
    )


def _digit(candidate: Candidate, chances: Probabilities, label: int) -> SheetDigit:
    answer = int(chances.argmax())
    return SheetDigit(candidate.box, candidate.crop, label, answer, float(chances[answer]))


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """Whether the labels of a row can be trusted.

    Attributes:
        alignment: Of the row.
        answers: (N, 11) float32, of its candidates.
        pieces: (M, 11) float32, of its pieces.
    """

    alignment: Alignment
    answers: Probabilities
    pieces: Probabilities

    @property
    def found(self) -> int:
        """How many digits seem to be there, whichever they are and whether they can be read."""
        there = sum(place is not None for place in self.alignment.places)
        return there + len(self._unclear) + sum(self._too_many(slot) for slot in range(DIGITS + 1))

    @property
    def missing(self) -> tuple[int, ...]:
        """Digits of which nothing is there."""
        places = self.alignment.places
        return tuple(
            label for label in range(DIGITS) if places[label] is None and label not in self._unclear
        )

    def problem(self) -> RowProblem | None:
        """Why the row is not to be taken, None where it is."""
        extra = sum(self._too_many(slot) for slot in range(DIGITS + 1))
        if self.missing:
            return RowProblem.OUT_OF_ORDER if extra else RowProblem.TOO_FEW
        if extra:
            return RowProblem.TOO_MANY
        agreeing = sum(self._agrees(label) for label in range(DIGITS))
        if agreeing < LEAST_AGREEING or self._is_swapped() or self._is_locally_shifted():
            return RowProblem.OUT_OF_ORDER
        return None

    @property
    def _unclear(self) -> tuple[int, ...]:
        """Digits where something stands that could not be made out.

        The others keep their labels, for it stands between them or, at an end, beside them.
        """
        alignment = self.alignment
        return tuple(
            label
            for label, place in enumerate(alignment.places)
            if place is None
            and self._is_between_sure(label)
            and len(alignment.extras[self._slot(label)] + alignment.scraps[self._slot(label)]) > 0
        )

    def _slot(self, label: int) -> int:
        """Where the pieces are that may be a missing digit: before the next one that is there."""
        places = self.alignment.places
        return next((i for i in range(label, DIGITS) if places[i] is not None), DIGITS)

    def _is_between_sure(self, label: int) -> bool:
        """Whether the digits on both sides are there, and read as what they should be."""
        return all(self._agrees(i) for i in (label - 1, label + 1) if 0 <= i < DIGITS)

    def _agrees(self, label: int) -> bool:
        place = self.alignment.places[label]
        return place is not None and int(self.answers[place].argmax()) == label

    def _too_many(self, slot: int) -> int:
        """Pieces in a slot that are no digits of it and cannot be passed over.

        Rests of ruled lines and shadows are, where the model takes them for nothing and
        knows the digits beside them.
        """
        extras = self.alignment.extras[slot]
        if slot < DIGITS and self.alignment.places[slot] is None:
            return 0
        missing = slot > 0 and self.alignment.places[slot - 1] is None
        if missing and slot - 1 in self._unclear:
            extras = extras[1:]
        beside = [i for i in (slot - 1, slot) if 0 <= i < DIGITS]
        if not missing and all(self._agrees(i) for i in beside):
            return sum(float(self.pieces[i, NOT_A_DIGIT]) < _SURE for i in extras)
        return len(extras)

    def _is_locally_shifted(self) -> bool:
        """Whether digits side by side are others than asked for, as after a shift of a few.

        Two are enough where one of them is read as its neighbour in the order.
        """
        told = [
            None if place is None else int(self.answers[place].argmax())
            for place in self.alignment.places
        ]
        wrong = [answer is not None and answer != label for label, answer in enumerate(told)]
        beside = [answer is not None and abs(answer - label) == 1 and answer < DIGITS
                  for label, answer in enumerate(told)]  # fmt: skip
        runs = any(all(wrong[i : i + MOST_DISAGREEING + 1])
                   for i in range(DIGITS - MOST_DISAGREEING))  # fmt: skip
        pairs = any(all(wrong[i : i + 2]) and any(beside[i : i + 2]) for i in range(DIGITS - 1))
        return runs or pairs

    def _is_swapped(self) -> bool:
        """Whether two digits beside each other are surely each the other."""
        for label in range(DIGITS - 1):
            first, second = self.alignment.places[label : label + 2]
            if first is not None and second is not None:
                crossed = min(self.answers[first, label + 1], self.answers[second, label])
                if crossed > _SURE:
                    return True
        return False
