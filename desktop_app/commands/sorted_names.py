"""Names in order, whatever their number, in little memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from typing import IO

IN_MEMORY = 50_000
"""So many names, some 5 MB, are sorted at once; more go through temporary files."""


def sorted_names(names: Iterable[str], in_memory: int = IN_MEMORY) -> Iterator[str]:
    """The names in the order of their characters.

    An external merge sort (Knuth, The Art of Computer Programming 3, 1973, section 5.4): the
    names of a folder of millions are never in memory together.
    """
    rest = iter(names)
    with ExitStack() as stack:
        runs: list[IO[str]] = []
        while chunk := sorted(islice(rest, in_memory)):
            if not runs and len(chunk) < in_memory:
                yield from chunk
                return
            # JSON, because a name may hold any character, line ends and odd bytes too.
            run = stack.enter_context(tempfile.TemporaryFile("w+", encoding="ascii"))
            run.writelines(json.dumps(name) + "\n" for name in chunk)
            run.seek(0)
            runs.append(run)
        yield from merge(*(map(json.loads, run) for run in runs))
