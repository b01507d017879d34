"""Whatever lies in a file, it is read or refused as the callers expect; nothing else is raised."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.array_files import DatasetError, npz_names, read_idx, read_npz
from model.card import ModelCard
from model.choice_record import ChoiceRecord, RecordError
from model.choices import TrainingPlan
from model.classifier import ModelError
from model.keras_file import check_keras_file
from model.orders import Orders
from model.photo_truth import TruthError, read_truths
from model.runs import HISTORY_NAME, PLAN_NAME, history_of, unfinished
from model.train import RequestError, _parsed
from model.training_state import STATE_FOLDER, STATE_NAME
from tests.any_json import VALUES, lines_like, nearly

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.fuzz
ANEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""A file is written anew for each example; the folder may be the same."""

# Arrays.

HEADERS = [
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<i8', 'fortran_order': True, 'shape': (2,), }",
    "{'descr': [('a', '<f4'), ('b', '|S3')], 'fortran_order': False, 'shape': (), }",
]
SHAPES = st.lists(
    st.integers(-2, 4) | st.sampled_from([2**31, 2**63, 2**70, -(2**63)]), max_size=5
).map(tuple)
DESCRIPTIONS = st.sampled_from(
    ["|u1", "<i8", ">f4", "|O", "|S0", "|V0", "<U2", "<M8[s]", "|b1", "x", "", "<f16", "|V8"]
)


@st.composite
def npy_headers(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from(["made", "flipped", "text"]))
    if kind == "made":
        header = repr(
            {
                "descr": draw(DESCRIPTIONS),
                "fortran_order": draw(st.sampled_from([True, False, 3])),
                "shape": draw(SHAPES),
            }
        )
    elif kind == "flipped":
        header = draw(st.sampled_from(HEADERS))
        at = draw(st.integers(0, len(header) - 1))
        header = header[:at] + draw(st.characters(codec="latin-1")) + header[at + 1 :]
    else:
        header = draw(st.text(st.characters(codec="latin-1"), max_size=60))
    return header.encode("latin-1")


@st.composite
def npz_files(draw: st.DrawFn) -> bytes:
    """An archive of arrays as numpy or somebody else might have written it."""
    content = io.BytesIO()
    methods = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    with zipfile.ZipFile(content, "w", draw(st.sampled_from(methods))) as archive:
        for name in ("x.npy", "y.npy"):
            version = draw(st.sampled_from([b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x01"]))
            header = draw(npy_headers())
            size = len(header).to_bytes(2 if version == b"\x01\x00" else 4, "little")
            data = draw(st.binary(max_size=16))
            archive.writestr(name, b"\x93NUMPY" + version + size + header + data)
    return content.getvalue()


@st.composite
def damaged(draw: st.DrawFn, contents: st.SearchStrategy[bytes]) -> bytes:
    """A file with up to four of its bytes changed, or its end lost."""
    content = bytearray(draw(contents))
    for _ in range(draw(st.integers(0, 4))):
        content[draw(st.integers(0, len(content) - 1))] ^= draw(st.integers(1, 255))
    return bytes(content[: draw(st.none() | st.integers(1, len(content)))])


@ANEW
@given(content=damaged(npz_files()))
def test_any_npz_gives_arrays_or_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.npz"
    path.write_bytes(content)
    try:
        npz_names(path)
        arrays = read_npz(path, ("x", "y"))
    except DatasetError as error:
        assert "set.npz" in str(error)  # noqa: PT017
        return
    assert all(isinstance(array, np.ndarray) and not array.dtype.hasobject for array in arrays)


IDX = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]) + bytes(range(12))


@ANEW
@given(content=damaged(st.just(IDX)))
def test_any_idx_gives_what_its_header_says_or_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "images"
    path.write_bytes(content)
    try:
        array = read_idx(path)
    except DatasetError as error:
        assert "images" in str(error)  # noqa: PT017
        return
    assert array.nbytes + 4 + 4 * array.ndim == len(content)


# Models.

LAYER = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 10}}
NETWORK = {"module": "keras", "class_name": "Sequential", "config": {"layers": [LAYER, LAYER]}}
MEMBERS = [
    "config.json",
    "model.weights.h5",
    "metadata.json",
    "../up",
    "/etc/x",
    "assets/a",
    "a.py",
]


@st.composite
def keras_files(draw: st.DrawFn) -> bytes:
    content = io.BytesIO()
    names = draw(st.lists(st.sampled_from(MEMBERS), max_size=2, unique=True))
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict.fromkeys([*MEMBERS[: draw(st.integers(0, 3))], *names]):
            config = draw(lines_like(NETWORK)) if name.endswith(".json") else b"weights"
            archive.writestr(name, config)
    return content.getvalue()


@ANEW
@given(content=damaged(keras_files()))
def test_any_keras_file_passes_or_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.keras"
    path.write_bytes(content)
    try:
        check_keras_file(path)
    except ModelError as error:
        assert "a.keras" in str(error)  # noqa: PT017
        return
    with zipfile.ZipFile(path) as archive:
        assert {"config.json", "model.weights.h5"} <= set(archive.namelist()) <= set(MEMBERS[:3])


CARD: dict[str, Any] = json.loads(
    ModelCard(
        id="20261121-120000", name="Mine", created_at="2026-11-21T12:00:00+00:00", network="cnn",
        plan={"epochs": 3}, data=[{"name": "MNIST"}], metrics={"validation_accuracy": 0.99},
        sha256={"model.tflite": "ab"}, temperature=1.2, parameters=1234,
    ).to_json()
)  # fmt: skip


@given(lines_like(CARD))
def test_any_card_is_sound_or_damaged(text: bytes) -> None:
    try:
        card = ModelCard.from_json(text)
    except ModelError as error:
        assert "card is damaged" in str(error)  # noqa: PT017
        return
    assert ".." not in card.id
    assert "/" not in card.id
    assert ModelCard.from_json(card.to_json()).id == card.id


@ANEW
@given(content=lines_like({"version": 1, "current": "first", "previous": ["bundled"]}))
def test_any_record_of_choices_is_one_or_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "current.json").write_bytes(content)
    try:
        record = ChoiceRecord.read(tmp_path, default="bundled")
    except RecordError:
        return
    assert isinstance(record.chosen, str)
    assert all(isinstance(one, str) for one in record.previous)


# Trainings.

PLAN = TrainingPlan().to_json()


@given(nearly(PLAN) | st.dictionaries(st.sampled_from(list(PLAN)), VALUES))
def test_any_plan_is_valid_or_refused_by_name(values: dict[str, Any]) -> None:
    try:
        plan = TrainingPlan.from_json(values)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017
        return
    assert TrainingPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@given(lines_like({"plan": PLAN, "store": "/tmp/m", "runs": None, "samples": "/tmp/s"}))
def test_any_request_is_a_training_or_refused(line: bytes) -> None:
    try:
        request = _parsed(line)
    except RequestError as error:
        assert "cannot be asked for" in str(error)  # noqa: PT017
        return
    assert request.plan.validated() == request.plan


ROW = {"epoch": 1, "loss": 0.5, "accuracy": 0.9, "validation_loss": 0.4}


@ANEW
@given(
    plan=lines_like({"version": 1, "plan": PLAN, "stage": "running"}),
    state=lines_like({"key": "k", "file": "a.keras", "sha256": "ab", "history": [ROW]}),
    history=lines_like(ROW).map(lambda line: b"[" + line + b"]"),
)
def test_any_folder_of_a_training_is_offered_or_passed_over(
    tmp_path: Path, plan: bytes, state: bytes, history: bytes
) -> None:
    folder = tmp_path / "20261121-120000"
    (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / PLAN_NAME).write_bytes(plan)
    (folder / HISTORY_NAME).write_bytes(history)
    (folder / STATE_FOLDER / STATE_NAME).write_bytes(state)
    for offered in unfinished(tmp_path):
        assert offered.plan.validated() == offered.plan
        assert offered.epoch >= 0
    assert all(isinstance(row, dict) for row in history_of(folder))


@given(st.lists(lines_like({"command": "pause"}), max_size=4))
def test_any_order_is_obeyed_or_passed_over(lines: list[bytes]) -> None:
    class Dumb(Orders):
        def next_line(self) -> bytes | None:
            return waiting.pop() if waiting else None

    class EndedError(Exception):
        pass

    class NoTimer:
        def __init__(self, *_: object) -> None:
            self.daemon = False

        def start(self) -> None:
            pass

    def end(status: int, *_: object) -> None:
        raise EndedError

    waiting = list(lines)
    orders = Dumb(-1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("model.orders.os._exit", end)
        patch.setattr("model.orders.threading.Timer", NoTimer)
        with pytest.raises(EndedError):
            orders.watch()


TRUTH = {
    "file": "a.jpg", "kind": "paper", "digits": [{"label": 3, "box": [1, 2, 3, 4]}],
    "text_lines": ["3"], "tags": ["ruled"], "boxes": True,
}  # fmt: skip


@ANEW
@given(content=st.lists(lines_like(TRUTH), max_size=3).map(b"\n".join))
def test_any_file_of_truths_is_read_or_its_line_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_bytes(content)
    try:
        truths = read_truths(path)
    except TruthError as error:
        assert "truth.jsonl" in str(error)  # noqa: PT017
        return
    for truth in truths:
        assert all(digit.label is None or 0 <= digit.label <= 9 for digit in truth.digits)
