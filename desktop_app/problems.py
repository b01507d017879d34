"""Problems, told to the user in one sentence within the window, and to the log in full."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PyQt6.QtCore import QCoreApplication, QObject, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QWidget

from desktop_app.keys import keep_space
from desktop_app.told import told

log = logging.getLogger("digitlens")

HANDLER_NAME = "digitlens log"
LOG_BYTES = 500_000
LOG_FILES = 3
PROBLEMS_KEPT = 5
"""Different problems that wait behind the one shown; older ones are only in the log."""


Dismissal = tuple[str, str, Callable[[], object]]
"""Text of the button that closes a notice for good, its tip, and what it does besides."""


@dataclass(slots=True)
class _Problem:
    text: str
    key: str
    action_label: str | None
    callback: Callable[[], object] | None
    count: int = 1
    is_hint: bool = False
    dismissal: Dismissal | None = None


class Banner(QFrame):
    """A strip above the picture: one sentence, one button, and a count of repeats.

    Different problems wait behind one another; when the newest is closed or
    over, the one before is shown again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName(self.tr("Notice"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._problems: list[_Problem] = []
        self._icon = QLabel()
        self.label = QLabel()
        self.label.setWordWrap(True)
        # The name of a file may look like markup.
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action_button = QPushButton()
        self.action_button.clicked.connect(self._act)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self._close_newest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._icon)
        layout.addWidget(self.label, 1)
        for button in (self.action_button, self.close_button):
            button.setAutoDefault(False)
            keep_space(button)
            layout.addWidget(button)
        self._show_newest()

    @property
    def text(self) -> str:
        """The sentence shown, "" where the banner is hidden."""
        return self._problems[-1].text if self._problems else ""

    def show_problem(
        self,
        text: str,
        action_label: str | None = None,
        callback: Callable[[], object] | None = None,
        *,
        key: str = "",
    ) -> None:
        """Shows a problem; one that is there already is counted instead.

        Args:
            text: One sentence: what happened and what to do.
            action_label: Text of the button, none for no button.
            callback: What the button does; the problem is closed before.
            key: What the problem is about: a newer one takes its place, and
                `clear` ends it. "" for problems that are not about one thing.
        """
        text, count = told(text), 1
        for old in [*self._problems]:
            if old.text == text:
                count = old.count + 1
            if old.text == text or (key and old.key == key):
                self._problems.remove(old)
        self._problems.append(_Problem(text, key, action_label, callback, count))
        del self._problems[:-PROBLEMS_KEPT]
        self._show_newest()

    def show_hint(
        self,
        text: str,
        action_label: str,
        callback: Callable[[], object],
        *,
        key: str,
        dismissal: Dismissal | None = None,
    ) -> None:
        """Shows what may be done now, with a sign that nothing is wrong.

        Args:
            text: One sentence.
            action_label: Text of the button.
            callback: What the button does; the hint is closed before.
            key: What it is about, as for `show_problem`.
            dismissal: What the other button does besides closing it, where it does more.
        """
        self._problems = [problem for problem in self._problems if problem.key != key]
        hint = _Problem(text, key, action_label, callback, is_hint=True, dismissal=dismissal)
        # Problems are more urgent.
        self._problems.insert(0, hint)
        del self._problems[:-PROBLEMS_KEPT]
        self._show_newest()

    def clear(self, key: str) -> None:
        """Ends the problem about `key`, if there is one: it is over."""
        if any(problem.key == key for problem in self._problems):
            self._problems = [problem for problem in self._problems if problem.key != key]
            self._show_newest()

    def _act(self) -> None:
        if self._problems:
            callback = self._problems.pop().callback
            self._show_newest()
            if callback is not None:
                callback()

    def _close_newest(self) -> None:
        closed = self._problems.pop() if self._problems else None
        self._show_newest()
        if closed is not None and closed.dismissal is not None:
            closed.dismissal[2]()

    def _show_newest(self) -> None:
        self.setVisible(bool(self._problems))
        if not self._problems:
            return
        problem = self._problems[-1]
        text = problem.text
        if problem.count > 1:
            text = self.tr("{problem} (%n times)", "", problem.count).format(problem=text)
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self.action_button.setVisible(problem.action_label is not None)
        self.action_button.setText(problem.action_label or "")
        name = self.tr("Close notice")
        label, tip = self.tr("Close"), self.tr("Closes this notice")
        if problem.dismissal is not None:
            label, tip, _ = problem.dismissal
            name = label
        self.close_button.setText(label)
        self.close_button.setToolTip(tip)
        self.close_button.setAccessibleName(name)
        style = self.style()
        if style is not None:
            side = style.pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
            sign = QStyle.StandardPixmap.SP_MessageBoxWarning
            if problem.is_hint:
                sign = QStyle.StandardPixmap.SP_MessageBoxInformation
            icon = style.standardIcon(sign)
            self._icon.setPixmap(icon.pixmap(QSize(side, side), self.devicePixelRatioF()))


class _Reporter(QObject):
    """Carries the name of an unexpected error to the window's thread.

    Signals:
        reported: The name of the error's class.
    """

    reported = pyqtSignal(str)


def install_exception_hook(show: Callable[[str], object]) -> Callable[[], None]:
    """Sends errors that nobody expected to the log and, in one sentence, to `show`.

    PyQt6 aborts the process on an exception in a slot as long as
    `sys.excepthook` is Python's own.

    Args:
        show: Called in this thread with a sentence for the user, for an
            error in any thread.

    Returns:
        A function that puts back the hooks that were there before.
    """
    reporter = _Reporter()

    def show_name(name: str) -> None:
        text = QCoreApplication.translate(
            "Problems", "Something went wrong in DigitLens ({name}); the details are in its log."
        )
        show(text.format(name=name))

    reporter.reported.connect(show_name)

    def report(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception) or error is None:
            sys.__excepthook__(kind, error or kind(), trace)
            return
        log.error("Unexpected error", exc_info=(kind, error, trace))
        reporter.reported.emit(kind.__name__)

    def report_from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    before, before_in_threads = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = report, report_from_thread

    def uninstall() -> None:
        sys.excepthook, threading.excepthook = before, before_in_threads

    return uninstall


_NUMBERS = re.compile(r"(?:\d+[\s,\[\].()]+){9,}")
_BYTES = re.compile(r"""\bb(?:'(?:[^'\\\n]|\\.){40,}'?|"(?:[^"\\\n]|\\.){40,}"?)""")
_LONGEST_LINE = 400
_LONGEST_ENTRY = 20_000


class _DiscreetFormatter(logging.Formatter):
    """Writes the home folder as ~, and neither pixels nor bytes.

    A log that is sent to somebody names no user and shows nobody's picture, not even
    where an error carries an array.
    """

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record).replace(str(Path.home()), "~")
        text = _NUMBERS.sub("[…] ", _BYTES.sub("b[…]", text))
        if len(text) > _LONGEST_ENTRY:
            half = _LONGEST_ENTRY // 2
            text = f"{text[:half]}\n[…]\n{text[-half:]}"
        return "\n".join(
            line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}[…]"
            for line in text.splitlines()
        )


def log_folder() -> Path:
    """Where the log files are."""
    return Path(platformdirs.user_log_dir("digitlens"))


def start_log(folder: Path | None = None) -> bool:
    """Begins to log into rotating files and, errors only, to stderr.

    What is logged are events and errors, never pictures.

    Args:
        folder: `log_folder()` by default.

    Returns:
        Whether a file can be written.
    """
    folder = folder or log_folder()
    formatter = _DiscreetFormatter("%(asctime)s %(levelname)s %(threadName)s: %(message)s")
    handlers: list[logging.Handler] = []
    is_written = True
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "digitlens.log",
                maxBytes=LOG_BYTES,
                backupCount=LOG_FILES,
                encoding="utf-8",
                errors="backslashreplace",  # the name of a file need not be valid UTF-8
            )
        )
    except OSError:
        is_written = False
    if sys.stderr is not None:  # a program without a console has none
        stream = logging.StreamHandler()
        stream.setLevel(logging.ERROR)
        handlers.append(stream)
    log.setLevel(logging.INFO)
    for handler in handlers:
        handler.set_name(f"{HANDLER_NAME} {handler}")
        handler.setFormatter(formatter)
        # Not on this logger alone: the engine's warnings belong in the log as well.
        logging.getLogger().addHandler(handler)
    return is_written


def stop_log() -> None:
    """Closes the log's files."""
    root = logging.getLogger()
    for handler in [*root.handlers]:
        if (handler.get_name() or "").startswith(HANDLER_NAME):
            root.removeHandler(handler)
            handler.close()
