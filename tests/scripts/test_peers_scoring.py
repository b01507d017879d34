"""Several readers are scored alike, each at its best."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.photo_evaluation import PhotoReading, PhotoTruth, PlacedDigit, score_photo
from scripts.opencv_sample import SampleSpeed
from scripts.peers.__main__ import measured
from scripts.peers.environment import PeerError
from scripts.peers.page import page_of
from scripts.peers.readings import PeerDigit, PeerReading
from scripts.peers.scoring import Tally, best_readers, best_ways, forgiven, table_of
from tests.benchmarks.measure import Ratio

ONE = PlacedDigit(1, (100, 100, 10, 60))
SEVEN = PlacedDigit(7, (150, 100, 40, 60))
LINE_HIGH_ONE = PeerDigit(1, (85, 70, 50, 120), 0.6)
"""A 1 in a box as a text reader draws it: as high as the line, as wide as its share."""


def truth_of(*digits, path=Path("a.png"), lines=()):
    return PhotoTruth(path, "paper", digits, True, lines, True)


class FakeReader:
    name = "Fake"
    setting = "plain"
    knows_order = True

    def __init__(self, *digits, confidences=(0.0,), fails=False):
        self.confidences = confidences
        self._digits, self._fails = digits, fails
        self.seen = 0

    def read(self, image):
        self.seen += 1
        if self._fails:
            raise PeerError("Fake broke.")
        return PeerReading((self._digits,), 0.5)


def rows_of(reader, *truths):
    tally = Tally(reader)
    for truth in truths:
        tally.add(truth, reader.read(None))
    return tally.rows()


def test_a_box_as_high_as_the_line_finds_its_digit_only_where_boxes_may_be_loose() -> None:
    (row,) = rows_of(FakeReader(LINE_HIGH_ONE), truth_of(ONE))
    assert row.loose.f1 == 1.0
    assert (row.tight.right, row.tight.false) == (0, 1)


def test_the_tight_score_is_that_of_the_evaluation() -> None:
    truth = truth_of(ONE, SEVEN, lines=("17",))
    read = PeerReading(((LINE_HIGH_ONE, PeerDigit(7, SEVEN.box)),), 0.1)
    tally = Tally(FakeReader())
    tally.add(truth, read)
    assert tally.rows()[0].tight == score_photo(truth, read.as_photo_reading())
    assert tally.rows()[0].loose.character_error_rate == 0


def test_two_loose_boxes_on_one_digit_make_one_of_them_false() -> None:
    near = PeerDigit(1, (95, 90, 30, 80))
    (row,) = rows_of(FakeReader(LINE_HIGH_ONE, near), truth_of(ONE))
    assert (row.loose.right, row.loose.false) == (1, 1)


def test_a_box_beside_the_digit_is_not_forgiven() -> None:
    reading = PhotoReading((PlacedDigit(1, (300, 100, 10, 60)),))
    assert forgiven(truth_of(ONE), reading) == reading


def test_what_is_unsure_counts_only_in_the_settings_that_let_it() -> None:
    all_of_it, the_sure = rows_of(FakeReader(LINE_HIGH_ONE, confidences=(0.0, 0.7)), truth_of(ONE))
    assert (all_of_it.loose.right, the_sure.loose.right) == (1, 0)
    assert the_sure.setting == "plain, from 70% sure"


def test_of_each_reader_the_setting_with_the_highest_f1_is_shown() -> None:
    rows = rows_of(
        FakeReader(PeerDigit(7, SEVEN.box, 0.9), PeerDigit(3, (9, 9, 9, 9), 0.2),
                   confidences=(0.0, 0.5, 0.95)),
        truth_of(SEVEN),
    )  # fmt: skip
    (best,) = best_readers(rows)
    assert best.setting == "plain, from 50% sure"


def test_each_way_of_a_reader_has_a_row_of_its_own() -> None:
    other = FakeReader(LINE_HIGH_ONE, confidences=(0.0, 0.5))
    other.setting = "other"
    rows = rows_of(FakeReader(PeerDigit(7, SEVEN.box)), truth_of(SEVEN))
    rows += rows_of(other, truth_of(ONE))
    assert [row.setting for row in best_ways(rows)] == ["plain", "other"]


@pytest.fixture
def photos(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((20, 20, 3), 255, np.uint8))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    return tmp_path


def test_all_readers_read_every_picture_once_besides_one_to_get_warm(photos) -> None:
    readers = [FakeReader(), FakeReader(PeerDigit(7, SEVEN.box))]
    truths = [truth_of(SEVEN, path=photos / "a.png")] * 3
    rows = measured(readers, truths)
    assert [reader.seen for reader in readers] == [4, 4]
    assert [row.loose.recall for row in rows] == [0.0, 1.0]


def test_a_reader_that_breaks_has_read_nothing_and_the_others_go_on(photos, capsys) -> None:
    truths = [truth_of(SEVEN, path=photos / "a.png")]
    broken, whole = measured([FakeReader(fails=True), FakeReader(PeerDigit(7, SEVEN.box))], truths)
    assert (broken.failed, broken.loose.wanted, broken.loose.recall) == (1, 1, 0)
    assert whole.loose.recall == 1
    assert "Fake broke." in capsys.readouterr().err


def test_a_picture_that_cannot_be_read_is_left_out_for_all(photos, capsys) -> None:
    truths = [truth_of(SEVEN, path=photos / name) for name in ("broken.png", "a.png")]
    (row,) = measured([FakeReader()], truths)
    assert row.loose.photos == 1
    assert "broken.png" in capsys.readouterr().err


def test_the_table_has_a_row_for_each_and_no_cer_where_there_is_no_order() -> None:
    reader = FakeReader(PeerDigit(7, SEVEN.box))
    reader.knows_order = False
    empty = PhotoTruth(Path("neg.png"), "paper", (), True, (), True)
    line = table_of(rows_of(reader, truth_of(SEVEN), empty)).splitlines()[2]
    assert line == "| Fake | plain | 1.000 | 1.000 | 1.000 | 1.000 | no order | 1.00 | 0.500 |"


def test_the_page_lists_who_is_missing_and_how_to_get_it() -> None:
    rows = rows_of(FakeReader(PeerDigit(7, SEVEN.box)), truth_of(SEVEN))
    page = page_of(rows, {"Tesseract": "'apt-get' installs it."}, {"Fake": "3.1"}, ())
    assert "* Tesseract is not installed: 'apt-get' installs it." in page
    assert "Versions: Fake 3.1." in page
    assert "1 pictures with 1 handwritten" in page
    assert "OpenCV's sample was not here." in page


def test_the_page_has_the_times_beside_the_sample() -> None:
    rows = rows_of(FakeReader(), truth_of(SEVEN))
    speed = SampleSpeed(44, 25, Ratio("reading", 1.5, 2.0, 1.0), 10, 10, 0, 8.5, 1.0, "4.12.0")
    page = page_of(rows, {}, {}, [speed])
    assert "| 44 px | 25 | 1.50 | 2.00 | 0.75 | 10 of 10 | 0 | 8.5 of 10 | 1.0 |" in page
    slow = replace(speed, ratio=Ratio("reading", 3.0, 2.0, 1.0))
    assert "| 1.50 missed |" in page_of(rows, {}, {}, [slow])
