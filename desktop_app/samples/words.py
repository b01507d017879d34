"""What is said of samples, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from desktop_app.told import told
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.sample_files import Imported
    from model.samples import Sample

NO_DIGIT_SIGN = "–"
"""Stands for "not a digit" where one character has room; its key is the minus."""


def sign(label: int) -> str:
    """A label as one character."""
    return NO_DIGIT_SIGN if label == NOT_A_DIGIT else str(label)


def name(label: int) -> str:
    """A label in words."""
    return QCoreApplication.translate("Samples", "no digit") if label == NOT_A_DIGIT else str(label)


def held_out() -> str:
    """The sign of samples that are held out."""
    return QCoreApplication.translate("Samples", "test")


def held_out_explained() -> str:
    """What the sign means."""
    return QCoreApplication.translate(
        "Samples",
        "“test”: kept for testing. Every fifth sample of a digit is never trained on, so that it "
        "can tell whether a new model reads your hand better.",
    )


def empty() -> str:
    """How samples come about."""
    return QCoreApplication.translate(
        "Samples",
        "There are no samples of your handwriting yet.\n\n"
        "Select a digit in the picture and press the key of what it is: it is kept here. "
        "Or choose Teach Me Your Hand in the Edit menu, and write all digits on a sheet.\n\n"
        "Samples are small cut-outs of single digits, and they stay on this machine.",
    )


def reading() -> str:
    """It is not known yet whether there are samples."""
    return QCoreApplication.translate("Samples", "Reading your samples…")


def empty_class(label: int) -> str:
    """There are samples, but none of this class."""
    if label == NOT_A_DIGIT:
        return QCoreApplication.translate("Samples", "No sample is marked as no digit.")
    text = QCoreApplication.translate("Samples", "There is no sample of the digit {digit} yet.")
    return text.format(digit=label)


def described(sample: Sample) -> str:
    """All that is known of a sample, in sentences."""
    sentences = [_origin(sample).format(label=name(sample.label), time=_time(sample.made_at))]
    if sample.answer is not None:
        text = (
            QCoreApplication.translate("Samples", "The model had read {answer}.")
            if sample.confidence is None
            else QCoreApplication.translate(
                "Samples", "The model had read {answer}, {percent} sure."
            )
        )
        percent = QLocale().toString(100 * (sample.confidence or 0.0), "f", 0)
        sentences.append(text.format(answer=name(sample.answer), percent=f"{percent} %"))
    if sample.is_held_out:
        sentences.append(QCoreApplication.translate("Samples", "Kept for testing."))
    return " ".join(sentences)


def _origin(sample: Sample) -> str:
    texts = {
        "correction": QCoreApplication.translate("Samples", "{label}: corrected, {time}."),
        "missed": QCoreApplication.translate(
            "Samples", "{label}: missed by the model and marked, {time}."
        ),
        "number": QCoreApplication.translate("Samples", "{label}: typed over a number, {time}."),
        "sheet": QCoreApplication.translate("Samples", "{label}: written on a sheet, {time}."),
        "drawing": QCoreApplication.translate("Samples", "{label}: drawn on the pad, {time}."),
        "import": QCoreApplication.translate("Samples", "{label}: imported, {time}."),
    }
    return texts[str(sample.origin)]


def _time(made_at: str) -> str:
    made = QDateTime.fromString(made_at, Qt.DateFormat.ISODateWithMs)
    if not made.isValid():  # a time that no calendar has
        return made_at
    return QLocale().toString(made.toLocalTime(), QLocale.FormatType.ShortFormat)


def selected(samples: Sequence[Sample]) -> str:
    """What is selected; how to begin where nothing is."""
    if not samples:
        return QCoreApplication.translate(
            "Samples", "Select samples, then press 0 to 9 to say what they are."
        )
    if len(samples) == 1:
        return described(samples[0])
    return QCoreApplication.translate("Samples", "%n samples are selected.", "", len(samples))


def relabelling(count: int, label: int) -> str:
    """What undo calls it."""
    if label == NOT_A_DIGIT:
        return QCoreApplication.translate("Samples", "Mark %n sample(s) as no digit", "", count)
    text = QCoreApplication.translate("Samples", "Mark %n sample(s) as {digit}", "", count)
    return text.format(digit=label)


def deleting(count: int) -> str:
    """What undo calls it."""
    return QCoreApplication.translate("Samples", "Delete %n sample(s)", "", count)


def importing(count: int) -> str:
    """What undo calls it."""
    return QCoreApplication.translate("Samples", "Import %n sample(s)", "", count)


def imported(done: Imported) -> str:
    """What an import has done."""
    sentences = [
        QCoreApplication.translate("Samples", "%n sample(s) were added.", "", len(done.added))
    ]
    if done.known_count:
        sentences.append(
            QCoreApplication.translate("Samples", "%n were there already.", "", done.known_count)
        )
    if done.problem_count:
        text = QCoreApplication.translate(
            "Samples", "%n picture(s) could not be used, such as {name}: {reason}.", "",
            done.problem_count,
        )  # fmt: skip
        where, reason = done.problems[0]
        sentences.append(text.format(name=where, reason=told(reason).rstrip(".")))
    return " ".join(sentences)


def exported(count: int, place: str) -> str:
    """What an export has done."""
    text = QCoreApplication.translate("Samples", "%n sample(s) were saved in {place}.", "", count)
    return text.format(place=place)


def question(count: int) -> str:
    """Asked before everything is deleted."""
    return QCoreApplication.translate(
        "Samples", "Delete all %n sample(s) of your handwriting?", "", count
    )


def consequences() -> str:
    """What deleting everything means."""
    return QCoreApplication.translate(
        "Samples",
        "The samples and the file that holds them are deleted from this machine, those kept for "
        "testing too. This cannot be undone. Models that learnt from them stay.",
    )


def deleted(count: int) -> str:
    """Everything was deleted."""
    return QCoreApplication.translate(
        "Samples", "%n sample(s) were deleted, and their file with them.", "", count
    )
