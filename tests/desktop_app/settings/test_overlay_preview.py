import pytest
from PyQt6.QtCore import QEvent, QObject, pyqtSignal

from desktop_app.settings.overlay_preview import OverlayPreview


class PaintWatch(QObject):
    painted = pyqtSignal()

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.painted.emit()
        return False


@pytest.fixture
def preview(qtbot, settings):
    made = OverlayPreview(settings)
    qtbot.addWidget(made)
    made.resize(480, 150)
    made.show()
    return made


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("overlay.style", "underline"),
        ("overlay.style", "none"),
        ("overlay.size", "large"),
        ("overlay.confidence", False),
        ("overlay.unsure", False),
    ],
)
def test_every_choice_is_seen_at_once(qtbot, settings, preview, key, value):
    before = preview.grab().toImage()
    assert preview.grab().toImage() == before
    watch = PaintWatch()
    preview.installEventFilter(watch)
    with qtbot.waitSignal(watch.painted):
        settings.set(key, value)
    assert preview.grab().toImage() != before


def test_light_and_dark_ground_are_shown(preview):
    picture = preview.grab().toImage()
    edge = picture.height() - 2
    assert picture.pixelColor(20, edge).lightness() > 200
    assert picture.pixelColor(picture.width() - 20, edge).lightness() < 60
