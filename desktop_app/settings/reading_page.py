"""Settings page: how sure a reading has to be."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from desktop_app.settings.fields import add_row, describe, follow, page_form, with_mnemonic
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY


class ReadingPage(QWidget):
    """The confidence below which a digit is shown as "?".

    Attributes:
        slider: The confidence in per cent.
        spin: The same as a number.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        confidence = SETTING_BY_KEY["reading.confidence"]
        least, most = round(100 * confidence.minimum), round(100 * confidence.maximum)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.spin = QSpinBox()
        self.spin.setSuffix("%")
        for control in (self.slider, self.spin):
            control.setRange(least, most)
            control.valueChanged.connect(self._set)
        self.slider.setPageStep(5)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(10)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self.spin)
        form = page_form(self)
        label = add_row(form, with_mnemonic(confidence.title, "L"), both, confidence.tooltip)
        label.setBuddy(self.slider)
        describe(self.slider, confidence.title, confidence.tooltip)
        describe(self.spin, f"{confidence.title} in per cent", confidence.tooltip)
        hint = QLabel(
            "Lower: more is read, and more of it wrong. Higher: less is read, and what is read "
            "is surer."
        )
        hint.setWordWrap(True)
        form.addRow(hint)
        follow(settings, "reading.confidence", self, self._show)

    def _set(self, percent: int) -> None:
        # While the slider moves, the dialog writes the file a moment later.
        self._settings.set("reading.confidence", percent / 100, save=False)

    def _show(self, confidence: float) -> None:
        for control in (self.slider, self.spin):
            was_blocked = control.blockSignals(True)
            control.setValue(round(100 * confidence))
            control.blockSignals(was_blocked)
