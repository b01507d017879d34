"""What the camera test is built from: pictures as cameras send them, modules in their order."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from tests.camera.kernel import in_loading_order, yuyv
from tests.camera.writer import FORMAT, VIDIOC_S_FMT
from vision.capture import bgr_image

ROOT = Path(__file__).parent.parent.parent


def test_a_clips_frames_look_the_same_from_the_camera(rng):
    picture = cv2.GaussianBlur(rng.integers(0, 256, (48, 64, 3), np.uint8), (0, 0), 4)
    packed = yuyv(picture)
    assert packed.shape == (48, 64, 2)
    seen = bgr_image(packed)
    assert np.abs(seen.astype(int) - picture).max() < 12


def test_the_writers_request_is_as_long_as_the_kernel_takes_it():
    assert FORMAT.size == VIDIOC_S_FMT >> 16 & 0x3FFF


def test_modules_come_after_what_they_need(tmp_path):
    (tmp_path / "modules.dep").write_text(
        "a/camera.ko: b/video.ko b/media.ko\nb/video.ko: b/media.ko\nb/media.ko:\nc/other.ko.xz:\n"
    )
    order = in_loading_order(tmp_path, ("camera", "built-in", "other", "video"))
    assert [path.name for path in order] == ["media.ko", "video.ko", "camera.ko", "other.ko.xz"]


def test_without_its_programs_it_says_which_packages_to_install(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.camera", "--folder", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "The camera test cannot run." in done.stderr
    assert "qemu-system-x86" in done.stderr or "x86-64" in done.stderr
