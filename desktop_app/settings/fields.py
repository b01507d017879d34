"""What all pages of the settings dialog build their rows with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSlider,
    QSpinBox,
    QWidget,
)

from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY, Value

CONTEXT = "Setting"
"""Where translations have the words of the table of settings."""


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


def word(text: str) -> str:
    """A title, tooltip or choice of the table, in the language of the window."""
    return QCoreApplication.translate(CONTEXT, text)


class Mnemonics:
    """Gives each title of a page a letter of its own, whatever the language."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def mark(self, title: str) -> str:
        """The title with an ampersand before a free letter, if it has one.

        Args:
            title: Where it has an ampersand already, that letter is taken first;
                then come the initials of its words.
        """
        wanted = title.find("&")
        plain = title.replace("&", "")
        starts = [at for at in range(len(plain)) if at == 0 or plain[at - 1] == " "]
        first = [wanted] if 0 <= wanted < len(plain) else []
        for at in (*first, *starts, *range(len(plain))):
            letter = plain[at].lower()
            if letter.isalpha() and letter not in self._taken:
                self._taken.add(letter)
                return f"{plain[:at]}&{plain[at:]}"
        return plain


def choice_box(settings: Settings, key: str) -> QComboBox:
    """The choices of a setting, which it shows and changes."""
    box = QComboBox()
    box.setObjectName(key)
    for value, title in SETTING_BY_KEY[key].choices:
        box.addItem(word(title), value)
    narrow(box)
    box.activated.connect(lambda _index: settings.set(key, box.currentData()))
    follow(settings, key, box, lambda value: choose(box, value))
    return box


def check_box(settings: Settings, key: str, mnemonics: Mnemonics) -> QCheckBox:
    """A box that shows a setting and turns it on and off."""
    setting = SETTING_BY_KEY[key]
    box = QCheckBox(mnemonics.mark(word(setting.title)))
    box.setObjectName(key)
    describe(box, word(setting.title), word(setting.tooltip))
    box.clicked.connect(lambda on: settings.set(key, on))
    follow(settings, key, box, box.setChecked)
    return box


def number_box(settings: Settings, key: str) -> QSpinBox:
    """A whole number that shows and changes a setting; its holder writes the file later."""
    setting = SETTING_BY_KEY[key]
    box = QSpinBox()
    box.setObjectName(key)
    box.setRange(round(setting.minimum), round(setting.maximum))
    box.valueChanged.connect(lambda value: settings.set(key, float(value), save=False))
    follow(settings, key, box, lambda value: show_number(box, value))
    return box


def add_setting(form: QFormLayout, key: str, control: QWidget, mnemonics: Mnemonics) -> QLabel:
    """Adds the control of a setting with the words of the table."""
    setting = SETTING_BY_KEY[key]
    title = mnemonics.mark(word(setting.title))
    return add_row(form, title, control, word(setting.tooltip))


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


def show_number(control: QSpinBox | QSlider, value: float) -> None:
    """Shows a number, silently."""
    was_blocked = control.blockSignals(True)
    control.setValue(round(value))
    control.blockSignals(was_blocked)


def hint_label(text: str) -> QLabel:
    """A sentence below a field."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


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


def scrolled(page: QWidget) -> QScrollArea:
    """The page, to be scrolled up and down where there is too little room."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    # A page follows the focus of its controls; itself it would only be one stop more.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    bar = area.verticalScrollBar()
    width = page.minimumSizeHint().width() + (bar.sizeHint().width() if bar else 0)
    area.setMinimumWidth(width)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


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
