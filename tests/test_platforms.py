"""What holds on Linux, Windows and macOS, as far as the source tells."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("desktop_app", "model", "vision", "packaging")
    for path in sorted((ROOT / folder).rglob("*.py"))
]

MODULES = {
    "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty",
    "_winapi", "msvcrt", "winreg", "winsound",
}  # fmt: skip
"""Of the standard library, what only some systems have."""

NAMES = {
    "os": {
        "O_BINARY", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "chown", "fchmod", "fork", "getegid",
        "geteuid", "getgid", "getloadavg", "getpgid", "getpriority", "getuid", "kill", "killpg",
        "lchown", "mkfifo", "nice", "openpty", "posix_fadvise", "sched_getaffinity", "setpriority",
        "setsid", "startfile", "statvfs", "sysconf", "uname",
    },
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGUSR1", "alarm", "pause"},
    "select": {"POLLERR", "epoll", "kqueue", "poll"},
    "socket": {"AF_UNIX"},
    "subprocess": {"CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP", "STARTUPINFO"},
    "time": {"tzset"},
}  # fmt: skip
"""Names of modules that only some systems have, or that mean something else on Windows."""

ASKED = {"os.name", "sys.platform"}


def found_in_sources(search: Callable[[str], list[str]]) -> list[str]:
    """What a search finds in the program, each with its file."""
    return [
        f"{path.relative_to(ROOT)}, {found}"
        for path in SOURCES
        for found in search(path.read_text("utf-8"))
    ]


def unguarded(source: str) -> list[str]:
    """What only some systems have and is used without asking which one this is."""
    found: list[str] = []
    _look(ast.parse(source), False, found)
    return found


def _look(node: ast.AST, is_asked: bool, found: list[str]) -> None:
    if not is_asked:
        found += [f"line {node.lineno}: {name}" for name in _used(node)]
    if isinstance(node, ast.If | ast.IfExp):
        is_asked = is_asked or _asks(node.test)
    for field in ast.iter_fields(node):
        children = field[1] if isinstance(field[1], list) else [field[1]]
        for child in children:
            if isinstance(child, ast.AST):
                _look(child, is_asked, found)
                # After `if sys.platform == "win32": return` the rest is for the others.
                is_asked = is_asked or (
                    isinstance(child, ast.If)
                    and _asks(child.test)
                    and isinstance(child.body[-1], ast.Return | ast.Raise)
                )


def _used(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names if one.name.partition(".")[0] in MODULES]
    if isinstance(node, ast.ImportFrom) and not node.level:
        module = node.module or ""
        if module.partition(".")[0] in MODULES:
            return [module]
        names = NAMES.get(module, set())
        return [f"{module}.{one.name}" for one in node.names if one.name in names]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return [ast.unparse(node)] if node.attr in NAMES.get(node.value.id, set()) else []
    return []


def _asks(test: ast.expr) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ASKED:
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hasattr":
            return True
    return False


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import fcntl", 1),
        ("from resource import getrusage", 1),
        ("import os\nos.kill(1, 0)", 1),
        ("from os import fork", 1),
        ("import os, sys\nif sys.platform == 'linux':\n    os.nice(1)", 0),
        ("import os\nif hasattr(os, 'nice'):\n    os.nice(1)", 0),
        ("import os\nif os.name == 'nt':\n    import msvcrt\nelse:\n    import fcntl", 0),
        ("import os\nif True:\n    os.nice(1)", 1),
        (
            "import sys\ndef f():\n    if sys.platform == 'win32':\n        return\n    os.nice(1)",
            0,
        ),
        (
            "import sys\ndef f():\n    if sys.platform == 'win32':\n        a()\n    os.nice(1)",
            1,
        ),
        ("import sys, os\nif sys.platform == 'win32':\n    raise E\nos.nice(1)", 0),
        ("import os\na = getattr(os, 'O_BINARY', 0)", 0),
    ],
)
def test_the_search_finds_what_is_not_asked_for(source, count):
    assert len(unguarded(source)) == count


def test_nothing_of_one_system_is_used_unasked():
    assert found_in_sources(unguarded) == []


def test_the_tests_themselves_can_be_loaded_everywhere():
    loaded = [path for path in (ROOT / "tests").rglob("*.py") if "camera" not in path.parts]
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in loaded
        for statement in ast.parse(path.read_text("utf-8")).body
        for name in _used(statement)
    ]
    assert len(loaded) > 100
    assert found == []


def text_files_without_encoding(source: str) -> list[str]:
    """Where a text file is opened in whatever encoding the system happens to have."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        given = {keyword.arg for keyword in node.keywords}
        if "encoding" in given or None in given:
            continue
        places = {"read_text": 0, "write_text": 1}
        if name in places:
            if len(node.args) <= places[name]:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        elif name in ("open", "fdopen", "NamedTemporaryFile") and _is_text_mode(node):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def _is_text_mode(call: ast.Call) -> bool:
    """Whether a call that opens a file names a mode of text; what names none is no file here."""
    values = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    values += [one for one in call.args if isinstance(one, ast.Constant)]
    modes = [one.value for one in values if isinstance(one, ast.Constant)]
    texts = [mode for mode in modes if isinstance(mode, str) and set(mode) <= set("rwxa+tb")]
    return any("b" not in text for text in texts) or _opens_builtin(call, texts)


def _opens_builtin(call: ast.Call, modes: list[str]) -> bool:
    return isinstance(call.func, ast.Name) and not modes


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("open(path)", 1),
        ("path.open('w')", 1),
        ("path.open('rb')", 0),
        ("path.open('w', encoding='utf-8')", 0),
        ("path.read_text()", 1),
        ("path.read_text('utf-8')", 0),
        ("path.write_text(text)", 1),
        ("path.write_text(text, 'utf-8')", 0),
        ("os.fdopen(one, 'w')", 1),
        ("dialog.open()", 0),
    ],
)
def test_the_search_finds_text_without_an_encoding(source, count):
    assert len(text_files_without_encoding(source)) == count


def test_text_is_written_and_read_as_utf_8_everywhere():
    assert found_in_sources(text_files_without_encoding) == []


RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}


def test_a_checkout_lands_on_every_file_system():
    """No name that Windows refuses, no two names that differ in case alone, no long path."""
    folders = ("desktop_app", "docs", "model", "packaging", "scripts", "tests", "vision")
    names = [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if "__pycache__" not in path.parts
    ]
    assert not [name for name in names if set(name) & set('<>:"\\|?*') or name != name.rstrip(". ")]
    assert not [name for name in names if Path(name).stem.lower() in RESERVED]
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 120  # of 260, the rest is for the folder it is cloned into


def test_the_program_names_files_as_every_system_allows(tmp_path):
    """Times in names have no colons, whatever the clock says."""
    from model.runs import _new_folder

    name = _new_folder(tmp_path).name
    assert not set(name) & set('<>:"/\\|?*')


@pytest.mark.skipif(sys.platform == "win32", reason="it is simulated elsewhere")
def test_a_folder_is_not_opened_to_be_synced_on_windows(monkeypatch, tmp_path):
    from model import atomic_files

    monkeypatch.setattr(atomic_files.os, "name", "nt")
    monkeypatch.setattr(atomic_files.os, "open", lambda *_: pytest.fail("Windows refuses that"))
    atomic_files.sync(tmp_path)
