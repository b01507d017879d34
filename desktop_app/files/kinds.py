"""Which files can be opened, told by their names."""

from __future__ import annotations

from pathlib import Path

from vision.images import is_image_path

VIDEO_SUFFIXES = (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ogv", ".wmv")


def is_video_path(path: Path) -> bool:
    """Whether the name ends as those of videos do; the file is not looked at."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def is_readable_path(path: Path) -> bool:
    """Whether the name is one of a picture or a video."""
    return is_image_path(path) or is_video_path(path)
