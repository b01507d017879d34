"""A reader in a Python of its own that answers a line with a line."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scripts.peers.environment import PeerError

if TYPE_CHECKING:
    from types import TracebackType


class Worker:
    """Starts the reader, asks it, and ends it.

    Attributes:
        greeting: What it said when it was ready.
    """

    def __init__(self, python: Path, script: Path, folder: Path | None = None) -> None:
        """Waits until the reader is ready.

        Args:
            python: That runs it.
            script: Answers each line of JSON on stdin with one on stdout.
            folder: Its working folder.

        Raises:
            PeerError: It does not start.
        """
        self._name = script.stem
        self._errors = tempfile.TemporaryFile(  # noqa: SIM115 -- closed by close()
            "w+", encoding="utf-8", errors="replace"
        )
        self._process = subprocess.Popen(
            [str(python), str(script)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            cwd=folder, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            self.greeting = self._answer()
        except PeerError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reader's answer.

        Raises:
            PeerError: It has died.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise PeerError(self._last_words()) from error
        return self._answer()

    def close(self) -> None:
        """Ends the reader, which ends by itself when nothing more can be asked."""
        try:
            self._process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._errors.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        last = self._errors.read().strip().splitlines()[-1:] or ["no message"]
        return f"{self._name} ended with status {self._process.returncode}: {last[0]}"
