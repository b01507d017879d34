"""What cameras there are, by a name to show and an identity to find them again by."""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

log = logging.getLogger(__name__)

DEVICES = Path("/dev")
SYSFS = Path("/sys/class/video4linux")


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that was there when the list was made.

    Attributes:
        name: As the system calls it; two cameras may have the same.
        identity: The same after a replug, at another port or under another index.
            Twins of one model without a serial number are told apart by their
            order alone.
        index: Where OpenCV finds it now; changes with every replug.
        backend: OpenCV's number of the interface that `index` belongs to.
    """

    name: str
    identity: str
    index: int
    backend: int = cv2.CAP_ANY


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the system tells about a camera."""

    index: int
    name: str | None
    path: str | None
    vid: int | None
    pid: int | None
    backend: int


def list_cameras() -> tuple[Camera, ...]:
    """All cameras, in the order of their index; empty where there are none.

    Never raises: what hinders the listing is logged.
    """
    found: list[_Listed] = []
    for backend in _backends():
        names = {info.name for info in found}
        # The second interface of Windows lists the cameras of the first one again.
        found += [info for info in _enumerated(backend) if info.name not in names]
    return tuple(_identified(found))


class CameraFinder:
    """Lists the cameras as `list_cameras` does, and cheaply as often as one likes.

    Where the system shows its devices as files, these are looked at first: to list the
    cameras opens each of them, and one that is opened every few seconds never sleeps.
    """

    def __init__(self) -> None:
        self._devices: tuple[tuple[object, ...], ...] | None = None
        self._cameras: tuple[Camera, ...] = ()

    def __call__(self) -> tuple[Camera, ...]:
        """All cameras, in the order of their index; empty where there are none."""
        devices = _device_files()
        if devices is None or devices != self._devices:
            self._cameras = list_cameras()
            self._devices = devices
        return self._cameras


def _device_files() -> tuple[tuple[object, ...], ...] | None:
    """The device files of cameras, each with its last change; None where there are no such.

    A virtual camera's file stays while its program comes and goes, and only as long as that
    feeds it, it is a camera; v4l2loopback tells so in its attributes.
    """
    if not sys.platform.startswith("linux"):
        return None
    found = []
    for path in DEVICES.glob("video*"):
        try:
            # Rights that come after the file itself change its time too.
            changed_ns = path.stat().st_ctime_ns
        except OSError:
            continue
        fed = [_sysfs_text(path.name, attribute) or "" for attribute in ("format", "state")]
        found.append((path.name, changed_ns, *fed))
    return tuple(sorted(found))


def find_camera(wanted: str | int) -> Camera | None:
    """The camera with this identity, name, index or device path, if it is there now.

    A name may be in any case. Where several share it, the first one is meant.
    """
    cameras = list_cameras()
    text = str(wanted)
    folded = text.casefold()
    device = re.fullmatch(r"/dev/video(\d+)", text)
    number = device[1] if device else text
    matches = (
        [camera for camera in cameras if camera.identity == text],
        [camera for camera in cameras if camera.name == text],
        [camera for camera in cameras if camera.name.casefold() == folded],
        [camera for camera in cameras if str(camera.index) == number],
    )
    return next((match[0] for match in matches if match), None)


def _backends() -> Sequence[int]:
    if sys.platform.startswith("linux"):
        return (cv2.CAP_V4L2,)
    if sys.platform == "win32":
        return (cv2.CAP_MSMF, cv2.CAP_DSHOW)
    return (cv2.CAP_AVFOUNDATION,)


def _enumerated(backend: int) -> list[_Listed]:
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        found = sorted(enumerate_cameras(backend), key=lambda info: info.index)
        return [
            _Listed(info.index, info.name, info.path, info.vid, info.pid, info.backend)
            for info in found
        ]
    except Exception:  # native code of three systems; without a list, an index still works
        log.warning("The cameras could not be listed by name.", exc_info=True)
        return _video_devices() if backend == cv2.CAP_V4L2 else []


def _video_devices() -> list[_Listed]:
    numbers = [re.fullmatch(r"video(\d+)", path.name) for path in DEVICES.glob("video*")]
    return [
        _Listed(index, _sysfs_text(f"video{index}", "name"), None, None, None, cv2.CAP_V4L2)
        for index in sorted(int(number[1]) for number in numbers if number)
    ]


def _identified(found: Iterable[_Listed]) -> Iterable[Camera]:
    seen: Counter[str] = Counter()
    for info in found:
        name = " ".join(str(info.name or f"Camera {info.index}").split())
        identity = _identity(info, name)
        seen[identity] += 1
        if seen[identity] > 1:
            identity += f"#{seen[identity]}"
        yield Camera(name, identity, info.index, info.backend)


def _identity(info: _Listed, name: str) -> str:
    """Of the device itself, where it tells; not of the port or the index."""
    if info.vid is not None and info.pid is not None:
        serial = _serial(info.index) if info.backend == cv2.CAP_V4L2 else ""
        return f"usb:{info.vid:04x}:{info.pid:04x}" + (f":{serial}" if serial else "")
    if info.path and not info.path.startswith("/dev/"):
        return f"path:{info.path}"
    return f"name:{name}"


def _serial(index: int) -> str:
    # `device` is the USB interface; the serial number is the device's above it.
    return _sysfs_text(f"video{index}", "device/../serial") or ""


def _sysfs_text(device: str, name: str) -> str | None:
    try:
        text = (SYSFS / device / name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.strip() or None
