"""What the choices of a training are called."""

from __future__ import annotations

import dataclasses

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from model.choices import PRESETS, TrainingPlan

MNIST, STROKES, FOLDER = "mnist", "strokes", "folder"

NETWORKS = (
    ("cnn", QT_TRANSLATE_NOOP("PlanForm", "Convolutional, as bundled")),
    ("large", QT_TRANSLATE_NOOP("PlanForm", "Convolutional, larger and slower")),
    ("lenet", QT_TRANSLATE_NOOP("PlanForm", "LeNet, small and quick")),
    ("dense", QT_TRANSLATE_NOOP("PlanForm", "Dense, the simplest")),
)
ACTIVATIONS = (
    ("relu", "ReLU"),
    ("elu", "ELU"),
    ("gelu", "GELU"),
    ("silu", "SiLU (Swish)"),
    ("tanh", "Tanh"),
)
OPTIMIZERS = (
    ("adam", "Adam"),
    ("adamw", "AdamW"),
    ("sgd", QT_TRANSLATE_NOOP("PlanForm", "SGD with momentum")),
    ("rmsprop", "RMSprop"),
)
SCHEDULES = (
    ("cosine", QT_TRANSLATE_NOOP("PlanForm", "Warm-up, then falling to zero")),
    ("constant", QT_TRANSLATE_NOOP("PlanForm", "Constant")),
)
DATA = (
    (MNIST, QT_TRANSLATE_NOOP("PlanForm", "MNIST (downloaded once)")),
    (STROKES, QT_TRANSLATE_NOOP("PlanForm", "Digits drawn by DigitLens")),
    (FOLDER, QT_TRANSLATE_NOOP("PlanForm", "A folder…")),
)
CUSTOM = ""
PRESET_NAMES = (
    ("standard", QT_TRANSLATE_NOOP("PlanForm", "Standard")),
    ("quick", QT_TRANSLATE_NOOP("PlanForm", "Quick try")),
    ("thorough", QT_TRANSLATE_NOOP("PlanForm", "Thorough")),
    ("lenet lesson", QT_TRANSLATE_NOOP("PlanForm", "Lesson: LeNet")),
    ("dense lesson", QT_TRANSLATE_NOOP("PlanForm", "Lesson: dense network")),
    (CUSTOM, QT_TRANSLATE_NOOP("PlanForm", "Custom")),
)
# What a preset says nothing of: where the digits come from, and chance.
KEPT_FIELDS = ("data", "use_samples", "seed")


def with_preset(plan: TrainingPlan, name: str) -> TrainingPlan:
    """The plan of a preset, with the digits of the plan before."""
    kept = {field: getattr(plan, field) for field in KEPT_FIELDS}
    return dataclasses.replace(PRESETS[name], **kept)


def preset_of(plan: TrainingPlan) -> str:
    """The name of the preset that a plan is; `CUSTOM` where it is none."""
    return next((name for name in PRESETS if with_preset(plan, name) == plan), CUSTOM)


def summary(plan: TrainingPlan) -> str:
    """What a training with this plan does, in a few words."""
    names = {value: QCoreApplication.translate("PlanForm", text) for value, text in OPTIMIZERS}
    text = QCoreApplication.translate(
        "PlanForm", "{optimizer}, at most %n epoch(s), {batch} digits a step", "", plan.epochs
    )
    return text.format(optimizer=names[plan.optimizer], batch=QLocale().toString(plan.batch_size))
