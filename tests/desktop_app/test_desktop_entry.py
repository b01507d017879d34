"""The entry in the desktop's menu: what it starts is there, and what it names is installed."""

import configparser
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from desktop_app import app

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "desktop_app" / "digitlens.desktop"


@pytest.fixture(scope="module")
def entry():
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_it_starts_a_command_of_the_project(entry, project):
    assert entry["Exec"].split()[0] in project["project"]["scripts"]
    assert entry["TryExec"] == entry["Exec"].split()[0]


def test_the_window_belongs_to_it(entry, qapp, monkeypatch):
    monkeypatch.setattr(app, "QApplication", lambda _arguments: qapp)
    made, _ = app.make_application([])
    assert made.desktopFileName() == ENTRY.stem == entry["StartupWMClass"]


def test_entry_and_icon_are_installed_where_desktops_look(entry, project):
    installed = project["tool"]["setuptools"]["data-files"]
    assert installed["share/applications"] == [str(ENTRY.relative_to(ROOT))]
    (icon,) = installed["share/icons/hicolor/scalable/apps"]
    assert (ROOT / icon).is_file()
    assert Path(icon).stem == entry["Icon"]


def test_the_german_words_are_there(entry):
    for key in ("GenericName", "Comment", "Keywords"):
        assert entry[f"{key}[de]"]
        assert entry[f"{key}[de]"] != entry[key]


def test_the_validator_of_the_desktops_accepts_it():
    validator = shutil.which("desktop-file-validate")
    if validator is None:
        pytest.skip("desktop-file-validate is not installed")
    result = subprocess.run([validator, str(ENTRY)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
