"""The checks that run on three systems call what there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / ".github" / "workflows" / "checks.yml"


@pytest.fixture(scope="module")
def jobs():
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def commands(jobs):
    """Each line that is run, as a list of words; what is run on a screen, without that."""
    return [
        shlex.split(line.removeprefix("xvfb-run --auto-servernum "))
        for job in jobs.values()
        for step in job["steps"]
        for line in step.get("run", "").splitlines()
    ]


def test_three_systems_are_tried_with_the_oldest_and_the_newest_python(jobs, project):
    oldest, beyond = re.findall(r"3\.\d+", project["requires-python"])
    newest = f"3.{int(beyond.partition('.')[2]) - 1}"
    tried = {
        (system, python)
        for job in jobs.values()
        for system in job["strategy"]["matrix"].get("system", [job["runs-on"]])
        for python in job["strategy"]["matrix"].get("python", [])
    }
    for system in ("ubuntu-latest", "windows-latest", "macos-latest"):
        assert {(system, oldest), (system, newest)} <= tried


def test_every_command_is_one_that_there_is(jobs, project):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = {"sudo", "lint-imports"}
    for words in commands(jobs):
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), words
        elif words[:2] == ["python", "-m"]:
            # PyInstaller is no part of what the tests run in.
            assert words[2] == "PyInstaller" or find_spec(words[2]), words
        else:
            assert words[0] in known, words


def test_every_file_and_extra_that_is_named_is_there(jobs, project):
    for words in commands(jobs):
        for word in words:
            if re.search(r"\.(py|spec|txt|toml)$", word):
                assert (ROOT / word).is_file(), word
            if extras := re.fullmatch(r"\.\[(.+)\]", word):
                assert set(extras[1].split(",")) <= set(project["optional-dependencies"])
    for job in jobs.values():
        for step in job["steps"]:
            for name in step.get("with", {}).get("cache-dependency-path", "").split():
                assert (ROOT / name).is_file(), name


def test_no_job_waits_for_one_that_is_not_there(jobs):
    for job in jobs.values():
        assert set(job.get("needs", [])) <= set(jobs)
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])
        assert all(re.search(r"@v\d+$", step["uses"]) for step in job["steps"] if "uses" in step)


def test_what_the_tests_read_from_the_environment_is_what_is_set(jobs):
    read = (ROOT / "tests" / "test_packages.py").read_text("utf-8")
    for job in jobs.values():
        for step in job["steps"]:
            for name in step.get("env", {}):
                assert f'"{name}"' in read
