"""The settings dialog: pages beside a list, everything takes effect at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.appearance_page import AppearancePage
from desktop_app.settings.camera_page import CameraPage
from desktop_app.settings.fields import scrolled, subscribe_for
from desktop_app.settings.model_page import ModelPage
from desktop_app.settings.privacy_page import PrivacyPage
from desktop_app.settings.reading_page import ReadingPage
from desktop_app.settings.store import Settings
from desktop_app.theme import without_icons
from model.samples import SampleStore

if TYPE_CHECKING:
    from model.store import ModelStore
    from vision.cameras import Camera

# A value that is being dragged is written when it has rested so long.
SAVE_DELAY_MS = 500
PAGE_NAME = Qt.ItemDataRole.UserRole
"""Where the list of pages has their names, which are the same in all languages."""


class SettingsDialog(QDialog):
    """Changes settings while the window goes on.

    Hiding the dialog does not end a training: it goes on, and is there when
    the dialog is shown again.

    Attributes:
        pages: The list of pages.
        camera_page: Which camera.
        reading_page: How sure a reading has to be.
        appearance_page: Colours, language, and the overlay.
        model_page: Models and training.
        privacy_page: What is kept on this machine.

    Signals:
        model_changed: Another model reads from now on; its id.
        history_requested: All models are to be shown.
        samples_deleted: All samples of the user were deleted.
        samples_requested: The user's own samples are to be shown.
        teach_requested: The user wants to teach the model their hand.
    """

    model_changed = pyqtSignal(str)
    history_requested = pyqtSignal()
    samples_deleted = pyqtSignal()
    samples_requested = pyqtSignal()
    teach_requested = pyqtSignal()

    def __init__(
        self,
        settings: Settings,
        models: ModelStore,
        cameras: Callable[[], Sequence[Camera]],
        parent: QWidget | None = None,
        *,
        samples: SampleStore | None = None,
        training_command: Sequence[str] | None = None,
    ) -> None:
        """Builds the dialog.

        Args:
            settings: What is shown and changed.
            models: The models to choose from and to add to.
            cameras: Gives the cameras that were found; `camera_page.list_cameras` asks again.
            parent: The window.
            samples: The user's own digits; by default those beside the models.
            training_command: Of the training child, if not the usual one.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self.camera_page = CameraPage(settings, cameras)
        self.reading_page = ReadingPage(settings)
        self.appearance_page = AppearancePage(settings)
        own = samples or SampleStore(models.root.parent / "samples")
        self.model_page = ModelPage(
            settings,
            models,
            own,
            training_command=training_command,
        )
        self.model_page.model_changed.connect(self.model_changed)
        self.model_page.history_requested.connect(self.history_requested)
        self.model_page.samples_requested.connect(self.samples_requested)
        self.model_page.teach_requested.connect(self.teach_requested)
        self.privacy_page = PrivacyPage(settings, models.root.parent, samples=own)
        self.privacy_page.samples_deleted.connect(self.samples_deleted)
        self.pages = QListWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._save_later = QTimer(self)
        self._save_later.setSingleShot(True)
        self._save_later.setInterval(SAVE_DELAY_MS)
        self._save_later.timeout.connect(settings.save)
        subscribe_for(self, settings, lambda _key, _value: self._save_later.start())
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(settings.save)

    def _lay_out(self) -> None:
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setSpacing(2)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, title, page in (
            ("Camera", self.tr("Camera"), self.camera_page),
            ("Reading", self.tr("Reading"), self.reading_page),
            ("Appearance", self.tr("Appearance"), self.appearance_page),
            ("Model", self.tr("Model"), self.model_page),
            ("Privacy", self.tr("Privacy"), self.privacy_page),
        ):
            item = QListWidgetItem(title)
            item.setData(PAGE_NAME, name)
            self.pages.addItem(item)
            # The page of the model scrolls each of its own pages by itself.
            self._stack.addWidget(page if page is self.model_page else scrolled(page))
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.pages.setFocus()
        self.pages.setFixedWidth(
            self.pages.sizeHintForColumn(0) + 4 * self.fontMetrics().averageCharWidth()
        )
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.RestoreDefaults | QDialogButtonBox.StandardButton.Close
        )
        buttons.rejected.connect(self.hide)
        restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        if restore is not None:
            restore.setToolTip(self.tr("Gives every setting its first value again; models stay."))
            restore.clicked.connect(self._settings.reset)
        without_icons(buttons)
        for button in buttons.buttons():
            button.setAccessibleName(button.text().replace("&", ""))
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        middle = QHBoxLayout()
        middle.addWidget(self.pages)
        middle.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        width = self.fontMetrics().averageCharWidth()
        self.resize(110 * width, 40 * self.fontMetrics().height())

    def show_page(self, name: str) -> None:
        """Turns to a page: "camera", "reading", "appearance", "model" or "privacy"."""
        for row in range(self.pages.count()):
            item = self.pages.item(row)
            if item is not None and item.data(PAGE_NAME).lower() == name.lower():
                self.pages.setCurrentRow(row)

    def start_adapting(self) -> None:
        """Turns to the model and adapts it to the user's samples, unless a training runs."""
        self.show_page("model")
        self.model_page.start_adapting()

    @property
    def training_running(self) -> bool:
        """Whether a training runs."""
        return self.model_page.child.running

    def stop_training(self) -> None:
        """Ends a training and waits for that, at most a few seconds."""
        self.model_page.child.stop_now()

    def close_with_window(self) -> bool:
        """Ends everything because the window closes; asks first if a training runs.

        Returns:
            Whether the window may close.
        """
        if self.training_running:
            if not self._may_end_training():
                return False
            self.stop_training()
        self._settings.save()
        return self.close()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        self._settings.save()

    def _may_end_training(self) -> bool:
        question = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Training is running"),
            self.tr("A training is running. Closing the window ends it; the model in use stays."),
            parent=self.parentWidget() or self,
        )
        end = question.addButton(self.tr("&End Training"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(self.tr("&Keep Training"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.exec()
        question.deleteLater()
        return question.clickedButton() is end
