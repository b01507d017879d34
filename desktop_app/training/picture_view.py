"""Pictures of a report, side by side where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QPalette, QResizeEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from desktop_app.training.chart_colors import in_colors_of

# Below this share of its size the words in a picture are too small to be read.
LEAST_SCALE = 0.5


class PictureView(QWidget):
    """A picture no larger than it is, smaller where there is less room, in the window's colours.

    Attributes:
        room: How high it should be at most, in pixels, if its words can be read then.
    """

    def __init__(self, path: Path, name: str) -> None:
        super().__init__()
        self.room = 0
        self._image = QImage(str(path))
        self._colored: QImage | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._image.size()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._image.size() * LEAST_SCALE

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._shown(width).height()

    def _shown(self, width: int) -> QSize:
        """The size of the picture where there is so much width."""
        size = self._image.size()
        if size.isEmpty():
            return size
        fitting = max(LEAST_SCALE, self.room / size.height())
        return size * min(1.0, fitting, width / size.width())

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._colored = None
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        size = self._shown(self.width())
        if self._colored is None:
            self._colored = in_colors_of(self.palette(), self._image)
        with QPainter(self) as painter:
            scale = self.devicePixelRatioF()
            # Scaled in two steps it would blur: to pixels of the screen at once.
            smooth = self._colored.scaled(
                size * scale,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            smooth.setDevicePixelRatio(scale)
            painter.drawImage(0, 0, smooth)


class PictureTab(QScrollArea):
    """Pictures with a title each."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._cells: list[tuple[QLabel, PictureView]] = []
        self._columns = 0

    def show_pictures(self, pictures: Sequence[tuple[str, Path]]) -> None:
        """Shows these instead of those before."""
        page = QWidget()
        self._grid = QGridLayout(page)
        self._cells = []
        for title, path in pictures:
            label = QLabel(title)
            label.setWordWrap(True)
            self._cells.append((label, PictureView(path, title)))
        self._columns = 0
        self._lay_out()
        self.setWidget(page)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if not self._cells:
            return
        least = max(view.minimumSizeHint().width() for _, view in self._cells)
        viewport = self.viewport()
        room = viewport.width() if viewport is not None else self.width()
        below = (viewport.height() if viewport is not None else self.height()) - 3 * (
            self.fontMetrics().height()
        )
        for _, view in self._cells:
            view.room = below
            view.updateGeometry()
        columns = max(1, min(2, room // max(1, least + 2 * self._grid.horizontalSpacing())))
        if columns == self._columns:
            return
        self._columns = columns
        for index, (label, view) in enumerate(self._cells):
            row, column = divmod(index, columns)
            self._grid.addWidget(label, 2 * row, column)
            self._grid.addWidget(view, 2 * row + 1, column, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(2 * len(self._cells), 1)
