"""Learns and tells digits: data sets, networks, training, inference, versions.

What programs in Python use is named here; `docs/python.md` shows how:

>>> from model import evaluate, generated_digits, load_classifier
>>> evaluation = evaluate(load_classifier(), generated_digits(100, seed=1))
>>> evaluation.count, evaluation.digit_accuracy > 0.95
(100, True)

Each name is imported when it is first asked for, so that nobody waits for what is not used:
only what trains loads Keras and TensorFlow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_NAMES_OF = {
    "model.array_files": ("DatasetError",),
    "model.card": ("ModelCard",),
    "model.choices": ("PRESETS", "TrainingPlan"),
    "model.classifier": ("LiteRtClassifier", "ModelError"),
    "model.corpus": ("generated_digits", "generated_negatives"),
    "model.datasets": ("LabelledCrops", "MnistSplits", "load_mnist"),
    "model.evaluation": ("Evaluation", "evaluate", "report_text"),
    "model.export": ("export_litert",),
    "model.loading": ("load_classifier",),
    "model.networks": ("build_network",),
    "model.run_lock": ("TrainingRunsError",),
    "model.samples": ("Origin", "Sample", "SampleError", "SampleStore"),
    "model.store": ("ModelStore",),
    "model.training": ("TrainingCancelled", "TrainingError", "fit"),
    "model.training_call": ("train_model",),
    "model.version": ("ModelVersion",),
}
"""Where the public names are, the same as is imported below for those who check types."""

_MODULE_OF = {name: module for module, names in _NAMES_OF.items() for name in names}
__all__ = sorted(_MODULE_OF)  # noqa: PLE0605  the imports below say the same to type checkers

if TYPE_CHECKING:
    from model.array_files import DatasetError as DatasetError
    from model.card import ModelCard as ModelCard
    from model.choices import PRESETS as PRESETS
    from model.choices import TrainingPlan as TrainingPlan
    from model.classifier import LiteRtClassifier as LiteRtClassifier
    from model.classifier import ModelError as ModelError
    from model.corpus import generated_digits as generated_digits
    from model.corpus import generated_negatives as generated_negatives
    from model.datasets import LabelledCrops as LabelledCrops
    from model.datasets import MnistSplits as MnistSplits
    from model.datasets import load_mnist as load_mnist
    from model.evaluation import Evaluation as Evaluation
    from model.evaluation import evaluate as evaluate
    from model.evaluation import report_text as report_text
    from model.export import export_litert as export_litert
    from model.loading import load_classifier as load_classifier
    from model.networks import build_network as build_network
    from model.run_lock import TrainingRunsError as TrainingRunsError
    from model.samples import Origin as Origin
    from model.samples import Sample as Sample
    from model.samples import SampleError as SampleError
    from model.samples import SampleStore as SampleStore
    from model.store import ModelStore as ModelStore
    from model.training import TrainingCancelled as TrainingCancelled
    from model.training import TrainingError as TrainingError
    from model.training import fit as fit
    from model.training_call import train_model as train_model
    from model.version import ModelVersion as ModelVersion
else:  # a type checker is to complain of other names

    def __getattr__(name: str) -> Any:
        """Imports a public name (PEP 562)."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULE_OF[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
