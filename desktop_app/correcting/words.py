"""What is said of corrections, in the user's words."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication

from vision.reading import NOT_A_DIGIT

translate = QCoreApplication.translate


def learnt(labels: Sequence[int], count: int) -> str:
    """What was kept, and how many samples there are now."""
    if labels[0] == NOT_A_DIGIT:
        return translate(
            "Corrections",
            "Learnt: this is no digit (%n samples). Retrain: Settings > Model.",
            "",
            count,
        )
    text = translate(
        "Corrections",
        "Learnt: this is {digits} (%n samples). Retrain: Settings > Model.",
        "",
        count,
    )
    return text.format(digits=_digits(labels))


def forgotten(count: int) -> str:
    """A correction was undone."""
    return translate("Corrections", "Undone: it is forgotten again (%n samples).", "", count)


def known_already(label: int) -> str:
    """The user says what they had said."""
    if label == NOT_A_DIGIT:
        return translate("Corrections", "That is no digit already, as you said.")
    return translate("Corrections", "That is {digit} already, as you said.").format(digit=label)


def done_to(labels: Sequence[int]) -> str:
    """What the menu calls it, after "Undo"."""
    if labels[0] == NOT_A_DIGIT:
        return translate("Corrections", "“This Is No Digit”")
    return translate("Corrections", "“This Is {digits}”").format(digits=_digits(labels))


def nothing_selected() -> str:
    """A digit key was pressed, and nobody knows for what."""
    return translate(
        "Corrections", "Select a digit first: click it, or go to it with the arrow keys."
    )


def no_ink() -> str:
    """A box was drawn around nothing."""
    return translate("Corrections", "There is no ink in this box; draw it around the whole digit.")


def no_box() -> str:
    """A digit key was pressed before a box was drawn."""
    return translate("Corrections", "Draw a box around the digit first, then press its key.")


def box_is_a_digit() -> str:
    """Delete was pressed for a box that was drawn."""
    return translate("Corrections", "Press the key of the digit in the box, 0 to 9; Esc ends.")


def wrong_count(text: str, read: int) -> str:
    """A number was typed with more or fewer digits than were read."""
    said = translate(
        "Corrections",
        "“{text}” is of another length than what was read ({typed} digits for {read}): type as "
        "many as were read. Mark a missed digit with M; select what is none and press Delete.",
    )
    return said.format(text=text, typed=len(text), read=read)


def offer(count: int) -> str:
    """There is enough to adapt the model to."""
    return translate(
        "Corrections",
        "There are %n new samples of your hand: the model can adapt to it now.",
        "",
        count,
    )


def _digits(labels: Sequence[int]) -> str:
    return "".join(str(label) for label in labels)
