"""What the history asks before it does something."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop_app.history.importing import MODEL_PATTERNS

translate = QCoreApplication.translate


def ask_to_delete(parent: QWidget, names: Sequence[str], delete: Callable[[], None]) -> None:
    """Asks whether models may go, and calls `delete` if so; comes back at once."""
    box = QMessageBox(parent)
    box.setObjectName("delete_question")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    if len(names) == 1:
        text = translate("HistoryDialog", "Delete the model {name}?").format(name=names[0])
    else:
        text = translate("HistoryDialog", "Delete %n model(s)?", "", len(names))
    box.setText(text)
    box.setInformativeText(
        translate("HistoryDialog", "Its files and its report are removed for good.")
        if len(names) == 1
        else translate("HistoryDialog", "Their files and reports are removed for good.")
    )
    sure = box.addButton(
        translate("HistoryDialog", "&Delete"), QMessageBox.ButtonRole.DestructiveRole
    )
    keep = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered() -> None:
        if box.clickedButton() is sure:
            delete()

    box.finished.connect(lambda _result: answered())
    box.open()


def ask_for_folder(parent: QWidget, export: Callable[[str], None]) -> None:
    """Asks in which folder a new one is to be made."""
    dialog = QFileDialog(parent, translate("HistoryDialog", "Export Model to Folder"))
    dialog.setObjectName("export_dialog")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(export)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def ask_for_model(parent: QWidget, import_from: Callable[[str], None]) -> None:
    """Asks which model is to be added."""
    dialog = QFileDialog(parent, translate("HistoryDialog", "Import Model"))
    dialog.setObjectName("import_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([translate("HistoryDialog", "Models") + f" ({' '.join(MODEL_PATTERNS)})"])
    dialog.fileSelected.connect(import_from)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
