"""The states in which the model learns a hand: corrections, samples, sheet, versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QItemSelectionModel
from PyQt6.QtWidgets import QDialog

import model
from model.card import ModelCard
from model.handwriting import draw_digit
from model.samples import Origin, Sample
from tests.screenshots import paper
from tests.screenshots.props import child, press
from tests.screenshots.stage import Stage
from vision.normalization import normalized

if TYPE_CHECKING:
    from desktop_app.main_window import MainWindow
    from desktop_app.teaching.dialog import TeachingDialog

BUNDLED = Path(model.__file__).with_name("bundled")
COUNTS = (14, 23, 12, 15, 19, 13, 12, 27, 12, 16, 4)
"""Samples of each class: the 1 and the 7 are corrected most."""


def fill_samples(stage: Stage) -> None:
    """Digits of one hand, some of which the model had misread."""
    rng = np.random.default_rng(9)
    samples = []
    for label, count in enumerate(COUNTS):
        for place in range(count):
            digit = label if label < 10 else int(rng.integers(0, 10))
            ink = draw_digit(digit, rng, height_px=60)
            crop = normalized(ink if label < 10 else ink[: len(ink) // 3])
            is_sheet = place < 10 and label < 10
            samples.append(
                Sample(
                    crop,
                    label,
                    Origin.SHEET if is_sheet else Origin.CORRECTION,
                    f"2026-11-{20 + place % 5}T12:{place:02}:00.000+00:00",
                    None if is_sheet else (label + 6) % 10,
                    None if is_sheet else 0.86,
                )
            )
    stage.samples.add(samples)


def fill_versions(stage: Stage) -> None:
    """Three models beside the bundled one; the second is in use."""
    made = (
        ("first", "Trained on MNIST", 22, {"validation_accuracy": 0.9941}, True, ""),
        ("second", "My hand", 23, {"validation_accuracy": 0.9952}, True, ""),
        (
            "third",
            "Two epochs",
            24,
            {"validation_accuracy": 0.9702},
            False,
            "The new model reads 97.02% of 6,055 held-back digits right, the current one 99.52%.",
        ),
    )
    for model_id, name, day, metrics, is_accepted, reason in made:
        card = ModelCard(
            id=model_id,
            name=name,
            created_at=f"2026-11-{day}T12:00:00+00:00",
            network="cnn",
            parameters=284075,
            metrics=metrics,
            data=[{"name": "MNIST"}, {"name": "own samples"}],
            accepted=is_accepted,
            reason=reason,
            parent_id="bundled" if model_id == "first" else "first",
        )
        stage.models.add(BUNDLED / "model.keras", BUNDLED / "model.tflite", card)
    stage.models.activate("first")
    stage.models.activate("second")


def corrected(stage: Stage) -> None:
    """A 1 that looks like a 7 is read as one, and put right; the inspector tells so."""
    window = stage.open_on(paper.scrawl_picture())
    press(stage, "F7")
    stage.settle()
    reading = window.session.recognition
    assert reading is not None
    assert reading.numbers[0].text == "7984"
    window.view.select(reading.numbers[0].digits[0])
    stage.wait_for_reading()
    window.corrector.name(1)
    stage.wait(lambda: "Learnt" in window.statusBar().currentMessage())


def marked(stage: Stage) -> None:
    """A box is drawn around a digit that was not found."""
    window = stage.open_on(paper.desk_picture())
    window.view.set_marking(True)


def samples_filled(stage: Stage) -> None:
    """The page of all samples, one of them selected."""
    fill_samples(stage)
    window = _with_dialog(stage, "samples")
    dialog = child(window, "samples_dialog")
    stage.wait(lambda: dialog.grid.model().rowCount() > 0)
    dialog.classes.setCurrentRow(2)
    stage.settle()
    index = dialog.grid.model().index(11, 0)
    dialog.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def versions_several(stage: Stage) -> None:
    """Four versions, two of which stand side by side."""
    fill_versions(stage)
    _with_dialog(stage, "versions")


def adapt(stage: Stage) -> None:
    """The page of the model, with samples to adapt to."""
    fill_samples(stage)
    window = stage.open_on(paper.desk_picture())
    window.dialogs.show_settings("Model")
    for dialog in window.findChildren(QDialog):
        dialog.setMaximumSize(window.size())
    stage.settle()


def teach_sheet(stage: Stage) -> None:
    """The sheet before the camera; all its rows are read."""
    _shown_sheet(stage)


def teach_check(stage: Stage) -> None:
    """The digits that were found, to look them over."""
    dialog = _shown_sheet(stage)
    dialog.next_button.click()


def _shown_sheet(stage: Stage) -> TeachingDialog:
    window = stage.open_on(paper.lesson_picture())
    window.commands.teach.trigger()
    dialog: TeachingDialog = child(window, "teaching_dialog")
    dialog.setMaximumSize(window.size())
    dialog.next_button.click()
    stage.wait(lambda: dialog.count_text.startswith("100"))
    return dialog


def _with_dialog(stage: Stage, name: str) -> MainWindow:
    window = stage.open_on(paper.desk_picture())
    getattr(window.commands, name).trigger()
    for dialog in window.findChildren(QDialog):
        dialog.setMaximumSize(window.size())
    stage.settle()
    return window


LEARNING_STATES = {
    "corrected": corrected,
    "marked": marked,
    "samples-filled": samples_filled,
    "versions-several": versions_several,
    "settings-model-samples": adapt,
    "teach-sheet": teach_sheet,
    "teach-check": teach_check,
}
