"""Brings the catalogues of texts up to date with the code, and compiles them.

`make translations` runs it. What is new is left for a translator to fill in, in
`desktop_app/translations/*.ts`, with Qt Linguist or any editor; then it is run again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from PyQt6.lupdate.lupdate import lupdate

from desktop_app.settings.fields import CONTEXT
from desktop_app.settings.table import SETTINGS, Setting
from desktop_app.told import CONTEXT as TOLD
from desktop_app.told import SENTENCES
from desktop_app.translation import FOLDER, LANGUAGES

CODE = FOLDER.parent
COMPILERS = ("lrelease", "lrelease6", "lrelease-qt6", "/usr/lib/qt6/bin/lrelease")
"""What Qt's compiler of catalogues is called, which differs between systems."""


def main() -> int:
    """Updates and compiles; gives the exit status."""
    catalogues = [FOLDER / f"digitlens_{language}.ts" for language in LANGUAGES]
    update(catalogues)
    for catalogue in catalogues:
        missing = unfinished(catalogue)
        print(f"{catalogue.name}: {len(missing)} texts are not translated")
        for text in missing:
            print(f"  {text}")
    return compile_all(catalogues)


def update(catalogues: Iterable[Path]) -> None:
    """Writes all texts of the code into the catalogues; what is translated stays."""
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "tables.py"
        words.write_text(settings_as_code(SETTINGS) + as_code(TOLD, SENTENCES), encoding="utf-8")
        for catalogue in catalogues:
            lupdate(  # type: ignore[no-untyped-call]
                [str(CODE), str(words)], [str(catalogue)], no_obsolete=True, no_summary=True
            )
            _tidy(catalogue)


def settings_as_code(settings: Iterable[Setting]) -> str:
    """The words of the table of settings, as `pylupdate6` finds them in code."""
    words: list[str] = []
    for setting in settings:
        words += [setting.title, setting.tooltip, *(title for _, title in setting.choices)]
    return as_code(CONTEXT, words)


def as_code(context: str, words: Iterable[str]) -> str:
    """Words of a table, as `pylupdate6` finds them in code."""
    # As often as they come, each once: in the order of the table.
    return "".join(f"translate({context!r}, {word!r})\n" for word in dict.fromkeys(words) if word)


def unfinished(catalogue: Path) -> list[str]:
    """The texts of a catalogue that have no translation yet."""
    return [
        f"{context.findtext('name')}: {message.findtext('source')}"
        for context in ElementTree.parse(catalogue).iter("context")
        for message in context.iter("message")
        if (translation := message.find("translation")) is not None
        and translation.get("type") == "unfinished"
    ]


def compile_all(catalogues: Iterable[Path]) -> int:
    """Compiles the catalogues; gives the exit status, and says what is missing."""
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        print(
            "The catalogues were not compiled, as Qt's lrelease is missing: install what Debian "
            "calls qt6-l10n-tools, then run the same command again.",
            file=sys.stderr,
        )
        return 1
    return subprocess.run([compiler, "-silent", *catalogues], check=False).returncode


def _tidy(catalogue: Path) -> None:
    """Leaves out what changes with every line of code, and what needs no translation."""
    tree = ElementTree.parse(catalogue)
    root = tree.getroot()
    language = catalogue.stem.rpartition("_")[2]
    root.set("language", language)
    root.set("sourcelanguage", "en")
    for context in [*root.iter("context")]:
        for message in [*context.iter("message")]:
            for location in message.findall("location"):
                message.remove(location)
            # The texts of the code are English: only "%n file(s)" has to be told in full.
            if language == LANGUAGES[0] and message.get("numerus") != "yes":
                context.remove(message)
        if context.find("message") is None:
            root.remove(context)
    ElementTree.indent(tree, space="    ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    text = ElementTree.tostring(root, encoding="unicode")
    catalogue.write_text(f"{head}{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
