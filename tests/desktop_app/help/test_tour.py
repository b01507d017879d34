import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QListWidget, QMainWindow, QWidget

from desktop_app.help.tour import Hint, Tour, first_hints
from desktop_app.settings.store import Settings

TEXTS = ["This is the picture.", "These are the numbers.", "These are the menus."]


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    center = QWidget()
    layout = QHBoxLayout(center)
    made.picture, made.numbers = QLineEdit(), QListWidget()
    layout.addWidget(made.picture)
    layout.addWidget(made.numbers)
    made.setCentralWidget(center)
    made.menuBar().addMenu("&File")
    made.pressed = []
    for key in ("Esc", "Space"):
        action = QAction(key, made)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _on, key=key: made.pressed.append(key))
        made.addAction(action)
    made.resize(800, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.picture.setFocus()
    return made


@pytest.fixture
def tour(window, settings):
    anchors = (window.picture, window.numbers, window.menuBar())
    return Tour(window, [Hint(a, t) for a, t in zip(anchors, TEXTS, strict=True)], settings)


def text(tour):
    return tour.bubble.label.text() if tour.bubble else None


def press(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_the_hints_are_read_by_keyboard_one_after_the_other(qtbot, window, tour):
    assert tour.start_if_new()
    read = []
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        read.append(text(tour))
        assert tour.bubble.isVisible()
        press(qtbot, key)
    assert read == TEXTS
    assert tour.bubble is None
    assert window.pressed == []
    assert window.picture.hasFocus()


def test_the_mouse_does_it_too(qtbot, tour):
    tour.start()
    qtbot.mouseClick(tour.bubble.next_button, Qt.MouseButton.LeftButton)
    assert text(tour) == TEXTS[1]
    with qtbot.waitSignal(tour.ended):
        qtbot.mouseClick(tour.bubble.skip_button, Qt.MouseButton.LeftButton)
    assert tour.bubble is None


def test_escape_skips_the_rest(qtbot, window, tour):
    tour.start()
    press(qtbot, Qt.Key.Key_Escape)
    assert tour.bubble is None
    assert window.pressed == []
    press(qtbot, Qt.Key.Key_Escape)
    assert window.pressed == ["Esc"]


def test_tab_and_return_skip_too(qtbot, tour):
    tour.start()
    press(qtbot, Qt.Key.Key_Tab)
    assert tour.bubble.skip_button.hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert tour.bubble is None


def test_the_window_can_be_used_meanwhile(qtbot, window, tour):
    tour.start()
    qtbot.mouseClick(window.picture, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.picture, "12")
    assert window.picture.text() == "12"
    assert text(tour) == TEXTS[0]
    qtbot.mouseClick(tour.bubble.skip_button, Qt.MouseButton.LeftButton)


def test_the_hints_are_seen_once_and_again_when_asked_for(qtbot, window, tour, settings):
    assert tour.start_if_new()
    press(qtbot, Qt.Key.Key_Escape)
    again = Tour(window, [Hint(window.picture, "Hint")], Settings(settings.path))
    assert not again.start_if_new()
    assert again.bubble is None
    again.start()
    assert text(again) == "Hint"


def test_restored_defaults_do_not_bring_them_back(tour, settings):
    tour.start()
    settings.reset()
    assert not tour.start_if_new()


def test_what_is_hidden_is_not_spoken_of(qtbot, window, tour):
    window.numbers.hide()
    tour.start()
    assert tour.bubble.count.text() == "1 of 2"
    press(qtbot, Qt.Key.Key_Space)
    assert text(tour) == TEXTS[2]


def test_what_is_hidden_meanwhile_is_passed_over(qtbot, window, tour):
    tour.start()
    window.picture.hide()
    qtbot.waitUntil(lambda: text(tour) == TEXTS[1])


def test_the_last_hint_has_nothing_to_skip(qtbot, tour):
    tour.start()
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Space)
    assert not tour.bubble.skip_button.isVisible()
    assert "Done" in tour.bubble.next_button.text().replace("&", "")


def test_the_bubble_stays_in_the_window_and_with_its_anchor(qtbot, window, tour):
    tour.start()
    press(qtbot, Qt.Key.Key_Space)
    before = tour.bubble.geometry()
    window.resize(640, 400)
    qtbot.waitUntil(lambda: tour.bubble.geometry() != before)
    assert window.rect().contains(tour.bubble.geometry())
    label = tour.bubble.label
    assert label.height() >= label.heightForWidth(label.width())


def test_a_screen_reader_hears_the_hint_with_the_button(tour):
    tour.start()
    assert tour.bubble.next_button.hasFocus()
    assert tour.bubble.next_button.accessibleDescription() == TEXTS[0]


def test_more_than_three_hints_are_refused(window, settings):
    with pytest.raises(ValueError, match="at most 3"):
        Tour(window, [Hint(window.picture, "x")] * 4, settings)


def test_there_are_three_hints_of_one_sentence(window):
    hints = first_hints(window.picture, window.numbers, window.menuBar())
    assert len(hints) == 3
    for hint in hints:
        assert hint.text.count(".") == 1
        assert hint.text.endswith(".")
    assert "Ctrl+C" in hints[1].text
    assert len(first_hints(window.picture, window.numbers, None)) == 2


def test_a_window_that_closes_takes_its_hints_along(qtbot, tour, window):
    tour.start()
    window.close()
    assert not tour.bubble or not tour.bubble.isVisible()
