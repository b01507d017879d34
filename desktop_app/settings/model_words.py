"""What is told of a model, from its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QCoreApplication, QLocale

from desktop_app.settings.card_figures import date_in_words, known_figures
from desktop_app.told import told

if TYPE_CHECKING:
    from model.store import ModelCard, ModelVersion

translate = QCoreApplication.translate


def facts(card: ModelCard) -> list[tuple[str, str]]:
    """Name, date, network, data and figures, each with what it is."""
    known = [
        (translate("ModelCard", "Name"), card.name),
        (translate("ModelCard", "Made"), date_in_words(card.created_at)),
        (translate("ModelCard", "Network"), _network(card)),
    ]
    names = ", ".join(told(str(data.get("name", ""))) for data in card.data if data.get("name"))
    if names:
        known.append((translate("ModelCard", "Learnt from"), names))
    reads = figures(card.metrics)
    if reads:
        known.append((translate("ModelCard", "Reads"), reads))
    return known


def facts_in_a_sentence(card: ModelCard) -> str:
    """The same in two lines: name and date, and below them the rest."""
    (_, name), (_, date), *rest = facts(card)
    return "\n".join((f"{name}, {date}", "; ".join(f"{what}: {text}" for what, text in rest)))


def figures(metrics: dict[str, Any]) -> str:
    """The accuracies among the metrics, as one would say them."""
    texts = {
        "test_accuracy": translate("ModelCard", "{percent}% of test digits"),
        "mnist_test_accuracy": translate("ModelCard", "{percent}% of MNIST test digits"),
        "validation_accuracy": translate("ModelCard", "{percent}% of held-back digits"),
    }
    return ", ".join(
        texts[name].format(percent=QLocale().toString(100.0 * value, "f", 2))
        for name, value in known_figures(metrics)
    )


def entry(version: ModelVersion) -> str:
    """One line for a list of versions."""
    return f"{version.card.name}, {date_in_words(version.card.created_at)}"


def _network(card: ModelCard) -> str:
    kinds = {
        "cnn": translate("ModelCard", "Convolutional"),
        "large": translate("ModelCard", "Convolutional, larger"),
        "lenet": translate("ModelCard", "LeNet"),
        "dense": translate("ModelCard", "Dense"),
    }
    kind = kinds.get(card.network, card.network)
    if not card.parameters:
        return kind
    text = translate("ModelCard", "{network}, {count} parameters")
    return text.format(network=kind, count=QLocale().toString(card.parameters))
