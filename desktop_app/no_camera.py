"""What the window says when there is no camera to show."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFont, QFontInfo
from PyQt6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.keys import keep_space


class NoCameraNotice(QFrame):
    """Says that there is no camera, and what can be done instead.

    A page of its own, or a strip above the demo.

    Signals:
        open_requested: The user wants to open a file.
        stream_requested: The user wants to open a stream.
        draw_requested: The user wants to write on the drawing pad.
        retry_requested: The user wants the camera to be looked for again.
    """

    open_requested = pyqtSignal()
    stream_requested = pyqtSignal()
    draw_requested = pyqtSignal()
    retry_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("no_camera")
        self.setAccessibleName(self.tr("No camera"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setMinimumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.advice = QLabel()
        self.advice.setWordWrap(True)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(10, 6, 10, 6)
        self._layout.addWidget(self.label, 1)
        self._layout.addWidget(self.advice)
        self._layout.addLayout(self._buttons)
        self.open_button = self._add_button(self.tr("Open…"), self.tr("Opens pictures and videos"))
        self.open_button.clicked.connect(self.open_requested)
        self.stream_button = self._add_button(
            self.tr("Open Stream…"), self.tr("Opens a network camera")
        )
        self.stream_button.clicked.connect(self.stream_requested)
        self.draw_button = self._add_button(
            self.tr("Draw…"), self.tr("Reads what you write with the mouse")
        )
        self.draw_button.clicked.connect(self.draw_requested)
        self.retry_button = self._add_button(
            self.tr("Try Again"), self.tr("Looks for a camera again")
        )
        self.retry_button.clicked.connect(self.retry_requested)

    def show_reason(self, text: str, *, is_page: bool) -> None:
        """Says why there is no camera.

        Args:
            text: One sentence; "" where there is one, or none is wanted.
            is_page: Whether nothing else is shown; else the demo is.
        """
        if is_page:
            advice = self.tr(
                "Connect one, or open a picture, a video or a stream; "
                "dropping or pasting it here will do."
            )
            self.show_page(text, advice)
        elif text:
            self.show_strip(self.tr("{reason} This is the demo.").format(reason=text))
        else:
            self.hide()

    def show_strip(self, text: str) -> None:
        """Shows it as a strip."""
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.label.setFont(self.font())
        self.advice.hide()
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight)
        self._layout.setStretchFactor(self._buttons, 0)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._show(text)

    def show_page(self, text: str, advice: str) -> None:
        """Shows it as a page that fills the window, with what to do about it."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        title = QFont(self.font())
        title.setPointSizeF(1.5 * QFontInfo(title).pointSizeF())
        title.setBold(True)
        self.label.setFont(title)
        self.advice.setText(advice)
        self.advice.show()
        self._layout.setDirection(QBoxLayout.Direction.TopToBottom)
        self._layout.setStretchFactor(self._buttons, 1)
        self._layout.setSpacing(self.fontMetrics().height())
        self.label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        self._buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._show(text)

    def _show(self, text: str) -> None:
        self.label.setText(text)
        self.show()

    def _add_button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        keep_space(button)
        self._buttons.addWidget(button)
        return button
