import numpy as np
import pytest

from desktop_app.samples import words
from model.sample_files import Imported
from model.samples import Origin, Sample

CROP = np.zeros((28, 28), np.uint8)
TIME = "2026-05-06T07:08:09.123+00:00"


def sample(label=3, **known):
    return Sample(CROP, label, known.pop("origin", Origin.SHEET), made_at=TIME, **known)


@pytest.fixture(autouse=True)
def at_greenwich(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.mark.parametrize("origin", list(Origin))
def test_each_origin_has_its_words(origin, english):
    text = words.described(sample(origin=origin))
    assert text.startswith("3: ")
    assert "5/6/26" in text
    assert "7:08" in text
    assert text.endswith(".")


def test_what_the_model_said_is_told_as_far_as_it_is_known(english):
    assert "The model had read" not in words.described(sample())
    assert "The model had read 8." in words.described(sample(answer=8))
    text = words.described(sample(10, answer=8, confidence=0.995))
    assert text.startswith("no digit: ")
    assert "The model had read 8, 99" in text or "The model had read 8, 100" in text
    assert "read no digit" in words.described(sample(answer=10))


def test_a_time_that_no_calendar_has_is_shown_as_it_is(english):
    odd = Sample(CROP, 3, Origin.IMPORT, made_at="once upon a time")
    assert "imported, once upon a time" in words.described(odd)


def test_an_import_tells_what_it_left_out(english):
    done = Imported((sample(),), 0, (), 0)
    assert "1 sample" in words.imported(done)
    assert "already" not in words.imported(done)
    problems = (("4/{name}.png", "it is <b>empty</b>."),)
    text = words.imported(Imported((), 3, problems, 2))
    assert "3 were there already." in text
    assert "such as 4/{name}.png: it is <b>empty</b>." in text
