"""Runs OpenCV's sample unchanged, its camera and window replaced; for the peers' Python.

    python sample_child.py

The working folder holds the sample's scripts, `../data/digits.png` lies beside it.
Each line of stdin asks for one frame, ``{"image": "a.npy", "watched": true}``; the
answer is one line, ``{"seconds": 0.01, "digits": [[label, [x, y, w, h]], ...]}``.
The seconds are the thread's, from the frame that is handed over to the first call
that would show it. Digits are listed only if it is watched, for watching costs time.
"""

import json
import os
import runpy
import sys
import time
import types
from pathlib import Path
from typing import Any, TextIO

import cv2
import numpy as np

_CV: Any = cv2
_DRAW_BOX: Any = cv2.rectangle
_DRAW_TEXT: Any = cv2.putText


class Camera:
    """Hands over the frames that are asked for; what the sample draws on them is its reading."""

    def __init__(self, answers: TextIO) -> None:
        """Answers to there."""
        self._answers = answers
        self._waits = False
        self._started_s = 0.0
        self._seconds: float | None = None
        self._digits: list[Any] = []
        self._box: list[float] = []

    def read(self) -> tuple[bool, Any]:
        """What a camera gives: whether there is a frame, and the frame.

        Raises:
            EOFError: Nothing more is asked for.
        """
        self.answer()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        request = json.loads(line)
        frame = np.load(request["image"])
        watched = request.get("watched", False)
        _CV.rectangle = self._rectangle if watched else _DRAW_BOX
        _CV.putText = self._put_text if watched else _DRAW_TEXT
        self._waits, self._seconds, self._digits = True, None, []
        self._started_s = time.thread_time()
        return True, frame

    def shown(self, *_: Any) -> None:
        """The sample is done with the frame, as it would show it now."""
        if self._seconds is None:
            self._seconds = time.thread_time() - self._started_s

    def answer(self, problem: str = "") -> None:
        """Tells what became of the last frame; what was read before a fault counts."""
        if self._waits:
            self.shown()
            answer = {"seconds": self._seconds, "digits": self._digits, "problem": problem}
            print(json.dumps(answer), file=self._answers, flush=True)
        self._waits = False

    def _rectangle(self, frame: Any, corner: Any, other: Any, *rest: Any) -> Any:
        self._box = [*map(float, corner), float(other[0] - corner[0]), float(other[1] - corner[1])]
        return _DRAW_BOX(frame, corner, other, *rest)

    def _put_text(self, frame: Any, text: str, *rest: Any, **options: Any) -> Any:
        self._digits.append([int(text), self._box])
        return _DRAW_TEXT(frame, text, *rest, **options)


def main() -> None:
    """Trains the sample's SVM with its own script, then reads until stdin ends."""
    answers = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr
    cv2.setNumThreads(1)
    camera = Camera(answers)
    _CV.imshow = camera.shown
    _CV.waitKey = lambda *_: -1
    _CV.destroyAllWindows = lambda *_: None
    _CV.samples.findFile = lambda name, *_: f"../data/{Path(name).name}"
    video: Any = types.ModuleType("video")
    video.create_capture = lambda *_, **__: camera
    sys.modules["video"] = video
    sys.path.insert(0, str(Path.cwd()))

    runpy.run_path("digits.py", run_name="__main__")
    sample = __import__("digits_video")

    print(json.dumps({"ready": cv2.__version__}), file=answers, flush=True)
    while True:
        try:
            sample.main()
        except EOFError:
            break
        except Exception as error:
            camera.answer(repr(error))


if __name__ == "__main__":
    main()
