"""The versions of the model: seen, compared, put into use and back."""

from desktop_app.history.dialog import HistoryDialog

__all__ = ["HistoryDialog"]
