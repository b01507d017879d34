"""What labels look like: a plate with a digit and how sure it is, or with a whole number."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage, QPainter

from desktop_app.live.labels import LabelPlace
from desktop_app.live.marks import (
    ALONE,
    OWN_LINE,
    PLATE_PADDING,
    PLATE_RGBA,
    READ_RGB,
    SMALL_TEXT,
    STACKED,
    TEXT_RGB,
    UNSURE_RGB,
    Mark,
)

READ_COLOR = QColor(*READ_RGB)
UNSURE_COLOR = QColor(*UNSURE_RGB)
TEXT_COLOR = QColor(*TEXT_RGB)
PLATE_COLOR = QColor(*PLATE_RGBA)

TEXT_PX_PER_POINT = 1.7
"""Height of the digits for each point of the window's font, so that both grow alike."""
TEXT_SCALES = {"small": 0.85, "normal": 1.0, "large": 1.5}
MOST_KEPT = 500
"""Labels kept as pictures: of ten digits with their usual confidences all."""

Look = tuple[str, str, bool, int, float]
"""All that tells one label from another: character, confidence, whose, form, pixel ratio."""


class LabelArt:
    """Measures and paints labels, each kind once; painted again it is a picture.

    In live video the same labels are painted over and over, and letters take long.
    Measuring may be done in any thread, painting in the window's.

    Attributes:
        font, size: What they were made for: the window's font, one of `marks.SIZES`.
    """

    def __init__(self, font: QFont, size: str) -> None:
        self.font = font
        self.size = size
        self._text_px = QFontInfo(font).pointSizeF() * TEXT_PX_PER_POINT * TEXT_SCALES[size]
        self._padding = self._text_px * PLATE_PADDING
        self._digit_font = _sized(font, self._text_px, bold=True)
        self._small_font = _sized(font, self._text_px * SMALL_TEXT, bold=False)
        self._digit_metrics = QFontMetricsF(self._digit_font)
        self._small_metrics = QFontMetricsF(self._small_font)
        self._sizes: dict[tuple[str, str, bool], tuple[tuple[float, float], ...]] = {}
        self._pictures: dict[Look, QImage] = {}

    def sizes(self, mark: Mark) -> tuple[tuple[float, float], ...]:
        """Sizes of a label's forms: in one line, in two lines, the character alone.

        That of a whole number has one, which is small.
        """
        key = mark.character, mark.confidence, mark.is_own
        sizes = self._sizes.get(key)
        if sizes is None:
            if len(self._sizes) >= MOST_KEPT:
                self._sizes.clear()
            sizes = self._sizes[key] = self._measured(mark)
        return sizes

    def paint(self, painter: QPainter, mark: Mark, place: LabelPlace) -> None:
        """Paints the label of a mark, on whole pixels of the screen, so that it stays sharp."""
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        look = mark.character, mark.confidence, mark.is_own, place.form, ratio
        picture = self._pictures.get(look)
        if picture is None:
            if len(self._pictures) >= MOST_KEPT:
                self._pictures.clear()
            picture = self._pictures[look] = self._picture(mark, place, ratio)
        left, top = round(place.rect.left * ratio), round(place.rect.top * ratio)
        painter.drawImage(QPointF(left / ratio, top / ratio), picture)

    def _measured(self, mark: Mark) -> tuple[tuple[float, float], ...]:
        padding = self._padding
        line = padding if mark.is_own else 0.0
        if len(mark.character) > 1:
            width = self._small_metrics.horizontalAdvance(mark.character)
            return ((width + 2 * padding, self._small_metrics.capHeight() + 2 * padding + line),)
        digit_width = self._digit_metrics.horizontalAdvance(mark.character)
        digit_height = self._digit_metrics.capHeight()
        alone = (digit_width + 2 * padding, digit_height + 2 * padding + line)
        if not mark.confidence:
            return (alone,)
        small_width = self._small_metrics.horizontalAdvance(mark.confidence)
        short_width = self._small_metrics.horizontalAdvance(mark.confidence.removesuffix("%"))
        return (
            (digit_width + small_width + 3 * padding, digit_height + 2 * padding),
            (
                max(digit_width, short_width) + 2 * padding,
                digit_height + self._small_metrics.capHeight() + 3 * padding,
            ),
            alone,
        )

    def _picture(self, mark: Mark, place: LabelPlace, ratio: float) -> QImage:
        width, height = place.rect.width, place.rect.height
        picture = QImage(
            math.ceil(width * ratio),
            math.ceil(height * ratio),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, mark, place.form, QRectF(0.0, 0.0, width, height))
        painter.end()
        return picture

    def _draw(self, painter: QPainter, mark: Mark, form: int, plate: QRectF) -> None:
        padding = self._padding
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE_COLOR)
        painter.drawRoundedRect(plate, padding, padding)
        if len(mark.character) > 1:
            painter.setFont(self._small_font)
            painter.setPen(TEXT_COLOR)
            line = padding if mark.is_own else 0.0
            above = plate.adjusted(0.0, 0.0, 0.0, -line)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, mark.character)
            self._underline(painter, mark, plate.left() + padding, plate.right() - padding, plate)
            return
        digit_width = self._digit_metrics.horizontalAdvance(mark.character)
        digit_base = plate.top() + padding + self._digit_metrics.capHeight()
        is_stacked = bool(mark.confidence) and form == STACKED
        left = plate.center().x() - digit_width / 2 if is_stacked else plate.left() + padding
        painter.setFont(self._digit_font)
        painter.setPen(UNSURE_COLOR if mark.is_unsure else TEXT_COLOR)
        painter.drawText(_whole(left, digit_base), mark.character)
        self._underline(painter, mark, left, left + digit_width, plate)
        if not mark.confidence or form == ALONE:
            return
        painter.setFont(self._small_font)
        painter.setPen(READ_COLOR)
        if is_stacked:
            text = mark.confidence.removesuffix("%")
            width = self._small_metrics.horizontalAdvance(text)
            spot = _whole(
                plate.center().x() - width / 2,
                digit_base + padding + self._small_metrics.capHeight(),
            )
        else:
            text = mark.confidence
            spot = _whole(left + digit_width + padding, digit_base)
        painter.drawText(spot, text)

    def _underline(
        self, painter: QPainter, mark: Mark, left: float, right: float, plate: QRectF
    ) -> None:
        """The sign of what is the user's word: a line between the digit and the plate's end."""
        if mark.is_own:
            height = max(2.0, round(OWN_LINE * self._padding))
            top = round(plate.bottom() - self._padding - height / 2)
            painter.fillRect(QRectF(left, top, right - left, height), READ_COLOR)


def _whole(x: float, y: float) -> QPointF:
    """Small letters that begin between two pixels are blurred."""
    return QPointF(round(x), round(y))


def _sized(font: QFont, height_px: float, *, bold: bool) -> QFont:
    sized = QFont(font)
    sized.setPixelSize(max(1, round(height_px)))
    sized.setBold(bold)
    return sized
