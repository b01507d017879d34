"""What the view paints, made ready by the threads that frames and readings come from."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QFont

from desktop_app.live.marks import OverlayStyle
from desktop_app.live.overlay import Overlay
from desktop_app.live.placement import Placement, Rect
from desktop_app.live.scaling import scaled_bgra
from vision.frame import Box, Frame, Image
from vision.reading import Recognition

KEPT = 2
"""Pictures kept: while the newest is made ready, the one before may not be painted yet."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PictureWish:
    """How the view wants a live picture.

    Attributes:
        frame_size: Width and height of the frames that are meant.
        part: What of the frame is seen, in its pixels.
        size: Width and height of the picture in pixels of the screen.
        is_mirrored: Whether left and right are exchanged.
    """

    frame_size: tuple[int, int]
    part: Box
    size: tuple[int, int]
    is_mirrored: bool

    def made(self, frame: Frame, *, is_still: bool = False) -> Pixels:
        """The picture, (h, w, 4) uint8 BGRA."""
        part = self.part
        image = frame.image[part.top : part.bottom, part.left : part.right]
        return scaled_bgra(image, self.size, is_mirrored=self.is_mirrored, is_still=is_still)


@dataclass(frozen=True, slots=True)
class OverlayWish:
    """How the view wants a recognition laid out; see `Overlay`."""

    placement: Placement
    bounds: Rect
    style: OverlayStyle
    font: QFont

    def made(self, recognition: Recognition, before: Overlay | None) -> Overlay:
        """The overlay."""
        return Overlay(recognition, self.placement, self.bounds, self.style, self.font, before)


class Preparation:
    """Scales frames in the capture thread, lays out readings in the recognition thread.

    The window's thread has then only to paint. It asks for pictures and overlays
    here; what is not ready, because the view looks otherwise by now, is made at
    once. Whatever was asked for last is made ready from then on.
    """

    def __init__(self) -> None:
        self._picture_wish: PictureWish | None = None
        self._overlay_wish: OverlayWish | None = None
        # Frames are held weakly: the view decides how long they are needed.
        self._pictures: tuple[tuple[weakref.ref[Image], PictureWish, Pixels], ...] = ()
        self._overlay: tuple[Recognition, OverlayWish, Overlay] | None = None
        self._before: Overlay | None = None

    # --- in the threads they come from ---

    def take_frame(self, frame: Frame) -> None:
        """Makes a frame's picture ready."""
        wish = self._picture_wish
        if wish is not None and wish.frame_size == (frame.width, frame.height):
            newest = weakref.ref(frame.image), wish, wish.made(frame)
            self._pictures = (newest, *self._pictures[: KEPT - 1])

    def take_recognition(self, recognition: Recognition) -> None:
        """Makes the overlay of a reading ready."""
        wish = self._overlay_wish
        if wish is not None:
            overlay = self._before = wish.made(recognition, self._before)
            self._overlay = recognition, wish, overlay

    # --- in the window's thread ---

    def picture(self, frame: Frame, wish: PictureWish) -> Pixels:
        """The picture of a frame."""
        self._picture_wish = wish
        for seen, made_for, pixels in self._pictures:
            if seen() is frame.image and made_for == wish:
                return pixels
        return wish.made(frame)

    def overlay(self, recognition: Recognition, wish: OverlayWish) -> Overlay:
        """The overlay of a reading."""
        self._overlay_wish = wish
        ready, self._overlay = self._overlay, None
        if ready is not None and ready[0] is recognition and ready[1] == wish:
            return ready[2]
        self._before = wish.made(recognition, self._before)
        return self._before

    def rest(self) -> None:
        """Makes nothing ready until something is asked for; forgets what labels looked like."""
        self._picture_wish = self._overlay_wish = self._before = self._overlay = None
        self._pictures = ()
