"""Rows of the form in which a training is planned."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QLocale
from PyQt6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QFormLayout, QSpinBox

from desktop_app.settings.fields import add_row, narrow


class ShortDecimal(QDoubleSpinBox):
    """A decimal number without trailing zeros, stepped by a tenth of its size."""

    def __init__(self, minimum: float, maximum: float) -> None:
        super().__init__()
        self.setDecimals(6)
        self.setRange(minimum, maximum)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        text = locale.toString(value, "f", self.decimals())
        point = locale.decimalPoint()
        return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text


def add_choice(
    form: QFormLayout, title: str, entries: tuple[tuple[str, str], ...], tooltip: str
) -> QComboBox:
    """A row with choices: each has a value and what it is called."""
    combo = QComboBox()
    narrow(combo)
    for value, text in entries:
        combo.addItem(QCoreApplication.translate("PlanForm", text), value)
    add_row(form, title, combo, tooltip)
    return combo


def add_number(form: QFormLayout, title: str, least: int, most: int, tooltip: str) -> QSpinBox:
    """A row with a whole number."""
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    add_row(form, title, spin, tooltip)
    return spin
