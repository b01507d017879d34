"""The pictures side by side: contact sheets, and a page to look through."""

from __future__ import annotations

import html
from pathlib import Path

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter

CELL = QSize(800, 600)
CAPTION_PX = 26
COLUMNS, ROWS = 3, 3


def write_contact_sheets(folder: Path, variant: str) -> None:
    """Draws all pictures of one variant, nine a sheet, as `<variant>-sheet-<number>.png`."""
    pictures = sorted((folder / variant).glob("*.png"))
    count = COLUMNS * ROWS
    for number, first in enumerate(range(0, len(pictures), count), start=1):
        sheet = _contact_sheet(pictures[first : first + count])
        sheet.save(str(folder / f"{variant}-sheet-{number}.png"))


def _contact_sheet(pictures: list[Path]) -> QImage:
    rows = -(-len(pictures) // COLUMNS)
    cell = QSize(CELL.width() + 8, CELL.height() + CAPTION_PX)
    sheet = QImage(cell.width() * COLUMNS, cell.height() * rows, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#5d6672"))
    painter = QPainter(sheet)
    painter.setPen(Qt.GlobalColor.white)
    for place, path in enumerate(pictures):
        left, top = place % COLUMNS * cell.width(), place // COLUMNS * cell.height()
        painter.drawText(QRect(left + 4, top, CELL.width(), CAPTION_PX), 0x80, path.stem)
        image = QImage(str(path))
        if image.width() > CELL.width() or image.height() > CELL.height():
            image = image.scaled(
                CELL,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.drawImage(left + 4, top + CAPTION_PX, image)
    painter.end()
    return sheet


def write_page(folder: Path) -> Path:
    """Writes `index.html`: a row for each state, a column for each variant."""
    variants = sorted(path.name for path in folder.iterdir() if path.is_dir())
    states = sorted(
        {path.stem for variant in variants for path in (folder / variant).glob("*.png")}
    )
    head = "".join(f"<th>{html.escape(variant)}</th>" for variant in variants)
    rows = []
    for state in states:
        cells = "".join(
            f'<td><a href="{variant}/{state}.png">'
            f'<img src="{variant}/{state}.png" alt="{state}, {variant}" loading="lazy"></a></td>'
            if (folder / variant / f"{state}.png").exists()
            else "<td></td>"
            for variant in variants
        )
        rows.append(f'<tr id="{state}"><th>{state}</th>{cells}</tr>')
    page = folder / "index.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>DigitLens, page by page</title>"
        "<style>body{font:14px sans-serif}img{width:420px}th{text-align:left;vertical-align:top;"
        "position:sticky;left:0;background:#fff}</style>"
        f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table>",
        encoding="utf-8",
    )
    return page
