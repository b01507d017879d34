"""What is said of a run through a folder: how far it is, and how it ended."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from desktop_app.files.batch import BatchJob, Outcome, Progress
from desktop_app.told import told
from vision.files import shown_name

translate = QCoreApplication.translate


def progress_text(progress: Progress) -> str:
    """One sentence while it runs."""
    if progress.total is None:
        return translate("BatchDialog", "Looking for pictures…")
    if progress.left_s is None or progress.done == progress.total:
        text = translate("BatchDialog", "{done} of {total} pictures read.")
        return text.format(done=progress.done, total=progress.total)
    text = translate("BatchDialog", "{done} of {total} pictures read; about {time} left.")
    time = time_text(progress.left_s)
    return text.format(done=progress.done, total=progress.total, time=time)


def time_text(seconds: float) -> str:
    """A length of time in the unit one would say it in."""
    if seconds < 55:
        # In steps of five, as a figure that jumps about tells less.
        return translate("BatchDialog", "%n second(s)", "", max(5, 5 * round(seconds / 5)))
    if seconds < 55 * 60:
        return translate("BatchDialog", "%n minute(s)", "", max(1, round(seconds / 60)))
    return translate("BatchDialog", "%n hour(s)", "", max(1, round(seconds / 3600)))


def outcome_text(job: BatchJob, progress: Progress, outcome: Outcome, reason: str) -> str:
    """One sentence at the end: what happened, and what to do where it failed."""
    read = max(0, progress.done - progress.failed)
    match outcome:
        case Outcome.DONE:
            text = translate("BatchDialog", "%n picture(s) read into {name}.", "", read)
        case Outcome.CANCELLED if progress.done:
            text = translate(
                "BatchDialog", "Cancelled; %n picture(s) read so far are in {name}.", "", read
            )
        case Outcome.CANCELLED:
            text = translate("BatchDialog", "Cancelled; nothing was read or written.")
        case Outcome.EMPTY:
            text = translate(
                "BatchDialog", "There are no pictures in {folder}; choose another one."
            )
        case Outcome.UNWRITABLE:
            text = translate(
                "BatchDialog", "{name} could not be written ({reason}); choose another place."
            )
        case Outcome.NO_MODEL:
            text = "{reason}"
        case _:
            text = translate("BatchDialog", "Reading the folder failed; the log says why.")
    return text.format(
        name=shown_name(job.target), folder=shown_name(job.folder), reason=told(reason)
    )


def failed_text(progress: Progress) -> str:
    """The heading of the list of what could not be read."""
    return translate("BatchDialog", "%n file(s) could not be read:", "", progress.failed)


def error_line(name: str, reason: str) -> str:
    """One line of that list, whatever is in the name of a file."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return f"{shown}: {told(reason)}"
