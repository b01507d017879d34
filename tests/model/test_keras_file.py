"""Keras files are looked into before Keras opens them."""

import contextlib
import json
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import keras_file
from model.classifier import ModelError
from model.keras_file import check_keras_file

LAYER = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 10}}


def written(folder, config=None, **members):
    """A file with a configuration and whatever else is asked for."""
    path = folder / "a.keras"
    content = {"config.json": json.dumps(config or LAYER), "model.weights.h5": b"weights"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (content | members).items():
            if data is not None:
                archive.writestr(name, data)
    return path


def nested(layer):
    return {"module": "keras", "class_name": "Functional", "config": {"layers": [LAYER, layer]}}


def test_the_bundled_model_passes(bundled_folder):
    check_keras_file(bundled_folder / "model.keras")


def test_a_network_of_keras_own_layers_passes(tmp_path):
    check_keras_file(written(tmp_path, nested(LAYER)))


@pytest.mark.parametrize(
    "layer",
    [
        {"module": "keras.layers", "class_name": "Lambda", "config": {}},
        {"module": "os", "class_name": "system", "config": "true"},
        {"module": "kerasx.layers", "class_name": "Dense", "config": {}},
        {"module": "builtins", "class_name": "function", "config": "eval"},
        {"class_name": "__lambda__", "config": {"value": "4wAAAA=="}},
        {"module": "keras.layers", "class_name": ["Lambda"], "config": {}},
        {"module": "keras.layers", "class_name": {"Lambda": 1}, "config": {}},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/x"}},
    ],
)
def test_code_is_refused(tmp_path, layer):
    with pytest.raises(ModelError, match="never run"):
        check_keras_file(written(tmp_path, nested(layer)))


@pytest.mark.parametrize("name", ["../evil.py", "/etc/passwd", "assets/x", "sitecustomize.py"])
def test_other_members_are_refused(tmp_path, name):
    with pytest.raises(ModelError, match="more than a model"):
        check_keras_file(written(tmp_path, **{name: b"x"}))


@pytest.mark.parametrize("missing", ["config.json", "model.weights.h5"])
def test_missing_members_are_refused(tmp_path, missing):
    with pytest.raises(ModelError, match="damaged"):
        check_keras_file(written(tmp_path, **{missing: None}))


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(keras_file, "MAX_WEIGHTS_BYTES", 1000)
    path = written(tmp_path, **{"model.weights.h5": bytes(100_000)})
    assert path.stat().st_size < 1000
    with pytest.raises(ModelError, match="too large"):
        check_keras_file(path)


def test_a_configuration_of_300_megabytes_is_refused_before_it_takes_memory(tmp_path):
    path = tmp_path / "a.keras"
    piece = b" " * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", b"weights")
        with archive.open("config.json", "w") as member:
            for _ in range(300):
                member.write(piece)
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match="too large"):
            check_keras_file(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_configuration_nested_without_end_is_refused(tmp_path):
    with pytest.raises(ModelError, match="damaged"):
        check_keras_file(written(tmp_path, **{"config.json": "[" * 200_000}))


@pytest.mark.parametrize("name", ["a.h5", "a.pkl", "a.zip"])
def test_other_kinds_of_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(ModelError, match=r"\.keras"):
        check_keras_file(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        check_keras_file(tmp_path / "absent.keras")


@pytest.mark.fuzz
@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_refused(tmp_path, content):
    path = tmp_path / "a.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError):
        check_keras_file(path)


@pytest.mark.fuzz
@given(st.integers(0, 5000), st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_never_ends_in_another_error(tmp_path, place, change):
    path = written(tmp_path, nested(LAYER))
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= change
    path.write_bytes(content)
    with contextlib.suppress(ModelError):  # most places are not looked at: Keras will see
        check_keras_file(path)
