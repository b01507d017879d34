"""What every test gets: no screen, no folders of the user, no thread left behind."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

# A shell that runs the tests in the background lets them ignore Ctrl+C, and what they start too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before any test imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

# No deadline: a busy machine is slow, not wrong. In CI the examples are the same every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# For `make fuzz`: each parser meets as many inputs as there is time for, none of them kept.
settings.register_profile(
    "fuzz",
    deadline=None,
    database=None,
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "100000")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def drawing_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for matplotlib's list of fonts, which takes seconds to make."""
    return tmp_path_factory.mktemp("matplotlib")


@pytest.fixture(autouse=True)
def user_folders(
    tmp_path_factory: pytest.TempPathFactory, drawing_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Gives the test, and the processes it starts, empty settings, data and cache folders."""
    home = tmp_path_factory.mktemp("user")
    for name in ("config", "data", "cache", "state", "runtime"):
        folder = home / name
        folder.mkdir(mode=0o700)
        variable = "XDG_RUNTIME_DIR" if name == "runtime" else f"XDG_{name.upper()}_HOME"
        monkeypatch.setenv(variable, str(folder))
    if sys.platform == "win32":  # where those variables are not looked at
        monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(home / "data"))
        monkeypatch.setenv("WIN_PD_OVERRIDE_APPDATA", str(home / "config"))
    monkeypatch.setenv("MPLCONFIGDIR", str(drawing_cache))
    return home


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails a test after which a thread still runs that would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    for thread in left:
        thread.join(timeout=10)
    assert not [thread.name for thread in left if thread.is_alive()]


@pytest.fixture
def rng() -> np.random.Generator:
    """The same random numbers for a test every time."""
    return np.random.default_rng(20261121)
