"""Writes data sets as the real ones are, a few digits each, into a folder."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import numpy as np

from model.handwriting import digit_strokes, draw_digit

MNIST_GRAY = 77
"""All of what stands for MNIST's crops is of this grey, to be known again."""

SIGNS_A_WRITER = 7


def write_mnist(folder: Path) -> None:
    folder.mkdir(parents=True)
    labels = np.tile(np.arange(10, dtype=np.uint8), 20)
    crops = np.full((200, 28, 28), MNIST_GRAY, np.uint8)
    for part in ("train", "t10k"):
        header = struct.pack(">4B3I", 0, 0, 8, 3, 200, 28, 28)
        with gzip.open(folder / f"{part}-images-idx3-ubyte.gz", "wb") as stream:
            stream.write(header + crops.tobytes())
        with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz", "wb") as stream:
            stream.write(struct.pack(">4B1I", 0, 0, 8, 1, 200) + labels.tobytes())


def write_swiss(folder: Path, writers: list[str]) -> None:
    """Each writer writes `SIGNS_A_WRITER` of each digit."""
    rng = np.random.default_rng(1)
    images, labels, names = [], [], []
    for writer in writers:
        for digit in list(range(10)) * SIGNS_A_WRITER:
            picture = np.full((104, 104), 255, np.uint8)
            ink = draw_digit(digit, rng, height_px=60)[:100, :100]
            picture[2 : 2 + ink.shape[0], 2 : 2 + ink.shape[1]] -= ink // 2
            images.append(picture)
            labels.append(digit)
            names.append(writer)
    (folder / "swiss_numbers").mkdir(parents=True)
    np.savez(
        folder / "swiss_numbers" / "swiss_numbers.npz",
        images=np.stack(images), labels=np.array(labels), writer=np.array(names),
        height=np.full(len(labels), 104), width=np.full(len(labels), 104),
        suspect=np.zeros(len(labels)),
    )  # fmt: skip


def write_unipen(folder: Path, writers: list[int]) -> None:
    """Each writer writes `SIGNS_A_WRITER` of each digit, and as many a W."""
    rng = np.random.default_rng(2)
    points: list[np.ndarray] = []
    stroke_start, glyph_start, labels, names = [0], [0], [], []
    for writer in writers:
        for sign in [*"0123456789", "W"] * SIGNS_A_WRITER:
            strokes = digit_strokes(int(sign) if sign.isdigit() else 3, rng)
            for stroke in strokes:
                points.append((1000 * stroke).astype(np.int16))
                stroke_start.append(stroke_start[-1] + len(stroke))
            glyph_start.append(glyph_start[-1] + len(strokes))
            labels.append(sign)
            names.append(writer)
    (folder / "unipen").mkdir(parents=True)
    np.savez(
        folder / "unipen" / "unipen_strokes.npz",
        points=np.concatenate(points), stroke_start=np.array(stroke_start),
        glyph_start=np.array(glyph_start), label=np.array(labels), writer=np.array(names),
        p_label=np.full(len(labels), np.nan),
    )  # fmt: skip


def write_other_signs(folder: Path) -> None:
    """What bhmsds, Omniglot and Quick, Draw! are looked for in; mostly empty."""
    for name in ("bhmsds", "omniglot", "quickdraw"):
        (folder / name).mkdir(parents=True)
    images = np.full((4, 28, 28), 255, np.uint8)
    images[:, :, 10:18] = 0
    np.savez(
        folder / "bhmsds" / "bhmsds.npz",
        images=images, symbols=np.array(["1", "plus", "1", "1"]),
        index=np.array([3, 4, 1100, 1300]),
    )  # fmt: skip
    for name in ("cats", "trains"):
        path = folder / "quickdraw" / f"{name}1000.bin"
        path.write_bytes(np.full((10, 28, 28), 99, np.uint8).tobytes())


def write_all(folder: Path) -> None:
    """All data sets, with two folds: Swiss "A" and UNIPEN 1, Swiss "B" and UNIPEN 2."""
    write_mnist(folder / "mnist")
    write_swiss(folder, ["A", "B"])
    write_unipen(folder, [1, 2, 3, 4, 5])
    write_other_signs(folder)
    splits = {
        "swiss_numbers": {"validation_writers": [], "test_writers": ["B"]},
        "unipen": {"validation_writers": [4], "test_writers": [1, 5]},
        "bad_writers": {
            "folds": [[["swiss_numbers", "A"], ["unipen", 1]],
                      [["swiss_numbers", "B"], ["unipen", 2]]]
        },
    }  # fmt: skip
    (folder / "splits.json").write_text(json.dumps(splits))
