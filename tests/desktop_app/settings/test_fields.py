import pytest

from desktop_app.settings.fields import Mnemonics


@pytest.mark.parametrize(
    ("titles", "marked"),
    [
        (("Theme", "Language"), ("&Theme", "&Language")),
        (("Show this", "Show that"), ("&Show this", "Show &that")),
        (("Aa", "Aa"), ("&Aa", "Aa")),
        (("Größe", "ähnlich"), ("&Größe", "&ähnlich")),
        (("2 digits", ""), ("2 &digits", "")),
        (("Le&vel", "&Value", "Va&lue"), ("Le&vel", "V&alue", "Va&lue")),
        (("Sizes&",), ("&Sizes",)),
    ],
)
def test_each_title_gets_a_letter_of_its_own(titles, marked):
    mnemonics = Mnemonics()
    assert tuple(mnemonics.mark(title) for title in titles) == marked
