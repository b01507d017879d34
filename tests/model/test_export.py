from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.classifier import LiteRtClassifier, ModelError
from model.datasets import LabelledCrops

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def network(*layers: Any, size: int = 28) -> Any:
    """A Keras network on crops with the given layers."""
    import keras

    return keras.Sequential([keras.Input((size, size, 1)), keras.layers.Flatten(), *layers])


def saved(model: Any, folder: Path) -> Path:
    model.save(folder / "model.keras")
    return folder / "model.keras"


@pytest.mark.parametrize("quantize", [True, False])
def test_the_exported_model_says_what_the_trained_one_says(
    bundled_folder: Path, drawn_crops: LabelledCrops, tmp_path: Path, quantize: bool, capfd
) -> None:
    from model.export import export_litert, keras_probabilities, load_keras

    path = tmp_path / "model.tflite"
    capfd.readouterr()
    export_litert(bundled_folder / "model.keras", path, quantize=quantize)
    assert capfd.readouterr().out == ""
    expected = keras_probabilities(load_keras(bundled_folder / "model.keras"), drawn_crops.crops)
    found = LiteRtClassifier(path)(drawn_crops.crops)
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).mean() > 0.99
    assert np.abs(found - expected).max() < (0.3 if quantize else 1e-3)


def test_quantising_makes_it_a_quarter(bundled_folder: Path, tmp_path: Path) -> None:
    from model.export import export_litert

    for quantize in (True, False):
        export_litert(bundled_folder / "model.keras", tmp_path / f"{quantize}", quantize=quantize)
    assert (tmp_path / "True").stat().st_size < 0.35 * (tmp_path / "False").stat().st_size


def test_a_model_with_other_classes_is_refused(tmp_path: Path) -> None:
    import keras

    from model.export import export_litert

    path = saved(network(keras.layers.Dense(10, activation="softmax")), tmp_path)
    with pytest.raises(ModelError, match=r"to \(None, 10\), expected"):
        export_litert(path, tmp_path / "model.tflite")
    assert not (tmp_path / "model.tflite").exists()


def test_a_model_for_other_pictures_is_refused(tmp_path: Path) -> None:
    import keras

    from model.export import export_litert

    path = saved(network(keras.layers.Dense(11, activation="softmax"), size=32), tmp_path)
    with pytest.raises(ModelError, match=r"from \(None, 32, 32, 1\)"):
        export_litert(path, tmp_path / "model.tflite")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_refused(tmp_path: Path, value: float) -> None:
    import keras

    from model.export import export_litert

    model = network(keras.layers.Dense(11, activation="softmax"))
    model.set_weights([np.full_like(weight, value) for weight in model.get_weights()])
    with pytest.raises(ModelError, match="not finite"):
        export_litert(saved(model, tmp_path), tmp_path / "model.tflite")


def test_numbers_that_are_no_probabilities_are_refused(tmp_path: Path) -> None:
    import keras

    from model.export import export_litert

    with pytest.raises(ModelError, match="sum to 1"):
        export_litert(saved(network(keras.layers.Dense(11)), tmp_path), tmp_path / "model.tflite")


def test_a_model_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import keras

    from model.export import load_keras

    path = saved(network(keras.layers.Lambda(lambda x: x[:, :11])), tmp_path)
    with pytest.raises(ModelError, match=r"model\.keras"):
        load_keras(path)


def test_a_file_that_unpacks_to_too_much_is_not_loaded(
    bundled_folder: Path, tmp_path: Path
) -> None:
    from model.export import load_keras

    path = tmp_path / "model.keras"
    shutil.copyfile(bundled_folder / "model.keras", path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets/bomb", bytes(1 << 20))
    with pytest.raises(ModelError, match="more than a model"):
        load_keras(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"])
def test_a_damaged_keras_file_is_refused(tmp_path: Path, content: bytes) -> None:
    from model.export import load_keras

    (tmp_path / "model.keras").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        load_keras(tmp_path / "model.keras")


def test_other_formats_are_not_even_opened(tmp_path: Path) -> None:
    from model.export import load_keras

    with pytest.raises(ModelError, match=r"no \.keras file"):
        load_keras(tmp_path / "model.h5")
