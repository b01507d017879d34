"""The part of a report that shows how photographs were read: every mistake in its picture."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.charts import confusion_figure, reliability_figure, samples_figure
from model.cutouts import Mark, cutout
from model.photo_evaluation import text_of
from model.photo_figures import photo_tables
from model.photo_outcomes import Cause, photo_box
from model.report_page import Section, Table, write_charts
from vision.images import ImageError, read_image
from vision.reading import CLASS_COUNT, NOT_A_DIGIT, DigitRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from model.photo_evaluation import PhotoBox
    from model.photo_outcomes import MissedDigit, PhotoOutcome
    from vision.frame import Image
    from vision.reading import Crops, Probabilities, Rejection

CUTOUTS = "cutouts"
"""Folder beside the page for the pictures of mistakes."""

WORST_CROPS = 60

_TRUTH, _READ, _OTHER, _REFUSED = (60, 170, 30), (50, 50, 230), (230, 140, 60), (0, 170, 255)
_JPEG_QUALITY = 88
_OLD_CUTOUT = re.compile(r"(missed|false)-\d{4,}\.jpg")

_EXPLANATION = """<p class="soft">Boxes: <b style="color:#1eaa3c">truth</b>,
<b style="color:#e63232">what was read in its place, or falsely</b>,
<b style="color:#3c8ce6">other digits read</b>, <b style="color:#d98f00">looked at and not
read</b>.</p>
"""

_STYLE = """
.cutouts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
  gap: .8rem; }
.cutouts figure { margin: 0; padding: .5rem; background: var(--card); border-radius: .5rem; }
.cutouts img { width: 100%; height: 190px; object-fit: contain; }
.cutouts figcaption { font-size: .8rem; line-height: 1.35; margin-top: .4rem;
  overflow-wrap: anywhere; }
.cutouts b { font-size: 1rem; }
"""


def photos_section(
    outcomes: Sequence[PhotoOutcome], folder: Path, *, title: str = "Photographs"
) -> Section:
    """Writes charts and cut-outs into a folder and gives the section that shows them.

    The photographs with mistakes are read again for their cut-outs.

    Args:
        outcomes: Of all photographs.
        folder: Of the page, is there; what an earlier run left is replaced.
        title: Above the section.

    Raises:
        OSError: The folder cannot be written to.
    """
    body = "".join(
        f"<h3>{html.escape(heading)}</h3>\n{table.as_html()}"
        for heading, table in photo_tables(outcomes).items()
    )
    read = [pair for outcome in outcomes for pair in _readings(outcome)]
    if read:
        charts = {"photo-confusion.png": confusion_figure(_confusion(outcomes), ("none", "missed"))}
        charts["photo-reliability.png"] = _reliability(read)
        body += write_charts(folder, "Confusion and reliability of the digits read", charts)
    crops = _worst_crops(outcomes)
    if crops is not None:
        heading = "Worst crops: least probability for what they are"
        body += write_charts(folder, heading, {"photo-crops.png": crops}, on_white=False)
    body += _problems(outcomes) + _texts(outcomes) + _mistakes(outcomes, folder)
    return Section(title, body, _STYLE)


def _readings(outcome: PhotoOutcome) -> Iterator[tuple[DigitRead, bool]]:
    """Each digit read, but for those that count neither way, and whether it is right."""
    yield from ((read, read.digit == digit.label) for digit, read in outcome.found)
    yield from ((read, False) for read in outcome.false)


def _confusion(outcomes: Iterable[PhotoOutcome]) -> NDArray[np.int64]:
    """Rows are labels and, last, no digit; columns what was read and, last, nothing."""
    counts = np.zeros((CLASS_COUNT, CLASS_COUNT), np.int64)
    for outcome in outcomes:
        for digit, read in outcome.found:
            counts[digit.label, read.digit] += 1
        for missed in outcome.missed:
            if missed.cause is not Cause.READ_AS_ANOTHER:
                counts[missed.digit.label, NOT_A_DIGIT] += 1
        for read in outcome.false:
            counts[NOT_A_DIGIT, read.digit] += 1
    return counts


def _reliability(readings: Sequence[tuple[DigitRead, bool]]) -> Figure:
    confidences = np.array([read.confidence for read, _ in readings], np.float64)
    right = np.array([is_right for _, is_right in readings], np.bool_)
    # What is less sure than the threshold was not read: no bins are wasted on it.
    least = min(np.floor(confidences.min() * 10) / 10, 0.9)
    return reliability_figure(confidences, right, least=float(least))


def _worst_crops(outcomes: Iterable[PhotoOutcome]) -> Figure | None:
    """Crops that the network did not take for what they are; None without any."""
    shown: list[tuple[float, int, Crops, Probabilities]] = []
    for outcome in outcomes:
        seen = [(missed.seen, missed.digit.label) for missed in outcome.missed]
        seen += [(read, NOT_A_DIGIT) for read in outcome.false]
        for one, label in seen:
            if one is None or label is None or one.crop is None or one.probabilities is None:
                continue
            if one.probabilities.argmax() != label:
                shown.append((float(one.probabilities[label]), label, one.crop, one.probabilities))
    if not shown:
        return None
    shown.sort(key=lambda row: row[0])
    _, labels, crops, probabilities = zip(*shown[:WORST_CROPS], strict=True)
    return samples_figure(np.stack(crops), np.array(labels), np.stack(probabilities))


def _problems(outcomes: Iterable[PhotoOutcome]) -> str:
    rows = [(outcome.truth.path.name, outcome.problem) for outcome in outcomes if outcome.problem]
    table = Table(("photograph", "why it cannot be read"), rows)
    return f"<h3>Not read at all</h3>\n{table.as_html()}" if rows else ""


def _texts(outcomes: Iterable[PhotoOutcome]) -> str:
    rows = [
        (
            outcome.truth.path.name,
            str(outcome.score.edits),
            text_of(outcome.truth.lines),
            text_of(outcome.lines),
        )
        for outcome in outcomes
        if outcome.score.edits
    ]
    rows.sort(key=lambda row: -int(row[1]))
    table = Table(("photograph", "edits", "text", "read"), rows)
    return f"<h3>Text that differs</h3>\n{table.as_html()}" if rows else ""


def _mistakes(outcomes: Sequence[PhotoOutcome], folder: Path) -> str:
    """Every missed and every false digit in its picture, by cause."""
    groups: dict[str, list[str]] = {cause.value.capitalize(): [] for cause in Cause}
    on_digits, on_others = "False, among digits", "False, in photographs without digits"
    groups |= {on_digits: [], on_others: []}
    pictures = _Cutouts(folder / CUTOUTS)
    for outcome in outcomes:
        if not outcome.missed and not outcome.false:
            continue
        image = _picture_of(outcome)
        name = outcome.truth.path.name
        for missed in outcome.missed:
            source = pictures.missed(image, outcome, missed)
            words = (f"{missed.digit.label}", _why(missed), name)
            groups[missed.cause.value.capitalize()].append(_figure(source, *words))
        for read in outcome.false:
            source = pictures.false(image, outcome, read)
            words = (f"{read.digit}", f"at {read.confidence:.1%}", name)
            group = on_others if outcome.truth.is_negative else on_digits
            groups[group].append(_figure(source, *words))
    parts = [
        f"<h3>{html.escape(heading)}: {len(figures)}</h3>\n"
        f'<div class="cutouts">\n{"".join(figures)}</div>\n'
        for heading, figures in groups.items()
        if figures
    ]
    return "".join([_EXPLANATION, *parts]) if parts else ""


def _picture_of(outcome: PhotoOutcome) -> Image | None:
    if outcome.problem:
        return None
    try:
        return read_image(outcome.truth.path)
    except ImageError:  # it was there when it was read
        return None


class _Cutouts:
    """Numbers and writes the pictures of mistakes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts = {"missed": 0, "false": 0}
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            if _OLD_CUTOUT.fullmatch(path.name):
                path.unlink()

    def missed(self, image: Image | None, outcome: PhotoOutcome, missed: MissedDigit) -> str | None:
        """Writes a missed digit's picture and gives its name; None where there is no picture."""
        marks = [*_around(outcome, missed.seen), Mark(missed.digit.box, _TRUTH, 2)]
        if isinstance(missed.seen, DigitRead):
            marks.append(Mark(photo_box(missed.seen.box), _READ, 2))
        return self._write("missed", image, missed.digit.box, marks)

    def false(self, image: Image | None, outcome: PhotoOutcome, read: DigitRead) -> str | None:
        """The same for a digit that is none."""
        box = photo_box(read.box)
        truths = [Mark(digit.box, _TRUTH) for digit in outcome.truth.digits if digit.counts]
        marks = [*_around(outcome, read), *truths, Mark(box, _READ, 2)]
        return self._write("false", image, box, marks)

    def _write(
        self, kind: str, image: Image | None, box: PhotoBox, marks: Iterable[Mark]
    ) -> str | None:
        if image is None:
            return None
        self._counts[kind] += 1
        name = f"{kind}-{self._counts[kind]:04}.jpg"
        _, data = cv2.imencode(
            ".jpg", cutout(image, box, marks), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
        )
        (self._folder / name).write_bytes(data.tobytes())
        return f"{CUTOUTS}/{name}"


def _around(outcome: PhotoOutcome, but: DigitRead | Rejection | None) -> Iterator[Mark]:
    """What was refused and what else was read, to be seen around a mistake."""
    yield from (Mark(photo_box(one.box), _REFUSED) for one in outcome.rejections)
    yield from (Mark(photo_box(one.box), _OTHER) for one in outcome.digits if one is not but)


def _why(missed: MissedDigit) -> str:
    """The cause and, of what was seen there, the likeliest digit."""
    if missed.seen is None or missed.seen.probabilities is None:
        return str(missed.cause)
    chances = missed.seen.probabilities[:NOT_A_DIGIT]
    best = int(chances.argmax())
    return f"{missed.cause}: {best} at {chances[best]:.1%}"


def _figure(source: str | None, label: str, words: str, name: str) -> str:
    picture = f'<img src="{source}" alt="" loading="lazy">' if source else ""
    return (
        f"<figure>{picture}<figcaption><b>{label}</b> {html.escape(words)}<br>"
        f'<span class="soft">{html.escape(name)}</span></figcaption></figure>\n'
    )
