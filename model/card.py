"""What is known of a model, as it stands beside it in ``card.json``."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from model.classifier import ModelError

CARD_NAME = "card.json"
KERAS_NAME = "model.keras"
TFLITE_NAME = "model.tflite"
MAX_CARD_BYTES = 1 << 20

MAX_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Facts about one version of the model; JSON both ways.

    Attributes:
        id: Name of its folder: letters, digits and hyphens.
        name: For people.
        created_at: ISO date and time, UTC.
        network: One of `model.choices.NETWORK_NAMES`.
        plan: The fields of the training plan.
        data: The data sets: each has "name", "licence" and what else is known.
        metrics: Figures by name, such as "validation_accuracy", 0 to 1.
        sha256: Of each file, in hexadecimal.
        temperature: Calibration that the classifier applies.
        parameters: How many numbers the network learned.
        notes: Anything else worth knowing.
        accepted: Whether it was found no worse than the model in use when it was made;
            None where the two were never compared.
        reason: Why so, in one sentence.
        parent_id: The model that was in use when it was made.
    """

    id: str
    name: str
    created_at: str
    network: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    data: list[dict[str, Any]] = field(default_factory=list)
    metrics: dict[str, Any] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    temperature: float = 1.0
    parameters: int = 0
    notes: str = ""
    accepted: bool | None = None
    reason: str = ""
    parent_id: str = ""

    def __post_init__(self) -> None:
        if not is_id(self.id):
            raise ValueError(f"{self.id!r} cannot name a model, expected letters and digits.")

    def to_json(self) -> str:
        """The card as text of a JSON file."""
        return json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The card of `to_json`; fields it does not know are passed over.

        Raises:
            ModelError: It is no JSON, a field is missing or of the wrong type.
        """
        try:
            values = json.loads(text)
            fields = {one.name: one for one in dataclasses.fields(cls)}
            known = {name: value for name, value in values.items() if name in fields}
            for name, value in known.items():
                _check_type(name, value, str(fields[name].type))
            return cls(**known)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ModelError(f"The model's card is damaged ({error}).") from error


def is_id(text: str) -> bool:
    """Whether a model may be called that: letters, digits and hyphens."""
    return len(text) <= MAX_ID_LENGTH and bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", text))


def _check_type(name: str, value: Any, annotation: str) -> None:
    if annotation == "bool | None":
        if value is not None and not isinstance(value, bool):
            raise TypeError(f"{name} is a {type(value).__name__}, expected true, false or null")
        return
    kinds: dict[str, tuple[type, ...]] = {"float": (float, int)}
    kinds |= {kind.__name__: (kind,) for kind in (str, int, list, dict)}
    expected = kinds[annotation.partition("[")[0]]
    if not isinstance(value, expected) or isinstance(value, bool):
        raise TypeError(f"{name} is a {type(value).__name__}, expected {expected[0].__name__}")
    if isinstance(value, list) and not all(isinstance(one, dict) for one in value):
        raise TypeError(f"{name} holds something else than objects")


def now_iso() -> str:
    """The time in UTC to the second, as a card has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
