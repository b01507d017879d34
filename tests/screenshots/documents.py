"""The pictures of the user guide, and those of the path of a frame."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
from PIL import Image as PillowImage

from desktop_app.cli import main as digitlens
from tests.screenshots import paper

WINDOWS = {
    "corrected": "corrected.jpg",
    "region": "region.jpg",
    "log": "log.jpg",
    "demo": "demo.jpg",
}
WINDOW_SIZE = "1000x500"
DIALOGS = {
    "drawing": "drawing.png",
    "teach-sheet": "teaching_sheet.jpg",
    "teach-check": "teaching_check.png",
    "samples-filled": "samples.png",
    "settings-model-samples": "model.png",
    "settings-reading": "reading.png",
    "training": "training.png",
    "versions-several": "versions.png",
    "batch-done": "batch.png",
}
DIALOG_SIZE = "900x660"
STAGES = {
    "picture": "picture.jpg",
    "ink-dark-1": "ink.png",
    "candidates": "candidates.jpg",
    "crops": "crops.png",
    "selection": "selection.jpg",
    "numbers": "numbers.jpg",
}
STAGE_WIDTH = 900
COLORS = 128
JPEG_QUALITY = 82


def draw_documents(folder: Path) -> int:
    """Draws all of them; 1 where one could not be drawn."""
    from tests.screenshots.__main__ import run_child

    folder.mkdir(parents=True, exist_ok=True)
    status = 0
    for size, states, alone in ((WINDOW_SIZE, WINDOWS, False), (DIALOG_SIZE, DIALOGS, True)):
        with TemporaryDirectory() as made:
            out = Path(made)
            status |= run_child(
                out,
                themes=["light"],
                sizes=[size],
                density="1",
                states=list(states),
                dialogs_alone=alone,
            )
            for state, name in states.items():
                _keep(out / f"{size}-light-1x" / f"{state}.png", folder / name)
    return status | draw_stages(folder / "stages")


def draw_stages(folder: Path) -> int:
    """Draws how a page is read, as `digitlens explain` does."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        page, out = Path(made) / "page.png", Path(made) / "out"
        cv2.imwrite(str(page), paper.sum_picture())
        status = digitlens(["explain", str(page), "--out", str(out)])
        for path in sorted(out.iterdir()):
            name = STAGES.get(path.stem.partition("-")[2])
            if name is not None:
                _keep(path, folder / name, most_width=STAGE_WIDTH)
    return status


def _keep(drawn: Path, target: Path, most_width: int | None = None) -> None:
    """Makes a picture small enough to be kept with the code."""
    picture = PillowImage.open(drawn).convert("RGB")
    if most_width is not None and picture.width > most_width:
        height = round(picture.height * most_width / picture.width)
        picture = picture.resize((most_width, height), PillowImage.Resampling.LANCZOS)
    if target.suffix == ".jpg":
        picture.save(target, quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        few = picture.quantize(COLORS, dither=PillowImage.Dither.NONE)
        few.save(target, optimize=True)
