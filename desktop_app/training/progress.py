"""How far a training is, told from its events."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from PyQt6.QtCore import QCoreApplication, QLocale

from desktop_app.told import told

MAX_POINTS = 600

translate = QCoreApplication.translate


@dataclass(slots=True)
class Curve:
    """Loss and accuracy over the epochs, as many points as a plot needs.

    Attributes:
        epochs: Where each point is; 1.5 is the middle of the second epoch.
        loss: One value for each point, may be NaN.
        accuracy: One value for each point, 0 to 1, may be NaN.
    """

    epochs: list[float] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)

    def append(self, epoch: float, loss: float, accuracy: float) -> None:
        if len(self.epochs) >= MAX_POINTS:
            for values in (self.epochs, self.loss, self.accuracy):
                del values[1::2]
        self.epochs.append(epoch)
        self.loss.append(loss)
        self.accuracy.append(accuracy)


class Progress:
    """What the events of one training say so far.

    Attributes:
        text: One line on what is being done.
        fraction: Share of the work done, 0 to 1; None while that is not known.
        training: Curve on the digits that are learnt.
        validation: Curve on the digits that are held back.
        done: The last step of the work without the time that is left; empty before the first.
        predictions: Held-back digits with the model's answers, of the last epoch that told some.
        result: The "finished" event once it came.
    """

    def __init__(self) -> None:
        self.text = translate("TrainingProgress", "Starting…")
        self.fraction: float | None = None
        self.training = Curve()
        self.validation = Curve()
        self.predictions: list[dict[str, Any]] = []
        self.result: dict[str, Any] | None = None
        self._paused_at_s: float | None = None
        self._before_pause = self.done = ""
        self._epochs = 0
        self._first_step: tuple[float, float] | None = None

    @property
    def is_paused(self) -> bool:
        """Whether the training waits."""
        return self._paused_at_s is not None

    def take(self, event: dict[str, Any], now_s: float) -> None:
        """Takes in one event, as `protocol.parse_event` gives them.

        Args:
            event: The event.
            now_s: When it came, on a clock that only goes forward.
        """
        match event["event"]:
            case "started":
                self._epochs = max(1, event["epochs"])
                self.text = translate(
                    "TrainingProgress", "Training begins: %n epoch(s) at most.", "", self._epochs
                )
            case "download":
                self._take_download(event["done"], event["total"])
            case "message":
                self.text = told(event["text"])
            case "batch":
                self._take_batch(event, now_s)
            case "epoch":
                self._take_epoch(event, now_s)
            case "predictions":
                self.predictions = event["items"]
            case "paused":
                self._pause(now_s)
            case "resumed":
                self._go_on(now_s)
            case "finished":
                self.fraction = 1.0
                self.result = event

    def remaining_s(self, now_s: float) -> float | None:
        """Seconds until the last epoch ends at the present pace, if there is one yet."""
        if self._first_step is None or self.fraction is None:
            return None
        began_s, began_at = self._first_step
        done = self.fraction - began_at
        if done <= 0:
            return None
        return (now_s - began_s) * (1.0 - self.fraction) / done

    def _pause(self, now_s: float) -> None:
        if self._paused_at_s is None:
            self._paused_at_s = now_s
            self._before_pause = self.text
            text = translate("TrainingProgress", "Paused: {done}")
            self.text = (
                text.format(done=self.done)
                if self.done
                else translate("TrainingProgress", "Paused")
            )

    def _go_on(self, now_s: float) -> None:
        if self._paused_at_s is None:
            return
        waited_s = now_s - self._paused_at_s
        self._paused_at_s = None
        self.text = self._before_pause
        if self._first_step is not None:
            # The pace is that of the work alone.
            began_s, began_at = self._first_step
            self._first_step = (began_s + waited_s, began_at)

    def _take_download(self, done: int, total: int) -> None:
        if total > 0:
            self.fraction = min(1.0, done / total)
            text = translate("TrainingProgress", "Downloading: {done} of {total} MB")
        else:
            self.fraction = None
            text = translate("TrainingProgress", "Downloading: {done} MB")
        write = QLocale().toString
        self.text = text.format(done=write(done / 1e6, "f", 1), total=write(total / 1e6, "f", 1))

    def _take_batch(self, event: dict[str, Any], now_s: float) -> None:
        steps = max(1, event["steps"])
        epoch = max(0, event["epoch"] - 1) + min(1.0, event["step"] / steps)
        self._advance(epoch, now_s)
        self.training.append(epoch, event["loss"], event["accuracy"])
        text = translate("TrainingProgress", "Epoch {epoch} of {epochs}, step {step} of {steps}")
        self.text = self._sentence(
            text.format(epoch=event["epoch"], epochs=self._epochs, step=event["step"], steps=steps),
            now_s,
        )

    def _take_epoch(self, event: dict[str, Any], now_s: float) -> None:
        epoch = float(event["epoch"])
        self._advance(epoch, now_s)
        if not self.training.epochs or self.training.epochs[-1] < epoch:
            self.training.append(epoch, event["loss"], event["accuracy"])
        self.validation.append(epoch, event["validation_loss"], event["validation_accuracy"])
        accuracy = event["validation_accuracy"]
        if math.isnan(accuracy):
            text = translate("TrainingProgress", "Epoch {epoch} of {epochs}")
        else:
            text = translate(
                "TrainingProgress",
                "Epoch {epoch} of {epochs}: {percent}% of the held-back digits right",
            )
        percent = QLocale().toString(100.0 * accuracy, "f", 2)
        self.text = self._sentence(
            text.format(epoch=event["epoch"], epochs=self._epochs, percent=percent), now_s
        )

    def _advance(self, epoch: float, now_s: float) -> None:
        self._epochs = max(self._epochs, math.ceil(epoch))
        self.fraction = min(1.0, epoch / max(1, self._epochs))
        if self._first_step is None:
            self._first_step = (now_s, self.fraction)

    def _sentence(self, done: str, now_s: float) -> str:
        self.done = done
        remaining_s = self.remaining_s(now_s)
        if remaining_s is None:
            return done
        text = translate("TrainingProgress", "{done}, {time} left")
        return text.format(done=done, time=in_words(remaining_s))


def in_words(seconds: float) -> str:
    """A rough span of time as one would say it."""
    if seconds < 60:
        return translate("TrainingProgress", "less than a minute")
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("TrainingProgress", "about %n minute(s)", "", minutes)
    hours, minutes = divmod(minutes, 60)
    text = translate("TrainingProgress", "about {hours} h {minutes} min")
    return text.format(hours=hours, minutes=f"{minutes:02}")
