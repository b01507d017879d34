"""Settings page: how the window looks."""

from __future__ import annotations

from PyQt6.QtWidgets import QComboBox, QWidget

from desktop_app.settings.fields import add_row, choose, follow, page_form, with_mnemonic
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY


class AppearancePage(QWidget):
    """Light or dark.

    Attributes:
        theme: The themes; its data are the values of the setting.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = SETTING_BY_KEY["appearance.theme"]
        self.theme = QComboBox()
        for value, title in theme.choices:
            self.theme.addItem(title, value)
        self.theme.activated.connect(
            lambda _index: settings.set(theme.key, self.theme.currentData())
        )
        form = page_form(self)
        add_row(form, with_mnemonic(theme.title, "T"), self.theme, theme.tooltip)
        follow(settings, theme.key, self, lambda value: choose(self.theme, value))
