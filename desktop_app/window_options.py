"""Options of the window: settings for one run, and how the window opens.

Imported at every start of the command line, and so without Qt.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.settings.table import SETTING_BY_KEY, Setting, Value


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the command line asks of the window.

    Attributes:
        source: What to show, None for the camera of the settings.
        overrides: Settings for this run, by their keys.
        is_full_screen: Whether it opens in full screen.
        opens_new_window: Whether it opens although there is one already.
    """

    source: str | None
    overrides: Mapping[str, Value]
    is_full_screen: bool = False
    opens_new_window: bool = False


@dataclass(frozen=True, slots=True)
class SettingOption:
    """A setting that can be given on the command line.

    Attributes:
        flag: Name of the option.
        key: Key of the setting.
        metavar: What stands for a number.
        is_whole: Whether only whole numbers make sense.
        shorthands: Options without a value, each for one of the choices.
        help: What it does, where the setting's own words do not fit.
    """

    flag: str
    key: str
    metavar: str = ""
    is_whole: bool = False
    shorthands: Mapping[str, str] | None = None
    help: str = ""


SETTING_OPTIONS: Mapping[str, Sequence[SettingOption]] = {
    "camera": (SettingOption("--mirror", "camera.mirror"),),
    "reading": (
        SettingOption("--confidence", "reading.confidence", metavar="P"),
        SettingOption(
            "--minimum-height", "reading.minimum_height", metavar="PIXELS", is_whole=True
        ),
        SettingOption(
            "--read",
            "reading.grouping",
            shorthands={"--numbers": "numbers", "--digits": "digits"},
        ),
        SettingOption("--smoothing", "reading.smoothing", shorthands={"--no-smoothing": "off"}),
        SettingOption("--hold-steady", "reading.hold_steady"),
        SettingOption("--expected-digits", "reading.expected_digits", metavar="N", is_whole=True),
    ),
    "appearance": (
        SettingOption("--theme", "appearance.theme"),
        SettingOption(
            "--language", "appearance.language", help="language of the window, or the desktop's"
        ),
        SettingOption("--overlay", "overlay.style"),
        SettingOption("--label-size", "overlay.size"),
        SettingOption("--show-confidence", "overlay.confidence"),
        SettingOption("--show-unsure", "overlay.unsure"),
    ),
}


def add_window_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the source and all options of the window, in groups."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        nargs="*",
        help="opens the window on a picture, a video, the address of a stream "
        "(http, https, rtsp), or a camera by its name or number; without it, on the "
        "first camera, or the demo where there is none",
    )
    window = parser.add_argument_group("window")
    window.add_argument("--fullscreen", action="store_true", help="fill the screen")
    window.add_argument(
        "--new-window",
        action="store_true",
        help="open another window even if there is one already, which otherwise is raised",
    )
    for title, options in SETTING_OPTIONS.items():
        group = parser.add_argument_group(title, "for this run only; the settings stay as they are")
        for option in options:
            _add(group, option)


def window_options(arguments: argparse.Namespace) -> WindowOptions:
    """What was asked for; of several sources the first."""
    given = vars(arguments)
    sources: Sequence[str] = given["source"]
    return WindowOptions(
        source=sources[0] if sources else None,
        overrides={key: value for key, value in given.items() if key in SETTING_BY_KEY},
        is_full_screen=given["fullscreen"],
        opens_new_window=given["new_window"],
    )


def parse_window_options(argv: Sequence[str]) -> WindowOptions:
    """What these arguments ask for; ends the process where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="digitlens", description="Reads handwritten digits live.", allow_abbrev=False
    )
    add_window_arguments(parser)
    return window_options(parser.parse_args(argv))


def _add(group: argparse._ArgumentGroup, option: SettingOption) -> None:
    setting = SETTING_BY_KEY[option.key]
    told = option.help or setting.tooltip[:1].lower() + setting.tooltip[1:].rstrip(".")
    # Without a default, what was not given is not there, and overrides nothing.
    nothing = argparse.SUPPRESS
    if setting.type is bool:
        group.add_argument(
            option.flag,
            dest=option.key,
            action=argparse.BooleanOptionalAction,
            default=nothing,
            help=told,
        )
    elif setting.choices:
        choices = [choice for choice, _ in setting.choices]
        group.add_argument(
            option.flag, dest=option.key, choices=choices, default=nothing, help=told
        )
    else:
        group.add_argument(
            option.flag,
            dest=option.key,
            metavar=option.metavar,
            type=_number_for(setting, is_whole=option.is_whole),
            default=nothing,
            help=f"{told} ({setting.minimum:g} to {setting.maximum:g})",
        )
    for flag, value in (option.shorthands or {}).items():
        group.add_argument(
            flag,
            dest=option.key,
            action="store_const",
            const=value,
            default=nothing,
            help=f"the same as {option.flag} {value}",
        )


def _number_for(setting: Setting, *, is_whole: bool) -> Callable[[str], Value]:
    def number(text: str) -> Value:
        try:
            return setting.validated(int(text) if is_whole else float(text))
        except (ValueError, OverflowError):
            kind = "a whole number" if is_whole else "a number"
            raise argparse.ArgumentTypeError(
                f"{text} is not {kind} from {setting.minimum:g} to {setting.maximum:g}"
            ) from None

    return number
