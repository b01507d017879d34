"""What the states of the window are made of: files, entries, keys."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import cv2
import numpy as np
from PyQt6.QtCore import QObject
from PyQt6.QtGui import QKeySequence

from desktop_app.demo import demo_path
from desktop_app.live.log import LogEntry
from model.paperwork import paperwork_page
from model.paperwork_writer import own_hand
from tests.screenshots import paper
from tests.screenshots.stage import Stage
from vision.sources import VideoSource

DEMO_FRAME = 110
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def demo_frame() -> np.ndarray:
    source = VideoSource(demo_path())
    source.open()
    try:
        frame = [source.read() for _ in range(DEMO_FRAME)][-1]
    finally:
        source.close()
    assert frame is not None
    return frame.image


def write_pictures(folder: Path) -> list[Path]:
    """A form, a sheet of paper and a board, as files."""
    form = paperwork_page("form", own_hand(), np.random.default_rng(3), filled=True)
    pictures = {
        "Form.png": form.image,
        "Meters.png": paper.desk_picture(),
        "Score board.png": paper.board_picture(),
    }
    for name, image in pictures.items():
        cv2.imwrite(str(folder / name), image)
    return [folder / name for name in pictures]


def fill_log(stage: Stage) -> None:
    log = stage.window.panels.log
    numbers = ("1984", "36", "0742", "551", "28", "6093", "157", "4820", "905", "31")
    log.clear()
    log.restore(
        [
            LogEntry(
                10_000 + place,
                NOON + timedelta(seconds=7 * place),
                "Desk camera" if place < 8 else "Score board.png",
                text,
                0.999 - 0.013 * (place % 4),
            )
            for place, text in enumerate(numbers)
        ]
    )


def press(stage: Stage, key: str) -> None:
    """Does what this key of the window does."""
    keys = QKeySequence(key)
    next(action for action in stage.window.actions() if action.shortcut() == keys).trigger()


def child(parent: QObject, name: str):
    found = parent.findChild(QObject, name)
    assert found is not None, f"There is no {name}."
    return found
