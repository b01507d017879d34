"""One correction of the user's as a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtGui import QUndoCommand

from desktop_app.correcting.corrections import Correction
from desktop_app.correcting.exchange import Exchange


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What the user said at once: of one digit, or of all digits of a number.

    Attributes:
        new: What they say now.
        old: What they had said of the same ink before, which no longer counts.
        exchange: The same in the store of samples.
    """

    new: tuple[Correction, ...]
    old: tuple[Correction, ...]
    exchange: Exchange

    @property
    def labels(self) -> tuple[int, ...]:
        return tuple(correction.label for correction in self.new)

    def done_to(self, laid: tuple[Correction, ...]) -> tuple[Correction, ...]:
        """The corrections that count when the step is done."""
        return _exchanged(laid, self.old, self.new)

    def undone_to(self, laid: tuple[Correction, ...]) -> tuple[Correction, ...]:
        """The corrections that count when the step is undone."""
        return _exchanged(laid, self.new, self.old)


class Correcting(QUndoCommand):
    """A step on the stack of what can be undone.

    Attributes:
        step: What is done and undone.
        is_settled: Whether the next turn of the stack only puts right what it shows.
    """

    def __init__(
        self,
        text: str,
        step: Step,
        do: Callable[[Correcting], object],
        undo: Callable[[Correcting], object],
    ) -> None:
        super().__init__(text)
        self.step = step
        self.is_settled = False
        self._do = do
        self._undo = undo

    def redo(self) -> None:
        if not self.is_settled:
            self._do(self)

    def undo(self) -> None:
        if not self.is_settled:
            self._undo(self)


def _exchanged(
    laid: tuple[Correction, ...], gone: tuple[Correction, ...], come: tuple[Correction, ...]
) -> tuple[Correction, ...]:
    return (*(one for one in laid if one not in gone and one not in come), *come)
