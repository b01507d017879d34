import html

import pytest
from PyQt6.QtCore import QUrl

from desktop_app.about import LOG_LINK, AboutDialog, data_sets
from desktop_app.problems import log_folder
from desktop_app.settings.model_words import facts
from model.store import ModelStore


@pytest.fixture
def card(tmp_path):
    return ModelStore(tmp_path / "models").bundled.card


@pytest.fixture
def opened():
    return []


@pytest.fixture
def dialog(qtbot, card, opened):
    made = AboutDialog(card, open_url=lambda url: opened.append(url) or True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_model_is_told_with_its_figures_and_what_it_learnt_from(dialog, card):
    text = dialog.text.text()
    for _, words in facts(card):
        assert html.escape(words) in text
    told = dict(data_sets(card))
    assert set(told) == {data["name"] for data in card.data}
    for data in card.data:
        assert data["licence"] in told[data["name"]]
        assert html.escape(data["licence"]) in text


def test_licences_and_versions_are_told(dialog):
    text = dialog.text.text()
    for words in ("General Public License", "PyQt6", "GPL-3.0", "OpenCV", "Apache-2.0", "Qt"):
        assert words in text
    assert "Nothing leaves this machine" in text


def test_the_log_folder_is_a_link(dialog, opened):
    assert html.escape(str(log_folder())) in dialog.text.text()
    dialog.text.linkActivated.emit(LOG_LINK)
    assert opened == [QUrl.fromLocalFile(str(log_folder()))]
    dialog.text.linkActivated.emit("http://127.0.0.1/")
    assert len(opened) == 1


def test_without_a_model_it_says_so(qtbot):
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    assert "No model could be loaded" in dialog.text.text()
