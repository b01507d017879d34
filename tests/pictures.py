"""Pictures that several tests look at."""

import io

import numpy as np
from PIL import Image as PillowImage


def corner_picture() -> PillowImage.Image:
    """A picture of 60 x 40 whose four corners differ, so that every turn shows."""
    rgb = np.full((40, 60, 3), 255, np.uint8)
    rgb[:10, :10] = (255, 0, 0)
    rgb[:10, -10:] = (0, 255, 0)
    rgb[-10:, :10] = (0, 0, 255)
    return PillowImage.fromarray(rgb)


def encoded(picture: PillowImage.Image, kind: str, **options) -> bytes:
    """The bytes of a file of that kind."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
