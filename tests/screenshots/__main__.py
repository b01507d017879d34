"""Draws every page and state of the window: `make screenshots`.

For each theme and density the window runs in a process of its own, on no screen.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image as PillowImage

SIZES = ("800x600", "1280x800")
THEMES = ("light", "dark")
DENSITIES = ("1", "2")
LANGUAGES = ("en", "de")
DEFAULT_FOLDER = Path("build/screenshots")
README_PICTURES = Path("docs/images")
README_SIZE = "1160x552"
README_STATES = {"window.png": ("light", "live"), "inspector.png": ("dark", "inspector")}


def main() -> int:
    """Draws what is asked for; 1 where a state could not be drawn."""
    arguments = _parser().parse_args()
    if arguments.is_child:
        from tests.screenshots.drawing import draw

        return draw(
            arguments.out,
            themes=arguments.theme,
            sizes=arguments.size,
            density=arguments.density[0],
            states=arguments.states,
            language=arguments.language,
            dialogs_alone=arguments.dialogs_alone,
        )
    if arguments.is_for_readme:
        return draw_readme_pictures(README_PICTURES)
    if arguments.is_for_docs:
        from tests.screenshots.documents import draw_documents

        return draw_documents(README_PICTURES)
    status = 0
    for density in arguments.density:
        status |= run_child(
            arguments.out,
            themes=arguments.theme,
            sizes=arguments.size,
            density=density,
            states=arguments.states,
            language=arguments.language,
        )
    from tests.screenshots.gallery import write_page

    print(write_page(arguments.out))
    return status


def draw_readme_pictures(folder: Path) -> int:
    """Draws the pictures that the README shows, small enough to be kept with the code."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        for name, (theme, state) in README_STATES.items():
            out = Path(made)
            size = [README_SIZE]
            if run_child(out, themes=[theme], sizes=size, density="1", states=[state]):
                return 1
            picture = PillowImage.open(out / f"{README_SIZE}-{theme}-1x" / f"{state}.png")
            few = picture.convert("RGB").quantize(200, dither=PillowImage.Dither.NONE)
            few.save(folder / name, optimize=True)
    return 0


def run_child(
    out: Path,
    *,
    themes: list[str],
    sizes: list[str],
    density: str,
    states: list[str],
    language: str = "en",
    dialogs_alone: bool = False,
) -> int:
    """Draws in a process of its own, with folders of its own; gives its exit status."""
    with TemporaryDirectory() as made:
        screen = Path(made) / "screen.json"
        screen.write_text(json.dumps({"screens": [_screen(sizes, int(density))]}), encoding="utf-8")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("QT_")
        } | {
            "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
            "QT_SCALE_FACTOR": density,
            "HOME": made,
            "XDG_CONFIG_HOME": f"{made}/config",
            "XDG_DATA_HOME": f"{made}/data",
            "XDG_STATE_HOME": f"{made}/state",
            "XDG_CACHE_HOME": f"{made}/cache",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        command = [sys.executable, "-m", "tests.screenshots", "--child", "--out", str(out)]
        command += ["--language", language]
        command += ["--dialogs-alone"] if dialogs_alone else []
        for option, values in (("theme", themes), ("size", sizes), ("density", [density])):
            command += [f"--{option}", *values]
        return subprocess.run(
            [*command, "--states", *states], env=environment, check=False
        ).returncode


def _screen(sizes: list[str], density: int) -> dict[str, object]:
    """As large as the largest window; its pixels are not yet those that Qt scales."""
    width, height = (max(int(size.split("x")[axis]) for size in sizes) for axis in (0, 1))
    return {
        "name": "screen",
        "x": 0,
        "y": 0,
        "width": width * density,
        "height": height * density,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder for the pictures")
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=list(THEMES))
    parser.add_argument("--size", nargs="+", default=list(SIZES), metavar="WIDTHxHEIGHT")
    parser.add_argument(
        "--density", nargs="+", choices=DENSITIES, default=list(DENSITIES), help="pixels a unit"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the window")
    parser.add_argument("--states", nargs="*", default=[], help="some states only")
    parser.add_argument(
        "--readme",
        action="store_true",
        dest="is_for_readme",
        help=f"only the README's pictures, into {README_PICTURES}",
    )
    parser.add_argument(
        "--docs",
        action="store_true",
        dest="is_for_docs",
        help=f"only the pictures of the user guide and of how it works, into {README_PICTURES}",
    )
    parser.add_argument(
        "--dialogs-alone", action="store_true", help="dialogs without the window behind them"
    )
    parser.add_argument("--child", action="store_true", dest="is_child", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
