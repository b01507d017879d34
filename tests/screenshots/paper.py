"""Pages written by hand, as a camera on a stand sees them: what the screenshots show.

All of it is drawn: the strokes are the project's own, and equal seeds give equal
pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from model.handwriting import digit_strokes

_ZOOM = 2
"""Sheets are written larger than they are seen, so that the pen's edge is soft."""

_SIGNS = {
    "+": (((0.0, 0.62), (0.5, 0.6)), ((0.26, 0.38), (0.25, 0.86))),
}
"""Strokes of what is no digit, over the height of one."""

_FORM_OF = {0: 0, 1: 2, 2: 1, 3: 0, 4: 1, 5: 0, 6: 1, 7: 0, 8: 0, 9: 0}
"""One writer has one way to write a digit."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number on the sheet: what it is, its height, and where it begins, in pixels.

    Attributes:
        gap: From one digit to the next, over its height; None for that of the look.
    """

    text: str
    height: float
    left: float
    top: float
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (BGR) of sheet, rules, ink and table; pen and gaps, over a digit's height.

    Attributes:
        wildness: How freely it is written, as in `model.handwriting.digit_strokes`.
    """

    sheet: tuple[int, int, int] = (222, 233, 238)
    rule: tuple[int, int, int] = (214, 210, 192)
    ink: tuple[int, int, int] = (122, 52, 28)
    table: tuple[int, int, int] = (64, 92, 122)
    pen: float = 0.085
    rule_gap: int = 62
    gap: tuple[float, float] = (0.24, 0.3)
    wildness: float = 0.55


PAPER = Look()
BOARD = Look(
    sheet=(58, 66, 50), rule=(58, 66, 50), ink=(226, 236, 238), table=(50, 78, 110), pen=0.1
)


DESK_NUMBERS = [
    Written("1984", 100, 130, 82),
    Written("36", 100, 700, 82),
    Written("0742", 98, 130, 238),
    Written("551", 98, 620, 238),
    Written("6093", 100, 130, 392),
    Written("28", 102, 700, 390),
]


@cache
def desk_picture() -> np.ndarray:
    """Numbers on ruled paper on a wooden table, (720, 1280, 3)."""
    return seen(DESK_NUMBERS, seed=23)


@cache
def scrawl_picture() -> np.ndarray:
    """The same in a wilder hand, whose first 1 looks like a 7, (720, 1280, 3)."""
    return seen(DESK_NUMBERS, seed=12, look=Look(wildness=1.5))


@cache
def ledger_picture() -> np.ndarray:
    """A page full of small numbers, (720, 1280, 3)."""
    rng = np.random.default_rng(5)
    numbers = [
        Written(
            "".join(str(digit) for digit in rng.integers(0, 10, int(rng.integers(2, 5)))),
            26,
            90 + 150 * column + rng.uniform(0, 30),
            24 + 47.0 * row,
        )
        for row in range(12)
        for column in range(6)
    ]
    return seen(numbers, seed=5, look=Look(rule_gap=47, pen=0.1, gap=(0.2, 0.28)), size=(600, 1020))


@cache
def board_picture() -> np.ndarray:
    """Chalk on a dark board, (720, 1280, 3)."""
    numbers = [
        Written("2718", 120, 150, 70),
        Written("31", 130, 650, 240),
        Written("905", 120, 190, 340),
    ]
    return seen(numbers, seed=8, look=BOARD)


@cache
def empty_picture() -> np.ndarray:
    """The same paper before anything is written, (720, 1280, 3)."""
    return seen([], seed=23)


@cache
def sum_picture() -> np.ndarray:
    """Numbers on clearly ruled paper, two digits that touch and a sign, (720, 1280, 3)."""
    return seen(
        [
            Written("1984", 100, 110, 76),
            Written("60", 100, 640, 74, gap=-0.05),
            Written("7 + 28", 96, 130, 234),
            Written("35", 100, 650, 232),
            Written("4092", 100, 130, 390),
            Written("563", 84, 660, 414),
        ],
        seed=32,
        look=Look(rule=(185, 170, 140)),
    )


@cache
def lesson_picture() -> np.ndarray:
    """The sheet that teaches a hand: ten rows of 0 to 9, (720, 1280, 3)."""
    rows = [Written("0123456789", 34, 90, 22 + 56.0 * row) for row in range(10)]
    return seen(rows, seed=11, look=Look(rule_gap=56, pen=0.1, gap=(1.5, 1.7)))


def seen(
    numbers: list[Written],
    *,
    seed: int,
    look: Look = PAPER,
    size: tuple[int, int] = (600, 1020),
) -> np.ndarray:
    """A sheet with these numbers, on its table, (720, 1280, 3) uint8 BGR."""
    rng = np.random.default_rng(seed)
    sheet = _sheet(numbers, rng, look, size)
    height, width = size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    places = np.array([(152, 70), (1140, 44), (1192, 672), (92, 694)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners * _ZOOM, places)
    table = _table(rng, look)
    shadow = np.zeros((720, 1280), np.float32)
    cv2.fillConvexPoly(shadow, (places + np.array((10, 14))).astype(np.int32), 1.0)
    table *= 1 - 0.45 * cv2.GaussianBlur(shadow, (0, 0), 12)[..., None]
    lying = cv2.warpPerspective(sheet, matrix, (1280, 720), flags=cv2.INTER_AREA)
    cover = np.full(sheet.shape[:2], 1.0, np.float32)
    cover = cv2.warpPerspective(cover, matrix, (1280, 720))[..., None]
    picture = (table * (1 - cover) + lying * cover) * _light()[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7) + rng.normal(0, 0.3, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _sheet(
    numbers: list[Written], rng: np.random.Generator, look: Look, size: tuple[int, int]
) -> np.ndarray:
    height, width = (side * _ZOOM for side in size)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), 1.5)
    sheet = np.array(look.sheet, np.float32) + 2 * grain[..., None].astype(np.float32)
    gap = look.rule_gap * _ZOOM
    for y in range(gap, height, gap):
        sheet[y : y + _ZOOM] = look.rule
    ink = np.zeros((height, width), np.float32)
    for number in numbers:
        _write(ink, number, rng, look)
    # A pen gives more ink here, less there.
    flow = cv2.resize(
        rng.uniform(0.78, 1.0, (height // 24, width // 24)).astype(np.float32), (width, height)
    )
    return sheet + (np.array(look.ink, np.float32) - sheet) * (ink * flow)[..., None]


def _write(ink: np.ndarray, number: Written, rng: np.random.Generator, look: Look) -> None:
    left = number.left * _ZOOM
    full = number.height * _ZOOM
    rise = rng.normal(0, 0.012)
    for place, sign in enumerate(number.text):
        if sign == " ":
            left += 0.62 * full
            continue
        if sign in _SIGNS:
            for line in _SIGNS[sign]:
                points = np.array(line) * full + rng.normal(0, 0.015 * full, (2, 2))
                _draw(ink, points + np.array((left, number.top * _ZOOM)), look.pen * full, rng)
            left += full * (0.5 + rng.uniform(*look.gap))
            continue
        height = full * rng.uniform(0.92, 1.06)
        strokes = digit_strokes(int(sign), rng, form=_FORM_OF[int(sign)], wildness=look.wildness)
        points = np.vstack(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = height / (high - low)[1]
        top = number.top * _ZOOM + full - height + (rng.normal(0, 0.02) + rise * place) * full
        for stroke in strokes:
            _draw(
                ink, _rounded((stroke - low) * scale) + np.array((left, top)), look.pen * full, rng
            )
        gap = rng.uniform(*look.gap) if number.gap is None else number.gap
        left += (high - low)[0] * scale + full * gap


def _rounded(line: np.ndarray) -> np.ndarray:
    """A line whose corners are as round as a hand makes them (Chaikin, 1974)."""
    for _ in range(3):
        if len(line) < 3:
            return line
        near = 0.85 * line[:-1] + 0.15 * line[1:]
        far = 0.15 * line[:-1] + 0.85 * line[1:]
        line = np.vstack([line[:1], np.stack([near, far], 1).reshape(-1, 2), line[-1:]])
    return line


def _draw(ink: np.ndarray, line: np.ndarray, pen: float, rng: np.random.Generator) -> None:
    """A stroke that is a little thinner where it begins and ends."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(2, int(along[-1] / 2))
    at = np.linspace(0, along[-1], count)
    x, y = (np.interp(at, along, line[:, axis]) for axis in (0, 1))
    pressure = np.interp(at, np.linspace(0, along[-1], 6), rng.uniform(0.78, 1.08, 6))
    ends = np.minimum(1.0, 0.62 + np.minimum(at, along[-1] - at) / (2.5 * pen))
    for px, py, strength in zip(x, y, pressure * ends, strict=True):
        radius = pen / 2 * strength
        cv2.circle(ink, (round(px * 16), round(py * 16)), round(radius * 16), 1.0, -1, 16, 4)


def _table(rng: np.random.Generator, look: Look) -> np.ndarray:
    """Wood: a soft grain that runs across."""
    grain = cv2.GaussianBlur(rng.normal(0, 30, (720, 1280)).astype(np.float32), (0, 0), 1.4)
    grain = cv2.blur(grain, (181, 1)) + 0.4 * cv2.blur(grain, (41, 3))
    table: np.ndarray = np.array(look.table, np.float32) + 2.2 * grain[..., None]
    return table


def _light() -> np.ndarray:
    """A lamp at the upper left, and the soft shadow of somebody's arm at the lower right."""
    y, x = np.mgrid[:720, :1280].astype(np.float32)
    light = 1.04 - 0.2 * np.hypot((x - 380) / 1280, (y - 180) / 900)
    arm = np.hypot((x - 1290) / 330, (y - 760) / 240)
    shaded: np.ndarray = light - 0.14 / (1 + np.exp(5 * (arm - 1)))
    return shaded
