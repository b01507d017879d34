"""Each setting of the table has a control that changes it, explains it and shows it again."""

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QSpinBox,
    QWidget,
)

from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTINGS

NEEDS_AN_OPEN_CAMERA = {
    "camera.resolution",
    "camera.rate",
    "camera.auto_exposure",
    "camera.auto_focus",
}
CHOSEN = [s for s in SETTINGS if s.title and s.key not in NEEDS_AN_OPEN_CAMERA]
every_setting = pytest.mark.parametrize("setting", CHOSEN, ids=lambda setting: setting.key)


def control_of(dialog, key):
    elsewhere = {
        "camera.source": dialog.camera_page.camera,
        "camera.mirror": dialog.camera_page.mirror,
        "training.plan": dialog.model_page.form.epochs,
    }
    return elsewhere.get(key) or dialog.findChild(QWidget, key)


def page_of(dialog, control):
    pages = ("camera", "reading", "appearance", "model", "privacy")
    return next(
        name.capitalize() for name in pages if getattr(dialog, f"{name}_page").isAncestorOf(control)
    )


def enable(settings, key):
    """Has the dialog let it be changed."""
    if key == "reading.expected_digits":
        settings.set("reading.hold_steady", True)


def change(qtbot, control):
    """Gives it another value by keys and mouse."""
    control.setFocus()
    if isinstance(control, QCheckBox):
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    elif isinstance(control, QComboBox):
        qtbot.keyClick(control, Qt.Key.Key_Down)
    elif isinstance(control, QAbstractSlider):
        qtbot.keyClick(control, Qt.Key.Key_Right)
    else:
        qtbot.keyClick(control, Qt.Key.Key_Up)


def shown_by(control):
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QComboBox):
        return control.currentData()
    return control.value()


@every_setting
def test_what_is_set_in_the_dialog_survives_a_restart(qtbot, open_dialog, settings, setting):
    enable(settings, setting.key)
    dialog = open_dialog()
    control = control_of(dialog, setting.key)
    dialog.show_page(page_of(dialog, control))
    at_first = settings.get(setting.key)
    heard = []
    settings.subscribe(lambda key, value: heard.append((key, value)))
    change(qtbot, control)
    value = settings.get(setting.key)
    assert value != at_first
    assert (setting.key, value) in heard  # at once
    dialog.hide()
    again = Settings(settings.path)
    assert again.get(setting.key) == value
    shown = shown_by(control)
    settings.reset()
    assert shown_by(control) != shown
    settings.set(setting.key, value)
    assert setting.key == "training.plan" or shown_by(control) == shown


@every_setting
def test_a_new_dialog_shows_what_the_file_says(qtbot, open_dialog, settings, setting):
    enable(settings, setting.key)
    first = open_dialog()
    control = control_of(first, setting.key)
    first.show_page(page_of(first, control))
    change(qtbot, control)
    shown = shown_by(control)
    first.hide()
    assert shown_by(control_of(open_dialog(again=True), setting.key)) == shown


@every_setting
def test_restored_defaults_are_shown(qtbot, open_dialog, settings, setting):
    enable(settings, setting.key)
    dialog = open_dialog()
    control = control_of(dialog, setting.key)
    before = shown_by(control)
    dialog.show_page(page_of(dialog, control))
    change(qtbot, control)
    assert shown_by(control) != before
    buttons = dialog.findChild(QDialogButtonBox)
    restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert settings.get(setting.key) == setting.default
    assert shown_by(control) == before


@every_setting
def test_each_control_is_explained_and_has_a_mnemonic(open_dialog, setting):
    control = control_of(open_dialog(), setting.key)
    assert control.toolTip()
    assert control.accessibleName()
    if setting.key == "training.plan":
        return
    if isinstance(control, QCheckBox):
        assert "&" in control.text()
    else:
        page = control.window()
        labels = [label for label in page.findChildren(QWidget) if _buddy(label) is control]
        assert any("&" in label.text() for label in labels)


def _buddy(widget):
    return widget.buddy() if hasattr(widget, "buddy") else None


def test_expected_digits_wait_for_holding_steady(qtbot, open_dialog):
    page = open_dialog(page="Reading").reading_page
    assert not page.expected_digits.isEnabled()
    qtbot.mouseClick(page.hold_steady, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert page.expected_digits.isEnabled()
    assert isinstance(page.expected_digits, QSpinBox)
    assert page.expected_digits.text() == "Any"
