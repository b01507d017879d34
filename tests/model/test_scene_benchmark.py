"""Reading pages of known difficulty."""

import csv
import json

import numpy as np
import pytest

from model.difficulties import Difficulty, written_page
from model.scene_benchmark import main, page_score, results, row
from vision.reading import CLASS_COUNT, NOT_A_DIGIT
from vision.recognizer import Recognizer

EASY = (Difficulty("height", 48), Difficulty("contrast", 160))


def _blind(crops):
    probabilities = np.zeros((len(crops), CLASS_COUNT), np.float32)
    probabilities[:, NOT_A_DIGIT] = 1
    return probabilities


def _sure_of_eights(crops):
    probabilities = np.zeros((len(crops), CLASS_COUNT), np.float32)
    probabilities[:, 8] = 1
    return probabilities


def test_easy_pages_are_read():
    for result in results(EASY, 3):
        assert result.score.photos == 3
        assert result.score.f1 > 0.9


def test_every_digit_counts_once():
    wanted = sum(len(written_page(EASY[0], number).page.glyphs) for number in range(3))
    [result] = results(EASY[:1], 3)
    assert result.score.wanted == result.score.characters - _line_ends(3) == wanted


def _line_ends(pages):
    return sum(len(written_page(EASY[0], number).lines) - 1 for number in range(pages))


def test_who_reads_nothing_scores_nothing():
    written = written_page(EASY[0], 0)
    score = page_score(written, Recognizer(_blind))
    assert score.wanted == len(written.page.glyphs)
    assert score.f1 == 0
    assert score.edits == score.characters


def test_who_takes_all_for_eights_has_only_the_eights_right():
    written = written_page(EASY[0], 0)
    score = page_score(written, Recognizer(_sure_of_eights))
    eights = sum(glyph.label == 8 for glyph in written.page.glyphs)
    assert score.right == eights
    assert score.mislabelled > 0


def test_workers_change_nothing(monkeypatch):
    # More pages than one task has, in two difficulties.
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("model.scene_benchmark._PAGES_A_TASK", 2)
    alone, shared = (list(results(EASY, 3, workers=workers)) for workers in (1, 2))
    assert alone == shared
    assert [result.difficulty for result in shared] == list(EASY)


@pytest.mark.parametrize(("pages", "workers"), [(0, 1), (1, 0)])
def test_less_than_one_is_refused(pages, workers):
    with pytest.raises(ValueError, match="at least 1"):
        list(results(EASY, pages, workers=workers))


def test_the_command_prints_an_aligned_table_and_writes_a_report(tmp_path, capsys):
    folder = tmp_path / "report"
    assert (
        main(["--pages", "1", "--axis", "touching", "--axis", "blur", "--report", str(folder)]) == 0
    )
    lines = capsys.readouterr().out.splitlines()
    headings = [line for line in lines if "F1" in line]
    figures = [line for line in lines if line and line.split()[0].replace(".", "").isdigit()]
    assert len(headings) == 2
    assert len(figures) == 13
    assert len({len(line) for line in headings + figures}) == 1
    with (folder / "scenes.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [one["axis"] for one in rows] == ["touching"] * 6 + ["blur"] * 7
    assert json.loads((folder / "scenes.json").read_text())[0]["pages"] == 1
    assert (folder / "scenes.png").read_bytes().startswith(b"\x89PNG")


def test_a_row_says_what_was_measured():
    [result] = results((Difficulty("blur", 0.02),), 1)
    cells = row(result).split()
    assert cells[0] == "0.02"
    assert int(cells[2]) == result.score.wanted
    assert float(cells[3]) == pytest.approx(result.score.f1, abs=1e-4)


def test_senseless_numbers_are_told_in_a_sentence(capsys):
    with pytest.raises(SystemExit):
        main(["--pages", "0"])
    assert "at least 1" in capsys.readouterr().err
