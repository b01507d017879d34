"""Settings page: how the window looks, and what is laid over the picture."""

from __future__ import annotations

from PyQt6.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from desktop_app.settings.fields import (
    Mnemonics,
    add_setting,
    check_box,
    choice_box,
    hint_label,
    page_form,
)
from desktop_app.settings.overlay_preview import OverlayPreview
from desktop_app.settings.store import Settings


class AppearancePage(QWidget):
    """Colours, language, and the overlay.

    Attributes:
        theme: The themes; its data are the values of the setting.
        language: The languages, likewise.
        overlay_style: What is drawn around a digit, likewise.
        overlay_size: Of the labels, likewise.
        confidence: Whether each digit's confidence is written beside it.
        unsure: Whether what is not sure is marked.
        preview: What that looks like.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mnemonics = Mnemonics()
        self.theme = choice_box(settings, "appearance.theme")
        self.language = choice_box(settings, "appearance.language")
        self.overlay_style = choice_box(settings, "overlay.style")
        self.overlay_size = choice_box(settings, "overlay.size")
        window = QGroupBox(self.tr("Window"))
        form = page_form(window)
        add_setting(form, "appearance.theme", self.theme, mnemonics)
        add_setting(form, "appearance.language", self.language, mnemonics)
        form.addRow(
            hint_label(self.tr("Another language takes effect when DigitLens is started again."))
        )
        overlay = QGroupBox(self.tr("Over the picture"))
        form = page_form(overlay)
        add_setting(form, "overlay.style", self.overlay_style, mnemonics)
        add_setting(form, "overlay.size", self.overlay_size, mnemonics)
        self.confidence = check_box(settings, "overlay.confidence", mnemonics)
        self.unsure = check_box(settings, "overlay.unsure", mnemonics)
        form.addRow("", self.confidence)
        form.addRow("", self.unsure)
        self.preview = OverlayPreview(settings)
        form.addRow(self.preview)
        layout = QVBoxLayout(self)
        layout.addWidget(window)
        layout.addWidget(overlay)
        layout.addStretch(1)
