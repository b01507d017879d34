from desktop_app.teaching.held_rows import KEPT_S, STEADY_READINGS, HeldRows
from model.teaching_sheet import RowProblem, SheetReading, SheetRow
from vision.frame import Box


class Digit:
    """Stands in where only the number of digits matters."""


def row(number, *, is_taken=True, cost=1.0, shift=0):
    box = Box(20, 40 + 60 * number + shift, 400, 30)
    problem = None if is_taken else RowProblem.TOO_FEW
    return SheetRow(box, (Digit(),) * 10, 10 if is_taken else 9, (), problem, cost)


def test_each_row_is_held_as_it_was_read_best():
    held = HeldRows()
    held.add(SheetReading((row(0), row(1, is_taken=False))), 1.0)
    sheet = held.add(SheetReading((row(0, is_taken=False), row(1))), 1.1)
    assert [one.is_accepted for one in sheet.rows] == [True, True]
    assert sheet.count == 20


def test_of_two_readings_the_more_certain_one_is_held():
    held = HeldRows()
    held.add(SheetReading((row(0, cost=5.0),)), 1.0)
    assert held.add(SheetReading((row(0, cost=2.0),)), 1.1).rows[0].cost == 2.0
    assert held.add(SheetReading((row(0, cost=9.0),)), 1.2).rows[0].cost == 2.0


def test_a_sheet_is_steady_when_it_has_stayed():
    held = HeldRows()
    told = [held.add(SheetReading((row(0), row(1))), 1.0 + i / 10) for i in range(5)]
    assert [sheet.is_steady for sheet in told].index(True) == STEADY_READINGS - 1
    moved = held.add(SheetReading((row(0, shift=20), row(1, shift=20))), 1.6)
    assert not moved.is_steady
    assert moved.count == 20


def test_another_sheet_takes_the_place_of_the_one_before():
    held = HeldRows()
    held.add(SheetReading((row(0), row(1))), 1.0)
    sheet = held.add(SheetReading((row(4), row(5), row(6))), 1.1)
    assert sheet.count == 30


def test_a_blurred_frame_changes_nothing_and_a_sheet_long_gone_is_forgotten():
    held = HeldRows()
    held.add(SheetReading((row(0),)), 1.0)
    assert held.add(SheetReading((row(3, is_taken=False),)), 1.2).count == 10
    assert held.add(SheetReading(), 1.5).count == 10
    assert held.add(SheetReading(), 1.1 + KEPT_S).count == 0


def test_of_single_pictures_only_the_newest_counts():
    held = HeldRows()
    held.add(SheetReading((row(0),)), 1.0, is_single=True)
    sheet = held.add(SheetReading((row(0, is_taken=False),)), 1.1, is_single=True)
    assert sheet.count == 0
    assert sheet.is_steady
