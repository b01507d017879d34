"""Reading drawn paperwork."""

import json

import numpy as np
import pytest

from model.paperwork import FILLED_IN, SHEETS
from model.paperwork_benchmark import (
    LEAST_HEIGHT_PX,
    PageNumber,
    PaperworkReader,
    PaperworkResult,
    ReaderPlan,
    Variant,
    main,
    outcomes,
    page_numbers,
    results,
    table_of,
)
from model.paperwork_writer import Hand, own_hand
from model.photo_outcomes import outcome_of
from model.scenes import Glyph
from tests.model.read_photos import digit, read, recognition, truth
from vision.reading import CLASS_COUNT, NOT_A_DIGIT
from vision.recognizer import Recognizer

FORM, EMPTY_FORM = Variant("form", True), Variant("form", False)


def _sure_of_eights(crops):
    probabilities = np.zeros((len(crops), CLASS_COUNT), np.float32)
    probabilities[:, 8] = 1
    return probabilities


def _blind(crops):
    probabilities = np.zeros((len(crops), CLASS_COUNT), np.float32)
    probabilities[:, NOT_A_DIGIT] = 1
    return probabilities


def _reader_of_eights(plan):
    return PaperworkReader(own_hand(), Recognizer(_sure_of_eights), plan.seed, plan.pictures)


def _cells(result):
    [row] = table_of([result]).rows
    return list(row)


def test_the_figures_of_filled_sheets():
    four = truth(digit(3, 0), digit(5, 100), digit(8, 200), digit(1, 300))
    first = outcome_of(four, recognition(read(3, 0), read(6, 100), read(8, 500)))
    second = outcome_of(four, recognition(read(3, 0), read(5, 100), read(8, 200), read(1, 300)))
    [result] = results([(PageNumber(FORM, 0), first), (PageNumber(FORM, 1), second)])
    # 5 right of 8 digits; 7 read, of which one is another and one stands where there is none.
    f1 = 2 * 5 / (8 + 7)
    assert _cells(result) == ["form", "yes", "2", "8", f"{f1:.4f}", "0.7143", "0.6250", "0.500"]


def test_on_empty_sheets_every_digit_read_is_false():
    nothing = outcome_of(truth(), recognition())
    three = outcome_of(truth(), recognition(read(3, 0), read(6, 100), read(8, 300)))
    pairs = [(PageNumber(EMPTY_FORM, i), one) for i, one in enumerate((nothing, three))]
    [result] = results(pairs)
    assert _cells(result) == ["form", "no", "2", "0", "", "", "", "1.500"]


def test_each_variant_has_its_row_in_order():
    empty = outcome_of(truth(), recognition())
    found = results([(one, empty) for one in page_numbers(3)])
    kinds = [(result.variant.kind, result.variant.filled) for result in found]
    assert [kind for kind, filled in kinds if not filled] == list(SHEETS)
    assert [kind for kind, filled in kinds if filled] == list(FILLED_IN)
    assert {result.pages for result in found} == {3}


def test_who_reads_nothing_finds_nothing():
    outcome = PaperworkReader(own_hand(), Recognizer(_blind)).read(
        PageNumber(Variant("cheque", True), 0)
    )
    result = PaperworkResult(Variant("cheque", True), outcome.score)
    assert outcome.score.wanted == len(outcome.missed) > 5
    assert outcome.score.f1 == result.false_a_page == 0


def test_digits_too_small_to_be_promised_do_not_count():
    def speck(height_px, rng):
        ink = np.zeros((9, 9), np.uint8)
        ink[2:7, 2:7] = 255
        return Glyph(ink, 1)

    reader = PaperworkReader(Hand([speck], own_hand().letters), Recognizer(_blind))
    outcome = reader.read(PageNumber(Variant("cheque", True), 0))
    assert outcome.truth.digits
    assert all(one.box[3] < LEAST_HEIGHT_PX for one in outcome.truth.digits)
    assert outcome.score.wanted == 0


def test_other_seeds_and_numbers_give_other_pages():
    truths = [
        PaperworkReader(own_hand(), Recognizer(_sure_of_eights), seed=seed)
        .read(PageNumber(Variant("cheque", True), number))
        .truth
        for seed, number in ((0, 0), (0, 1), (1, 0), (0, 0))
    ]
    assert truths[0] == truths[3]
    assert len({one.digits for one in truths}) == 3


def test_workers_change_nothing(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    wanted = [PageNumber(Variant("board", True), 0), PageNumber(Variant("cheque", True), 0)]
    alone, shared = (list(outcomes(wanted, ReaderPlan(), workers=n)) for n in (1, 2))
    assert [one.score for one in alone] == [one.score for one in shared]
    assert [one.truth for one in alone] == [one.truth for one in shared]
    assert all(one.score.right > 0.5 * one.score.wanted for one in alone)


def test_the_command_prints_a_row_for_every_kind(capsys, monkeypatch):
    monkeypatch.setattr(ReaderPlan, "reader", _reader_of_eights)
    assert main(["--pages", "1"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == [
        "sheet", "filled", "pages", "digits", "F1", "precision", "recall", "false/page",
    ]  # fmt: skip
    assert [row[:11].strip() for row in rows if " no " in row] == list(SHEETS)
    assert [row[:11].strip() for row in rows if " yes " in row] == list(FILLED_IN)
    # Eights alone are right, and every letter is taken for one.
    assert all(float(row.split()[-4]) < 0.5 for row in rows if " yes " in row)
    assert all(float(row.split()[-1]) > 1 for row in rows if " no " in row)


def test_the_report_has_the_figures_and_the_mistakes(tmp_path, monkeypatch):
    monkeypatch.setattr(ReaderPlan, "reader", _reader_of_eights)
    monkeypatch.setattr("model.paperwork_benchmark.VARIANTS", (Variant("board", True),))
    folder = tmp_path / "new" / "report"
    assert main(["--pages", "1", "--report", str(folder)]) == 0
    [record] = json.loads((folder / "paperwork.json").read_text())
    assert (record["sheet"], record["filled"], record["pages"]) == ("board", True, 1)
    assert record["right"] + record["mislabelled"] <= record["digits"]
    assert record["recall"] == pytest.approx(record["right"] / record["digits"], abs=1e-6)
    page = (folder / "report.html").read_text()
    assert "board-filled-000.png" in page
    assert (folder / "pages" / "board-filled-000.png").is_file()
    assert page.count("cutouts/missed-") == record["digits"] - record["right"]


@pytest.mark.parametrize("wrong", [["--pages", "0"], ["--workers", "0"], ["--seed", "-1"]])
def test_senseless_numbers_are_told_in_a_sentence(wrong, capsys):
    with pytest.raises(SystemExit):
        main(wrong)
    assert "at least" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--data", "--model"])
def test_a_folder_without_what_is_wanted_is_told_in_a_sentence(option, tmp_path, capsys):
    assert main([option, str(tmp_path), "--pages", "1"]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("The paperwork cannot be read: ")
    assert not captured.out
