"""The window's menus."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMainWindow, QMenu

from desktop_app.actions import WindowActions
from vision.cameras import Camera

CAMERA_KEYS = 9
"""So many cameras have a shortcut: Ctrl+1 to Ctrl+9."""


class CameraMenu(QMenu):
    """The cameras by name, then what can be done with them.

    Signals:
        camera_chosen: A `Camera` was chosen by the user.
    """

    camera_chosen = pyqtSignal(object)

    def __init__(self, actions: WindowActions, window: QMainWindow) -> None:
        super().__init__(window)
        self.setTitle(self.tr("&Camera"))
        self._window = window
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._group.triggered.connect(lambda action: self.camera_chosen.emit(action.data()))
        self._none = QAction(self.tr("No camera found"), self)
        self._none.setEnabled(False)
        self.addAction(self._none)
        self._end_of_list = self.addSeparator()
        self.addAction(actions.refresh)
        self.addSeparator()
        self.addActions([actions.pause, actions.stop_camera])
        self.addSeparator()
        self.addActions([actions.hold_steady, actions.mirror])

    def show_cameras(self, cameras: Sequence[Camera]) -> None:
        """Lists these cameras."""
        for action in self._group.actions():
            self._group.removeAction(action)
            self._window.removeAction(action)
            self.removeAction(action)
            action.deleteLater()
        self._none.setVisible(not cameras)
        for number, camera in enumerate(cameras, start=1):
            # An ampersand in a camera's name is no mnemonic.
            action = QAction(camera.name.replace("&", "&&"), self._group)
            action.setData(camera)
            action.setCheckable(True)
            action.setStatusTip(self.tr("Shows {name}").format(name=camera.name))
            if number <= CAMERA_KEYS:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            self._window.addAction(action)
            self.insertAction(self._end_of_list, action)

    def check_camera(self, shown: Camera | None) -> None:
        """Marks the camera that is shown, None for none."""
        for action in self._group.actions():
            camera: Camera = action.data()
            action.setChecked(shown is not None and camera.identity == shown.identity)


def add_menus(
    window: QMainWindow,
    actions: WindowActions,
    cameras: CameraMenu,
    recent: QMenu,
    panels: Sequence[QAction],
) -> None:
    """Fills the window's menu bar.

    Args:
        window: The window.
        actions: What it can do.
        cameras: Its camera menu.
        recent: The menu of what was opened last.
        panels: Actions that show and hide its panels.
    """
    bar = window.menuBar()
    if bar is None:
        return
    translate = QCoreApplication.translate
    file = QMenu(translate("Menus", "&File"), window)
    file.addActions([actions.open_file, actions.open_folder])
    file.addMenu(recent)
    file.addActions([actions.open_stream, actions.draw])
    file.addSeparator()
    file.addActions([actions.save, actions.clip])
    file.addSeparator()
    file.addActions([actions.batch, actions.export_log, actions.write_readings])
    file.addSeparator()
    file.addAction(actions.quit)
    edit = QMenu(translate("Menus", "&Edit"), window)
    edit.addActions([actions.undo, actions.redo])
    edit.addSeparator()
    edit.addActions([actions.copy, actions.copy_all, actions.copy_readings, actions.paste])
    edit.addSeparator()
    correct = QMenu(translate("Menus", "C&orrect to"), window)
    correct.setToolTipsVisible(True)
    correct.addActions(actions.name_digit)
    edit.addMenu(correct)
    edit.addActions([actions.no_digit, actions.mark_missed])
    edit.addSeparator()
    edit.addActions([actions.samples, actions.teach, actions.versions])
    edit.addSeparator()
    edit.addAction(actions.clear_log)
    edit.addSeparator()
    edit.addAction(actions.settings)
    view = QMenu(translate("Menus", "&View"), window)
    view.addActions(panels)
    view.addSeparator()
    view.addActions([actions.zoom_in, actions.zoom_out, actions.zoom_fit])
    view.addSeparator()
    view.addActions([actions.draw_region, actions.clear_region])
    view.addSeparator()
    view.addActions(
        [actions.next_file, actions.previous_file, actions.first_file, actions.last_file]
    )
    view.addSeparator()
    view.addAction(actions.full_screen)
    about = QMenu(translate("Menus", "&Help"), window)
    about.addActions([actions.shortcuts, actions.hints, actions.log_folder])
    about.addSeparator()
    about.addAction(actions.about)
    for menu in (file, edit, cameras, view, about):
        menu.setToolTipsVisible(True)
        bar.addMenu(menu)
