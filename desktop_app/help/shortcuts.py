"""All keys of the window, taken from its menus and actions, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.theme import without_icons


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key and what it does.

    Attributes:
        keys: As they are written on this platform, several separated by commas.
        what: As the menu calls it.
        tip: One sentence, "" for none.
    """

    keys: str
    what: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Keys that belong together.

    Attributes:
        title: Of their menu, or of where they work.
        shortcuts: In the order of the menu.
    """

    title: str
    shortcuts: tuple[Shortcut, ...]


def sections_of(window: QMainWindow) -> list[Section]:
    """The keys of a window: menu by menu, then those of actions in no menu."""
    seen: set[QAction] = set()
    sections = []
    bar = window.menuBar()
    for top in bar.actions() if bar is not None else ():
        menu = top.menu()
        if menu is not None:
            actions = [action for action in _actions_in(menu) if action not in seen]
            seen.update(actions)
            sections.append(_section(top.text(), actions))
    rest = [action for action in window.actions() if action not in seen]
    sections.append(_section(QCoreApplication.translate("Shortcuts", "Anywhere"), rest))
    return [section for section in sections if section.shortcuts]


def picture_section() -> Section:
    """What keys and mouse do in the picture, where no action tells of it."""
    translate = QCoreApplication.translate
    ctrl, shift = _modifier("Ctrl"), _modifier("Shift")
    arrows = translate("Shortcuts", "arrow keys")
    return Section(
        translate("Shortcuts", "In the picture"),
        (
            Shortcut(
                translate("Shortcuts", "Arrow keys"),
                translate("Shortcuts", "Select the next digit in that direction"),
            ),
            Shortcut(
                f"{shift}{arrows}",
                translate("Shortcuts", "The same, and what was not read as well"),
            ),
            Shortcut(
                translate("Shortcuts", "Click"),
                translate("Shortcuts", "Select a digit, to see how it was read"),
            ),
            Shortcut(_key("Esc"), translate("Shortcuts", "Select nothing")),
            Shortcut(
                translate("Shortcuts", "Wheel"),
                translate("Shortcuts", "Zoom in and out at the pointer"),
            ),
            Shortcut(
                translate("Shortcuts", "Drag"), translate("Shortcuts", "Move a zoomed picture")
            ),
            Shortcut(f"{ctrl}{arrows}", translate("Shortcuts", "Move a zoomed picture by key")),
            Shortcut(_key("Tab"), translate("Shortcuts", "Leave the picture for the next control")),
        ),
    )


def region_section() -> Section:
    """What keys and mouse do while a region is being drawn."""
    translate = QCoreApplication.translate
    arrows = translate("Shortcuts", "arrow keys")
    return Section(
        translate("Shortcuts", "While a region is drawn"),
        (
            Shortcut(translate("Shortcuts", "Drag"), translate("Shortcuts", "Draw the region")),
            Shortcut(
                translate("Shortcuts", "Arrow keys"), translate("Shortcuts", "Move the region")
            ),
            Shortcut(f"{_modifier('Shift')}{arrows}", translate("Shortcuts", "Change its size")),
            Shortcut(_key("Return"), translate("Shortcuts", "Read in this region only")),
            Shortcut(_key("Esc"), translate("Shortcuts", "Give up drawing")),
        ),
    )


def list_section() -> Section:
    """What keys and mouse do in the list of numbers."""
    translate = QCoreApplication.translate
    return Section(
        translate("Shortcuts", "In the list of numbers"),
        (
            Shortcut(
                ", ".join((_key("F2"), translate("Shortcuts", "Double-click"))),
                translate("Shortcuts", "Type the right digits over a number"),
            ),
        ),
    )


def marking_section() -> Section:
    """What keys and mouse do while a missed digit is being marked."""
    translate = QCoreApplication.translate
    arrows = translate("Shortcuts", "arrow keys")
    return Section(
        translate("Shortcuts", "While a missed digit is marked"),
        (
            Shortcut(
                translate("Shortcuts", "Drag"), translate("Shortcuts", "Draw a box around it")
            ),
            Shortcut(translate("Shortcuts", "Arrow keys"), translate("Shortcuts", "Move the box")),
            Shortcut(f"{_modifier('Shift')}{arrows}", translate("Shortcuts", "Change its size")),
            Shortcut("0 – 9", translate("Shortcuts", "Say which digit it is")),
            Shortcut(_key("Esc"), translate("Shortcuts", "Give up marking")),
        ),
    )


class ShortcutsDialog(QDialog):
    """A list of keys that can be searched.

    Attributes:
        search: What is looked for.
        list: The sections with their keys.
    """

    def __init__(self, sections: Sequence[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts_dialog")
        self.setWindowTitle(self.tr("Shortcuts"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self.search.textChanged.connect(self._filter)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([self.tr("What"), self.tr("Keys")])
        self.list.setAccessibleName(self.tr("Shortcuts"))
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setUniformRowHeights(True)
        self._fill(sections)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        without_icons(buttons)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        if close is not None:
            # Return in the search must not close it.
            close.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        self.resize(78 * metrics.averageCharWidth(), 28 * metrics.lineSpacing())
        self.search.setFocus()

    def _fill(self, sections: Sequence[Section]) -> None:
        for section in sections:
            head = QTreeWidgetItem([section.title])
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            head.setExpanded(True)
            for shortcut in section.shortcuts:
                row = QTreeWidgetItem([shortcut.what, shortcut.keys])
                for column in range(2):
                    row.setToolTip(column, shortcut.tip)
                head.addChild(row)
        header = self.list.header()
        if header is not None:
            header.setStretchLastSection(False)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionsMovable(False)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for head in _children(self.list.invisibleRootItem()):
            title = head.text(0)
            rows = list(_children(head))
            for row in rows:
                words = f"{title} {row.text(0)} {row.text(1)} {row.toolTip(0)}".casefold()
                row.setHidden(not all(word in words for word in wanted))
            head.setHidden(all(row.isHidden() for row in rows))


def _actions_in(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if inner is not None:
            yield from _actions_in(inner)
        else:
            yield action


def _section(title: str, actions: Sequence[QAction]) -> Section:
    return Section(
        _plain(title),
        tuple(
            Shortcut(
                ", ".join(_written(keys) for keys in action.shortcuts()),
                _plain(action.text()),
                action.statusTip(),
            )
            for action in actions
            if action.shortcuts()
        ),
    )


def _children(item: QTreeWidgetItem | None) -> Iterator[QTreeWidgetItem]:
    for number in range(item.childCount() if item is not None else 0):
        child = item.child(number) if item is not None else None
        if child is not None:
            yield child


def _plain(text: str) -> str:
    """A menu's text without its mnemonic and dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _key(name: str) -> str:
    return _written(QKeySequence(name))


def _modifier(name: str) -> str:
    """A modifier as it is written before a key, in the language and signs of the platform."""
    return _written(QKeySequence(f"{name}+A")).removesuffix("A")
