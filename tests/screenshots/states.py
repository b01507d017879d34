"""The pages and states of the window, each by a name."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialog, QLineEdit, QScrollArea

from desktop_app.live.capture import CaptureState
from desktop_app.settings.model_page import Shown
from tests.desktop_app.drawing.writing import write
from tests.screenshots import paper
from tests.screenshots.learning import LEARNING_STATES
from tests.screenshots.props import child, demo_frame, fill_log, press, write_pictures
from tests.screenshots.stage import Stage, demo_of
from vision.frame import Box
from vision.sources import SourceError

if TYPE_CHECKING:
    from desktop_app.settings.dialog import SettingsDialog

State = Callable[[Stage], object]
STATES: dict[str, State] = {}
"""What brings a stage into each state."""


def _state(function: State) -> State:
    name = getattr(function, "__name__", "")
    STATES[name.strip("_").replace("_", "-")] = function
    return function


# --- the picture ---


@_state
def _live(stage: Stage) -> None:
    stage.open_on(paper.desk_picture())


@_state
def _demo(stage: Stage) -> None:
    stage.open(cameras=(), demo=demo_of(demo_frame()))
    stage.wait_for_reading()


@_state
def _small_digits(stage: Stage) -> None:
    stage.open_on(paper.ledger_picture())


@_state
def _board(stage: Stage) -> None:
    stage.open_on(paper.board_picture())


@_state
def _nothing_read(stage: Stage) -> None:
    stage.open_on(paper.empty_picture())


@_state
def _marks_large(stage: Stage) -> None:
    stage.settings.set("overlay.size", "large")
    stage.open_on(paper.desk_picture())


@_state
def _image(stage: Stage) -> None:
    files = write_pictures(stage.folder)
    stage.open(source=str(files[1]))
    stage.wait(lambda: stage.window.session.recognition is not None)
    stage.wait(lambda: stage.window.files.browser.position_text)


@_state
def _zoomed(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    for _ in range(4):
        window.view.zoom_in()


@_state
def _region(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.view.region_chosen.emit(Box(170, 270, 810, 160))
    stage.wait_for_reading()


@_state
def _region_being_drawn(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.view.set_region_mode(True)


@_state
def _frozen(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.toggle_pause()
    stage.wait(lambda: window.session.status.state is CaptureState.PAUSED)


@_state
def _full_screen(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.menuBar().hide()
    window.statusBar().hide()


# --- the panels ---


@_state
def _inspector(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    press(stage, "F7")
    stage.settle()
    for _ in range(3):
        QTest.keyClick(window.view, Qt.Key.Key_Right)
    stage.wait_for_reading()


@_state
def _inspector_of_nothing(stage: Stage) -> None:
    stage.open_on(paper.desk_picture())
    press(stage, "F7")


@_state
def _log(stage: Stage) -> None:
    stage.open_on(paper.desk_picture())
    fill_log(stage)
    press(stage, "F8")


@_state
def _log_empty(stage: Stage) -> None:
    stage.open_on(paper.empty_picture())
    press(stage, "F8")


@_state
def _panels_apart(stage: Stage) -> None:
    """All three panels below one another, as somebody may lay them."""
    window = stage.open_on(paper.desk_picture())
    fill_log(stage)
    for key in ("F8", "F7"):
        press(stage, key)
    docks = [child(window, f"{name}_dock") for name in ("readings", "log", "inspector")]
    for dock in docks:
        window.removeDockWidget(dock)
    for dock in docks:
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.show()


@_state
def _number_selected(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.readings.table.selectRow(2)
    window.readings.table.setFocus()


# --- problems ---


@_state
def _no_camera(stage: Stage) -> None:
    stage.open(cameras=(), demo=None)
    stage.wait(lambda: stage.window.chooser.no_camera)


@_state
def _camera_lost(stage: Stage) -> None:
    problem = SourceError("Desk camera was unplugged, or another program took it.")
    shown = [paper.desk_picture()] * 20
    stage.ahead_s = 0.0
    stage.pictures = itertools.chain(shown, itertools.repeat(problem))
    window = stage.open()
    stage.wait(window.banner.isVisible)
    stage.wait(lambda: window.session.recognition is None)


@_state
def _problem_repeated(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    for _ in range(3):
        window.messages.tell_save_failed(
            "The picture could not be saved in the folder Invoices: the disk is full. Make room "
            "or choose another folder."
        )


# --- settings ---


def _settings(stage: Stage, page: str, *, at_end: bool = False) -> SettingsDialog:
    window = stage.open_on(paper.desk_picture())
    window.dialogs.show_settings(page)
    dialog: SettingsDialog = next(
        dialog for dialog in window.findChildren(QDialog) if hasattr(dialog, "camera_page")
    )
    dialog.setMaximumSize(window.size())
    stage.settle()
    if at_end:
        _scroll_to_end(dialog)
    return dialog


def _scroll_to_end(dialog: QDialog) -> None:
    for area in dialog.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


for _page in ("Camera", "Reading", "Appearance", "Model", "Privacy"):
    STATES[f"settings-{_page.lower()}"] = lambda stage, page=_page: _settings(stage, page)
    STATES[f"settings-{_page.lower()}-end"] = lambda stage, page=_page: _settings(
        stage, page, at_end=True
    )


@_state
def _training(stage: Stage) -> None:
    dialog = _settings(stage, "Model")
    page = dialog.model_page
    page.turn_to(Shown.RUNNING)
    panel = page.panel
    panel.begin()
    panel.take({"event": "started", "epochs": 12})
    for epoch in range(1, 8):
        for step in (100, 200, 300, 400):
            done = epoch - 1 + step / 400
            panel.take(
                {
                    "event": "batch",
                    "epoch": epoch,
                    "step": step,
                    "steps": 400,
                    "loss": 0.9 / (1 + 2.2 * done) + 0.03,
                    "accuracy": 1 - 0.3 / (1 + 3 * done),
                }
            )
        panel.take(
            {
                "event": "epoch",
                "epoch": epoch,
                "loss": 0.9 / (1 + 2.2 * epoch) + 0.03,
                "accuracy": 1 - 0.3 / (1 + 3 * epoch),
                "validation_loss": 0.7 / (1 + 2.4 * epoch) + 0.04,
                "validation_accuracy": 1 - 0.22 / (1 + 3.2 * epoch),
            }
        )
    panel.status.setText("Epoch 7 of 12: 99.06% of the held-back digits right, 3 minutes left")
    stage.settle()


STATES |= LEARNING_STATES


# --- other dialogs ---


for _name in ("samples", "teach", "versions"):

    def _opened_dialog(stage: Stage, name: str = _name) -> None:
        window = stage.open_on(paper.desk_picture())
        getattr(window.commands, name).trigger()
        for dialog in window.findChildren(QDialog):
            dialog.setMaximumSize(window.size())
        stage.settle()

    STATES[_name] = _opened_dialog


@_state
def _drawing(stage: Stage) -> None:
    dialog = _drawing_window(stage)
    for top, text in ((30, "1984"), (135, "36")):
        write(dialog.pad, text, left=40, top=top, height=80, seed=4)
    stage.wait(lambda: len(dialog.result_view.text.split()) >= 2)


@_state
def _drawing_empty(stage: Stage) -> None:
    _drawing_window(stage)


def _drawing_window(stage: Stage):
    window = stage.open_on(paper.desk_picture())
    window.dialogs.show_drawing()
    return child(window, "drawing_window")


@_state
def _batch(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.dialogs.show_batch()
    dialog = child(window, "batch_dialog")
    dialog.folder.setText("/home/kim/Pictures/Meters")
    dialog.target.setText("/home/kim/Pictures/Meters/digits.csv")


@_state
def _batch_done(stage: Stage) -> None:
    write_pictures(stage.folder)
    (stage.folder / "broken.png").write_bytes(b"no picture")
    window = stage.open_on(paper.desk_picture())
    window.dialogs.show_batch()
    dialog = child(window, "batch_dialog")
    dialog.folder.setText(str(stage.folder))
    dialog.target.setText(str(stage.folder / "digits.csv"))
    dialog.accept()
    stage.wait(lambda: not dialog.is_running)
    dialog.folder.setText("/home/kim/Pictures/Meters")
    dialog.target.setText("/home/kim/Pictures/Meters/digits.csv")


@_state
def _shortcuts(stage: Stage) -> None:
    stage.open_on(paper.desk_picture()).dialogs.show_shortcuts()


@_state
def _about(stage: Stage) -> None:
    stage.open_on(paper.desk_picture()).dialogs.show_about()


@_state
def _open_stream(stage: Stage) -> None:
    window = stage.open_on(paper.desk_picture())
    window.dialogs.ask_for_stream()
    stage.settle()
    dialog = next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())
    dialog.findChild(QLineEdit).setText("http//192.0.2.7/video")


@_state
def _open_file(stage: Stage) -> None:
    write_pictures(stage.folder)
    stage.settings.set("window.last_folder", str(stage.folder))
    stage.open_on(paper.desk_picture()).dialogs.ask_for_file()


for _hint in range(3):

    def _tour(stage: Stage, hint: int = _hint) -> None:
        window = stage.open_on(paper.desk_picture())
        window.tour.start()
        for _ in range(hint):
            window.tour.bubble.next_button.click()
            stage.settle()

    STATES[f"hint-{_hint + 1}"] = _tour


for _place, _menu in enumerate(("File", "Edit", "Camera", "View", "Help")):

    def _opened_menu(stage: Stage, place: int = _place) -> None:
        window = stage.open_on(paper.desk_picture())
        bar = window.menuBar()
        action = bar.actions()[place]
        bar.setActiveAction(action)
        action.menu().popup(
            bar.mapToGlobal(QPoint(bar.actionGeometry(action).left(), bar.height()))
        )

    STATES[f"menu-{_menu.lower()}"] = _opened_menu
