"""A data set of one's own: pictures of digits in folders named by what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.datasets import DatasetError, LabelledCrops
from model.sample_files import class_folders, read_samples
from model.samples import SampleError

if TYPE_CHECKING:
    from pathlib import Path

    from model.datasets import Progress

LEAST_PICTURES = 20
"""With fewer there is next to nothing to choose an epoch by."""


def has_class_folders(folder: Path) -> bool:
    """Whether a folder has folders "0" to "9" or "not a digit" in it."""
    try:
        return any(True for _ in class_folders(folder))
    except OSError:
        return False


def load_picture_folders(
    folder: Path, *, validation_share: float, on_progress: Progress | None = None
) -> tuple[LabelledCrops, LabelledCrops]:
    """Pictures that train, and pictures that choose, drawn at random but always the same.

    The writers are not known: pictures of one hand may be on both sides.

    Args:
        folder: As for `model.sample_files.read_samples`.
        validation_share: Of the pictures, 0 to 1.
        on_progress: Called with pictures read and pictures there are. What it
            raises ends the reading.

    Raises:
        DatasetError: It cannot be read, or holds fewer than `LEAST_PICTURES` that can be used.
    """
    try:
        samples = read_samples(folder, on_progress=on_progress).samples
    except SampleError as error:
        raise DatasetError(str(error)) from error
    if len(samples) < LEAST_PICTURES:
        raise DatasetError(
            f"{folder} holds {len(samples)} pictures that can be used; a training needs at "
            f"least {LEAST_PICTURES}."
        )
    crops = np.stack([one.crop for one in samples])
    labels = np.array([one.label for one in samples], np.int64)
    order = np.random.default_rng(0).permutation(len(samples))
    count = max(1, round(validation_share * len(samples)))
    known = LabelledCrops(crops, labels)
    return known.subset(order[count:]), known.subset(order[:count])
