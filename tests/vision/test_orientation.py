"""Pages on their side, on their head and tilted, read by a network that knows one sign."""

import cv2
import numpy as np
import pytest

from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from vision.frame import Frame
from vision.orientation import CHECK_FRAMES
from vision.reading import NOT_A_DIGIT
from vision.recognizer import Recognizer
from vision.tracking import Tracker

STEP = 60


class _KnowsTees:
    """Calls a T a 7 if it stands on its foot, and everything else no digit."""

    def __init__(self):
        self.crops = 0

    def __call__(self, crops, /):
        self.crops += len(crops)
        rows = np.full((len(crops), 11), 0.0005, np.float32)
        labels = [7 if self._is_tee(crop) else NOT_A_DIGIT for crop in crops]
        rows[np.arange(len(crops)), labels] = 0.995
        return rows

    @staticmethod
    def _is_tee(crop):
        x, y, width, height = cv2.boundingRect(crop)
        ink = crop[y : y + height, x : x + width].astype(float)
        if not height > 1.2 * width:
            return False
        head, foot = ink[: height // 4].sum(), ink[-(height // 4) :].sum()
        return head > 1.8 * foot


def _page(rows, width=640, height=480):
    """Dark signs on paper: T for a tee, X for what is no digit, at any turn."""
    page = np.full((height, width, 3), 210, np.uint8)
    for y, row in enumerate(rows):
        for x, sign in enumerate(row):
            left, top = 90 + x * STEP, 90 + y * 2 * STEP
            if sign == "T":
                cv2.rectangle(page, (left, top), (left + 26, top + 9), (50, 50, 50), -1)
                cv2.rectangle(page, (left + 10, top), (left + 16, top + 44), (50, 50, 50), -1)
            elif sign == "X":
                cv2.line(page, (left, top), (left + 30, top + 40), (50, 50, 50), 6)
                cv2.line(page, (left + 30, top), (left, top + 40), (50, 50, 50), 6)
    return page


def _lying(page, quarters):
    """The page lying so that this many quarters to the left bring it upright."""
    return np.ascontiguousarray(np.rot90(page, -quarters))


def _tilted(page, degrees):
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 0.8)
    return cv2.warpAffine(page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _count(image, **options):
    return len(Recognizer(_KnowsTees(), **options).read(Frame(image)).digits)


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_is_read_whichever_way_it_lies(quarters):
    image = _lying(_page(["TTTT", "TTT"]), quarters)
    recognition = Recognizer(_KnowsTees()).read(Frame(image))
    assert [number.text for number in recognition.numbers] == ["7777", "777"]
    ink = cv2.compare(image[..., 0], 128, cv2.CMP_LT)
    for digit in recognition.digits:
        box = digit.box
        inside = ink[box.top : box.bottom, box.left : box.right]
        assert cv2.boundingRect(inside)[2:] == pytest.approx((box.width, box.height), abs=3)


@pytest.mark.parametrize(
    ("quarters", "step"), [(0, (STEP, 0)), (1, (0, STEP)), (2, (-STEP, 0)), (3, (0, -STEP))]
)
def test_numbers_are_read_along_the_page(quarters, step):
    recognition = Recognizer(_KnowsTees()).read(Frame(_lying(_page(["TTTT"]), quarters)))
    (number,) = recognition.numbers
    (x, y), (next_x, next_y) = (digit.box.center for digit in number.digits[:2])
    assert (next_x - x, next_y - y) == pytest.approx(step, abs=3)
    assert np.hypot(*(np.subtract((next_x, next_y), (x, y)))) == pytest.approx(STEP, abs=3)
    slope = np.degrees(np.arctan2(next_y - y, next_x - x))
    assert (number.angle_deg - slope + 180) % 360 - 180 == pytest.approx(0, abs=3)


@pytest.mark.parametrize("rows", [["T"], ["TT"], ["TTXXXXXX", "TXXXXXX"], ["XXXXXX"], [""]])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_with_few_digits_is_left_as_it_is(rows, quarters):
    assert _count(_lying(_page(rows), quarters)) == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_what_stands_upright_is_kept_though_some_lie(quarters):
    image = _page(["TTT"])
    image = np.hstack([image, cv2.resize(_lying(_page(["TTTT"]), quarters), (640, 480))])
    texts = [n.text for n in Recognizer(_KnowsTees()).read(Frame(image)).numbers]
    assert texts == ["777"]


@pytest.mark.parametrize("degrees", [-35, -25, 25, 40])
@pytest.mark.parametrize("quarters", range(4))
def test_a_tilted_page_is_leveled(degrees, quarters):
    class KnowsLevelTees(_KnowsTees):
        @staticmethod
        def _is_tee(crop):
            # Level bars have all their ink in few rows.
            rows = (crop > 128).sum(axis=1)
            return _KnowsTees._is_tee(crop) and rows.max() > 9 and (rows > 6).sum() < 8

    image = _lying(_tilted(_page(["TTTTTT", "TTTTTT"]), degrees), quarters)
    recognition = Recognizer(KnowsLevelTees()).read(Frame(image))
    assert len(recognition.digits) >= 11
    assert max(len(number.text) for number in recognition.numbers) >= 5


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_video_finds_the_turn_and_keeps_it(quarters):
    recognizer = Recognizer(_KnowsTees(), tracker=Tracker())
    image = _lying(_page(["TTTT", "TTT"]), quarters)
    counts = [len(recognizer.read(Frame(image, i)).digits) for i in range(2 * CHECK_FRAMES)]
    assert counts[CHECK_FRAMES:] == [7] * CHECK_FRAMES
    blank = np.full_like(image, 210)
    recognizer.read(Frame(blank))
    again = [len(recognizer.read(Frame(image, i)).digits) for i in range(10)]
    assert again[-1] == 7


def test_video_comes_back_to_an_upright_page():
    recognizer = Recognizer(_KnowsTees(), tracker=Tracker())
    page = _page(["TTTT", "TTT"])
    for i in range(CHECK_FRAMES):
        recognizer.read(Frame(_lying(page, 2), i))
    counts = [len(recognizer.read(Frame(page, i)).digits) for i in range(2 * CHECK_FRAMES)]
    assert counts[CHECK_FRAMES + 5 :] == [7] * (CHECK_FRAMES - 5)


def test_video_looks_at_other_turns_only_now_and_then():
    classifier = _KnowsTees()
    image = _page(["XXXXXX", "XXXXXX"])
    recognizer = Recognizer(classifier, tracker=Tracker())
    counts = []
    for i in range(4 * CHECK_FRAMES):
        classifier.crops = 0
        # What lies still would not be read again at all.
        recognizer.read(Frame(np.roll(image, 40 * (i % 2), axis=1), i))
        counts.append(classifier.crops)
    least = min(counts)
    assert max(counts) > 2 * least
    assert sum(count > least for count in counts) == 4


def test_a_page_that_reads_well_is_looked_at_once():
    classifier = _KnowsTees()
    assert len(Recognizer(classifier).read(Frame(_page(["TTTT", "TTT"]))).digits) == 7
    assert classifier.crops == 7


@pytest.mark.parametrize("quarters", range(4))
def test_the_bundled_network_reads_a_page_whichever_way_it_lies(quarters, rng):
    ink, _ = written_line("73452", rng, height_px=44, size=(480, 640), origin=(80, 80))
    ink, _ = written_line("94367", rng, height_px=44, size=(480, 640), origin=(120, 220), ink=ink)
    image = photographed(_lying(ink, quarters), Conditions(noise=2, shading=0.3), rng)
    recognition = Recognizer(ModelStore().load_classifier()).read(Frame(image))
    assert [number.text for number in recognition.numbers] == ["73452", "94367"]
