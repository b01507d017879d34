"""The log's files: how many there are, and how they are deleted while the log goes on."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FILES_PATTERN = "digitlens.log*"


def log_files(folder: Path) -> list[Path]:
    """The log files in a folder, the newest first."""
    return sorted(path for path in folder.glob(LOG_FILES_PATTERN) if path.is_file())


def delete_log_files(folder: Path) -> int:
    """Deletes the log files in a folder; gives how many.

    Raises:
        OSError: One of them cannot be deleted.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename).parent == folder:
            handler.acquire()
            try:
                # It opens a new file with its next line; Windows deletes no open one.
                if handler.stream is not None:
                    handler.stream.close()
                    handler.stream = None
            finally:
                handler.release()
    deleted = 0
    for path in log_files(folder):
        path.unlink(missing_ok=True)
        deleted += 1
    return deleted
