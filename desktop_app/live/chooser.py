"""Decides what is shown: what the user asked for, the camera, or the demo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.files.offers import Offer
from desktop_app.live.camera_list import CameraList
from desktop_app.live.capture import CaptureState
from desktop_app.live.choice import SourceChoice, chosen_camera, demo_choice
from desktop_app.live.pixels import image_of
from desktop_app.live.session import LiveSession
from desktop_app.settings.store import Settings
from vision.cameras import Camera
from vision.sources import SourceError


class SourceChooser(QObject):
    """Opens what the user asks for, and goes back to what was there where that fails.

    Attributes:
        cameras: The cameras of this machine.
        no_camera: Why no camera is shown, "" where that is not so.

    Signals:
        refused: What was asked for cannot be opened; one sentence.
        opened: What was asked for is being opened.
        told: One sentence of no great weight.
        file_opened: A file is being opened; its path.
        changed: `no_camera` or the list of cameras changed.
    """

    refused = pyqtSignal(str)
    opened = pyqtSignal()
    told = pyqtSignal(str)
    file_opened = pyqtSignal(str)
    changed = pyqtSignal()

    def __init__(
        self,
        session: LiveSession,
        settings: Settings,
        list_cameras: Callable[[], Sequence[Camera]],
        parent: QObject | None = None,
        *,
        demo: Callable[[], SourceChoice | None] = demo_choice,
    ) -> None:
        super().__init__(parent)
        self.cameras = CameraList(list_cameras, self)
        self.no_camera = ""
        self._session = session
        self._settings = settings
        self._demo = demo
        self._wants_camera = False
        self._fallback: SourceChoice | None = None
        self.cameras.listed.connect(self._cameras_listed)
        session.status_changed.connect(self._status_changed)

    @property
    def is_looking(self) -> bool:
        """Whether a camera is being looked for, to be shown."""
        return self._wants_camera

    def open_text(self, text: str) -> bool:
        """Shows a camera by name or number, a stream by address, or a file by path.

        Returns:
            Whether it is one of these; if not, `refused` has told why.
        """
        try:
            choice = SourceChoice.of_text(text, self._stream_timeout_s)
        except SourceError as error:
            self.refused.emit(str(error))
            if self._session.choice is None:
                self.find_camera()
            return False
        self._open(choice)
        if choice.path is not None:
            self.file_opened.emit(str(choice.path))
        return True

    def open_stream(self, url: str) -> None:
        """Shows a stream.

        Raises:
            SourceError: The address is not one of a stream.
        """
        self._open(SourceChoice.of_stream(url, self._stream_timeout_s))

    def open_offer(self, offer: Offer | None) -> None:
        """Shows what was dropped or pasted."""
        if offer is None:
            self.refused.emit(
                self.tr(
                    "There is nothing to open on the clipboard: copy a picture, a path or an "
                    "address first."
                )
            )
            return
        if offer.picture is None:
            if self.open_text(offer.text) and offer.count > 1:
                self.told.emit(self.tr("Opened the first of {count}.").format(count=offer.count))
            return
        self._open(SourceChoice.of_picture(image_of(offer.picture), self.tr("Pasted picture")))

    def open_camera(self, camera: Camera) -> None:
        """Shows a camera and remembers it."""
        self._open(SourceChoice.of_camera(camera))
        self._settings.set("camera.source", camera.identity)

    def find_camera(self) -> None:
        """Looks for cameras again, then shows that of the settings, or the first."""
        self._wants_camera = True
        self.cameras.refresh()
        self.changed.emit()

    def show_chosen_camera(self) -> None:
        """Shows the camera of the settings if it is not shown already."""
        camera = chosen_camera(self.cameras.cameras, self._settings.get("camera.source"))
        shown = self._session.choice
        if camera is None:
            if shown is None or shown.is_demo:
                self._show_no_camera()
        elif shown is None or shown.camera is None or shown.camera.identity != camera.identity:
            self._show(SourceChoice.of_camera(camera))

    def _stream_timeout_s(self) -> float:
        return self._settings.get("camera.stream_timeout")

    def _open(self, choice: SourceChoice) -> None:
        self._show(choice)
        self.opened.emit()

    def _show(self, choice: SourceChoice) -> None:
        self._fallback = self._session.choice
        self._wants_camera = False
        if not choice.is_demo:
            self.no_camera = ""
        self._session.open(choice)
        self.changed.emit()

    def _show_no_camera(self) -> None:
        self.no_camera = self._why_no_camera()
        demo = self._demo()
        shown = self._session.choice
        if demo is None:
            self._session.close()
        elif shown is None or not shown.is_demo:
            self._show(demo)
        self.changed.emit()

    def _why_no_camera(self) -> str:
        if self.cameras.cameras:
            return self.tr(
                "The camera chosen last is not connected; another can be chosen in the Camera menu."
            )
        return self.tr("No camera was found.")

    def _cameras_listed(self) -> None:
        if self._wants_camera:
            self._wants_camera = False
            was_told = self.no_camera
            self.show_chosen_camera()
            if was_told and self.no_camera:
                self.told.emit(self.no_camera)  # or it would seem that nothing was done
        elif self.no_camera:
            self._take_new_camera()
        else:
            self._try_returned_camera()
        self.changed.emit()

    def _take_new_camera(self) -> None:
        """Shows the camera of the settings once it is there, if only the demo is in its place."""
        shown = self._session.choice
        if shown is None or shown.is_demo:
            self.show_chosen_camera()

    def _try_returned_camera(self) -> None:
        """A camera that was lost and is listed again is not made to wait for its next attempt."""
        shown, status = self._session.choice, self._session.status
        if shown is None or shown.camera is None or status is None:
            return
        identities = [camera.identity for camera in self.cameras.cameras]
        if status.state is CaptureState.RECONNECTING and shown.camera.identity in identities:
            self._session.retry_now()

    def _status_changed(self) -> None:
        """A file that cannot be opened gives way to what was there before it."""
        status, choice = self._session.status, self._session.choice
        if (
            status is None
            or choice is None
            or choice.is_live
            or status.state is not CaptureState.FAILED
            or self._session.frame is not None
        ):
            return
        fallback, self._fallback = self._fallback, None
        if choice.is_demo or fallback is None:
            return
        self.refused.emit(status.problem)
        if fallback.is_demo:
            self._show_no_camera()
        else:
            self._show(fallback)
        self._fallback = None  # what failed just now is nothing to go back to
