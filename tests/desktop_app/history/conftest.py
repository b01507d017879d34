"""A store with models, and the dialog that shows it."""

from pathlib import Path

import pytest

import model
from desktop_app.history import HistoryDialog
from desktop_app.theme import apply_theme
from model.card import ModelCard
from model.store import ModelStore
from tests.desktop_app.driving import WAIT_MS, activate

BUNDLED = Path(model.__file__).with_name("bundled")


@pytest.fixture
def add(tmp_path):
    """Adds a model to a store: `add(store, "id", "Name", day, **facts of its card)`."""

    def added(store, model_id, name, day, *, with_report=False, **facts):
        report = tmp_path / "report"
        report.mkdir(exist_ok=True)
        (report / "report.html").write_text(name)
        card = ModelCard(
            id=model_id, name=name, created_at=f"2026-11-{day:02d}T12:00:00+00:00", **facts
        )
        return store.add(
            BUNDLED / "model.keras", BUNDLED / "model.tflite", card,
            report=report if with_report else None,
        )  # fmt: skip

    return added


@pytest.fixture
def store(tmp_path, add):
    """Three models beside the bundled one; "second" is in use, and "first" was before."""
    made = ModelStore(tmp_path / "models")
    add(
        made,
        "first",
        "First try",
        21,
        with_report=True,
        metrics={"validation_accuracy": 0.9941},
        data=[{"name": "MNIST"}],
        accepted=True,
    )
    add(
        made,
        "second",
        "For the office",
        22,
        with_report=True,
        metrics={"validation_accuracy": 0.9952},
        accepted=True,
        parent_id="first",
    )
    add(made, "third", "A quick one", 23, metrics={"validation_accuracy": 0.95}, accepted=False,
        reason="It reads 95.00 % of the held-back digits, the one in use 99.52 %.")  # fmt: skip
    made.activate("first")
    made.activate("second")
    return made


@pytest.fixture
def open_history(qtbot, qapp, store):
    opened = []

    def shown(**more):
        apply_theme(qapp, "light")
        dialog = HistoryDialog(store, **more)
        qtbot.addWidget(dialog)
        opened.append(dialog)
        dialog.show()
        activate(dialog, qtbot)
        dialog.table.setFocus()
        qtbot.waitUntil(dialog.table.hasFocus, timeout=WAIT_MS)
        return dialog

    yield shown
    for dialog in opened:
        dialog.stop()
