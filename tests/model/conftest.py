"""What the tests of the model share: a drawn data set and the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest

import model
from model.corpus import generated_digits, generated_negatives
from model.datasets import LabelledCrops

BUNDLED = Path(model.__file__).with_name("bundled")


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    return BUNDLED


@pytest.fixture(scope="session")
def drawn_digits() -> LabelledCrops:
    return generated_digits(300, seed=71)


@pytest.fixture(scope="session")
def drawn_crops(drawn_digits: LabelledCrops) -> LabelledCrops:
    """Digits and some negatives."""
    return LabelledCrops.joined([drawn_digits, generated_negatives(40, seed=72)])
