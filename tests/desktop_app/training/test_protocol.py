import base64
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.training.protocol import (
    MAX_PREDICTIONS,
    MAX_TEXT_LENGTH,
    LineSplitter,
    crop_bytes,
    parse_event,
)


@pytest.mark.fuzz
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


@pytest.mark.fuzz
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


PIXELS = bytes(range(256)) * 3 + bytes(16)
ITEM = {
    "crop": base64.b64encode(PIXELS).decode(),
    "label": 3,
    "answer": 10,
    "confidence": 0.91,
}


def predictions(*items):
    return json.dumps({"event": "predictions", "epoch": 2, "items": list(items)}).encode()


def test_predictions_are_read():
    event = parse_event(predictions({**ITEM, "further": "things"}, ITEM))
    assert event["items"] == [ITEM, ITEM]
    assert crop_bytes(event["items"][0]["crop"]) == PIXELS
    assert parse_event(predictions())["items"] == []
    assert parse_event(predictions(*[ITEM] * MAX_PREDICTIONS)) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"crop": base64.b64encode(PIXELS[:-1]).decode()},
        {"crop": base64.b64encode(PIXELS * 2).decode()},
        {"crop": "x" * 1044},
        {"crop": "é"},
        {"crop": "!" + ITEM["crop"][1:]},
        {"crop": 7},
        {"label": 11},
        {"label": -1},
        {"label": True},
        {"label": None},
        {"answer": 2.5},
        {"answer": "3"},
        {"confidence": 1.5},
        {"confidence": -0.1},
        {"confidence": None},
        {"confidence": "sure"},
    ],
    ids=str,
)
def test_predictions_that_make_no_sense_are_none(wrong):
    assert parse_event(predictions(ITEM, {**ITEM, **wrong})) is None


def test_predictions_are_bounded():
    assert parse_event(predictions(*[ITEM] * (MAX_PREDICTIONS + 1))) is None
    assert parse_event(b'{"event": "predictions", "epoch": 1, "items": "many"}') is None
    assert parse_event(predictions(["crop"])) is None


@pytest.mark.parametrize("name", ["paused", "resumed"])
def test_waiting_and_going_on_are_told(name):
    assert parse_event(json.dumps({"event": name}).encode()) == {"event": name}
