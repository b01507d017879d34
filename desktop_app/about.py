"""The About dialog: versions, model, licence, privacy."""

from __future__ import annotations

import html
import platform
from collections.abc import Sequence
from importlib import metadata

from PyQt6.QtCore import QT_VERSION_STR, Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_app.settings.model_words import facts
from desktop_app.theme import without_icons
from model.store import ModelCard

PRIVACY = (
    "Nothing leaves this machine: no frame and no digit is sent anywhere, "
    "and none is written to disk unless you ask for it."
)
LICENCE = (
    "DigitLens is free software under the GNU General Public License, version 3 or later, "
    "and comes without any warranty."
)
LIBRARIES = (
    ("PyQt6", "PyQt6"),
    ("OpenCV", "opencv-python"),
    ("NumPy", "numpy"),
    ("LiteRT", "ai-edge-litert"),
    ("Pillow", "pillow"),
)


def version(distribution: str) -> str:
    """Version of an installed distribution, "not installed" where it is not."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"


def versions() -> list[tuple[str, str]]:
    """Names and versions of what DigitLens runs on."""
    return [
        ("Python", platform.python_version()),
        ("Qt", QT_VERSION_STR),
        *((name, version(distribution)) for name, distribution in LIBRARIES),
    ]


class AboutDialog(QDialog):
    """Says what DigitLens is and what it is made of."""

    def __init__(self, card: ModelCard | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle("About DigitLens")
        self.text = QLabel(_page(card))
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        without_icons(buttons)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)


def _page(card: ModelCard | None) -> str:
    model = [("Model", "none could be loaded")] if card is None else facts(card)
    return (
        f"<h2>DigitLens {html.escape(version('digitlens'))}</h2>"
        "<p>Reads handwritten digits live from a camera, from pictures and from video.</p>"
        f"<p>{PRIVACY}</p><p>{LICENCE}</p>"
        f"<h3>Model</h3>{_table(model)}"
        f"<h3>Versions</h3>{_table(versions())}"
    )


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td>{html.escape(name)}&nbsp;&nbsp;</td><td>{html.escape(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table>{cells}</table>"
