import threading

import numpy as np
import pytest

from desktop_app.drawing.reader import DigitsExpected, DrawingReader
from desktop_app.drawing.strokes import Page, Point
from desktop_app.live.recognition import Readers
from model.classifier import ModelError
from tests.desktop_app.live.fake_reading import fake_classifier
from tests.fakes import BLOCK_LIMIT_S
from vision.reading import Recognition

WAIT_MS = 20_000


def page(x=50.0):
    return Page(((Point(x, 20, 8), Point(x, 80, 8)),), 100, 100)


class SlowReader:
    """Reads nothing, when it is let.

    Attributes:
        begun: Released at each frame that it begins to read.
        let: Acquired before each frame is done.
        error: Raised once instead of reading.
    """

    def __init__(self):
        self.classifier = None
        self.confidence_threshold = 0.0
        self.begun, self.let = threading.Semaphore(0), threading.Semaphore(0)
        self.error = None

    def __call__(self, classifier):
        self.classifier = classifier
        return Readers(live=self, single=self, forget=lambda: None)

    def read(self, frame):
        self.begun.release()
        assert self.let.acquire(timeout=BLOCK_LIMIT_S)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return Recognition(frame)


@pytest.fixture
def slow():
    return SlowReader()


@pytest.fixture
def reader(slow):
    made = DrawingReader(lambda: fake_classifier, confidence=0.7, make_readers=slow)
    made.pages = []
    made.read.connect(lambda reading: made.pages.append(reading.page))
    made.start()
    yield made
    for _ in range(9):
        slow.let.release()
    made.stop()


def test_of_pages_that_wait_the_newest_is_read(reader, slow, qtbot):
    pages = [page(x) for x in (10, 20, 30, 40)]
    reader.request(pages[0])
    assert slow.begun.acquire(timeout=BLOCK_LIMIT_S)
    for waiting in pages[1:]:
        reader.request(waiting)
    slow.let.release()
    slow.let.release()
    qtbot.waitUntil(lambda: pages[3] in reader.pages, timeout=WAIT_MS)
    assert [one for one in reader.pages if one not in (pages[0], pages[3])] == []


def test_nothing_is_told_of_a_page_that_was_forgotten_while_it_was_read(reader, slow, qtbot):
    old, new = page(10), page(20)
    reader.request(old)
    assert slow.begun.acquire(timeout=BLOCK_LIMIT_S)
    reader.forget()
    slow.let.release()
    reader.request(new)
    slow.let.release()
    qtbot.waitUntil(lambda: reader.pages == [new], timeout=WAIT_MS)


def test_a_page_is_read_again_with_another_model_or_confidence(reader, slow, qtbot):
    reader.request(page())
    slow.let.release()
    qtbot.waitUntil(lambda: len(reader.pages) == 1, timeout=WAIT_MS)
    with qtbot.waitSignal(reader.loaded, timeout=WAIT_MS):
        reader.reload()
    slow.let.release()
    qtbot.waitUntil(lambda: len(reader.pages) == 2, timeout=WAIT_MS)
    reader.set_confidence(0.3)
    slow.let.release()
    qtbot.waitUntil(lambda: len(reader.pages) == 3, timeout=WAIT_MS)
    assert slow.confidence_threshold == 0.3
    assert reader.pages[0] is reader.pages[1] is reader.pages[2]


def test_a_bug_is_reported_and_the_next_page_is_read(reader, slow, qtbot, monkeypatch):
    reported = []
    monkeypatch.setattr("sys.excepthook", lambda *error: reported.append(error[0]))
    slow.error = ZeroDivisionError()
    reader.request(page(10))
    slow.let.release()
    qtbot.waitUntil(lambda: reported == [ZeroDivisionError], timeout=WAIT_MS)
    reader.request(page(20))
    slow.let.release()
    qtbot.waitUntil(lambda: len(reader.pages) == 1, timeout=WAIT_MS)


def test_what_could_not_be_read_without_a_model_is_read_when_there_is_one(slow, qtbot):
    problems = ["The model is damaged."]

    def load():
        if problems:
            raise ModelError(problems.pop())
        return fake_classifier

    reader = DrawingReader(load, confidence=0.7, make_readers=slow)
    told, pages = [], []
    reader.loaded.connect(told.append)
    reader.read.connect(pages.append)
    reader.start()
    qtbot.waitUntil(lambda: told == ["The model is damaged."], timeout=WAIT_MS)
    reader.request(page())
    slow.let.release()
    reader.reload()
    qtbot.waitUntil(lambda: len(pages) == 1, timeout=WAIT_MS)
    assert told[-1] == ""
    reader.stop()


def test_a_stopped_reader_says_nothing_more_and_can_be_started_again(reader, slow, qtbot):
    reader.request(page())
    assert slow.begun.acquire(timeout=BLOCK_LIMIT_S)
    slow.let.release()
    reader.stop()
    assert "drawing" not in [thread.name for thread in threading.enumerate()]
    reader.pages.clear()
    reader.start()
    slow.let.release()
    qtbot.waitUntil(lambda: len(reader.pages) == 1, timeout=WAIT_MS)


def test_on_a_pad_doubtful_ink_is_rather_a_digit():
    doubtful = np.zeros((1, 11), np.float32)
    doubtful[0, [1, 7, 10]] = 0.3, 0.1, 0.6
    weighed = DigitsExpected(lambda _crops: doubtful)(np.zeros((1, 28, 28), np.uint8))
    assert weighed.dtype == np.float32
    assert weighed.sum() == pytest.approx(1)
    assert weighed[0].argmax() == 1
    assert weighed[0, 1] / weighed[0, 7] == pytest.approx(3)
    assert doubtful[0, 10] == pytest.approx(0.6)
