"""What other readers answer becomes digits in the right places."""

import pytest

from scripts.peers.readings import (
    PeerDigit,
    PeerReading,
    reading_of_hocr,
    reading_of_rapidocr,
    reading_of_sample,
    shared_evenly,
)

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><body>
 <div class='ocr_page' title='image "a.ppm"; bbox 0 0 100 100; ppageno 0'>
  <span class='ocr_line' title="bbox 10 20 60 50">
   <span class='ocrx_word' title='bbox 10 20 60 50; x_wconf 91'>
    <span class='ocrx_cinfo' title='x_bboxes 10 20 25 50; x_conf 98.5'>4</span>
    <span class='ocrx_cinfo' title='x_bboxes 27 20 40 50; x_conf 60'>x</span>
    <span class='ocrx_cinfo' title='x_bboxes 42 21 60 50; x_conf 60'>2</span>
   </span>
  </span>
  <span class='ocr_textfloat' title="bbox 10 60 20 90">
   <span class='ocrx_word' title='bbox 10 60 20 90; x_wconf 40'>
    <span class='ocrx_cinfo' title='x_bboxes 10 60 20 90; x_conf 40'>7</span>
   </span>
  </span>
  <span class='ocr_line' title="bbox 0 95 5 99"><span class='ocrx_word'> </span></span>
 </div></body></html>
"""


def corners(left, top, right, bottom):
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def labels_of(reading):
    return [[digit.label for digit in line] for line in reading.lines]


def test_tesseracts_page_gives_its_digits_line_by_line_without_letters() -> None:
    reading = reading_of_hocr(HOCR, 0.25)
    assert labels_of(reading) == [[4, 2], [7]]
    assert reading.lines[0][0] == PeerDigit(4, (10.0, 20.0, 15.0, 30.0), 0.985)
    assert reading.seconds == 0.25


def test_a_page_without_text_has_no_lines() -> None:
    page = "<html><body><div class='ocr_page'/></body></html>"
    assert reading_of_hocr(page, 0.1).lines == ()


def test_rapidocrs_characters_keep_their_own_boxes() -> None:
    line = [["3", 0.9, corners(0, 0, 10, 20)], ["a", 0.9, corners(10, 0, 20, 20)]]
    reading = reading_of_rapidocr({"seconds": 0.3, "lines": [line, []]})
    assert reading.lines == ((PeerDigit(3, (0, 0, 10, 20), 0.9),),)


def test_a_words_box_is_shared_out_evenly_among_its_characters() -> None:
    word = ["1a2", 0.8, corners(30, 10, 90, 50)]
    (line,) = reading_of_rapidocr({"seconds": 0.3, "lines": [[word]]}).lines
    assert [digit.label for digit in line] == [1, 2]
    assert [digit.box for digit in line] == [
        pytest.approx((30, 10, 20, 40)),
        pytest.approx((70, 10, 20, 40)),
    ]


def test_a_leaning_word_is_cut_along_its_slope() -> None:
    first, second = shared_evenly([[0, 0], [100, 20], [100, 60], [0, 40]], 2)
    assert first[1] == second[0] == (50, 10)
    assert first[2] == second[3] == (50, 50)


@pytest.mark.parametrize(("character", "label"), [("８", 8), ("⑤", 5), ("½", None), ("O", None)])
def test_what_counts_as_a_digit(character, label) -> None:
    answer = {"seconds": 0.1, "lines": [[[character, 1.0, corners(0, 0, 9, 9)]]]}
    assert labels_of(reading_of_rapidocr(answer)) == ([] if label is None else [[label]])


def test_what_opencvs_sample_draws_has_no_confidence() -> None:
    reading = reading_of_sample({"seconds": 0.002, "digits": [[6, [1, 2, 3, 4]]]})
    assert reading == PeerReading(((PeerDigit(6, (1, 2, 3, 4), 1.0),),), 0.002)


def test_boxes_of_a_smaller_picture_are_brought_back() -> None:
    reading = reading_of_sample({"seconds": 0.0, "digits": [[6, [1, 2, 3, 4]]]}).scaled(2.5)
    assert reading.lines[0][0].box == (2.5, 5, 7.5, 10)


def test_unsure_digits_leave_both_the_places_and_the_text() -> None:
    reading = reading_of_hocr(HOCR, 0.0).as_photo_reading(0.5)
    assert reading.lines == ("42",)
    assert [digit.label for digit in reading.digits] == [4, 2]
    assert reading_of_hocr(HOCR, 0.0).as_photo_reading(0.7).lines == ("4",)
