"""Paging as the window uses it: files are chosen, and what is shown is told back."""

from pathlib import Path

import pytest

from desktop_app.files.browsing import FileBrowser
from tests.desktop_app.driving import WAIT_MS


class Screen:
    """Shows what the browser chooses, as the window does.

    Attributes:
        shown: The paths chosen, the newest last.
        broken: Names that cannot be opened: what was there before is shown again.
    """

    def __init__(self, browser):
        self.browser = browser
        self.shown = []
        self.broken = ()
        self.told = []
        browser.chosen.connect(self.show)
        browser.told.connect(self.told.append)
        browser.refused.connect(self.told.append)

    def show(self, path):
        path = Path(path)
        self.browser.follow(path)
        if path.name in self.broken:
            self.browser.follow(self.shown[-1] if self.shown else None)
        else:
            self.shown.append(path)

    @property
    def name(self):
        return self.shown[-1].name if self.shown else ""


@pytest.fixture
def browser(qapp):
    made = FileBrowser()
    yield made
    made.stop()


@pytest.fixture
def screen(browser):
    return Screen(browser)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "scans"
    made.mkdir()
    for number in (1, 2, 3, 10):
        (made / f"{number}.png").touch()
    return made


def test_a_file_is_shown_at_once_and_its_folder_can_be_paged(browser, screen, folder, qtbot):
    browser.open_paths([str(folder / "2.png")])
    assert screen.name == "2.png"
    assert browser.position_text == ""
    qtbot.waitUntil(lambda: browser.position_text == "2 of 4", timeout=WAIT_MS)
    browser.show_next()
    browser.show_next()
    assert screen.name == "10.png"
    assert browser.position_text == "4 of 4"
    browser.show_first()
    assert screen.name == "1.png"
    browser.show_last()
    browser.show_previous()
    assert screen.name == "3.png"
    assert screen.told == []


def test_the_ends_are_told_and_nothing_else_is_shown(browser, screen, folder, qtbot):
    browser.open_paths([str(folder)])
    qtbot.waitUntil(lambda: browser.position_text == "1 of 4", timeout=WAIT_MS)
    assert not browser.has_previous
    browser.show_previous()
    assert screen.told == ["This is the first file."]
    browser.show_last()
    assert not browser.has_next
    browser.show_next()
    assert screen.told[1:] == ["This is the last file."]
    assert len(screen.shown) == 2


def test_a_folder_shows_its_first_file(browser, screen, folder, qtbot):
    with qtbot.waitSignal(browser.folder_opened, timeout=WAIT_MS) as opened:
        browser.open_paths([str(folder)])
    assert opened.args == [str(folder)]
    assert screen.name == "1.png"


def test_a_folder_with_nothing_to_show_is_told_and_changes_nothing(
    browser, screen, folder, tmp_path, qtbot
):
    browser.open_paths([str(folder / "2.png")])
    qtbot.waitUntil(lambda: browser.position_text == "2 of 4", timeout=WAIT_MS)
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(browser.refused, timeout=WAIT_MS):
        browser.open_paths([str(tmp_path / "empty")])
    assert "'empty'" in screen.told[-1]
    assert (screen.name, browser.position_text) == ("2.png", "2 of 4")


def test_several_files_are_paged_alone(browser, screen, folder, qtbot):
    browser.open_paths([str(folder / "10.png"), str(folder / "2.png")])
    qtbot.waitUntil(lambda: browser.position_text == "1 of 2", timeout=WAIT_MS)
    browser.show_next()
    assert screen.name == "2.png"


def test_one_pages_past_a_damaged_file(browser, screen, folder, qtbot):
    screen.broken = ("2.png",)
    browser.open_paths([str(folder / "1.png")])
    qtbot.waitUntil(lambda: browser.position_text == "1 of 4", timeout=WAIT_MS)
    browser.show_next()
    assert screen.name == "1.png"
    browser.show_next()
    assert screen.name == "3.png"


def test_a_damaged_file_from_elsewhere_leaves_the_folder_one_was_in(
    browser, screen, folder, tmp_path, qtbot
):
    browser.open_paths([str(folder / "2.png")])
    qtbot.waitUntil(lambda: browser.position_text == "2 of 4", timeout=WAIT_MS)
    screen.broken = ("broken.png",)
    (tmp_path / "broken.png").touch()
    browser.open_paths([str(tmp_path / "broken.png")])
    qtbot.waitUntil(lambda: browser.position_text == "2 of 4", timeout=WAIT_MS)
    browser.show_next()
    assert screen.name == "3.png"


def test_a_file_opened_by_other_means_brings_its_folder_too(browser, screen, folder, qtbot):
    browser.follow(folder / "3.png")
    qtbot.waitUntil(lambda: browser.position_text == "3 of 4", timeout=WAIT_MS)
    assert screen.shown == [], "it is shown already"
    browser.show_next()
    assert screen.name == "10.png"


def test_a_camera_has_nothing_to_page(browser, screen, folder, qtbot):
    browser.open_paths([str(folder / "3.png")])
    qtbot.waitUntil(lambda: browser.position_text == "3 of 4", timeout=WAIT_MS)
    with qtbot.waitSignal(browser.changed):
        browser.follow(None)
    assert browser.position_text == ""
    assert not browser.has_next
    browser.show_next()
    assert screen.told == []


def test_the_camera_that_runs_does_not_hinder_a_folder_from_being_opened(
    browser, screen, folder, qtbot
):
    browser.open_paths([str(folder)])
    browser.follow(None)
    qtbot.waitUntil(lambda: browser.position_text == "1 of 4", timeout=WAIT_MS)
    assert screen.name == "1.png"


def test_the_newest_wish_counts(browser, screen, folder, tmp_path, qtbot):
    (tmp_path / "a.png").touch()
    (tmp_path / "b.png").touch()
    browser.open_paths([str(folder)])
    browser.open_paths([str(tmp_path / "b.png")])
    qtbot.waitUntil(lambda: browser.position_text == "2 of 2", timeout=WAIT_MS)
    assert [path.name for path in screen.shown] == ["b.png"]


def test_deleted_files_are_passed_over(browser, screen, folder, qtbot):
    browser.open_paths([str(folder / "1.png")])
    qtbot.waitUntil(lambda: browser.position_text == "1 of 4", timeout=WAIT_MS)
    (folder / "2.png").unlink()
    browser.show_next()
    assert screen.name == "3.png"
    assert browser.position_text == "2 of 3"
