"""Where settings are kept: one versioned JSON file, never half written."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs

from desktop_app.settings.table import SETTING_BY_KEY, SETTINGS, SettingError, Value

FILE_VERSION = 1
MAX_FILE_BYTES = 1 << 20
MAX_KEPT_ASIDE = 9

Subscriber = Callable[[str, Value], None]


class Settings:
    """The settings of this user; changes are written at once.

    A file that cannot be understood never hinders the start: what is wrong
    in it becomes the default, and the file is kept aside.

    Attributes:
        path: The file.
        problem: One sentence for the user if the file could not be read or
            written, else None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path("digitlens") / "settings.json"
        self.problem: str | None = None
        self._values: dict[str, Value] = {setting.key: setting.default for setting in SETTINGS}
        self._overrides: dict[str, Value] = {}
        self._unknown: dict[str, Any] = {}
        self._subscribers: list[Subscriber] = []
        self._problem_subscribers: list[Callable[[str], None]] = []
        self._unsaved = False
        self._write_failed = False
        self._load()

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
        except (OSError, SettingError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self._keep_aside(f"The settings could not be read ({reason}): the defaults are used")
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
            names = ", ".join(wrong)
            self._keep_aside(
                f"Some settings had values that do not fit ({names}): their defaults are used"
            )
            # What did fit must outlive a session in which nothing is changed.
            self._unsaved = True
            self.save()

    def _keep_aside(self, what_happened: str) -> None:
        kept = self._free_name_aside()
        try:
            self.path.replace(kept)
        except OSError:
            self.problem = f"{what_happened}."
        else:
            self.problem = f"{what_happened}, and the old file is kept as {kept.name}."

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
        self.problem = (
            f"The settings cannot be saved in {self.path.parent} ({error.strerror}): "
            "changes are lost when the window closes."
        )
        for subscriber in tuple(self._problem_subscribers):
            subscriber(self.problem)


def _read_values(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise SettingError("too large")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise SettingError("damaged") from None
    if not isinstance(content, dict) or not isinstance(content.get("settings"), dict):
        raise SettingError("damaged")
    version = content.get("version")
    if isinstance(version, int) and version > FILE_VERSION:
        raise SettingError("written by a newer DigitLens")
    if version != FILE_VERSION:
        raise SettingError("damaged")
    values: dict[str, Any] = content["settings"]
    return values
