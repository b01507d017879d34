"""What programs in Python import: the names, their types, their examples, what they load."""

import ast
import doctest
import importlib.util
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import model
import vision
from model.loading import load_classifier
from model.store import ModelStore
from tests.material import write_material
from vision import FrameSource, SourceError, read_frames

ROOT = Path(__file__).parent.parent
PACKAGES = pytest.mark.parametrize("package", [vision, model], ids=["vision", "model"])


def modules_with_examples():
    """Modules of both packages that have sessions in their docstrings, found by their text."""
    for package in (vision, model):
        names = [package.__name__]
        names += [
            f"{package.__name__}.{one.name}" for one in pkgutil.iter_modules(package.__path__)
        ]
        for name in names:
            if ">>> " in Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8"):
                yield name


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    return write_material(tmp_path_factory.mktemp("material"))


def run_python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environment,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", list(modules_with_examples()))
def test_the_examples_of_docstrings_are_right(name, material, monkeypatch):
    monkeypatch.chdir(material)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.attempted
    assert not result.failed, "what differs is told above"


@PACKAGES
def test_each_public_name_is_there_and_documented(package):
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        value = getattr(package, name)
        if callable(value) and getattr(value, "__module__", "").startswith(package.__name__):
            assert value.__doc__, f"{package.__name__}.{name} has no docstring"


@PACKAGES
def test_another_name_is_refused_as_by_any_module(package):
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'sums'"):
        package.sums  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'sums'"):
        exec(f"from {package.__name__} import sums")


def test_an_import_loads_only_what_it_needs():
    code = (
        "import json, sys, model, vision; before = set(sys.modules)\n"
        "from vision import Frame, Recognizer, read_image\n"
        "from model import load_classifier, ModelStore, TrainingPlan, evaluate, train_model\n"
        "print(json.dumps([sorted(before), sorted(sys.modules)]))"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    before, after = json.loads(done.stdout)
    assert "vision.recognizer" not in before
    assert "model.store" not in before
    assert "vision.recognizer" in after
    assert not {"keras", "tensorflow", "PyQt6", "matplotlib"} & {
        name.partition(".")[0] for name in after
    }


def checked(tmp_path, code):
    """What mypy says of a program that is not part of the project."""
    program = tmp_path / "program.py"
    program.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"),
            "--cache-dir", str(tmp_path / "cache"), "--follow-imports", "silent", str(program),
        ],
        cwd=tmp_path, env=os.environ | {"MYPYPATH": str(ROOT)},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_type_checker_knows_the_types_of_the_public_names(tmp_path):
    wanted = {
        f"{package.__name__}.{name}" for package in (vision, model) for name in package.__all__
    }
    imports = [f"from {name.partition('.')[0]} import {name.partition('.')[2]}" for name in wanted]
    reveal = """
recognition = Recognizer(load_classifier()).read(Frame(read_image("photo.jpg")))
reveal_type(recognition)
reveal_type([number.text for number in recognition.numbers])
reveal_type(train_model(TrainingPlan(epochs="many")))
from vision import nonsense
"""
    said = checked(tmp_path, "\n".join([*sorted(imports), reveal]))
    assert 'Revealed type is "vision.reading.Recognition"' in said
    assert 'Revealed type is "builtins.list[builtins.str]"' in said or "list[str]" in said
    assert 'Revealed type is "model.version.ModelVersion"' in said
    errors = [line for line in said.splitlines() if ": error: " in line]
    assert len(errors) == 2, said
    assert 'incompatible type "str"; expected "int"' in errors[0]
    assert 'has no attribute "nonsense"' in errors[1]


@PACKAGES
def test_what_is_imported_and_what_type_checkers_see_are_the_same(package):
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    checking = next(
        node for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )  # fmt: skip
    seen = {
        (statement.module, alias.name)
        for statement in checking.body for alias in statement.names
        if alias.asname == alias.name
    }  # fmt: skip
    assert seen == {(module, name) for name, module in package._MODULE_OF.items()}


@PACKAGES
def test_the_packages_say_that_they_are_typed(package):
    assert (Path(package.__file__).parent / "py.typed").is_file()


class Twice:
    """A source of two frames that knows whether it is open."""

    name, is_live, frame_interval_s = "twice", False, 0.0

    def __init__(self):
        self.is_open = False
        self.left = 2

    def open(self):
        self.is_open = True

    def read(self):
        self.left -= 1
        return f"frame {self.left}" if self.left >= 0 else None

    def close(self):
        self.is_open = False


def test_frames_of_a_source_of_one_s_own_and_it_is_closed():
    source: FrameSource = Twice()
    assert list(read_frames(source)) == ["frame 1", "frame 0"]
    assert not source.is_open


def test_a_source_is_closed_if_its_frames_are_not_wanted_any_more():
    source = Twice()
    frames = read_frames(source)
    next(frames)
    assert source.is_open
    frames.close()
    assert not source.is_open


def test_a_picture_gives_one_frame_and_what_is_not_there_says_so(material):
    assert len(list(read_frames(material / "photo.jpg"))) == 1
    with pytest.raises(SourceError, match="no file"):
        next(read_frames(material / "nothing.jpg"))


def test_a_model_is_loaded_by_id_folder_and_file(tmp_path):
    store = ModelStore()
    exported = store.export("bundled", tmp_path / "exported")
    for wanted in (None, "bundled", exported, str(exported), exported / "model.tflite"):
        classifier = load_classifier(wanted)
        if wanted != exported / "model.tflite":  # without its card it is not calibrated
            assert classifier.temperature == store.bundled.card.temperature
    for wanted in ("nothing", tmp_path):
        with pytest.raises(model.ModelError, match="is not there"):
            load_classifier(wanted)


def test_a_damaged_model_in_use_is_replaced_with_a_warning():
    store = ModelStore()
    store.root.mkdir(parents=True)
    (store.root / "current.json").write_text("damaged")
    with pytest.warns(UserWarning, match="Instead the one that ships"):
        classifier = load_classifier()
    assert classifier(np.zeros((1, 28, 28), np.uint8)).shape == (1, 11)


@pytest.mark.slow
def test_a_model_is_trained_with_one_call(tmp_path):
    code = f"""
import json
from pathlib import Path
from model import ModelStore, TrainingPlan, train_model
events = []
version = train_model(
    TrainingPlan(network="dense", data="strokes", limit=200, epochs=1),
    store=ModelStore(Path({str(tmp_path / "models")!r})),
    on_event=lambda event: events.append(event["event"]),
)
print(json.dumps([version.id, version.card.accepted, bool(version.card.reason), events]))
"""
    done = run_python(code, TF_CPP_MIN_LOG_LEVEL="3")
    assert done.returncode == 0, done.stderr
    model_id, is_accepted, has_reason, events = json.loads(done.stdout.splitlines()[-1])
    assert (tmp_path / "models" / model_id / "card.json").is_file()
    assert (is_accepted, has_reason) == (False, True)
    assert "epoch" in events
