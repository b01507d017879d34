"""Frames from a camera of this computer, found again by identity after a replug."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import cv2

from vision.camera_controls import (
    USUAL_SIZE,
    CameraState,
    CameraWish,
    Size,
    rate_of,
    set_format,
    size_of,
    switch_exposure,
    switch_focus,
    tried_formats,
)
from vision.cameras import Camera, find_camera
from vision.capture import CaptureReader, SourceError
from vision.frame import Frame


class CameraSource:
    """A camera of this computer, as a `FrameSource`.

    Once found it is known by its identity: opened again after a replug it is the
    same camera under its new index, and no other in its place.

    Attributes:
        state: What it really does, None while it is closed or was asked for nothing.
    """

    def __init__(
        self,
        camera: Camera | int | str,
        *,
        size: tuple[int, int] = USUAL_SIZE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Chooses a camera; nothing is opened yet.

        Args:
            camera: A camera of `list_cameras`, or its index, identity or name.
            size: Width and height to ask for; the camera gives what is nearest. A wish
                that names a size goes first.
            clock: Stamps the frames.
        """
        self.name = _camera_name(camera)
        self.is_live = True
        self.frame_interval_s = 0.0
        self.state: CameraState | None = None
        self._wanted = camera
        self._size = size
        self._clock = clock
        self._reader: CaptureReader | None = None
        self._wish: CameraWish | None = None
        self._is_v4l2 = False
        self._sizes: tuple[Size, ...] | None = None
        self._rates: tuple[int, ...] = ()

    def open(self) -> None:
        """Opens the camera.

        Raises:
            SourceError: It is not there, not allowed, or in use by another program.
        """
        self.close()
        camera = self._located()
        _check_device(camera)
        capture = cv2.VideoCapture(camera.index, camera.backend)
        if not capture.isOpened():
            capture.release()
            raise SourceError(self._not_opened())
        self._is_v4l2 = camera.backend == cv2.CAP_V4L2
        if self._is_v4l2:
            # Uncompressed, most cameras give 1280x720 only a few times a second.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        wish = self._wish or CameraWish()
        set_format(capture, wish.size or self._size, wish.rate)
        self._reader = CaptureReader(capture, self._clock)
        self._switch(capture)

    def read(self) -> Frame | None:
        """The next frame; waits for it.

        Raises:
            SourceError: The camera gives none, or none any more.
        """
        if self._reader is None:
            raise RuntimeError("A source must be opened before it is read.")
        # Cameras take their time for the first picture.
        frame = self._reader.read(patience_s=1.0 if self._reader.frames_read else 3.0)
        if frame is not None:
            return frame
        if self._reader.frames_read:
            raise SourceError(f"The camera '{self.name}' was lost; check its cable.")
        raise SourceError(
            f"The camera '{self.name}' gives no picture: it may be in use by another program; "
            "close that program or choose another camera."
        )

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self.state = None

    def ask(self, wish: CameraWish) -> None:
        """Asks for another format, exposure or focus, now and at every opening.

        Raises:
            SourceError: It could not be opened again.
        """
        before, self._wish = self._wish or CameraWish(), wish
        if self._reader is None:
            return
        if (wish.size, wish.rate) != (before.size, before.rate):
            # A stream that runs refuses another rate, and takes some sizes only at its start.
            self.open()
        else:
            self._switch(self._reader.capture)

    def try_formats(self) -> None:
        """Tries common sizes and rates; `state` then tells which came."""
        if self._reader is None:
            return
        wish = self._wish or CameraWish()
        if wish.size is None:
            wish = replace(wish, size=self._size)
        self._sizes, self._rates = tried_formats(self._reader.capture, wish)
        self._switch(self._reader.capture)

    def _switch(self, capture: cv2.VideoCapture) -> None:
        """Sets what can be set while it runs, and looks what the camera does now."""
        if self._wish is None:
            return
        self.state = CameraState(
            size_of(capture),
            rate_of(capture),
            switch_exposure(capture, self._wish.auto_exposure, is_v4l2=self._is_v4l2),
            switch_focus(capture, self._wish.auto_focus, is_v4l2=self._is_v4l2),
            self._sizes,
            self._rates,
        )

    def _located(self) -> Camera:
        wanted = self._wanted
        found = find_camera(wanted.identity if isinstance(wanted, Camera) else wanted)
        if found is not None:
            self._wanted, self.name = found, found.name
            return found
        if isinstance(wanted, int):  # not every system can list its cameras
            backend = cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY
            return Camera(self.name, f"index:{wanted}", wanted, backend)
        raise SourceError(
            f"The camera '{self.name}' is not there; plug it in or choose another camera."
        )

    def _not_opened(self) -> str:
        reason = "it may be in use by another program; close that program"
        if not sys.platform.startswith("linux"):
            reason += ", allow this program to use the camera in the system's privacy settings"
        return f"The camera '{self.name}' could not be opened: {reason} or choose another camera."


def _camera_name(camera: Camera | int | str) -> str:
    if isinstance(camera, Camera):
        return camera.name
    return f"Camera {camera}" if isinstance(camera, int) else camera


def _check_device(camera: Camera) -> None:
    """Tells what OpenCV does not: why a camera of Linux cannot be opened."""
    if camera.backend != cv2.CAP_V4L2:
        return
    device = f"/dev/video{camera.index}"
    if not os.access(device, os.F_OK):
        raise SourceError(
            f"The camera '{camera.name}' is not there; plug it in or choose another camera."
        )
    if not os.access(device, os.R_OK | os.W_OK):
        raise SourceError(
            f"Your account may not use the camera '{camera.name}'; add it to the group 'video' "
            '(sudo usermod -aG video "$USER") and sign in again.'
        )
