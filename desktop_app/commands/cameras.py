"""`digitlens cameras`: which cameras there are."""

from __future__ import annotations

import argparse
import json

SUMMARY = "list the cameras"
DESCRIPTION = """Lists the cameras that were found: number, name and identity.

`digitlens NAME` and `digitlens live NAME` take any of the three. The number may
change when cameras are plugged in or out, the identity does not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="how to print (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from vision.cameras import list_cameras

    cameras = list_cameras()
    if arguments.format == "json":
        for camera in cameras:
            described = {"index": camera.index, "name": camera.name, "identity": camera.identity}
            print(json.dumps(described))
        return 0
    if not cameras:
        print("No camera was found. `digitlens doctor` tells what may be in its way.")
        return 0
    rows = [(str(camera.index), camera.name, camera.identity) for camera in cameras]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0
