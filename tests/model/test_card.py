from __future__ import annotations

import json

import pytest

from model.card import ModelCard
from model.classifier import ModelError

CARD = ModelCard(
    id="20261121-120000", name="Mine", created_at="2026-11-21T12:00:00+00:00", network="cnn",
    plan={"epochs": 3}, data=[{"name": "MNIST", "licence": "CC BY-SA 3.0"}],
    metrics={"validation_accuracy": 0.99}, sha256={"model.tflite": "ab"}, temperature=1.2,
    parameters=1234, notes="für zu Hause",
    accepted=False, reason="It loses 0.3 points.", parent_id="bundled",
)  # fmt: skip


def test_a_card_survives_its_file() -> None:
    assert ModelCard.from_json(CARD.to_json()) == CARD


def test_a_card_of_a_later_version_can_be_read() -> None:
    values = json.loads(CARD.to_json()) | {"colour": "green"}
    assert ModelCard.from_json(json.dumps(values)) == CARD


def test_a_card_of_an_earlier_version_was_never_compared() -> None:
    values = json.loads(CARD.to_json())
    for name in ("accepted", "reason", "parent_id"):
        del values[name]
    card = ModelCard.from_json(json.dumps(values))
    assert card.accepted is None
    assert (card.reason, card.parent_id) == ("", "")


@pytest.mark.parametrize("accepted", [True, False, None])
def test_the_verdict_survives_its_file(accepted: bool | None) -> None:
    values = json.loads(CARD.to_json()) | {"accepted": accepted}
    assert ModelCard.from_json(json.dumps(values)).accepted is accepted


def test_a_whole_number_will_do_as_temperature() -> None:
    values = json.loads(CARD.to_json()) | {"temperature": 1}
    assert ModelCard.from_json(json.dumps(values)).temperature == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{}", '{"id": "a"', "[" * 100_000,
        CARD.to_json().replace("1234", '"many"'),
        CARD.to_json().replace("1234", "true"),
        json.dumps(json.loads(CARD.to_json()) | {"data": ["MNIST"]}),
        json.dumps(json.loads(CARD.to_json()) | {"accepted": 1}),
        json.dumps(json.loads(CARD.to_json()) | {"reason": None}),
        CARD.to_json().replace('"20261121-120000"', '"../../secret"'),
        CARD.to_json().replace('"ab"', '"ab"').replace('"Mine"', "null"),
    ],
)  # fmt: skip
def test_a_damaged_card_is_told(text: str) -> None:
    with pytest.raises(ModelError, match="card is damaged"):
        ModelCard.from_json(text)
