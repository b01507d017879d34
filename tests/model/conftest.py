"""What the tests of the model share: a drawn data set and the bundled model."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
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


@pytest.fixture(scope="session")
def weak_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained network; made in a process of its own, which is lighter."""
    folder = tmp_path_factory.mktemp("weak")
    script = (
        "import sys; from pathlib import Path; from model.export import export_litert; "
        "from model.networks import build_network; folder = Path(sys.argv[1]); "
        "import keras; keras.utils.set_random_seed(0); "
        "build_network('dense').save(folder / 'model.keras'); "
        "export_litert(folder / 'model.keras', folder / 'model.tflite')"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return folder


@pytest.fixture
def own_folder(tmp_path: Path, drawn_digits: LabelledCrops) -> Path:
    """A data set in MNIST's format, of 200 digits to train and choose and 100 to test."""
    folder = tmp_path / "own digits"
    folder.mkdir()
    for part, rows in (("train", slice(0, 200)), ("t10k", slice(200, 300))):
        crops, labels = drawn_digits.crops[rows], drawn_digits.labels[rows].astype(np.uint8)
        for name, kind, array in (("images", 3, crops), ("labels", 1, labels)):
            header = struct.pack(">HBB", 0, 8, kind) + struct.pack(f">{kind}I", *array.shape)
            path = folder / f"{part}-{name}-idx{kind}-ubyte.gz"
            path.write_bytes(gzip.compress(header + array.tobytes()))
    return folder
