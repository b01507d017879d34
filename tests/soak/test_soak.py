"""The soak finds what grows, and passes what does not; a short one runs through."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.soak.acts import Acts
from tests.soak.figures import MEMORY_LIMIT_MB_PER_HOUR, Sample, courses, measured, steady_part

ROOT = Path(__file__).parent.parent.parent
ROUND_S = 30.0


def rests(count=16, **growth_a_round):
    """Samples at rest with the noise that real ones have."""
    rng = np.random.default_rng(1)
    found = []
    for number in range(count):
        sample = Sample(ROUND_S * number, 224 + 4 * rng.normal(), 7, 13, 2218 + number % 2, 77_000)
        for name, growth in growth_a_round.items():
            sample = replace(sample, **{name: getattr(sample, name) + growth * number})
        found.append(sample)
    return found


def leaks(samples):
    return [one.name for one in courses(samples) if one.is_leak]


def test_what_goes_up_and_down_is_flat():
    assert leaks(rests()) == []


@pytest.mark.parametrize("name", ["threads", "handles", "qt_objects"])
@pytest.mark.parametrize("every", [1, 5])
def test_what_is_left_behind_every_few_rounds_is_a_leak(name, every):
    samples = [
        replace(sample, **{name: getattr(sample, name) + number // every})
        for number, sample in enumerate(rests(qt_objects=0))
    ]
    assert leaks(samples) == [name.replace("_", " ")]


def test_memory_that_grows_is_a_leak():
    assert leaks(rests(memory_mb=3.0)) == ["memory [MB]"]


def test_over_an_hour_a_slower_growth_of_memory_is_found():
    a_round = 1.3 * MEMORY_LIMIT_MB_PER_HOUR * ROUND_S / 3600
    assert leaks(rests(120, memory_mb=a_round)) == ["memory [MB]"]
    assert leaks(rests(120, memory_mb=a_round / 2)) == []


def test_one_sample_that_stands_out_is_no_leak():
    samples = rests()
    samples[-1] = replace(samples[-1], memory_mb=300.0, threads=9)
    assert leaks(samples) == []


def test_what_is_made_once_in_the_warm_up_does_not_count():
    samples = rests()
    samples[:4] = [replace(sample, threads=3, memory_mb=90.0) for sample in samples[:4]]
    assert leaks(steady_part(samples)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the figures are read from /proc")
def test_an_open_file_is_one_handle_more(tmp_path):
    before = measured(0.0)
    with (tmp_path / "held").open("w"):
        held = measured(0.0)
    assert held.handles == before.handles + 1
    assert held.memory_mb > 1
    assert held.threads >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="the figures are read from /proc")
def test_a_short_soak_does_every_act_once_and_tells_the_figures(tmp_path, user_folders):
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--rounds", "1", "--pace", "0.1",
         "--json", str(figures)],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Too short for a verdict" in done.stdout
    told = json.loads(figures.read_text())
    acts = {name for name in vars(Acts) if not name.startswith(("_", "do_", "come_"))}
    assert told["acts"] == dict.fromkeys(acts, 1)
    assert told["came"]["a picture"] > 0
    assert told["rests"][0]["threads"] >= 2
    # Nothing of the user was touched.
    assert not list(user_folders.rglob("digitlens*"))
