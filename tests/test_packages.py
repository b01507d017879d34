"""What strangers install: the wheel, the source archive and the packaged folder.

The wheel's commands run in a virtual environment without the checkout. With
DIGITLENS_EMPTY_ENVIRONMENT=1 that is an empty one, filled by pip with the wheel
and all that it needs (minutes, 3 GB); without, it borrows the packages of the
Python that runs the tests. The names of the tests tell which one it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.handwriting import draw_digit
from model.scenes import Conditions, photographed, written_line
from tests.packaged_program import PackagedProgram

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # pip may have a lot to fetch

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "build" / "bundle" / "digitlens"
EMPTY = os.environ.get("DIGITLENS_EMPTY_ENVIRONMENT") == "1"
SUFFIX = ".exe" if sys.platform == "win32" else ""
PACKAGES = ("desktop_app", "model", "vision")
TINY_PLAN = (
    "--data", "strokes", "--network", "lenet", "--epochs", "1", "--limit", "200",
    "--no-augment", "--no-samples", "--json",
)  # fmt: skip


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """What a fresh clone would hold, without what was made here."""
    made = (
        ".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis",
        "runs", "reports", "*.log",
    )  # fmt: skip
    target = tmp_path_factory.mktemp("clone") / "digitlens"
    return shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*made))


@pytest.fixture(scope="module")
def built(checkout, tmp_path_factory):
    """The folder with source archive and wheel, the second built from the first."""
    folder = tmp_path_factory.mktemp("dist")
    shutil.copytree(checkout, folder / "source")
    _build(folder / "source", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def source_archive(built):
    (path,) = built.glob("*.tar.gz")
    return path


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel, checkout):
    inside = set(_contents(wheel))
    tops = {name.partition("/")[0] for name in inside}
    assert {top for top in tops if not top.startswith("digitlens-")} == set(PACKAGES)
    modules = {
        path.relative_to(checkout).as_posix()
        for package in PACKAGES
        for path in (checkout / package).rglob("*.py")
    }
    assert {name for name in inside if name.endswith(".py")} == modules
    junk = (".ts", ".pyc", ".orig", ".log", ".ipynb", "conftest.py")
    assert not [name for name in inside if name.endswith(junk) or "/test" in name]


def test_the_wheel_holds_what_the_program_needs_besides_its_code(wheel, checkout):
    inside = _contents(wheel)
    needed = [f"{package}/py.typed" for package in PACKAGES]
    needed += ["desktop_app/demo.mp4", "desktop_app/digitlens.svg"]
    for folder, pattern in (("desktop_app/translations", "*.qm"), ("model/bundled", "*")):
        found = [one.relative_to(checkout).as_posix() for one in (checkout / folder).glob(pattern)]
        assert found
        needed += found
    assert not set(needed) - set(inside)
    data = {name.partition(".data/data/")[2] for name in inside if ".data/data/" in name}
    assert data == {
        "share/applications/digitlens.desktop",
        "share/icons/hicolor/scalable/apps/digitlens.svg",
    }
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in inside)


def test_the_source_archive_holds_what_is_needed_to_change_and_test_it(source_archive):
    with tarfile.open(source_archive) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "Makefile", "constraints.txt", "scripts/setup.sh", "packaging/digitlens.spec",
        "tests/conftest.py", "tests/test_packages.py", "tests/desktop_app/test_app.py",
        "desktop_app/translations/digitlens_de.ts", "docs/packages.md", "LICENSE", "CHANGELOG.md",
    ):  # fmt: skip
        assert name in inside, name
    assert not [name for name in inside if name.endswith((".pyc", ".log")) or ".venv" in name]


def test_the_checkout_builds_the_same_wheel_as_the_source_archive(wheel, checkout, tmp_path):
    shutil.copytree(checkout, tmp_path / "source")
    _build(tmp_path / "source", tmp_path / "dist", "--wheel")
    (other,) = (tmp_path / "dist").glob("*.whl")
    assert _contents(other) == _contents(wheel)


KINDS = ["wheel-in-an-empty-environment" if EMPTY else "wheel-with-borrowed-dependencies"]
if (BUNDLE / f"digitlens{SUFFIX}").is_file():
    KINDS.append("packaged-folder")


@pytest.fixture(scope="module", params=KINDS)
def program(request, tmp_path_factory):
    """The program as a stranger has it, in a folder far from the checkout."""
    folder = tmp_path_factory.mktemp("stranger")
    if request.param == "packaged-folder":
        command = BUNDLE / f"digitlens{SUFFIX}"
        window = command.with_name(f"digitlens-window{SUFFIX}")
        yield PackagedProgram(command, window if window.exists() else command, folder)
        return
    environment = folder / "environment"
    programs = _installed(request.getfixturevalue("wheel"), environment)
    yield PackagedProgram(
        programs / f"digitlens{SUFFIX}", programs / f"digitlens-window{SUFFIX}", folder
    )
    shutil.rmtree(environment, ignore_errors=True)  # it may be large


def test_the_packaged_folder_is_tried_too():
    if "packaged-folder" not in KINDS:
        pytest.skip("there is no build/bundle/digitlens; make bundle builds it in some minutes")


@pytest.fixture
def page(program):
    """A picture of 2718, in the folder of the program."""
    path = program.folder / "page.png"
    ink, _ = written_line(
        "2718", np.random.default_rng(0), height_px=64, size=(240, 1000), origin=(60, 80)
    )
    cv2.imwrite(str(path), photographed(ink, Conditions(), np.random.default_rng(0)))
    return path


def test_its_version(program):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert program.run("--version").split() == ["digitlens", text.split('version = "')[1][:5]]


def test_it_reads_a_picture(program, page):
    (line,) = program.run("read", "--format", "json", page.name).splitlines()
    assert [one["text"] for one in json.loads(line)["lines"]] == ["2718"]


def test_it_reads_many_pictures_in_processes_of_its_own(program, page):
    folder = program.folder / "pages"
    for number in range(4):
        folder.mkdir(exist_ok=True)
        shutil.copyfile(page, folder / f"{number}.png")
    lines = program.run("read", "--format", "json", "--jobs", "2", "pages").splitlines()
    assert [json.loads(line)["lines"][0]["text"] for line in lines] == ["2718"] * 4


def test_it_reads_as_it_goes(program, page):
    shown = program.run("live", page.name, "--format", "json", "--frames", "1")
    assert json.loads(shown.splitlines()[-1])["lines"][0]["text"] == "2718"


def test_it_explains_a_picture(program, page):
    assert "2718" in program.run("explain", page.name, "--out", "stages")
    assert len(list((program.folder / "stages").glob("*.png"))) > 3


def test_it_lists_cameras_and_says_that_it_works_here(program):
    program.run("cameras")
    told = program.run("doctor")
    assert "DigitLens works" in told
    assert "by its platform offscreen" in told


def test_it_trains(program):
    events = [json.loads(line) for line in program.run("train", *TINY_PLAN).splitlines()]
    assert events[-1]["event"] == "finished"
    assert events[-1]["model_id"] in program.run("models", "list")


def test_it_evaluates(program):
    _write_digits(program.folder / "digits")
    told = program.run("evaluate", "--data", "digits", "--keras", "--report", "report")
    assert "%" in told
    assert (program.folder / "report" / "report.html").is_file() or list(
        (program.folder / "report").glob("*.html")
    )


def test_it_hands_models_on_and_goes_back(program):
    program.run("models", "export", "bundled", "mine.zip")
    program.run("models", "import", "mine.zip")
    program.run("models", "use", "bundled-2")
    assert "* bundled-2" in program.run("models", "list")
    program.run("models", "rollback")
    assert "* bundled " in program.run("models", "list")


def test_it_takes_in_a_keras_file(program):
    source = ROOT / "model" / "bundled" / "model.keras"
    shutil.copyfile(source, program.folder / "other.keras")
    assert "Added" in program.run("models", "import", "other.keras")


@pytest.mark.parametrize("kind", ["command", "window"])
def test_its_window_shows_a_picture(program, kind, record_property):
    record_property("first_frame_s", program.first_frame_s(getattr(program, kind)))


def test_what_ran_was_not_the_checkout(program):
    if program.command.parent == BUNDLE:
        pytest.skip("a packaged folder has no Python to ask")
    python = program.command.with_name(f"python{SUFFIX}")
    code = "import desktop_app, model, vision; print(desktop_app.__file__)"
    place = subprocess.run(
        [str(python), "-P", "-c", code], capture_output=True, text=True, check=True,
        cwd=program.folder, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert Path(place.stdout.strip()).is_relative_to(program.folder)


def test_the_desktop_finds_its_entry_and_icon(program):
    if program.command.parent == BUNDLE:
        pytest.skip("a packaged folder is not installed where desktops look")
    share = program.command.parents[1] / "share"
    entry = share / "applications" / "digitlens.desktop"
    assert (share / "icons" / "hicolor" / "scalable" / "apps" / "digitlens.svg").is_file()
    if validator := shutil.which("desktop-file-validate"):
        done = subprocess.run([validator, str(entry)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")
    else:
        assert "[Desktop Entry]" in entry.read_text("utf-8")


@pytest.mark.skipif("packaged-folder" not in KINDS, reason="there is no build/bundle/digitlens")
def test_the_packaged_folder_tells_the_licences_of_what_is_in_it():
    folders = {path.name.rpartition("-")[0].lower() for path in BUNDLE.rglob("licences/*")}
    needed = {"pyqt6", "pyqt6-qt6", "tensorflow", "keras", "numpy", "opencv-python", "matplotlib"}
    assert needed <= folders
    assert list(BUNDLE.rglob("licences/Python/LICENSE*"))


def _build(source: Path, target: Path, *options: str) -> None:
    # Without isolation: setuptools is here, and the network may not be.
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(target), *options, "."],
        cwd=source, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def _contents(wheel: Path) -> dict[str, str]:
    """The files in a wheel with a checksum each, but for the list of them."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/RECORD")]
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}


def _installed(wheel: Path, environment: Path) -> Path:
    """Makes an environment, installs the wheel there and gives the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(programs / f"python{SUFFIX}")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    if EMPTY:
        pip += ["--constraint", str(ROOT / "constraints.txt")]
    else:
        pip += ["--no-deps", "--no-index"]
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    if not EMPTY:
        asked = subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        # A path alone: what its own .pth files lead to, the checkout for one, is not found.
        borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
        (Path(asked.stdout.strip()) / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    return programs


def _write_digits(folder: Path) -> None:
    """MNIST's files, with some drawn digits in them."""
    rng = np.random.default_rng(0)
    labels = np.arange(50, dtype=np.uint8) % 10
    crops = np.zeros((50, 28, 28), np.uint8)
    for crop, label in zip(crops, labels, strict=True):
        ink = draw_digit(int(label), rng, height_px=20)
        small = cv2.resize(ink, (20, 20), interpolation=cv2.INTER_AREA)
        crop[4:24, 4:24] = small
    folder.mkdir(exist_ok=True)
    for part in ("train", "t10k"):
        head = np.array([0x803, 50, 28, 28], ">u4").tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(head + crops.tobytes())
        head = np.array([0x801, 50], ">u4").tobytes()
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(head + labels.tobytes())
