import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt, QTimer
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
)

from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from desktop_app.settings.table import DEFAULT_CONFIDENCE
from model.choices import TrainingPlan

DEFAULT_PERCENT = round(100 * DEFAULT_CONFIDENCE)
PAGES = ("Camera", "Reading", "Appearance", "Model", "Privacy")
CONTROLS = (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
)


def controls(dialog):
    for kind in CONTROLS:
        for control in dialog.findChildren(kind):
            is_part = control.objectName().startswith("qt_") or isinstance(control, QScrollBar)
            inner = isinstance(control.parent(), QAbstractSpinBox | QComboBox)
            if not (is_part or inner):
                yield control


def choose_by_key(qtbot, combo, text):
    combo.setFocus()
    qtbot.keyClicks(combo, text)


def test_every_control_is_named_and_explained(open_dialog):
    dialog = open_dialog()
    found = list(controls(dialog))
    assert len(found) > 20
    for control in found:
        assert control.accessibleName(), control
    for label in dialog.findChildren(QLabel):
        if "&" in label.text():
            assert label.buddy() is not None, label.text()


def test_every_field_has_a_tooltip(open_dialog):
    dialog = open_dialog()
    for control in controls(dialog):
        if isinstance(control, QAbstractSpinBox | QComboBox | QAbstractSlider):
            assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize("page", PAGES)
def test_no_mnemonic_is_given_twice_on_a_page(open_dialog, page):
    dialog = open_dialog(page=page)
    dialog.model_page.form.more.setChecked(True)
    texts = [
        widget.text()
        for kind in (QLabel, QAbstractButton)
        for widget in dialog.findChildren(kind)
        if widget.isVisible()
    ]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) == len(set(letters)), texts


def test_pages_are_reached_by_keyboard(qtbot, open_dialog):
    dialog = open_dialog()
    assert dialog.pages.hasFocus()
    assert dialog.camera_page.isVisible()
    for page in (
        dialog.reading_page,
        dialog.appearance_page,
        dialog.model_page,
        dialog.privacy_page,
    ):
        qtbot.keyClick(dialog.pages, Qt.Key.Key_Down)
        assert page.isVisible()


def test_tab_goes_from_the_list_straight_to_the_page(qtbot, open_dialog):
    dialog = open_dialog(page="Appearance")
    dialog.pages.setFocus()
    qtbot.keyClick(dialog.pages, Qt.Key.Key_Tab)
    assert dialog.appearance_page.theme.hasFocus()


def test_tab_reaches_every_control_of_a_page(qtbot, open_dialog):
    dialog = open_dialog(page="Model")
    dialog.model_page.form.more.setChecked(True)
    dialog.pages.setFocus()
    reached = set()
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        reached.add(widget.accessibleName())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    wanted = {"Models", "Network", "Learning rate", "Epochs", "Seed", "More options"}
    assert wanted | {"Start training", "Close", "Restore Defaults"} <= reached


def test_a_camera_is_chosen_by_name(qtbot, open_dialog, settings):
    dialog = open_dialog()
    choose_by_key(qtbot, dialog.camera_page.camera, "Doc")
    assert settings.get("camera.source") == "usb-2"
    qtbot.keyClick(dialog.camera_page.camera, Qt.Key.Key_Home)
    assert settings.get("camera.source") == ""


def test_a_camera_that_is_gone_stays_chosen(open_dialog, settings, cameras):
    settings.set("camera.source", "usb-2")
    del cameras[1]
    dialog = open_dialog()
    assert "not connected" in dialog.camera_page.camera.currentText()
    assert settings.get("camera.source") == "usb-2"


def test_cameras_of_the_same_name_are_told_apart(open_dialog, cameras):
    cameras[1].name = cameras[0].name
    combo = open_dialog().camera_page.camera
    texts = [combo.itemText(index) for index in range(combo.count())]
    assert len(set(texts)) == 3


def test_without_a_camera_the_page_says_so(open_dialog, cameras):
    cameras.clear()
    texts = [label.text() for label in open_dialog().findChildren(QLabel) if label.isVisible()]
    assert any("No camera is connected" in text for text in texts)


def test_mirror_takes_effect_at_once_and_follows_the_menu(qtbot, open_dialog, settings):
    dialog = open_dialog()
    heard = []
    settings.subscribe(lambda key, value: heard.append((key, value)))
    qtbot.mouseClick(dialog.camera_page.mirror, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert heard == [("camera.mirror", True)]
    settings.set("camera.mirror", False)
    assert not dialog.camera_page.mirror.isChecked()


def test_slider_and_number_of_the_confidence_agree(qtbot, open_dialog, settings):
    page = open_dialog(page="Reading").reading_page
    page.slider.setFocus()
    qtbot.keyClick(page.slider, Qt.Key.Key_Right)
    assert page.spin.value() == DEFAULT_PERCENT + 1
    assert settings.get("reading.confidence") == pytest.approx(page.spin.value() / 100)
    page.spin.setFocus()
    qtbot.keyClick(page.spin, Qt.Key.Key_Up)
    assert page.slider.value() == DEFAULT_PERCENT + 2
    assert settings.get("reading.confidence") == pytest.approx(page.slider.value() / 100)


def test_a_dragged_confidence_is_on_disk_a_moment_later(qtbot, open_dialog, settings):
    page = open_dialog(page="Reading").reading_page
    page.slider.setValue(70)
    qtbot.waitUntil(lambda: Settings(settings.path).get("reading.confidence") == pytest.approx(0.7))


def test_hiding_the_dialog_saves(open_dialog, settings):
    dialog = open_dialog(page="Reading")
    dialog.reading_page.slider.setValue(80)
    dialog.hide()
    assert Settings(settings.path).get("reading.confidence") == pytest.approx(0.8)


def test_the_theme_takes_effect_at_once(qtbot, open_dialog, settings):
    choose_by_key(qtbot, open_dialog(page="Appearance").appearance_page.theme, "Dark")
    assert settings.get("appearance.theme") == "dark"
    assert Settings(settings.path).get("appearance.theme") == "dark"


def test_defaults_are_restored_on_all_pages(qtbot, open_dialog, settings):
    dialog = open_dialog()
    settings.set("appearance.theme", "dark")
    settings.set("reading.confidence", 0.9)
    dialog.model_page.form.epochs.setValue(3)
    assert settings.get("training.plan")
    buttons = dialog.findChild(QDialogButtonBox)
    restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert settings.get("appearance.theme") == "system"
    assert dialog.appearance_page.theme.currentData() == "system"
    assert dialog.reading_page.slider.value() == DEFAULT_PERCENT
    assert dialog.model_page.form.plan() == TrainingPlan()


def test_escape_hides_the_dialog(qtbot, open_dialog):
    dialog = open_dialog()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_dialog_does_not_block_the_window(open_dialog):
    assert not open_dialog().isModal()


def test_the_wheel_does_not_change_what_it_passes_over(open_dialog):
    dialog = open_dialog(page="Model")
    dialog.pages.setFocus()
    form = dialog.model_page.form
    for control in (form.epochs, form.network):
        before = form.plan()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(control.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(control, event)
        assert form.plan() == before


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_cut_when_the_dialog_is_as_small_as_can_be(open_dialog, page):
    dialog = open_dialog(page=page)
    dialog.resize(dialog.minimumSizeHint())
    QApplication.processEvents()
    for control in controls(dialog):
        if control.isVisible():
            assert control.width() >= control.minimumSizeHint().width(), control.accessibleName()


def answer(text):
    """Presses that button in the question that is about to be asked."""

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if text in button.text()).click()

    QTimer.singleShot(0, press)


def test_the_window_closes_without_a_question_when_nothing_is_trained(open_dialog):
    assert open_dialog().close_with_window()


@pytest.mark.parametrize(("word", "closes"), [("End", True), ("Keep", False)])
def test_closing_the_window_asks_while_a_training_runs(qtbot, open_dialog, word, closes):
    dialog = open_dialog("patient", page="Model")
    dialog.model_page.start_training()
    assert dialog.training_running
    answer(word)
    assert dialog.close_with_window() is closes
    assert dialog.training_running is not closes


def test_a_training_goes_on_behind_a_hidden_dialog(qtbot, open_dialog):
    dialog = open_dialog("patient", page="Model")
    dialog.model_page.start_training()
    dialog.hide()
    assert dialog.training_running
    dialog.show()
    assert dialog.model_page.cancel.isEnabled()


def test_settings_outlive_their_dialog(qtbot, settings, models):
    dialog = SettingsDialog(settings, models, tuple)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.deleteLater()
    settings.set("camera.mirror", True)
    settings.set("appearance.theme", "dark")
