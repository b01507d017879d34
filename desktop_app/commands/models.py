"""`digitlens models`: the versions of the model."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.commands import CommandError

if TYPE_CHECKING:
    from model.store import ModelCard, ModelStore

SUMMARY = "list, choose, rename, delete, import and export models"
DESCRIPTION = """Shows and manages the models that were trained here, and the one that ships."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what can be asked for."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="list the models; a star marks the one in use")
    use = actions.add_parser("use", help="put a model into use")
    use.add_argument("id", metavar="ID")
    actions.add_parser("rollback", help="put the model back into use that was before")
    bring = actions.add_parser(
        "import",
        help="add a model: what export wrote, or a .keras file",
        description="Adds a model and does not put it into use. Its checksums are compared, "
        "and it is tried. A .keras file is opened in a process of its own, and only if it "
        "holds nothing but Keras' own layers.",
    )
    bring.add_argument("path", metavar="PATH", type=Path)
    take = actions.add_parser("export", help="copy a model into a new folder or .zip archive")
    take.add_argument("id", metavar="ID")
    take.add_argument("target", metavar="DIR|ZIP", type=Path)
    name = actions.add_parser("rename", help="give a model another name; its ID stays")
    name.add_argument("id", metavar="ID")
    name.add_argument("name", metavar="NAME")
    remove = actions.add_parser("delete", help="delete models that are not in use, for good")
    remove.add_argument("ids", metavar="ID", nargs="+")


def run(arguments: argparse.Namespace) -> int:
    """Carries the command out and gives the exit status."""
    from model.classifier import ModelError
    from model.store import ModelStore

    store = ModelStore()
    try:
        match arguments.action:
            case "list":
                _list(store)
            case "use":
                version = store.activate(arguments.id)
                print(f"{version.id} is now in use: {version.card.name}")
            case "rollback":
                version = store.rollback()
                print(f"{version.id} is in use again: {version.card.name}")
            case "import":
                _import(store, arguments.path)
            case "export":
                store.export(arguments.id, arguments.target)
                print(f"{arguments.id} was copied to {arguments.target}")
            case "rename":
                version = store.rename(arguments.id, arguments.name)
                print(f"{version.id} is now called {version.card.name}")
            case "delete":
                for model_id in arguments.ids:
                    store.delete(model_id)
                    print(f"{model_id} was deleted")
    except ModelError as error:
        raise CommandError(str(error)) from error
    return 0


def _list(store: ModelStore) -> None:
    from desktop_app.settings.card_figures import date_in_words

    current = store.current()
    problem = store.problem
    versions = store.versions()
    width = max(len(version.id) for version in versions)
    for version in versions:
        card = version.card
        verdict = "refused" if card.accepted is False else ""
        facts = (card.name, date_in_words(card.created_at), _figures(card), verdict)
        star = "*" if version.id == current.id else " "
        print(f"{star} {version.id:<{width}}  {', '.join(filter(None, facts))}")
    if problem:
        raise CommandError(problem)


def _figures(card: ModelCard) -> str:
    from desktop_app.settings.card_figures import known_figures

    words = {
        "test_accuracy": "test digits",
        "mnist_test_accuracy": "MNIST test digits",
        "validation_accuracy": "held-back digits",
    }
    return ", ".join(f"{share:.2%} of {words[name]}" for name, share in known_figures(card.metrics))


def _import(store: ModelStore, path: Path) -> None:
    from desktop_app.commands.model_import import imported

    version = imported(store, path)
    print(f"Added {version.id}: {version.card.name}")
    print(f"digitlens models use {version.id} puts it into use.")
