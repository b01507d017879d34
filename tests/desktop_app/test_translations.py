"""The catalogues hold every text of the window, and the compiled ones the same as their sources."""

import re
import shutil
from xml.etree import ElementTree

import pytest
from PyQt6.QtCore import QCoreApplication, QTranslator

from desktop_app.settings.table import SETTINGS
from desktop_app.translation import FOLDER, LANGUAGES
from scripts.update_translations import settings_as_code, unfinished, update


def messages(path):
    """Context and text of each message, with what it is translated to: one, or each plural."""
    found = {}
    for context in ElementTree.parse(path).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text for form in translation.iter("numerusform")]
            key = context.findtext("name"), message.findtext("source")
            found[key] = forms if message.get("numerus") == "yes" else [translation.text]
    return found


def catalogue(language):
    return FOLDER / f"digitlens_{language}.ts"


@pytest.fixture(scope="module")
def of_code(tmp_path_factory):
    """A catalogue made of the code alone."""
    path = tmp_path_factory.mktemp("code") / "digitlens_de.ts"
    update([path])
    return messages(path)


def test_every_text_of_the_code_is_in_the_german_catalogue_and_no_other(of_code):
    german = messages(catalogue("de"))
    hint = "run `make translations`"
    assert sorted(of_code.keys() - german.keys()) == [], hint
    assert sorted(german.keys() - of_code.keys()) == [], hint


def test_the_words_of_every_setting_are_among_them(of_code):
    for setting in SETTINGS:
        for word in (setting.title, setting.tooltip, *(title for _, title in setting.choices)):
            assert not word or ("Setting", word) in of_code


def test_words_of_settings_with_quotes_are_found_as_they_are():
    code = settings_as_code([s for s in SETTINGS if "“" in s.tooltip])
    compile(code, "settings", "exec")
    assert "“?”" in code


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_translate(language):
    assert unfinished(catalogue(language)) == []
    assert all(all(forms) for forms in messages(catalogue(language)).values())


def test_every_plural_of_the_code_has_its_english_forms(of_code):
    plurals = {key for key, forms in of_code.items() if "%n" in key[1]}
    assert plurals == messages(catalogue("en")).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_its_source_says(qapp, language):
    translator = QTranslator()
    assert translator.load(str(catalogue(language).with_suffix(".qm")))
    qapp.installTranslator(translator)
    try:
        for (context, source), forms in messages(catalogue(language)).items():
            if len(forms) == 1:
                expected, told = forms, [QCoreApplication.translate(context, source)]
            else:
                expected = [forms[0].replace("%n", "1"), forms[1].replace("%n", "2")]
                told = [QCoreApplication.translate(context, source, "", n) for n in (1, 2)]
            assert told == expected, "run `make translations`"
    finally:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_source(language):
    for (_, source), forms in messages(catalogue(language)).items():
        places = set(re.findall(r"\{\w*\}|%n", source))
        for form in forms:
            assert set(re.findall(r"\{\w*\}|%n", form)) == places, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_a_mnemonic_where_its_source_has_one(language):
    for (_, source), forms in messages(catalogue(language)).items():
        for form in forms:
            assert len(re.findall(r"&\w", form)) == len(re.findall(r"&\w", source)), form


def test_to_bring_a_catalogue_up_to_date_keeps_what_is_translated(tmp_path):
    copy = tmp_path / "digitlens_de.ts"
    shutil.copy(catalogue("de"), copy)
    update([copy])
    assert copy.read_text() == catalogue("de").read_text()


def test_a_new_text_is_added_and_told_as_missing(tmp_path):
    copy = tmp_path / "digitlens_de.ts"
    text = catalogue("de").read_text()
    assert text.count("<source>&amp;File</source>") == 1
    copy.write_text(text.replace("<source>&amp;File</source>", "<source>Other</source>"))
    update([copy])
    assert unfinished(copy) == ["Menus: &File"]
    assert ("Menus", "Other") not in messages(copy)
