"""What a test with a real camera device needs, built into a folder: a kernel, its modules, a clip.

Debian's packages are downloaded with apt-get and unpacked, nothing is installed; what has to be
installed already, `require_programs` tells.
"""

from __future__ import annotations

import itertools
import lzma
import os
import platform
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from desktop_app.demo import demo_path

QEMU = "qemu-system-x86_64"
PROGRAMS = {
    QEMU: "qemu-system-x86",
    "busybox": "busybox-static",
    "cpio": "cpio",
    "depmod": "kmod",
    "dpkg": "dpkg",
    "apt-get": "apt",
    "make": "make",
    "gcc": "gcc",
    "setpriv": "util-linux",
}
"""Programs and Debian's packages of them."""

MODULES = ("virtio_pci", "9pnet_virtio", "9p", "videodev", "vivid")
LOOPBACK = "v4l2loopback"
SIZES = {"desk": (640, 360), "door": (512, 288)}
"""What the two cameras show: they are told apart by it. Small, as all is emulated."""


class LackError(Exception):
    """Something is lacking; one sentence says what, and how to have it."""


def require_programs() -> None:
    """Looks for what has to be installed before anything can be built.

    Raises:
        LackError: Something has not.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise LackError("It runs on Linux on x86-64 only.")
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    packages = {PROGRAMS[name] for name in PROGRAMS if shutil.which(name, path=path) is None}
    if packages:
        raise LackError(f"Install Debian's packages {' '.join(sorted(packages))} first.")
    busybox = subprocess.run(
        ["ldd", str(shutil.which("busybox"))], capture_output=True, check=False
    )
    if busybox.returncode == 0:
        raise LackError("Its busybox must be the one of Debian's package busybox-static.")


def build(folder: Path, settings: Mapping[str, str]) -> None:
    """Makes kernel, initial file system and clips in a folder; what is there is kept.

    Args:
        folder: Where.
        settings: Values for the script of the guest.

    Raises:
        LackError: A package cannot be had, or the module cannot be built.
    """
    tree = folder / "tree"
    if not (tree / "unpacked").exists():
        shutil.rmtree(tree, ignore_errors=True)
        _unpack(_downloaded(folder / "packages"), tree)
        (tree / "unpacked").touch()
    modules = next(tree.glob("**/lib/modules/*-amd64"), None)
    if modules is None:
        raise LackError("The kernel's package holds no modules.")
    loopback = modules / "kernel" / f"{LOOPBACK}.ko"
    if not loopback.exists():
        shutil.copy(_built_loopback(tree, modules.name), loopback)
    # Without the symbols of all modules, which the kernel's own script looks at.
    base = modules.parent.parent.parent
    _run(["depmod", "-b", str(base), modules.name], "The modules cannot be listed")
    shutil.copy(next(tree.glob("boot/vmlinuz-*")), folder / "vmlinuz")
    _write_initial_files(folder, modules, settings)
    for name, size in SIZES.items():
        clip = folder / f"{name}-{size[0]}x{size[1]}.yuyv"
        if not clip.exists():
            _write_clip(clip, size)


def _downloaded(folder: Path) -> list[Path]:
    """The kernel's packages and that of the loopback camera, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = _package_names()
    have = {path.name.split("_")[0]: path for path in folder.glob("*.deb")}
    wanted = [name for name in names if name not in have]
    if wanted:
        _run(
            ["apt-get", "download", *wanted],
            "The packages cannot be downloaded; try apt-get update first",
            cwd=folder,
        )
    return [path for path in folder.glob("*.deb") if path.name.split("_")[0] in names]


def _package_names() -> list[str]:
    shown = subprocess.run(
        ["apt-cache", "depends", "linux-image-amd64", "linux-headers-amd64"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    image = re.search(r"Depends: (linux-image-(\S+)-amd64)$", shown, re.MULTILINE)
    if image is None:
        raise LackError(
            "Debian's package linux-image-amd64 is not known here; try apt-get update, "
            "on Debian itself."
        )
    version = image[2]
    series = ".".join(version.split(".")[:2])
    kbuild = [f"linux-kbuild-{version}", f"linux-kbuild-{series}"]
    known = [name for name in kbuild if _is_known(name)]
    headers = [f"linux-headers-{version}-amd64", f"linux-headers-{version}-common"]
    return [image[1], *headers, *known[:1], "v4l2loopback-dkms"]


def _is_known(package: str) -> bool:
    shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return shown.returncode == 0


def _unpack(packages: Sequence[Path], tree: Path) -> None:
    for package in packages:
        _run(["dpkg", "-x", str(package), str(tree)], f"{package.name} cannot be unpacked")


def _built_loopback(tree: Path, release: str) -> Path:
    """The module of the loopback camera, built from its sources."""
    headers = tree / "usr/src" / f"linux-headers-{release}"
    makefile = headers / "Makefile"
    # It names the place where the package would be installed.
    text = makefile.read_text().replace("include /usr/src/", f"include {tree}/usr/src/")
    makefile.write_text(text)
    sources = next(tree.glob(f"usr/src/{LOOPBACK}-*"), None)
    if sources is None:
        raise LackError("The package v4l2loopback-dkms holds no sources.")
    _run(
        ["make", "-C", str(headers), f"M={sources}", "modules"],
        f"The module {LOOPBACK} cannot be built; is the compiler of the kernel's headers there",
    )
    return sources / f"{LOOPBACK}.ko"


def _write_initial_files(folder: Path, modules: Path, settings: Mapping[str, str]) -> None:
    """An initial file system: busybox, the modules in the order of their loading, the script."""
    root = folder / "initial"
    shutil.rmtree(root, ignore_errors=True)
    for name in ("bin", "dev", "proc", "sys", "root", "modules"):
        (root / name).mkdir(parents=True)
    shutil.copy(str(shutil.which("busybox")), root / "bin/busybox")
    order = in_loading_order(modules, (*MODULES, LOOPBACK))
    # The cameras are loaded by the script, with their options.
    cameras = ("vivid", LOOPBACK)
    names = []
    for path in order:
        name = path.name.split(".")[0]
        content = path.read_bytes()
        if path.suffix == ".xz":
            content = lzma.decompress(content)
        (root / "modules" / f"{name}.ko").write_bytes(content)
        if name not in cameras:
            names.append(name)
    (root / "order").write_text("".join(f"{name}\n" for name in names))
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in settings.items()]
    (root / "settings").write_text("".join(lines))
    script = root / "init"
    script.write_bytes(Path(__file__).with_name("init.sh").read_bytes())
    script.chmod(0o755)
    listed = "\n".join(str(path.relative_to(root)) for path in root.rglob("*"))
    with (folder / "initial.cpio").open("wb") as target:
        subprocess.run(
            ["cpio", "-o", "-H", "newc", "--quiet"],
            cwd=root, input=listed.encode(), stdout=target, check=True,
        )  # fmt: skip


def in_loading_order(modules: Path, wanted: Sequence[str]) -> list[Path]:
    """The files of modules and of all that they need, which comes first."""
    needs: dict[str, tuple[Path, list[Path]]] = {}
    for line in (modules / "modules.dep").read_text().splitlines():
        path, _, others = line.partition(":")
        name = Path(path).name.split(".")[0].replace("-", "_")
        needs[name] = (modules / path, [modules / other for other in others.split()])
    order: list[Path] = []
    for name in wanted:
        if name.replace("-", "_") not in needs:
            continue  # built into this kernel
        path, others = needs[name.replace("-", "_")]
        # modules.dep names first what is loaded last.
        order += [one for one in (*reversed(others), path) if one not in order]
    return order


def _write_clip(path: Path, size: tuple[int, int]) -> None:
    """Every second frame of the demo clip as raw YUYV, so that its writer costs nothing."""
    capture = cv2.VideoCapture(str(demo_path()))
    with path.open("wb") as target:
        for number in itertools.count():
            is_read, frame = capture.read()
            if not is_read:
                break
            if number % 2:
                continue
            target.write(yuyv(cv2.resize(frame, size, interpolation=cv2.INTER_AREA)).tobytes())
    capture.release()


def yuyv(image: np.ndarray) -> np.ndarray:
    """A picture in the packed format of plain cameras: two luminances for each pair of colours.

    Args:
        image: (H, W, 3) uint8 BGR, W even.

    Returns:
        (H, W, 2) uint8: Y and, by turns, U and V; ITU-R BT.601, limited range.
    """
    planar = cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420)
    height, width = image.shape[:2]
    luminance = planar[:height]
    chroma = planar[height:].reshape(2, height // 2, width // 2)
    packed = np.empty((height, width, 2), np.uint8)
    packed[..., 0] = luminance
    packed[:, 0::2, 1] = chroma[0].repeat(2, axis=0)
    packed[:, 1::2, 1] = chroma[1].repeat(2, axis=0)
    return packed


def _run(command: Sequence[str], problem: str, cwd: Path | None = None) -> None:
    environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
        raise LackError(f"{problem}:\n{last}")
