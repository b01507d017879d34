"""Draws states of the window into a folder, in this process."""

from __future__ import annotations

import sys
from pathlib import Path

from PyQt6.QtCore import QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from desktop_app.app import make_application
from desktop_app.translation import install_translation
from tests.screenshots.gallery import write_contact_sheets
from tests.screenshots.stage import Stage, StageError
from tests.screenshots.states import STATES


def draw(
    folder: Path,
    *,
    themes: list[str],
    sizes: list[str],
    density: str,
    states: list[str],
    language: str = "en",
    dialogs_alone: bool = False,
) -> int:
    """Draws states as `<folder>/<size>-<theme>-<density>x/<state>.png`.

    Args:
        folder: Is made where it is not there.
        themes: "light", "dark" or both.
        sizes: Of the window, such as "800x600".
        density: For the name of the folder; Qt was told by QT_SCALE_FACTOR.
        states: Their names; empty for all of them.
        language: Of the window.
        dialogs_alone: Whether a dialog is drawn without the window behind it.

    Returns:
        0, or 1 where something could not be drawn.
    """
    qInstallMessageHandler(_tell)
    app, _ = make_application([])
    app.setCursorFlashTime(0)
    install_translation(app, language)
    status = 0
    for size in sizes:
        for theme in themes:
            variant = f"{size}-{theme}-{density}x"
            (folder / variant).mkdir(parents=True, exist_ok=True)
            for state in states or STATES:
                try:
                    path = folder / variant / f"{state}.png"
                    _draw_state(app, state, theme, size, path, dialogs_alone=dialogs_alone)
                except (StageError, KeyError) as error:
                    print(f"{variant} {state}: {error}", file=sys.stderr)
                    status = 1
            write_contact_sheets(folder, variant)
    return status


def _tell(_kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
    """What Qt has to say, but for what no screen can do."""
    if text and not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _draw_state(
    app: QApplication, state: str, theme: str, size: str, path: Path, *, dialogs_alone: bool
) -> None:
    width, height = map(int, size.split("x"))
    stage = Stage(app, theme, QSize(width, height))
    try:
        STATES[state](stage)
        stage.settle()
        for what in stage.oversized():
            print(f"{path.parent.name} {state}: {what}", file=sys.stderr)
        (stage.dialog_picture() if dialogs_alone else stage.picture()).save(str(path))
    finally:
        stage.close()
