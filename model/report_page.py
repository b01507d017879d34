"""Pages of reports: tables, sections and the style they share."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.charts import save_figure

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

REPORT_NAME = "report.html"

# Charts are drawn on white; turned over, they are dark and keep their hues.
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6470; --line: #d8dde3;
  --page: #fff; --card: #f5f7f9; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --soft: #9aa4b0; --line: #363d46; --page: #15181c; --card: #1f242a; }
  img.chart { filter: invert(.91) hue-rotate(180deg); }
}
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto;
  padding: 0 1rem; color: var(--ink); background: var(--page); }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { margin-top: 2rem; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
a { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--line);
  white-space: pre; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
img { max-width: 100%; display: block; }
img.chart { border-radius: .5rem; }
.charts { display: flex; gap: 1rem; align-items: flex-start; }
.charts img, .charts figure { min-width: 0; }
figure { margin: 0; }
figcaption { color: var(--soft); text-align: center; }
@media (max-width: 50rem) { .charts { flex-wrap: wrap; } }
.soft { color: var(--soft); }
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, the first column to the left and the others to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_text(self) -> str:
        """Aligned for the terminal."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.head))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if column else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def as_html(self) -> str:
        """For a page; without a head where all its names are empty."""
        rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in self.rows]
        if any(self.head):
            rows.insert(0, "".join(f"<th>{html.escape(name)}</th>" for name in self.head))
        cells = "".join(f"<tr>{row}</tr>\n" for row in rows)
        return f'<div class="wide"><table>\n{cells}</table></div>\n'


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        title: Plain text.
        body: HTML, its pictures' names relative to the page.
        style: CSS of its own.
    """

    title: str
    body: str
    style: str = ""


def write_page(folder: Path, title: str, sections: Sequence[Section]) -> Path:
    """Writes ``report.html`` into a folder that is there.

    Returns:
        Its path.

    Raises:
        OSError: It cannot be written.
    """
    title = html.escape(title)
    names = [html.escape(section.title) for section in sections]
    links = "\n".join(f'<a href="#part-{i}">{name}</a>' for i, name in enumerate(names, 1))
    body = "\n".join(
        f'<h2 id="part-{i}">{name}</h2>\n{section.body}'
        for i, (name, section) in enumerate(zip(names, sections, strict=True), 1)
    )
    styles = _STYLE + "".join(dict.fromkeys(section.style for section in sections))
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{styles}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{f'<nav>{links}</nav>' if len(sections) > 1 else ''}\n{body}\n</body>\n</html>\n"
    )
    path = folder / REPORT_NAME
    # Names of files may hold what UTF-8 does not.
    path.write_text(page, "utf-8", errors="xmlcharrefreplace")
    return path


def write_charts(
    folder: Path, heading: str, figures: Mapping[str, Figure], *, on_white: bool = True
) -> str:
    """Writes charts beside the page and gives the HTML that shows them in a row.

    Args:
        folder: Of the page.
        heading: Plain text.
        figures: By their file names.
        on_white: Whether they are to be turned dark on a dark page.

    Raises:
        OSError: They cannot be written.
    """
    for name, figure in figures.items():
        save_figure(figure, folder / name)
    return charts_html(heading, list(figures), on_white=on_white)


def charts_html(
    heading: str, names: Sequence[str], *, on_white: bool = True, captions: Sequence[str] = ()
) -> str:
    """The HTML that shows pictures in a row.

    Args:
        heading: Plain text.
        names: Of their files, in the folder of the page.
        on_white: Whether they are to be turned dark on a dark page.
        captions: Plain text under each, to tell them apart; none by default.
    """
    words = html.escape(heading)
    kind = ' class="chart"' if on_white else ""
    images = ""
    for i, name in enumerate(names):
        caption = html.escape(captions[i]) if captions else ""
        alt = f"{words}, {caption}" if caption else words
        image = f'<img{kind} src="{html.escape(name)}" alt="{alt}">'
        if caption:
            image = f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
        images += f"{image}\n"
    return f'<h3>{words}</h3>\n<div class="charts">\n{images}</div>\n'
