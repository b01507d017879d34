"""The hints of the first start: at most three, each beside what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QApplication, QWidget

from desktop_app.help.bubble import HintBubble
from desktop_app.settings.store import Settings

SEEN = "help.tour_seen"
MOST_HINTS = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence.

    Attributes:
        anchor: What it speaks of; while that is hidden, the hint is passed over.
        text: The sentence.
    """

    anchor: QWidget
    text: str


def first_hints(picture: QWidget, readings: QWidget, menu_bar: QWidget | None) -> list[Hint]:
    """What somebody should know who sees the window for the first time."""
    translate = QCoreApplication.translate
    copy = QKeySequence(QKeySequence.StandardKey.Copy)
    hints = [
        Hint(
            picture,
            translate(
                "Tour",
                "Hold handwritten digits in front of the camera, or drop a picture here: "
                "what is read appears over it.",
            ),
        ),
        Hint(
            readings,
            translate(
                "Tour", "The numbers that were read are listed here; {keys} copies them."
            ).format(keys=copy.toString(QKeySequence.SequenceFormat.NativeText)),
        ),
    ]
    if menu_bar is not None:
        hints.append(
            Hint(
                menu_bar,
                translate(
                    "Tour",
                    "Without a camera, open files or write digits yourself: see these menus.",
                ),
            )
        )
    return hints


class Tour(QObject):
    """Shows the hints one after the other; the window can be used meanwhile.

    Signals:
        ended: The last hint was read, or the rest was skipped.
    """

    ended = pyqtSignal()

    def __init__(self, window: QWidget, hints: Sequence[Hint], settings: Settings) -> None:
        """Prepares the tour.

        Args:
            window: What the hints are shown in.
            hints: At most three.
            settings: Remember that the hints were seen.

        Raises:
            ValueError: There are more than three hints.
        """
        super().__init__(window)
        if len(hints) > MOST_HINTS:
            raise ValueError(f"Expected at most {MOST_HINTS} hints, got {len(hints)}.")
        self._window = window
        self._hints = tuple(hints)
        self._settings = settings
        self._shown: list[Hint] = []
        self._number = 0
        self._focus_before: QWidget | None = None
        self._bubble: HintBubble | None = None
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(0)
        self._follow.timeout.connect(self._place)

    @property
    def bubble(self) -> HintBubble | None:
        """The hint that is shown, None for none."""
        return self._bubble

    def start_if_new(self) -> bool:
        """Shows the hints to somebody who has not seen them; whether it does."""
        if self._settings.get(SEEN):
            return False
        self.start()
        return self._bubble is not None

    def start(self) -> None:
        """Shows the hints from the first one on."""
        self._close()
        self._shown = [hint for hint in self._hints if hint.anchor.isVisible()]
        if not self._shown:
            return
        self._settings.set(SEEN, True)
        self._number = 0
        # The window may not be active yet: then nothing has the focus, and this will have it.
        self._focus_before = QApplication.focusWidget() or self._window.focusWidget()
        self._bubble = HintBubble(self._window)
        self._bubble.advanced.connect(self._advance)
        self._bubble.skipped.connect(self.stop)
        for widget in (self._window, *(hint.anchor for hint in self._shown)):
            widget.installEventFilter(self)
        self._show()

    def stop(self) -> None:
        """Ends the hints; the focus goes back to where it was."""
        if self._bubble is None:
            return
        had_focus = self._bubble.isAncestorOf(QApplication.focusWidget())
        self._close()
        before = self._focus_before
        if had_focus and before is not None and not sip.isdeleted(before) and before.isVisible():
            before.setFocus()
        self.ended.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if event is not None and event.type() in _MOVES:
            # After the layout is done with it.
            self._follow.start()
        return super().eventFilter(watched, event)

    def _advance(self) -> None:
        self._number += 1
        self._show()

    def _show(self) -> None:
        while self._number < len(self._shown) and not self._anchor.isVisible():
            self._number += 1
        if self._bubble is None or self._number >= len(self._shown):
            self.stop()
            return
        hint = self._shown[self._number]
        self._bubble.show_hint(hint.text, self._number + 1, len(self._shown))
        self._place()

    @property
    def _anchor(self) -> QWidget:
        return self._shown[self._number].anchor

    def _place(self) -> None:
        if self._bubble is None:
            return
        if not self._anchor.isVisible():
            self._advance()
            return
        self._bubble.point_at(self._anchor)

    def _close(self) -> None:
        if self._bubble is None:
            return
        for widget in (self._window, *(hint.anchor for hint in self._shown)):
            widget.removeEventFilter(self)
        self._bubble.hide()
        self._bubble.deleteLater()
        self._bubble = None


_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
