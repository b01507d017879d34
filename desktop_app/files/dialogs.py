"""The dialogs that ask what to open and where to save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.files.kinds import VIDEO_SUFFIXES
from desktop_app.files.saving import picture_filters
from desktop_app.theme import without_icons
from desktop_app.told import told
from vision.images import image_suffixes
from vision.sources import SourceError

translate = QCoreApplication.translate


def open_dialog(parent: QWidget, folder: Path) -> QFileDialog:
    """Asks for pictures and videos; `filesSelected` tells which. Show it with `open`."""
    dialog = QFileDialog(parent, translate("FileDialogs", "Open Images or Videos"), str(folder))
    dialog.setObjectName("open_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    pictures = " ".join(f"*{suffix}" for suffix in sorted(image_suffixes()))
    videos = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
    dialog.setNameFilters(
        [
            translate("FileDialogs", "Pictures and videos") + f" ({pictures} {videos})",
            translate("FileDialogs", "Pictures") + f" ({pictures})",
            translate("FileDialogs", "Videos") + f" ({videos})",
            translate("FileDialogs", "All files") + " (*)",
        ]
    )
    return dialog


def open_folder_dialog(parent: QWidget, folder: Path) -> QFileDialog:
    """Asks for a folder; `fileSelected` tells which. Show it with `open`."""
    dialog = QFileDialog(parent, translate("FileDialogs", "Open Folder"), str(folder))
    dialog.setObjectName("open_folder_dialog")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog


def save_dialog(parent: QWidget, folder: Path, name: str) -> QFileDialog:
    """Asks where to save a picture; `fileSelected` tells where. Show it with `open`."""
    dialog = QFileDialog(parent, translate("FileDialogs", "Save Annotated Picture"), str(folder))
    dialog.setObjectName("save_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(picture_filters())
    dialog.setDefaultSuffix("png")
    dialog.selectFile(name)
    return dialog


def save_clip_dialog(parent: QWidget, folder: Path, name: str) -> QFileDialog:
    """Asks where to save a video; `fileSelected` tells where. Show it with `open`."""
    dialog = QFileDialog(parent, translate("FileDialogs", "Save Clip"), str(folder))
    dialog.setObjectName("save_clip_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [
            translate("FileDialogs", "MP4 video (*.mp4)"),
            translate("FileDialogs", "AVI video (*.avi)"),
            translate("FileDialogs", "Matroska video (*.mkv)"),
        ]
    )
    dialog.setDefaultSuffix("mp4")
    dialog.selectFile(name)
    return dialog


class OpenStreamDialog(QDialog):
    """Asks for the address of a stream; what cannot be one is told in the dialog.

    The address is not kept, as it may hold a password.
    """

    def __init__(self, open_stream: Callable[[str], None], parent: QWidget | None = None) -> None:
        """Makes the dialog.

        Args:
            open_stream: Called with the address; raises SourceError where it
                is not one of a stream.
            parent: The window.
        """
        super().__init__(parent)
        self.setObjectName("open_stream_dialog")
        self.setWindowTitle(self.tr("Open Stream"))
        self._open_stream = open_stream
        self.address = QLineEdit()
        self.address.setObjectName("address")
        self.address.setPlaceholderText("http://192.168.0.20:8080/video")
        self.address.setMinimumWidth(self.fontMetrics().averageCharWidth() * 52)
        label = QLabel(self.tr("&Address of the camera or stream:"))
        label.setBuddy(self.address)
        hint = QLabel(self.tr("It begins with http://, https:// or rtsp://."))
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setAccessibleName(self.tr("Problem"))
        self.problem.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        without_icons(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.address.textChanged.connect(self._text_changed)
        layout = QVBoxLayout(self)
        for widget in (label, self.address, hint, self.problem, self.buttons):
            layout.addWidget(widget)
        self._text_changed()

    def accept(self) -> None:
        try:
            self._open_stream(self.address.text().strip())
        except SourceError as error:
            self.problem.setText(told(str(error)))
            self.problem.show()
            self._fit()
            self.address.setFocus()
            self.address.selectAll()
            return
        super().accept()

    def _fit(self) -> None:
        """Makes room for the problem, which takes several lines."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _text_changed(self) -> None:
        self.problem.hide()
        button = self.buttons.button(QDialogButtonBox.StandardButton.Open)
        if button is not None:
            button.setEnabled(bool(self.address.text().strip()))
