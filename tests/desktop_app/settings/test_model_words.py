import math
from types import SimpleNamespace

import pytest

from desktop_app.settings.model_words import date_in_words, facts, figures


def test_only_known_figures_that_are_numbers_are_told():
    metrics = {"test_accuracy": 0.9967, "validation_accuracy": math.nan, "loss": 0.1, "x": "y"}
    assert figures(metrics) == "99.67% of test digits"
    assert figures({"test_accuracy": "high"}) == ""
    assert figures({"test_accuracy": 10**400}) == ""


def test_a_card_without_figures_is_still_told():
    card = SimpleNamespace(
        name="Mine", created_at="once", network="odd", parameters=0, data=[{}], metrics={}
    )
    assert facts(card) == [("Name", "Mine"), ("Made", "once"), ("Network", "odd")]


def test_dates_are_in_local_time():
    assert date_in_words("2026-11-20T10:00:00").startswith("2026-11-20 10:00")
    assert len(date_in_words("2026-11-20T10:00:00+00:00")) == 16


@pytest.mark.parametrize("text", ["", "once", "0001-01-01", "9999-12-31T23:59:59-12:00"])
def test_what_is_no_date_is_told_as_it_is(text):
    assert date_in_words(text)[:10] == text[:10]
