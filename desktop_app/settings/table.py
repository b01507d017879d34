"""The table of settings: each one's name, default, limits and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

Value = str | bool | float

MAX_TEXT_LENGTH = 10_000


class SettingError(ValueError):
    """A value that a setting does not take."""


DEFAULT_CONFIDENCE = 0.7
"""That of `vision.recognizer`, which a command's help must not load OpenCV to tell."""


LEAST_HEIGHT_PX = 11
"""That of `vision.segmentation`, for the same reason."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that is remembered.

    Attributes:
        key: Name in the file, "page.name".
        type: `str`, `bool` or `float`.
        default: Value until another is chosen.
        title: What the dialog calls it; empty for what has no control.
        tooltip: One sentence on what it does.
        choices: Allowed values, each with what the dialog calls it; empty
            where any is allowed.
        minimum: Least number.
        maximum: Largest number.
    """

    key: str
    type: type[str] | type[bool] | type[float]
    default: Value
    title: str = ""
    tooltip: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf

    def validated(self, value: object) -> Value:
        """The value as this setting keeps it.

        Raises:
            SettingError: It is of another type or outside the limits.
        """
        if self.type is float:
            return self._validated_number(value)
        if not isinstance(value, self.type):
            raise SettingError(f"{self.key} is {value!r:.80}, expected {self.type.__name__}.")
        if isinstance(value, str) and len(value) > MAX_TEXT_LENGTH:
            raise SettingError(f"{self.key} is longer than {MAX_TEXT_LENGTH} characters.")
        allowed = [choice for choice, _ in self.choices]
        if allowed and value not in allowed:
            raise SettingError(
                f"{self.key} is {value!r:.80}, expected one of {', '.join(allowed)}."
            )
        return value

    def _validated_number(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingError(f"{self.key} is {value!r:.80}, expected a number.")
        # False for NaN too.
        if not self.minimum <= value <= self.maximum:
            raise SettingError(
                f"{self.key} is {value!r:.80}, expected {self.minimum:g} to {self.maximum:g}."
            )
        return float(value)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "camera.source",
        str,
        "",
        title="Camera",
        tooltip="The camera that is opened at the start, known again even on another socket.",
    ),
    Setting(
        "camera.mirror",
        bool,
        False,
        title="Mirror the picture",
        tooltip="Shows the picture as a mirror would; reading is not affected.",
    ),
    Setting(
        "camera.resolution",
        str,
        "",
        title="Resolution",
        tooltip="Size of the picture; a larger one shows smaller digits and takes longer to read.",
    ),
    Setting(
        "camera.rate",
        float,
        0,
        title="Frames a second",
        tooltip="How often the camera gives a picture; in dim light many give fewer.",
        minimum=0,
        maximum=240,
    ),
    Setting(
        "camera.auto_exposure",
        bool,
        True,
        title="Automatic exposure",
        tooltip="The camera finds the brightness itself; switched off, it keeps that of now.",
    ),
    Setting(
        "camera.auto_focus",
        bool,
        True,
        title="Automatic focus",
        tooltip="The camera focuses itself; switched off, it keeps the focus of now.",
    ),
    Setting(
        "camera.stream_timeout",
        float,
        10,
        title="Patience with streams",
        tooltip="So many seconds may a network camera be silent before it is connected anew.",
        minimum=1,
        maximum=60,
    ),
    Setting(
        "reading.confidence",
        float,
        DEFAULT_CONFIDENCE,
        title="Least confidence",
        tooltip="Digits that are less sure than this are shown as “?” instead of being guessed.",
        minimum=0.3,
        maximum=0.99,
    ),
    Setting(
        "appearance.theme",
        str,
        "system",
        title="Theme",
        tooltip="Colours of the window: those of the desktop, or always light or dark.",
        choices=(("system", "Like the desktop"), ("light", "Light"), ("dark", "Dark")),
    ),
    Setting(
        "reading.minimum_height",
        float,
        LEAST_HEIGHT_PX,
        title="Least height",
        tooltip="Digits lower than this, in pixels of the picture, are passed over.",
        minimum=LEAST_HEIGHT_PX,
        maximum=200,
    ),
    Setting(
        "reading.grouping",
        str,
        "numbers",
        title="Read",
        tooltip="Digits that stand together as one number, or each digit by itself.",
        choices=(("numbers", "Whole numbers"), ("digits", "Single digits")),
    ),
    Setting(
        "reading.smoothing",
        str,
        "normal",
        title="Smoothing",
        tooltip="How many frames must agree before a digit of a moving picture is shown.",
        choices=(("off", "Off"), ("normal", "Normal"), ("strong", "Strong")),
    ),
    Setting(
        "reading.hold_steady",
        bool,
        False,
        title="Freeze and copy a steady number",
        tooltip="Halts the picture and copies the number as soon as it stands still and is sure.",
    ),
    Setting(
        "reading.expected_digits",
        float,
        0,
        title="Expected digits",
        tooltip="A steady number is taken only with so many digits; 0 takes any.",
        minimum=0,
        maximum=20,
    ),
    Setting(
        "overlay.style",
        str,
        "box",
        title="Mark digits with",
        tooltip="What is drawn around a digit that was read.",
        choices=(("box", "A box"), ("underline", "A line below"), ("none", "The digit alone")),
    ),
    Setting(
        "overlay.size",
        str,
        "normal",
        title="Size of the labels",
        tooltip="How large digits are written over the picture.",
        choices=(("small", "Small"), ("normal", "Normal"), ("large", "Large")),
    ),
    Setting(
        "overlay.confidence",
        bool,
        True,
        title="Show the confidence",
        tooltip="Writes beside each digit how sure it is, in percent.",
    ),
    Setting(
        "overlay.unsure",
        bool,
        True,
        title="Show what is not sure",
        tooltip="Marks with “?” what may be a digit and is not sure enough.",
    ),
    Setting(
        "appearance.language",
        str,
        "system",
        title="Language",
        tooltip="Language of the window; takes effect when DigitLens is started again.",
        choices=(("system", "Like the desktop"), ("en", "English"), ("de", "Deutsch")),
    ),
    Setting("help.tour_seen", bool, False),
    Setting("window.geometry", str, ""),
    Setting("window.last_folder", str, ""),
    Setting("files.recent", str, ""),
    Setting("samples.offered", float, 0, minimum=0, maximum=1_000_000),
    Setting(
        "privacy.remember_files",
        bool,
        True,
        title="Remember opened files",
        tooltip="Lists the files and folders opened last in the menu; off forgets them.",
    ),
    Setting(
        "training.plan",
        str,
        "",
        title="Training",
        tooltip="Network and other choices of the next training.",
    ),
    # How long the last adapting took, in seconds.
    Setting("training.adapting_s", float, 0, minimum=0, maximum=1e6),
)

SETTING_BY_KEY = {setting.key: setting for setting in SETTINGS}
