"""Runs RapidOCR on one thread; for the peers' Python.

    python rapidocr_child.py

Each line of stdin asks for one picture, ``{"image": "a.npy"}``; the answer is one line,
``{"seconds": 0.3, "lines": [[["7", 0.99, [[x, y], four corners]], ...], ...]}``, a
character each. The seconds are those of all its threads.
"""

import importlib
import json
import os
import sys
import time

import cv2
import numpy as np


def main() -> None:
    """Reads until stdin ends."""
    answers = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr
    cv2.setNumThreads(1)
    threads = "EngineConfig.onnxruntime."
    engine = importlib.import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "error",
            f"{threads}intra_op_num_threads": 1,
            f"{threads}inter_op_num_threads": 1,
        }
    )
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        image = np.load(json.loads(line)["image"])
        started_s = time.process_time()
        read = engine(image, return_word_box=True, return_single_char_box=True)
        seconds = time.process_time() - started_s
        lines = [
            [
                [text, float(score), np.asarray(box, float).tolist()]
                for text, score, box in words
                if box is not None
            ]
            # Where nothing was found, there is one empty word in place of the lines.
            for words in (read.word_results if read.boxes is not None else ())
        ]
        print(json.dumps({"seconds": seconds, "lines": lines}), file=answers, flush=True)


if __name__ == "__main__":
    main()
