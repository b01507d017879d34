import math
from types import SimpleNamespace

from desktop_app.settings.model_words import date_in_words, facts, figures


def test_only_known_figures_that_are_numbers_are_told():
    metrics = {"test_accuracy": 0.9967, "validation_accuracy": math.nan, "loss": 0.1, "x": "y"}
    assert figures(metrics) == "99.67% of test digits"
    assert figures({"test_accuracy": "high"}) == ""


def test_a_card_without_figures_is_still_told():
    card = SimpleNamespace(
        name="Mine", created_at="once", network="odd", parameters=0, data=[{}], metrics={}
    )
    assert facts(card) == [("Name", "Mine"), ("Made", "once"), ("Network", "odd")]


def test_dates_are_in_local_time():
    assert date_in_words("2026-11-20T10:00:00").startswith("2026-11-20 10:00")
    assert len(date_in_words("2026-11-20T10:00:00+00:00")) == 16
