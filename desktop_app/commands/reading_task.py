"""One file to read, as it is sent to whatever process reads it: small, and on its own feet."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError
from desktop_app.commands.kept_memory import keep_freed_memory
from desktop_app.commands.picture_files import PictureFile
from desktop_app.commands.readout import FileReadout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.commands.annotated_files import AnnotatedFiles
    from desktop_app.commands.chosen_model import ChosenModel
    from desktop_app.commands.file_reader import FileReader
    from model.classifier import LiteRtClassifier
    from vision.reading import Recognition


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where a model is, and how it is known again.

    Attributes:
        name: For the user.
        path: Of its ``.tflite`` file.
        sha256: Of that file, in hexadecimal.
        temperature: Calibration, see `model.classifier.LiteRtClassifier`.
    """

    name: str
    path: Path
    sha256: str
    temperature: float

    def load(self) -> LiteRtClassifier:
        """The model: from its path, or one of the same content that this machine has.

        Raises:
            CommandError: It is not here.
        """
        from model.classifier import LiteRtClassifier, ModelError

        for place in self._places():
            content = _content(place, self.sha256)
            if content is not None:
                try:
                    return LiteRtClassifier(content, temperature=self.temperature)
                except ModelError as error:
                    raise CommandError(str(error)) from error
        raise CommandError(
            f"A worker does not find the model {self.name} at {self.path}; all workers need to "
            "see the same files."
        )

    def _places(self) -> Iterator[Path]:
        """Where it may be; the store is only looked into where it is not at its path."""
        from model.store import ModelStore

        yield self.path
        store = ModelStore()
        for version in (store.bundled, *store.versions()):
            yield version.tflite_path


@dataclass(frozen=True, slots=True)
class Plan:
    """How all files of a run are read; equal plans are one to the cache of a worker.

    Attributes:
        model: What reads.
        confidence: Digits less sure than this are not read, 0 to 1.
        with_unsure: Whether unsure places are told.
    """

    model: ModelPlace
    confidence: float
    with_unsure: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read.

    Attributes:
        file: The file.
        place: Where it is found, if not under its name.
        annotated: Who writes the annotated pictures; None for nobody.
        target: Where that of this file goes.
    """

    file: PictureFile
    place: Path | None = None
    annotated: AnnotatedFiles | None = None
    target: Path | None = None


def read_task(plan: Plan, task: Task) -> list[FileReadout]:
    """All results of a file, in whatever process and thread."""
    seen = None
    if task.annotated is not None and task.target is not None:
        annotated, target = task.annotated, task.target

        def seen(recognition: Recognition, page: int | None) -> None:
            annotated.write(recognition, target, page)

    reader = _reader(plan, threading.get_ident())
    return list(reader.pages(task.file, task.place, seen))


def read_tasks(plan: Plan, tasks: Sequence[Task]) -> list[list[FileReadout]]:
    """All results of some files, file by file; for processes that do nothing else."""
    keep_freed_memory()
    return [read_task(plan, task) for task in tasks]


def lost(task: Task) -> list[FileReadout]:
    """What stands for a file that ended, more than once, the process that read it."""
    sentence = "Reading this file ends the program that reads it; it was left out."
    return [FileReadout(task.file.name, error=sentence)]


def model_place(model: ChosenModel) -> ModelPlace:
    """Where a chosen model is.

    Raises:
        CommandError: It cannot be read any more.
    """
    from model.atomic_files import sha256_of

    path = model.version.tflite_path if model.version else Path(model.name)
    temperature = model.version.card.temperature if model.version else 1.0
    try:
        return ModelPlace(model.name, path.resolve(), sha256_of(path), temperature)
    except OSError as error:
        raise CommandError(f"The model {path} cannot be read: {error.strerror}.") from error


@lru_cache(maxsize=32)
def _reader(plan: Plan, thread: int) -> FileReader:  # noqa: ARG001 - a classifier for each thread
    import cv2

    from desktop_app.commands.file_reader import FileReader
    from vision.recognizer import Recognizer

    # One file is one thread's work: more threads for each would be in each other's way.
    cv2.setNumThreads(1)
    recognizer = Recognizer(plan.model.load(), confidence_threshold=plan.confidence)
    return FileReader(recognizer, with_unsure=plan.with_unsure)


def _content(path: Path, sha256: str) -> bytes | None:
    import hashlib

    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
