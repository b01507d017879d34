"""The processes of the program's own, as Python runs them and as a packaged program does."""

import importlib
import subprocess
import sys

import pytest

from model import child
from model.keras_child import task_command


@pytest.fixture
def packaged(monkeypatch, tmp_path):
    """The process taken for the packaged program of the window; gives the folder it lies in."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "digitlens-window.exe"))
    return tmp_path


def test_each_part_is_there_and_can_be_run():
    for part in child.PARTS:
        assert callable(importlib.import_module(part).main)


def test_a_packaged_program_is_its_own_child(packaged):
    program = str(packaged / "digitlens-window.exe")
    assert child.child_command() == [program, child.PART_OPTION, "model.train"]
    assert task_command("export", "a b.keras", "c")[1:] == [
        child.PART_OPTION, "model.keras_tasks", "export", "a b.keras", "c",
    ]  # fmt: skip


def test_the_packaged_window_starts_the_program_that_has_standard_streams(packaged):
    (packaged / "digitlens.exe").touch()
    assert child.child_command()[0] == str(packaged / "digitlens.exe")


def test_what_a_packaged_program_is_told_reaches_its_part(packaged, monkeypatch):
    ran = []
    monkeypatch.setattr("model.keras_tasks.main", lambda: ran.append(sys.argv[1:]))
    monkeypatch.setattr(sys, "argv", task_command("export", "a b.keras", "c"))
    assert child.runs_part()
    assert ran == [["export", "a b.keras", "c"]]


@pytest.mark.parametrize(
    "arguments", [[], ["photo.jpg"], ["--run-part"], ["--run-part", "os"], ["read", "--run-part"]]
)
def test_nothing_else_is_run_as_a_part(monkeypatch, arguments):
    monkeypatch.setattr(sys, "argv", ["digitlens", *arguments])
    assert not child.runs_part()
    assert sys.argv[1:] == arguments


def test_a_folder_of_the_user_is_not_taken_for_the_program(tmp_path):
    for package in ("model", "desktop_app"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        child.part_command("desktop_app.commands.display_trial"),
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "offscreen"), done.stderr
