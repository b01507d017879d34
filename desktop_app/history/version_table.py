"""The versions of the model as a table for Qt's views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal

from desktop_app.history.signs import Sign, sign_icon
from desktop_app.history.words import (
    State,
    accuracy_text,
    data_text,
    state_explained,
    state_of,
    state_text,
)
from desktop_app.settings.card_figures import date_in_words
from model.store import BUNDLED_ID

if TYPE_CHECKING:
    from model.store import ModelVersion

NAME, STATE, MADE, ACCURACY, DATA = range(5)
COLUMN_COUNT = 5

_SIGNS = {
    State.IN_USE: Sign.IN_USE,
    State.IN_USE_THOUGH_REFUSED: Sign.REFUSED,
    State.REFUSED: Sign.REFUSED,
}
_Role = Qt.ItemDataRole


class VersionTable(QAbstractTableModel):
    """A row for each version; the names of the user's own can be edited.

    Attributes:
        versions: In the order of the rows.
        current_id: The one in use.

    Signals:
        name_entered: The user typed another name: the id, and the name.
    """

    name_entered = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.versions: tuple[ModelVersion, ...] = ()
        self.current_id = ""
        self._icons = {state: sign_icon(sign) for state, sign in _SIGNS.items()}

    def show_versions(self, versions: Sequence[ModelVersion], current_id: str) -> None:
        """Shows these versions."""
        self.beginResetModel()
        self.versions, self.current_id = tuple(versions), current_id
        self.endResetModel()

    def state(self, row: int) -> State:
        """What became of the version in a row."""
        return state_of(self.versions[row], self.current_id)

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self.versions)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else COLUMN_COUNT

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != _Role.DisplayRole:
            return None
        titles = (
            self.tr("Name"), self.tr("State"), self.tr("Made"), self.tr("Reads"),
            self.tr("Learnt from"),
        )  # fmt: skip
        return titles[section]

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        version, column = self.versions[index.row()], index.column()
        state = self.state(index.row())
        match role:
            case _Role.DisplayRole | _Role.ToolTipRole | _Role.EditRole:
                if role == _Role.ToolTipRole and column == STATE:
                    return state_explained(state)
                return self._text(version, column, state)
            case _Role.DecorationRole if column == STATE:
                return self._icons.get(state)
            case _Role.AccessibleDescriptionRole:
                return state_explained(state)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == NAME and self.is_own(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(  # noqa: N802
        self, index: QModelIndex, value: Any, role: int = _Role.EditRole
    ) -> bool:
        """Asks for another name; the table shows it once the store has it."""
        if role != _Role.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        version = self.versions[index.row()]
        name = str(value).strip()
        if name and name != version.card.name:
            self.name_entered.emit(version.id, name)
        return True

    def is_own(self, row: int) -> bool:
        """Whether the version in a row is not the one that ships."""
        return self.versions[row].id != BUNDLED_ID

    @staticmethod
    def _text(version: ModelVersion, column: int, state: State) -> str:
        card = version.card
        match column:
            case 0:
                return card.name
            case 1:
                return state_text(state)
            case 2:
                return date_in_words(card.created_at)
            case 3:
                return accuracy_text(card)
            case _:
                return data_text(card)
