"""Where settings are kept: one versioned JSON file, never half written."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import Any

import platformdirs
from PyQt6.QtCore import QCoreApplication

from desktop_app.settings.table import SETTING_BY_KEY, SETTINGS, SettingError, Value

FILE_VERSION = 1
MAX_FILE_BYTES = 1 << 20
MAX_KEPT_ASIDE = 9

Subscriber = Callable[[str, Value], None]
translate = QCoreApplication.translate


class Damage(Enum):
    """Why a file could not be understood."""

    TOO_LARGE = auto()
    DAMAGED = auto()
    NEWER = auto()


class DamagedFileError(Exception):
    """The file is there but cannot be understood; its argument is the `Damage`."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage)
        self.damage = damage


class Settings:
    """The settings of this user; changes are written at once.

    A file that cannot be understood never hinders the start: what is wrong
    in it becomes the default, and the file is kept aside.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path("digitlens") / "settings.json"
        self._told_problem: Callable[[], str] | None = None
        self._values: dict[str, Value] = {setting.key: setting.default for setting in SETTINGS}
        self._overrides: dict[str, Value] = {}
        self._unknown: dict[str, Any] = {}
        self._subscribers: list[Subscriber] = []
        self._problem_subscribers: list[Callable[[str], None]] = []
        self._unsaved = False
        self._write_failed = False
        self._load()

    @property
    def problem(self) -> str | None:
        """One sentence for the user if the file could not be read or written, else None.

        In the language of now: that is itself a setting, known only after the file was read.
        """
        return self._told_problem() if self._told_problem is not None else None

    def get(self, key: str) -> Any:
        """The value of a setting, of the type that the table gives it."""
        return self._overrides.get(key, self._values[key])

    def override(self, key: str, value: object) -> None:
        """Has a setting another value for this run only; the file keeps its own.

        It lasts until the user chooses a value, which is then written as ever.

        Args:
            key: A key of the table.
            value: Its value for now.

        Raises:
            SettingError: The value is of another type or outside its limits.
        """
        checked = SETTING_BY_KEY[key].validated(value)
        before = self.get(key)
        self._overrides[key] = checked
        if checked != before:
            self._tell(key, checked)

    def set(self, key: str, value: object, *, save: bool = True) -> None:
        """Changes a setting and tells the subscribers.

        Args:
            key: A key of the table.
            value: Its new value.
            save: False while a slider is dragged: `save` then follows.

        Raises:
            SettingError: The value is of another type or outside its limits.
        """
        checked = SETTING_BY_KEY[key].validated(value)
        before = self.get(key)
        self._overrides.pop(key, None)
        if checked != self._values[key]:
            self._values[key] = checked
            self._unsaved = True
        if save:
            self.save()
        if checked != before:
            self._tell(key, checked)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Calls back with key and value after each change; returns how to stop that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def subscribe_problem(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Calls back, once, when settings can no longer be written; returns how to stop that."""
        self._problem_subscribers.append(callback)
        return lambda: self._problem_subscribers.remove(callback)

    def reset(self) -> None:
        """Gives every setting that has a control its default again."""
        for setting in SETTINGS:
            if setting.title:
                self.set(setting.key, setting.default, save=False)
        self.save()

    def save(self) -> None:
        """Writes what was changed since the last time, if anything was."""
        if not self._unsaved:
            return
        self._unsaved = False
        try:
            self._write()
        except OSError as error:
            self._report_failed_write(error)
        else:
            self._write_failed = False

    def _tell(self, key: str, value: Value) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(key, value)

    def _load(self) -> None:
        try:
            values = _read_values(self.path)
        except FileNotFoundError:
            return
        except (OSError, DamagedFileError) as error:
            kept = self._keep_aside()
            self._told_problem = lambda error=error: _unreadable(error, kept)
            return
        wrong = []
        for key, value in values.items():
            if key not in SETTING_BY_KEY:
                self._unknown[key] = value
                continue
            try:
                self._values[key] = SETTING_BY_KEY[key].validated(value)
            except SettingError:
                wrong.append(key)
        if wrong:
            kept = self._keep_aside()
            self._told_problem = lambda: _unfit(wrong, kept)
            # What did fit must outlive a session in which nothing is changed.
            self._unsaved = True
            self.save()

    def _keep_aside(self) -> str:
        """Renames the file; gives its new name, "" where that cannot be done."""
        kept = self._free_name_aside()
        try:
            self.path.replace(kept)
        except OSError:
            return ""
        return kept.name

    def _free_name_aside(self) -> Path:
        for number in range(1, MAX_KEPT_ASIDE + 1):
            kept = self.path.with_name(f"{self.path.name}.damaged-{number}")
            if not kept.exists():
                break
        return kept

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = {"version": FILE_VERSION, "settings": self._unknown | self._values}
        handle, name = tempfile.mkstemp(prefix=f"{self.path.name}.", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _report_failed_write(self, error: OSError) -> None:
        if self._write_failed:
            return
        self._write_failed = True
        told = translate(
            "Settings",
            "The settings cannot be saved in {folder} ({reason}): "
            "changes are lost when the window closes.",
        ).format(folder=self.path.parent, reason=error.strerror)
        self._told_problem = lambda: told
        for subscriber in tuple(self._problem_subscribers):
            subscriber(told)


def _unreadable(error: OSError | DamagedFileError, kept: str) -> str:
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
    else:
        reason = {
            Damage.TOO_LARGE: translate("Settings", "too large"),
            Damage.DAMAGED: translate("Settings", "damaged"),
            Damage.NEWER: translate("Settings", "written by a newer DigitLens"),
        }[error.damage]
    text = (
        translate(
            "Settings",
            "The settings could not be read ({reason}): the defaults are used, and the old file "
            "is kept as {name}.",
        )
        if kept
        else translate(
            "Settings", "The settings could not be read ({reason}): the defaults are used."
        )
    )
    return text.format(reason=reason, name=kept)


def _unfit(keys: list[str], kept: str) -> str:
    text = (
        translate(
            "Settings",
            "Some settings had values that do not fit ({names}): their defaults are used, and "
            "the old file is kept as {name}.",
        )
        if kept
        else translate(
            "Settings",
            "Some settings had values that do not fit ({names}): their defaults are used.",
        )
    )
    return text.format(names=", ".join(keys), name=kept)


def _read_values(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise DamagedFileError(Damage.TOO_LARGE)
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise DamagedFileError(Damage.DAMAGED) from None
    if not isinstance(content, dict) or not isinstance(content.get("settings"), dict):
        raise DamagedFileError(Damage.DAMAGED)
    version = content.get("version")
    if isinstance(version, int) and version > FILE_VERSION:
        raise DamagedFileError(Damage.NEWER)
    if version != FILE_VERSION:
        raise DamagedFileError(Damage.DAMAGED)
    values: dict[str, Any] = content["settings"]
    return values
