"""The page of photographs shows every mistake in its picture."""

import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.photo_outcomes import outcome_of, unread_outcome
from model.photo_report import photos_section
from model.report_page import write_page
from tests.model.read_photos import digit, read, recognition, refused, truth
from vision.reading import Reason


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "photos" / "<b>&.png"
    path.parent.mkdir()
    image = np.random.default_rng(1).integers(100, 255, (200, 600, 3), np.uint8)
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "report"
    path.mkdir()
    return path


def page_of(outcomes, folder):
    return write_page(folder, "Model", [photos_section(outcomes, folder)]).read_text("utf-8")


def pictures(page):
    return re.findall(r'src="([^"]+)"', page)


def test_every_mistake_is_shown_with_its_cause(photograph, folder):
    page = page_of(
        [
            outcome_of(
                truth(digit(0), *(digit(n, 100 * n) for n in range(1, 5)), path=photograph),
                recognition(
                    read(0), read(7, 100, 0.95), refused(Reason.UNSURE, 200, best=3),
                    refused(Reason.CUT_OFF, 300), read(9, 500, 0.93),
                ),
            ),
            outcome_of(truth(path=photograph, kind="negative"), recognition(read(8, 30))),
        ],
        folder,
    )  # fmt: skip
    for words in (
        "<b>1</b> read as another: 7 at 95.0%", "<b>2</b> unsure: 3 at 40.0%",
        "<b>3</b> cut off by the border", "<b>4</b> no candidate", "<b>9</b> at 93.0%",
        "<b>8</b> at 97.0%", "False, among digits: 1", "False, in photographs without digits: 1",
    ):  # fmt: skip
        assert words in page
    assert "<b>0</b>" not in page
    shown = [name for name in pictures(page) if name.startswith("cutouts/")]
    assert len(shown) == len(set(shown)) == 6
    for name in pictures(page):
        assert cv2.imread(str(folder / name)).std() > 5
    assert "&lt;b&gt;&amp;.png" in page
    assert "<b>&.png" not in page


def test_charts_count_what_was_read(photograph, folder):
    page = page_of([outcome_of(truth(digit(1), path=photograph), recognition(read(1)))], folder)
    assert pictures(page) == ["photo-confusion.png", "photo-reliability.png"]
    assert "Worst crops" not in page
    assert "no candidate" not in page


def test_nothing_read_and_nothing_there_makes_a_page(folder):
    assert pictures(page_of([], folder)) == []
    assert pictures(page_of([outcome_of(truth(), recognition())], folder)) == []


def test_photographs_that_cannot_be_read_are_named(folder):
    gone = truth(digit(5), path=Path("gone <1>.png"))
    page = page_of([unread_outcome(gone, "There is no file."),
                    outcome_of(replace(gone, path=Path("lost.png")), recognition())],
                   folder)  # fmt: skip
    assert "<td>gone &lt;1&gt;.png</td><td>There is no file.</td>" in page
    assert "<b>5</b> the photograph cannot be read" in page
    assert "lost.png" in page
    assert pictures(page) == []


def test_text_is_shown_as_it_is_and_as_it_was_read(photograph, folder):
    outcome = outcome_of(
        truth(digit(1), digit(2, 60), path=photograph, lines=("1 2", "3")), recognition(read(1))
    )
    assert "<td>3</td><td>12\n3</td><td>1</td>" in page_of([outcome], folder)


def test_the_mistakes_of_an_earlier_run_are_gone(photograph, folder):
    missed = outcome_of(truth(digit(1), digit(2, 100), path=photograph), recognition())
    page_of([missed], folder)
    mine = folder / "cutouts" / "mine.jpg"
    mine.write_bytes(b"")
    page_of([replace(missed, missed=missed.missed[:1])], folder)
    assert {path.name for path in mine.parent.iterdir()} == {"missed-0001.jpg", "mine.jpg"}


def test_hundreds_of_mistakes_each_have_their_picture(photograph, folder):
    outcome = outcome_of(truth(digit(1), path=photograph), recognition())
    outcome = replace(outcome, missed=outcome.missed * 400)
    shown = pictures(page_of([outcome], folder))
    assert len(set(shown)) == 400
    assert all((folder / name).stat().st_size for name in shown)
