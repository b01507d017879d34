"""Whether there is a display for a window."""

import socket
import sys

import pytest

from desktop_app.display import X11_PORT, has_display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asked on Linux only")


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_variable_there_is_none():
    assert not has_display()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_there_always_is_one(monkeypatch, platform):
    monkeypatch.setattr("sys.platform", platform)
    assert has_display()


def test_a_platform_of_qt_needs_none(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DISPLAY", ""),
        ("DISPLAY", "nonsense"),
        ("DISPLAY", ":29999"),
        ("DISPLAY", "127.0.0.1:9999999.0"),
        ("WAYLAND_DISPLAY", "wayland-29999"),
        ("WAYLAND_DISPLAY", "x" * 300),
    ],
)
def test_a_variable_without_a_server_is_none(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    assert not has_display()


def test_a_forwarded_x_server_is_one(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - X11_PORT
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert has_display()
    assert not has_display()


@pytest.mark.parametrize("is_absolute", [False, True])
def test_a_wayland_server_is_one(monkeypatch, tmp_path, is_absolute):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("wayland-0")
        server.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        name = str(tmp_path / "wayland-0") if is_absolute else "wayland-0"
        monkeypatch.setenv("WAYLAND_DISPLAY", name)
        assert has_display()
    assert not has_display()
