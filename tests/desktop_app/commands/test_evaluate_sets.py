"""`digitlens evaluate --sets`: all data sets of a folder."""

import json

import numpy as np
import pytest

from desktop_app.cli import main
from desktop_app.commands import CommandError
from desktop_app.commands.evaluate_sets import evaluate_sets


def always_a_three(crops):
    return np.tile(np.eye(11, dtype=np.float32)[3], (len(crops), 1))


def write_threes(folder, **changed):
    (folder / "bhmsds").mkdir()
    images = np.full((4, 28, 28), 255, np.uint8)
    images[:, 4:24, 8:20] = 0
    arrays = {"images": images, "symbols": np.array(["3", "3", "4", "plus"]),
              "index": np.array([1250, 1250, 1250, 1250])}  # fmt: skip
    np.savez(folder / "bhmsds" / "bhmsds.npz", **(arrays | changed))


@pytest.fixture
def added():
    return []


@pytest.fixture
def add(added):
    return lambda title, text, figures: added.append((title, text, figures))


def test_the_table_and_its_figures_are_told(tmp_path, added, add):
    write_threes(tmp_path)
    evaluate_sets(always_a_three, tmp_path, add, "test")
    ((title, text, figures),) = added
    assert title == "Data sets, test part"
    assert "66.67%" in text
    stored = json.loads(json.dumps(figures))
    assert stored["sets"]["bhmsds"]["accuracy"] == pytest.approx(2 / 3)
    assert stored["rejection"][0]["accepted"] == {"bhmsds": 1.0}


def test_the_folder_may_come_from_the_environment(tmp_path, added, add, monkeypatch):
    write_threes(tmp_path)
    monkeypatch.setenv("DIGITLENS_DATA", str(tmp_path))
    evaluate_sets(always_a_three, None, add, "test")
    assert len(added) == 1


def test_without_a_folder_it_says_how_to_name_one(add, monkeypatch):
    monkeypatch.delenv("DIGITLENS_DATA", raising=False)
    with pytest.raises(CommandError, match="--data"):
        evaluate_sets(always_a_three, None, add, "test")


def test_a_folder_without_data_sets_is_named(tmp_path, add):
    with pytest.raises(CommandError, match="none of the data sets mnist, usps"):
        evaluate_sets(always_a_three, tmp_path, add, "validation")


def test_damaged_data_sets_are_one_sentence(tmp_path, added, add):
    write_threes(tmp_path, images=np.zeros((1, 28, 28), np.uint8))
    with pytest.raises(CommandError, match="cannot be read"):
        evaluate_sets(always_a_three, tmp_path, add, "test")
    (tmp_path / "bhmsds" / "bhmsds.npz").write_bytes(b"no archive")
    with pytest.raises(CommandError, match="cannot be read"):
        evaluate_sets(always_a_three, tmp_path, add, "test")
    assert not added


def test_the_command_reads_the_sets_and_nothing_else(tmp_path, capsys):
    write_threes(tmp_path)
    report = tmp_path / "report"
    arguments = ["evaluate", "--sets", "--data", str(tmp_path), "--report", str(report)]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert "Data sets, test part" in text
    assert "Test digits" not in text
    assert "bhmsds" in (report / "figures.json").read_text()
