"""Kills processes at each step of an operation on the store, and looks at what is left.

Run as ``python killed_at_every_step.py OPERATION FOLDER BUNDLED``: prints the
number of steps, and in which states the kills left the store.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from model.atomic_files import sha256_of
from model.card import ModelCard
from model.store import BUNDLED_ID, ModelStore

STEPS = {
    "open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "os.link",
    "shutil.copyfile", "shutil.rmtree",
}  # fmt: skip
"""Python's audit events of what changes a disk."""


class Operation:
    """What is done to a store, from the state in which it is done.

    Attributes:
        store: Has a model "other" in use, and before it "mine".
        mine: The id of the latter.
    """

    def __init__(self, folder: Path, bundled: Path) -> None:
        self.folder, self._bundled = folder, bundled
        self.store = ModelStore(folder / "models")
        self.report = folder / "report"
        self.report.mkdir()
        for name in ("report.html", "report.json", "curve.png"):
            (self.report / name).write_text(name)
        self.mine = self.add("mine")
        self.store.activate(self.mine)
        self.store.activate(self.add("other"))

    def add(self, model_id: str) -> str:
        card = ModelCard(
            id=model_id, name="Before", created_at="2026-11-21T12:00:00+00:00", accepted=True
        )
        keras, tflite = self._bundled / "model.keras", self._bundled / "model.tflite"
        return self.store.add(keras, tflite, card, report=self.report).id

    def ids(self) -> list[str]:
        return [version.id for version in self.store.versions()]

    # --- the operations: what is done, and the state afterwards ---

    def promote(self) -> None:
        self.store.activate(self.add("new"))

    def after_promote(self) -> str:
        return "after" if self.store.current().id.startswith("new") else "before"

    def delete(self) -> None:
        self.store.delete(self.mine)

    def after_delete(self) -> str:
        assert self.store.current().id == "other"
        if self.mine in self.ids():
            return "before"
        self.mine = self.add("mine")
        assert not list(self.store.root.glob(".old-*"))
        assert self.store.rollback().id == BUNDLED_ID
        self.store.activate(self.mine)
        self.store.activate("other")
        return "after"

    def rename(self) -> None:
        self.store.rename("mine", "After")

    def after_rename(self) -> str:
        (mine,) = [version for version in self.store.versions() if version.id == "mine"]
        assert mine.card.accepted
        return mine.card.name.lower()

    def export_folder(self) -> None:
        self.store.export("mine", self.folder / "exported")

    def after_export_folder(self) -> str:
        target = self.folder / "exported"
        if not target.exists():
            return "before"
        card = ModelCard.from_json((target / "card.json").read_bytes())
        assert card.sha256 == {name: sha256_of(target / name) for name in card.sha256}
        shutil.rmtree(target)
        return "after"

    def export_archive(self) -> None:
        self.store.export("mine", self.folder / "exported.zip")

    def after_export_archive(self) -> str:
        target = self.folder / "exported.zip"
        if not target.exists():
            return "before"
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == 3
        target.unlink()
        return "after"


def killed_after(steps: int, do: Callable[[], None]) -> bool:
    """Does it in a process that is killed as it takes its nth step; whether it got so far."""
    child = os.fork()
    if not child:
        left = [steps]

        def count(event: str, arguments: object) -> None:
            if event in STEPS:
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        do()
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), status
    return status != 0


def main() -> None:
    name = sys.argv[1]
    operation = Operation(Path(sys.argv[2]), Path(sys.argv[3]))
    do, look = getattr(operation, name), getattr(operation, f"after_{name}")
    operation.store.load_classifier()  # imports what the steps need
    states, steps, is_killed = set(), 0, True
    while is_killed:
        steps += 1
        is_killed = killed_after(steps, do)
        operation.store.load_classifier()
        assert operation.store.problem is None, operation.store.problem
        for version in operation.store.versions():  # each of them is whole
            operation.store.load_classifier(version)
            assert version.keras_path.is_file()
            assert version.id == BUNDLED_ID or len(list(version.folder.glob("report/*"))) == 3
        state = look()
        assert is_killed or state == "after"
        states.add(state)
    print(steps, *sorted(states))


if __name__ == "__main__":
    main()
