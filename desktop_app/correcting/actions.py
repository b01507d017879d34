"""What links the window's actions to the corrections."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from desktop_app.actions import WindowActions
from desktop_app.correcting.corrector import Corrector
from desktop_app.live.session import LiveSession
from desktop_app.live.video_view import VideoView
from vision.reading import NOT_A_DIGIT


def connect_corrections(actions: WindowActions, corrector: Corrector, view: VideoView) -> None:
    """Lets the actions do what they say."""
    for digit, action in enumerate(actions.name_digit):
        action.triggered.connect(lambda _checked, digit=digit: corrector.name(digit))
    actions.no_digit.triggered.connect(lambda _checked: corrector.name(NOT_A_DIGIT))
    actions.mark_missed.triggered.connect(view.set_marking)
    view.marking_changed.connect(actions.mark_missed.setChecked)
    actions.undo.triggered.connect(lambda _checked: corrector.steps.undo())
    actions.redo.triggered.connect(lambda _checked: corrector.steps.redo())


def show_corrections(actions: WindowActions, corrector: Corrector, session: LiveSession) -> None:
    """Enables what can be done now, and says what would be undone."""
    translate, steps = QCoreApplication.translate, corrector.steps
    has_reading = session.recognition is not None
    for action in (*actions.name_digit, actions.no_digit, actions.mark_missed):
        action.setEnabled(has_reading)
    for action, can, alone, full, what in (
        (
            actions.undo,
            steps.canUndo(),
            translate("Corrections", "&Undo"),
            translate("Corrections", "&Undo {what}"),
            steps.undoText(),
        ),
        (
            actions.redo,
            steps.canRedo(),
            translate("Corrections", "Re&do"),
            translate("Corrections", "Re&do {what}"),
            steps.redoText(),
        ),
    ):
        action.setEnabled(can)
        action.setText(full.format(what=what) if can else alone)
