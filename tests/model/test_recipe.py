"""What the recipe of the bundled model does after its training."""

import keras
import numpy as np
import pytest

from model.export import keras_probabilities, load_keras
from model.networks import build_network
from model.recipe import expecting
from vision.reading import NOT_A_DIGIT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def test_a_network_is_brought_to_another_share_of_negatives(tmp_path, rng):
    keras.utils.set_random_seed(3)
    network = build_network("lenet")
    network.save(tmp_path / "trained.keras")
    expecting(tmp_path / "trained.keras", tmp_path / "expecting.keras", 0.5, 0.1)
    crops = rng.integers(0, 256, (6, 28, 28), dtype=np.uint8)
    before = keras_probabilities(network, crops)
    after = keras_probabilities(load_keras(tmp_path / "expecting.keras"), crops)
    odds_before = before[:, NOT_A_DIGIT] / (1 - before[:, NOT_A_DIGIT])
    odds_after = after[:, NOT_A_DIGIT] / (1 - after[:, NOT_A_DIGIT])
    assert odds_after == pytest.approx(odds_before / 9, rel=1e-3)
    among_digits = [rows[:, :10] / rows[:, :10].sum(axis=1, keepdims=True)
                    for rows in (before, after)]  # fmt: skip
    assert among_digits[0] == pytest.approx(among_digits[1], abs=1e-5)
