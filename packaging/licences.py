"""The licences of all that goes into the packaged program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
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


def licences_of_system_libraries(libraries: Iterable[str]) -> list[tuple[str, str]]:
    """What Debian's packages say of the licences of the libraries taken from them.

    Args:
        libraries: Paths of all libraries that are packaged, those of the system among them.

    Returns:
        For each package its file of licences and the folder that it goes to; nothing
        on a system without Debian's packages.
    """
    search = shutil.which("dpkg-query")
    of_system = [path for path in libraries if path.startswith(("/lib", "/usr/lib"))]
    if search is None or not of_system:
        return []
    # A path may be known as in /lib or in /usr/lib, by whichever came in the package.
    names = {name for path in of_system for name in (path, path.removeprefix("/usr"))}
    names |= {str(Path(path).resolve()) for path in of_system}
    found = subprocess.run(
        [search, "--search", *sorted(names)], capture_output=True, text=True, check=False
    )
    packages = {line.partition(":")[0] for line in found.stdout.splitlines()}
    files = ((Path("/usr/share/doc") / name / "copyright", name) for name in sorted(packages))
    return [(str(path.resolve()), f"{FOLDER}/{name}") for path, name in files if path.is_file()]


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
