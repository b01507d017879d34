"""What the history dialog is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.history.comparison_view import ComparisonView
from desktop_app.history.version_table import ACCURACY, DATA, MADE, NAME, STATE, VersionTable
from desktop_app.history.words import Row
from desktop_app.live.lists import make_list
from desktop_app.settings.fields import describe, hint_label

if TYPE_CHECKING:
    from model.store import ModelVersion

REPORT_NAME_CHARACTERS = 28


class HistoryParts(QObject):
    """The widgets and commands of the dialog, laid out in it.

    Attributes:
        table: The versions.
        details: Those that are chosen, side by side.
        reports: For each of the two a button that opens its report, shown where there is one.
        use: Puts the chosen version into use.
        go_back: Puts the one before into use.
        rename: Gives another name.
        delete: Deletes what is chosen.
        export: Copies what is chosen.
        import_model: Adds a model made elsewhere.
        buttons: The button of each of these commands.
        bar: Moves while something is done.
        cancel: Ends that.
        told: What came of it.
        close_button: Hides the dialog.

    Signals:
        report_wanted: The page of a report is to be shown; its path.
    """

    report_wanted = pyqtSignal(object)

    def __init__(self, dialog: QDialog, model: VersionTable) -> None:
        super().__init__(dialog)
        self.buttons: dict[QAction, QPushButton] = {}
        self._make_table(model)
        self._make_commands()
        self.details = ComparisonView()
        self._make_reports()
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel = _button(self.tr("&Cancel"), self.tr("Ends it; nothing is added."))
        self.close_button = _button(self.tr("C&lose"), self.tr("Closes this window."))
        self.told = hint_label("")
        self.told.setAccessibleName(self.tr("Result"))
        self._lay_out(dialog)
        self.show_work(is_running=False)

    def set_enabled(self, enabled: Mapping[QAction, bool]) -> None:
        """Says which commands can be given; the focus never stays on one that cannot."""
        focused = [button for button in self.buttons.values() if button.hasFocus()]
        for action, is_on in enabled.items():
            action.setEnabled(is_on)
            self.buttons[action].setEnabled(is_on)
        if focused and not focused[0].isEnabled():
            # A disabled button hands the focus to whatever comes next.
            self.table.setFocus()

    def show_details(self, versions: Sequence[ModelVersion], rows: Sequence[Row]) -> None:
        """Shows facts about versions, and a button for the report of each."""
        names = [version.card.name for version in versions]
        self.details.show_rows(names, rows)
        paths = [version.report_path for version in versions]
        for number, button in enumerate(self.reports):
            path = paths[number] if number < len(paths) else None
            button.setVisible(path is not None)
            if path is not None:
                self._name_report(button, names[number])
                self._report_paths[number] = path

    def show_work(self, *, is_running: bool, can_cancel: bool = False) -> None:
        """Shows that something is done, or no more."""
        self.bar.setVisible(is_running)
        self.cancel.setVisible(can_cancel)
        self.cancel.setEnabled(can_cancel)
        if can_cancel:
            self.cancel.setFocus()

    def _make_table(self, model: VersionTable) -> None:
        self.table = QTableView()
        make_list(self.table)
        self.table.setModel(model)
        self.table.setWordWrap(False)
        self.table.setAccessibleName(self.tr("Models"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        rows, header = self.table.verticalHeader(), self.table.horizontalHeader()
        if rows is not None and header is not None:
            rows.hide()
            rows.setDefaultSectionSize(round(self.table.fontMetrics().height() * 1.6))
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            modes = QHeaderView.ResizeMode
            for column in (STATE, MADE, ACCURACY):
                header.setSectionResizeMode(column, modes.ResizeToContents)
            for column in (NAME, DATA):
                header.setSectionResizeMode(column, modes.Stretch)

    def _make_commands(self) -> None:
        tr = self.tr
        self.use = self._command(tr("&Use"), tr("Reads with this model from now on."))
        self.go_back = self._command(
            tr("Go &Back"), tr("Reads with the model again that was in use before.")
        )
        self.rename = self._command(
            tr("Re&name"), tr("Gives this model another name."), Qt.Key.Key_F2
        )
        self.delete = self._command(
            tr("&Delete…"),
            tr("Deletes the chosen models, after asking."),
            QKeySequence.StandardKey.Delete,
        )
        self.export = self._command(
            tr("&Export…"), tr("Copies network, converted network and card into a new folder.")
        )
        self.import_model = self._command(
            tr("&Import…"),
            tr("Adds a .keras file made elsewhere, or a model that was exported."),
        )

    def _command(
        self,
        text: str,
        tooltip: str,
        key: Qt.Key | QKeySequence.StandardKey | None = None,
    ) -> QAction:
        action = QAction(text, self.table)
        action.setToolTip(tooltip)
        if key is not None:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(action)
        button = _button(text, tooltip)
        button.clicked.connect(lambda _checked: action.trigger())
        self.buttons[action] = button
        return action

    def _make_reports(self) -> None:
        self._report_paths = [Path(), Path()]
        self.reports = []
        for number in range(2):
            button = _button("", self.tr("Opens the report of its training in the browser."))
            button.clicked.connect(
                lambda _checked, at=number: self.report_wanted.emit(self._report_paths[at])
            )
            button.hide()
            self.reports.append(button)

    def _name_report(self, button: QPushButton, name: str) -> None:
        most = REPORT_NAME_CHARACTERS * button.fontMetrics().averageCharWidth()
        short = button.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, most)
        text = self.tr("Report of {name}")
        button.setText(text.format(name=short.replace("&", "&&")))
        button.setAccessibleName(text.format(name=name))

    def _lay_out(self, dialog: QDialog) -> None:
        commands = QVBoxLayout()
        for button in self.buttons.values():
            commands.addWidget(button)
        commands.addStretch(1)
        top = QWidget()
        top_layout = QHBoxLayout(top)
        top_layout.setContentsMargins(0, 0, 0, 0)
        top_layout.addWidget(self.table, 1)
        top_layout.addLayout(commands)
        hint = hint_label(
            self.tr(
                "The chosen model stands beside the one in use; choose two to compare just these."
            )
        )
        reports = QHBoxLayout()
        for button in self.reports:
            reports.addWidget(button)
        reports.addStretch(1)
        bottom = QWidget()
        bottom_layout = QVBoxLayout(bottom)
        bottom_layout.setContentsMargins(0, 0, 0, 0)
        bottom_layout.addWidget(hint)
        bottom_layout.addWidget(self.details, 1)
        bottom_layout.addLayout(reports)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(top)
        halves.addWidget(bottom)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        last = QHBoxLayout()
        last.addWidget(self.told, 1)
        for widget in (self.bar, self.cancel, self.close_button):
            last.addWidget(widget)
        layout = QVBoxLayout(dialog)
        layout.addWidget(halves, 1)
        layout.addLayout(last)
        metrics = dialog.fontMetrics()
        dialog.resize(125 * metrics.averageCharWidth(), 36 * metrics.height())


def _button(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    describe(button, text.rstrip("…"), tooltip)
    return button
