"""Other readers run in programs of their own: how they are found, started, asked and timed."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from scripts.peers import installed, readers
from scripts.peers.environment import PeerError, versions
from scripts.peers.readers import SAMPLE_CHILD, TesseractReader, WorkerReader
from scripts.peers.readings import reading_of_sample
from scripts.peers.sample_source import FILES, fetch_sample, find_sample, missing_in
from scripts.peers.worker import Worker

# In place of OpenCV's: it "reads" as many digits as the frame's first pixel says.
TRAINING = "import cv2\ncv2.imshow('test set', None)\nopen('digits_svm.dat', 'w').close()\n"
SAMPLE = """
import os
import cv2 as cv
import video
from digits import *

def main():
    assert os.path.exists('digits_svm.dat')
    camera = video.create_capture(0, fallback=cv.samples.findFile('sudoku.png'))
    while True:
        _, frame = camera.read()
        for digit in range(frame[0, 0, 0]):
            cv.rectangle(frame, (digit, 2), (digit + 10, 32), (0, 255, 0))
            cv.putText(frame, '%d' % digit, (0, 0), cv.FONT_HERSHEY_PLAIN, 1.0, (0, 0, 0),
                       thickness=1)
            if digit == 4:
                raise ValueError('five is too many')
        cv.imshow('frame', frame)
        cv.imshow('bin', frame)
        if cv.waitKey(1) == 27:
            break
"""

ECHO = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request.get("die"):
        sys.exit("out of paper")
    print(json.dumps(request), flush=True)
"""

TESSERACT = """#!/bin/sh
echo "$@" > "$(dirname "$0")/asked"
echo "threads $OMP_THREAD_LIMIT" >> "$(dirname "$0")/asked"
cat <<'END'
<html xmlns="http://www.w3.org/1999/xhtml"><body><span class="ocr_line"><span
class="ocrx_cinfo" title="x_bboxes 1 2 11 22; x_conf 88">9</span></span></body></html>
END
"""


@pytest.fixture
def samples(tmp_path):
    folder = tmp_path / "samples"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    (folder / "python" / "digits.py").write_text(TRAINING)
    (folder / "python" / "digits_video.py").write_text(SAMPLE)
    return folder


@pytest.fixture
def asked(samples, tmp_path):
    """Asks the sample about a frame that shows so many digits."""
    with Worker(Path(sys.executable), SAMPLE_CHILD, samples / "python") as worker:

        def ask(digits, **request):
            np.save(tmp_path / "frame.npy", np.full((40, 60, 3), digits, np.uint8))
            return worker.ask({"image": str(tmp_path / "frame.npy"), **request})

        yield ask


def test_the_samples_drawing_is_its_reading_where_it_is_watched(asked) -> None:
    answer = asked(2, watched=True)
    assert answer["digits"] == [[0, [0, 2, 10, 30]], [1, [1, 2, 10, 30]]]
    assert answer["seconds"] > 0
    assert asked(3)["digits"] == []
    assert len(asked(1, watched=True)["digits"]) == 1


def test_a_frame_on_which_the_sample_fails_is_told_and_the_next_one_is_read(asked) -> None:
    answer = asked(9, watched=True)
    assert "five is too many" in answer["problem"]
    assert len(answer["digits"]) == 5
    assert asked(2, watched=True)["problem"] == ""


def test_the_sample_gets_a_smaller_picture_and_its_boxes_fit_the_whole_one(samples, tmp_path):
    with Worker(Path(sys.executable), SAMPLE_CHILD, samples / "python") as worker:
        reader = WorkerReader("Sample", worker, reading_of_sample, tmp_path, longest_px=30)
        reading = reader.read(np.full((40, 60, 3), 1, np.uint8))
    assert reader.setting == "longest side at most 30 px"
    assert reading.lines[0][0].box == (0, 4, 20, 60)


@pytest.fixture
def echo(tmp_path):
    script = tmp_path / "echo.py"
    script.write_text(ECHO)
    return script


def test_a_reader_answers_one_request_after_the_other(echo) -> None:
    with Worker(Path(sys.executable), echo) as worker:
        assert worker.greeting == {"ready": True}
        assert [worker.ask({"n": n}) for n in range(3)] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_reader_that_dies_leaves_its_last_words(echo) -> None:
    with Worker(Path(sys.executable), echo) as worker:
        with pytest.raises(PeerError, match="echo ended with status 1: out of paper"):
            worker.ask({"die": True})
        with pytest.raises(PeerError, match="out of paper"):
            worker.ask({"n": 1})


def test_a_reader_that_does_not_start_says_why(tmp_path) -> None:
    script = tmp_path / "broken.py"
    script.write_text("import no_such_module")
    with pytest.raises(PeerError, match="No module named 'no_such_module'"):
        Worker(Path(sys.executable), script)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
@pytest.mark.parametrize("digits_only", [True, False])
def test_tesseract_is_asked_for_one_thread_and_boxes_of_characters(
    tmp_path, monkeypatch, digits_only
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(TESSERACT)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    reader = TesseractReader(11, tmp_path, digits_only=digits_only)
    reading = reader.read(np.full((30, 30, 3), 255, np.uint8))
    assert [(one.label, one.box) for one in reading.lines[0]] == [(9, (1, 2, 10, 20))]
    assert reading.seconds > 0
    told = (tmp_path / "asked").read_text()
    assert "--psm 11" in told
    assert "threads 1" in told
    assert ("whitelist=0123456789" in told) == digits_only


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_tesseracts_failure_is_told(tmp_path, monkeypatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho no language >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(PeerError, match="no language"):
        TesseractReader(6, tmp_path, digits_only=True).read(np.zeros((9, 9, 3), np.uint8))


def test_the_sample_is_found_in_the_folder_or_below_it(samples) -> None:
    assert find_sample(samples) == samples
    assert find_sample(samples.parent) == samples


def test_a_folder_without_the_sample_is_refused_with_what_it_lacks(samples) -> None:
    (samples / "data" / "digits.png").unlink()
    with pytest.raises(PeerError, match=r"data/digits\.png is missing"):
        find_sample(samples)


def test_the_sample_is_fetched_once(samples, tmp_path) -> None:
    target = tmp_path / "build" / "sample"
    assert fetch_sample(target, samples.as_uri() + "/") == target
    assert (target / "python" / "digits_video.py").read_text() == SAMPLE
    assert fetch_sample(target, "file:///nowhere/") == target


def test_half_a_sample_is_not_kept(samples, tmp_path, monkeypatch) -> None:
    (samples / "data" / "digits.png").unlink()
    monkeypatch.setenv("PATH", "")  # no package of Debian's either
    target = tmp_path / "build" / "sample"
    with pytest.raises(PeerError, match="--sample FOLDER"):
        fetch_sample(target, samples.as_uri() + "/")
    assert missing_in(target) == list(FILES)
    assert [*target.parent.iterdir()] == []


def test_without_an_environment_nothing_is_installed(tmp_path) -> None:
    assert versions(("rapidocr",), tmp_path) == {}


def test_who_is_not_installed_is_listed_with_how_to_get_it(monkeypatch, stack) -> None:
    monkeypatch.setattr(readers, "versions", lambda _: {})
    monkeypatch.setattr(installed, "versions", lambda _: {})
    monkeypatch.setenv("PATH", "")
    present, absent = installed.all_readers(None, stack)
    assert [reader.name for reader in present] == ["DigitLens"]
    assert absent.keys() == {"OpenCV's digits_video.py", "Tesseract", "RapidOCR"}
    assert all("install" in reason for reason in absent.values())


@pytest.fixture
def stack():
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield stack
