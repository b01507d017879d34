"""A training is told on the terminal: bars, a line for each epoch, the result."""

import io
import math

from rich.console import Console

from desktop_app.commands.training_screen import TrainingScreen
from model.choices import TrainingPlan

EVENTS = [
    {"event": "download", "done": 5_000_000, "total": 11_600_000},
    {"event": "started", "epochs": 2, "training": 54000, "validation": 6000, "parameters": 163000},
    {"event": "message", "text": "Going on at epoch [1]."},
    {"event": "batch", "epoch": 1, "step": 210, "steps": 420, "loss": 0.4, "accuracy": 0.9},
    {"event": "epoch", "epoch": 1, "loss": 0.31, "accuracy": 0.921, "validation_loss": 0.08,
     "validation_accuracy": 0.9754, "seconds": 41.2},
    {"event": "epoch", "epoch": 2, "loss": math.nan, "accuracy": 0.95, "validation_loss": 0.05,
     "validation_accuracy": 0.99},
    {"event": "finished", "model_id": "m1", "accepted": False, "reason": "It reads worse.",
     "metrics": {}, "report": "/models/m1/report/report.html"},
]  # fmt: skip


def shown(*, terminal):
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100, highlight=False)
    with TrainingScreen(TrainingPlan(epochs=2), console) as screen:
        for event in EVENTS:
            screen.show(event)
    return output.getvalue()


def test_lines_for_files_and_pipes():
    lines = [" ".join(line.split()) for line in shown(terminal=False).splitlines()]
    assert lines == [
        "Training: 54,000 digits to learn from, 6,000 held back, 163,000 parameters.",
        "Going on at epoch [1].",
        "training held back",
        "epoch loss right loss right time",
        "1/2 0.3100 92.10% 0.0800 97.54% 41 s",
        "2/2 - 95.00% 0.0500 99.00%",
        "Report: /models/m1/report/report.html",
        "Model m1 was not taken into use. It reads worse.",
    ]


def test_columns_stand_under_their_headings():
    heading, first = shown(terminal=False).splitlines()[3:5]
    for word, figure in (("loss", "0.3100"), ("right", "92.10%")):
        assert heading.index(word) + len(word) == first.index(figure) + len(figure)


def test_bars_on_a_terminal():
    text = shown(terminal=True)
    assert "Download" in text
    assert "5.0 of 11.6 MB" in text
    assert "left" in text
    assert "Model m1 was not taken into use. It reads worse." in text
