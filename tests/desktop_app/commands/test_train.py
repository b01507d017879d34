"""`digitlens train`: the plan one asks for, and a training from end to end."""

import argparse
import dataclasses
import json
import sys

import pytest

from desktop_app.cli import main
from desktop_app.commands import train
from model.choices import PRESETS, TrainingPlan


def plan_of(*options):
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.chosen_plan(parser.parse_args(options))


def test_without_options_it_is_the_default_plan():
    assert plan_of() == TrainingPlan()


def test_every_field_has_an_option(tmp_path):
    options = {
        "network": "lenet", "activation": "gelu", "optimizer": "sgd", "learning_rate": 0.05,
        "schedule": "constant", "batch_size": 32, "epochs": 3, "patience": 2, "dropout": 0.1,
        "label_smoothing": 0.05, "seed": 7, "data": "strokes", "limit": 100, "method": "adapt",
        "validation_share": 0.2,
    }  # fmt: skip
    arguments = ["--no-augment", "--no-samples"]
    for name, value in options.items():
        arguments += [f"--{name.replace('_', '-')}", str(value)]
    plan = plan_of(*arguments)
    assert dataclasses.asdict(plan) == options | {"augment": False, "use_samples": False}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_the_plan_and_options_change_it(name):
    preset = name.replace(" ", "-")
    assert plan_of("--preset", preset) == PRESETS[name]
    changed = plan_of("--seed", "5", "--preset", preset, "--limit", "all")
    assert changed == dataclasses.replace(PRESETS[name], seed=5, limit=None)


def test_the_help_names_presets_and_every_option(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    for option in ("lenet-lesson", "--samples", "--no-samples", "--method", "--validation-share"):
        assert option in text


def test_a_folder_is_named_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits").mkdir()
    assert plan_of("--data", "digits").data == str(tmp_path / "digits")


@pytest.mark.parametrize("wrong", [["--epochs", "0"], ["--dropout", "2"], ["--data", "absent"]])
def test_values_that_cannot_be_are_told_in_one_sentence(capsys, wrong):
    assert main(["train", *wrong]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


def test_unknown_networks_are_refused_with_those_known(capsys):
    with pytest.raises(SystemExit) as end:
        main(["train", "--network", "transformer"])
    assert end.value.code == 2
    assert "lenet" in capsys.readouterr().err


def test_json_passes_the_events_on(capsys, monkeypatch):
    event = {"event": "finished", "model_id": "m", "accepted": True, "reason": "Better."}
    code = f"input(); print({json.dumps(event)!r})"
    monkeypatch.setattr("model.child.child_command", lambda: [sys.executable, "-c", code])
    assert main(["train", "--data", "strokes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == event


@pytest.mark.slow
def test_a_training_ends_in_a_model(capsys):
    """The real child, on digits drawn by the program."""
    options = ["--data", "strokes", "--network", "dense", "--epochs", "2", "--limit", "300"]
    assert main(["train", *options]) == 0
    text = capsys.readouterr().out
    assert " 2/2 " in text
    assert text.splitlines()[-1].startswith("Model ")
    assert main(["models", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
