"""The page of troubles quotes the program word for word."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "troubleshooting.md"
PACKAGES = ("desktop_app", "vision", "model")


def plain(text):
    """With one space for several, and {} for whatever is filled in."""
    text = re.sub(r"%n (\w+)\(s\)", r"{} \1s", text)
    return re.sub(r"\s+", " ", re.sub(r"\{[^}]*\}", "{}", text))


def quoted():
    """The first cells of the tables of what the program says."""
    cells, is_quoted = [], False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        first = line.split("|")[1].strip() if line.startswith("|") else ""
        if not line.startswith("|"):
            is_quoted = False
        elif first == "the program says":
            is_quoted = True
        elif is_quoted and not first.startswith("---"):
            cells.append(first)
    return cells


@pytest.fixture(scope="module")
def program():
    """All texts of the program, those over several lines in one piece."""
    files = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return plain(re.sub(r"[\"']\s*\n\s*f?[\"']", "", code).replace('\\"', '"'))


@pytest.mark.parametrize("cell", quoted())
def test_each_sentence_is_one_of_the_program(cell, program):
    # A sentence may be made of pieces that are joined after one of these signs.
    pieces = [piece.strip(" .") for piece in re.split(r"(?<=[.?;:])\s|\.\.\.", cell)]
    said = [plain(piece) for piece in pieces if piece]
    assert said
    assert [piece for piece in said if piece not in program] == []


def test_there_are_sentences_from_all_parts():
    assert len(quoted()) > 40
    assert any("camera" in cell for cell in quoted())
    assert any("training" in cell for cell in quoted())
