"""Whether Qt can open windows here: run as a process of its own, which Qt may end."""

from __future__ import annotations


def main() -> None:
    """Starts Qt and prints the name of the platform that it opens windows by."""
    from PyQt6.QtWidgets import QApplication

    application = QApplication([])
    print(application.platformName(), end="", flush=True)
