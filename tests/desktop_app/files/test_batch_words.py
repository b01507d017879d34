from pathlib import Path

import pytest

from desktop_app.files.batch import BatchJob, Outcome, Progress
from desktop_app.files.batch_words import error_line, outcome_text, progress_text, time_text

JOB = BatchJob(Path("/photos/meters"), Path("/photos/meters.csv"))


def test_progress_is_told_with_the_time_left_as_soon_as_it_is_known():
    assert progress_text(Progress()) == "Looking for pictures…"
    assert progress_text(Progress(300, 12)) == "12 of 300 pictures read."
    left = progress_text(Progress(300, 12, left_s=125))
    assert left.startswith("12 of 300 pictures read; about 2 minute")
    assert progress_text(Progress(300, 300, left_s=0.0)) == "300 of 300 pictures read."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "5 s"),
        (33, "35 s"),
        (54, "55 s"),
        (58, "1 m"),
        (3000, "50 m"),
        (3500, "1 h"),
        (1e5, "28 h"),
    ],
)
def test_times_are_told_in_one_unit(seconds, text):
    assert time_text(seconds).startswith(text)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome != Outcome.RUNNING])
def test_every_end_is_told_in_a_sentence(outcome):
    text = outcome_text(JOB, Progress(5, 3), outcome, "It is so.")
    assert text.endswith(".")
    assert "{" not in text
    assert "%n" not in text


def test_those_that_failed_are_not_said_to_be_read():
    assert outcome_text(JOB, Progress(5, 5, failed=2), Outcome.DONE, "").startswith("3 picture")


def test_cancelling_says_what_is_kept():
    assert "3 picture" in outcome_text(JOB, Progress(5, 3), Outcome.CANCELLED, "")
    assert "'meters.csv'" in outcome_text(JOB, Progress(5, 3), Outcome.CANCELLED, "")
    assert "nothing" in outcome_text(JOB, Progress(5, 0), Outcome.CANCELLED, "")


def test_a_name_of_several_lines_takes_one():
    assert error_line("a\nb\udcff.png", "It is broken.") == "a\ufffdb\ufffd.png: It is broken."
