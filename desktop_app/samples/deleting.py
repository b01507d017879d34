"""The question before all samples are deleted."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QMessageBox, QWidget

from desktop_app.samples import words


def ask_to_delete_all(parent: QWidget, count: int, delete: Callable[[], object]) -> QMessageBox:
    """Asks within the window, and says what will be gone.

    Args:
        parent: Is asked about.
        count: How many samples there are.
        delete: Called if that is what the user wants.

    Returns:
        The question, which is open.
    """
    box = QMessageBox(parent)
    box.setObjectName("delete_all_question")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.translate("Samples", "Delete All Samples"))
    box.setText(words.question(count))
    box.setInformativeText(words.consequences())
    confirm = box.addButton(
        QCoreApplication.translate("Samples", "&Delete All"), QMessageBox.ButtonRole.AcceptRole
    )
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(QMessageBox.StandardButton.Cancel)
    box.buttonClicked.connect(lambda button: delete() if button is confirm else None)
    box.open()
    return box
