"""Reading photographs one after the other does not ask the system for memory each time."""

import platform
import subprocess
import sys

import pytest

# Arrays of a photograph of 12 megapixels, made and left thirty times over.
FAULTS = """
import contextlib, resource, sys
from desktop_app.commands.kept_memory import freed_memory_kept

with freed_memory_kept() if sys.argv[1] == "kept" else contextlib.nullcontext():
    for _ in range(30):
        b"1" * (3000 * 4000 * 3)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no mallopt")
def test_memory_of_one_picture_serves_the_next():
    def faults(kind):
        command = [sys.executable, "-c", FAULTS, kind]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        return int(done.stdout)

    assert faults("kept") < faults("given back") / 3
