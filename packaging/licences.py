"""The licences of all that goes into the packaged program."""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FOLDER = "licences"
"""Where they lie in the packaged program."""

_NAME = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def licence_files(package: str) -> list[tuple[str, str]]:
    """The licence files of a package, of all that it needs and of Python.

    Args:
        package: An installed distribution, with extras that are of interest
            in brackets: "digitlens[heic]".

    Returns:
        For each file its path and the folder that it goes to.
    """
    found = [
        (str(one.locate_file(file)), f"{FOLDER}/{one.name}-{one.version}")
        for one in sorted(_needed(package).values(), key=lambda one: one.name.lower())
        for file in one.files or ()
        if _NAME.match(file.name) and not file.name.endswith((".py", ".pyc"))
    ]
    return found + _licence_of_python()


def packages_without_licence_file(package: str) -> list[str]:
    """Those of which only the metadata, copied beside, says under what licence they are."""
    with_one = {Path(folder).name for _, folder in licence_files(package)}
    needed = _needed(package).values()
    return sorted({f"{one.name}-{one.version}" for one in needed} - with_one)


def _needed(package: str) -> dict[str, Distribution]:
    """What is installed of a package's needs, and of theirs; by name."""
    found: dict[str, Distribution] = {}
    waiting = [package]
    while waiting:
        wanted = waiting.pop()
        match = _REQUIREMENT.match(wanted)
        name = match[0] if match else wanted
        extras = re.findall(r"[\w-]+", wanted[len(name) :].partition("]")[0])
        if name.lower() in found and not extras:
            continue
        try:
            one = distribution(name)
        except PackageNotFoundError:  # for another platform, or a version of Python
            continue
        found[name.lower()] = one
        for requirement in one.requires or ():
            text, _, marker = requirement.partition(";")
            of_extra = re.search(r"extra *== *['\"]([\w-]+)['\"]", marker)
            if of_extra is None or of_extra[1] in extras:
                waiting.append(text.strip().replace(" ", ""))
    return found


def _licence_of_python() -> list[tuple[str, str]]:
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    paths = (folder / name for folder in folders for name in ("LICENSE.txt", "LICENSE"))
    return [(str(path), f"{FOLDER}/Python") for path in paths if path.is_file()][:1]
