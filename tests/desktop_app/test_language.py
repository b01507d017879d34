"""The window in German and in English: words, plurals, keys."""

import re
from types import SimpleNamespace

import pytest
from PyQt6.QtCore import QCoreApplication, QLocale
from PyQt6.QtWidgets import QAbstractButton, QDialogButtonBox, QLabel, QPushButton, QTabBar

from desktop_app import app as app_module
from desktop_app.problems import log_folder
from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.model_page import Shown
from desktop_app.settings.store import Settings
from desktop_app.training.panel import TrainingPanel
from desktop_app.translation import LANGUAGES, chosen_language
from desktop_app.window_options import WindowOptions
from tests.desktop_app.settings.conftest import FakeModels
from tests.desktop_app.test_translations import catalogue, messages

PAGES = ["Kamera", "Lesen", "Darstellung", "Modell", "Datenschutz"]


@pytest.fixture
def settings_dialog(qtbot, tmp_path):
    def opened():
        dialog = SettingsDialog(
            Settings(tmp_path / "settings.json"), FakeModels(tmp_path / "models"), lambda: ()
        )
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return opened


@pytest.mark.parametrize(
    ("setting", "wanted", "language"),
    [
        ("system", ["de-AT", "de", "en"], "de"),
        ("system", ["de_CH"], "de"),
        ("system", ["en-GB", "de"], "en"),
        ("system", ["fr-FR", "de-DE"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", ["C"], "en"),
        ("system", [], "en"),
        ("en", ["de"], "en"),
        ("de", ["en"], "de"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_first_known_of_the_system(setting, wanted, language):
    assert chosen_language(setting, wanted) == language


def test_the_choice_in_the_settings_takes_effect_at_the_next_start(language, qapp, monkeypatch):
    Settings().set("appearance.language", "de")
    shown = SimpleNamespace()
    monkeypatch.setattr(app_module, "MainWindow", lambda *_args, **_kwargs: shown)
    monkeypatch.setattr(app_module, "apply_theme", lambda *_args: None)
    assert app_module.make_window(qapp, WindowOptions(None, {})) is shown
    assert QCoreApplication.translate("Menus", "&File") == "&Datei"
    assert QLocale().toString(0.5, "f", 1) == "0,5"


def test_a_settings_file_that_is_damaged_is_told_of_in_the_language_of_the_window(
    language, tmp_path
):
    (tmp_path / "settings.json").write_text("{")
    settings = Settings(tmp_path / "settings.json")  # read before the language is known
    language("de")
    assert "beschädigt" in settings.problem
    assert "settings.json.damaged-1" in settings.problem


def test_the_window_speaks_german(open_window, language):
    language("de")
    window = open_window()
    tops = window.menuBar().actions()
    assert [top.text().replace("&", "") for top in tops] == [
        "Datei", "Bearbeiten", "Kamera", "Ansicht", "Hilfe",
    ]  # fmt: skip
    assert window.commands.open_folder.text() == "&Ordner öffnen…"
    assert "Ctrl" not in window.commands.open_folder.toolTip()
    assert window.readings.copy_all_button.text() == "A&lles kopieren"
    docks = [bar.tabText(at) for bar in window.findChildren(QTabBar) for at in range(bar.count())]
    assert not {"Readings", "Log", "Inspector"} & set(docks)


def test_every_action_of_the_window_is_german(open_window, language):
    english = set(_words_of_actions(open_window()))
    language("de")
    german = list(_words_of_actions(open_window()))
    cameras = {"Desk camera", "Door && gate"}
    assert len(german) > 70
    assert [word for word in german if word in english - cameras] == []


def _words_of_actions(window):
    for action in window.actions():
        yield from filter(None, (action.text(), action.statusTip()))


def test_the_pages_of_the_settings_are_german(settings_dialog, language):
    language("de")
    dialog = settings_dialog()
    assert [dialog.pages.item(row).text() for row in range(dialog.pages.count())] == PAGES
    words = {label.text().replace("&", "") for label in dialog.findChildren(QLabel)}
    words |= {button.text().replace("&", "") for button in dialog.findChildren(QAbstractButton)}
    for word in (
        "Auflösung:", "Mindestsicherheit:", "Sprache:", "Netz:", "Training starten",
        "Bild spiegeln", "Geöffnete Dateien merken", "Schließen",
    ):  # fmt: skip
        assert word in words
    box = dialog.appearance_page.theme
    assert [box.itemText(at) for at in range(box.count())] == ["Wie das System", "Hell", "Dunkel"]
    assert dialog.model_page.form.network.itemText(0) == "Faltungsnetz, wie mitgeliefert"


@pytest.mark.parametrize(
    ("name", "count", "sentence"),
    [
        ("de", 1, "1 Logdatei gelöscht."),
        ("de", 3, "3 Logdateien gelöscht."),
        ("en", 1, "1 log file deleted."),
        ("en", 3, "3 log files deleted."),
    ],
)
def test_one_and_many_are_told_apart(settings_dialog, language, name, count, sentence):
    language(name)
    log_folder().mkdir(parents=True)
    for number in range(count):
        (log_folder() / f"digitlens.log.{number}").write_text("")
    dialog = settings_dialog()
    dialog.show_page("Privacy")
    dialog.privacy_page.delete_logs.click()
    assert dialog.privacy_page.told.text() == sentence


def test_figures_are_written_as_in_the_language(language, qtbot):
    language("de")
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.begin()
    panel.take({"event": "download", "done": 3_000_000, "total": 12_500_000})
    assert panel.status.text() == "Wird heruntergeladen: 3,0 von 12,5 MB"


# --- mnemonics ---


def letter_of(text):
    found = re.search(r"&(\w)", text.replace("&&", ""))
    return found[1].lower() if found else None


def variants(language, context, *sources):
    """All that one entry can be called."""
    known = messages(catalogue("de"))
    return [known[context, source][0] if language == "de" else source for source in sources]


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_two_entries_of_a_menu_share_a_mnemonic(open_window, language, name):
    language(name)
    window = open_window()
    changing = {
        window.commands.pause: variants(name, "MainWindow", "&Go On", "&Play Again", "&Freeze"),
        window.commands.clip: variants(name, "FileCommands", "Stop Recordin&g", "Save C&lip…"),
    }
    tops = window.menuBar().actions()
    for entries in (tops, *(top.menu().actions() for top in tops)):
        taken = {}
        for entry in entries:
            texts = changing.get(entry, [entry.text()])
            for letter in {letter_of(text) for text in texts} - {None}:
                assert letter not in taken, (entry.text(), taken.get(letter))
                taken[letter] = entry.text()
        assert entries is not tops or len(taken) == len(tops)


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_two_controls_of_the_training_share_a_mnemonic(settings_dialog, language, name):
    language(name)
    dialog = settings_dialog()
    dialog.show_page("Model")
    page = dialog.model_page
    page.form.more.click()
    buttons = dialog.findChild(QDialogButtonBox).buttons()
    for shown, least in ((Shown.CHOICES, 11), (Shown.RUNNING, 3), (Shown.REPORT, 3)):
        page.turn_to(shown)
        labels = [label for label in page.findChildren(QLabel) if label.buddy()]
        controls = (*labels, *page.findChildren(QAbstractButton), *buttons)
        texts = [control.text() for control in controls if control.isVisible()]
        letters = [letter for letter in map(letter_of, texts) if letter]
        assert len(letters) >= least
        assert sorted(letters) == sorted(set(letters))


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_button_of_a_panel_takes_the_key_of_a_menu(open_window, language, name):
    language(name)
    window = open_window()
    tops = {letter_of(top.text()) for top in window.menuBar().actions()}
    for panel in (window.readings, window.panels.log_panel):
        letters = [letter_of(button.text()) for button in panel.findChildren(QPushButton)]
        used = [letter for letter in letters if letter]
        assert len(used) == len(set(used)) > 1
        assert not tops & set(used)
