"""What the window shows of a training: how far it is, its curve, how it ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QResizeEvent
from PyQt6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

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
        details: The last words of a child that failed.
        curve: Loss and accuracy; None before the first is shown.

    Signals:
        grew: More is shown than before, and wants to be seen.
    """

    grew = pyqtSignal()

    def __init__(
        self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self.curve: LearningCurve | None = None
        self._clock = clock
        self._wants_view = False
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the training"))
        self.status = _text_label(self.tr("Training"))
        self.notice = _text_label(self.tr("Notice about the training"))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("Last words of the training"))
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFixedHeight(7 * self.details.fontMetrics().lineSpacing())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.bar, self.status, self.notice, self.details):
            self._layout.addWidget(widget)
        self.hide()

    def begin(self) -> None:
        """Shows that a training starts."""
        self.progress = Progress()
        self.status.setText(self.progress.text)
        self._show_fraction(None)
        self.bar.show()
        self._show_notice("")
        self.details.hide()
        if self.curve is None:
            # The child takes seconds to start: matplotlib is there by then.
            threading.Thread(target=_import_curve, name="matplotlib", daemon=True).start()
        else:
            self.curve.show_progress(self.progress)
        self.show()
        self._ask_for_view()

    def take(self, event: dict[str, Any]) -> None:
        """Shows what an event of the child says."""
        self.progress.take(event, self._clock())
        self.status.setText(self.progress.text)
        self._show_fraction(self.progress.fraction)
        self._show_notice("")
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
        self._show_fraction(None)

    def end(self, sentence: str, last_words: str = "") -> None:
        """Shows how the training ended.

        Args:
            sentence: For the user.
            last_words: What the child wrote last, if that helps.
        """
        self.status.setText(sentence)
        self.bar.hide()
        self._show_notice("")
        self.details.setPlainText(last_words)
        self.details.setVisible(bool(last_words))
        self.show()
        self._ask_for_view()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._wants_view:
            self._wants_view = False
            self.grew.emit()

    def _ask_for_view(self) -> None:
        """Now, and once more when the layout has made room for what is new."""
        self._wants_view = True
        self.grew.emit()

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
            self._layout.addWidget(self.curve)
            self._ask_for_view()
        self.curve.show_progress(self.progress)


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
