"""What a ``.keras`` file holds, looked at before Keras opens it.

Such a file is a zip archive of a configuration and weights. One from a stranger
may unpack to gigabytes or name code that is to be run; this refuses both by
reading the archive's directory and the configuration alone.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.classifier import ModelError

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.weights.h5"
MEMBER_NAMES = frozenset({"metadata.json", CONFIG_NAME, WEIGHTS_NAME})
MAX_CONFIG_BYTES = 4 << 20
MAX_WEIGHTS_BYTES = 256 << 20

_CODE_CLASSES = frozenset(
    {"Lambda", "__lambda__", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"}
)
"""What of Keras' own runs code that the file brings along or names."""


PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members of an archive may be packed; LZMA takes as much memory as a stranger wants."""

DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
"""What Python's zipfile and json raise for broken content."""


def check_keras_file(path: Path) -> None:
    """Refuses a file that is more than a network of Keras' own layers.

    Raises:
        ModelError: It is no ``.keras`` file, is too large, has other members
            than Keras writes, or names code.
    """
    if path.suffix != ".keras":
        raise ModelError(f"{path.name} is no .keras file; only these are opened.")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path.name, archive.infolist())
            config = json.loads(archive.read(CONFIG_NAME))
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except DAMAGE as error:
        raise ModelError(f"{path.name} is damaged or no model of Keras.") from error
    for described in _objects(config):
        _check_object(path.name, described)


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) != len(set(names)) or not {CONFIG_NAME, WEIGHTS_NAME} <= set(names):
        raise ModelError(f"{name} is damaged or no model of Keras.")
    for member in members:
        if member.compress_type not in PACKED:
            raise ModelError(f"{name} is damaged or no model of Keras.")
        if member.filename not in MEMBER_NAMES:
            raise ModelError(f"{name} holds more than a model of Keras, and is not opened.")
        limit = MAX_WEIGHTS_BYTES if member.filename == WEIGHTS_NAME else MAX_CONFIG_BYTES
        # What a member unpacks to is never more than it states: zipfile stops there.
        if member.file_size > limit:
            raise ModelError(f"{name} is too large for a model of this program.")


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, without recursion: a stranger chose its depth."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield current
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _check_object(name: str, described: dict[str, Any]) -> None:
    module = described.get("module")
    is_foreign = module is not None and str(module).split(".")[0] != "keras"
    # A class may be no text in the file of a stranger, and Keras knows only texts.
    class_name = described.get("class_name", "")
    if is_foreign or not isinstance(class_name, str | None) or class_name in _CODE_CLASSES:
        raise ModelError(
            f"{name} names code of its own ({str(class_name)[:40]}), which is never run; "
            "only models of Keras' own layers are opened."
        )
