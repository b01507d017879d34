"""Settings page: which camera, what is asked of it, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop_app.settings.fields import (
    Mnemonics,
    add_setting,
    check_box,
    choose,
    describe,
    follow,
    hint_label,
    narrow,
    number_box,
    page_form,
    word,
)
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY
from desktop_app.settings.wishes import CAMERA_KEYS, size_from_text, text_of_size
from vision.camera_controls import is_like_rate

if TYPE_CHECKING:
    from vision.camera_controls import CameraState
    from vision.cameras import Camera


class CameraPage(QWidget):
    """Camera by name, its format and switches, and mirror.

    The controls of the format show what the camera really does, where one is open.

    Attributes:
        camera: The cameras that are there; its data are their identities.
        resolution: Sizes that the camera gave when they were tried.
        rate: Rates that it gave.
        auto_exposure: Whether it finds the exposure itself.
        auto_focus: Whether it focuses itself.
        mirror: Whether the picture is mirrored.
        stream_timeout: So many seconds may a stream be silent.

    Signals:
        formats_wanted: The page is shown, so the formats of the camera should be tried.
    """

    formats_wanted = pyqtSignal()

    def __init__(
        self,
        settings: Settings,
        cameras: Callable[[], Sequence[Camera]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._cameras = cameras
        self._state: CameraState | None = None
        self.camera = QComboBox()
        self.resolution = QComboBox()
        self.rate = QComboBox()
        self._none = hint_label(
            self.tr("No camera is connected; a file or a stream can be opened meanwhile.")
        )
        mnemonics, form = Mnemonics(), page_form(self)
        for combo, key in self._combos():
            narrow(combo)
            combo.setObjectName(key)
            add_setting(form, key, combo, mnemonics)
        self.auto_exposure = self._make_switch("camera.auto_exposure", mnemonics)
        self.auto_focus = self._make_switch("camera.auto_focus", mnemonics)
        self.mirror = check_box(settings, "camera.mirror", mnemonics)
        for switch in (self.auto_exposure, self.auto_focus, self.mirror):
            form.addRow("", switch)
        self.stream_timeout = number_box(settings, "camera.stream_timeout")
        self.stream_timeout.setSuffix(" s")
        add_setting(form, "camera.stream_timeout", self.stream_timeout, mnemonics)
        form.addRow(self._none)
        for combo, key in self._combos():
            combo.activated.connect(
                lambda _index, combo=combo, key=key: self._choose(key, combo.currentData())
            )
        follow(settings, "camera.source", self, lambda _value: self.list_cameras())
        for key in CAMERA_KEYS:
            follow(settings, key, self, lambda _value: self._show_format())

    def _combos(self) -> tuple[tuple[QComboBox, str], ...]:
        return (
            (self.camera, "camera.source"),
            (self.resolution, "camera.resolution"),
            (self.rate, "camera.rate"),
        )

    def _make_switch(self, key: str, mnemonics: Mnemonics) -> QCheckBox:
        setting = SETTING_BY_KEY[key]
        switch = QCheckBox(mnemonics.mark(word(setting.title)))
        switch.setObjectName(key)
        describe(switch, word(setting.title), word(setting.tooltip))
        switch.clicked.connect(lambda on: self._choose(key, on))
        return switch

    def _choose(self, key: str, value: object) -> None:
        before = self._settings.get(key)
        self._settings.set(key, value)
        if self._settings.get(key) == before:
            self._show_format()  # what was refused before is not asked for again

    def list_cameras(self) -> None:
        """Lists the cameras that were found; the chosen one stays even if it is not there."""
        chosen = self._settings.get("camera.source")
        self.camera.clear()
        self.camera.addItem(self.tr("First camera found"), "")
        names: dict[str, int] = {}
        cameras = self._cameras()
        self._none.setVisible(not cameras)
        for camera in cameras:
            names[camera.name] = count = names.get(camera.name, 0) + 1
            name = camera.name if count == 1 else f"{camera.name} ({count})"
            self.camera.addItem(name, camera.identity)
        if self.camera.findData(chosen) < 0:
            self.camera.addItem(self.tr("Camera chosen before (not connected)"), chosen)
        choose(self.camera, chosen)

    def show_camera(self, state: CameraState | None) -> None:
        """Shows what the camera that is open really does.

        Args:
            state: None where no camera is open; then what was chosen is shown.
        """
        self._state = state
        self._show_format()
        if state is not None and state.sizes is None and self.isVisible():
            self.formats_wanted.emit()

    def _show_format(self) -> None:
        self._show_sizes()
        self._show_rates()
        state = self._state
        self._show_switch(
            self.auto_exposure, "camera.auto_exposure", state.auto_exposure if state else None
        )
        self._show_switch(self.auto_focus, "camera.auto_focus", state.auto_focus if state else None)

    def _show_switch(self, switch: QCheckBox, key: str, real: bool | None) -> None:
        # A driver that lets nobody choose does it by itself.
        is_fixed = self._state is not None and real is None
        fixed = self.tr("This camera lets nobody choose that.")
        switch.setEnabled(not is_fixed)
        switch.setToolTip(fixed if is_fixed else word(SETTING_BY_KEY[key].tooltip))
        switch.setChecked(is_fixed or (self._settings.get(key) if real is None else real))

    def _show_sizes(self) -> None:
        asked, state = self._settings.get("camera.resolution"), self._state
        sizes = set(state.sizes or ()) if state else set()
        real = state.size if state and min(state.size) > 0 else size_from_text(asked)
        if real is not None:
            sizes.add(real)
        self.resolution.clear()
        usual = self.tr("As the camera likes")
        if real and not asked:
            usual = self.tr("As the camera likes ({width} × {height})").format(
                width=real[0], height=real[1]
            )
        self.resolution.addItem(usual, "")
        for size in sorted(sizes):
            text = self.tr("{width} × {height}").format(width=size[0], height=size[1])
            self.resolution.addItem(text, text_of_size(size))
        choose(self.resolution, text_of_size(real) if asked and real else "")

    def _show_rates(self) -> None:
        asked, state = self._settings.get("camera.rate"), self._state
        rates = {float(rate) for rate in state.rates} if state else set()
        real = asked
        if asked and state and state.rate and not is_like_rate(state.rate, asked):
            real = float(round(state.rate))
        if real:
            rates.add(real)
        self.rate.clear()
        self.rate.addItem(self.tr("As the camera likes"), 0.0)
        for rate in sorted(rates):
            self.rate.addItem(f"{rate:g}", rate)
        choose(self.rate, real)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self.list_cameras()
        if self._state is not None and self._state.sizes is None:
            self.formats_wanted.emit()
