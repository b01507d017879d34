"""The part of `digitlens evaluate` that reads all data sets of a folder."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from desktop_app.commands import CommandError

if TYPE_CHECKING:
    from model.benchmark_sets import Part
    from vision.reading import Classifier


class Add(Protocol):
    """Prints a table and keeps its figures for the report."""

    def __call__(self, title: str, text: str, figures: dict[str, Any], /) -> None:
        """Takes what stands above the table, the table, and the figures by name."""


def evaluate_sets(classifier: Classifier, folder: Path | None, add: Add, part: Part) -> None:
    """Lets a classifier read one part of all data sets in a folder.

    Args:
        classifier: Of the model that is asked about.
        folder: Holds a folder for each data set; None for the one that the
            environment variable ``DIGITLENS_DATA`` names.
        add: Is given the table.
        part: "test" for the final figures, "validation" to choose by.

    Raises:
        CommandError: There is no folder, no data set in it, or one is damaged.
    """
    from model.array_files import DatasetError
    from model.benchmark_sets import SETS, benchmark, benchmark_text
    from model.datasets import DATA_VARIABLE

    if folder is None:
        folder = Path(os.environ.get(DATA_VARIABLE, ""))
        if not os.environ.get(DATA_VARIABLE):
            raise CommandError("Name the folder that holds the data sets with --data.")
    try:
        result = benchmark(classifier, folder, part)
    except DatasetError as error:
        raise CommandError(str(error)) from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CommandError(f"A data set in {folder} cannot be read: {error}.") from error
    if not result.sets:
        raise CommandError(f"{folder} holds none of the data sets {', '.join(SETS)}.")
    add(f"Data sets, {part} part", benchmark_text(result), result.metrics())
