"""The figures of whole photographs: together, by kind and by tag, and why digits were missed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from model.photo_evaluation import PhotoScore, total_of
from model.photo_outcomes import Cause, scores_by
from model.report_page import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.photo_outcomes import PhotoOutcome

ALL = "all"

_COLUMNS = (
    "images", "digits", "F1", "precision", "recall", "located", "label accuracy", "CER",
)  # fmt: skip
_FIGURES = (
    "photos", "wanted", "f1", "precision", "recall", "located", "label_accuracy",
    "character_error_rate", "negatives", "false_per_negative", "clean_negatives",
)  # fmt: skip


def photo_figures(outcomes: Sequence[PhotoOutcome]) -> dict[str, Any]:
    """The figures by name, for a program.

    Returns:
        Those of all photographs, ``by_kind`` and ``by_tag`` the same of each,
        ``missed`` the number of digits by cause, and ``unread`` the files that
        cannot be read. A share of nothing is 0; the character error rate is
        None where no text was compared.
    """
    return {
        **_figures(total_of(outcome.score for outcome in outcomes)),
        "missed": {cause.value: count for cause, count in _causes(outcomes).items()},
        "unread": [str(outcome.truth.path) for outcome in outcomes if outcome.problem],
        "by_kind": {name: _figures(score) for name, score in _by_kind(outcomes).items()},
        "by_tag": {name: _figures(score) for name, score in _by_tag(outcomes).items()},
    }


def photo_tables(outcomes: Sequence[PhotoOutcome]) -> dict[str, Table]:
    """The figures as tables by their headings; those that would be empty are left out."""
    total = {ALL: total_of(outcome.score for outcome in outcomes)}
    kinds, tags = _by_kind(outcomes), _by_tag(outcomes)
    causes = _causes(outcomes)
    tables = {
        "By kind": _reading_table("kind", total | kinds),
        "By tag": _reading_table("tag", tags),
        "Photographs without digits": _negatives_table(total | kinds | tags),
        "Digits not read, or not rightly": Table(
            ("cause", "digits"), [(cause.value, str(count)) for cause, count in causes.items()]
        ),
    }
    return {heading: table for heading, table in tables.items() if table.rows}


def photo_text(outcomes: Sequence[PhotoOutcome]) -> str:
    """All tables, for the terminal."""
    blocks = [f"{heading}\n{table.as_text()}" for heading, table in photo_tables(outcomes).items()]
    return "\n\n".join(blocks) or "There are no photographs."


def _figures(score: PhotoScore) -> dict[str, Any]:
    figures = {name: getattr(score, name) for name in _FIGURES}
    if not score.characters:
        figures["character_error_rate"] = None
    return figures


def _by_kind(outcomes: Sequence[PhotoOutcome]) -> dict[str, PhotoScore]:
    return scores_by(outcomes, lambda truth: (truth.kind,))


def _by_tag(outcomes: Sequence[PhotoOutcome]) -> dict[str, PhotoScore]:
    return scores_by(outcomes, lambda truth: truth.tags)


def _causes(outcomes: Sequence[PhotoOutcome]) -> dict[Cause, int]:
    """Digits by cause, the most frequent first."""
    missed = (missed.cause for outcome in outcomes for missed in outcome.missed)
    return dict(Counter(missed).most_common())


def _reading_table(name: str, scores: Mapping[str, PhotoScore]) -> Table:
    rows = [
        (
            group, str(score.photos), str(score.wanted), f"{score.f1:.4f}",
            f"{score.precision:.2%}", f"{score.recall:.2%}", f"{score.located:.2%}",
            f"{score.label_accuracy:.2%}",
            f"{score.character_error_rate:.4f}" if score.characters else "",
        )
        for group, score in scores.items()
        if score.photos
    ]  # fmt: skip
    return Table((name, *_COLUMNS), rows)


def _negatives_table(scores: Mapping[str, PhotoScore]) -> Table:
    rows = [
        (
            group, str(score.negatives), str(score.false_on_negatives),
            f"{score.false_per_negative:.3f}", f"{score.clean_negatives / score.negatives:.2%}",
        )
        for group, score in scores.items()
        if score.negatives
    ]  # fmt: skip
    return Table(("kind or tag", "images", "false digits", "false each", "clean"), rows)
