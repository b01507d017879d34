"""The window's light and dark colours.

The palettes are the project's own, on Qt's Fusion style: not every desktop
tells Qt whether it is light or dark, and not every style obeys when it is told.
All text has a contrast of at least 4.5 to 1 with what it stands on (WCAG 2.2, AA).
"""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PyQt6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleOption,
    QWidget,
)

Role = QPalette.ColorRole

LIGHT: dict[Role, str] = {
    Role.Window: "#f3f4f6",
    Role.WindowText: "#16191d",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#eef1f5",
    Role.Text: "#16191d",
    Role.PlaceholderText: "#5a636e",
    Role.Button: "#e6e9ee",
    Role.ButtonText: "#16191d",
    Role.BrightText: "#ffffff",
    Role.Highlight: "#1a63b8",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#1a63b8",
    Role.Link: "#0b57a8",
    Role.LinkVisited: "#6b3fa0",
    Role.ToolTipBase: "#fbfbe8",
    Role.ToolTipText: "#16191d",
    Role.Light: "#ffffff",
    Role.Midlight: "#f0f2f5",
    Role.Mid: "#b7bec8",
    Role.Dark: "#98a1ad",
    Role.Shadow: "#5f6873",
}
DARK: dict[Role, str] = {
    Role.Window: "#22262b",
    Role.WindowText: "#eceff3",
    Role.Base: "#181b1f",
    Role.AlternateBase: "#20242a",
    Role.Text: "#eceff3",
    Role.PlaceholderText: "#9aa5b1",
    Role.Button: "#30363d",
    Role.ButtonText: "#eceff3",
    Role.BrightText: "#ffffff",
    Role.Highlight: "#2a6fc2",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#5aa2f0",
    Role.Link: "#7db8f7",
    Role.LinkVisited: "#c3a6f2",
    Role.ToolTipBase: "#3a4149",
    Role.ToolTipText: "#eceff3",
    Role.Light: "#4a525c",
    Role.Midlight: "#3c434b",
    Role.Mid: "#1c1f23",
    Role.Dark: "#121417",
    Role.Shadow: "#08090a",
}
DISABLED: dict[bool, dict[Role, str]] = {
    False: {
        Role.WindowText: "#737b86",
        Role.Text: "#737b86",
        Role.ButtonText: "#737b86",
        Role.HighlightedText: "#f3f4f6",
        Role.Highlight: "#6d7682",
    },
    True: {
        Role.WindowText: "#868f9a",
        Role.Text: "#868f9a",
        Role.ButtonText: "#868f9a",
        Role.HighlightedText: "#eceff3",
        Role.Highlight: "#4a525c",
    },
}


def palette(*, is_dark: bool) -> QPalette:
    """The dark or the light palette."""
    made = QPalette()
    for role, color in (DARK if is_dark else LIGHT).items():
        made.setColor(role, QColor(color))
    for role, color in DISABLED[is_dark].items():
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(color))
    return made


class OutlinedFusion(QProxyStyle):
    """Fusion, with check boxes, radio buttons and menus that stand out on dark ground.

    Fusion draws their outline darker than the window, which on a dark one is
    next to nothing.
    """

    def __init__(self) -> None:
        super().__init__(QStyleFactory.create("Fusion"))

    def drawPrimitive(  # noqa: N802
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        super().drawPrimitive(element, option, painter, widget)
        if option is None or painter is None or element not in _OUTLINED:
            return
        if option.palette.color(Role.Window).lightness() > 127:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_frame = element is QStyle.PrimitiveElement.PE_PanelMenu
        painter.setPen(option.palette.color(Role.Light if is_frame else Role.PlaceholderText))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        if element is QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            painter.drawEllipse(outline)
        elif is_frame:
            painter.drawRect(outline)
        else:
            painter.drawRoundedRect(outline, 2, 2)
        painter.restore()

    def standardIcon(  # noqa: N802
        self,
        pixmap: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        if pixmap in _DOCK_BUTTONS:
            return QIcon(_DockIcon(pixmap))
        return super().standardIcon(pixmap, option, widget)


class _DockIcon(QIconEngine):
    """What is on the buttons of a panel's title, in the colour of its text: Fusion's is dark."""

    def __init__(self, kind: QStyle.StandardPixmap) -> None:
        super().__init__()
        self._kind = kind

    def paint(
        self,
        painter: QPainter | None,
        rect: QRect,
        mode: QIcon.Mode,
        state: QIcon.State,  # noqa: ARG002
    ) -> None:
        if painter is None:
            return
        is_off = mode is QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if is_off else QPalette.ColorGroup.Active
        color = QApplication.palette().color(group, Role.WindowText)
        side = 0.5 * min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, side / 6, cap=Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._kind is QStyle.StandardPixmap.SP_TitleBarCloseButton:
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
        else:
            away = side / 4
            painter.drawRect(box.adjusted(0, away, -away, 0))
            painter.drawPolyline(
                QPolygonF(
                    [
                        box.topLeft() + QPointF(away, 0),
                        box.topRight(),
                        box.bottomRight() - QPointF(0, away),
                    ]
                )
            )
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _DockIcon(self._kind)


_DOCK_BUTTONS = (
    QStyle.StandardPixmap.SP_TitleBarNormalButton,
    QStyle.StandardPixmap.SP_TitleBarCloseButton,
)
_OUTLINED = (
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorRadioButton,
    QStyle.PrimitiveElement.PE_PanelMenu,
)


def apply_theme(app: QApplication, name: str) -> None:
    """Gives the application its colours.

    Args:
        app: The application.
        name: "light", "dark", or "system" for what the desktop says now; for
            that, call again when the desktop's colour scheme changes.
    """
    hints = app.styleHints()
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(name)
    if hints is not None:
        # So that title bars and native dialogs follow where the platform has them.
        if scheme is None:
            hints.unsetColorScheme()
            scheme = hints.colorScheme()
        else:
            hints.setColorScheme(scheme)
    if not isinstance(app.style(), OutlinedFusion):
        app.setStyle(OutlinedFusion())
    app.setPalette(palette(is_dark=scheme is Qt.ColorScheme.Dark))


def without_icons(buttons: QDialogButtonBox) -> None:
    """Takes the icons off a dialog's buttons: Fusion's own are black, on dark ground too."""
    for button in buttons.buttons():
        button.setIcon(QIcon())
