import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from desktop_app.settings.dialog import SettingsDialog
from desktop_app.settings.store import Settings
from model.classifier import ModelError
from model.samples import Origin, Sample, SampleStore

FAKE_CHILD = Path(__file__).parents[1] / "training" / "fake_child.py"


class FakeModels:
    """A model store in memory; `broken` makes everything fail."""

    def __init__(self, root):
        self.root = root
        self.problem = None
        self.broken = ""
        self.kept = []
        self.keep("bundled", "Bundled model")
        self.keep("second", "Second model")
        self.current_id = "bundled"

    def keep(self, model_id, name):
        card = SimpleNamespace(
            name=name,
            created_at="2026-11-20T10:00:00+00:00",
            network="cnn",
            parameters=163_123,
            data=[{"name": "MNIST", "licence": "CC BY-SA 3.0"}],
            metrics={"validation_accuracy": 0.995, "test_accuracy": 0.9967},
            plan={},
        )
        self.kept.append(SimpleNamespace(id=model_id, card=card))

    def _check(self):
        if self.broken:
            raise ModelError(self.broken)

    def versions(self):
        self._check()
        return tuple(self.kept)

    def current(self):
        self._check()
        return next(kept for kept in self.kept if kept.id == self.current_id)

    def activate(self, model_id):
        self._check()
        self.before = self.current_id
        self.current_id = model_id

    def rollback(self):
        self._check()
        self.current_id = self.before


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "config" / "settings.json")


@pytest.fixture
def models(tmp_path):
    return FakeModels(tmp_path / "models")


@pytest.fixture
def samples(models):
    """The store of samples that the dialog has."""
    return SampleStore(models.root.parent / "samples")


@pytest.fixture
def teach(samples):
    """Adds samples of these digits."""

    def add(*labels):
        crops = [np.full((28, 28), 20 + 10 * label, np.uint8) for label in labels]
        return samples.add(
            [
                Sample(crop, label, Origin.CORRECTION)
                for crop, label in zip(crops, labels, strict=True)
            ]
        )

    return add


@pytest.fixture
def cameras():
    return [
        SimpleNamespace(name="Built-in Camera", identity="pci-1"),
        SimpleNamespace(name="Document Camera", identity="usb-2"),
    ]


@pytest.fixture
def open_dialog(qtbot, settings, models, cameras):
    """Shows the dialog; its training child does what `mode` says.

    With `again` it is as after a restart: with what the settings' file says.
    """
    shown = []

    def show(mode="good", page=None, *, again=False):
        command = [sys.executable, str(FAKE_CHILD), mode]
        kept = Settings(settings.path) if again else settings
        dialog = SettingsDialog(kept, models, lambda: cameras, training_command=command)
        qtbot.addWidget(dialog)
        shown.append(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        if page:
            dialog.show_page(page)
        return dialog

    yield show
    for dialog in shown:
        dialog.stop_training()


@pytest.fixture
def open_page(open_dialog):
    """Shows the Model page of the dialog."""

    def show(mode="good"):
        return open_dialog(mode, page="Model").model_page

    return show
