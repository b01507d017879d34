"""Frames that look as the last one did are not read again; whatever changes is."""

import numpy as np
import pytest

from model.scenes import Conditions, photographed, written_line
from model.store import ModelStore
from vision import recognizer as recognizer_module
from vision.frame import Box, Frame
from vision.orientation import Reading
from vision.reading import DigitRead
from vision.recognizer import Recognizer
from vision.segmentation import propose
from vision.tracking import Tracker
from vision.unchanged import READ_FRAMES, STEADY_READINGS, UnchangedFrames

SETTLED = STEADY_READINGS + 2


@pytest.fixture(scope="module")
def classifier():
    return ModelStore().load_classifier()


@pytest.fixture
def looks(monkeypatch):
    """The frames that are looked at."""
    looked_at = []

    def counted(gray, still):
        looked_at.append(gray)
        return propose(gray, still)

    monkeypatch.setattr(recognizer_module, "propose", counted)
    return looked_at


def _page(text="2583", *, noise_seed=0):
    rng = np.random.default_rng(1)
    ink, _ = written_line(text, rng, height_px=50, size=(240, 480), origin=(60, 90))
    return photographed(ink, Conditions(noise=3), np.random.default_rng(noise_seed))


def _settled(classifier):
    """What has read a page that lies still for a while."""
    recognizer = Recognizer(classifier, tracker=Tracker())
    for seed in range(SETTLED):
        recognizer.read(Frame(_page(noise_seed=seed)))
    return recognizer


def _text(recognition):
    return " ".join(number.text for number in recognition.numbers)


def test_a_page_that_lies_still_is_looked_at_three_times_a_second(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    read = [recognizer.read(Frame(_page(noise_seed=100 + seed))) for seed in range(60)]
    assert len(looks) == 60 / READ_FRAMES
    assert {_text(one) for one in read} == {"2583"}


def test_ids_stay_and_a_frame_is_the_one_that_was_given(classifier, looks):
    recognizer = _settled(classifier)
    frame = Frame(_page(noise_seed=50), index=7)
    first, second = recognizer.read(frame), recognizer.read(Frame(_page(noise_seed=51)))
    assert first.frame is frame
    ids = [[digit.track_id for digit in one.digits] for one in (first, second)]
    assert ids[0] == ids[1]
    assert None not in ids[0]


def test_under_strong_noise_every_frame_is_looked_at(classifier, looks):
    recognizer = Recognizer(classifier, tracker=Tracker())
    clean = _page().astype(int)
    for seed in range(20):
        grain = np.random.default_rng(seed).normal(0, 25, clean.shape[:2])[..., None]
        recognizer.read(Frame(np.clip(clean - 40 + grain, 0, 255).astype(np.uint8)))
    assert len(looks) == 20


def test_what_is_new_is_looked_at_at_once(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    for seed in range(STEADY_READINGS):
        recognition = recognizer.read(Frame(_page("25831", noise_seed=60 + seed)))
        assert len(looks) == seed + 1
    assert _text(recognition) == "25831"


def test_what_goes_is_gone_as_soon_as_without_memory(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    for seed in range(STEADY_READINGS):
        recognition = recognizer.read(Frame(_page("258", noise_seed=60 + seed)))
    assert len(looks) == STEADY_READINGS
    assert _text(recognition) == "258"


def test_what_is_new_but_faint_is_looked_at_within_a_third_of_a_second(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    for seed in range(READ_FRAMES):
        faint = _page(noise_seed=70 + seed).astype(int)
        faint[60:110, 402] -= 12
        recognizer.read(Frame(np.clip(faint, 0, 255).astype(np.uint8)))
    assert len(looks) >= 1
    ground = np.median(looks[0])
    assert 5 < ground - looks[0][60:110, 402].mean() < 20


def test_a_light_that_changes_slowly_is_followed(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    page = _page(noise_seed=80).astype(int)
    for step in range(30):
        recognizer.read(Frame(np.clip(page - 2 * step, 0, 255).astype(np.uint8)))
    # Five steps are more than a cell may change.
    assert len(looks) >= 5


def test_a_frame_of_another_size_is_looked_at(classifier, looks):
    recognizer = _settled(classifier)
    looks.clear()
    recognizer.read(Frame(np.ascontiguousarray(_page(noise_seed=90)[:-8, :-8])))
    assert len(looks) == 1


@pytest.mark.parametrize("name", ["confidence_threshold", "classifier"])
def test_what_is_asked_anew_is_looked_at(classifier, looks, name):
    recognizer = _settled(classifier)
    looks.clear()
    other = ModelStore().load_classifier()
    setattr(recognizer, name, 0.9 if name == "confidence_threshold" else other)
    for seed in range(STEADY_READINGS):
        recognizer.read(Frame(_page(noise_seed=90 + seed)))
    assert len(looks) == STEADY_READINGS


def _digit(box, digit, crop=None):
    crop = np.zeros((28, 28), np.uint8) if crop is None else crop
    return DigitRead(box, crop, digit, 0.9, np.zeros(11, np.float32))


@pytest.mark.parametrize(
    ("digits", "is_steady"),
    [
        ([(Box(10, 10, 20, 40), 3), (Box(60, 10, 20, 40), 5)], True),
        ([(Box(61, 11, 20, 39), 5), (Box(9, 10, 21, 40), 3)], True),
        ([(Box(10, 10, 20, 40), 3), (Box(60, 10, 20, 40), 6)], False),
        ([(Box(10, 10, 20, 40), 3)], False),
        ([(Box(10, 10, 20, 40), 3), (Box(60, 10, 20, 40), 5), (Box(99, 9, 9, 9), 1)], False),
        ([(Box(10, 10, 20, 40), 3), (Box(75, 10, 20, 40), 5)], False),
    ],
)
def test_only_what_was_read_alike_is_taken_for_known(digits, is_steady):
    gray = np.full((100, 200), 200, np.uint8)
    usual = [(Box(10, 10, 20, 40), 3), (Box(60, 10, 20, 40), 5)]
    unchanged = UnchangedFrames()
    for said in (usual, usual, digits):
        assert unchanged.find(gray) is None
        unchanged.keep(Reading([_digit(*one) for one in said], [], []))
    assert (unchanged.find(gray) is not None) == is_steady


def test_of_the_same_crop_another_reading_is_another():
    gray, crop = np.full((100, 200), 200, np.uint8), np.zeros((28, 28), np.uint8)
    unchanged = UnchangedFrames()
    for digit in (3, 3, 5, 3):
        assert unchanged.find(gray) is None
        unchanged.keep(Reading([_digit(Box(10, 10, 20, 40), digit, crop)], [], []))
    assert unchanged.find(gray) is None


def test_what_was_seen_by_chance_is_not_seen_ten_times(classifier, looks):
    """A speck that is a digit in one frame, and not yet gone from sight in the next."""
    recognizer = _settled(classifier)
    speck = _page(noise_seed=200)
    speck[40:80, 380:420] = _page("1", noise_seed=200)[90:130, 70:110]
    looks.clear()
    recognizer.read(Frame(speck))
    shown = [recognizer.read(Frame(_page(noise_seed=210 + seed))) for seed in range(8)]
    assert len(looks) >= 2
    assert {_text(one) for one in shown[2:]} == {"2583"}


def test_a_frame_that_could_not_be_read_is_not_taken_for_the_one_before(classifier, monkeypatch):
    recognizer = _settled(classifier)

    def fails(*_arguments):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(recognizer_module, "propose", fails)
        with pytest.raises(MemoryError):
            recognizer.read(Frame(_page("604", noise_seed=20)))
    read = [recognizer.read(Frame(_page("604", noise_seed=21 + seed))) for seed in range(4)]
    assert not any("2583" in _text(one) for one in read)
    assert _text(read[-1]).endswith("04")


def test_where_more_sightings_confirm_a_digit_all_of_them_are_looks(classifier, looks):
    recognizer = Recognizer(classifier, tracker=Tracker(confirming_sightings=8))
    shown = [recognizer.read(Frame(_page(noise_seed=seed))).digits for seed in range(12)]
    first = next(index for index, digits in enumerate(shown) if digits)
    assert first >= 5
    assert len(looks) >= 8
