"""The command line: tells commands from things to show, and ends cleanly."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from desktop_app.commands import (
    CommandError,
    cameras,
    doctor,
    evaluate,
    explain,
    live,
    models,
    read,
    train,
)
from desktop_app.display import has_display
from desktop_app.window_options import add_window_arguments, window_options

INTERRUPTED = 130
READER_GONE = 141
"""Exit statuses of a program that SIGINT or SIGPIPE ended, as shells report them."""


class Command(Protocol):
    """A module of `desktop_app.commands`."""

    SUMMARY: str
    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Says what can be asked for."""

    def run(self, arguments: argparse.Namespace, /) -> int:
        """Does it and returns the exit status; raises `CommandError`."""


COMMANDS: dict[str, Command] = {
    "read": read,
    "live": live,
    "train": train,
    "evaluate": evaluate,
    "models": models,
    "explain": explain,
    "cameras": cameras,
    "doctor": doctor,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs `digitlens`.

    Args:
        argv: The arguments after the program's name, those of the process by default.

    Returns:
        The exit status: 0 done, 1 something failed, 2 wrong usage, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _accept_any_file_name_on_output()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except CommandError as error:
        sys.stdout.flush()
        print(f"digitlens: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        if not _is_missing_library(error):
            raise
        print(
            f"digitlens: A library of the system cannot be loaded ({error}); digitlens doctor "
            "tells how to mend it.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _silence_output()
        return READER_GONE
    return status


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        name = arguments[0]
        command = COMMANDS[name]
        parser = argparse.ArgumentParser(
            prog=f"digitlens {name}",
            description=command.DESCRIPTION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(parser)
        return command.run(parser.parse_args(arguments[1:]))
    return _show(arguments, _window_parser().parse_args(arguments))


def _window_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {COMMANDS[name].SUMMARY}" for name in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="digitlens",
        usage="digitlens [OPTIONS] [SOURCE]\n       digitlens COMMAND ...",
        description="Reads handwritten digits live from a camera, from pictures and from video.",
        epilog=f"commands:\n{commands}\n\n"
        "`digitlens COMMAND --help` explains each. A file that is named like a command\n"
        "is opened by its path: digitlens ./read",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_window_arguments(parser)
    parser.add_argument("--version", action=_ShowVersion)
    return parser


class _ShowVersion(argparse.Action):
    """Looks the version up only when asked: the look-up takes longer than all the rest."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            installed = version("digitlens")
        except PackageNotFoundError:
            installed = "(not installed)"
        print(f"digitlens {installed}")
        parser.exit()


def _show(arguments: list[str], parsed: argparse.Namespace) -> int:
    """Opens the window, or reads without one where there is no display."""
    sources: list[str] = parsed.source
    if len(sources) > 1:
        raise CommandError(
            "The window opens one thing at a time; to read several files, use "
            f"digitlens read{_suggestion(sources[0])}"
        )
    options = window_options(parsed)
    source = options.source
    if source is not None and _is_neither_file_nor_source(source):
        raise CommandError(
            f"There is no file, camera or command named {source!r}{_suggestion(source)}"
        )
    if not has_display():
        if any(key.startswith("reading.") for key in options.overrides):
            raise CommandError(
                "There is no display for a window; digitlens read and digitlens live have "
                "options of their own for reading without one."
            )
        from desktop_app.commands import headless

        return headless.run(source)
    from desktop_app import app

    return app.main(arguments)


def _is_neither_file_nor_source(text: str) -> bool:
    """Whether `text` is most likely a mistyped command: a bare word that is nothing else."""
    if not text.isalpha() or os.path.lexists(text):
        return False
    from vision.cameras import find_camera

    return find_camera(text) is None


def _suggestion(word: str) -> str:
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    return f"; did you mean digitlens {close[0]}?" if close else "."


def _is_missing_library(error: ImportError) -> bool:
    """Whether native code could not be loaded, in the words of Linux, Windows and macOS."""
    words = ("shared object file", "DLL load failed", "Library not loaded")
    return any(part in str(error) for part in words)


def _accept_any_file_name_on_output() -> None:
    """A file name that the terminal's encoding cannot write must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _silence_output() -> None:
    """Whoever read the output has gone; Python would complain about it once more at its exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # an output without a descriptor needs no silencing
