"""The status bar: what is shown, how fast, how late."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QLocale, Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from desktop_app.live.numbers import LiveNumbers

NAME_WIDTH = 16
"""Room for the name of a file, in characters: the figures beside it stay where they are."""


def size_text(numbers: LiveNumbers) -> str:
    """Such as "1280 × 720"."""
    return f"{numbers.size[0]} × {numbers.size[1]}" if numbers.size else ""


def rate_text(numbers: LiveNumbers) -> str:
    """Such as "29.9 fps"."""
    if numbers.per_second <= 0:
        return ""
    text = QCoreApplication.translate("StatusBar", "{rate} fps")
    return text.format(rate=QLocale().toString(numbers.per_second, "f", 1))


def latency_text(numbers: LiveNumbers) -> str:
    """Such as "4.1 ms"."""
    if numbers.latency_ms is None:
        return ""
    text = QCoreApplication.translate("StatusBar", "{time} ms")
    decimals = 1 if numbers.latency_ms < 10 else 0
    return text.format(time=QLocale().toString(numbers.latency_ms, "f", decimals))


class StatusBar(QStatusBar):
    """Source and measurements; figures have a fixed room, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = QLabel()
        self.source.setAccessibleName(self.tr("Source"))
        self.source.setIndent(6)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        # A long name must not set the least width of the window.
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.source, 1)
        self.hint = QLabel()
        self.hint.setAccessibleName(self.tr("Hint"))
        self.addPermanentWidget(self.hint)
        self.outlet = QLabel()
        self.outlet.setAccessibleName(self.tr("What is written or copied"))
        self.outlet.setTextFormat(Qt.TextFormat.PlainText)
        self.outlet.hide()
        self.addPermanentWidget(self.outlet)
        self.position = QLabel()
        self.position.setAccessibleName(self.tr("Position among the files"))
        self.addPermanentWidget(self.position)
        self.size_label = self._add(self.tr("Size of the picture"), "0000 × 0000")
        self.rate_label = self._add(
            self.tr("Frames a second, as measured"), self.tr("{rate} fps").format(rate="000.0")
        )
        self.latency_label = self._add(
            self.tr("Time to read a frame"), self.tr("{time} ms").format(time="0000")
        )
        self.dropped_label = self._add(
            self.tr("Frames shown but not read, as newer ones had come"),
            self.tr("{count} dropped").format(count="00000"),
        )

    def show_numbers(self, numbers: LiveNumbers, *, is_paused: bool) -> None:
        """Writes the measurements."""
        self.size_label.setText(size_text(numbers))
        self.rate_label.setText(self.tr("frozen") if is_paused else rate_text(numbers))
        self.latency_label.setText(latency_text(numbers))
        dropped = self.tr("{count} dropped").format(count=numbers.dropped)
        self.dropped_label.setText(dropped if numbers.size else "")

    def show_source(self, name: str) -> None:
        """Writes what is shown."""
        self.source.setText(name)
        self.source.setToolTip(name)

    def show_hint(self, hint: str) -> None:
        """Writes a quiet hint, or nothing."""
        self.hint.setText(hint)

    def show_outlet(self, path: Path | None, is_copying: bool) -> None:
        """Writes which file readings go to, and whether they are copied; nothing where neither."""
        parts, tips = [], []
        if path is not None:
            room = NAME_WIDTH * self.fontMetrics().averageCharWidth()
            middle = Qt.TextElideMode.ElideMiddle
            name = self.fontMetrics().elidedText(path.name, middle, room)
            parts.append(self.tr("Writing {name}").format(name=name))
            tips.append(self.tr("Each new reading is added to {path}").format(path=path))
        if is_copying:
            parts.append(self.tr("Copying"))
            tips.append(self.tr("Each new reading is copied"))
        self.outlet.setText(" · ".join(parts))
        self.outlet.setToolTip("\n".join(tips))
        self.outlet.setVisible(bool(parts))

    def show_position(self, text: str) -> None:
        """Writes which of the files is shown, or nothing."""
        self.position.setText(text)

    def _add(self, meaning: str, widest: str) -> QLabel:
        label = QLabel()
        label.setToolTip(meaning)
        label.setAccessibleName(meaning)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
        self.addPermanentWidget(label)
        return label
