"""Which model is in use, and which were before it: the file ``current.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from model.atomic_files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

RECORD_NAME = "current.json"
MAX_PREVIOUS = 20


class RecordError(Exception):
    """The record is there, and says nothing that can be made out."""


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """What was chosen.

    Attributes:
        chosen: The id of the model in use.
        previous: The ids of those before it, the latest first.
    """

    chosen: str
    previous: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, root: Path, *, default: str) -> Self:
        """The record in a folder; where there is none, `default` is chosen.

        Raises:
            RecordError: It is damaged.
        """
        try:
            record = json.loads((root / RECORD_NAME).read_text("utf-8"))
            return cls(str(record["current"]), [str(one) for one in record["previous"]])
        except FileNotFoundError:
            return cls(default)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise RecordError from error

    def choosing(self, model_id: str) -> ChoiceRecord:
        """The record once another model is chosen."""
        if model_id == self.chosen:
            return self
        others = (one for one in self.previous if one not in (self.chosen, model_id))
        return ChoiceRecord(model_id, [self.chosen, *others][:MAX_PREVIOUS])

    def save(self, root: Path) -> None:
        """Writes it whole or not at all.

        Raises:
            OSError: It cannot be written; the one before is still there.
        """
        record = {"version": 1, "current": self.chosen, "previous": self.previous}
        write_atomically(root / RECORD_NAME, json.dumps(record, indent=1).encode())
