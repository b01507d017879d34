"""What the inspector says about a digit, or about ink that was not read, in the user's words."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication

from desktop_app.correcting.corrections import CorrectedDigit, RefusedInk
from desktop_app.live.inspection import Inspected, Sighting, ranking
from desktop_app.live.marks import percent
from vision.reading import NOT_A_DIGIT, DigitRead, Reason, Rejection

WORTH_TELLING = 0.05
"""Probability from which the second likeliest is told of."""
LIKE_A_DIGIT = 0.5
"""Probability from which what was refused looks like a digit all the same."""


def name_of(label: int) -> str:
    """A digit, or the words for what is none."""
    if label == NOT_A_DIGIT:
        return QCoreApplication.translate("Inspector", "not a digit")
    return str(label)


def title_of(inspected: Inspected) -> str:
    """One line: what it was taken for."""
    translate = QCoreApplication.translate
    if isinstance(inspected, CorrectedDigit):
        return translate("Inspector", "{digit}, as you said").format(digit=inspected.digit)
    if isinstance(inspected, RefusedInk):
        return translate("Inspector", "No digit, as you said")
    if isinstance(inspected, DigitRead):
        text = translate("Inspector", "Read as {digit}, {percent} sure")
        return text.format(digit=inspected.digit, percent=percent(inspected.confidence))
    return {
        Reason.TOO_SMALL: translate("Inspector", "Not read: too small"),
        Reason.CUT_OFF: translate("Inspector", "Not read: cut off by the border"),
        Reason.NOT_A_DIGIT: translate("Inspector", "Not read: not a digit"),
        Reason.UNSURE: translate("Inspector", "Not read: unsure"),
    }[inspected.reason]


def reason_of(inspected: Inspected) -> str:
    """Why it was read so, or was not read."""
    translate = QCoreApplication.translate
    if isinstance(inspected, CorrectedDigit | RefusedInk):
        return _what_the_model_says(inspected.read)
    if isinstance(inspected, DigitRead):
        (_, _), (other, chance) = ranking(inspected.probabilities)[:2]
        if chance < WORTH_TELLING:
            return ""
        text = translate("Inspector", "The next likely is {other} with {percent}.")
        return text.format(other=name_of(other), percent=percent(chance))
    return _why_rejected(inspected)


def advice_of(inspected: Inspected) -> str:
    """What to do to have it read, "" where it was."""
    translate = QCoreApplication.translate
    if isinstance(inspected, CorrectedDigit | RefusedInk):
        return translate(
            "Inspector", "It is kept for training; Ctrl+Z takes it back while it is the last."
        )
    if isinstance(inspected, DigitRead):
        return translate(
            "Inspector", "Is it wrong? Press the right key, 0 to 9, or Delete if it is no digit."
        )
    return {
        Reason.TOO_SMALL: translate(
            "Inspector",
            "If it is a digit, bring the camera closer or write larger. "
            "The least height is in the settings, under Reading.",
        ),
        Reason.CUT_OFF: translate(
            "Inspector",
            "Move the camera or the paper until all of it is in the picture, "
            "with a little room around it.",
        ),
        Reason.NOT_A_DIGIT: translate(
            "Inspector",
            "If it is a digit, write it clearly with a dark pen, apart from lines, "
            "drawings and other digits.",
        ),
        Reason.UNSURE: translate(
            "Inspector",
            "Hold it still, give it more light, or write it more clearly. "
            "The least confidence is in the settings, under Reading.",
        ),
    }[inspected.reason]


def place_of(inspected: Inspected) -> str:
    """How large it is in the picture, and where."""
    box = inspected.box
    text = QCoreApplication.translate(
        "Inspector", "{width} × {height} pixels, {left} from the left and {top} from the top"
    )
    return text.format(width=box.width, height=box.height, left=box.left, top=box.top)


def history_in_words(history: Sequence[Sighting | None]) -> str:
    """What it was taken for over the last frames, the most frequent first."""
    translate = QCoreApplication.translate
    if not history:
        return translate("Inspector", "Only what is followed in a moving picture has a history.")
    counts: dict[str, int] = {}
    for sighting in history:
        name = history_name(sighting)
        counts[name] = counts.get(name, 0) + 1
    part = translate("Inspector", "{count} × {name}")
    parts = [
        part.format(name=name, count=count)
        for name, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]
    text = translate("Inspector", "In the last {frames} frames: {parts}")
    return text.format(frames=len(history), parts=", ".join(parts))


def history_name(sighting: Sighting | None) -> str:
    """What it was taken for in one frame."""
    if sighting is None:
        return QCoreApplication.translate("Inspector", "not seen")
    if sighting.label is not None:
        return f"“{sighting.label}”"
    if sighting.reason is Reason.NOT_A_DIGIT:
        return name_of(NOT_A_DIGIT)
    return QCoreApplication.translate("Inspector", "unsure")


def _why_rejected(inspected: Rejection) -> str:
    translate = QCoreApplication.translate
    if inspected.reason is Reason.TOO_SMALL:
        text = translate(
            "Inspector",
            "It is {height} pixels high. Ink so low is passed over, and so are "
            "points, commas and dashes.",
        )
        return text.format(height=inspected.box.height)
    if inspected.reason is Reason.CUT_OFF:
        return translate(
            "Inspector", "It touches the border of the picture, so a part of it may be missing."
        )
    if inspected.reason is Reason.UNSURE:
        return _why_unsure(inspected)
    return _why_not_a_digit(inspected)


def _what_the_model_says(read: Inspected | None) -> str:
    if read is None:
        return QCoreApplication.translate("Inspector", "The model found nothing there.")
    text = QCoreApplication.translate("Inspector", "The model by itself: {title}.")
    return text.format(title=title_of(read))


def _why_unsure(rejection: Rejection) -> str:
    translate = QCoreApplication.translate
    if rejection.probabilities is None:
        return translate("Inspector", "It may be a digit, but no digit is likely enough.")
    (best, chance), (other, other_chance) = ranking(rejection.probabilities)[:2]
    text = translate(
        "Inspector",
        "It is most likely {best} with {percent}, then {other} with {other_percent}. "
        "That is less than is asked for.",
    )
    return text.format(
        best=name_of(best),
        percent=percent(chance),
        other=name_of(other),
        other_percent=percent(other_chance),
    )


def _why_not_a_digit(rejection: Rejection) -> str:
    translate = QCoreApplication.translate
    known = rejection.probabilities
    if known is not None:
        digit = int(known[:NOT_A_DIGIT].argmax())
        if known[digit] >= LIKE_A_DIGIT:
            text = translate(
                "Inspector",
                "By itself it looks like {digit}, but what is around it speaks against a digit: "
                "it is a part of something larger, a line or an edge.",
            )
            return text.format(digit=digit)
        if known[NOT_A_DIGIT] >= LIKE_A_DIGIT:
            text = translate("Inspector", "The network takes it for no digit with {percent}.")
            return text.format(percent=percent(float(known[NOT_A_DIGIT])))
    return translate("Inspector", "It does not look like any of the ten digits.")
