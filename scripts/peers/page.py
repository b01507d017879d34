"""The page that tells what a run measured: `docs/peers.md` is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.peers.scoring import Row, best_readers, best_ways, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scripts.opencv_sample import SampleSpeed

_PAGE = """\
# DigitLens beside other readers

All readers were measured in one run, on {pictures} pictures with {digits} handwritten
digits and {negatives} pictures without any:

```sh slow
make peers PHOTOS=photos/truth.jsonl ARGS="--install --write docs/peers.md"
```

`--install` makes an environment for the others in `build/peers` and fetches OpenCV's
sample; nothing of them is part of DigitLens.

Versions: {versions}.

## Each reader at its best

{best}
{absent}
* Each of the others was tried in every way below, its digits counted from how sure on it
  is of them (0, 50, 70 or 90 %), and what gave the highest F1 *on these very pictures* is
  shown. DigitLens was used as it comes; but it was improved with these pictures at hand,
  so it too is somewhat flattered.
* **F1, precision, recall**: a digit counts as found if a box with the right label
  overlaps it (intersection over union, thin digits widened) by {loose:g} or more, the
  same for all: text readers draw boxes as high as the line. **F1 of tight boxes** asks
  for {tight:g}, and is what `digitlens evaluate --photos` shows.
* **CER**: edits for each digit of the text in reading order, letters left out, where the
  order is certain. It needs no boxes.
* Each reader's own boxes of characters are used; where one gives a box for several
  characters, it is shared out evenly. Letters and signs do not count against anybody.
* **Seconds**: processor time of one thread, median; all read the same decoded, upright
  picture, one reader after the other on each. Tesseract's time contains the start of its
  program, as it runs once for each picture. Making a picture smaller for a reader is not
  counted.

## Frame by frame beside OpenCV's sample

Ten digits in a frame of 1280x720 with fresh sensor noise: DigitLens from BGR to tracked
readings, the sample its whole loop without the window; one thread each, in turn, medians
of the thread's time. Frame by frame in turn, each finds the processor's caches full of the
other's data; a program that reads alone does not. The page lies still; of one that moves
DigitLens must read more anew, which takes it nearly twice as long ([Speed](speed.md)).
`make sample` repeats this part alone.

{speed}

## Each reader in all ways

For each way the confidence that gave the highest F1.

{all}
"""


def page_of(
    rows: Sequence[Row],
    absent: Mapping[str, str],
    versions: Mapping[str, str],
    speeds: Sequence[SampleSpeed],
) -> str:
    """The page as Markdown.

    Args:
        rows: Of all readers in all settings, on the same pictures.
        absent: Readers that could not take part, and why.
        versions: Of what took part, by name.
        speeds: Beside OpenCV's sample; none where it is not here.
    """
    from model.photo_evaluation import LEAST_OVERLAP
    from scripts.peers.scoring import LOOSE_OVERLAP

    score = rows[0].loose
    lines = [f"* {name} is not installed: {reason}" for name, reason in absent.items()]
    lines += [
        f"* {row.name}, {row.setting}: failed on {row.failed} pictures, which count as read empty."
        for row in best_readers(rows)
        if row.failed
    ]
    return _PAGE.format(
        pictures=score.photos,
        digits=score.wanted,
        negatives=score.negatives,
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        best=table_of(best_readers(rows)),
        absent="".join(f"\n{line}" for line in lines),
        loose=LOOSE_OVERLAP,
        tight=LEAST_OVERLAP,
        speed=_speed_table(speeds),
        all=table_of(best_ways(rows)),
    )


def _speed_table(speeds: Sequence[SampleSpeed]) -> str:
    if not speeds:
        return "OpenCV's sample was not here."
    lines = [
        "| height of the digits | frames in a row | DigitLens, ms | the sample, ms "
        "| ratio (limit 1) | DigitLens reads | false | the sample reads | false |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.height_px} px | {one.in_a_row} "
        f"| {one.ratio.measured:.2f} | {one.ratio.yardstick:.2f} "
        f"| {one.ratio.value:.2f}{' missed' if one.ratio.is_missed else ''} "
        f"| {one.read} of {one.written} | {one.false} "
        f"| {one.sample_read:.1f} of {one.written} | {one.sample_false:.1f} |"
        for one in speeds
    ]
    return "\n".join(lines)
