"""The real program in a process of its own: goes on with a training, or begins one, and is killed.

Told on its command line, as JSON: "picture" to show, "plan" to train, "changes" that the training
process runs first, and "killed_on": the event of the training at which this process kills itself,
"start" for the moment at which the training process is there, or null where that is to do it.

Prints one JSON object: what the window shows after its start, and the id of the process that it
trains in. Without a plan, that is all it does.
"""

import json
import os
import signal
import sys
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest

LOOK_EVERY_MS = 20


class Driver:
    """Does what a user would do as soon as the window shows what it has read."""

    def __init__(self, window, task):
        self._window = window
        self._task = task
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_EVERY_MS)

    def _look(self):
        # What was found by then is shown at the latest at the next look.
        has_looked = not self._window._resuming._thread.is_alive()
        if self._window.session.recognition is None or not has_looked:
            return
        self._timer.stop()
        QTimer.singleShot(LOOK_EVERY_MS, self._drive)

    def _drive(self):
        window, task = self._window, self._task
        shown = {
            "read": [number.text for number in window.session.recognition.numbers],
            "banner": window.banner.text,
            "buttons": [window.banner.action_button.text(), window.banner.close_button.text()],
            "child": 0,
        }
        if task["plan"] is None:
            print(json.dumps(shown), flush=True)
            window.close()
            return
        if window.banner.text:
            QTest.mouseClick(window.banner.action_button, Qt.MouseButton.LeftButton)
            page = window.dialogs._settings_dialog.model_page
        else:
            window.commands.settings.trigger()
            dialog = window.dialogs._settings_dialog
            dialog.show_page("model")
            page = dialog.model_page
            QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
        shown["child"] = page.child.process_id
        print(json.dumps(shown), flush=True)
        page.child.event_received.connect(lambda event: self._kill_on(event["event"]))
        self._kill_on("start")

    def _kill_on(self, name):
        if name == self._task["killed_on"]:
            os.kill(os.getpid(), signal.SIGKILL)


def main():
    task = json.loads(sys.argv[1])
    sys.path.insert(0, str(Path(__file__).parents[3]))
    from desktop_app import app as program
    from desktop_app.settings.model_page import PLAN
    from desktop_app.training import child
    from tests.model.training_child import changed_child

    child.child_command = lambda: changed_child(task["changes"])
    make_window, drivers = program.make_window, []

    def make(app, options):
        window = make_window(app, options)
        if task["plan"] is not None:
            window._settings.set(PLAN, json.dumps(task["plan"]))
        drivers.append(Driver(window, task))
        return window

    program.make_window = make
    sys.exit(program.main([task["picture"]]))


if __name__ == "__main__":
    main()
