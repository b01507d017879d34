import numpy as np
import pytest
from PyQt6.QtCore import Qt

from desktop_app.training.augmentation_preview import (
    VARIED_ROWS,
    AugmentationPreview,
    newest_of_each,
    no_digits,
)


def crop(value):
    return np.full((28, 28), value, np.uint8)


@pytest.fixture
def own():
    return no_digits()


@pytest.fixture
def preview(qtbot, own):
    preview = AugmentationPreview(lambda: own)
    qtbot.addWidget(preview)
    preview.show()
    return preview


def rows(preview):
    pixels = [shown.pixels for shown in preview.strip.crops]
    return [pixels[start : start + 10] for start in range(0, len(pixels), 10)]


def test_drawn_digits_are_shown_varied(preview):
    first, *varied = rows(preview)
    assert len(varied) == VARIED_ROWS
    assert len(set(first)) == 10
    assert any(one != before for row in varied for one, before in zip(row, first, strict=True))


def test_they_are_varied_anew(qtbot, preview):
    before = rows(preview)
    qtbot.mouseClick(preview.again, Qt.MouseButton.LeftButton)
    after = rows(preview)
    assert after[0] == before[0]
    assert after[1:] != before[1:]


def test_digits_that_are_not_varied_are_shown_as_they_are(preview):
    preview.set_varied(False)
    assert len(rows(preview)) == 1
    assert not preview.again.isEnabled()
    assert "as they are" in preview.words.text()


def test_own_digits_take_the_place_of_drawn_ones(preview, own):
    before = rows(preview)[0]
    own[3] = crop(200)
    preview.vary_anew()
    first = rows(preview)[0]
    assert first[3] == crop(200).tobytes()
    assert first[:3] == before[:3]
    assert preview.words.text().startswith("Your digits")


def test_nothing_is_drawn_before_it_is_seen(qtbot):
    asked = []
    preview = AugmentationPreview(lambda: asked.append(1) or no_digits())
    qtbot.addWidget(preview)
    preview.set_varied(True)
    assert not asked
    assert not preview.strip.crops


def test_the_newest_sample_of_each_digit_is_taken():
    found = newest_of_each([(3, crop(1)), (10, crop(2)), (3, crop(3)), (0, crop(4))])
    assert [None if one is None else int(one[0, 0]) for one in found] == [
        4, None, None, 1, None, None, None, None, None, None,
    ]  # fmt: skip
