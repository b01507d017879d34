"""The frames of a source, which is opened for them and closed behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vision.sources import source_from_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.frame import Frame
    from vision.sources import FrameSource


def read_frames(source: FrameSource | Path | str | int) -> Iterator[Frame]:
    """All frames of a video, a stream or a camera, or the one of a picture.

    A file gives its frames as fast as they are taken, a camera or a stream as
    they come: one that is not taken in time is lost, and `Frame.index` tells.

    >>> sum(1 for frame in read_frames("clip.mp4"))
    12

    Args:
        source: The path of a picture or video, the address of a stream, the name
            or number of a camera, or a source of one's own; not yet opened.

    Yields:
        One frame after another, until the source ends. The source is closed then,
        and also when the generator is.

    Raises:
        SourceError: There is no such source, it cannot be opened, or it was lost.
    """
    opened = source_from_text(str(source)) if isinstance(source, str | Path | int) else source
    opened.open()
    try:
        while (frame := opened.read()) is not None:
            yield frame
    finally:
        opened.close()
