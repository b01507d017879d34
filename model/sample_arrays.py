"""The user's samples as arrays of numbers, and arrays of others as samples."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from model.picture_crop import NoDigitError, crop_of_picture, is_dark_on_light
from model.samples import MAX_SAMPLES, Origin, Sample, SampleError
from vision.files import shown_name
from vision.reading import CLASS_COUNT, CROP_SIZE, NOT_A_DIGIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from model.datasets import Progress
    from vision.reading import Crops

LONGEST_SIDE_PX = 2048
"""Pictures in an array are no larger."""

FACT_NAMES = ("made_at", "origins", "answers", "confidences", "model_ids")
"""Arrays that our own export has beside crops and labels."""

_UNKNOWN = -1
_MOST_LETTERS = 200


def samples_of_arrays(
    images: NDArray[Any],
    labels: NDArray[Any],
    name: str,
    on_progress: Progress | None,
    facts: dict[str, NDArray[Any]] | None = None,
) -> tuple[Sample, ...]:
    """Samples of two arrays, every row of which must be right.

    Args:
        images: (N, H, W), also with an axis of length 1 for the colour, or (N, 784);
            white ink on black or dark ink on white, 0 to 255 or 0 to 1.
        labels: (N,) numbers, or one-hot (N, 10) or (N, 11).
        name: Of the file, for the user.
        on_progress: Called with how many are read and how many there are.
        facts: What else is known of them, by `FACT_NAMES`.

    Raises:
        SampleError: One row is no sample; the sentence names it.
    """
    name = shown_name(name)
    numbers = _checked_labels(labels, name)
    pictures = _checked_pictures(images, len(numbers), name)
    is_inverted = pictures.shape[1:] == (CROP_SIZE, CROP_SIZE) and is_dark_on_light(pictures)
    samples = []
    for row, (picture, label) in enumerate(zip(pictures, numbers.tolist(), strict=True)):
        if on_progress is not None and row % 256 == 0:
            on_progress(row, len(numbers))
        try:
            crop = _crop(picture, label, is_inverted=is_inverted)
        except NoDigitError as error:
            raise SampleError(f"Row {row} of {name} cannot be used: {error}.") from error
        known = {"origin": Origin.IMPORT} | _facts(facts or {}, row, name)
        samples.append(Sample(crop, label, **known))
    return tuple(samples)


def arrays_of(samples: Sequence[Sample]) -> dict[str, NDArray[Any]]:
    """All that is known of samples as arrays, which `samples_of_arrays` takes back."""
    crops = np.array([one.crop for one in samples], np.uint8).reshape(-1, CROP_SIZE, CROP_SIZE)
    answers = [_UNKNOWN if one.answer is None else one.answer for one in samples]
    confidences = [math.nan if one.confidence is None else one.confidence for one in samples]
    return {
        "crops": crops,
        "labels": np.array([one.label for one in samples], np.int64),
        "made_at": _texts([one.made_at for one in samples]),
        "origins": _texts([str(one.origin) for one in samples]),
        "answers": np.array(answers, np.int64),
        "confidences": np.array(confidences, np.float64),
        "model_ids": _texts([one.model_id or "" for one in samples]),
    }


def _texts(values: list[str]) -> NDArray[np.str_]:
    return np.array([value[:_MOST_LETTERS] for value in values], np.str_)


def _crop(picture: Crops, label: int, *, is_inverted: bool) -> Crops:
    # All crops of an array are alike: one with a light border says nothing.
    if picture.shape == (CROP_SIZE, CROP_SIZE) and not is_inverted:
        return picture
    return crop_of_picture(picture, is_alone=label != NOT_A_DIGIT)


def _checked_labels(labels: NDArray[Any], name: str) -> NDArray[np.int64]:
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and labels.shape[1] in (CLASS_COUNT - 1, CLASS_COUNT):
        return _of_one_hot(labels, name)
    if labels.ndim != 1 or labels.dtype.kind not in "iuf":
        raise SampleError(
            f"The labels in {name} have shape {labels.shape} and type {labels.dtype}, "
            "expected a number for each picture."
        )
    if not len(labels):
        raise SampleError(f"{name} holds no samples.")
    if len(labels) > MAX_SAMPLES:
        raise SampleError(
            f"{name} holds {len(labels):,} samples, more than the {MAX_SAMPLES:,} that are read."
        )
    wrong = np.flatnonzero(~np.isin(labels, np.arange(CLASS_COUNT)))
    if len(wrong):
        raise SampleError(
            f"The label in row {wrong[0]} of {name} is {labels[wrong[0]]}, expected 0 to 9, "
            f"or {NOT_A_DIGIT} for what is no digit."
        )
    return labels.astype(np.int64)


def _of_one_hot(labels: NDArray[Any], name: str) -> NDArray[np.int64]:
    is_right = labels.dtype.kind in "biuf"
    ones = labels == 1 if is_right else np.zeros(labels.shape, np.bool_)
    sound = (ones.sum(axis=1) == 1) & ((labels == 0).sum(axis=1) == labels.shape[1] - 1)
    if not sound.all():
        raise SampleError(
            f"Row {np.flatnonzero(~sound)[0]} of the labels in {name} is not one-hot, "
            "expected a single 1 among zeros."
        )
    return _checked_labels(ones.argmax(axis=1), name)


def _checked_pictures(images: NDArray[Any], count: int, name: str) -> Crops:
    """(N, H, W) uint8."""
    shape = images.shape
    if len(shape) == 4 and shape[3] == 1:
        images = images[..., 0]
    elif len(shape) == 4 and shape[1] == 1:
        images = images[:, 0]
    elif len(shape) == 2 and shape[1] == CROP_SIZE * CROP_SIZE:
        images = images.reshape(-1, CROP_SIZE, CROP_SIZE)
    if images.ndim != 3 or not 1 <= min(images.shape[1:]) <= max(images.shape[1:]) <= (
        LONGEST_SIDE_PX
    ):
        raise SampleError(
            f"The pictures in {name} have shape {shape}, expected (N, height, width) in grey, "
            f"no side over {LONGEST_SIDE_PX}."
        )
    if len(images) != count:
        raise SampleError(
            f"{name} holds {len(images):,} pictures but {count:,} labels; "
            "these do not belong together."
        )
    return _eight_bits(images, name)


def _eight_bits(images: NDArray[Any], name: str) -> Crops:
    """Grey values of 0 to 255, or of 0 to 1, as bytes."""
    if images.dtype == np.bool_:
        return images.astype(np.uint8) * 255
    if images.dtype == np.uint8 and images.max() != 1:
        return np.ascontiguousarray(images)
    if images.dtype.kind not in "iuf":
        raise SampleError(f"The pictures in {name} are of type {images.dtype}, expected numbers.")
    with np.errstate(invalid="ignore"):
        low, high = images.min(axis=(1, 2)), images.max(axis=(1, 2))
    wrong = np.flatnonzero(~((low >= 0) & (high <= 255)))  # finds what is not finite too
    if len(wrong):
        raise SampleError(
            f"The picture in row {wrong[0]} of {name} has values from {low[wrong[0]]:g} to "
            f"{high[wrong[0]]:g}, expected 0 to 255 or 0 to 1."
        )
    scale = 255 if high.max() == 1 or (images.dtype.kind == "f" and high.max() < 1) else 1
    return np.rint(images.astype(np.float32, copy=False) * np.float32(scale)).astype(np.uint8)


def _facts(facts: dict[str, NDArray[Any]], row: int, name: str) -> dict[str, Any]:
    """What our own export knows of a sample; left out where it is not to be had."""
    known: dict[str, Any] = {}
    for fact, key in zip(
        FACT_NAMES, ("made_at", "origin", "answer", "confidence", "model_id"), strict=True
    ):
        values = facts.get(fact)
        if values is None:
            continue
        if values.ndim != 1 or row >= len(values):
            raise SampleError(f'"{fact}" in {name} has no row {row}, expected one a sample.')
        try:
            value = _fact(fact, values[row].item())
        except (TypeError, ValueError, OverflowError) as error:
            raise SampleError(
                f'Row {row} of "{fact}" in {name} cannot be: {str(values[row])[:40]}.'
            ) from error
        if value is not None:
            known[key] = value
    return known


def _fact(fact: str, value: object) -> object:
    """A checked value; None where it stands for "not known".

    Raises:
        ValueError: It cannot be.
    """
    if fact == "answers":
        if not isinstance(value, int) or value not in range(_UNKNOWN, CLASS_COUNT):
            raise ValueError
        return None if value == _UNKNOWN else value
    if fact == "confidences":
        if not isinstance(value, float) or (not math.isnan(value) and not 0 <= value <= 1):
            raise ValueError
        return None if math.isnan(value) else value
    if not isinstance(value, str) or len(value) > _MOST_LETTERS:
        raise ValueError
    if fact == "origins":
        return Origin(value)
    if fact == "made_at":
        datetime.fromisoformat(value)
        return value
    return value or None
