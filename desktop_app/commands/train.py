"""`digitlens train`: a new model, trained in a process of its own."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from desktop_app.commands import CommandError
from model.choices import (
    ACTIVATION_NAMES,
    METHOD_NAMES,
    NETWORK_NAMES,
    OPTIMIZER_NAMES,
    PRESETS,
    SCHEDULE_NAMES,
    TrainingPlan,
)

SUMMARY = "train a new model"
DESCRIPTION = """Trains a network and makes it a model.

A preset gives the plan, and each other option changes one thing of it. With
`--method adapt` the model in use learns the digits that were corrected or written
for it, in a minute or two.

The new model comes into use if it reads the digits held back from training no
worse than the one in use; if not, it is kept, and `digitlens models use ID` can
still choose it. Ctrl+C cancels: nothing changes then, and the same command goes
on where it stopped. A second Ctrl+C ends it at once."""

DATA_NAMES = ("mnist", "strokes")

_HELP = {
    "network": "the network to train",
    "activation": "the function between its layers",
    "optimizer": "how the weights are adjusted",
    "learning_rate": "how fast, at most",
    "schedule": "cosine: warm up, then fall to zero; constant: stay",
    "batch_size": "digits a step",
    "epochs": "passes over the digits, at most",
    "patience": "epochs without getting better after which to stop",
    "dropout": "share of activations dropped before the last layer, 0 to 0.9",
    "label_smoothing": "share of certainty given to the other digits, 0 to 0.5",
    "augment": "shift, turn and bend the digits anew in each epoch",
    "seed": "of all random choices",
    "data": "mnist: downloaded once, or found in the folder that DIGITLENS_DATA names; "
    "strokes: digits drawn by the program; or a folder with IDX files or mnist.npz, or with "
    "pictures in folders 0 to 9",
    "limit": "use so many digits at most, or all",
    "method": "anew: train a network from the beginning; adapt: teach the model in use the "
    "digits that were corrected or written for it",
    "use_samples": "learn from the corrected digits too",
    "validation_share": "share of the digits held back to choose the best epoch, 0.01 to 0.5",
}
_CHOICES = {
    "network": NETWORK_NAMES,
    "activation": ACTIVATION_NAMES,
    "optimizer": OPTIMIZER_NAMES,
    "schedule": SCHEDULE_NAMES,
    "method": METHOD_NAMES,
}
_OPTIONS = {"use_samples": "--samples"}
_PRESETS = {name.replace(" ", "-"): plan for name, plan in PRESETS.items()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument(
        "--preset",
        choices=tuple(_PRESETS),
        default="standard",
        help="the plan to begin with (default: standard, whose values are given below)",
    )
    for field in dataclasses.fields(TrainingPlan):
        _add_option(parser, field.name, field.default)
    parser.add_argument(
        "--json", action="store_true", help="print the training's events as JSON, one a line"
    )


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.training_process import train
    from desktop_app.commands.training_screen import TrainingScreen

    try:
        plan = chosen_plan(arguments)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if arguments.json:
        return train(plan, lambda event: print(json.dumps(event), flush=True))
    with TrainingScreen(plan) as screen:
        return train(plan, screen.show)


def chosen_plan(arguments: argparse.Namespace) -> TrainingPlan:
    """The plan that the options ask for.

    Raises:
        ValueError: A value is out of its range; the message is for the user.
    """
    values = _PRESETS[arguments.preset].to_json()
    values |= {name: value for name, value in vars(arguments).items() if name in values}
    if values["data"] not in DATA_NAMES:
        folder = Path(values["data"])
        if not folder.exists():
            raise ValueError(
                f"There is no folder {folder} with a data set; name one, or "
                f"{' or '.join(DATA_NAMES)}."
            )
        values["data"] = str(folder.absolute())
    return TrainingPlan(**values).validated()


def _add_option(parser: argparse.ArgumentParser, name: str, default: object) -> None:
    """Adds the option of one field; what is not given leaves the preset's value."""
    option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
    if isinstance(default, bool):
        parser.add_argument(
            option,
            dest=name,
            action=argparse.BooleanOptionalAction,
            default=argparse.SUPPRESS,
            help=f"{_HELP[name]} (default: {'yes' if default else 'no'})",
        )
        return
    kind = _count_or_all if default is None else type(default)
    parser.add_argument(
        option,
        dest=name,
        choices=_CHOICES.get(name),
        metavar=None if name in _CHOICES else _METAVARS.get(kind, "NAME|DIR"),
        type=kind,
        default=argparse.SUPPRESS,
        help=f"{_HELP[name]} (default: {'all' if default is None else default})",
    )


def _count_or_all(text: str) -> int | None:
    return None if text == "all" else int(text)


_METAVARS: dict[object, str] = {int: "N", float: "X", _count_or_all: "N"}
