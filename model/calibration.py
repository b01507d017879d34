"""Makes confidences mean what they say (temperature scaling; Guo et al., 2017)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.reading import Probabilities

_LOWEST, _HIGHEST = 0.25, 4.0
_STEPS = 40
_FLOOR = 1e-7


def fitted_temperature(probabilities: Probabilities, labels: NDArray[Any]) -> float:
    """The temperature under which the right labels are most probable.

    Found by golden-section search over the logarithm of the temperature, in
    which the loss has one minimum.

    Args:
        probabilities: (N, 11) float32 of a network, uncalibrated, N at least 1.
        labels: (N,) what they should say.

    Returns:
        Above 1 where the network is too sure, below 1 where it is too modest.
    """
    logits = np.log(np.maximum(probabilities, _FLOOR).astype(np.float64))
    low, high = np.log(_LOWEST), np.log(_HIGHEST)
    ratio = (5**0.5 - 1) / 2
    for _ in range(_STEPS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if log_loss(logits / np.exp(left), labels) < log_loss(logits / np.exp(right), labels):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def log_loss(logits: NDArray[np.float64], labels: NDArray[Any]) -> float:
    """Mean negative log-probability of the labels under the softmax of (N, C) logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    normalizer = np.log(np.exp(shifted).sum(axis=1))
    return float((normalizer - shifted[np.arange(len(labels)), labels]).mean())
