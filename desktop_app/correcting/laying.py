"""Lays the corrections over each reading in the thread that reads, so that the window need not."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.correcting.corrections import Correction, corrected
from vision.reading import Recognition


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be laid over the readings.

    Attributes:
        corrections: What the user said; of two about the same ink the later one counts.
        groups: Whether digits that stand together make one number.
    """

    corrections: tuple[Correction, ...] = ()
    groups: bool = True


class Laying:
    """Knows the corrections of now, and what has been made of the newest reading with them."""

    def __init__(self) -> None:
        self._wish = Wish()
        self._ready: tuple[Recognition, Wish, Recognition] | None = None

    def ask(self, wish: Wish) -> None:
        """Has another wish fulfilled from now on."""
        self._wish = wish

    def prepare(self, own: Recognition) -> Recognition:
        """The model's reading as the user knows it; called in the thread that reads."""
        wish = self._wish
        made = corrected(own, wish.corrections, groups=wish.groups)
        self._ready = own, wish, made
        return made

    def laid_over(self, own: Recognition) -> Recognition:
        """The same in the window's thread; what is not ready, for the wish is new, is made now."""
        ready, wish = self._ready, self._wish
        if ready is not None and ready[0] is own and ready[1] is wish:
            return ready[2]
        return corrected(own, wish.corrections, groups=wish.groups)
