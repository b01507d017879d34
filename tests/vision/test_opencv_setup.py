"""Importing OpenCV leaves the environment as PyQt6 and child processes need it."""

import json
import os
import subprocess
import sys

import pytest

from vision.opencv_setup import QT_VARIABLES, opencv_variables

REPORT = """
import json, os, sys
{first}
import vision
print(json.dumps([dict(os.environ), sorted(sys.modules)]))
"""


def environment_after_import(first: str = "", **variables: str) -> tuple[dict[str, str], list[str]]:
    """Environment and loaded modules of a fresh process that imported `vision`."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in QT_VARIABLES and not name.startswith("OPENCV_")
    }
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", REPORT.format(first=first)],
        env=environment | variables,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.stderr == ""
    after, modules = json.loads(finished.stdout)
    return after, modules


def test_variables_of_qt_stay_unset():
    after, _ = environment_after_import()
    assert [name for name in QT_VARIABLES if name in after] == []


def test_variables_of_qt_keep_their_values():
    mine = {name: f"/mine/{name}" for name in QT_VARIABLES}
    after, _ = environment_after_import(**mine)
    assert {name: after.get(name) for name in QT_VARIABLES} == mine


def test_variables_of_qt_are_cleared_where_opencv_was_imported_before():
    after, _ = environment_after_import(first="import cv2", LD_LIBRARY_PATH="/mine")
    assert [name for name in QT_VARIABLES[:2] if name in after] == []
    assert after["LD_LIBRARY_PATH"] == "/mine"


def test_options_are_set_before_the_import():
    after, modules = environment_after_import(OPENCV_VIDEOIO_DEBUG="1")
    assert opencv_variables(sys.platform).items() <= after.items()
    assert "cv2" in modules


def test_import_is_light():
    _, modules = environment_after_import()
    heavy = {"PIL", "PyQt6", "tensorflow", "keras", "matplotlib", "cv2_enumerate_cameras"}
    assert heavy.isdisjoint(modules)


@pytest.mark.parametrize(
    ("platform", "name", "value"),
    [
        ("linux", "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1"),
        ("win32", "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0"),
        ("darwin", "OPENCV_AVFOUNDATION_SKIP_AUTH", "1"),
    ],
)
def test_each_platform_has_its_option(platform, name, value):
    assert opencv_variables(platform)[name] == value
    assert (
        sum("V4L" in key or "MSMF" in key or "AVF" in key for key in opencv_variables(platform))
        == 1
    )
