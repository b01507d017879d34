"""What `model`, `vision` and other parts without Qt tell the user, in the window's language.

Their sentences are English. Each is known here as a template, such as "{name} is empty; copy
or save it again.", and the catalogues translate the templates. A sentence that is made of
pieces has a template for each piece: what fills a place may be told itself. What is not known
is shown as it is, so that a sentence is never lost.
"""

from __future__ import annotations

import re
from functools import cache

from PyQt6.QtCore import QCoreApplication, QLocale

from desktop_app.told import of_models, of_samples, of_sources, of_training

CONTEXT = "Told"
"""Where translations have the templates."""

SENTENCES = (
    *of_sources.SENTENCES,
    *of_models.SENTENCES,
    *of_samples.SENTENCES,
    *of_training.SENTENCES,
)

VERBATIM = frozenset({"name", "other", "path", "folder", "address", "code", "fact", "value"})
"""Places that hold what is the user's own: it is no sentence, whatever it looks like."""

KINDS = {
    "count": r"[\d,]+",
    "digit": r"\d",
    "gained": r"[\d,]+|none",
    "lost": r"[\d,]+|none",
}
"""Places that take only what matches; without this "{count} {digit}s" would take "two hands"."""

# Between sentences that were told together.
_GAP = re.compile(r"(?<=[.!?]) (?=\S)")


def told(text: str) -> str:
    """A sentence, or several, in the language of the window.

    Args:
        text: In English.

    Returns:
        The same where it is not known, or where the window speaks English.
    """
    parts = _GAP.split(text)
    if len(parts) > 1 and all(map(recognised, parts)):
        # First, for a place may take in a whole sentence.
        return " ".join(_told(part) or part for part in parts)
    return _told(text) or " ".join(_told(part) or part for part in parts)


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The template that a sentence is made from, and what is in its places; None if unknown."""
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return template, found.groupdict()
    return None


def _told(text: str) -> str | None:
    known = recognised(text)
    if known is None:
        return None
    template, places = known
    translated = QCoreApplication.translate(CONTEXT, template)
    if translated == template:
        return text
    return translated.format(
        **{
            name: value if name in VERBATIM else _number(value) or _told(value) or value
            for name, value in places.items()
        }
    )


def _number(text: str) -> str | None:
    """A number as the language writes it; None where it is none."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?(%?)", text)
    if found is None:
        return None
    decimals, percent = len(found[2] or ""), "\N{NO-BREAK SPACE}%" if found[3] else ""
    return QLocale().toString(float(text.rstrip("%").replace(",", "")), "f", decimals) + percent


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Of all templates, those that say most first: others would take them for a part."""

    def said(template: str) -> int:
        return len(re.sub(r"\{\w+\}", "", template))

    return tuple(
        (template, re.compile(_pattern(template), re.DOTALL))
        for template in sorted(SENTENCES, key=said, reverse=True)
    )


def _pattern(template: str) -> str:
    pieces = re.split(r"\{(\w+)\}", template)
    return "".join(
        f"(?P<{piece}>{KINDS.get(piece, '.+?')})" if is_place else re.escape(piece)
        for piece, is_place in zip(pieces, [False, True] * len(pieces), strict=False)
    )
