"""What the window shows of a training: how far it is, its curve, how it ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.settings.fields import Mnemonics, describe
from desktop_app.told import told
from desktop_app.training.log_view import LogView
from desktop_app.training.predictions import PredictionView
from desktop_app.training.progress import Progress

if TYPE_CHECKING:
    from desktop_app.training.curve import LearningCurve

BAR_STEPS = 1000


class TrainingPanel(QWidget):
    """Shows one training after the other.

    Attributes:
        progress: What the events of the present training say.
        bar: How much is done.
        status: One line on what is being done, then on how it ended.
        notice: What else the user should know; empty if nothing.
        curve: Loss and accuracy; None before the first is shown.
        predictions: Held-back digits with the answers of the last epoch.
        log: Everything that was told, folded away; the last words of a child that failed.
        pause: Has the training wait, or go on.
        cancel: Ends it.
        again: Tries once more, after a failure.
        back: Leaves the page, after the end.

    Signals:
        pause_requested: The training is to wait.
        resume_requested: It is to go on.
        cancel_requested: It is to end.
        again_requested: It is to be tried again.
        back_requested: The page can be left.
    """

    pause_requested = pyqtSignal()
    resume_requested = pyqtSignal()
    cancel_requested = pyqtSignal()
    again_requested = pyqtSignal()
    back_requested = pyqtSignal()

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self.curve: LearningCurve | None = None
        self._clock = clock
        self._began_s = 0.0
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        self.status = _text_label(self.tr("Training"))
        self.notice = _text_label(self.tr("Notice about the training"))
        self.predictions = PredictionView()
        keys = Mnemonics()
        self._layout = QVBoxLayout(self)
        for widget in (self.bar, self.status, self.notice):
            self._layout.addWidget(widget)
        self._curve_place = QVBoxLayout()
        self._layout.addLayout(self._curve_place, 1)
        self._layout.addWidget(self.predictions)
        buttons = self._buttons(keys)
        self.log = LogView(keys)
        self._layout.addWidget(self.log)
        self._layout.addStretch(0)
        self._layout.addLayout(buttons)

    def _buttons(self, keys: Mnemonics) -> QHBoxLayout:
        tr = self.tr
        self._pause_text = keys.mark(tr("&Pause"))
        self._resume_text = keys.mark(tr("&Resume"))
        self.pause = QPushButton(self._pause_text)
        describe(self.pause, tr("Pause"), tr("Has the training wait until you let it go on."))
        self.pause.clicked.connect(self._ask_for_pause)
        self.cancel = QPushButton(keys.mark(tr("Cancel Trainin&g")))
        describe(
            self.cancel, tr("Cancel training"), tr("Ends the training; the model in use stays.")
        )
        self.cancel.clicked.connect(self.cancel_requested)
        self.again = QPushButton(keys.mark(tr("&Try Again")))
        describe(
            self.again, tr("Try again"), tr("Starts the same training again, or goes on with it.")
        )
        self.again.clicked.connect(self.again_requested)
        self.back = QPushButton(keys.mark(tr("&Back")))
        describe(self.back, tr("Back"), tr("Goes back to the choices; the model in use stays."))
        self.back.clicked.connect(self.back_requested)
        row = QHBoxLayout()
        for button in (self.pause, self.cancel, self.again, self.back):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    @property
    def seconds(self) -> float:
        """How long the present training has gone on, pauses included."""
        return self._clock() - self._began_s

    def begin(self) -> None:
        """Shows that a training starts."""
        self.progress = Progress()
        self._began_s = self._clock()
        self.status.setText(self.progress.text)
        self._show_fraction(None)
        self.bar.show()
        self._show_notice("")
        self.log.clear()
        self.predictions.hide()
        self._show_running(True)
        self._show_paused()
        if self.curve is None:
            # The child takes seconds to start: matplotlib is there by then.
            threading.Thread(target=_import_curve, name="matplotlib", daemon=True).start()
        else:
            self.curve.hide()

    def take(self, event: dict[str, Any]) -> None:
        """Shows what an event of the child says."""
        self.progress.take(event, self._clock())
        self.status.setText(self.progress.text)
        self._show_fraction(self.progress.fraction)
        self._show_notice("")
        self.log.take(event, self.progress)
        if event["event"] in ("paused", "resumed"):
            self._show_paused()
        if event["event"] == "predictions" and self.progress.predictions:
            self.predictions.show_items(self.progress.predictions)
            self.predictions.show()
        if self.progress.training.epochs or self.progress.validation.epochs:
            self._show_curve()

    def tell_silence(self, seconds: int) -> None:
        """Tells that nothing is heard of the child."""
        self._show_notice(
            self.tr(
                "Nothing was heard of the training for %n second(s). It may still go on; "
                "if not, cancel it.",
                "",
                seconds,
            )
        )

    def tell_cancelling(self) -> None:
        """Tells that the child was asked to end."""
        self.status.setText(self.tr("Cancelling…"))
        self.cancel.setEnabled(False)
        self.pause.setEnabled(False)
        self._show_fraction(None)

    def end(self, sentence: str, last_words: str = "", *, can_try_again: bool = False) -> None:
        """Shows how the training ended.

        Args:
            sentence: For the user.
            last_words: What the child wrote last, if that helps.
            can_try_again: Whether to offer the same once more.
        """
        self.status.setText(told(sentence))
        self.bar.hide()
        self._show_notice("")
        if last_words:
            self.log.tell_last_words(last_words)
        had_focus = self.cancel.hasFocus() or self.pause.hasFocus()
        self._show_running(False)
        self.again.setVisible(can_try_again)
        if had_focus:
            (self.again if can_try_again else self.back).setFocus()

    def _ask_for_pause(self) -> None:
        # Until the child says that it waits, or goes on again.
        self.pause.setEnabled(False)
        if self.progress.is_paused:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def _show_running(self, is_running: bool) -> None:
        for button in (self.pause, self.cancel):
            button.setVisible(is_running)
            button.setEnabled(is_running)
        self.again.hide()
        self.back.setVisible(not is_running)

    def _show_paused(self) -> None:
        is_paused = self.progress.is_paused
        had_focus = not self.pause.isEnabled() and self.cancel.hasFocus()
        self.pause.setText(self._resume_text if is_paused else self._pause_text)
        self.pause.setAccessibleName(self.pause.text().replace("&", ""))
        self.pause.setEnabled(True)
        if had_focus:
            # The button that was pressed has it again.
            self.pause.setFocus()

    def _show_fraction(self, fraction: float | None) -> None:
        if fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, BAR_STEPS)
            self.bar.setValue(round(BAR_STEPS * fraction))

    def _show_notice(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _show_curve(self) -> None:
        if self.curve is None:
            from desktop_app.training.curve import LearningCurve

            self.curve = LearningCurve()
            self._curve_place.addWidget(self.curve)
        self.curve.show_progress(self.progress)
        self.curve.show()


def _text_label(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setAccessibleName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def _import_curve() -> None:
    import desktop_app.training.curve  # noqa: F401
