"""The window's actions and menus."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMainWindow, QMenu

from vision.cameras import Camera

CAMERA_KEYS = 9
"""So many cameras have a shortcut: Ctrl+1 to Ctrl+9."""


class WindowActions(QObject):
    """All that the window does by menu or key.

    Each action belongs to the window too, so that its shortcut works while the
    menu bar is hidden.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.open_file = self._make(
            "&Open Image or Video…", "Ctrl+O", "Opens a picture or a video file"
        )
        self.open_stream = self._make(
            "Open S&tream…", "Ctrl+Shift+O", "Opens a network camera by its address"
        )
        self.save = self._make(
            "&Save Annotated Picture…", "Ctrl+S", "Saves the picture with what was read in it"
        )
        self.quit = self._make("&Quit", "Ctrl+Q", "Ends DigitLens")
        self.copy = self._make("&Copy", "Ctrl+C", "Copies the selected number, or all")
        self.copy_all = self._make("Copy &All", "Ctrl+Shift+C", "Copies all numbers, one a line")
        self.paste = self._make(
            "&Paste", "Ctrl+V", "Opens the picture, path or address on the clipboard"
        )
        self.settings = self._make(
            "S&ettings…", "Ctrl+,", "Camera, reading, appearance, and the model"
        )
        self.refresh = self._make("&Refresh", "F5", "Looks for cameras again")
        self.pause = self._make("&Pause", "Space", "Halts the picture and releases the camera")
        self.mirror = self._make(
            "&Mirror",
            "Ctrl+M",
            "Shows the camera as a mirror does; numbers stay readable",
        )
        self.mirror.setCheckable(True)
        self.full_screen = self._make("&Full Screen", "F11", "Fills the screen; Esc ends it")
        self.full_screen.setCheckable(True)
        self.leave_full_screen = self._make("Leave Full Screen", "Esc", "Ends the full screen")
        self.about = self._make("&About DigitLens", "F1", "Versions, model, licence, privacy")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def _make(self, text: str, keys: str, tip: str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(keys))
        action.setStatusTip(tip)
        action.setToolTip(f"{tip} ({action.shortcut().toString()})")
        self._window.addAction(action)
        return action


class CameraMenu(QMenu):
    """The cameras by name, then what can be done with them.

    Signals:
        camera_chosen: A `Camera` was chosen by the user.
    """

    camera_chosen = pyqtSignal(object)

    def __init__(self, actions: WindowActions, window: QMainWindow) -> None:
        super().__init__("&Camera", window)
        self._window = window
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._group.triggered.connect(lambda action: self.camera_chosen.emit(action.data()))
        self._none = QAction("No camera found", self)
        self._none.setEnabled(False)
        self.addAction(self._none)
        self._end_of_list = self.addSeparator()
        self.addAction(actions.refresh)
        self.addSeparator()
        self.addAction(actions.pause)
        self.addAction(actions.mirror)

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
            action.setStatusTip(f"Shows {camera.name}")
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
    window: QMainWindow, actions: WindowActions, cameras: CameraMenu, panels: Sequence[QAction]
) -> None:
    """Fills the window's menu bar.

    Args:
        window: The window.
        actions: What it can do.
        cameras: Its camera menu.
        panels: Actions that show and hide its panels.
    """
    bar = window.menuBar()
    if bar is None:
        return
    file = QMenu("&File", window)
    file.addActions([actions.open_file, actions.open_stream])
    file.addSeparator()
    file.addAction(actions.save)
    file.addSeparator()
    file.addAction(actions.quit)
    edit = QMenu("&Edit", window)
    edit.addActions([actions.copy, actions.copy_all, actions.paste])
    edit.addSeparator()
    edit.addAction(actions.settings)
    view = QMenu("&View", window)
    view.addActions([*panels, actions.full_screen])
    about = QMenu("&Help", window)
    about.addAction(actions.about)
    for menu in (file, edit, cameras, view, about):
        menu.setToolTipsVisible(True)
        bar.addMenu(menu)
