import pytest
from PyQt6.QtGui import QColor, QImage

from desktop_app.theme import palette
from desktop_app.training.chart_colors import in_colors_of
from desktop_app.training.picture_view import PictureView
from model.charts import confusion_figure, samples_figure, save_figure

LIGHT, DARK = palette(is_dark=False), palette(is_dark=True)


def chart(*colors):
    """Stripes of these colours below a white one."""
    made = QImage(3, 1 + len(colors), QImage.Format.Format_ARGB32)
    made.fill(QColor("white"))
    for row, color in enumerate(colors, start=1):
        for x in range(3):
            made.setPixelColor(x, row, QColor(color))
    return made


def test_in_the_dark_paper_and_ink_are_those_of_the_window():
    shown = in_colors_of(DARK, chart("black"))
    assert shown.pixelColor(0, 0) == DARK.base().color()
    assert shown.pixelColor(2, 1) == DARK.text().color()


@pytest.mark.parametrize("name", ["#2a78d6", "#e0523c", "#08306b"])
def test_colors_keep_their_hue(name):
    shown = in_colors_of(DARK, chart(name)).pixelColor(1, 1)
    apart = abs(shown.hslHue() - QColor(name).hslHue())
    assert min(apart, 360 - apart) < 12
    assert shown.hslSaturationF() > 0.3


def test_in_the_light_it_stays_as_it_is():
    made = chart("black", "#2a78d6")
    assert in_colors_of(LIGHT, made) == made


def test_what_has_no_ground_of_its_own_stays_as_it_is(tmp_path, rng):
    import numpy as np

    crops = rng.integers(0, 255, (3, 28, 28), np.uint8)
    save_figure(samples_figure(crops, np.arange(3), np.eye(11)[:3]), tmp_path / "samples.png")
    made = QImage(str(tmp_path / "samples.png"))
    assert in_colors_of(DARK, made) == made
    assert in_colors_of(DARK, QImage()).isNull()


def test_a_shown_chart_follows_the_colours_of_the_window(qtbot, tmp_path, rng):
    import numpy as np

    save_figure(confusion_figure(np.diag(np.arange(11) + 5)), tmp_path / "confusion.png")
    view = PictureView(tmp_path / "confusion.png", "Confusion")
    qtbot.addWidget(view)
    view.resize(view.sizeHint())

    def corner():
        return view.grab().toImage().pixelColor(2, 2)

    view.setPalette(DARK)
    assert corner() == DARK.base().color()
    view.setPalette(LIGHT)
    assert corner() == QColor("white")
