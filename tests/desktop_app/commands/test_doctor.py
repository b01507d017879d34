"""`digitlens doctor`: what is missing, and how to mend it."""

import os
import sys

import pytest

from desktop_app.cli import main
from desktop_app.commands import checks
from desktop_app.commands.checks import State
from vision.cameras import Camera


@pytest.fixture(autouse=True)
def no_downloads(monkeypatch):
    monkeypatch.delenv("DIGITLENS_DATA", raising=False)


def test_a_machine_that_is_fit(capsys):
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    for subject in ("Python:", "Python packages:", "Display:", "Cameras:", "Model:", "MNIST:"):
        assert subject in text
    assert text.splitlines()[-1].startswith("DigitLens works")
    assert "fault " not in text


def test_a_missing_package_makes_it_unusable_or_not(monkeypatch, capsys):
    real = checks.importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "rich" else real(name)
    )
    (found,) = checks.package_findings()
    assert found.state is State.PROBLEM
    assert "pip install rich" in found.remedy
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "PIL" else real(name)
    )
    assert main(["doctor"]) == 1
    text = capsys.readouterr().out
    assert "pip install pillow" in text
    assert "cannot work here" in text


def test_a_package_that_does_not_load_is_told_with_its_reason(monkeypatch):
    monkeypatch.setattr(checks, "READING_MODULES", ("cv2",))
    monkeypatch.setattr(checks, "_import_problem", lambda _: "libGL.so.1: cannot open")
    first, _ = checks.package_findings()
    assert first.state is State.FAULT
    assert first.subject == "opencv-python"
    assert "libGL.so.1" in first.text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_missing_libraries_are_named_with_their_packages():
    found = checks.libraries_finding({"libc.so.6": "libc6", "libabsent.so.9": "libabsent9"})
    assert found.state is State.PROBLEM
    assert "libabsent.so.9" in found.text
    assert found.remedy.endswith("apt-get install libabsent9")
    assert checks.libraries_finding({"libc.so.6": "libc6"}).state is State.OK


def test_no_display_is_only_a_note(monkeypatch):
    monkeypatch.setattr("desktop_app.display.has_display", lambda: False)
    assert checks.display_finding().state is State.NOTE


def test_a_display_that_works_is_tried(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    found = checks.display_finding()
    assert found.state is State.OK
    assert "offscreen" in found.text


def test_a_display_that_does_not_work_is_a_problem(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")
    found = checks.display_finding()
    assert found.state is State.PROBLEM
    assert "nonsense" in found.text


def test_cameras_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr("vision.cameras.list_cameras", lambda: (Camera("HD Webcam", "usb", 0),))
    first, *_ = checks.camera_findings(tmp_path)
    assert (first.state, first.text) == (State.OK, "HD Webcam")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="devices of Linux")
def test_a_camera_that_may_not_be_opened_is_told(monkeypatch, tmp_path):
    (tmp_path / "video0").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: "video0" not in str(path))
    *_, last = checks.camera_findings(tmp_path)
    assert last.state is State.PROBLEM
    assert "usermod -aG video" in last.remedy


def test_a_damaged_model_in_use_is_a_problem(tmp_path, capsys):
    from model.store import ModelStore

    folder = tmp_path / "m"
    main(["models", "export", "bundled", str(folder)])
    main(["models", "import", str(folder)])
    main(["models", "use", "bundled-2"])
    ModelStore().current().tflite_path.write_bytes(b"damaged")
    found = checks.model_finding()
    assert found.state is State.PROBLEM
    assert found.text.count("Instead the one that ships") == 1
    assert "is used instead" not in found.text


def test_a_data_set_that_is_damaged_is_a_problem(monkeypatch, tmp_path):
    monkeypatch.setenv("DIGITLENS_DATA", str(tmp_path))
    assert checks.data_finding().state is State.PROBLEM


def test_folders_that_cannot_be_written(monkeypatch, tmp_path):
    assert checks.can_write(tmp_path)
    assert checks.can_write(tmp_path / "not yet" / "there")
    (tmp_path / "file").touch()
    assert not checks.can_write(tmp_path / "file")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert {found.state for found in checks.folder_findings()} == {State.PROBLEM}
