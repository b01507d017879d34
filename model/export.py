"""From a Keras model to the LiteRT file that the app runs, checked against each other.

The one module that imports TensorFlow itself. It is heavy and talkative, so
this runs in the training process, never in the window's.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from model.atomic_files import write_atomically
from model.classifier import LiteRtClassifier, ModelError
from model.corpus import generated_digits
from model.keras_file import check_keras_file
from model.native_output import STDERR, STDOUT, silenced
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from vision.reading import Crops, Probabilities

SAMPLE_COUNT = 200
FAR_APART = 0.1
"""Difference of a probability from which quantisation is said to have changed a crop."""

MOST_FAR_APART = 0.02
"""Share of the sample that may be changed; of 10,000 digits of MNIST none was, by 0.05 at most."""


def export_litert(
    keras_path: Path, tflite_path: Path, *, quantize: bool = True, sample: Crops | None = None
) -> None:
    """Writes a Keras model as LiteRT, after trying that both give the same.

    Args:
        keras_path: A ``.keras`` file; loaded in Keras' safe mode.
        tflite_path: Written whole or not at all.
        quantize: Store weights as 8-bit integers and compute with them
            (dynamic range): a quarter of the size and three times as fast.
        sample: (N, 28, 28) uint8 crops to compare with; drawn ones by default.

    Raises:
        ModelError: The Keras file cannot be loaded, cannot be converted, or the
            result gives other probabilities.
    """
    model = load_keras(keras_path)
    check_network(model)
    content = _converted(model, quantize=quantize)
    crops = generated_digits(SAMPLE_COUNT, seed=0).crops if sample is None else sample
    _compare(keras_probabilities(model, crops), LiteRtClassifier(content)(crops))
    write_atomically(tflite_path, content)


def load_keras(path: Path) -> Any:
    """The Keras model of a file, which can run no code of its own.

    Raises:
        ModelError: The file is missing, damaged, too large, or wants to run code.
    """
    import keras

    check_keras_file(path)
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AttributeError) as error:
        # Keras has no error of its own for a broken file: whatever it trips over comes out.
        raise ModelError(f"{path.name} is damaged or no model of this program.") from error


def keras_probabilities(model: Any, crops: Crops) -> Probabilities:
    """(N, 11) float32 that a Keras model gives for (N, 28, 28) uint8 crops."""
    inputs = crops[..., np.newaxis] * np.float32(1 / 255)
    parts = [np.asarray(model(inputs[i : i + 512])) for i in range(0, len(inputs), 512)]
    return np.concatenate(parts) if parts else np.empty((0, CLASS_COUNT), np.float32)


def check_network(model: Any) -> None:
    """Refuses what reads no crops, or must not be converted.

    WORKAROUND: TensorFlow 2.21's converter crashes on weights that are not a number.

    Raises:
        ModelError: Its numbers are not finite, or its shapes are not a classifier's.
    """
    if not all(np.isfinite(weights).all() for weights in model.get_weights()):
        raise ModelError("The model is damaged: its numbers are not finite; train another one.")
    shapes = model.input_shape, model.output_shape
    expected = (None, CROP_SIZE, CROP_SIZE, 1), (None, CLASS_COUNT)
    if shapes != expected:
        raise ModelError(
            f"The model goes from {shapes[0]} to {shapes[1]}, expected {expected[0]} to "
            f"{expected[1]}; it was made for something else."
        )


def _converted(model: Any, *, quantize: bool) -> bytes:
    import tensorflow as tf

    with (
        warnings.catch_warnings(),
        silenced(STDOUT, STDERR),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        if quantize:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        try:
            return bytes(converter.convert())
        except (ValueError, RuntimeError, tf.errors.OpError) as error:
            raise ModelError(
                "The model cannot be converted to LiteRT; train another one."
            ) from error


def _compare(expected: Probabilities, found: Probabilities) -> None:
    """Refuses a conversion that changes what is read.

    Raises:
        ModelError: More than `MOST_FAR_APART` of the crops differ by more than
            `FAR_APART` in a probability.
    """
    differences = np.abs(expected - found).max(axis=1)
    share = float((differences > FAR_APART).mean()) if len(differences) else 0.0
    if not np.isfinite(expected).all() or share > MOST_FAR_APART:
        raise ModelError(
            f"The converted model reads {share:.0%} of the sample otherwise than the trained one; "
            "it is not used."
        )
