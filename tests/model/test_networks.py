"""The networks one can choose."""

import numpy as np
import pytest

from model.choices import ACTIVATION_NAMES, NETWORK_NAMES
from model.networks import build_network


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_every_network_gives_eleven_probabilities(name):
    network = build_network(name)
    probabilities = np.asarray(network(np.zeros((3, 28, 28, 1), np.float32)))
    assert probabilities.shape == (3, 11)
    assert probabilities.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert network.count_params() <= (1_000_000 if name == "large" else 400_000)


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_the_activation_is_the_user_s_choice(activation):
    layers = [layer.get_config() for layer in build_network("dense", activation=activation).layers]
    assert sum(config.get("activation") == activation for config in layers) == 2


@pytest.mark.parametrize("choice", [{"name": "huge"}, {"name": "cnn", "activation": "step"}])
def test_an_unknown_choice_is_refused_with_what_there_is(choice):
    with pytest.raises(ValueError, match="expected one of"):
        build_network(**choice)
