"""Whether the input of a training keeps up: epochs with augmentation beside epochs without."""

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.measure import Ratio

CROPS = 6_000
"""Epochs of some seconds: the nearer two are in time, the less do others come between them."""
AUGMENTATION_LIMIT = 1.1


def training_ratios(rounds: int = 12) -> Iterator[Ratio]:
    """Time of an epoch, and of all cores together, with augmentation over without."""
    # In a process of its own: TensorFlow's threads disturb no other benchmark.
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.training", "--rounds", str(rounds)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True, text=True, timeout=3600, check=True,
    )  # fmt: skip
    epochs = json.loads(done.stdout.strip().splitlines()[-1])
    for name, column in (("an epoch", 0), ("processor time of an epoch", 1)):
        augmented, plain = (
            statistics.median(pair[kind][column] for pair in epochs) for kind in (0, 1)
        )
        yield Ratio(
            f"{name}: with augmentation / without", augmented, plain, AUGMENTATION_LIMIT, "s"
        )


def timed_epochs(rounds: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Pairs of epochs with and without augmentation: seconds, and seconds of all cores."""
    import keras

    from model.corpus import generated_digits
    from model.recipe import PLAN
    from model.training import CropBatches, compiled_network

    plan = dataclasses.replace(PLAN, epochs=1)
    digits = generated_digits(CROPS, seed=0)
    keras.utils.set_random_seed(plan.seed)
    network = compiled_network(plan, CROPS // plan.batch_size)

    def epoch(*, augment: bool) -> tuple[float, float]:
        batches = CropBatches(digits, plan.batch_size, seed=plan.seed, augment=augment)
        started_s, used_s = time.perf_counter(), time.process_time()
        network.fit(batches, epochs=1, verbose=0, shuffle=False)
        return time.perf_counter() - started_s, time.process_time() - used_s

    epoch(augment=True)  # traces the graph
    for number in range(rounds):
        # Neither kind always comes after the other.
        if number % 2:
            plain, augmented = epoch(augment=False), epoch(augment=True)
        else:
            augmented, plain = epoch(augment=True), epoch(augment=False)
        yield augmented, plain


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    print(json.dumps(list(timed_epochs(parser.parse_args().rounds))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
