"""The About dialog: versions, model card, licences, privacy."""

from __future__ import annotations

import html
import platform
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from PyQt6.QtCore import QT_VERSION_STR, QCoreApplication, QLocale, Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.problems import log_folder
from desktop_app.settings.model_words import facts
from desktop_app.theme import without_icons
from model.store import ModelCard

LIBRARIES = (
    ("PyQt6", "PyQt6", "GPL-3.0"),
    ("OpenCV", "opencv-python", "Apache-2.0"),
    ("NumPy", "numpy", "BSD-3-Clause"),
    ("LiteRT", "ai-edge-litert", "Apache-2.0"),
    ("Pillow", "pillow", "MIT-CMU"),
)
"""Name, distribution and licence of what the window runs on beside Python and Qt."""
LOG_LINK = "digitlens:log"


def privacy_line() -> str:
    """What becomes of the pictures."""
    return QCoreApplication.translate(
        "AboutDialog",
        "Nothing leaves this machine: no frame and no digit is sent anywhere, "
        "and none is written to disk unless you ask for it.",
    )


def version(distribution: str) -> str:
    """Version of an installed distribution, "not installed" where it is not."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return QCoreApplication.translate("AboutDialog", "not installed")


def versions() -> list[tuple[str, str]]:
    """Names of what DigitLens runs on, with version and licence."""
    return [
        ("Python", f"{platform.python_version()}, PSF-2.0"),
        ("Qt", f"{QT_VERSION_STR}, LGPL-3.0"),
        *((name, f"{version(package)}, {licence}") for name, package, licence in LIBRARIES),
    ]


def data_sets(card: ModelCard) -> list[tuple[str, str]]:
    """What a model learnt from, each with its licence and how much of it there was."""
    told = []
    for data in card.data:
        name, count = str(data.get("name", "")), data.get("training")
        licence = str(data.get("licence", "")) or QCoreApplication.translate(
            "AboutDialog", "no licence told"
        )
        if name and isinstance(count, int):
            digits = QCoreApplication.translate("AboutDialog", "{licence}; {count} pictures")
            shown = QLocale().toString(count)
            told.append((name, digits.format(licence=licence, count=shown)))
        elif name:
            told.append((name, licence))
    return told


class AboutDialog(QDialog):
    """Says what DigitLens is and what it is made of, on one page that scrolls.

    Attributes:
        text: All of it.
    """

    def __init__(
        self,
        card: ModelCard | None,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        """Builds the dialog.

        Args:
            card: Of the model that reads, None where none could be loaded.
            parent: The window.
            open_url: Shows a folder to the user.
        """
        super().__init__(parent)
        self._open_url = open_url
        self.setObjectName("about_dialog")
        self.setWindowTitle(self.tr("About DigitLens"))
        self.text = QLabel(self._page(card))
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setMargin(self.fontMetrics().height() // 2)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.linkActivated.connect(self._follow)
        area = QScrollArea()
        area.setWidget(self.text)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        without_icons(buttons)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        self.resize(
            self.fontMetrics().averageCharWidth() * 76, self.fontMetrics().lineSpacing() * 30
        )

    def _page(self, card: ModelCard | None) -> str:
        licence = self.tr(
            "DigitLens is free software under the GNU General Public License, version 3 or later, "
            "and comes without any warranty."
        )
        log = self.tr("The log tells of events and errors, never of pictures: {folder}").format(
            folder=f'<a href="{LOG_LINK}">{_shown(log_folder())}</a>'
        )
        parts = [
            f"<h2>DigitLens {html.escape(version('digitlens'))}</h2>",
            _paragraph(
                self.tr("Reads handwritten digits live from a camera, from pictures and video.")
            ),
            _paragraph(privacy_line()),
            f"<p>{log}</p>",
            _heading(self.tr("Model")),
        ]
        if card is None:
            parts.append(_paragraph(self.tr("No model could be loaded.")))
        else:
            parts.append(_table(facts(card)))
            parts += [_heading(self.tr("Data that the model learnt from")), _table(data_sets(card))]
        parts += [
            _heading(self.tr("Licence")),
            _paragraph(licence),
            _heading(self.tr("Made with")),
            _table(versions()),
        ]
        return "".join(parts)

    def _follow(self, link: str) -> None:
        if link == LOG_LINK:
            self._open_url(QUrl.fromLocalFile(str(log_folder())))


def _heading(text: str) -> str:
    return f"<h3>{html.escape(text)}</h3>"


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _shown(folder: Path) -> str:
    return html.escape(str(folder))


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td>{html.escape(name)}&nbsp;&nbsp;</td><td>{html.escape(value)}</td></tr>"
        for name, value in rows
    )
    return f"<table>{cells}</table>"
