"""What links the picture to the session: region, overlay, a chosen digit, steady numbers."""

from __future__ import annotations

from datetime import datetime

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication

from desktop_app.actions import WindowActions
from desktop_app.live.marks import OverlayStyle
from desktop_app.live.session import LiveSession
from desktop_app.live.status import badge_for, is_picture_outdated, message_for
from desktop_app.live.steady import SteadyNumber
from desktop_app.live.video_view import VideoView
from desktop_app.panels import Panels
from desktop_app.settings.store import Settings
from desktop_app.settings.wishes import CAMERA_KEYS, READING_KEYS, camera_wish, reading_options
from vision.frame import Box
from vision.reading import DigitRead, Rejection

OVERLAY_KEYS = frozenset(("overlay.style", "overlay.size", "overlay.confidence", "overlay.unsure"))


class PictureControl(QObject):
    """Shows frames and readings in view and panels, and takes what the user does to them.

    Attributes:
        steady: Decides when a number stands still.

    Signals:
        told: One sentence of no great weight.
        changed: What can be done with the picture is another.
    """

    told = pyqtSignal(str)
    changed = pyqtSignal()

    def __init__(
        self,
        session: LiveSession,
        view: VideoView,
        panels: Panels,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._panels = panels
        self._settings = settings
        self._choice = session.choice
        self._shown = session.own, session.recognition
        self._had_frame = False
        self._had_recognition = False
        self._had_selection = False
        self.steady = SteadyNumber(
            settings.get("reading.confidence"), int(settings.get("reading.expected_digits"))
        )
        session.prepare_frame = view.preparation.take_frame
        session.prepare_recognition = view.preparation.take_recognition
        session.frame_changed.connect(self._show_frame)
        session.recognition_changed.connect(self._show_recognition)
        session.region_changed.connect(self._show_region)
        session.status_changed.connect(self._follow_source)
        view.region_chosen.connect(self._choose_region)
        view.digit_selected.connect(self._inspect)
        panels.readings.copied.connect(self._tell_copied)
        view.zoom_changed.connect(lambda _zoom: self.changed.emit())
        session.set_reading(reading_options(settings))
        session.set_camera(camera_wish(settings))
        self._show_overlay()

    def connect_actions(self, commands: WindowActions) -> None:
        """Lets the window's actions do what they say."""
        commands.zoom_in.triggered.connect(lambda _checked: self._view.zoom_in())
        commands.zoom_out.triggered.connect(lambda _checked: self._view.zoom_out())
        commands.zoom_fit.triggered.connect(lambda _checked: self._view.zoom_to_fit())
        commands.draw_region.triggered.connect(self._view.set_region_mode)
        commands.clear_region.triggered.connect(lambda _checked: self._view.clear_region())
        commands.stop_camera.triggered.connect(lambda _checked: self._session.stop_camera())
        commands.hold_steady.triggered.connect(
            lambda on: self._settings.set("reading.hold_steady", on)
        )
        self._view.region_mode_changed.connect(commands.draw_region.setChecked)

    def show_actions(self, commands: WindowActions) -> None:
        """Enables what can be done now."""
        has_frame = self._session.frame is not None
        choice = self._session.choice
        for action in (commands.zoom_in, commands.draw_region):
            action.setEnabled(has_frame)
        for action in (commands.zoom_out, commands.zoom_fit):
            action.setEnabled(self._view.zoom > 1.0)
        commands.clear_region.setEnabled(self._session.region is not None)
        is_live = choice is not None and choice.is_live
        commands.stop_camera.setEnabled(is_live and not self._session.is_released)
        commands.hold_steady.setChecked(self._settings.get("reading.hold_steady"))

    def show_status(self, *, is_looking: bool) -> None:
        """Shows what becomes of the source.

        Args:
            is_looking: Whether a camera is being looked for.
        """
        session, view = self._session, self._view
        status, choice = session.status, session.choice
        is_live = choice is not None and choice.is_live
        view.set_frozen(session.is_frozen)
        view.set_mirrored(self._settings.get("camera.mirror") and is_live)
        view.set_dimmed(
            status is not None and is_picture_outdated(status, is_stalled=session.is_stalled)
        )
        view.set_badge(
            badge_for(is_paused=session.is_paused, is_live=is_live, is_released=session.is_released)
        )
        view.set_message(
            self.tr("Looking for a camera…")
            if is_looking
            else message_for(status, choice.name if choice else "")
        )

    def setting_changed(self, key: str) -> None:
        """Lets a setting take effect at once."""
        if key in OVERLAY_KEYS:
            self._show_overlay()
        elif key in READING_KEYS:
            self._session.set_reading(reading_options(self._settings))
        elif key in CAMERA_KEYS:
            self._session.set_camera(camera_wish(self._settings))
        elif key == "reading.confidence":
            self._session.set_confidence(self._settings.get(key))
            self.steady.confidence = self._settings.get(key)
        elif key == "reading.expected_digits":
            self.steady.expected_digits = int(self._settings.get(key))
        elif key == "reading.hold_steady":
            self.steady.reset()
            self.changed.emit()

    def _show_overlay(self) -> None:
        get = self._settings.get
        self._view.set_overlay(
            OverlayStyle(
                style=get("overlay.style"),
                size=get("overlay.size"),
                confidence=get("overlay.confidence"),
                unsure=get("overlay.unsure"),
            )
        )

    def _show_frame(self) -> None:
        self._view.show_frame(self._session.frame)
        has_frame = self._session.frame is not None
        if has_frame != self._had_frame:
            self._had_frame = has_frame
            self.changed.emit()

    def _show_recognition(self) -> None:
        recognition, (own, before) = self._session.recognition, self._shown
        self._shown = self._session.own, recognition
        # The same reading again: the user had a word in it.
        if recognition is not None and before is not None and self._session.own is own:
            self._panels.log.revise(before.numbers, recognition.numbers)
        self._view.show_recognition(recognition)
        self._panels.readings.show_recognition(recognition)
        self._panels.inspector.show_recognition(recognition)
        self._log()
        self._hold_steady()
        if (recognition is not None) != self._had_recognition:
            self._had_recognition = recognition is not None
            self.changed.emit()

    def _show_region(self) -> None:
        self._view.set_region(self._session.region)
        self.changed.emit()

    def _follow_source(self) -> None:
        if self._session.choice is not self._choice:
            self._choice = self._session.choice
            self._panels.inspector.clear()
            self.steady.reset()
        if self._session.is_frozen and self._session.recognition is not None:
            self._log()  # what stands only since a moment is wanted all the same

    def _choose_region(self, region: Box | None) -> None:
        self._session.set_region(region)
        if self._session.region is not None:
            self.told.emit(self.tr("Only this part is read; Ctrl+Shift+R reads all again."))

    def _inspect(self, item: DigitRead | Rejection | None) -> None:
        self._panels.inspect(item, self._session.recognition)
        is_new = item is not None and not self._had_selection
        self._had_selection = item is not None
        if is_new and not self._panels.is_inspector_seen:
            self.told.emit(self.tr("F7 shows what the network sees of it."))

    def _tell_copied(self, texts: list[str]) -> None:
        if len(texts) == 1:
            self.told.emit(self.tr("Copied {number}").format(number=texts[0]))
        else:
            self.told.emit(self.tr("Numbers copied: {count}").format(count=len(texts)))

    def _log(self) -> None:
        recognition, choice = self._session.recognition, self._session.choice
        self._panels.log.add(
            recognition,
            choice.name if choice else "",
            datetime.now().astimezone(),
            is_still=self._session.is_frozen,
        )

    def _hold_steady(self) -> None:
        """Freezes and copies a number that stands still, where the user wants that."""
        recognition, choice = self._session.recognition, self._session.choice
        if (
            recognition is None
            or choice is None
            or choice.is_still
            or self._session.is_frozen
            or not self._settings.get("reading.hold_steady")
        ):
            return
        text = self.steady.take(recognition)
        clipboard = QApplication.clipboard()
        if text is not None and clipboard is not None:
            clipboard.setText(text)
            self._session.pause()
            self._tell_copied([text])
