"""How well a model reads each of the writers who are kept for tests: best, median, worst.

`python -m scripts.read_by_writer --data FOLDER`. Writers of whom there are few digits
are read less well or better by chance alone, so their number is told beside the share.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from model.evaluation import evaluate
from model.glyphs import crops_of, read_splits, swiss_glyphs, unipen_glyphs
from model.store import ModelStore
from vision.reading import NOT_A_DIGIT

if TYPE_CHECKING:
    from model.glyphs import GlyphDrawing
    from vision.reading import Classifier


@dataclass(frozen=True, slots=True)
class WriterRead:
    """The digits of one writer.

    Attributes:
        name: As the data set calls them.
        count: How many digits.
        right: How many are read right.
    """

    name: str
    count: int
    right: int

    @property
    def share(self) -> float:
        """Digits read right, 0 to 1."""
        return self.right / self.count


def writers_read(
    classifier: Classifier, drawings: Iterable[tuple[str, GlyphDrawing]]
) -> list[WriterRead]:
    """What a classifier reads of each writer, who is read worst first.

    Args:
        classifier: Any.
        drawings: Writers with their digits; what is no digit is left out.
    """
    by_writer: defaultdict[str, list[GlyphDrawing]] = defaultdict(list)
    for writer, drawing in drawings:
        by_writer[writer].append(drawing)
    found = []
    for writer, own in by_writer.items():
        crops = crops_of(own)
        is_digit = crops.labels != NOT_A_DIGIT
        if is_digit.any():
            read = evaluate(classifier, crops).probabilities.argmax(axis=1)
            right = (read == crops.labels) & is_digit
            found.append(WriterRead(writer, int(is_digit.sum()), int(right.sum())))
    return sorted(found, key=lambda one: (one.share, one.name))


def text_of(name: str, read: Sequence[WriterRead]) -> str:
    """One line on a data set."""
    worst, best = read[0], read[-1]
    middle = median(one.share for one in read)
    clean = sum(one.right == one.count for one in read)
    return (
        f"{name}: {len(read)} writers, {sum(one.count for one in read)} digits; "
        f"worst {worst.share:.1%} of {worst.count}, median {middle:.1%}, "
        f"best {best.share:.1%} of {best.count}; {clean} without a mistake"
    )


def main() -> int:
    """Reads the test writers of the data sets that know their writers."""
    parser = argparse.ArgumentParser(prog="read_by_writer", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds a folder for each data set")
    folder: Path = parser.parse_args().data
    classifier = ModelStore().load_classifier()
    splits = read_splits(folder)
    test = {name: set(splits[name]["test_writers"]) for name in ("swiss_numbers", "unipen")}
    swiss = ((who, draw) for who, draw in swiss_glyphs(folder) if who in test["swiss_numbers"])
    print(text_of("swiss_numbers", writers_read(classifier, swiss)), flush=True)
    unipen = (
        (str(who), draw)
        for who, sign, draw in unipen_glyphs(folder, pens_only=test["unipen"])
        if who in test["unipen"] and sign.isdigit()
    )
    print(text_of("unipen", writers_read(classifier, unipen)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
