"""Confidences that mean what they say."""

import numpy as np
import pytest

from model.calibration import fitted_temperature, log_loss


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.7])
def test_the_temperature_that_spoilt_the_probabilities_is_found(temperature, rng):
    logits = rng.normal(0, 1.5, (8000, 11))
    labels = np.array([rng.choice(11, p=row) for row in _softmax(logits).astype(float)
                       / _softmax(logits).astype(float).sum(axis=1, keepdims=True)])  # fmt: skip
    too_sure = _softmax(logits * temperature)
    assert fitted_temperature(too_sure, labels) == pytest.approx(temperature, rel=0.08)


def test_the_loss_of_even_probabilities_is_the_logarithm_of_their_number():
    assert log_loss(np.zeros((4, 11)), np.array([0, 3, 5, 10])) == pytest.approx(np.log(11))


def test_certain_mistakes_do_not_break_it():
    probabilities = np.eye(11, dtype=np.float32)
    labels = np.roll(np.arange(11), 1)
    assert np.isfinite(fitted_temperature(probabilities, labels))
