"""Where the time of a frame goes: `python -m tests.benchmarks.profile_stages` (`make profile`).

py-spy looks 500 times a second at a process that reads frames, into its native
code too; what it sees is counted by the stage of a frame's path, and by whose
code it is in.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks.profiled import PAGES, reading_of
from tests.benchmarks.results import profile_table, publish

RATE = 500
COUNTED_FRAMES = 40

STAGES = {
    "colour to grey": ("color",),
    "ink: pyramid, polarity, ground, threshold": ("binarization",),
    "candidates: contours, strokes, pieces, cuts": (
        "segmentation", "components", "outlines", "small_ink", "strokes", "pieces", "cuts",
        "lines", "runs", "clarity",
    ),
    "what lay there in the frame before": ("still", "unchanged"),
    "crops of 28x28": ("normalization",),
    "the network, and what of it is known": ("known", "classifier"),
    "digits chosen among rivals": ("selection", "context"),
    "tracking": ("tracking", "tracks", "motion"),
    "numbers": ("grouping",),
    "the page's turn, and the path itself": ("orientation", "turns", "recognizer"),
}  # fmt: skip
"""By the innermost module of the project that is at work; `frame` and `reading`, the types that
all stages make, count where they are made."""

OWNERS = {
    "OpenCV": ("cv2/",),
    "numpy": ("numpy/",),
    "LiteRT": ("ai_edge_litert/",),
}
OTHER_OWNER = "Python, allocation, the system"

_PATH = "Reading.__call__ "
_MODULE = re.compile(r"\((?:vision|model)/(\w+)\.py")

Stack = list[str]


def stage_of(stack: Stack) -> str:
    """The stage that a stack of calls, outermost first, is in."""
    for call in reversed(stack):
        found = _MODULE.search(call)
        for stage, modules in STAGES.items():
            if found and found[1] in modules:
                return stage
    return "the benchmark itself"


def owner_of(stack: Stack) -> str:
    """Whose code a stack of calls ends in, counting what a library calls as the library's."""
    for call in reversed(stack):
        for owner, folders in OWNERS.items():
            if any(f"({folder}" in call for folder in folders) and ".so" in call:
                return owner
        if ".py:" in call:
            break
    return OTHER_OWNER


def shares(lines: Iterable[str], name_of: Callable[[Stack], str]) -> dict[str, float]:
    """Percent of the looks by name, of what reading frames is seen in.

    Args:
        lines: A "raw" record of py-spy: calls, outermost first, with ";" between, and a count.
        name_of: What to count a stack as.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        calls, _, count = line.strip().rpartition(" ")
        stack = calls.split(";")
        begins = [i for i, call in enumerate(stack) if call.startswith(_PATH)]
        if begins:
            counts[name_of(stack[begins[0] :])] += int(count)
    whole = counts.total()
    return {name: 100 * count / whole for name, count in counts.most_common()}


def record(kind: str, seconds: float) -> list[str]:
    """What py-spy saw of a process that reads frames.

    Raises:
        SystemExit: There is no py-spy, or it may not look.
    """
    spy = Path(sys.executable).with_name("py-spy")
    if not spy.exists():
        raise SystemExit("The profile needs py-spy: pip install py-spy, then run it again.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "stacks.txt"
        done = subprocess.run(
            [str(spy), "record", "--native", "--rate", str(RATE), "--format", "raw",
             "--output", str(target), "--", sys.executable, "-m", "tests.benchmarks.profiled",
             kind, "--seconds", str(seconds)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not target.exists():
            raise SystemExit(f"py-spy could not look into the process:\n{done.stderr}")
        return target.read_text().splitlines()


def calls_per_frame(kind: str) -> dict[str, int]:
    """How many functions a frame calls: of the project and other Python, and of libraries."""
    reading = reading_of(kind)
    counts: Counter[str] = Counter()

    def count(_frame: object, event: str, _called: object) -> None:
        counts[event] += 1

    sys.setprofile(count)
    for _ in range(COUNTED_FRAMES):
        reading()
    sys.setprofile(None)
    return {
        name: round(counts[event] / COUNTED_FRAMES)
        for name, event in (("Python's functions", "call"), ("functions of libraries", "c_call"))
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="make profile")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each kind of frames")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/ too")
    options = parser.parse_args()
    records = {kind: record(kind, options.seconds) for kind in PAGES}
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for title, name_of, order in (
        ("stages", stage_of, tuple(STAGES)),
        ("owners", owner_of, (*OWNERS, OTHER_OWNER)),
    ):
        columns = {kind: shares(lines, name_of) for kind, lines in records.items()}
        tables[title] = {
            name: {kind: round(column.get(name, 0.0), 1) for kind, column in columns.items()}
            for name in order
        }
    counts = {kind: calls_per_frame(kind) for kind in PAGES}
    tables["calls"] = {
        name: {kind: count[name] for kind, count in counts.items()} for name in counts["still"]
    }
    for title, table in tables.items():
        print(f"\n{profile_table(table, '' if title == 'calls' else ' %')}")
    if options.docs:
        publish({"parts": {}, "profile": tables})
    return 0


if __name__ == "__main__":
    sys.exit(main())
