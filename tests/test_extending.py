"""What somebody who adds a source, a network, a data set or a language may forget elsewhere."""

import pytest

import vision
from desktop_app.settings.model_words import facts
from desktop_app.settings.table import SETTING_BY_KEY
from desktop_app.translation import LANGUAGES
from model.assembly import REPEATS
from model.card import ModelCard
from model.choices import NETWORK_NAMES
from model.glyphs import LOADERS
from tests.model.small_data_sets import write_all
from vision import sources


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_a_network_has_a_name_for_people(name):
    card = ModelCard(id="a", name="A", created_at="2026-01-01T00:00:00+00:00", network=name)
    assert dict(facts(card))["Network"] != name


def test_each_language_can_be_chosen_in_the_settings():
    choices = [choice for choice, _ in SETTING_BY_KEY["appearance.language"].choices]
    assert choices == ["system", *LANGUAGES]


def test_it_is_said_of_each_data_set_how_often_it_is_laid_on_pages():
    assert set(LOADERS) <= set(REPEATS)


def test_there_is_a_small_copy_of_each_data_set_to_test_with(tmp_path):
    write_all(tmp_path)
    for name, load in LOADERS.items():
        assert (tmp_path / name).is_dir(), f"tests/model/small_data_sets.py writes no {name}"
        assert load(tmp_path).licence


def test_each_source_is_a_public_name():
    of_sources = {name for name in sources.__all__ if name.endswith("Source")}
    assert of_sources <= set(vision.__all__)
