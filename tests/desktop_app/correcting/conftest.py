"""A window with digits to correct, and what it has kept of them."""

import pytest
from PyQt6.QtCore import Qt

from tests.desktop_app.driving import WAIT_MS, listed, spot, write_picture
from tests.desktop_app.live.viewing import click


@pytest.fixture
def page_window(open_window, qtbot, tmp_path):
    """A picture of the numbers 365 and 48 and an unsure place, without corrections."""
    window = open_window(str(write_picture(tmp_path / "page.png", "365", "48", "?")))
    qtbot.waitUntil(lambda: listed(window) == ["365", "48"], timeout=WAIT_MS)
    return window


@pytest.fixture
def frozen_window(desk_window, qtbot):
    """A camera that shows 12, frozen."""
    qtbot.keyClick(desk_window.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk_window.session.is_frozen, timeout=WAIT_MS)
    return desk_window


@pytest.fixture
def kept(qtbot):
    """The samples of a window once there are so many: label and what the model had said."""

    def samples(window, count):
        qtbot.waitUntil(lambda: sum(window.samples().counts()) == count, timeout=WAIT_MS)
        return [(one.label, one.answer) for one in reversed(window.samples().all())]

    return samples


@pytest.fixture
def select(qtbot):
    """Selects a digit of a window with the mouse."""

    def selected(window, at):
        window.view.setFocus()
        # On a busy machine a live reading may be too old to be clicked.
        qtbot.waitUntil(lambda: window.view.overlay_opacity > 0, timeout=WAIT_MS)
        digit = window.session.recognition.digits[at]
        click(window.view, spot(window.view, digit.box))
        assert window.view.selected is digit

    return selected
