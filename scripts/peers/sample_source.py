"""Where the source of OpenCV's sample is: fetched by whoever compares, never kept here."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from scripts.peers.environment import FOLDER, PeerError

FILES = ("python/digits_video.py", "python/digits.py", "python/common.py", "data/digits.png")
"""What the sample needs of OpenCV's folder `samples`; the picture trains its SVM."""

ORIGIN = "https://raw.githubusercontent.com/opencv/opencv/4.12.0/samples/"
PLACES = (FOLDER / "sample", Path("/usr/share/doc/opencv-doc/examples"))
"""Where it may lie already: fetched before, or installed with Debian's opencv-doc."""

_TIMEOUT_S = 15.0


def find_sample(given: Path | None = None) -> Path:
    """The folder with all of `FILES`.

    Args:
        given: OpenCV's folder `samples` or the one above it; None looks at `PLACES`.

    Raises:
        PeerError: Some of the files are missing.
    """
    places = PLACES if given is None else (given, given / "samples")
    for place in places:
        if not missing_in(place):
            return place
    if given is None:
        raise PeerError(
            "OpenCV's sample is not here: --install fetches it; or name the folder 'samples' "
            "of OpenCV's source with --sample FOLDER."
        )
    raise PeerError(f"{given} is not OpenCV's folder 'samples': {missing_in(given)[0]} is missing.")


def missing_in(folder: Path) -> list[str]:
    """Those of `FILES` that are not in a folder."""
    return [name for name in FILES if not (folder / name).is_file()]


def fetch_sample(target: Path = PLACES[0], origin: str = ORIGIN) -> Path:
    """Fetches the files from the OpenCV project, else with Debian's package of its documents.

    Returns:
        The folder; nothing is fetched where all of them are there.

    Raises:
        PeerError: Neither could be had.
    """
    if not missing_in(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        whole = Path(scratch) / "sample"
        try:
            _download(origin, whole)
        except (OSError, http.client.HTTPException) as error:
            if not _from_debian(Path(scratch), whole):
                raise PeerError(
                    f"OpenCV's sample could not be fetched from {origin} ({error}); name the "
                    "folder 'samples' of OpenCV's source with --sample FOLDER."
                ) from error
        shutil.rmtree(target, ignore_errors=True)
        whole.replace(target)
    return target


def _download(origin: str, target: Path) -> None:
    for name in FILES:
        with urllib.request.urlopen(origin + name, timeout=_TIMEOUT_S) as answer:
            content = answer.read()
        _place(target / name).write_bytes(content)


def _from_debian(scratch: Path, target: Path) -> bool:
    """Unpacks the package without installing it, which needs no rights; says whether it could."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    loaded = subprocess.run(
        ["apt-get", "download", "-qq", "opencv-doc"], cwd=scratch, capture_output=True, check=False
    )
    packages = [*scratch.glob("opencv-doc*.deb")]
    if loaded.returncode or not packages:
        return False
    unpacked = scratch / "unpacked"
    subprocess.run(["dpkg-deb", "-x", packages[0], unpacked], check=False)
    examples = unpacked / "usr/share/doc/opencv-doc/examples"
    if missing_in(examples):
        return False
    for name in FILES:
        shutil.copyfile(examples / name, _place(target / name))
    return True


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
