"""All that the window does by menu or key."""

from __future__ import annotations

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMainWindow, QWidget


class WindowActions(QObject):
    """The window's actions, each with its key and a sentence for the status bar.

    Each action belongs to the window too, so that its key works while the menu
    bar is hidden.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._make_file_actions()
        self._make_edit_actions()
        self._make_correcting_actions()
        self._make_camera_actions()
        self._make_view_actions()
        self._make_help_actions()

    def _make_file_actions(self) -> None:
        tr, make = self.tr, self._make
        self.open_file = make(
            tr("&Open Images or Videos…"), "Ctrl+O", tr("Opens pictures and videos")
        )
        self.open_folder = make(
            tr("Open &Folder…"), "Ctrl+Shift+F", tr("Opens a folder to page through")
        )
        self.open_stream = make(
            tr("Open S&tream…"), "Ctrl+Shift+O", tr("Opens a network camera by its address")
        )
        self.draw = make(tr("&Drawing Pad…"), "Ctrl+D", tr("Reads what you write with the mouse"))
        self.save = make(
            tr("&Save Annotated Picture…"),
            "Ctrl+S",
            tr("Saves the picture with what was read in it"),
        )
        self.clip = make(
            tr("Save C&lip…"),
            "Ctrl+Shift+S",
            tr("Records what is shown, with what is read, as a video; the same key ends it"),
        )
        self.batch = make(
            tr("Read Folder to Ta&ble…"),
            "Ctrl+B",
            tr("Reads all pictures of a folder into a CSV file"),
        )
        self.export_log = make(
            tr("&Export Log…"), "Ctrl+E", tr("Saves the log of what was read as CSV or JSON")
        )
        self.write_readings = make(
            tr("&Write Readings to File…"),
            "Ctrl+Shift+E",
            tr("Adds each new reading to a file, for other programs; the same key ends it"),
        )
        self.write_readings.setCheckable(True)
        self.quit = make(tr("&Quit"), "Ctrl+Q", tr("Ends DigitLens"))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_edit_actions(self) -> None:
        tr, make = self.tr, self._make
        self.copy = make(tr("&Copy"), "Ctrl+C", tr("Copies the selected number, or all"))
        self.copy_all = make(tr("Copy &All"), "Ctrl+Shift+C", tr("Copies all numbers, one a line"))
        self.copy_readings = make(
            tr("Copy Each Ne&w Reading"),
            "Ctrl+Shift+N",
            tr("Copies each number as soon as it stands still and is sure"),
        )
        self.copy_readings.setCheckable(True)
        self.paste = make(
            tr("&Paste"), "Ctrl+V", tr("Opens the picture, path or address on the clipboard")
        )
        self.clear_log = make(
            tr("Clea&r Log"),
            "Ctrl+Shift+Del",
            tr("Empties the log; it can be had back for ten seconds"),
        )
        self.settings = make(
            tr("S&ettings…"), "Ctrl+,", tr("Camera, reading, appearance, and the model")
        )
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _make_correcting_actions(self) -> None:
        tr = self.tr
        self.undo = self._make(tr("&Undo"), "Ctrl+Z", tr("Takes the last correction back"))
        self.undo.setShortcuts(QKeySequence.StandardKey.Undo)
        self.redo = self._make(tr("Re&do"), "Ctrl+Shift+Z", tr("Corrects it again"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.name_digit = [
            self._make_here(
                tr("This Is &{digit}").format(digit=digit),
                str(digit),
                tr("What is selected is {digit}; it is kept for training").format(digit=digit),
            )
            for digit in range(10)
        ]
        self.no_digit = self._make_here(
            tr("This Is &No Digit"),
            "Del",
            tr("What is selected is no digit; it is kept for training"),
        )
        self.no_digit.setShortcuts([QKeySequence("Del"), QKeySequence("Backspace")])
        self.mark_missed = self._make_here(
            tr("&Mark a Missed Digit"),
            "M",
            tr("Draws a box around a digit that was not found; then press its key"),
        )
        self.mark_missed.setCheckable(True)
        self.samples = self._make(
            tr("My &Handwriting…"), "Ctrl+Shift+H", tr("Shows all digits that you corrected")
        )
        self.versions = self._make(
            tr("Model &Versions…"),
            "Ctrl+Shift+M",
            tr("All models there have been, to compare, go back to, or delete"),
        )
        self.teach = self._make(
            tr("&Teach Me Your Hand…"),
            "Ctrl+T",
            tr("Learns from a sheet on which you write all digits in order"),
        )

    def _make_camera_actions(self) -> None:
        tr, make = self.tr, self._make
        self.refresh = make(tr("&Refresh"), "F5", tr("Looks for cameras again"))
        self.pause = make(
            tr("&Freeze"),
            "Space",
            tr("Halts the picture; a camera is released after half a minute"),
        )
        self.stop_camera = make(
            tr("&Stop"), "Ctrl+Space", tr("Halts the picture and releases the camera at once")
        )
        self.hold_steady = make(
            tr("&Hold Steady Numbers"),
            "Ctrl+H",
            tr("Freezes and copies a number as soon as it stands still and is sure"),
        )
        self.hold_steady.setCheckable(True)
        self.mirror = make(
            tr("&Mirror"),
            "Ctrl+M",
            tr("Shows the camera as a mirror does; numbers stay readable"),
        )
        self.mirror.setCheckable(True)

    def _make_view_actions(self) -> None:
        tr, make = self.tr, self._make
        self.next_file = make(tr("&Next File"), "PgDown", tr("Shows the next file of the folder"))
        self.previous_file = make(tr("&Previous File"), "PgUp", tr("Shows the file before"))
        self.first_file = make(tr("Fir&st File"), "Ctrl+Home", tr("Shows the first file"))
        self.last_file = make(tr("L&ast File"), "Ctrl+End", tr("Shows the last file"))
        self.zoom_in = make(
            tr("&Zoom In"), "Ctrl++", tr("Enlarges the picture; the mouse wheel does too")
        )
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.zoom_out = make(tr("Zoom &Out"), "Ctrl+-", tr("Shows more of the picture"))
        self.zoom_fit = make(tr("Fi&t to Window"), "Ctrl+0", tr("Shows all of the picture"))
        self.draw_region = make(
            tr("Read Only a Re&gion"),
            "Ctrl+R",
            tr("Draws a rectangle; only what is in it is read"),
        )
        self.draw_region.setCheckable(True)
        self.clear_region = make(
            tr("Read the &Whole Picture"), "Ctrl+Shift+R", tr("Reads all of the picture again")
        )
        self.full_screen = make(tr("&Full Screen"), "F11", tr("Fills the screen; Esc ends it"))
        self.full_screen.setCheckable(True)
        self.leave_full_screen = make(tr("Leave Full Screen"), "Esc", tr("Ends the full screen"))

    def _make_help_actions(self) -> None:
        tr, make = self.tr, self._make
        self.shortcuts = make(tr("&Keys"), "F1", tr("Lists all keys"))
        self.shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("Ctrl+?")])
        self.hints = make(
            tr("Show &Hints"), "Shift+F1", tr("Shows the hints of the first start again")
        )
        self.log_folder = make(
            tr("Open &Log Folder"),
            "Ctrl+Shift+L",
            tr("Shows what was written down of errors"),
        )
        self.about = make(
            tr("&About DigitLens"), "Ctrl+F1", tr("Versions, model, licences, privacy")
        )
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def give_keys_to(self, *widgets: QWidget) -> None:
        """Lets the keys of corrections work in these widgets: elsewhere one types with them."""
        for widget in widgets:
            widget.addActions([*self.name_digit, self.no_digit, self.mark_missed])

    def _make_here(self, text: str, keys: str, tip: str) -> QAction:
        """An action whose key works in some widgets only."""
        action = self._action(text, keys, tip)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _make(self, text: str, keys: str, tip: str) -> QAction:
        action = self._action(text, keys, tip)
        self._window.addAction(action)
        return action

    def _action(self, text: str, keys: str, tip: str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(keys))
        action.setStatusTip(tip)
        keys_shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys_shown})")
        return action
