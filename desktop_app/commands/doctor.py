"""`digitlens doctor`: what is missing on this machine, and how to mend it."""

from __future__ import annotations

import argparse

SUMMARY = "tell what is missing on this machine, and how to mend it"
DESCRIPTION = """Checks Python and its packages, system libraries, display, cameras and
their permissions, the model, the data set, and the folders that are written to.

The exit status is 1 if something makes the program unusable. A part of it that
does not work is called a problem, and what is merely good to know a note."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.checks import State, all_findings

    del arguments
    states = []
    for finding in all_findings():
        states.append(finding.state)
        print(f"{finding.state.value:<8}  {finding.subject}: {finding.text}", flush=True)
        if finding.remedy:
            print(f"{'':<8}  -> {finding.remedy}", flush=True)
    faults, problems = states.count(State.FAULT), states.count(State.PROBLEM)
    print()
    if faults:
        print("DigitLens cannot work here before what is called a fault above is mended.")
    elif problems:
        print("DigitLens works, except for what is called a problem above.")
    else:
        print("DigitLens works here.")
    return 1 if faults else 0
