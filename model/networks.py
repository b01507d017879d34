"""The networks one can choose, all from a 28x28 crop to eleven probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras
from keras import layers

from model.choices import ACTIVATION_NAMES, NETWORK_NAMES
from vision.reading import CLASS_COUNT, CROP_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH_NORM_MOMENTUM = 0.9
"""Keras' 0.99 needs thousands of steps; short runs then evaluate at chance."""


def build_network(name: str, *, activation: str = "relu", dropout: float = 0.3) -> keras.Model:
    """An untrained network.

    Args:
        name: One of `model.choices.NETWORK_NAMES`.
        activation: Of every hidden layer, one of `model.choices.ACTIVATION_NAMES`.
        dropout: Share of the features dropped before the last layer in training.

    Returns:
        A model from (N, 28, 28, 1) float32, 0 to 1, white ink on black, to
        (N, 11) probabilities of the ten digits and "not a digit".

    Raises:
        ValueError: There is no such network or activation.
    """
    if name not in _BUILDERS:
        raise ValueError(f"There is no network {name!r}, expected one of {', '.join(_BUILDERS)}.")
    if activation not in ACTIVATION_NAMES:
        raise ValueError(
            f"There is no activation {activation!r}, expected one of {', '.join(ACTIVATION_NAMES)}."
        )
    crops = keras.Input((CROP_SIZE, CROP_SIZE, 1), name="crops")
    features = layers.Dropout(dropout)(_BUILDERS[name](crops, activation))
    probabilities = layers.Dense(CLASS_COUNT, activation="softmax", name="probabilities")(features)
    return keras.Model(crops, probabilities, name=name)


def _dense(x: keras.KerasTensor, activation: str) -> keras.KerasTensor:
    """Two hidden layers; what a first lesson builds."""
    x = layers.Flatten()(x)
    x = layers.Dense(256, activation=activation)(x)
    return layers.Dense(128, activation=activation)(x)


def _lenet(x: keras.KerasTensor, activation: str) -> keras.KerasTensor:
    """LeNet-5 (LeCun et al., 1998) with maximum pooling."""
    x = layers.Conv2D(6, 5, padding="same", activation=activation)(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(16, 5, activation=activation)(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(120, activation=activation)(x)
    return layers.Dense(84, activation=activation)(x)


def _cnn(x: keras.KerasTensor, activation: str) -> keras.KerasTensor:
    """The bundled network: small 3x3 filters (Simonyan, Zisserman, 2015), batch norm.

    The first convolution alone runs at full size, so that most of the work is
    done on 14x14 and 7x7 fields: about 18 million multiplications a crop.
    """
    x = _convolution(x, 32, activation)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 64, activation)
    x = _convolution(x, 64, activation)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 128, activation)
    x = _convolution(x, 128, activation, padding="valid")
    x = layers.MaxPooling2D()(x)
    return layers.Flatten()(x)


def _large(x: keras.KerasTensor, activation: str) -> keras.KerasTensor:
    """As the bundled one with more filters: about 1 million parameters, thrice the work.

    The mean over the last field instead of all of it keeps the last layer small.
    """
    x = _convolution(x, 32, activation)
    x = _convolution(x, 32, activation)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 96, activation)
    x = _convolution(x, 96, activation)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 192, activation)
    x = _convolution(x, 192, activation)
    x = _convolution(x, 192, activation)
    return layers.GlobalAveragePooling2D()(x)


def _convolution(
    x: keras.KerasTensor, filters: int, activation: str, padding: str = "same"
) -> keras.KerasTensor:
    x = layers.Conv2D(filters, 3, padding=padding, use_bias=False)(x)
    x = layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM)(x)
    return layers.Activation(activation)(x)


_BUILDERS: dict[str, Callable[[keras.KerasTensor, str], keras.KerasTensor]] = {
    "cnn": _cnn,
    "large": _large,
    "lenet": _lenet,
    "dense": _dense,
}
assert tuple(_BUILDERS) == NETWORK_NAMES
