"""The digits of a sheet before they are learnt: which are wanted, and as what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.samples import Origin, Sample
from model.teaching_sheet import SheetDigit


@dataclass(slots=True, eq=False)
class Picked:
    """One digit that may be learnt.

    Attributes:
        digit: As it was found.
        label: What it is, 0 to 9.
        is_wanted: Whether it is to be learnt.
    """

    digit: SheetDigit
    label: int
    is_wanted: bool = True

    @property
    def is_misread(self) -> bool:
        """Whether the model reads something else in it."""
        return self.digit.answer != self.label


class Harvest:
    """The digits of a sheet in ten columns.

    Attributes:
        columns: For each label its digits, in the order of the rows.
    """

    def __init__(self, digits: Iterable[SheetDigit] = ()) -> None:
        self.columns: list[list[Picked]] = [[] for _ in range(10)]
        for digit in digits:
            self.columns[digit.label].append(Picked(digit, digit.label))

    @property
    def depth(self) -> int:
        """How many digits the longest column has."""
        return max(map(len, self.columns))

    @property
    def wanted(self) -> int:
        """How many are to be learnt."""
        return sum(one.is_wanted for column in self.columns for one in column)

    @property
    def misread(self) -> int:
        """How many of those the model reads as something else."""
        return sum(one.is_wanted and one.is_misread for column in self.columns for one in column)

    def at(self, label: int, place: int) -> Picked | None:
        """The digit in a column, None where the column is shorter."""
        column = self.columns[label]
        return column[place] if place < len(column) else None

    def relabel(self, one: Picked, label: int) -> tuple[int, int]:
        """Moves a digit to the end of another column; gives column and place where it is then."""
        if label != one.label:
            self.columns[one.label].remove(one)
            one.label = label
            self.columns[label].append(one)
        return label, self.columns[label].index(one)

    def samples(self, model_id: str | None = None) -> list[Sample]:
        """Those that are wanted, for the store.

        Args:
            model_id: Of the model that gave the answers.
        """
        return [
            Sample(
                crop=one.digit.crop,
                label=one.label,
                origin=Origin.SHEET,
                answer=one.digit.answer,
                confidence=one.digit.confidence,
                model_id=model_id,
            )
            for column in self.columns
            for one in column
            if one.is_wanted
        ]
