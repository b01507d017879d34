"""The figures of photographs, by kind and by tag, for people and for programs."""

import json
from pathlib import Path

from model.photo_figures import photo_figures, photo_text
from model.photo_outcomes import outcome_of, unread_outcome
from tests.model.read_photos import digit, read, recognition, refused, truth
from vision.reading import Reason

OUTCOMES = (
    outcome_of(truth(digit(1), kind="paper", tags=("shadow",), lines=("1",)), recognition(read(1))),
    outcome_of(truth(digit(2), kind="board"), recognition(refused(Reason.UNSURE))),
    outcome_of(truth(kind="negative", tags=("face",)), recognition(read(0), read(1, 200))),
    unread_outcome(truth(digit(3), path=Path("gone.png"), kind="board"), "It is gone."),
)


def test_figures_by_kind_and_tag():
    figures = photo_figures(OUTCOMES)
    assert (figures["photos"], figures["negatives"]) == (3, 1)
    assert figures["recall"] == 1 / 3
    assert figures["by_kind"]["paper"]["f1"] == 1.0
    assert figures["by_kind"]["board"]["recall"] == 0.0
    assert figures["by_kind"]["negative"]["false_per_negative"] == 2.0
    assert set(figures["by_tag"]) == {"shadow", "face"}
    assert figures["missed"] == {"unsure": 1, "the photograph cannot be read": 1}
    assert figures["unread"] == ["gone.png"]


def test_no_text_is_no_perfect_text():
    kinds = photo_figures(OUTCOMES)["by_kind"]
    assert kinds["paper"]["character_error_rate"] == 0.0
    assert kinds["board"]["character_error_rate"] is None


def test_a_program_can_read_them():
    assert json.loads(json.dumps(photo_figures(OUTCOMES))) == photo_figures(OUTCOMES)


def test_the_text_is_aligned():
    blocks = {block.splitlines()[0]: block.splitlines()[1:] for block in text_blocks(OUTCOMES)}
    head, total, board, paper = blocks["By kind"]
    for name in ("images", "digits", "F1", "precision", "recall", "located"):
        end = head.index(name) + len(name)
        assert all(line[end - 1] != " " and line[end : end + 1].strip() == "" for line in
                   (total, board, paper))  # fmt: skip
    assert total.split()[:4] == ["all", "3", "3", "0.5000"]
    assert paper.split()[-1] == "0.0000"
    assert blocks["By tag"][1].startswith("shadow")
    assert blocks["Photographs without digits"][1].split() == ["all", "1", "2", "2.000", "0.00%"]
    assert ["unsure", "1"] in [line.split() for line in blocks["Digits not read, or not rightly"]]


def test_what_there_is_nothing_of_is_not_shown():
    assert [block.splitlines()[0] for block in text_blocks(OUTCOMES[:1])] == ["By kind", "By tag"]
    assert photo_text(()) == "There are no photographs."


def text_blocks(outcomes):
    return photo_text(outcomes).split("\n\n")
