"""The few crops whose reading is shown after each epoch."""

from __future__ import annotations

import base64
import json

import numpy as np

from model.datasets import LabelledCrops
from model.predictions import Predictions


def certain(answer: int):
    """A reader that always says the same, at 0.9."""

    def read(crops):
        probabilities = np.full((len(crops), 11), 0.01, np.float32)
        probabilities[:, answer] = 0.9
        return probabilities

    return read


def test_two_of_each_digit_are_read_and_always_the_same(drawn_crops: LabelledCrops) -> None:
    predictions = Predictions(drawn_crops)
    event = predictions.event(3, certain(7))
    assert event["epoch"] == 3
    assert [item["label"] for item in event["items"]] == [n for n in range(10) for _ in range(2)]
    assert {(item["answer"], item["confidence"]) for item in event["items"]} == {(7, 0.9)}
    again = Predictions(drawn_crops).event(4, certain(7))
    assert again["items"] == event["items"]


def test_the_pixels_are_those_of_the_crops(drawn_crops: LabelledCrops) -> None:
    items = Predictions(drawn_crops).event(1, certain(0))["items"]
    known = {
        crop.tobytes(): label
        for crop, label in zip(drawn_crops.crops, drawn_crops.labels, strict=True)
    }
    for item in items:
        assert known[base64.b64decode(item["crop"])] == item["label"]


def test_the_event_fits_into_a_line(drawn_crops: LabelledCrops) -> None:
    assert len(json.dumps(Predictions(drawn_crops).event(1000, certain(10)))) < 1 << 16


def test_of_few_crops_there_are_few_and_of_none_none(drawn_crops: LabelledCrops) -> None:
    threes = drawn_crops.subset(drawn_crops.labels == 3)
    assert len(Predictions(threes).event(1, certain(3))["items"]) == 2
    nothing = drawn_crops.subset(slice(0))
    assert Predictions(nothing).event(1, certain(3))["items"] == []
