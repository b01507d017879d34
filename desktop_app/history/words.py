"""What is told of the versions of the model, one by one and side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QCoreApplication, QLocale

from desktop_app.settings.card_figures import known_figures
from desktop_app.settings.model_words import facts, figures
from desktop_app.told import told

if TYPE_CHECKING:
    from model.store import ModelCard, ModelVersion

translate = QCoreApplication.translate


class State(Enum):
    """What became of a version."""

    IN_USE = auto()
    IN_USE_THOUGH_REFUSED = auto()
    REFUSED = auto()
    KEPT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A fact about versions side by side.

    Attributes:
        title: What it is.
        texts: What it is for each version; empty where it is not known.
        difference: How the last figure differs from the first; empty where that means nothing.
    """

    title: str
    texts: tuple[str, ...]
    difference: str = ""


def state_of(version: ModelVersion, current_id: str) -> State:
    """What became of a version while another, or it, is in use."""
    is_refused = version.card.accepted is False
    if version.id == current_id:
        return State.IN_USE_THOUGH_REFUSED if is_refused else State.IN_USE
    return State.REFUSED if is_refused else State.KEPT


def state_text(state: State) -> str:
    """The state in a word or two."""
    return {
        State.IN_USE: translate("ModelHistory", "In use"),
        State.IN_USE_THOUGH_REFUSED: translate("ModelHistory", "In use, refused"),
        State.REFUSED: translate("ModelHistory", "Refused"),
        State.KEPT: translate("ModelHistory", "Kept"),
    }[state]


def state_explained(state: State) -> str:
    """The state in a sentence."""
    return {
        State.IN_USE: translate("ModelHistory", "This model reads now."),
        State.IN_USE_THOUGH_REFUSED: translate(
            "ModelHistory",
            "This model reads now, although it read worse than the one before when it was made.",
        ),
        State.REFUSED: translate(
            "ModelHistory",
            "This model read worse than the one in use when it was made; it can be used anyway.",
        ),
        State.KEPT: translate("ModelHistory", "This model is kept and can be used again."),
    }[state]


def accuracy_text(card: ModelCard) -> str:
    """The figure that says most of how well a model reads."""
    return figures(dict(known_figures(card.metrics)[:1]))


def data_text(card: ModelCard) -> str:
    """The names of what a model learnt from."""
    return ", ".join(told(str(data["name"])) for data in card.data if data.get("name"))


def side_by_side(
    versions: Sequence[ModelVersion], current_id: str, names: dict[str, str]
) -> list[Row]:
    """All that is known of one version, or of two and how they differ.

    Args:
        versions: One or two; the second is compared with the first.
        current_id: Which is in use.
        names: The names of all versions by their ids.
    """
    rows = [
        Row(
            translate("ModelHistory", "State"),
            tuple(state_text(state_of(version, current_id)) for version in versions),
        )
    ]
    known = [dict(facts(version.card)) for version in versions]
    # The name stands above, and the figures come one by one.
    elsewhere = (translate("ModelCard", "Name"), translate("ModelCard", "Reads"))
    titles = [t for t in dict.fromkeys(t for one in known for t in one) if t not in elsewhere]
    rows += [Row(title, tuple(one.get(title, "") for one in known)) for title in titles]
    rows += _figure_rows([version.card.metrics for version in versions])
    for title, texts in (
        (translate("ModelHistory", "Training"), [_plan_text(v.card.plan) for v in versions]),
        (translate("ModelHistory", "Result"), [_verdict(v.card) for v in versions]),
        (
            translate("ModelHistory", "Compared with"),
            [names.get(v.card.parent_id, "") for v in versions],
        ),
        (translate("ModelHistory", "Notes"), [v.card.notes for v in versions]),
    ):
        rows.append(Row(title, tuple(texts)))
    return [row for row in rows if any(row.texts)]


def _figure_rows(metrics: Sequence[dict[str, Any]]) -> list[Row]:
    """Each figure that a card may have, and by how much the second version's is another."""
    shares = {
        "mnist_test_accuracy": translate("ModelHistory", "MNIST test digits read"),
        "test_accuracy": translate("ModelHistory", "Test digits read"),
        "validation_accuracy": translate("ModelHistory", "Held-back digits read"),
        "rejection_rate": translate("ModelHistory", "Other signs refused"),
        "calibration_error": translate("ModelHistory", "Calibration error"),
    }
    rows = [_figure_row(title, name, metrics, 100.0, "%") for name, title in shares.items()]
    loss = translate("ModelHistory", "Loss")
    rows.append(_figure_row(loss, "validation_loss", metrics, 1.0, ""))
    return rows


def _figure_row(
    title: str, name: str, metrics: Sequence[dict[str, Any]], scale: float, unit: str
) -> Row:
    locale, digits = QLocale(), 2 if unit else 4
    values = [one.get(name) for one in metrics]
    known = [
        value * scale if isinstance(value, int | float) and not isinstance(value, bool) else None
        for value in values
    ]
    texts = tuple(
        "" if value is None else locale.toString(value, "f", digits) + unit for value in known
    )
    difference = ""
    if len(known) == 2 and known[0] is not None and known[1] is not None:
        change = round(known[1] - known[0], digits)
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        difference = sign + locale.toString(abs(change), "f", digits)
        if unit:
            difference = translate("ModelHistory", "{number} points").format(number=difference)
    return Row(title, texts, difference)


def _plan_text(plan: dict[str, Any]) -> str:
    """The numbers of a training plan that one would ask for."""
    words = {
        "epochs": translate("ModelHistory", "{value} epochs"),
        "batch_size": translate("ModelHistory", "batches of {value}"),
        "optimizer": translate("ModelHistory", "optimiser {value}"),
        "learning_rate": translate("ModelHistory", "learning rate {value}"),
        "seed": translate("ModelHistory", "seed {value}"),
    }
    if plan.get("method") == "adapt":
        # The rest of its plan is that of trainings anew.
        words = {"seed": words["seed"]}
    return ", ".join(
        text.format(value=plan[name]) for name, text in words.items() if plan.get(name) is not None
    )


def _verdict(card: ModelCard) -> str:
    if card.accepted is None:
        return told(card.reason)
    word = (
        translate("ModelHistory", "Accepted. {reason}")
        if card.accepted
        else translate("ModelHistory", "Refused. {reason}")
    )
    return word.format(reason=told(card.reason)).strip()
