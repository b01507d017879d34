"""The program on a screen, as its user has it: ten things that are done with it most."""

import shutil
import sys

import numpy as np
import pytest
from PIL import features

from desktop_app.settings.store import Settings
from model.handwriting import digit_strokes
from tests.desktop_app.driving import write_page
from tests.desktop_app.screen import WAIT_S, Screen

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is there on Linux only"),
    *(
        pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")
        for tool in ("Xvfb", "xdotool")
    ),
    pytest.mark.skipif(not features.check("xcb"), reason="Pillow cannot see an X screen"),
]


@pytest.fixture(scope="module")
def server():
    made = Screen()
    yield made
    made.close()


@pytest.fixture
def screen(server, user_folders):
    """A screen for somebody who has read the hints, and whose camera is not there."""
    settings = Settings()
    settings.set("help.tour_seen", True)
    settings.set("camera.source", "none of this machine")
    yield server
    server.end_program()


@pytest.fixture
def pages(tmp_path):
    """Two pages written by hand."""
    write_page(tmp_path / "page 1.png", "4071", "96")
    write_page(tmp_path / "page 2.png", "538", "26")
    return tmp_path


@pytest.fixture
def page_screen(screen, pages):
    """A screen with the first page open."""
    screen.start(str(pages / "page 1.png"))
    screen.focus("^page 1.png")
    wait_until_copied(screen, "4071\n96")
    return screen


def wait_until_copied(screen, text):
    """Copies all numbers, as soon as they are read."""

    def is_copied():
        screen.press("ctrl+shift+c")
        return screen.clipboard() == text

    screen.wait(is_copied, f"“{text}” on the clipboard")


def picture_of(screen):
    """The pixels of the main window's left part, where the picture is."""
    left, top, width, height = screen.place(screen.window("DigitLens"))
    return screen.pixels(left, top + 100, width // 2, height - 200).astype(int)


def is_moving(screen):
    before = picture_of(screen)
    return any((picture_of(screen) != before).any() for _ in range(8))


def test_it_starts_with_the_demo_and_copies_its_numbers(screen):
    screen.start()
    screen.focus("^Demo")
    screen.wait(lambda: is_moving(screen), "a moving picture")

    def has_read():
        screen.press("ctrl+shift+c")
        return "0123456789" in screen.clipboard().splitlines()

    screen.wait(has_read, "the numbers of the demo")


def test_space_freezes_the_picture_and_lets_it_go_on(screen):
    screen.start()
    screen.focus("^Demo")
    screen.wait(lambda: is_moving(screen), "a moving picture")
    screen.press("space")
    screen.wait(lambda: not is_moving(screen), "a picture that stands still")
    screen.press("space")
    screen.wait(lambda: is_moving(screen), "a picture that goes on")


def test_one_number_is_chosen_and_copied(page_screen):
    page_screen.press("Tab", "Down", "Down")

    def is_copied():
        page_screen.press("ctrl+c")
        return page_screen.clipboard() == "96"

    page_screen.wait(is_copied, "the second number on the clipboard")


def test_a_picture_is_opened_by_its_typed_path(page_screen, pages):
    page_screen.press("ctrl+o")
    page_screen.focus("Open Images")
    page_screen.type(str(pages / "page 2.png"))
    page_screen.press("Return")
    page_screen.wait_gone("Open Images")
    page_screen.focus("^page 2.png")
    wait_until_copied(page_screen, "538\n26")


def test_page_down_shows_the_next_file(page_screen):
    page_screen.press("Next")
    page_screen.window("^page 2.png")
    wait_until_copied(page_screen, "538\n26")
    page_screen.press("Prior")
    page_screen.window("^page 1.png")


def room_beside(picture):
    """How many pixels are not the page's, but the dark ground around it."""
    return int((picture.max(axis=2) < 30).sum())


def test_the_wheel_and_the_keys_zoom(page_screen):
    whole = picture_of(page_screen)

    def is_enlarged():
        return room_beside(picture_of(page_screen)) < 0.5 * room_beside(whole)

    left, top, width, height = page_screen.place(page_screen.window("DigitLens"))
    page_screen.turn_wheel(left + width // 4, top + height // 2, 4)
    page_screen.wait(is_enlarged, "an enlarged picture")
    page_screen.press("ctrl+0")
    page_screen.wait(lambda: np.array_equal(picture_of(page_screen), whole), "the whole picture")
    page_screen.press(*6 * ["ctrl+plus"])
    page_screen.wait(is_enlarged, "an enlarged picture")


def brightness_of_the_menu_bar(screen):
    left, top, width, _ = screen.place(screen.window("DigitLens"))
    return screen.pixels(left + width // 3, top + 2, width // 6, 14).mean()


def test_f11_fills_the_screen_and_escape_gives_it_back(page_screen):
    page_screen.wait(lambda: brightness_of_the_menu_bar(page_screen) > 150, "a light menu bar")
    page_screen.press("F11")
    page_screen.wait(lambda: brightness_of_the_menu_bar(page_screen) < 60, "no menu bar")
    page_screen.focus("DigitLens")
    page_screen.press("Escape")
    page_screen.wait(lambda: brightness_of_the_menu_bar(page_screen) > 150, "the menu bar again")


def test_the_theme_becomes_dark_in_the_settings(page_screen):
    page_screen.press("ctrl+comma")
    page_screen.focus("Settings")
    page_screen.press("Down", "Down", "Tab", "End")
    page_screen.wait(lambda: brightness_of_the_menu_bar(page_screen) < 80, "a dark window")
    page_screen.press("Escape")
    page_screen.wait_gone("Settings")
    assert Settings().get("appearance.theme") == "dark"


def test_what_is_drawn_with_the_mouse_is_read(page_screen):
    page_screen.press("ctrl+d")
    window = page_screen.focus("Drawing Pad")
    left, top, width, height = page_screen.place(window)
    lines = digit_strokes(3, np.random.default_rng(1), wildness=0.3)
    low, high = np.vstack(lines).min(axis=0), np.vstack(lines).max(axis=0)
    scale = 0.35 * height / (high - low)[1]
    for line in lines:
        at = (line - low) * scale + (left + 0.4 * width, top + 0.25 * height)
        page_screen.stroke([tuple(point) for point in at])

    def is_copied():
        page_screen.press("ctrl+c")
        return page_screen.clipboard() == "3"

    page_screen.wait(is_copied, "the digit on the clipboard")


def test_it_is_ended_by_key(screen, pages):
    program = screen.start(str(pages / "page 1.png"))
    screen.focus("^page 1.png")
    screen.press("ctrl+q")
    _, errors = program.communicate(timeout=WAIT_S)
    assert program.returncode == 0
    assert errors == ""
    assert Settings().get("window.geometry")
