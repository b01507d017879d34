"""What is said of corrections, in the user's words."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication

from vision.reading import NOT_A_DIGIT

translate = QCoreApplication.translate


def learnt(labels: Sequence[int], count: int) -> str:
    """What was kept, and how many samples there are now."""
    if len(labels) > 1:
        text = translate(
            "Corrections",
            "Learnt: this is {digits} (samples so far: {count}). "
            "Retrain in Settings > Model when you like.",
        )
        return text.format(digits="".join(str(label) for label in labels), count=count)
    if labels[0] == NOT_A_DIGIT:
        text = translate(
            "Corrections",
            "Learnt: this is no digit (samples so far: {count}). "
            "Retrain in Settings > Model when you like.",
        )
        return text.format(count=count)
    text = translate(
        "Corrections",
        "Learnt: this is a {digit} (samples so far: {count}). "
        "Retrain in Settings > Model when you like.",
    )
    return text.format(digit=labels[0], count=count)


def forgotten(count: int) -> str:
    """A correction was undone."""
    text = translate("Corrections", "Undone: forgotten again (samples so far: {count}).")
    return text.format(count=count)


def known_already(label: int) -> str:
    """The user says what they had said."""
    if label == NOT_A_DIGIT:
        return translate("Corrections", "That is no digit already, as you said.")
    return translate("Corrections", "That is a {digit} already, as you said.").format(digit=label)


def done_to(labels: Sequence[int]) -> str:
    """What the menu calls it, after "Undo"."""
    if len(labels) > 1:
        text = translate("Corrections", "“This Is {digits}”")
        return text.format(digits="".join(str(label) for label in labels))
    if labels[0] == NOT_A_DIGIT:
        return translate("Corrections", "“This Is No Digit”")
    return translate("Corrections", "“This Is a {digit}”").format(digit=labels[0])


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
        "“{text}” is longer or shorter than what was read: digits read there: {count}. Type as "
        "many; if one was missed, press M and mark it; if one is none, select it and press Delete.",
    )
    return said.format(text=text, count=read)


def offer(count: int) -> str:
    """There is enough to adapt the model to."""
    text = translate(
        "Corrections",
        "There are {count} new samples of your hand: the model can adapt to it now.",
    )
    return text.format(count=count)
