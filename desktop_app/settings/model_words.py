"""What is told of a model, from its card."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.store import ModelCard, ModelVersion

NETWORK_WORDS = {"cnn": "Convolutional", "lenet": "LeNet", "dense": "Dense"}

# The figures of a card that are shown, in this order.
_FIGURES = (
    ("test_accuracy", "test digits"),
    ("mnist_test_accuracy", "MNIST test digits"),
    ("validation_accuracy", "held-back digits"),
)


def facts(card: ModelCard) -> list[tuple[str, str]]:
    """Name, date, network, data and figures, each with what it is."""
    told = [("Name", card.name), ("Made", date_in_words(card.created_at))]
    network = NETWORK_WORDS.get(card.network, card.network)
    if card.parameters:
        network = f"{network}, {card.parameters:,} parameters"
    told.append(("Network", network))
    names = ", ".join(str(data.get("name", "")) for data in card.data if data.get("name"))
    if names:
        told.append(("Learnt from", names))
    reads = figures(card.metrics)
    if reads:
        told.append(("Reads", reads))
    return told


def figures(metrics: dict[str, Any]) -> str:
    """The accuracies among the metrics, as one would say them."""
    parts = []
    for name, of_what in _FIGURES:
        value = metrics.get(name)
        if isinstance(value, int | float) and 0 <= value <= 1:
            parts.append(f"{value:.2%} of {of_what}")
    return ", ".join(parts)


def entry(version: ModelVersion) -> str:
    """One line for a list of versions."""
    return f"{version.card.name}, {date_in_words(version.card.created_at)}"


def date_in_words(iso: str) -> str:
    """An ISO date and time in local time, to the minute; as it is if it is none."""
    try:
        moment = datetime.fromisoformat(iso).astimezone()
    except (ValueError, OverflowError, OSError):  # the last two for years that no clock has
        return iso
    return f"{moment:%Y-%m-%d %H:%M}"
