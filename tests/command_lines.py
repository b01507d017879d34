"""What a command line of the documentation asks for, found out without running it."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from functools import cache

from desktop_app.cli import COMMANDS
from desktop_app.window_options import add_window_arguments
from tests.documents import ROOT

_PROJECT_FILES = re.compile(r"[\w./-]+\.(txt|toml|sh|py|yml|md|spec|ipynb)")
_OPTION = re.compile(r"--[a-z][a-z-]*")
_PLACEHOLDER = re.compile(r"[A-Z][A-Z_0-9|.]*")


def problem_of(line: str) -> str | None:
    """Why a command line would not be accepted, None where nothing is wrong with it.

    Known are `make`, `digitlens`, `python -m` and `pip install`; of anything else
    only the project's files that it names are looked at.
    """
    for words in _commands(line):
        while words and (words[0] in ("sudo", "time", "nohup") or re.match(r"\w+=", words[0])):
            words = words[1:]  # noqa: PLW2901
        problem = _problem(words) if words else None
        if problem:
            return problem
    return None


def _commands(line: str) -> list[list[str]]:
    """The words of each command of a pipe or list, what goes to files left out."""
    if re.search(r"\\Scripts\\|\.exe\b", line):  # Windows
        line = line.replace("\\", "/")
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    is_target = False
    for word in lexer:
        if set(word) <= set("|&;()"):
            commands.append([])
        elif set(word) <= set("<>"):
            is_target = True
        elif is_target:
            is_target = False
        else:
            commands[-1].append(word)
    return commands


def _problem(words: Sequence[str]) -> str | None:
    program = words[0].rpartition("/")[2].removesuffix(".exe")
    arguments = list(words[1:])
    if program == "make":
        return _problem_of_make(arguments)
    if program == "digitlens":
        return _problem_of_digitlens(arguments)
    if program.rstrip("w.0123456789") in ("python", "py") and arguments[:1] == ["-m"]:
        if arguments[1:2] == ["pip"]:
            return _problem_of_pip(arguments[2:])
        return None if has_module(arguments[1]) else f"there is no module {arguments[1]}"
    if program.startswith("pip"):
        return _problem_of_pip(arguments)
    return _missing_file(arguments)


def _problem_of_make(arguments: Sequence[str]) -> str | None:
    targets = [word for word in arguments if "=" not in word and not word.startswith("-")]
    unknown = set(targets) - make_targets()
    if unknown:
        return f"the Makefile has no target {', '.join(sorted(unknown))}"
    if shutil.which("make") is None:
        return None
    # Within `make test` these would have this make take part in that one.
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "-n", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stderr.strip() if done.returncode else None


@cache
def make_targets() -> frozenset[str]:
    """Targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def _problem_of_digitlens(arguments: Sequence[str]) -> str | None:
    name = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    if not name and arguments and arguments[0].isalpha() and arguments[0].islower():
        return f"digitlens has no command {arguments[0]}"
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            _parser(name).parse_args(list(arguments[1:] if name else arguments))
    except SystemExit as end:
        return (said.getvalue().strip() or "refused") if end.code else None
    return None


def _parser(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"digitlens {command}".strip())
    if command:
        COMMANDS[command].add_arguments(parser)
    else:
        add_window_arguments(parser)
        parser.add_argument("--version", action="store_true")
    return parser


def _problem_of_pip(arguments: Sequence[str]) -> str | None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    known = set(settings["project"]["optional-dependencies"])
    for word in arguments:
        extras = re.fullmatch(r"(?:\.|[\w./-]*digitlens[\w.-]*)\[([\w,-]+)\]", word)
        unknown = set(extras[1].split(",")) - known if extras else set()
        if unknown:
            return f"there is no extra {', '.join(sorted(unknown))}"
    return _missing_file(arguments)


def _missing_file(arguments: Sequence[str]) -> str | None:
    for word in arguments:
        if _PROJECT_FILES.fullmatch(word) and not (ROOT / word).exists():
            return f"there is no file {word}"
    return None


def has_module(name: str) -> bool:
    """Whether Python would find a module, which is not imported."""
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def problem_of_mention(code: str) -> str | None:
    """What is wrong with inline code, None where nothing is or where it cannot be told.

    Inline code stands for a command in general, so that words in capitals and
    brackets say what may be put there: `digitlens read PATH... [--jobs N]`.
    """
    words = code.replace("[", " ").replace("]", " ").split()
    if not words:
        return None
    if words[0] == "make":
        targets = re.findall(r"^make ([a-z][a-z-]*)\b", code)
        unknown = set(targets) - make_targets()
        return f"the Makefile has no target {', '.join(unknown)}" if unknown else None
    if words[0] == "digitlens":
        return _problem_of_mentioned_digitlens(words[1:])
    if words[:2] == ["python", "-m"] and len(words) > 2 and not _PLACEHOLDER.fullmatch(words[2]):
        return None if has_module(words[2]) else f"there is no module {words[2]}"
    if len(words) == 1 or words[0].startswith("--"):
        return _problem_of_name(words[0])
    return None


def _problem_of_mentioned_digitlens(words: Sequence[str]) -> str | None:
    name = words[0] if words and words[0] in COMMANDS else ""
    if not name and words and words[0].isalpha() and words[0].islower():
        return f"digitlens has no command {words[0]}"
    known = _parser(name)._option_string_actions
    options = [option for word in words for option in _OPTION.findall(word)]
    if words and (words[0] == "COMMAND" or "|" in words[0]):
        return None
    unknown = [option for option in options if option not in known]
    if unknown:
        return f"digitlens {name}".strip() + f" has no option {', '.join(unknown)}"
    return None


def _problem_of_name(name: str) -> str | None:
    """Of an option, a file or a dotted name that stands alone."""
    if _OPTION.fullmatch(name):
        return None if name in _all_options() else f"no program here has an option {name}"
    if re.fullmatch(r"(desktop_app|model|vision|tests|docs|scripts)/[\w./*-]*", name):
        return None if any(ROOT.glob(name.rstrip("/"))) else f"there is no {name}"
    dotted = re.fullmatch(r"(desktop_app|model|vision|tests)(\.[A-Za-z_]\w*)+(\(\))?", name)
    if dotted and not re.search(r"\.(keras|tflite|json|npz|py|md)$", name):
        return None if _is_known(name.removesuffix("()")) else f"there is no {name}"
    return None


@cache
def _all_options() -> frozenset[str]:
    options = {
        option for name in ("", *COMMANDS) for option in _parser(name)._option_string_actions
    }
    for folder in ("desktop_app", "model", "scripts", "tests", "packaging"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name.startswith("test_"):  # these name wrong ones too
                continue
            options.update(re.findall(r"[\"'](--[a-z][a-z-]*)", path.read_text(encoding="utf-8")))
    return frozenset(options)


def _is_known(dotted: str) -> bool:
    """Whether a module of that name is there, or a module that knows the name."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:end])
        if place.is_dir() and end == len(parts):
            return True
        source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if source.is_file():
            text = source.read_text(encoding="utf-8")
            return all(_defines(text, name) for name in parts[end:])
    return False


def _defines(source: str, name: str) -> bool:
    """Whether a class, function, variable, attribute or public name is called so."""
    pattern = rf"^\s*(?:def|class)\s+{name}\b|^\s*{name}\s*[:=]|self\.{name}\b|[\"']{name}[\"']"
    return re.search(pattern, source, re.MULTILINE) is not None
