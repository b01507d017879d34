"""What the window tells the user: problems in the banner, all else in the status bar."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QObject, QUrl
from PyQt6.QtGui import QDesktopServices

from desktop_app.correcting.corrector import Corrector
from desktop_app.correcting.words import offer
from desktop_app.dialogs import WindowDialogs
from desktop_app.live.log_panel import LogPanel
from desktop_app.problems import Banner, log_folder
from desktop_app.status_bar import StatusBar

MESSAGE_MS = 5000


class WindowMessages(QObject):
    """Puts each message where it belongs, a problem with the button that helps."""

    def __init__(
        self, banner: Banner, status_bar: StatusBar, dialogs: WindowDialogs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._banner = banner
        self._status_bar = status_bar
        self._dialogs = dialogs
        dialogs.saved.connect(self.tell_saved)
        dialogs.save_failed.connect(self.tell_save_failed)

    def follow_log(self, panel: LogPanel) -> None:
        """Tells how exports of the log end."""
        panel.exported.connect(self.tell_saved)
        panel.export_failed.connect(
            lambda text: self._banner.show_problem(
                text, self.tr("Export…"), panel.ask_where_to_export, key="save"
            )
        )

    def follow_corrections(self, corrector: Corrector) -> None:
        """Tells what cannot be kept or taken, and when the model can be adapted."""
        corrector.failed.connect(lambda text: self._show_or_clear(text, "samples"))
        corrector.refused.connect(lambda text: self._show_or_clear(text, "number"))
        corrector.offered.connect(self._offer_adapting)

    def _show_or_clear(self, text: str, key: str) -> None:
        if text:
            self._banner.show_problem(text, key=key)
        else:
            self._banner.clear(key)

    def _offer_adapting(self, count: int) -> None:
        self._banner.show_hint(
            offer(count), self.tr("Adapt"), self._dialogs.start_adapting, key="adapt"
        )

    def tell(self, text: str) -> None:
        """One sentence of no great weight."""
        self._status_bar.showMessage(text, MESSAGE_MS)

    def refuse(self, text: str) -> None:
        """What was asked for cannot be opened."""
        self._banner.show_problem(text, self.tr("Open…"), self._dialogs.ask_for_file, key="open")

    def tell_opened(self) -> None:
        """Something else is being opened: what could not be is the past."""
        self._banner.clear("open")

    def tell_saved(self, path: str) -> None:
        """A file was written."""
        self._banner.clear("save")
        self.tell(self.tr("Saved {name}").format(name=Path(path).name))

    def tell_save_failed(self, text: str) -> None:
        """The picture could not be saved."""
        self._banner.show_problem(
            text, self.tr("Save…"), self._dialogs.ask_where_to_save, key="save"
        )

    def tell_clip_failed(self, text: str) -> None:
        """A clip could not be recorded."""
        self._banner.show_problem(text, key="clip")

    def tell_outlet_failed(self, text: str) -> None:
        """Readings are no longer written."""
        self._banner.show_problem(text, key="outlet")

    def tell_of_model(self, problem: str) -> None:
        """The classifier was loaded; `problem` says why not, or not the chosen one."""
        if problem:
            self._banner.show_problem(
                problem,
                self.tr("Settings…"),
                lambda: self._dialogs.show_settings("Model"),
                key="model",
            )
        else:
            self._banner.clear("model")

    def warn_of_settings(self, text: str) -> None:
        """Settings could not be read or written."""
        self._banner.show_problem(text, key="settings")


def open_log_folder() -> None:
    """Shows the folder of the log in the desktop's file manager."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
