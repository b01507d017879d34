"""What a reader finds in the report of a training."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import model.training_report
from model.comparison import Comparison, HoldOut, decide_all
from model.datasets import LabelledCrops
from model.evaluation import Evaluation, judged
from model.gate import GateDecision
from model.training_report import report_values, write_report

LABELS = np.repeat(np.arange(11), 8)


VOID = {"meta", "img", "link", "br"}


def read_report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text("utf-8"))


def answers(wrong: dict[int, int]) -> Evaluation:
    """All right but the first so many of each label named, which are read as the next digit."""
    read = LABELS.copy()
    for label, count in wrong.items():
        rows = np.flatnonzero(label == LABELS)[:count]
        read[rows] = (LABELS[rows] + 1) % 10
    chances = np.full((len(LABELS), 11), 0.01, np.float32)
    chances[np.arange(len(LABELS)), read] = 0.9
    return judged(LABELS, chances)


def crops() -> LabelledCrops:
    images = np.zeros((len(LABELS), 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    return LabelledCrops(images, LABELS)


def compared(old: Evaluation, new: Evaluation, name: str = "strokes") -> Comparison:
    return Comparison(HoldOut(name, crops()), old, new)


HISTORY = [
    {"epoch": number, "loss": 1 / number, "accuracy": 0.9, "validation_loss": 1 / number,
     "validation_accuracy": 0.8, "seconds": 3.0}
    for number in (1, 2, 3)
]  # fmt: skip
PLAN = {"network": "lenet", "learning_rate": 0.002, "limit": None, "augment": True}


class Page(HTMLParser):
    """The page's elements; complains of tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.alternatives: list[str | None] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        values = dict(attrs)
        self.addresses += [values[name] or "" for name in ("src", "href") if name in values]
        if tag == "img":
            self.alternatives.append(values.get("alt"))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are empty files, which is a hundred times as fast."""
    monkeypatch.setattr(
        model.training_report, "save_figure", lambda figure, path: path.write_bytes(b"")
    )


@pytest.fixture
def decided() -> tuple[list[Comparison], GateDecision]:
    comparisons = [
        compared(answers({3: 1}), answers({7: 5, 4: 1}), "mnist"),
        compared(answers({}), answers({}), "samples"),
    ]
    return comparisons, decide_all(comparisons)


@pytest.mark.usefixtures("undrawn")
def test_the_page_tells_verdict_figures_and_plan(tmp_path: Path, decided: Any) -> None:
    comparisons, decision = decided
    path = write_report(tmp_path / "report", comparisons, decision, HISTORY, PLAN, ("A", "B"))
    assert path == tmp_path / "report" / "report.html"
    page = Page(path.read_text("utf-8"))
    assert not decision.accepted
    assert decision.reason in page.text
    for words in (
        "Not put into use.", "reads 38% of the 7s of MNIST right", "MNIST, validation part: 7",
        "refused", "Your own samples, held out", "learning rate", "0.002",
        "Lost: 6 that only the model in use reads right", "Learning curves",
    ):  # fmt: skip
        assert words in page.text
    # Read right are 79 of 80 digits, then 74.
    assert "98.75%" in page.text
    assert "92.50%" in page.text
    assert "-6.25" in page.text


def test_all_that_the_page_shows_is_in_its_folder(tmp_path: Path, decided: Any) -> None:
    page = Page(write_report(tmp_path, *decided, HISTORY, PLAN, ("A", "B")).read_text("utf-8"))
    pictures = [address for address in page.addresses if not address.startswith("#")]
    assert len(set(pictures)) == len(pictures) == page.tags["img"] > 8
    for name in pictures:
        assert cv2.imread(str(tmp_path / name)).std() > 3
    assert all(page.alternatives)
    assert not page.tags["script"]
    assert not page.tags["link"]
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "color-scheme: light dark" in text
    assert "://" not in text
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "</title><img src=x>", "ж\udcff"])
def test_names_are_shown_as_they_are_and_do_nothing(
    tmp_path: Path, decided: Any, name: str
) -> None:
    comparisons, _ = decided

    def page_of(title: str) -> Page:
        named = [
            Comparison(HoldOut(title, one.hold_out.crops), one.old, one.new) for one in comparisons
        ]
        decision = decide_all(named)
        return Page(
            write_report(tmp_path, named, decision, [], {}, (title, title)).read_text("utf-8")
        )

    page = page_of(name)
    assert page.tags == page_of("plain").tags
    shown = name.replace("\udcff", "\ufffd")
    assert f"Training report: {shown}" in page.text
    assert f"{shown}: all" in page.text
    assert read_report(tmp_path)["hold_outs"]


@pytest.mark.usefixtures("undrawn")
def test_the_figures_are_there_for_a_program(tmp_path: Path, decided: Any) -> None:
    write_report(tmp_path, *decided, HISTORY, PLAN, ("Ätna", "B"))
    values = read_report(tmp_path)
    assert values["names"] == {"old": "Ätna", "new": "B"}
    assert (values["accepted"], values["plan"], values["history"]) == (False, PLAN, HISTORY)
    assert any(
        check["label"] == 7 and check["lost"] == 5 and check["gained"] == 0
        for check in values["checks"]
    )
    mnist, samples = values["hold_outs"]
    assert (mnist["lost"], mnist["gained"], mnist["count"]) == (6, 1, 88)
    assert mnist["old"]["digit_accuracy"] == 79 / 80
    assert mnist["new"]["confusion"][7][8] == 5
    seven = mnist["new"]["classes"][7]
    assert (seven["label"], seven["count"], seven["recall"], seven["precision"]) == (7, 8, 3 / 8, 1)
    assert seven["f1"] == pytest.approx(2 * 3 / 11)
    assert set(mnist["pictures"]) - set(samples["pictures"]) == {"mistakes", "lost", "gained"}
    for name in [*mnist["pictures"].values(), *samples["pictures"].values(), values["curves"]]:
        assert (tmp_path / name).is_file()


def test_a_model_that_gives_no_numbers_has_a_report_too(tmp_path: Path) -> None:
    broken = answers({})
    broken.probabilities[5] = np.nan
    comparisons = [compared(answers({}), judged(LABELS, broken.probabilities))]
    history = [{"epoch": 1, "loss": float("nan"), "validation_loss": float("inf")}]
    path = write_report(tmp_path, comparisons, decide_all(comparisons), history, {}, ("A", "B"))
    assert "not finite" in path.read_text("utf-8")
    text = (tmp_path / "report.json").read_text("utf-8")
    assert not re.search(r"NaN|Infinity", text)
    assert read_report(tmp_path)["history"] == [{"epoch": 1, "loss": None, "validation_loss": None}]


@pytest.mark.usefixtures("undrawn")
def test_without_training_the_page_is_of_the_comparison_alone(tmp_path: Path, decided: Any) -> None:
    values = report_values(*decided, [], {}, ("A", "B"))
    assert values["curves"] is None
    page = Page(write_report(tmp_path, *decided, [], {}, ("A", "B")).read_text("utf-8"))
    assert "Learning curves" not in page.text
    assert "Plan" not in page.text


@pytest.mark.usefixtures("undrawn")
def test_a_report_is_written_over_an_earlier_one(tmp_path: Path, decided: Any) -> None:
    for name in ("first", "second"):
        write_report(tmp_path, *decided, HISTORY, PLAN, ("A", name))
    assert read_report(tmp_path)["names"]["new"] == "second"


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, decided: Any) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write_report(tmp_path / "file", *decided, HISTORY, PLAN, ("A", "B"))


def test_figures_are_plain_json(decided: Any) -> None:
    json.dumps(report_values(*decided, HISTORY, PLAN, ("A", "B")), allow_nan=False)
