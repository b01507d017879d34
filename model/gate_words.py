"""What the gate says to the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.evaluation import CLASS_NAMES
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.gate import GateCheck
    from model.paired_losses import PairedLoss

SAMPLES = "samples"
"""Name of the hold-out of the user's own samples, on which nothing may be lost."""

_GRAVITY = ("finite", "converted", "enough", "known", "samples", "overall", "class")
"""Of findings, the gravest first."""

_WHOSE = {
    "mnist": "MNIST",
    "strokes": "the program's own strokes",
    SAMPLES: "your own samples",
}


def loss_sentence(hold_out: str, label: int | None, loss: PairedLoss) -> str:
    """What was lost and gained of a hold-out, or of one class of it."""
    if hold_out == SAMPLES:
        what = f"your {loss.count:,} held-back samples"
    else:
        what = f"{loss.count:,} {_what(label)}{_of(hold_out)}"
    lost, gained = (f"{count:,}" if count else "none" for count in (loss.lost, loss.gained))
    does = (
        f"takes {lost} for digits that the current one rejects"
        if label == NOT_A_DIGIT
        else f"misreads {lost} that the current one reads right"
    )
    return f"Of {what} the new model {does}, and {gained} the other way round."


def unknown_sentence(hold_out: str, label: int, recalls: tuple[float, float]) -> str:
    """That a class is not known any more; recalls of the old and of the new model."""
    return (
        f"The new model reads {recalls[1]:.0%} of the {_what(label)}{_of(hold_out)} right, "
        f"the current one {recalls[0]:.0%}."
    )


def _what(label: int | None) -> str:
    """Several of a class, or of all digits."""
    if label is None:
        return "held-back digits"
    return "crops that are no digit" if label == NOT_A_DIGIT else f"{CLASS_NAMES[label]}s"


def _of(hold_out: str) -> str:
    return f" of {_WHOSE.get(hold_out, hold_out)}" if hold_out else ""


def refusal(failed: Sequence[GateCheck]) -> str:
    """The gravest finding, and the class where most is lost if that was one of all."""
    worst = sorted(
        failed, key=lambda check: (_GRAVITY.index(check.name), -(check.lower_points or 0.0))
    )
    sentences = [worst[0].sentence, _how_much(worst[0])]
    if worst[0].name in ("samples", "overall"):
        # In a class, or else of all.
        rest = sorted(worst[1:], key=lambda check: check.name)
        sentences += [check.sentence for check in rest[:1]]
    return " ".join(filter(None, sentences))


def _how_much(check: GateCheck) -> str:
    if check.lower_points is None or check.allowed_points is None:
        return ""
    allowed = f"{check.allowed_points:g}" if check.allowed_points else "nothing"
    return f"It lost at least {check.lower_points:.2f} points there; {allowed} may be lost."
