"""The real program before a real /dev/video0, in a virtual machine: `make camera-test`.

QEMU boots Debian's kernel, in which two loopback cameras are fed with the demo clip and the
kernel's own test camera stands beside them. In it `tests.camera.driver` uses the real window,
`digitlens cameras` and `digitlens live`; each check gives a line here, with what was seen.
The exit status is 0 if all passed, 1 if one failed, 2 if something is lacking.

Everything is built in build/camera-test: about 700 MB, once. No root is needed, and nothing is
installed. The processor is emulated, so that it runs wherever QEMU does:
three minutes where little else runs, ten on a busy machine.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.camera.kernel import QEMU, LackError, build, require_programs

ROOT = Path(__file__).parent.parent.parent
LACKING = 2
MEMORY_MB = 2048


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="make camera-test")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "camera-test")
    parser.add_argument("--minutes", type=float, default=20.0, help="at most (default 20)")
    parser.add_argument("--only", default="", help="part of the names of checks to make")
    parser.add_argument("--json", type=Path, help="write what was seen to this file too")
    options = parser.parse_args()
    folder = options.folder.resolve()
    out = folder / "out"
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    settings = {
        "uid": str(os.getuid()),
        "repo": str(ROOT),
        "python": sys.executable,
        "out": str(out),
        "clips": str(folder),
        "only": options.only,
    }
    try:
        require_programs()
        build(folder, settings)
    except LackError as error:
        print(f"The camera test cannot run. {error}", file=sys.stderr)
        return LACKING
    lines = _followed(folder, out, 60 * options.minutes)
    if options.json:
        options.json.write_text(json.dumps(lines, indent=1))
    return _verdict(lines, folder)


def _followed(folder: Path, out: Path, limit_s: float) -> list[dict[str, Any]]:
    """Runs the machine, and tells what its driver writes as it comes."""
    started_s = time.monotonic()
    # On a busy host the interrupts of an emulated timer come too late for the kernel's own check.
    command = [
        QEMU, "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MB),
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none",
        "-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initial.cpio"),
        "-append", "console=ttyS0 quiet panic=-1 no_timer_check rdinit=/init",
        "-serial", f"file:{folder / 'serial.log'}",
        "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
        "-virtfs", f"local,path={out},mount_tag=out,security_model=none",
    ]  # fmt: skip
    lines: list[dict[str, Any]] = []
    # Ended from outside, this ends the machine as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    machine = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        while True:
            has_ended = machine.poll() is not None
            for line in _written(out / "lines.jsonl")[len(lines) :]:
                lines.append(line)
                _tell(line, time.monotonic() - started_s)
            if has_ended:
                return lines
            if time.monotonic() - started_s > limit_s:
                print(f"After {limit_s:.0f} s the machine is stopped.")
                return lines
            time.sleep(0.5)
    finally:
        machine.kill()
        machine.wait()


def _written(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a file."""
    if not path.exists():
        return []
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


def _tell(line: dict[str, Any], after_s: float) -> None:
    if "check" not in line:
        return
    verdict = "ok    " if line["passed"] else "FAILED"
    print(f"{after_s:5.0f} s  {verdict}  {line['check']}")
    for name, value in line["seen"].items():
        print(f"                   {name}: {value}")
    sys.stdout.flush()


def _verdict(lines: list[dict[str, Any]], folder: Path) -> int:
    wanted = next((line["checks"] for line in lines if "checks" in line), None)
    done = {line["check"]: line["passed"] for line in lines if "check" in line}
    if wanted is None:
        print(f"The machine did not come up; see {folder / 'serial.log'}, whose end is:")
        print((folder / "serial.log").read_text(errors="replace")[-1500:])
        return 1
    failed = [name for name in wanted if not done.get(name)]
    print(f"{len(wanted) - len(failed)} of {len(wanted)} checks passed.")
    for name in failed:
        print(f"{'failed' if name in done else 'not made'}: {name}")
    if failed:
        print(f"What the driver said is in {folder / 'out' / 'driver.log'}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
