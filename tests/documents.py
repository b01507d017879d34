"""What the pages of the documentation hold: blocks of code, links, headings, inline code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
KINDS = ("sh", "sh slow", "python", "text", "json")
"""What may stand behind the three backticks."""

_FENCE = re.compile(r"^(?P<indent>\s*)```(?P<kind>.*)$")
_LIST_ITEM = re.compile(r"^\s*([-*+]|\d+[.)])\s")
_LINK = re.compile(r"\]\(\s*(?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\s*\)")
_REFERENCE = re.compile(r"^\[[^\]]+\]:\s*(?P<target>\S+)")
_HTML_LINK = re.compile(r"<(?:img|a)\b[^>]*\b(?:src|href)=\"(?P<target>[^\"]+)\"")
_INLINE_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or what was found in it.

    Attributes:
        page: Path of the page in the project, with slashes.
        number: From 1.
        text: Without the line break.
    """

    page: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.number}"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code.

    Attributes:
        start: The line with the opening backticks; its text is what stands behind them.
        lines: What is inside, without the indentation that the backticks have.
    """

    start: Line
    lines: tuple[Line, ...]

    @property
    def kind(self) -> str:
        return self.start.text

    @property
    def text(self) -> str:
        """All lines, each with its line break."""
        return "".join(f"{line.text}\n" for line in self.lines)

    def in_place(self) -> str:
        """All lines at the line numbers that they have in the page, so that errors name those."""
        return "\n" * self.start.number + self.text

    def commands(self) -> list[Line]:
        """The command lines: without blank ones and comments, what is continued in one."""
        joined: list[Line] = []
        goes_on = False
        for line in self.lines:
            text = line.text.strip()
            if goes_on:
                before = joined.pop()
                line = Line(before.page, before.number, f"{before.text} {text}")  # noqa: PLW2901
            elif not text or text.startswith("#"):
                continue
            goes_on = text.endswith("\\")
            joined.append(
                Line(line.page, line.number, line.text.strip().removesuffix("\\").strip())
            )
        return joined


def pages() -> Sequence[Path]:
    """README, CONTRIBUTING and all pages of docs/."""
    return ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))


def lines_of(path: Path) -> list[Line]:
    """The lines of a page."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    texts = path.read_text(encoding="utf-8").splitlines()
    return [Line(name, number, text) for number, text in enumerate(texts, 1)]


def parsed(lines: Sequence[Line]) -> tuple[list[Block], list[Line]]:
    """The blocks of a page, and the lines outside of them.

    Raises:
        ValueError: A block has no end.
    """
    blocks: list[Block] = []
    prose: list[Line] = []
    start: Line | None = None
    indent = 0
    inside: list[Line] = []
    for line in lines:
        fence = _FENCE.match(line.text)
        if start is None and fence:
            start = Line(line.page, line.number, fence["kind"].strip())
            indent = len(fence["indent"])
            inside = []
        elif start is not None and fence and not fence["kind"].strip():
            blocks.append(Block(start, tuple(inside)))
            start = None
        elif start is not None:
            text = line.text[indent:] if not line.text[:indent].strip() else line.text
            inside.append(Line(line.page, line.number, text))
        else:
            prose.append(line)
    if start is not None:
        raise ValueError(f"{start}: this block of code has no end")
    return blocks, prose


def indented_code(prose: Sequence[Line]) -> list[Line]:
    """First lines of blocks that are code by their indentation alone."""
    found: list[Line] = []
    in_list = False
    before = ""
    before_number = 0
    for line in prose:
        follows_blank = not before.strip() or line.number != before_number + 1
        is_deep = line.text.startswith(("    ", "\t")) and bool(line.text.strip())
        if _LIST_ITEM.match(line.text) and not (is_deep and not in_list):
            in_list = True
        elif line.text.strip() and not line.text.startswith((" ", "\t")):
            in_list = False
        if is_deep and follows_blank and not in_list:
            found.append(line)
        before, before_number = line.text, line.number
    return found


def links(prose: Sequence[Line]) -> Iterator[Line]:
    """Targets of links and pictures, each at its line."""
    for line in prose:
        text = _INLINE_CODE.sub("", line.text)
        for pattern in (_LINK, _REFERENCE, _HTML_LINK):
            for match in pattern.finditer(text):
                yield Line(line.page, line.number, match["target"])


def anchors(prose: Sequence[Line]) -> set[str]:
    """Names of the headings, as links call them."""
    headings = (re.match(r"#+\s+(.*?)\s*#*$", line.text) for line in prose)
    named = re.compile(r"<a\b[^>]*\b(?:id|name)=\"([^\"]+)\"")
    found = {name for line in prose for name in named.findall(line.text)}
    for heading in headings:
        if heading:
            shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            found.add(re.sub(r"[^\w\- ]", "", shown).replace(" ", "-"))
    return found


def inline_code(prose: Sequence[Line]) -> Iterator[Line]:
    """What stands between single backticks, be it broken over two lines."""
    for paragraph in _paragraphs(prose):
        text = "\n".join(line.text for line in paragraph)
        for match in _INLINE_CODE.finditer(text):
            line = paragraph[text.count("\n", 0, match.start())]
            yield Line(line.page, line.number, " ".join(textwrap.dedent(match[1]).split()))


def _paragraphs(prose: Sequence[Line]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in prose:
        if paragraph and (not line.text.strip() or line.number != paragraph[-1].number + 1):
            yield paragraph
            paragraph = []
        if line.text.strip():
            paragraph.append(line)
    if paragraph:
        yield paragraph
