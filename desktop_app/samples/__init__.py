"""The user's own digits: seen, corrected, deleted, brought in and taken out."""

from desktop_app.samples.dialog import SamplesDialog

__all__ = ["SamplesDialog"]
