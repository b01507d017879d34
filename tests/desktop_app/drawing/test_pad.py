import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QPointingDevice
from PyQt6.QtTest import QTest

from desktop_app.drawing.pad import DrawingPad, PadMark
from desktop_app.theme import palette
from tests.desktop_app.drawing.writing import LEFT, Hand, Pen, stroke


@pytest.fixture
def pad(qtbot):
    made = DrawingPad()
    made.setPalette(palette(is_dark=False))
    made.resize(400, 300)
    made.pen_width = 8.0
    qtbot.addWidget(made)
    made.show()
    return made


def shown(pad):
    """What is on the screen, (H, W, 3) in red, green, blue."""
    picture = pad.grab().toImage()
    picture = picture.convertToFormat(picture.Format.Format_RGB888)
    bits = picture.constBits().asstring(picture.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)


def ink(pad):
    """Where ink is seen, without the frame."""
    return (shown(pad)[2:-2, 2:-2] < 80).all(axis=2)


def test_ink_is_seen_where_the_mouse_went(pad):
    stroke(pad, (50, 100), (150, 100), (250, 100))
    seen = ink(pad)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert columns[0] == pytest.approx(46, abs=3)
    assert columns[-1] == pytest.approx(254, abs=3)
    assert len(rows) == pytest.approx(8, abs=1)


def test_ink_is_seen_while_the_button_is_still_down(pad):
    QTest.mousePress(pad, LEFT, pos=QPoint(50, 100))
    assert ink(pad)[98, 48]
    for x in range(50, 351, 2):
        QTest.mouseMove(pad, QPoint(x, 100))
    assert ink(pad)[98, 50:346].all()
    growing = ink(pad)
    QTest.mouseRelease(pad, LEFT, pos=QPoint(350, 100))
    assert (ink(pad) != growing).sum() <= 20


def test_a_click_makes_a_dot_and_the_right_button_none(pad):
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=QPoint(50, 100))
    assert pad.drawing.is_empty
    QTest.mouseClick(pad, LEFT, pos=QPoint(50, 100))
    assert ink(pad).sum() == pytest.approx(50, abs=15)


def test_the_hint_is_there_until_somebody_writes(pad):
    empty = shown(pad)
    assert (empty[100:200, 100:300] != 255).any()
    QTest.mousePress(pad, LEFT, pos=QPoint(10, 10))
    assert (shown(pad)[100:200, 100:300] == 255).all()
    QTest.mouseRelease(pad, LEFT, pos=QPoint(10, 10))
    pad.undo()
    assert (shown(pad) == empty).all()


def test_undo_during_a_stroke_takes_back_that_stroke(pad):
    stroke(pad, (50, 50), (100, 50))
    before = shown(pad)
    QTest.mousePress(pad, LEFT, pos=QPoint(50, 100))
    QTest.mouseMove(pad, QPoint(90, 100))
    pad.undo()
    QTest.mouseMove(pad, QPoint(190, 100))
    QTest.mouseRelease(pad, LEFT, pos=QPoint(190, 100))
    assert (shown(pad) == before).all()


def test_a_pen_pressed_harder_writes_wider(pad):
    pen = Pen(pad)
    pen.press(50, 100, 0.1)
    for x in range(50, 351, 10):
        pen.move(x, 100, (x - 50) / 300)
    pen.release(350, 100)
    heights = ink(pad).sum(axis=0)
    assert 0 < heights[60] < heights[200] < heights[330]
    assert len(pad.drawing.strokes) == 1


def test_the_other_end_of_a_pen_erases(pad):
    stroke(pad, (50, 50), (150, 50))
    stroke(pad, (50, 150), (150, 150))
    eraser = Pen(pad, QPointingDevice.PointerType.Eraser)
    eraser.press(150, 154)
    eraser.release(150, 154)
    assert not ink(pad)[120:180].any()
    assert ink(pad)[30:70].any()
    pad.undo()
    assert ink(pad)[120:180].any()


def test_two_fingers_draw_two_strokes(pad):
    hand = Hand(pad)
    hand.press((50, 50), (50, 200))
    hand.move((150, 50), (150, 200))
    hand.release((250, 50), (250, 200))
    assert len(pad.drawing.strokes) == 2
    assert ink(pad)[48, 60:240].all()
    assert ink(pad)[198, 60:240].all()


def test_a_gesture_that_the_system_takes_leaves_no_ink(pad):
    stroke(pad, (50, 50), (150, 50))
    before = shown(pad)
    hand = Hand(pad)
    hand.press((50, 150))
    hand.move((150, 150))
    hand.cancel()
    assert (shown(pad) == before).all()
    pad.undo()
    assert pad.drawing.is_empty


def test_a_hand_that_rests_beside_the_pen_does_not_write(pad):
    hand, pen = Hand(pad), Pen(pad)
    hand.press((300, 250))
    pen.press(50, 50)
    hand.move((310, 255))
    hand.press((350, 200))
    pen.move(150, 50)
    pen.release(150, 50)
    assert len(pad.drawing.strokes) == 1
    assert not ink(pad)[150:].any()


def test_a_smaller_pad_shows_all_of_the_drawing_and_a_larger_one_as_it_was(pad):
    stroke(pad, (300, 50), (300, 250))
    stroke(pad, (380, 250), (390, 290))
    before = shown(pad)
    pad.resize(200, 150)
    small = ink(pad)
    assert np.flatnonzero(small.any(axis=0))[-1] < small.shape[1] - 1
    assert np.flatnonzero(small.any(axis=0))[0] == pytest.approx(148, abs=8)
    pad.resize(400, 300)
    assert (shown(pad) == before).all()


def test_on_a_drawing_shown_smaller_ink_appears_under_the_pen(pad):
    stroke(pad, (380, 50), (390, 290))
    pad.resize(200, 150)
    stroke(pad, (20, 100), (90, 100))
    seen = ink(pad)[:, :100]
    assert seen[98, 20:85].all()
    assert seen.any(axis=1).sum() == pytest.approx(8, abs=1)


def test_a_stroke_that_leaves_the_pad_is_not_drawn_along_its_border(pad):
    stroke(pad, (350, 100), (450, 100), (450, 200), (350, 200))
    assert not ink(pad)[120:180].any()


def test_ink_and_paper_follow_the_theme(pad):
    stroke(pad, (50, 100), (250, 100))
    pad.setPalette(palette(is_dark=True))
    assert (shown(pad)[100, 100:200] > 200).all()
    assert (shown(pad)[200, 100:200] < 60).all()
    assert pad.page().image().mean() > 200  # the picture is on white paper all the same


def test_marks_are_seen_around_what_was_read_and_unsure_ones_differ(pad):
    stroke(pad, (100, 100), (100, 150))
    before = shown(pad)
    pad.show_marks([PadMark((96, 96, 8, 58), "1")])
    sure = shown(pad)
    pad.show_marks([PadMark((96, 96, 8, 58), "?")])
    doubtful = shown(pad)
    assert (sure != before).any()
    assert (sure[110:145] == before[110:145]).all(axis=2).sum() < before[110:145].shape[1] * 35
    edge = (sure != before).any(axis=2)[110:145].sum()
    dashed = (doubtful != before).any(axis=2)[110:145].sum()
    assert 0 < dashed < edge
    pad.show_marks(())
    assert (shown(pad) == before).all()


def test_a_screen_reader_knows_the_pad(pad):
    assert pad.accessibleName() == "Drawing pad"
