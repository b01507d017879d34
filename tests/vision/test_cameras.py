"""Cameras are found again by identity, whatever index they have after a replug."""

import sys
from types import SimpleNamespace

import cv2
import cv2_enumerate_cameras
import pytest

from vision import cameras
from vision.cameras import CameraFinder, find_camera, list_cameras


def info(index, name, vid=None, pid=None, path=None, backend=cv2.CAP_V4L2):
    return SimpleNamespace(index=index, name=name, path=path, vid=vid, pid=pid, backend=backend)


@pytest.fixture
def plugged(monkeypatch, tmp_path):
    """A function that sets which cameras are there, as Linux would list them."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(cameras, "SYSFS", tmp_path / "sys")
    monkeypatch.setattr(cameras, "DEVICES", tmp_path / "dev")

    def plug(*infos):
        monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda _backend: infos)

    plug()
    return plug


@pytest.fixture
def sysfs(tmp_path):
    """A function that writes what /sys tells about a camera."""

    def write(index, name, serial=None):
        usb = tmp_path / "sys" / "usb" / f"1-{index}"
        (usb / f"1-{index}:1.0").mkdir(parents=True)
        if serial:
            (usb / "serial").write_text(serial + "\n")
        node = tmp_path / "sys" / f"video{index}"
        node.mkdir()
        (node / "name").write_text(name + "\n")
        (node / "device").symlink_to(usb / f"1-{index}:1.0")
        (tmp_path / "dev").mkdir(exist_ok=True)
        (tmp_path / "dev" / f"video{index}").touch()

    return write


def test_no_cameras(plugged):
    assert list_cameras() == ()
    assert find_camera(0) is None
    assert find_camera("") is None


def test_cameras_come_in_the_order_of_their_index(plugged):
    plugged(info(4, "Desk"), info(0, "Lid"))
    assert [(camera.index, camera.name) for camera in list_cameras()] == [(0, "Lid"), (4, "Desk")]


@pytest.mark.parametrize("wanted", ["C920", "c920", "usb:046d:082d", 2, "2", "/dev/video2"])
def test_found_by_name_identity_index_and_device(plugged, wanted):
    plugged(info(0, "Lid", 0x04F2, 0xB6BF), info(2, "C920", 0x046D, 0x082D))
    camera = find_camera(wanted)
    assert camera is not None
    assert (camera.name, camera.index, camera.backend) == ("C920", 2, cv2.CAP_V4L2)


def test_replugged_under_another_index_is_the_same_camera(plugged):
    plugged(info(0, "Lid", 1, 1), info(2, "C920", 0x046D, 0x082D))
    identity = list_cameras()[1].identity
    plugged(info(0, "Lid", 1, 1), info(1, "Other", 2, 2), info(3, "C920", 0x046D, 0x082D))
    camera = find_camera(identity)
    assert camera is not None
    assert (camera.name, camera.index) == ("C920", 3)


def test_another_camera_under_the_old_index_is_not_taken_for_it(plugged):
    plugged(info(2, "C920", 0x046D, 0x082D))
    identity = list_cameras()[0].identity
    plugged(info(2, "Other", 9, 9))
    assert find_camera(identity) is None


def test_serial_numbers_tell_twins_apart(plugged, sysfs):
    sysfs(0, "C920", serial="AAA")
    sysfs(2, "C920", serial="BBB")
    plugged(info(0, "C920", 0x046D, 0x082D), info(2, "C920", 0x046D, 0x082D))
    identities = [camera.identity for camera in list_cameras()]
    assert identities == ["usb:046d:082d:AAA", "usb:046d:082d:BBB"]


def test_twins_without_serial_numbers_have_different_identities(plugged):
    plugged(info(0, "C920", 1, 2), info(2, "C920", 1, 2), info(4, "Virtual"), info(5, "Virtual"))
    assert len({camera.identity for camera in list_cameras()}) == 4


def test_name_may_be_missing_or_of_several_lines(plugged):
    plugged(info(0, None), info(1, "Two\n lines"), info(2, ""))
    assert [camera.name for camera in list_cameras()] == ["Camera 0", "Two lines", "Camera 2"]


def test_listing_that_fails_falls_back_to_the_devices(plugged, sysfs, monkeypatch, caplog):
    def broken(_backend):
        raise RuntimeError("no such luck")

    sysfs(10, "Second")
    sysfs(2, "First")
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", broken)
    assert [(camera.index, camera.name) for camera in list_cameras()] == [
        (2, "First"),
        (10, "Second"),
    ]
    assert "could not be listed" in caplog.text


def test_missing_package_gives_no_cameras_and_no_error(plugged, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", None)
    assert list_cameras() == ()
    assert "could not be listed" in caplog.text


def test_windows_lists_a_camera_once_though_two_interfaces_have_it(plugged, monkeypatch):
    by_backend = {
        cv2.CAP_MSMF: [info(0, "Lid", 1, 1, r"\\?\usb#vid_0001", cv2.CAP_MSMF)],
        cv2.CAP_DSHOW: [
            info(0, "Lid", 1, 1, r"\\?\usb#vid_0001", cv2.CAP_DSHOW),
            info(1, "OBS Virtual Camera", None, None, "@device:sw", cv2.CAP_DSHOW),
        ],
    }
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", by_backend.__getitem__)
    assert [(camera.name, camera.backend) for camera in list_cameras()] == [
        ("Lid", cv2.CAP_MSMF),
        ("OBS Virtual Camera", cv2.CAP_DSHOW),
    ]


def test_this_machine_can_be_asked():
    assert isinstance(list_cameras(), tuple)


def test_cameras_are_listed_again_only_where_the_devices_have_changed(
    plugged, sysfs, monkeypatch, tmp_path
):
    looks = []
    listing = cameras.list_cameras
    monkeypatch.setattr(cameras, "list_cameras", lambda: looks.append(1) or listing())
    find = CameraFinder()
    plugged()
    assert find() == find() == ()
    assert len(looks) == 1
    plugged(info(0, "Lid"))
    sysfs(0, "Lid")
    assert [camera.name for camera in find()] == ["Lid"]
    assert [camera.name for camera in find()] == ["Lid"]
    assert len(looks) == 2
    plugged()
    (tmp_path / "dev" / "video0").unlink()
    assert find() == ()


def test_rights_that_come_later_have_the_cameras_listed_again(plugged, sysfs, tmp_path):
    sysfs(0, "Lid")
    find = CameraFinder()
    assert find() == ()
    plugged(info(0, "Lid"))
    (tmp_path / "dev" / "video0").chmod(0o600)
    assert len(find()) == 1


def test_a_virtual_camera_is_found_once_its_program_feeds_it(plugged, sysfs, tmp_path):
    sysfs(0, "Virtual")
    fed = tmp_path / "sys" / "video0" / "format"
    fed.touch()
    find = CameraFinder()
    assert find() == ()
    plugged(info(0, "Virtual"))
    fed.write_text("YUYV:640x360@30\n")
    assert [camera.name for camera in find()] == ["Virtual"]
    plugged()
    fed.write_text("")
    assert find() == ()


def test_other_systems_list_their_cameras_each_time(plugged, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    find = CameraFinder()
    assert find() == ()
    plugged(info(0, "Lid", backend=cv2.CAP_AVFOUNDATION))
    assert len(find()) == 1
