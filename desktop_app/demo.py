"""The demo clip that is played when there is no camera.

`python -m desktop_app.demo` draws it anew.
"""

from __future__ import annotations

from pathlib import Path

DEMO_NAME = "Demo"


def demo_path() -> Path:
    """Where the clip lies; it comes with the program."""
    return Path(__file__).with_name("demo.mp4")


if __name__ == "__main__":
    from model.demo import write_demo

    write_demo(demo_path())
