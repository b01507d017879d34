"""The learning curve, painted by matplotlib.

Importing this imports matplotlib, which takes a moment: not before a curve is shown.
"""

from __future__ import annotations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter
from PyQt6.QtCore import QEvent, QSize, QTimer
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.training.progress import Progress

# A picture of the curve takes some 15 ms of the window's time.
REDRAW_MS = 400

# Each has a contrast of at least 4.5 with the base colour of its theme.
_LIGHT_COLORS = ("#0b57a8", "#a8480b")
_DARK_COLORS = ("#7db8f7", "#ffb074")


class LearningCurve(QWidget):
    """Loss and accuracy over the epochs, for what is learnt and what is held back.

    The two are told apart by line and marks, not by colour alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Learning curve"))
        self._progress = Progress()
        self._image: QImage | None = None
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self._invalidate)
        self._figure = Figure()
        self._canvas = FigureCanvasAgg(self._figure)
        self._loss, self._accuracy = self._figure.subplots(1, 2)
        self._lines = {
            (axes, curve): axes.plot([], [], style, label=label, linewidth=1.6, markersize=4)[0]
            for axes in (self._loss, self._accuracy)
            for curve, style, label in (
                ("training", "-", self.tr("learnt from")),
                ("validation", "o--", self.tr("held back")),
            )
        }
        self._loss.set_title(self.tr("Loss"))
        self._accuracy.set_title(self.tr("Accuracy"))
        self._accuracy.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
        for axes in (self._loss, self._accuracy):
            axes.set_xlabel(self.tr("Epoch"))
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
            axes.yaxis.set_major_locator(MaxNLocator(5))
            axes.grid(visible=True, alpha=0.25)
        self._legend = self._figure.legend(
            handles=[self.line("loss", "training"), self.line("loss", "validation")],
            loc="upper center",
            ncols=2,
            frameon=False,
            borderaxespad=0.2,
            borderpad=0.2,
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(520, 13 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, 8 * self.fontMetrics().height())

    def show_progress(self, progress: Progress) -> None:
        """Shows the curves of a training; drawn a little later, with what came meanwhile."""
        self._progress = progress
        last = (progress.validation.epochs or progress.training.epochs)[-1:]
        if last:
            values = progress.validation if progress.validation.epochs else progress.training
            write = self.locale().toString
            self.setAccessibleDescription(
                self.tr(
                    "After {epochs} epochs the loss is {loss} and the accuracy {percent}%."
                ).format(
                    epochs=write(float(last[0]), "f", 1),
                    loss=write(values.loss[-1], "f", 3),
                    percent=write(100 * values.accuracy[-1], "f", 1),
                )
            )
        if not self._redraw.isActive():
            self._redraw.start()

    def line(self, plot: str, curve: str) -> Line2D:
        """A drawn line: of plot "loss" or "accuracy", of curve "training" or "validation"."""
        return self._lines[self._loss if plot == "loss" else self._accuracy, curve]

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802, ARG002
        size = self.size() * self.devicePixelRatioF()
        if self._image is None or self._image.size() != size:
            self._image = self._drawn(size)
        with QPainter(self) as painter:
            painter.drawImage(self.rect(), self._image)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
        ):
            self._invalidate()

    def _invalidate(self) -> None:
        self._image = None
        self.update()

    def _drawn(self, size: QSize) -> QImage:
        """The curves as they are now, `size` in pixels of the screen."""
        scale = self.devicePixelRatioF()
        self._figure.set_dpi(self.logicalDpiX() * scale)
        self._figure.set_size_inches(
            size.width() / self._figure.dpi, size.height() / self._figure.dpi
        )
        self._update_lines()
        self._apply_style()
        self._place_axes(size.width() / scale, size.height() / scale)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        buffer = bytes(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        width, height = self._canvas.get_width_height(physical=True)
        image = QImage(buffer, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        # Copied, since the buffer goes when this function ends.
        return image.convertToFormat(QImage.Format.Format_RGB32).copy()

    def _update_lines(self) -> None:
        curves = {"training": self._progress.training, "validation": self._progress.validation}
        for name, curve in curves.items():
            self.line("loss", name).set_data(curve.epochs, curve.loss)
            self.line("accuracy", name).set_data(curve.epochs, curve.accuracy)
        reached = [epoch for curve in curves.values() for epoch in curve.epochs[-1:]]
        for axes in (self._loss, self._accuracy):
            axes.relim()
            axes.autoscale_view()
            # A little room, so that the last mark is whole.
            axes.set_xlim(0.0, 1.03 * max([1.0, *reached]))

    def _apply_style(self) -> None:
        palette = self.palette()
        paper = palette.color(QPalette.ColorRole.Base)
        ink = palette.color(QPalette.ColorRole.Text).name()
        colors = _DARK_COLORS if paper.lightnessF() < 0.5 else _LIGHT_COLORS
        points = self.font().pointSizeF()
        points = points if points > 0 else 10.0
        self._figure.set_facecolor(paper.name())
        for axes in (self._loss, self._accuracy):
            axes.set_facecolor(paper.name())
            axes.title.set(color=ink, fontsize=points)
            axes.xaxis.label.set(color=ink, fontsize=0.9 * points)
            axes.tick_params(colors=ink, labelsize=0.9 * points)
            for spine in axes.spines.values():
                spine.set_color(ink)
            for line, color in zip(axes.lines, colors, strict=True):
                line.set_color(color)
        for text in self._legend.get_texts():
            text.set(color=ink, fontsize=0.9 * points)
        for handle, color in zip(self._legend.get_lines(), colors, strict=True):
            handle.set_color(color)

    def _place_axes(self, width: float, height: float) -> None:
        """Leaves as much room around the axes as their texts take, in pixels."""
        line = self.fontMetrics().height()
        side = self.fontMetrics().horizontalAdvance("100.00%") + 10
        self._figure.subplots_adjust(
            left=min(0.4, side / width),
            right=max(0.6, 1 - 10 / width),
            top=max(0.6, 1 - 2.7 * line / height),
            bottom=min(0.45, 2.6 * line / height),
            wspace=min(2.0, 2 * (side + 14) / max(1.0, width - 2 * side)),
        )
