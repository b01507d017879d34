"""The files and folders opened last, kept among the settings."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path

from desktop_app.settings.store import Settings
from desktop_app.settings.table import MAX_TEXT_LENGTH

RECENT = "files.recent"
REMEMBER = "privacy.remember_files"
LAST_FOLDER = "window.last_folder"
MOST = 10


class RecentFiles:
    """The last ten files and folders, the newest first.

    Where the user does not want files to be remembered, there are none, and what
    was remembered is forgotten as soon as that is chosen.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._unsubscribe = settings.subscribe(self._setting_changed)
        if not settings.get(REMEMBER):
            self._forget()

    @property
    def paths(self) -> list[Path]:
        """The newest first; whether they are still there is not looked at."""
        return _paths_in(self._settings.get(RECENT)) if self._settings.get(REMEMBER) else []

    def add(self, path: Path, *, is_folder: bool = False) -> None:
        """Puts a file or folder at the head; the dialogs begin in its folder from now on."""
        if not self._settings.get(REMEMBER):
            return
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link is what was opened
        self._keep([absolute, *(known for known in self.paths if known != absolute)])
        self._settings.set(LAST_FOLDER, str(absolute if is_folder else absolute.parent))

    def remove(self, paths: Collection[Path]) -> None:
        """Takes out those that are no longer there."""
        kept = [path for path in self.paths if path not in paths]
        if kept != self.paths:
            self._keep(kept)

    def clear(self) -> None:
        """Forgets all of them."""
        self._settings.set(RECENT, "")

    def stop(self) -> None:
        """No longer follows the settings."""
        self._unsubscribe()

    def _keep(self, paths: list[Path]) -> None:
        texts = [str(path) for path in paths[:MOST]]
        while len(text := json.dumps(texts)) > MAX_TEXT_LENGTH:
            texts.pop()
        self._settings.set(RECENT, text)

    def _setting_changed(self, key: str, value: object) -> None:
        if key == REMEMBER and not value:
            self._forget()

    def _forget(self) -> None:
        self.clear()
        self._settings.set(LAST_FOLDER, "")


def missing_among(paths: Collection[Path]) -> list[Path]:
    """Those that are not there any more; takes its time where a drive is away."""
    return [path for path in paths if not os.path.lexists(path)]


def _paths_in(text: str) -> list[Path]:
    """The paths that a setting names; whatever else is in it is passed over."""
    try:
        values = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    if not isinstance(values, list):
        return []
    texts = [value for value in values if isinstance(value, str) and "\0" not in value]
    paths = dict.fromkeys(Path(value) for value in texts)
    return [path for path in paths if path.is_absolute()][:MOST]
