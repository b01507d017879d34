"""Tables that are lists: whole rows are chosen, nothing is edited, Tab leaves them."""

from __future__ import annotations

from PyQt6.QtWidgets import QAbstractItemView, QTableView


def make_list(table: QTableView) -> None:
    """Lets a table look and behave as the lists of the window do."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
