import pytest

from desktop_app.files.recent import RecentFiles
from desktop_app.files.recent_menu import RecentMenu
from desktop_app.settings.store import Settings
from tests.desktop_app.driving import WAIT_MS


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def recent(settings):
    return RecentFiles(settings)


@pytest.fixture
def menu(qtbot, recent, settings):
    made = RecentMenu(recent, settings)
    qtbot.addWidget(made)
    yield made
    made.stop()


def entries(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_files_are_listed_by_name_with_their_path(menu, recent, tmp_path):
    recent.add(tmp_path / "a.png")
    recent.add(tmp_path / "black & white.png")
    assert entries(menu) == ["black && white.png", "a.png", "&Clear"]
    assert menu.actions()[0].toolTip() == str(tmp_path / "black & white.png")
    assert menu.toolTipsVisible()


def test_files_of_the_same_name_are_told_apart(menu, recent, tmp_path):
    for folder in ("one", "two"):
        recent.add(tmp_path / folder / "a.png")
    assert entries(menu)[:2] == ["a.png in two", "a.png in one"]


def test_the_chosen_one_is_told(menu, recent, tmp_path, qtbot):
    recent.add(tmp_path / "a.png")
    with qtbot.waitSignal(menu.chosen) as chosen:
        menu.actions()[0].trigger()
    assert chosen.args == [str(tmp_path / "a.png")]


def test_clear_empties_it(menu, recent, tmp_path):
    recent.add(tmp_path / "a.png")
    assert menu.menuAction().isEnabled()
    menu.actions()[-1].trigger()
    assert recent.paths == []
    assert entries(menu) == ["&Clear"]
    assert not menu.menuAction().isEnabled()


def test_those_that_are_gone_disappear_when_it_is_opened(menu, recent, tmp_path, qtbot):
    (tmp_path / "here.png").touch()
    recent.add(tmp_path / "here.png")
    recent.add(tmp_path / "gone.png")
    menu.popup(menu.pos())
    qtbot.waitUntil(lambda: entries(menu) == ["here.png", "&Clear"], timeout=WAIT_MS)
    menu.close()


def test_it_is_empty_as_soon_as_nothing_is_to_be_remembered(menu, recent, settings, tmp_path):
    recent.add(tmp_path / "a.png")
    settings.set("privacy.remember_files", False)
    assert entries(menu) == ["&Clear"]
