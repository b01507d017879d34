"""Speed, start-up, memory and stalls of the window as ratios measured side by side: `make bench`.

Absolute times depend on the machine and its mood; ratios of two things timed
in turn in one run hardly do.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.benchmarks.measure import Ratio
from tests.benchmarks.reading import reading_ratios
from tests.benchmarks.start import start_ratios
from tests.benchmarks.window import window_ratios


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="make bench")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--runs", type=int, default=5, help="starts of each process (default 5)")
    parser.add_argument("--only", action="append", choices=("reading", "start", "window"))
    options = parser.parse_args()
    parts = {
        "reading": reading_ratios,
        "start": lambda: start_ratios(options.runs),
        "window": window_ratios,
    }
    ratios: list[Ratio] = []
    for part in [parts[name]() for name in options.only or parts]:
        for ratio in part:
            print(ratio, flush=True)
            ratios.append(ratio)
    if options.json:
        options.json.write_text(json.dumps([ratio.to_json() for ratio in ratios], indent=1))
    return int(any(ratio.is_missed for ratio in ratios))


if __name__ == "__main__":
    sys.exit(main())
