"""The user guide names every key of the window."""

from pathlib import Path

import pytest
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QMainWindow

from desktop_app.actions import WindowActions
from desktop_app.live.placement import FADE_FROM_S
from desktop_app.panels import Panels

DOCS = Path(__file__).parent.parent / "docs"
WRITTEN = {"Del": "Delete", "PgDown": "Page Down", "PgUp": "Page Up"}
"""What Qt shortens."""


def written(keys):
    """A key as the guide writes it."""
    head, plus, last = keys.toString(QKeySequence.SequenceFormat.PortableText).rpartition("+")
    return head + plus + WRITTEN.get(last, last)


@pytest.fixture
def keys(qtbot, tmp_path):
    """Of each action of the window the first key, but for the digits."""
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = WindowActions(window)
    panels = Panels(window, lambda: tmp_path)
    everything = [*window.actions(), actions.no_digit, actions.mark_missed, *panels.toggles]
    return sorted({written(action.shortcut()) for action in everything if action.shortcut()})


def test_every_key_is_in_the_list(keys):
    guide = (DOCS / "user_guide.md").read_text(encoding="utf-8")
    known = guide[guide.index("## All keys") :].replace("|", " ").replace(",", " ")
    # Ctrl+, is cut by the comma that ends it.
    words = f" {' '.join(known.split())} "
    missing = [key for key in keys if f" {key.replace(',', '').strip()} " not in words]
    assert len(keys) > 40
    assert missing == []


def test_the_time_after_which_a_reading_fades_is_that_of_the_window():
    page = (DOCS / "how_it_works.md").read_text(encoding="utf-8")
    assert f"fades\nfrom {FADE_FROM_S:g} seconds" in page
