import pytest
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QApplication, QCheckBox, QStyle

from desktop_app.live.label_art import PLATE_COLOR, READ_COLOR, TEXT_COLOR, UNSURE_COLOR
from desktop_app.live.picture_view import MESSAGE_COLOR, SURROUND_COLOR
from desktop_app.theme import OutlinedFusion, apply_theme, palette

Role = QPalette.ColorRole
TEXT_ON_GROUND = [
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.WindowText, Role.Base),
    (Role.ButtonText, Role.Button),
    (Role.PlaceholderText, Role.Base),
    (Role.PlaceholderText, Role.Window),
    (Role.HighlightedText, Role.Highlight),
    (Role.Link, Role.Window),
    (Role.Link, Role.Base),
    (Role.LinkVisited, Role.Window),
    (Role.ToolTipText, Role.ToolTipBase),
]


def luminance(color: QColor) -> float:
    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(share) for share in color.getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """As WCAG 2.2 defines it, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(is_dark, text, ground):
    made = palette(is_dark=is_dark)
    assert contrast(made.color(text), made.color(ground)) >= 4.5


@pytest.mark.parametrize("is_dark", [False, True])
def test_disabled_text_can_still_be_made_out(is_dark):
    made, group = palette(is_dark=is_dark), QPalette.ColorGroup.Disabled
    for text, ground in ((Role.WindowText, Role.Window), (Role.ButtonText, Role.Button)):
        assert contrast(made.color(group, text), made.color(group, ground)) >= 3


def over(color: QColor, ground: QColor) -> QColor:
    """What is seen where a translucent colour lies on a ground."""
    share = color.alphaF()
    return QColor.fromRgbF(
        *(
            share * part + (1 - share) * under
            for part, under in zip(color.getRgbF()[:3], ground.getRgbF()[:3], strict=True)
        )
    )


@pytest.mark.parametrize("picture", ["#ffffff", "#000000", "#ff0000", "#5ad1ff"])
@pytest.mark.parametrize("text", [TEXT_COLOR, READ_COLOR, UNSURE_COLOR])
def test_labels_can_be_read_on_any_picture(picture, text):
    assert contrast(text, over(PLATE_COLOR, QColor(picture))) >= 4.5


def test_the_message_in_an_empty_view_can_be_read():
    assert contrast(MESSAGE_COLOR, SURROUND_COLOR) >= 4.5


def test_the_window_is_dark_or_light_as_chosen(qapp: QApplication):
    before = qapp.palette()
    try:
        apply_theme(qapp, "dark")
        assert qapp.palette().color(Role.Window).lightness() < 60
        apply_theme(qapp, "light")
        assert qapp.palette().color(Role.Window).lightness() > 200
        apply_theme(qapp, "system")  # nothing is known of the desktop here: light
        assert qapp.palette().color(Role.Window).lightness() > 200
        assert isinstance(qapp.style(), OutlinedFusion)
    finally:
        qapp.setPalette(before)


def test_a_check_box_can_be_seen_on_dark_ground(qapp, qtbot):
    before = qapp.palette()
    apply_theme(qapp, "light")
    qapp.setPalette(palette(is_dark=True))
    try:
        box = QCheckBox()
        qtbot.addWidget(box)
        box.show()
        picture = box.grab().toImage()
        ground = palette(is_dark=True).color(Role.Window)
        middle = picture.height() // 2
        row = [picture.pixelColor(x, middle) for x in range(picture.width())]
        assert max(contrast(color, ground) for color in row) >= 3
    finally:
        qapp.setPalette(before)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("kind", ["SP_TitleBarCloseButton", "SP_TitleBarNormalButton"])
def test_the_buttons_of_a_panel_stand_out_from_it(qapp, is_dark, kind):
    before = qapp.palette()
    qapp.setPalette(palette(is_dark=is_dark))
    try:
        picture = (
            OutlinedFusion()
            .standardIcon(getattr(QStyle.StandardPixmap, kind))
            .pixmap(32, 32)
            .toImage()
        )
    finally:
        qapp.setPalette(before)
    drawn = [picture.pixelColor(x, y) for x in range(32) for y in range(32)]
    window = palette(is_dark=is_dark).color(Role.Window)
    assert max(contrast(color, window) for color in drawn if color.alpha() > 200) > 7
