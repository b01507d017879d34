import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.training.protocol import MAX_TEXT_LENGTH, LineSplitter, parse_event


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)), st.data())
def test_lines_are_the_same_however_they_are_cut(lines, data):
    stream = b"".join(line + b"\n" for line in lines)
    splitter = LineSplitter()
    found = []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        found += splitter.feed(stream[:cut])
        stream = stream[cut:]
    assert found == lines


def test_a_line_without_its_end_is_not_given():
    splitter = LineSplitter()
    assert splitter.feed(b"one\ntw") == [b"one"]
    assert splitter.feed(b"o\n") == [b"two"]


@given(st.integers(1, 7))
def test_a_line_that_is_too_long_is_dropped_and_the_next_is_read(chunk):
    splitter = LineSplitter(max_line_bytes=10)
    stream = b"x" * 1000 + b"\nshort\n"
    found = []
    for start in range(0, len(stream), chunk):
        found += splitter.feed(stream[start : start + chunk])
    assert found == [b"short"]
    assert splitter.dropped_bytes == 1000


@given(st.binary())
def test_no_bytes_whatever_raise(line):
    event = parse_event(line)
    assert event is None or isinstance(event["event"], str)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"event": 3}',
        b'{"event": "surprise"}',
        b'{"event": "started"}',
        b'{"event": "started", "epochs": "3"}',
        b'{"event": "started", "epochs": true}',
        b'{"event": "started", "epochs": -1}',
        b'{"event": "started", "epochs": 1e3}',
        b'{"event": "message", "text": 5}',
        b'{"event": "finished", "model_id": "a", "accepted": 1, "reason": ""}',
        b"[" * 60_000,
    ],
    ids=range(14),
)
def test_what_is_no_event_is_none(line):
    assert parse_event(line) is None


def test_numbers_of_a_batch_are_floats_even_if_missing_or_infinite():
    line = b'{"event": "batch", "epoch": 1, "step": 2, "steps": 3, "loss": null, "accuracy": 1}'
    event = parse_event(line)
    assert math.isnan(event["loss"])
    assert event["accuracy"] == 1.0


def test_text_is_bounded():
    event = parse_event(json.dumps({"event": "message", "text": "x" * 5000}).encode())
    assert len(event["text"]) == MAX_TEXT_LENGTH
