"""The training process: what it is asked, what it tells, how it is paused and ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.child import child_command
from model.classifier import LiteRtClassifier
from model.corpus import generated_digits
from model.runs import unfinished
from model.samples import Origin, Sample, SampleStore
from model.store import BUNDLED_ID
from tests.model.training_child import (
    ENDLESS,
    PATIENCE_S,
    QUICK,
    Child,
    changed_child,
    put_into_use,
)


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    child = Child(tmp_path, changed_child("model.orders.PAUSED_EVENT_INTERVAL_S = 0.2"))
    yield child
    child.close()


def write_samples(folder: Path, count: int) -> SampleStore:
    """The user's own digits, where the training looks for them."""
    store = SampleStore(folder / "samples")
    drawn = generated_digits(count, seed=5)
    store.add([
        Sample(crop, int(label), Origin.CORRECTION)
        for crop, label in zip(drawn.crops, drawn.labels, strict=True)
    ])  # fmt: skip
    return store


@pytest.mark.slow
def test_a_better_model_is_trained_and_put_into_use(child: Child, weak_model: Path) -> None:
    put_into_use(child.store, weak_model)
    child.ask(**QUICK)
    finished = child.wait_for_event("finished")
    assert child.ended() == 0
    names = [event["event"] for event in child.events]
    assert [name for name in names if name not in ("message", "batch")] == [
        "started", "epoch", "predictions", "epoch", "predictions", "finished",
    ]  # fmt: skip
    assert finished["accepted"]
    assert "held-back digits" in finished["reason"]
    metrics = finished["metrics"]
    assert metrics["validation_accuracy"] > metrics["current_validation_accuracy"]
    version = child.store.current()
    assert version.id == finished["model_id"]
    assert version.card.metrics == metrics
    assert version.card.plan["limit"] == 300
    assert version.card.data[0]["name"] == "own strokes"
    assert isinstance(child.store.load_classifier(), LiteRtClassifier)
    assert version.card.parent_id == "weak"
    assert version.card.accepted
    assert finished["checks"]
    assert all(check["passed"] for check in finished["checks"])
    assert version.report_path == Path(finished["report"])
    assert "Weak" in version.report_path.read_text()
    assert child.store.rollback().id == "weak"
    (run,) = child.runs.glob("*/history.csv")
    assert len(run.read_text().splitlines()) == 3
    assert not list(run.parent.glob("*.keras")), "what is in the models needs no second place"
    assert unfinished(child.runs) == ()


@pytest.mark.slow
def test_a_report_that_cannot_be_written_does_not_cost_the_model(
    tmp_path: Path, weak_model: Path
) -> None:
    """The report's folder has the name of a file that is there."""
    child = Child(
        tmp_path, changed_child("import model.runs; model.runs.REPORT_FOLDER = 'best.keras'")
    )
    try:
        put_into_use(child.store, weak_model)
        child.ask(**QUICK)
        finished = child.wait_for_event("finished")
        assert child.ended() == 0
    finally:
        child.close()
    texts = [event["text"] for event in child.events if event["event"] == "message"]
    assert any(text.startswith("The report cannot be written: ") for text in texts)
    assert finished["accepted"]
    assert finished["report"] is None
    assert child.store.current().id == finished["model_id"]


_LITTLE_MEMORY = """
import resource, model.retraining
fit = model.retraining.fit
def with_little_memory(*arguments, **named):
    with open("/proc/self/status") as lines:
        taken = next(int(line.split()[1]) for line in lines if line.startswith("VmSize"))
    resource.setrlimit(resource.RLIMIT_AS, (taken * 1024 + 1200 * 2**20,) * 2)
    return fit(*arguments, **named)
model.retraining.fit = with_little_memory
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as on Linux")
def test_a_training_that_needs_more_memory_than_there_is_says_so(tmp_path: Path) -> None:
    child = Child(tmp_path, changed_child(_LITTLE_MEMORY))
    try:
        child.ask(
            network="large", data="strokes", epochs=1, limit=1200, batch_size=1024, augment=False
        )
        failed = child.wait_for_event("failed")
        assert child.ended() == 1
    finally:
        child.close()
    assert failed["error"] == (
        "There is not enough memory for this training; try a smaller batch size."
    )
    assert child.store.current().id == BUNDLED_ID


@pytest.mark.slow
def test_a_started_training_tells_what_a_forecast_needs(child: Child) -> None:
    child.ask(**ENDLESS)
    started = child.wait_for_event("started")
    assert (started["epochs"], started["done"], started["method"]) == (1000, 0, "anew")
    last = child.wait_for(lambda event: event["event"] == "batch" and event["step"] > 1)
    assert last["steps"] == started["steps"]
    shown = child.wait_for_event("predictions")
    again = child.wait_for_event("predictions")
    assert len(shown["items"]) == 20
    for one, other in zip(shown["items"], again["items"], strict=True):
        assert one["crop"] == other["crop"]


@pytest.mark.slow
def test_a_pause_lasts_until_it_is_over(child: Child) -> None:
    child.ask(**ENDLESS)
    child.wait_for_event("batch")
    child.command("pause")
    child.wait_for_event("paused")
    before = len(child.events)
    child.wait_for_event("paused")
    child.wait_for_event("paused")
    assert set(child.names()[before:]) == {"paused"}
    child.command("resume")
    child.wait_for_event("resumed")
    child.wait_for_event("batch")


@pytest.mark.slow
def test_a_paused_training_is_cancelled_at_once(child: Child) -> None:
    child.ask(**ENDLESS)
    child.wait_for_event("batch")
    child.command("pause")
    child.wait_for_event("paused")
    child.command("cancel")
    assert child.ended() == 3
    assert "resumed" not in child.names()
    (offered,) = unfinished(child.runs)
    assert offered.was_cancelled


@pytest.mark.slow
def test_a_paused_training_ends_with_its_input(child: Child) -> None:
    child.ask(**ENDLESS)
    child.command("pause")
    child.wait_for_event("paused")
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.ended() not in (0, 3)
    (offered,) = unfinished(child.runs)
    assert not offered.was_cancelled


@pytest.mark.slow
def test_the_user_s_samples_train_too_unless_unwanted(child: Child, tmp_path: Path) -> None:
    write_samples(tmp_path, 20)
    child.ask(**ENDLESS)
    with_samples = child.wait_for_event("started")["training"]
    child.command("cancel")
    assert child.ended() == 3
    second = Child(tmp_path)
    try:
        second.ask(**ENDLESS, use_samples=False)
        assert second.wait_for_event("started")["training"] < with_samples
    finally:
        second.close()


@pytest.mark.slow
def test_the_model_in_use_adapts_to_the_samples(child: Child, tmp_path: Path) -> None:
    samples = write_samples(tmp_path, 60)
    child.ask(method="adapt")
    started = child.wait_for_event("started")
    finished = child.wait_for_event("finished")
    assert child.ended() == 0
    assert started["method"] == "adapt"
    assert started["training"] == len(samples.crops("training"))
    (version,) = (one for one in child.store.versions() if one.id == finished["model_id"])
    assert version.card.name == f"DigitLens, adapted to {started['training']} samples"
    assert version.card.parent_id == BUNDLED_ID
    assert version.card.network == "cnn"
    assert version.card.temperature == pytest.approx(child.store.bundled.card.temperature, rel=0.5)
    assert version.card.data[-1]["name"] == "own samples"
    assert "samples_accuracy" in finished["metrics"]
    assert child.store.current().id == (version.id if finished["accepted"] else BUNDLED_ID)
    assert list(child.runs.glob("*/history.csv"))


@pytest.mark.slow
def test_without_samples_there_is_nothing_to_adapt_to(child: Child) -> None:
    child.ask(method="adapt")
    assert "no digits of yours" in child.wait_for_event("failed")["error"]
    assert child.ended() == 1
    assert unfinished(child.runs) == ()


@pytest.mark.slow
def test_a_worse_model_is_kept_but_not_put_into_use(child: Child) -> None:
    child.ask(**QUICK | {"epochs": 1})
    finished = child.wait_for_event("finished")
    assert child.ended() == 0
    assert not finished["accepted"]
    assert child.store.current().id == BUNDLED_ID
    assert finished["model_id"] in [version.id for version in child.store.versions()]


@pytest.mark.slow
def test_a_training_whose_loss_is_no_number_ends_and_adds_no_model(tmp_path: Path) -> None:
    any_plan = "import model.choices; model.choices.TrainingPlan.validated = lambda plan: plan"
    child = Child(tmp_path, changed_child(any_plan))
    try:
        wild = {"optimizer": "sgd", "learning_rate": 1e30, "schedule": "constant"}
        child.ask(**QUICK | wild)
        assert "lower learning rate" in child.wait_for_event("failed")["error"]
        assert child.ended() == 1
    finally:
        child.close()
    assert [version.id for version in child.store.versions()] == [BUNDLED_ID]
    assert child.store.current().id == BUNDLED_ID


@pytest.mark.slow
def test_cancel_ends_it_and_the_next_one_goes_on(child: Child, tmp_path: Path) -> None:
    child.ask(**ENDLESS)
    child.wait_for(lambda event: event["event"] == "epoch" and event["epoch"] == 2)
    second = Child(tmp_path)
    try:
        second.ask(**QUICK)
        assert "Another training is running" in second.wait_for_event("failed")["error"]
        assert second.ended() == 1
    finally:
        second.close()
    child.command("cancel")
    assert child.ended() == 3
    assert child.store.current().id == BUNDLED_ID
    (offered,) = unfinished(child.runs)
    assert offered.epoch >= 2
    third = Child(tmp_path)
    try:
        third.ask(**ENDLESS)
        assert third.wait_for_event("epoch")["epoch"] > 2
        assert "Going on" in str(third.events)
        (started,) = (event for event in third.events if event["event"] == "started")
        assert started["done"] == len(started["history"]) >= 2
        third.process.kill()
    finally:
        third.close()


@pytest.mark.slow
def test_it_ends_when_its_input_ends(child: Child) -> None:
    child.ask(**ENDLESS)
    child.wait_for_event("epoch")
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.ended() not in (0, 3)
    assert not child.store.root.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "request_line",
    [
        "no JSON", "[]", "{}", '{"plan": {"epochs": 0}}', '{"plan": {"colour": 1}}',
        '{"plan": {}, "store": 3}',
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_answered(child: Child, request_line: str) -> None:
    child.send(request_line)
    assert "cannot be asked for" in child.wait_for_event("failed")["error"]
    assert child.ended() == 1


@pytest.mark.slow
def test_data_that_are_not_there_are_named(child: Child, tmp_path: Path) -> None:
    child.ask(data=str(tmp_path / "nowhere"))
    assert "nowhere" in child.wait_for_event("failed")["error"]
    assert child.ended() == 1
    assert child.last_words() == ""


def test_it_ends_when_nobody_asks(child: Child) -> None:
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.ended() != 0
    assert child.events == []


def test_a_folder_of_the_same_name_is_not_taken_for_the_package(tmp_path: Path) -> None:
    package = tmp_path / "model"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        child_command(), stdin=subprocess.DEVNULL, capture_output=True, cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        check=False, timeout=PATIENCE_S,
    )  # fmt: skip
    assert b"the wrong one" not in done.stderr
