"""The store of the user's own digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.samples import SampleStore


def own_samples() -> SampleStore:
    """The store in the user's data folder; nothing is made there before the first sample."""
    # Imported when it is first wanted: the window opens sooner without.
    from model.samples import SampleStore

    return SampleStore()
