"""How well the presets read MNIST's test digits: `python -m model.mnist_benchmark --data FOLDER`.

Each network is trained by its preset as the training process does it, without
the user's samples: on the digits of 485 of MNIST's training writers and drawn
negatives, the best epoch by those of the other 54, converted to LiteRT. Only
then are the 10,000 test digits read, which choose nothing. "Not a digit" is a
wrong answer like any other.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.choices import PRESETS
from model.classifier import LiteRtClassifier
from model.datasets import DatasetError, load_mnist
from model.evaluation import evaluate
from model.export import export_litert
from model.promotion import EXPORT_SAMPLE
from model.runs import history_of
from model.training import fit
from model.training_data import crops_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.choices import TrainingPlan

WANTED = {"standard": 0.994, "lenet lesson": 0.990, "dense lesson": 0.975}
"""Presets that are measured, and the least share of the test digits each is to read right."""

MOST_EPOCHS = 15

_COLUMNS = f"{'preset':<14}{'network':<9}{'epochs':>7}{'seconds':>9}{'validation':>12}{'test':>9}"


@dataclass(frozen=True, slots=True)
class Measured:
    """One network, trained and tested.

    Attributes:
        preset: Its name.
        plan: What was trained.
        epochs: That were trained, `patience` of them in vain perhaps.
        seconds: Of the training, without data and conversion.
        validation: Share of the validation digits of the LiteRT file read right, 0 to 1.
        test: The same of the test digits.
    """

    preset: str
    plan: TrainingPlan
    epochs: int
    seconds: float
    validation: float
    test: float

    @property
    def is_enough(self) -> bool:
        return self.test >= WANTED[self.preset] and self.epochs <= MOST_EPOCHS


def measured(
    preset: str, plan: TrainingPlan, run_dir: Path, on_event: Callable[[dict[str, Any]], None]
) -> Measured:
    """Trains by a plan whose `data` is a folder with MNIST, and tests.

    Raises:
        DatasetError: MNIST is not there.
    """
    data = crops_for(plan, on_progress=lambda _done, _total: None, check=lambda: None)
    began_s = time.monotonic()
    best = fit(
        plan, data.training, data.validation, run_dir, on_event=on_event, should_stop=lambda: False
    )
    seconds = time.monotonic() - began_s
    tflite = run_dir / "best.tflite"
    export_litert(best, tflite, sample=data.validation.crops[:EXPORT_SAMPLE])
    classifier = LiteRtClassifier(tflite)
    validation = evaluate(classifier, data.validation).digit_accuracy
    test = evaluate(classifier, load_mnist(Path(plan.data)).test).digit_accuracy
    return Measured(preset, plan, len(history_of(run_dir)), seconds, validation, test)


def row(result: Measured) -> str:
    """One line of the table."""
    wanted = WANTED[result.preset]
    verdict = "enough" if result.is_enough else "too little"
    return (
        f"{result.preset:<14}{result.plan.network:<9}{result.epochs:>7}{result.seconds:>9.0f}"
        f"{result.validation:>12.2%}{result.test:>9.2%}  {verdict}, {wanted:.1%} is wanted"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a row for each preset; the exit status is 1 if one reads too little."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with MNIST")
    parser.add_argument("--preset", choices=WANTED, action="append", help="only this; repeatable")
    parser.add_argument("--limit", type=int, metavar="N", help="train on so many digits only")
    parser.add_argument("--seed", type=int, default=0, help="of all random choices")
    options = parser.parse_args(arguments)
    results = []
    print(_COLUMNS, flush=True)
    for preset in dict.fromkeys(options.preset or WANTED):
        plan = dataclasses.replace(
            PRESETS[preset], data=str(options.data), limit=options.limit, seed=options.seed,
            use_samples=False,
        )  # fmt: skip
        try:
            with tempfile.TemporaryDirectory() as folder:
                results.append(measured(preset, plan.validated(), Path(folder), _tell_epoch))
        except (DatasetError, ValueError) as error:
            parser.error(str(error))
        print(row(results[-1]), flush=True)
    return 0 if all(result.is_enough for result in results) else 1


def _tell_epoch(event: dict[str, Any]) -> None:
    if event["event"] == "epoch":
        text = f"epoch {event['epoch']}: {event['validation_accuracy']:.2%} of what is held back"
        print(f"{text}, {event['seconds']:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
