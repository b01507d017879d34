"""What a network rehearses while it learns a new hand, so that it forgets no other."""

from __future__ import annotations

import contextlib
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import platformdirs

from model.atomic_files import write_atomically
from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops, present_mnist

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 6_000
NEGATIVE_SHARE = 0.25
MNIST_SHARE = 0.5
"""Of the digits, where MNIST is there; the others are own strokes, found on drawn pages."""

_PORTION = 500
_SEEDS = 40_000_000
"""Where the seeds of rehearsal begin, far from those of trainings and hold-outs."""

_MADE_BY = 1
"""Raised when the same seeds draw other crops, so that what lies in a cache is made anew."""


def rehearsal_crops(
    count: int = COUNT,
    seed: int = 0,
    *,
    data: Path | None = None,
    with_mnist: bool = True,
    cache: Path | None = None,
    check: Callable[[], None] = lambda: None,
) -> LabelledCrops:
    """Digits and negatives to rehearse, shuffled; nothing is downloaded for them.

    A quarter is no digit. The digits are the project's own strokes, and half of
    them MNIST's, of the part that trains, where it is there. Own strokes take a
    few seconds to draw, and are kept in the user's cache folder.

    Args:
        count: How many.
        seed: Equal seeds give equal crops.
        data: Folder with MNIST; by default the one that ``DIGITLENS_DATA`` names,
            or that an earlier download left.
        with_mnist: Whether MNIST is rehearsed where it is there.
        cache: Folder of what is drawn, by default in the user's cache folder.
        check: Called now and then; what it raises ends the work.
    """
    splits = present_mnist(data) if with_mnist else None
    mnist = splits.training if splits else None
    negatives = round(NEGATIVE_SHARE * count)
    known = mnist.limited(round(MNIST_SHARE * (count - negatives)), seed) if mnist else None
    drawn = count - negatives - (len(known) if known else 0)
    cache = cache or platformdirs.user_cache_path("digitlens") / "rehearsal"
    parts = [
        _drawn("digits", generated_digits, drawn, seed, cache, check),
        _drawn("negatives", generated_negatives, negatives, seed, cache, check),
    ]
    if known:
        parts.append(LabelledCrops(known.crops, known.labels))
    everything = LabelledCrops.joined(parts)
    return everything.subset(np.random.default_rng(seed).permutation(len(everything)))


def _drawn(
    name: str,
    draw: Callable[[int, int], LabelledCrops],
    count: int,
    seed: int,
    cache: Path,
    check: Callable[[], None],
) -> LabelledCrops:
    """Drawn crops in portions, so that the work can be ended in between."""

    def make() -> LabelledCrops:
        parts = []
        for start in range(0, max(count, 1), _PORTION):
            check()
            first = _SEEDS + 1_000 * seed
            parts.append(draw(min(_PORTION, count - start), first + start // _PORTION))
        return LabelledCrops.joined(parts)

    return cached_crops(cache / f"{name}-{count}-{seed}-{_MADE_BY}.crops", make)


def cached_crops(path: Path, make: Callable[[], LabelledCrops]) -> LabelledCrops:
    """Crops from a file, or made and kept there for the next time.

    A file that is damaged is made anew; where it cannot be written to, the crops
    are made each time.

    Args:
        path: Of the file: the SHA-256 of an npz, and the npz.
        make: Makes the crops; their writers are not kept.
    """
    found = _read(path)
    if found is not None:
        return found
    crops = make()
    stream = io.BytesIO()
    np.savez(stream, crops=crops.crops, labels=crops.labels)
    content = stream.getvalue()
    with contextlib.suppress(OSError):
        write_atomically(path, hashlib.sha256(content).digest() + content)
    return crops


def _read(path: Path) -> LabelledCrops | None:
    """The crops of a file; None without it, or if it is not what was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    size = hashlib.sha256().digest_size
    digest, content = content[:size], content[size:]
    if hashlib.sha256(content).digest() != digest:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return LabelledCrops(arrays["crops"], arrays["labels"])
