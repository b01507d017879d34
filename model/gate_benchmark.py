"""Whether the gate tells equal models from bad ones: networks that differ in their seed alone.

`python -m model.gate_benchmark --data FOLDER` trains a few networks as the
program trains them anew, with other seeds, and one with shuffled labels. The gate
judges each as if it were to replace each other one. Equal ones must be accepted
19 times of 20, the shuffled one never. It takes more than an hour: networks
that learned less differ more by their seeds than the gate allows, so that some
of them are not equal.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.choices import NETWORK_NAMES, TrainingPlan
from model.classifier import LiteRtClassifier
from model.comparison import HoldOut, hold_outs
from model.datasets import LabelledCrops
from model.evaluation import CLASS_NAMES, evaluate
from model.gate import Readings, decide_readings
from model.report_page import Table
from model.training_data import crops_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.evaluation import Evaluation
    from model.gate import GateDecision
    from model.training_data import TrainingData

LEAST_ACCEPTED = 0.95
NETWORKS = 6

Answers = dict[str, "Evaluation"]
"""What one model made of each hold-out, by its name."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What the gate said of pairs of models.

    Attributes:
        judged: How many times it was asked.
        accepted: How often it said yes.
        refused_for: How often each check spoke against a model.
        reasons: Of the refusals, in order.
    """

    judged: int
    accepted: int
    refused_for: Counter[str]
    reasons: tuple[str, ...]

    @property
    def share(self) -> float:
        """Accepted of judged, 0 to 1."""
        return self.accepted / self.judged if self.judged else 0.0


def judge_pairs(models: Sequence[Answers]) -> Tally:
    """Lets each of several models replace each other one."""
    return _tally([_decision(old, new) for old, new in itertools.permutations(models, 2)])


def judge_against(candidate: Answers, models: Sequence[Answers]) -> Tally:
    """Lets one model replace each of several."""
    return _tally([_decision(old, candidate) for old in models])


def _decision(old: Answers, new: Answers) -> GateDecision:
    return decide_readings([Readings(name, old[name], new[name]) for name in old])


def _tally(decisions: Sequence[GateDecision]) -> Tally:
    against: Counter[str] = Counter()
    for decision in decisions:
        for check in decision.checks:
            if not check.passed:
                label = "" if check.label is None else f" {CLASS_NAMES[check.label]}"
                against[f"{check.hold_out} {check.name}{label}"] += 1
    accepted = sum(decision.accepted for decision in decisions)
    reasons = tuple(decision.reason for decision in decisions if not decision.accepted)
    return Tally(len(decisions), accepted, against, reasons)


def shuffled(crops: LabelledCrops, seed: int) -> LabelledCrops:
    """The same crops with each other's labels."""
    order = np.random.default_rng(seed).permutation(len(crops))
    return LabelledCrops(crops.crops, crops.labels[order])


def trained_answers(
    plan: TrainingPlan,
    training: LabelledCrops,
    choosing: LabelledCrops,
    judges: Sequence[HoldOut],
    folder: Path,
) -> Answers:
    """Trains a network and lets it read the hold-outs, as it would run in the program."""
    from model.export import export_litert
    from model.promotion import EXPORT_SAMPLE
    from model.training import fit

    best = fit(
        plan, training, choosing, folder, on_event=lambda _event: None, should_stop=lambda: False
    )
    export_litert(best, folder / "model.tflite", sample=choosing.crops[:EXPORT_SAMPLE])
    classifier = LiteRtClassifier(folder / "model.tflite")
    return {one.name: evaluate(classifier, one.crops) for one in judges}


def main() -> int:
    """Trains, judges and prints; 1 if the gate does not do what it must."""
    options = _options()
    plan = TrainingPlan(
        network=options.network, epochs=options.epochs, augment=not options.plain,
        data="strokes" if options.data is None else str(options.data), limit=options.limit,
    )  # fmt: skip
    judges = hold_outs(data=options.data)
    models = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.networks):
            seeded = dataclasses.replace(plan, seed=seed)
            data = _data_of(seeded)
            if not seed:
                print(f"{plan.network}, {plan.epochs} epochs of {len(data.training):,} crops")
            run_dir = Path(folder) / str(seed)
            models.append(trained_answers(seeded, data.training, data.validation, judges, run_dir))
            print(_accuracies(f"seed {seed}", models[-1]), flush=True)
        wrong, run_dir = shuffled(data.training, 0), Path(folder) / "shuffled"
        brief = dataclasses.replace(plan, epochs=1)
        bad = trained_answers(brief, wrong, data.validation, judges, run_dir)
        print(_accuracies("shuffled", bad), flush=True)
    equal, refused = judge_pairs(models), judge_against(bad, models)
    print(f"\nEqual models accepted: {equal.accepted} of {equal.judged} ({equal.share:.1%}).")
    if equal.refused_for:
        rows = [(name, str(count)) for name, count in equal.refused_for.most_common()]
        print(Table(("refused for", "times"), rows).as_text())
    print(f"Shuffled labels accepted: {refused.accepted} of {refused.judged}.")
    print("\n".join(refused.reasons[:1]))
    return int(equal.share < LEAST_ACCEPTED or refused.accepted > 0)


def _data_of(plan: TrainingPlan) -> TrainingData:
    return crops_for(plan, on_progress=lambda _done, _total: None, check=lambda: None)


def _accuracies(title: str, answers: Answers) -> str:
    return f"{title:10}" + "".join(
        f"  {name} {evaluation.digit_accuracy:.2%}"
        + ("" if evaluation.rejection_rate is None else f" rejects {evaluation.rejection_rate:.1%}")
        for name, evaluation in answers.items()
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m model.gate_benchmark", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with MNIST; without it own strokes alone")
    parser.add_argument("--network", choices=NETWORK_NAMES, default="cnn")
    parser.add_argument("--networks", type=int, default=NETWORKS, help="so many seeds")
    parser.add_argument("--epochs", type=int, default=TrainingPlan().epochs)
    parser.add_argument("--plain", action="store_true", help="train without augmentation")
    parser.add_argument("--limit", type=int, metavar="N", help="train on so many digits only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
