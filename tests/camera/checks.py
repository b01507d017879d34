"""The checks that the driver makes in the virtual machine, each after the ones before it.

A check gives whether it passed, and what was seen.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.settings.store import Settings
from tests.camera.driver import (
    CLIP_NUMBERS,
    DESK,
    DOOR,
    HOME,
    ORDERS,
    TEST,
    Driver,
    commanded,
)
from tests.camera.kernel import SIZES

Check = Callable[[Driver], tuple[bool, dict[str, Any]]]

TEST_DEVICE = 8
HOLDER = """
import cv2, sys
camera = cv2.VideoCapture(int(sys.argv[1]), cv2.CAP_V4L2)
print(camera.read()[0], flush=True)
while not sys.stdin.closed and camera.read()[0]:
    pass
"""


def cameras_are_listed_by_name(driver: Driver) -> tuple[bool, dict[str, Any]]:
    listed = _listed()
    driver.unplug(DOOR)
    rest = _listed()
    driver.plug(DOOR, 1)
    names = {one["name"] for one in listed}
    identities = {one["identity"] for one in listed}
    # A loopback camera without a writer is none.
    passed = {DESK, DOOR} <= names and DOOR not in {one["name"] for one in rest}
    return passed and len(identities) == len(listed), {
        "digitlens cameras": _short(listed),
        "without the writer of one": _short(rest),
    }


def the_clips_digits_are_read(driver: Driver) -> tuple[bool, dict[str, Any]]:
    chosen = driver.choose(DESK)
    came = driver.wait_for(lambda: driver.size == SIZES["desk"])
    read = driver.reads_the_clip()
    numbers = driver.window.session.numbers()
    return chosen and came and bool(read["read"]), {
        **read,
        **driver.shown(),
        "frames a second": round(numbers.per_second, 1),
        "from frame to reading [ms]": round(numbers.latency_ms or 0),
    }


def the_command_line_reads_it_too(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.window.session.close()
    status, printed, error = commanded("live", "desk CAMERA", "--format", "json", "--seconds", "60")
    numbers = {
        number
        for line in printed.splitlines()
        for written in json.loads(line)["lines"]
        for number in written["text"].split()
    }
    return status == 0 and numbers >= CLIP_NUMBERS, {
        "exit status": status,
        "lines": len(printed.splitlines()),
        "last line": printed.splitlines()[-1][:300] if printed else "",
        "of the clip's numbers": sorted(CLIP_NUMBERS & numbers),
        "error": error,
    }


def the_choice_is_remembered(driver: Driver) -> tuple[bool, dict[str, Any]]:
    chosen = driver.choose(DOOR)
    shown = driver.wait_for(lambda: driver.size == SIZES["door"])
    remembered = Settings(HOME / "settings.json").get("camera.source")
    driver.reopen()
    again = driver.wait_for(lambda: driver.size == SIZES["door"])
    return chosen and shown and again and driver.window.windowTitle().startswith(DOOR), {
        "camera.source": remembered,
        "after the restart": driver.shown(),
    }


def an_unplugged_camera_is_told(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.unplug(DOOR)
    started_s = time.monotonic()
    told = driver.wait_for(lambda: "lost" in driver.banner or "not there" in driver.banner)
    after_s = time.monotonic() - started_s
    cleared = driver.wait_for(lambda: not driver.numbers)
    return told and cleared, {"told after [s]": round(after_s, 1), **driver.shown()}


def it_comes_back_by_itself(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.plug(DOOR, 1)
    return _comes_back(driver)


def another_camera_never_takes_its_place(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.unplug(DOOR)
    driver.reopen()
    told = driver.wait_for(
        lambda: "chosen last is not connected" in driver.window.chooser.no_camera
    )
    page = driver.window.no_camera
    driver.window.refresh_cameras()
    driver.spend(3.0)
    shown = driver.shown()
    driver.plug(DOOR, 1)
    back = driver.wait_for(lambda: driver.size == SIZES["door"])
    return told and shown["size"] is None and back, {
        "said": page.label.text(), "without it": shown["title"], "with it": driver.shown(),
    }  # fmt: skip


def replugged_elsewhere_it_is_the_same(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.unplug(DESK)
    driver.unplug(DOOR)
    lost = driver.wait_for(lambda: bool(driver.banner))
    with ORDERS.open("w") as orders:
        orders.write("replug 4 5\n")
    there = driver.wait_for(lambda: Path("/dev/video5").exists())
    driver.spend(2.0)
    driver.plug(DESK, 4)
    driver.plug(DOOR, 5)
    back, seen = _comes_back(driver)
    listed = driver.wait_for(lambda: getattr(driver.camera(DOOR), "index", None) == 5)
    return lost and there and back and listed, {
        "camera": str(driver.camera(DOOR)),
        **seen,
    }


def another_resolution_is_taken(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.plug(DOOR, 5, "desk")
    came = driver.wait_for(lambda: driver.size == SIZES["desk"] and driver.is_running)
    seen = driver.reads_the_clip() | driver.shown()
    driver.plug(DOOR, 5)
    return came and bool(seen["read"]) and driver.wait_for(lambda: driver.size == SIZES["door"]), {
        **seen,
        "back to": driver.size,
    }


def a_wish_for_a_resolution_is_granted(driver: Driver) -> tuple[bool, dict[str, Any]]:
    chosen = driver.choose(TEST)
    sizes = []
    for text, size in (("640x360", (640, 360)), ("1280x720", (1280, 720))):
        driver.settings.set("camera.resolution", text)
        driver.wait_for(lambda size=size: driver.size == size)
        state = driver.window.session.camera
        sizes.append((driver.size, state.size if state else None))
    driver.settings.set("camera.resolution", "640x360")
    driver.wait_for(lambda: driver.size == (640, 360))
    return chosen and sizes == [((640, 360),) * 2, ((1280, 720),) * 2], {
        "shown, and said by the camera": sizes
    }


def a_busy_camera_is_told(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.choose(DOOR)
    driver.wait_for(lambda: driver.size == SIZES["door"])
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(TEST_DEVICE)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    held = holder.stdout.readline().strip()
    driver.choose(TEST)
    told = driver.wait_for(lambda: "in use by another program" in driver.banner)
    seen = {"held": held, **driver.shown()}
    camera = driver.camera(TEST)
    status, _, error = commanded("live", camera.name if camera else "", "--frames", "3")
    seen |= {"digitlens live": error, "exit status": status}
    holder.kill()
    holder.wait()
    back = driver.wait_for(lambda: driver.is_running and not driver.banner)
    return told and status != 0 and "in use by another program" in error and back, {
        **seen,
        "once it is free": driver.shown()["state"],
    }


def a_forbidden_camera_is_told(driver: Driver) -> tuple[bool, dict[str, Any]]:
    driver.choose(DESK)
    driver.wait_for(lambda: driver.size == SIZES["desk"])
    device = Path("/dev/video4")
    driver.window.session.stop_camera()
    driver.spend(2.0)
    device.chmod(0)
    driver.window.session.resume()
    told = driver.wait_for(lambda: "may not use" in driver.banner)
    seen = driver.shown()
    status, _, error = commanded("live", "4", "--frames", "3")
    listed = _listed()
    seen |= {"digitlens live": error, "exit status": status, "digitlens cameras": _short(listed)}
    device.chmod(0o666)
    back = driver.wait_for(lambda: driver.is_running and driver.size == SIZES["desk"])
    return told and status != 0 and "may not use" in error and back, {
        **seen,
        "once it is allowed": driver.shown()["state"],
    }


def _comes_back(driver: Driver) -> tuple[bool, dict[str, Any]]:
    started_s = time.monotonic()
    back = driver.wait_for(lambda: driver.is_running and driver.size == SIZES["door"])
    after_s = time.monotonic() - started_s
    quiet = driver.wait_for(lambda: not driver.banner)
    read = driver.reads_the_clip()
    return back and bool(read["read"]) and quiet, {
        "after [s]": round(after_s, 1), **read, **driver.shown(),
    }  # fmt: skip


def _listed() -> list[dict[str, Any]]:
    return [json.loads(line) for line in commanded("cameras", "--format", "json")[1].splitlines()]


def _short(listed: list[dict[str, Any]]) -> str:
    cameras = [f"{one['index']} {one['name']} ({one['identity']})" for one in listed]
    return ", ".join(cameras) or "none"


CHECKS: tuple[tuple[str, Check], ...] = tuple(
    (check.__name__.replace("_", " "), check)
    for check in (
        cameras_are_listed_by_name,
        the_clips_digits_are_read,
        the_command_line_reads_it_too,
        the_choice_is_remembered,
        an_unplugged_camera_is_told,
        it_comes_back_by_itself,
        another_camera_never_takes_its_place,
        replugged_elsewhere_it_is_the_same,
        another_resolution_is_taken,
        a_wish_for_a_resolution_is_granted,
        a_busy_camera_is_told,
        a_forbidden_camera_is_told,
    )
)
