"""The picture under what was read in it, where digits are selected and a region is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPalette
from PyQt6.QtWidgets import QWidget

from desktop_app.live.box_drawing import BoxDrawing, Purpose, usual_box
from desktop_app.live.captions import BOTTOM, paint_caption
from desktop_app.live.marks import DEFAULT_STYLE, OverlayStyle
from desktop_app.live.outlines import paint_box, paint_focus, paint_region
from desktop_app.live.overlay import Overlay
from desktop_app.live.picture_view import ARROWS, PictureView
from desktop_app.live.placement import overlay_opacity
from desktop_app.live.preparation import OverlayWish
from desktop_app.live.region import middle_of, part_within
from desktop_app.live.selection import Item, Selection, in_reading_order, item_at, next_item
from desktop_app.live.spoken import description
from desktop_app.live.zoom import Viewport
from vision.frame import Box, Frame
from vision.reading import DigitRead, Recognition

FADE_STEP_MS = 50
REACH = 4.0
"""So far beside a digit, in units of the view, a click still means it."""

Key = Qt.Key


class VideoView(PictureView):
    """Paints the newest frame under the newest recognition.

    Labels keep their size whatever the picture's scale. A click or the arrow keys
    select a digit, which is followed from reading to reading.

    Signals:
        digit_selected: A `DigitRead` or `Rejection` was selected, or is still
            selected and was read anew; None when nothing is selected any more.
        region_chosen: The region drawn by the user, a `Box` in pixels of the
            upright frame, or None when it was cleared.
        region_mode_changed: Whether a region is being drawn.
        marking_changed: Whether a box around a missed digit is being drawn.
    """

    digit_selected = pyqtSignal(object)
    region_chosen = pyqtSignal(object)
    region_mode_changed = pyqtSignal(bool)
    marking_changed = pyqtSignal(bool)

    def __init__(
        self, parent: QWidget | None = None, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setObjectName("video_view")
        self._now = now
        self._recognition: Recognition | None = None
        self._overlay: Overlay | None = None
        self._style = DEFAULT_STYLE
        self._selection = Selection()
        self._region: Box | None = None
        self._drawing = BoxDrawing()
        self._has_key_focus = False
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(FADE_STEP_MS)
        self._fade.timeout.connect(self.update)
        self._describe()

    @property
    def overlay_opacity(self) -> float:
        """How strongly what was read is painted now, 0 to 1.

        A live picture runs ahead of its reading, which fades with age. A picture
        that stands still shows only what was read in itself.
        """
        if self._frame is None or self._recognition is None:
            return 0.0
        if self._is_frozen:
            return 1.0 if self._recognition.frame is self._frame else 0.0
        return overlay_opacity(self._now() - self._recognition.frame.captured_at_s)

    @property
    def selected(self) -> Item | None:
        """The selected digit or rejection, as it was read last."""
        return self._selection.item

    @property
    def region(self) -> Box | None:
        """The region that is shown, in pixels of the frame; None for all of it."""
        return self._region

    @property
    def is_region_mode(self) -> bool:
        """Whether a region is being drawn."""
        return self._drawing.purpose is Purpose.REGION

    @property
    def is_marking(self) -> bool:
        """Whether a box around a missed digit is being drawn."""
        return self._drawing.purpose is Purpose.MARK

    @property
    def marked_box(self) -> Box | None:
        """The box drawn around a missed digit, in pixels of the frame; None before there is one."""
        return self._drawing.box if self.is_marking else None

    def show_frame(self, frame: Frame | None) -> None:
        super().show_frame(frame)
        if frame is None and self._drawing.purpose is not None:
            self._draw(None)

    def show_recognition(self, recognition: Recognition | None) -> None:
        """Shows what was read last, or nothing."""
        self._recognition = recognition
        self._overlay = None
        before = self._selection.item
        self._selection.follow(recognition)
        self._describe()
        self.update()
        if self._selection.item is not before:
            self.digit_selected.emit(self._selection.item)

    def set_overlay(self, style: OverlayStyle) -> None:
        """Changes what is drawn of a reading."""
        if style != self._style:
            self._style = style
            self._overlay = None
            self.preparation.rest()
            self.update()

    # --- selection ---

    def select(self, item: Item | None) -> None:
        """Selects a digit or rejection of the recognition that is shown, or nothing."""
        if item is self._selection.item:
            return
        self._selection.select(item, self._recognition)
        self._describe()
        self.update()
        self.digit_selected.emit(item)

    def _clicked(self, at: QPointF) -> None:
        self.select(self._item_at(at))

    def _item_at(self, at: QPointF) -> Item | None:
        placement, recognition = self.placement(), self._recognition
        if placement is None or recognition is None or self.overlay_opacity <= 0:
            return None
        labelled = self._overlay.box_at(at.x(), at.y()) if self._overlay else None
        if labelled is not None:
            return item_at(recognition, *labelled.center)
        return item_at(recognition, *placement.point(at.x(), at.y()), REACH / placement.scale)

    def _select_next(self, right: int, down: int, *, with_all: bool) -> None:
        if self._recognition is None or self.overlay_opacity <= 0:
            return
        ordered = in_reading_order(self._recognition, with_all=with_all)
        if not with_all and not self._style.unsure:
            ordered = [item for item in ordered if isinstance(item, DigitRead)]
        direction = (-right if self._is_mirrored else right, down)
        self.select(next_item(ordered, self._selection.item, direction))

    # --- region ---

    def set_region(self, region: Box | None) -> None:
        """Shows the region that is read, or none; nothing is told by signal."""
        if region != self._region:
            self._region = region
            self.update()

    def clear_region(self) -> None:
        """Takes the region away, as the user wants it."""
        self.set_region_mode(False)
        if self._region is not None:
            self.set_region(None)
            self.region_chosen.emit(None)

    def set_region_mode(self, is_on: bool) -> None:
        """Begins or ends the drawing of a region."""
        if is_on != self.is_region_mode:
            self._draw(Purpose.REGION if is_on else None)

    def set_marking(self, is_on: bool) -> None:
        """Begins or ends the drawing of a box around a digit that was missed."""
        if is_on != self.is_marking:
            self.select(None)
            self._draw(Purpose.MARK if is_on else None)

    def _draw(self, purpose: Purpose | None) -> None:
        before = self._drawing.purpose
        if purpose is not None and self._frame is None:
            return
        self._drawing.begin(purpose)
        self._show_cursor()
        if purpose is not None:
            self.setFocus()
        self.update()
        for one, signal in (
            (Purpose.REGION, self.region_mode_changed),
            (Purpose.MARK, self.marking_changed),
        ):
            if one in (before, purpose):
                signal.emit(purpose is one)

    def _choose_region(self, region: Box | None) -> None:
        if region is not None:
            self.set_region_mode(False)
            self.set_region(region)
            self.region_chosen.emit(region)

    def _move_drawn(self, right: int, down: int, *, is_resizing: bool) -> None:
        if self._viewport is None:
            return
        visible = self._viewport.visible()[0]
        if self.is_marking:
            read = self._recognition.digits if self._recognition else ()
            first = usual_box(visible, [digit.box for digit in read])
        else:
            first = self._region or middle_of(visible)
        # Bigger and smaller are the same in a mirror, right and left are not.
        across = right if is_resizing or not self._is_mirrored else -right
        self._drawing.step(
            across, down, visible, self._size(), first=first, is_resizing=is_resizing
        )
        self.update()

    # --- what Qt tells ---

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is None or self._drawing.purpose is None or not _is_left(event):
            super().mousePressEvent(event)
        else:
            self._drawing.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        placement = self.placement()
        if event is None or not self._drawing.is_dragging or placement is None:
            super().mouseMoveEvent(event)
            return
        self._drawing.drag(event.position(), placement, self._size())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        if event is None or not self._drawing.is_dragging or not _is_left(event):
            super().mouseReleaseEvent(event)
            return
        box = self._drawing.release()
        if self.is_region_mode:
            self._choose_region(box)
        self.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        if event is None:
            return
        key, modifiers = Key(event.key()), event.modifiers()
        is_shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        is_plain = not modifiers & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if key == Key.Key_Escape and self._escape():
            return
        if is_plain and key in ARROWS:
            if self._drawing.purpose is not None:
                self._move_drawn(*ARROWS[key], is_resizing=is_shifted)
            else:
                self._select_next(*ARROWS[key], with_all=is_shifted)
        elif self.is_region_mode and key in (Key.Key_Return, Key.Key_Enter):
            self._choose_region(self._drawing.box)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent | None) -> bool:
        # The window has a shortcut on Escape, which is meant here first.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Key.Key_Escape
            and (self._drawing.purpose is not None or self._selection.item is not None)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._has_key_focus = event is not None and event.reason() in reasons
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        self._has_key_focus = False
        super().focusOutEvent(event)
        self.update()

    def _escape(self) -> bool:
        """Leaves what is nearest at hand; whether there was something."""
        if self._drawing.purpose is not None:
            self._draw(None)
        elif self._selection.item is not None:
            self.select(None)
        else:
            return False
        return True

    def _show_cursor(self, at: QPointF | None = None) -> None:
        if self._drawing.purpose is not None and not self._is_panning:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif at is not None and self._pressed_at is None and self._item_at(at) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            super()._show_cursor(at)

    # --- painting ---

    def _forget_layout(self) -> None:
        self._overlay = None
        super()._forget_layout()

    def _paint_over(self, painter: QPainter, viewport: Viewport) -> None:
        placement = viewport.placement()
        drawing, region = self._drawing, self._region
        if self.is_region_mode and (drawing.is_dragging or drawing.box):
            region = drawing.box
        region = part_within(region, self._size()) if region else None
        if region is not None:
            around = placement.target.part_in(viewport.bounds)
            paint_region(painter, placement.rect(region), around)
        self._paint_overlay(painter, viewport)
        if self.marked_box is not None:
            paint_box(painter, placement.rect(self.marked_box))
        if drawing.purpose is not None and not drawing.is_dragging:
            paint_caption(painter, self._drawing_hint(), viewport.bounds, BOTTOM)
        if self._has_key_focus:
            color = self.palette().color(QPalette.ColorRole.Highlight)
            paint_focus(painter, viewport.bounds, color)

    def _drawing_hint(self) -> str:
        if self.is_region_mode:
            return self.tr(
                "Draw a rectangle around what is to be read: with the mouse, or with the"
                " arrow keys (with Shift its size) and Enter. Esc ends."
            )
        if self.marked_box is None:
            return self.tr(
                "Draw a box around the digit that was missed: with the mouse, or with the"
                " arrow keys (with Shift its size). Then press its key, 0 to 9. Esc ends."
            )
        return self.tr("Press the key of the digit in the box, 0 to 9. Esc ends.")

    def _paint_overlay(self, painter: QPainter, viewport: Viewport) -> None:
        opacity, recognition = self.overlay_opacity, self._recognition
        if opacity <= 0 or recognition is None:
            return
        if (recognition.frame.width, recognition.frame.height) != self._size():
            return
        placement = viewport.placement()
        if self._overlay is None:
            wish = OverlayWish(placement, viewport.bounds, self._style, self.font())
            self._overlay = self.preparation.overlay(recognition, wish)
        selected = self._selection.item if self._selection.is_in_sight else None
        self._overlay.paint(painter, opacity, placement.rect(selected.box) if selected else None)
        if not self._is_frozen:
            self._fade.start()

    # --- for those who do not see it ---

    def _describe(self) -> None:
        spoken = description(self._recognition, self._selection.item)
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)


def _is_left(event: QMouseEvent) -> bool:
    return event.button() == Qt.MouseButton.LeftButton
