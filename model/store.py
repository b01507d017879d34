"""The versions of the model: added whole, checked at each load, put into use and back."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from model.atomic_files import sync, write_atomically
from model.card import CARD_NAME, MAX_ID_LENGTH, ModelCard, is_id
from model.choice_record import ChoiceRecord, RecordError
from model.classifier import LiteRtClassifier, ModelError
from model.version import ModelVersion, version_in
from model.version_files import copy_into, export_version

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BUNDLED_ID", "ModelCard", "ModelStore", "ModelVersion"]

BUNDLED_ID = "bundled"
MAX_NAME_LENGTH = 100
ABANDONED_AFTER_S = 24 * 3600.0

_BUNDLED_FOLDER = Path(__file__).with_name("bundled")


class ModelStore:
    """The user's models, and the bundled one to fall back on.

    Files are written under a temporary name, synced and renamed, so that after
    a kill at any moment the old or the new model is in use, never neither.

    Attributes:
        root: A folder for each version, and ``current.json`` that says which is in use.
        problem: Why the model in use is not the one that was chosen, for the
            user; None if it is. Of the last `current` or `load_classifier`.
    """

    def __init__(self, root: Path | None = None, *, bundled_folder: Path = _BUNDLED_FOLDER) -> None:
        """Opens a store; nothing is written before something is added.

        Args:
            root: By default in the user's data folder.
            bundled_folder: Of the model that ships.
        """
        self.root = root or platformdirs.user_data_path("digitlens") / "models"
        self.problem: str | None = None
        self._bundled_folder = bundled_folder

    @property
    def bundled(self) -> ModelVersion:
        """The model that ships.

        Raises:
            ModelError: It is damaged.
        """
        return self._version(BUNDLED_ID)

    def versions(self) -> tuple[ModelVersion, ...]:
        """All models with a readable card: the bundled one first, then newest first."""
        own = []
        if self.root.is_dir():
            for folder in self.root.iterdir():
                if folder.is_dir() and not folder.name.startswith("."):
                    with contextlib.suppress(ModelError):
                        own.append(self._version(folder.name))
        own.sort(key=lambda version: (version.card.created_at, version.id), reverse=True)
        return (self.bundled, *own)

    def current(self) -> ModelVersion:
        """The model in use: the chosen one, else the one before it, at last the bundled one.

        Raises:
            ModelError: Not even the bundled model can be used.
        """
        return self._first_sound()[0]

    def load_classifier(self, version: ModelVersion | None = None) -> LiteRtClassifier:
        """The classifier of a model, by default of the one in use.

        Raises:
            ModelError: The named model is damaged; or, with none named, not even
                the bundled one can be used.
        """
        return self._first_sound()[1] if version is None else version.load_classifier()

    def add(
        self, keras_path: Path, tflite_path: Path, card: ModelCard, *, report: Path | None = None
    ) -> ModelVersion:
        """Copies a model into the store, which does not put it into use.

        Args:
            keras_path: The model as it was trained.
            tflite_path: The same as it runs.
            card: Its checksums are filled in; its `id` gets a number if it is taken.
            report: A folder that is copied whole, with ``report.html`` in it.

        Raises:
            ModelError: It cannot be saved; the store is as it was.
        """
        with _friendly(f"The model could not be saved in {self.root}"):
            self.root.mkdir(parents=True, exist_ok=True)
            self._clear_away()
            # A name with a dot is no version: what a kill leaves behind is never taken for one.
            folder = Path(tempfile.mkdtemp(prefix=".new-", dir=self.root))
            try:
                sha256 = copy_into(folder, keras_path, tflite_path, report)
                card = dataclasses.replace(card, id=self._free_id(card.id), sha256=sha256)
                write_atomically(folder / CARD_NAME, card.to_json().encode())
                folder.chmod(0o755)
                sync(folder)
                final = folder.rename(self.root / card.id)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            sync(self.root)
        return ModelVersion(card.id, final, card)

    def activate(self, model_id: str) -> ModelVersion:
        """Puts a model into use, after it was tried.

        Raises:
            ModelError: There is no such model, it is damaged, or the choice
                cannot be saved; the one in use stays.
        """
        version = self._version(model_id)
        version.load_classifier()
        self._save_record(self._record().choosing(model_id))
        return version

    def rollback(self) -> ModelVersion:
        """Puts the model into use that was before the present one.

        Raises:
            ModelError: There was none, or the choice cannot be saved.
        """
        previous = list(self._record().previous)
        while previous:
            model_id = previous.pop(0)
            try:
                version = self._version(model_id)
                version.load_classifier()
            except ModelError:
                continue
            self._save_record(ChoiceRecord(model_id, previous))
            return version
        raise ModelError("There is no earlier model to go back to.")

    def rename(self, model_id: str, name: str) -> ModelVersion:
        """Gives a model another name; its id and its files stay.

        Args:
            model_id: Of a model that was added.
            name: What people call it; blanks around it and line breaks in it go.

        Raises:
            ModelError: There is no such model, it is the one that ships, the name
                is empty, or the card cannot be written; the old name stays.
        """
        name = " ".join(name.split())[:MAX_NAME_LENGTH]
        if not name:
            raise ModelError("A model needs a name.")
        version = self._own_version(model_id, "renamed")
        path = version.folder / CARD_NAME
        with _friendly(f"The name could not be saved in {path.parent}"):
            # Of a later version's card, what this one does not know is kept.
            values = json.loads(path.read_bytes()) | {"name": name}
            text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
            write_atomically(path, text.encode())
        return self._version(model_id)

    def delete(self, model_id: str) -> None:
        """Removes a model with all of its files.

        Raises:
            ModelError: There is no such model, it is the one that ships or the one
                in use, or it cannot be removed; it is still there then, whole.
        """
        version = self._own_version(model_id, "deleted")
        if model_id in (self._record().chosen, self.current().id):
            raise ModelError(
                f"The model {version.card.name} is in use and cannot be deleted; "
                "use another one first."
            )
        # Nothing is written: on a full disk this is what makes room.
        with _friendly(f"The model could not be deleted from {self.root}"):
            version.folder.rename(self.root / f".old-{secrets.token_hex(8)}")
        with contextlib.suppress(OSError):
            sync(self.root)
        self._clear_away()

    def export(self, model_id: str, target: Path) -> Path:
        """Copies a model's three files to hand them on; see `export_version`.

        Raises:
            ModelError: There is no such model, it is damaged, or `target` is not
                free or cannot be written to.
        """
        return export_version(self._version(model_id), target)

    def can_go_back(self) -> bool:
        """Whether there was a model before the one in use that is still there."""
        return any(
            one == BUNDLED_ID or (self.root / one / CARD_NAME).is_file()
            for one in self._record().previous
            if is_id(one)
        )

    def _first_sound(self) -> tuple[ModelVersion, LiteRtClassifier]:
        """The first model in order of choice that loads, with the reason in `problem`."""
        self.problem = None
        record = self._record()
        # A damaged record says nothing of what was chosen; it has set `problem`.
        wrong = ""
        for model_id in dict.fromkeys((record.chosen, *record.previous, BUNDLED_ID)):
            try:
                version = self._version(model_id)
                classifier = version.load_classifier()
            except ModelError as error:
                wrong = wrong or str(error)
                if model_id == BUNDLED_ID:
                    raise ModelError(
                        "No model can be used, not even the one that ships with the program; "
                        "please install it again."
                    ) from error
                continue
            if wrong:
                instead = (
                    "the one that ships with the program"
                    if model_id == BUNDLED_ID
                    else (f"the earlier one, {version.card.name},")
                )
                self.problem = f"{wrong} Instead {instead} is in use."
            return version, classifier
        raise AssertionError("The bundled model ends the loop.")

    def _version(self, model_id: str) -> ModelVersion:
        folder = self._bundled_folder if model_id == BUNDLED_ID else self.root / model_id
        return version_in(folder, model_id)

    def _own_version(self, model_id: str, participle: str) -> ModelVersion:
        if model_id == BUNDLED_ID:
            raise ModelError(f"The model that ships with the program cannot be {participle}.")
        return self._version(model_id)

    def _clear_away(self) -> None:
        """Removes what killed processes left; younger ones may be at work still."""
        for folder in self.root.glob(".old-*"):  # deleted: nothing is at work on it any more
            shutil.rmtree(folder, ignore_errors=True)
        for path in (*self.root.glob(".new-*"), *self.root.glob("*/.new-*")):
            with contextlib.suppress(OSError):  # another process clears away as well
                if time.time() - path.stat().st_mtime > ABANDONED_AFTER_S:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _free_id(self, wanted: str) -> str:
        # One may go back to those of the record, which must not lead to another model.
        taken = {BUNDLED_ID, *self._record().previous}
        taken.update(path.name for path in self.root.iterdir())
        names = (wanted, *(f"{wanted[: MAX_ID_LENGTH - 4]}-{number}" for number in range(2, 1000)))
        return next(name for name in names if name not in taken)

    def _record(self) -> ChoiceRecord:
        try:
            return ChoiceRecord.read(self.root, default=BUNDLED_ID)
        except RecordError:
            self.problem = (
                "The record of the model in use is damaged. Instead the one that ships "
                "with the program is in use; choose another one in the settings."
            )
            return ChoiceRecord(BUNDLED_ID)

    def _save_record(self, record: ChoiceRecord) -> None:
        with _friendly(f"The choice of the model could not be saved in {self.root}"):
            record.save(self.root)


@contextlib.contextmanager
def _friendly(what: str) -> Iterator[None]:
    """Turns a full disk and the like into a sentence."""
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"{what} ({error.strerror or error}); the model in use is unchanged."
        ) from error
