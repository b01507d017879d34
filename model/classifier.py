"""Tells digits from crops: the model as it runs in the app, on LiteRT."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.native_output import STDERR, silenced
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from vision.reading import Crops, Probabilities

BATCH_SIZE = 8
"""Crops in the fixed batch.

A batch saves next to nothing over its crops one by one: with the bundled
network 0.0297 ms for one crop, 0.228 for 8 (0.0285 each), 0.458 for 16 (0.0286
each), 0.929 for 32, and padding costs what crops cost. So whole eights go as
eights, and what is left over goes one by one.
"""

MAX_MODEL_BYTES = 64 << 20

_SCALE = np.float32(1 / 255)


class ModelError(Exception):
    """A model is damaged or does not fit; one sentence for the user."""


class LiteRtClassifier:
    """A `vision.reading.Classifier` on LiteRT. Not thread safe: one for each thread.

    Attributes:
        temperature: Above 1 the probabilities are flattened, below 1 sharpened:
            calibration (Guo et al., 2017).
    """

    def __init__(self, model: Path | bytes, *, temperature: float = 1.0, threads: int = 1) -> None:
        """Loads a model and tries it.

        Args:
            model: A ``.tflite`` file or its content: (N, 28, 28, 1) float32,
                0 to 1, to (N, 11) probabilities.
            temperature: Calibration, above 0.
            threads: Of LiteRT. More than one slow small networks down.

        Raises:
            ModelError: The file cannot be read or is no model, its shapes are
                others, or what it gives are no probabilities.
        """
        if not 0.01 <= temperature <= 100:
            raise ModelError(f"The model's temperature is {temperature}, expected 0.01 to 100.")
        content = model if isinstance(model, bytes) else _read(model)
        self.temperature = temperature
        self._exponent = np.float32(1 / temperature)
        self._single = _Runner(content, 1, threads)
        self._batch = _Runner(content, BATCH_SIZE, threads)
        self._try_out()

    def __call__(self, crops: Crops) -> Probabilities:
        """Probabilities of crops.

        Args:
            crops: (N, 28, 28) uint8, white ink on black, N may be 0.

        Returns:
            (N, 11) float32, each row sums to 1: the digits 0 to 9, then
            "not a digit".

        Raises:
            ValueError: The crops have another shape or type.
        """
        if crops.shape[1:] != (CROP_SIZE, CROP_SIZE) or crops.dtype != np.uint8:
            raise ValueError(
                f"Expected crops of shape (N, {CROP_SIZE}, {CROP_SIZE}) and dtype uint8, "
                f"got {crops.shape} and {crops.dtype}."
            )
        count = len(crops)
        inputs = crops[..., np.newaxis] * _SCALE
        probabilities = np.empty((count, CLASS_COUNT), np.float32)
        in_batches = count - count % BATCH_SIZE
        for start in range(0, in_batches, BATCH_SIZE):
            end = start + BATCH_SIZE
            probabilities[start:end] = self._batch(inputs[start:end])
        for i in range(in_batches, count):
            probabilities[i] = self._single(inputs[i : i + 1])
        if self.temperature != 1.0:
            probabilities **= self._exponent
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        return probabilities

    def _try_out(self) -> None:
        """Refuses a model that gives no probabilities for a blank crop, noise and a stroke."""
        probes = np.zeros((BATCH_SIZE + 1, CROP_SIZE, CROP_SIZE), np.uint8)
        probes[1:BATCH_SIZE] = np.random.default_rng(0).integers(0, 256, probes[1:BATCH_SIZE].shape)
        probes[BATCH_SIZE, 4:24, 13:16] = 255
        probabilities = self(probes)
        if not np.isfinite(probabilities).all():
            raise ModelError("The model is damaged: its numbers are not finite; use another one.")
        if probabilities.min() < 0 or np.abs(probabilities.sum(axis=1) - 1).max() > 1e-3:
            raise ModelError(
                "The model does not give probabilities that sum to 1; use another one."
            )


class _Runner:
    """One interpreter for batches of one size."""

    def __init__(self, content: bytes, size: int, threads: int) -> None:
        try:
            self._interpreter = _interpreter(content, size, threads)
            inputs = self._interpreter.get_input_details()
            _check(inputs, (size, CROP_SIZE, CROP_SIZE, 1), "takes")
            self._input = inputs[0]["index"]
            self._output = self._interpreter.get_output_details()[0]["index"]
            # Behind a resized input the shape of the output is known after the first run.
            with silenced(STDERR):
                self(np.zeros((size, CROP_SIZE, CROP_SIZE, 1), np.float32))
        except (ValueError, RuntimeError) as error:  # LiteRT raises these for whatever is wrong
            raise ModelError("The model's file is damaged or no model; use another one.") from error
        _check(self._interpreter.get_output_details(), (size, CLASS_COUNT), "gives")

    def __call__(self, inputs: Probabilities) -> Probabilities:
        self._interpreter.set_tensor(self._input, inputs)
        self._interpreter.invoke()
        result: Probabilities = self._interpreter.get_tensor(self._output)
        return result


def _check(details: list[dict[str, Any]], expected: tuple[int, ...], verb: str) -> None:
    found = [(tuple(int(n) for n in one["shape"]), one["dtype"]) for one in details]
    if found != [(expected, np.float32)]:
        shapes = ", ".join(f"{shape} {np.dtype(kind)}" for shape, kind in found)
        raise ModelError(
            f"The model {verb} {shapes}, expected {expected} float32; "
            "it was made for something else."
        )


def _interpreter(content: bytes, size: int, threads: int) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    # LiteRT announces itself on standard error, and names what is wrong with a file there.
    with silenced(STDERR):
        interpreter = Interpreter(model_content=content, num_threads=threads)
        inputs = interpreter.get_input_details()
        if len(inputs) == 1 and len(inputs[0]["shape"]) == 4:
            shape = [size, *(int(n) for n in inputs[0]["shape"][1:])]
            interpreter.resize_tensor_input(inputs[0]["index"], shape)
        interpreter.allocate_tensors()
    return interpreter


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelError(f"{path.name} is too large for a model of this program.")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"The model {path} cannot be read: {error.strerror or error}.") from error
