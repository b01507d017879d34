"""Settings page: how sure a reading has to be, and what is read."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFormLayout, QHBoxLayout, QSlider, QSpinBox, QWidget

from desktop_app.settings.fields import (
    Mnemonics,
    add_setting,
    check_box,
    choice_box,
    describe,
    follow,
    hint_label,
    number_box,
    page_form,
    show_number,
    word,
)
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY

CONFIDENCE = "reading.confidence"


class ReadingPage(QWidget):
    """What is taken for a digit, and what becomes of it.

    Attributes:
        slider: The confidence in per cent.
        spin: The same as a number.
        minimum_height: In pixels of the picture.
        grouping: Whole numbers or single digits.
        smoothing: Over how many frames.
        hold_steady: Whether a steady number is frozen and copied.
        expected_digits: Of a steady number; any where it is 0.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        mnemonics = Mnemonics()
        form = page_form(self)
        self._add_confidence(form, mnemonics)
        self.minimum_height = number_box(settings, "reading.minimum_height")
        self.minimum_height.setSuffix(self.tr(" px"))
        self.grouping = choice_box(settings, "reading.grouping")
        self.smoothing = choice_box(settings, "reading.smoothing")
        self.hold_steady = check_box(settings, "reading.hold_steady", mnemonics)
        self.expected_digits = number_box(settings, "reading.expected_digits")
        self.expected_digits.setSpecialValueText(self.tr("Any"))
        add_setting(form, "reading.minimum_height", self.minimum_height, mnemonics)
        add_setting(form, "reading.grouping", self.grouping, mnemonics)
        add_setting(form, "reading.smoothing", self.smoothing, mnemonics)
        form.addRow("", self.hold_steady)
        expected = add_setting(form, "reading.expected_digits", self.expected_digits, mnemonics)
        for widget in (expected, self.expected_digits):
            follow(settings, "reading.hold_steady", widget, widget.setEnabled)

    def _add_confidence(self, form: QFormLayout, mnemonics: Mnemonics) -> None:
        confidence = SETTING_BY_KEY[CONFIDENCE]
        least, most = round(100 * confidence.minimum), round(100 * confidence.maximum)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(CONFIDENCE)
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
        label = add_setting(form, CONFIDENCE, both, mnemonics)
        label.setBuddy(self.slider)
        title, tooltip = word(confidence.title), word(confidence.tooltip)
        describe(self.slider, title, tooltip)
        describe(self.spin, self.tr("{title} in per cent").format(title=title), tooltip)
        form.addRow(
            hint_label(
                self.tr(
                    "Lower: more is read, and more of it wrong. Higher: less is read, and what "
                    "is read is surer."
                )
            )
        )
        follow(self._settings, CONFIDENCE, self, self._show)

    def _set(self, percent: int) -> None:
        # While the slider moves, the dialog writes the file a moment later.
        self._settings.set(CONFIDENCE, percent / 100, save=False)

    def _show(self, confidence: float) -> None:
        for control in (self.slider, self.spin):
            show_number(control, 100 * confidence)
