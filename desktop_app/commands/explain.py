"""`digitlens explain`: each stage of the path as a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.commands import CommandError
from desktop_app.commands.options import add_confidence, add_model

SUMMARY = "show how a picture is read, each stage as a picture"
DESCRIPTION = """Reads a picture and writes what happens on the way into a folder: the ink that
is told from the ground and the lines taken out of it, the candidates, what the network
sees of each and says, what is taken and what is not, and the numbers. A sentence on each
picture is printed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    parser.add_argument("image", metavar="IMAGE", type=Path, help="the picture")
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        required=True,
        help="the folder for the pictures; those of an earlier run are replaced",
    )
    add_confidence(parser)
    add_model(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from desktop_app.commands.annotated_files import make_folder, write_picture
    from desktop_app.commands.chosen_model import chosen_model
    from desktop_app.commands.stages import stages
    from vision.frame import Frame
    from vision.images import ImageError, read_image
    from vision.recognizer import Recognizer

    try:
        frame = Frame(read_image(arguments.image))
    except ImageError as error:
        raise CommandError(str(error)) from error
    recognizer = Recognizer(
        chosen_model(arguments.model).load(), confidence_threshold=arguments.confidence
    )
    make_folder(arguments.out)
    for number, stage in enumerate(stages(frame, recognizer), 1):
        path = arguments.out / f"{number:02}-{stage.name}.png"
        write_picture(path, stage.picture)
        print(f"{path}: {stage.text}", flush=True)
    return 0
