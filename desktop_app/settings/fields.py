"""What all pages of the settings dialog build their rows with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from desktop_app.settings.store import Settings
from desktop_app.settings.table import Value


def page_form(parent: QWidget | None = None) -> QFormLayout:
    """A form whose rows break where the dialog is narrow."""
    form = QFormLayout(parent)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_row(form: QFormLayout, title: str, control: QWidget, tooltip: str) -> QLabel:
    """Adds a control with its label.

    Args:
        form: Where to.
        title: Text of the label, with an ampersand before its mnemonic.
        control: What is labelled.
        tooltip: Of both.

    Returns:
        The label, whose buddy is the control.
    """
    label = QLabel(f"{title}:")
    label.setBuddy(control)
    label.setToolTip(tooltip)
    describe(control, title, tooltip)
    form.addRow(label, control)
    return label


def describe(control: QWidget, title: str, tooltip: str) -> None:
    """Tells a control's name and meaning, to the eye and to a screen reader."""
    control.setAccessibleName(title.replace("&", ""))
    control.setAccessibleDescription(tooltip)
    control.setToolTip(tooltip)
    ignore_stray_wheel(control)


def with_mnemonic(title: str, letter: str) -> str:
    """The title with an ampersand before the first such letter."""
    before, found, after = title.partition(letter)
    return f"{before}&{found}{after}" if found else title


def narrow(combo: QComboBox) -> None:
    """Lets a list of choices be narrower than its longest one."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(16)


def choose(combo: QComboBox, data: object) -> None:
    """Chooses the entry with this data, silently; none if there is no such entry."""
    was_blocked = combo.blockSignals(True)
    combo.setCurrentIndex(combo.findData(data))
    combo.blockSignals(was_blocked)


def follow(settings: Settings, key: str, widget: QWidget, show: Callable[[Any], None]) -> None:
    """Shows the setting now and after each change, as long as the widget lives."""

    def on_change(changed: str, value: Value) -> None:
        if changed == key:
            show(value)

    subscribe_for(widget, settings, on_change)
    show(settings.get(key))


def subscribe_for(
    widget: QWidget, settings: Settings, callback: Callable[[str, Value], None]
) -> None:
    """Subscribes as long as the widget lives."""

    def on_change(key: str, value: Value) -> None:
        # Not at the widget's signal `destroyed`: to let go of what holds the widget
        # while it is being destroyed crashes PyQt.
        if sip.isdeleted(widget):
            unsubscribe()
        else:
            callback(key, value)

    unsubscribe = settings.subscribe(on_change)


def ignore_stray_wheel(control: QWidget) -> None:
    """Lets the wheel scroll the page instead of changing what it happens to pass over."""
    control.installEventFilter(_WheelGuard(control))


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if (
            event is not None
            and event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False
