"""What needs Keras although the program that asks for it must not import it.

Run in a process of its own by the command of `model.keras_child`: it prints
one JSON object, the result or {"error": "one sentence"}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TASK_ERROR = 4
"""Exit status of a task that failed in a way the user can be told."""


def main(argv: Sequence[str] | None = None) -> None:
    """Carries out a task and ends the process."""
    from model.array_files import DatasetError
    from model.classifier import ModelError

    task, *arguments = sys.argv[1:] if argv is None else argv
    tasks: dict[str, Callable[..., dict[str, Any]]] = {"export": _export, "evaluate": _evaluate}
    try:
        result = tasks[task](*arguments)
    except (ModelError, DatasetError) as error:
        print(json.dumps({"error": str(error)}))
        sys.exit(TASK_ERROR)
    print(json.dumps(result))


def _export(keras_path: str, tflite_path: str) -> dict[str, Any]:
    from model.export import export_litert, load_keras

    export_litert(Path(keras_path), Path(tflite_path))
    return {"parameters": int(load_keras(Path(keras_path)).count_params())}


def _evaluate(keras_path: str, folder: str) -> dict[str, Any]:
    from model.datasets import load_mnist
    from model.evaluation import evaluate
    from model.export import keras_probabilities, load_keras

    network = load_keras(Path(keras_path))
    test = load_mnist(Path(folder) if folder else None).test
    return evaluate(lambda crops: keras_probabilities(network, crops), test).metrics()
