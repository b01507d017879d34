"""The offer to go on with a training that died with the window or without it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from desktop_app.dialogs import WindowDialogs
from desktop_app.live.doorbell import Doorbell
from desktop_app.problems import Banner

if TYPE_CHECKING:
    from model.runs import Unfinished

KEY = "training"
JOIN_S = 2.0


class ResumeOffer(QObject):
    """Looks for an interrupted training once, and offers to go on with it.

    One that the user cancelled, or dismissed here before, is not offered.
    """

    def __init__(self, runs: Path, banner: Banner, dialogs: WindowDialogs, parent: QObject) -> None:
        """Begins to look, in a thread: the folder may be on a slow disk.

        Args:
            runs: Folder of what trainings leave.
            banner: Where it is offered.
            dialogs: With the page on which it goes on.
            parent: The window.
        """
        super().__init__(parent)
        self._banner = banner
        self._dialogs = dialogs
        self._found: Unfinished | None = None
        self._doorbell = Doorbell()
        self._doorbell.rung.connect(self._offer)
        self._thread = threading.Thread(
            target=self._look, args=(runs,), name="interrupted trainings", daemon=True
        )
        self._thread.start()
        dialogs.training_settled.connect(self.withdraw)

    def withdraw(self) -> None:
        """The training goes on, another one was begun, or it was given up."""
        self._doorbell.silence()
        self._banner.clear(KEY)

    def stop(self) -> None:
        """Ends the thread."""
        self._doorbell.silence()
        self._thread.join(JOIN_S)

    def _look(self, runs: Path) -> None:
        from desktop_app.training.run_notes import offered

        self._found = offered(runs)
        if self._found is not None:
            self._doorbell.ring()

    def _offer(self) -> None:
        from desktop_app.training.interrupted import sentence
        from desktop_app.training.run_notes import dismiss

        training = self._found
        if training is None:
            return
        self._banner.show_hint(
            self.tr("{what} Do you want to go on with it?").format(what=sentence(training)),
            self.tr("Go On"),
            lambda: self._dialogs.go_on_with(training),
            key=KEY,
            dismissal=(
                self.tr("Dismiss"),
                self.tr("Does not ask again; the Model page of the settings can go on with it"),
                lambda: dismiss(training),
            ),
        )
