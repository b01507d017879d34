"""What a training can be asked for, without importing what carries it out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

METHOD_NAMES = ("anew", "adapt")
NETWORK_NAMES = ("cnn", "large", "lenet", "dense")
ACTIVATION_NAMES = ("relu", "elu", "gelu", "silu", "tanh")
OPTIMIZER_NAMES = ("adam", "adamw", "sgd", "rmsprop")
SCHEDULE_NAMES = ("cosine", "constant")

USUAL_VALIDATION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Everything that decides what a training does; equal plans repeat each other.

    Attributes:
        network: One of `NETWORK_NAMES`.
        activation: One of `ACTIVATION_NAMES`.
        optimizer: One of `OPTIMIZER_NAMES`.
        learning_rate: Peak of the schedule.
        schedule: "cosine" warms up over the first epoch and falls to zero;
            "constant" stays.
        batch_size: Crops a step.
        epochs: Passes over the data at most.
        patience: Epochs without a better validation loss before it stops.
        dropout: Share of activations dropped before the last layer.
        label_smoothing: Share of probability spread over the other classes.
        augment: Whether each epoch sees the crops shifted, turned and bent anew.
        seed: Of every random choice.
        data: "mnist", "strokes" (digits drawn by the project itself), or the
            path of a folder with a data set.
        limit: At most so many training crops, None for all.
        method: "anew" trains from random weights; "adapt" trains the model in use
            further on the user's samples, and of this plan then only `seed` counts.
        use_samples: Whether the user's samples train too; adapting always uses them.
        validation_share: Share of the digits that is held back and tells which epoch
            is best, 0.01 to 0.5. Of a data set it is the last rows, of drawn digits
            others drawn for it. MNIST has a split by writer, a tenth of it, which never
            trains: a smaller share is drawn from it, a larger one takes in rows of
            other writers, whose other digits train.
    """

    network: str = "cnn"
    activation: str = "relu"
    optimizer: str = "adamw"
    learning_rate: float = 2e-3
    schedule: str = "cosine"
    batch_size: int = 128
    epochs: int = 12
    patience: int = 4
    dropout: float = 0.3
    label_smoothing: float = 0.0
    augment: bool = True
    seed: int = 0
    data: str = "mnist"
    limit: int | None = None
    method: str = "anew"
    use_samples: bool = True
    validation_share: float = USUAL_VALIDATION_SHARE

    def validated(self) -> Self:
        """This plan, checked.

        Raises:
            ValueError: A field is outside its range; the message names it,
                what was given and what is allowed.
        """
        for field, names in (
            ("method", METHOD_NAMES),
            ("network", NETWORK_NAMES),
            ("activation", ACTIVATION_NAMES),
            ("optimizer", OPTIMIZER_NAMES),
            ("schedule", SCHEDULE_NAMES),
        ):
            value = getattr(self, field)
            if value not in names:
                raise ValueError(f"{field} is {value!r}, expected one of {', '.join(names)}.")
        for field, least, most in (
            ("learning_rate", 1e-6, 1.0),
            ("batch_size", 1, 4096),
            ("epochs", 1, 1000),
            ("patience", 1, 1000),
            ("dropout", 0.0, 0.9),
            ("label_smoothing", 0.0, 0.5),
            ("seed", 0, 2**31 - 1),
            ("validation_share", 0.01, 0.5),
        ):
            value = getattr(self, field)
            if not least <= value <= most:
                raise ValueError(f"{field} is {value}, expected {least} to {most}.")
        if self.limit is not None and self.limit < 1:
            raise ValueError(f"limit is {self.limit}, expected at least 1 or none.")
        if not self.data:
            raise ValueError("data is empty, expected mnist, strokes or a folder.")
        return self

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The plan of `to_json`, checked; fields that are missing are as by default.

        Raises:
            ValueError: A field is unknown, of the wrong type or out of range.
        """
        defaults = {field.name: field.default for field in dataclasses.fields(cls)}
        for name, value in values.items():
            if name not in defaults:
                raise ValueError(f"{name} is no field of a training plan.")
            expected = _expected_types(defaults[name])
            if not isinstance(value, expected) or (
                isinstance(value, bool) and bool not in expected
            ):
                raise ValueError(f"{name} is {value!r}, expected {expected[0].__name__}.")
        return cls(**values).validated()


def _expected_types(default: Any) -> tuple[type, ...]:
    if default is None:
        return (int, type(None))
    if isinstance(default, float):
        return (float, int)
    return (type(default),)


PRESETS: dict[str, TrainingPlan] = {
    "standard": TrainingPlan(),
    "quick": TrainingPlan(epochs=3, patience=3, limit=12_000),
    "thorough": TrainingPlan(network="large", learning_rate=1e-3, epochs=30, patience=8),
    "lenet lesson": TrainingPlan(network="lenet", epochs=15, patience=5, dropout=0.1),
    "dense lesson": TrainingPlan(
        network="dense", learning_rate=1e-3, epochs=15, patience=5, augment=False
    ),
}
"""Plans to begin with, by name. "standard" is the default.

The dense network sees the digits as they are: it knows nothing of neighbouring pixels, would
have to learn each shift by itself, and a lesson wants it done in a minute.
"""
