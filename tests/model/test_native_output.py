from __future__ import annotations

import os

import pytest

from model.native_output import STDERR, STDOUT, silenced


def test_only_what_is_written_inside_is_lost(capfd) -> None:
    for descriptor in (STDOUT, STDERR):
        os.write(descriptor, b"before ")
    with silenced(STDOUT, STDERR):
        for descriptor in (STDOUT, STDERR):
            os.write(descriptor, b"inside ")
    for descriptor in (STDOUT, STDERR):
        os.write(descriptor, b"after")
    assert capfd.readouterr() == ("before after", "before after")


def test_output_comes_back_after_an_error(capfd) -> None:
    def fail() -> None:
        with silenced(STDERR):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    os.write(STDERR, b"heard")
    assert capfd.readouterr().err == "heard"
