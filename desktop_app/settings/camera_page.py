"""Settings page: which camera, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from desktop_app.settings.fields import (
    add_row,
    choose,
    describe,
    follow,
    narrow,
    page_form,
    with_mnemonic,
)
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY

if TYPE_CHECKING:
    from vision.cameras import Camera


class CameraPage(QWidget):
    """Camera by name, and mirror.

    Attributes:
        camera: The cameras that are there; its data are their identities.
        mirror: Whether the picture is mirrored.
    """

    def __init__(
        self,
        settings: Settings,
        cameras: Callable[[], Sequence[Camera]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._cameras = cameras
        self.camera = QComboBox()
        narrow(self.camera)
        self.camera.activated.connect(
            lambda _index: settings.set("camera.source", self.camera.currentData())
        )
        mirror = SETTING_BY_KEY["camera.mirror"]
        self.mirror = QCheckBox(with_mnemonic(mirror.title, "M"))
        describe(self.mirror, mirror.title, mirror.tooltip)
        self.mirror.clicked.connect(lambda on: settings.set("camera.mirror", on))
        form = page_form(self)
        camera = SETTING_BY_KEY["camera.source"]
        add_row(form, with_mnemonic(camera.title, "a"), self.camera, camera.tooltip)
        form.addRow("", self.mirror)
        self._none = QLabel("No camera is connected; a file or a stream can be opened meanwhile.")
        self._none.setWordWrap(True)
        form.addRow(self._none)
        follow(settings, "camera.source", self, lambda _value: self.list_cameras())
        follow(settings, "camera.mirror", self, self.mirror.setChecked)

    def list_cameras(self) -> None:
        """Lists the cameras that were found; the chosen one stays even if it is not there."""
        chosen = self._settings.get("camera.source")
        self.camera.clear()
        self.camera.addItem("First camera found", "")
        names: dict[str, int] = {}
        cameras = self._cameras()
        self._none.setVisible(not cameras)
        for camera in cameras:
            names[camera.name] = count = names.get(camera.name, 0) + 1
            name = camera.name if count == 1 else f"{camera.name} ({count})"
            self.camera.addItem(name, camera.identity)
        if self.camera.findData(chosen) < 0:
            self.camera.addItem("Camera chosen before (not connected)", chosen)
        choose(self.camera, chosen)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self.list_cameras()
