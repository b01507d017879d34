"""`digitlens models`: list, use, roll back, rename, delete, export and import."""

import json
import os
import shutil
import stat
import sys
import zipfile

import pytest

from desktop_app.cli import main
from desktop_app.commands import CommandError, keras_process
from desktop_app.commands.keras_process import TaskCancelled, keras_task
from model.store import ModelStore


@pytest.fixture
def exported(tmp_path, capsys):
    folder = tmp_path / "exported"
    assert main(["models", "export", "bundled", str(folder)]) == 0
    capsys.readouterr()
    return folder


def listed(capsys):
    """The ids in the list, and the one that is marked."""
    capsys.readouterr()
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [line[2:].split()[0] for line in lines], [
        line[2:].split()[0] for line in lines if line.startswith("*")
    ]


def test_the_bundled_model_is_there_and_in_use(capsys):
    assert listed(capsys) == (["bundled"], ["bundled"])


def test_an_exported_model_can_be_imported_used_and_left_again(capsys, exported):
    assert main(["models", "import", str(exported)]) == 0
    assert "bundled-2" in capsys.readouterr().out
    assert listed(capsys) == (["bundled", "bundled-2"], ["bundled"])
    assert main(["models", "use", "bundled-2"]) == 0
    assert "in use" in capsys.readouterr().out
    assert listed(capsys)[1] == ["bundled-2"]
    assert main(["models", "rollback"]) == 0
    capsys.readouterr()
    assert listed(capsys)[1] == ["bundled"]
    assert main(["models", "rollback"]) == 1
    assert "no earlier model" in capsys.readouterr().err


def test_an_export_has_the_same_bytes_and_replaces_nothing(exported, capsys):
    bundled = ModelStore().bundled
    names = ["card.json", "model.keras", "model.tflite"]
    assert sorted(path.name for path in exported.iterdir()) == names
    for name in names:
        assert (exported / name).read_bytes() == (bundled.folder / name).read_bytes()
    assert main(["models", "export", "bundled", str(exported)]) == 1
    assert "not empty" in capsys.readouterr().err


def test_an_exported_archive_can_be_imported(capsys, tmp_path):
    archive = tmp_path / "model.ZIP"
    assert main(["models", "export", "bundled", str(archive)]) == 0
    assert main(["models", "export", "bundled", str(archive)]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["models", "import", str(archive)]) == 0
    assert listed(capsys)[0] == ["bundled", "bundled-2"]


def test_only_the_files_of_a_model_leave_an_archive(capsys, tmp_path, exported):
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for source in exported.iterdir():
            archive.write(source, source.name)
        archive.writestr("../../evil.py", "print('gotcha')")
        archive.writestr("report/report.html", "<script>")
    assert main(["models", "import", str(path)]) == 0
    assert not list(tmp_path.parent.rglob("evil.py"))
    folder = ModelStore().versions()[1].folder
    assert sorted(one.name for one in folder.iterdir()) == [
        "card.json",
        "model.keras",
        "model.tflite",
    ]


@pytest.mark.parametrize("kind", ["upwards", "absolute", "link", "device", "doubled"])
def test_nothing_of_a_hostile_archive_lands_outside(capsys, tmp_path, exported, kind):
    path, outside = tmp_path / "odd.zip", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("mine")
    with zipfile.ZipFile(path, "w") as archive:
        for source in exported.iterdir():
            if source.name != "card.json" or kind in ("upwards", "absolute"):
                archive.write(source, source.name)
        entry = zipfile.ZipInfo("card.json")
        if kind == "upwards":
            archive.writestr("../outside/evil", "gotcha")
            archive.writestr("..\\outside\\evil", "gotcha")
        elif kind == "absolute":
            archive.writestr(str(outside / "evil"), "gotcha")
        elif kind == "link":
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, str(outside / "secret"))
        elif kind == "device":
            entry.external_attr = (stat.S_IFCHR | 0o666) << 16
            archive.writestr(entry, "")
        else:
            archive.write(exported / "card.json", "card.json")
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("card.json", "{}")
    status = main(["models", "import", str(path)])
    assert status == (0 if kind in ("upwards", "absolute") else 1)
    if status:
        assert capsys.readouterr().err.count("\n") == 1
    assert [one.name for one in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "mine"
    for version in ModelStore().versions()[1:]:
        assert all(one.is_file() and not one.is_symlink() for one in version.folder.iterdir())


def test_a_tar_archive_is_no_model(capsys, tmp_path, exported):
    path = shutil.make_archive(str(tmp_path / "model"), "gztar", exported)
    assert main(["models", "import", path]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1
    assert listed(capsys)[0] == ["bundled"]


@pytest.mark.parametrize("damage", ["no zip", "no card", "another network", "cut", "lzma"])
def test_a_damaged_archive_is_not_imported(capsys, tmp_path, exported, damage):
    path = tmp_path / "odd.zip"
    if damage == "another network":
        (exported / "model.tflite").write_bytes(b"another")
    if damage == "no card":
        (exported / "card.json").unlink()
    shutil.make_archive(str(path.with_suffix("")), "zip", exported)
    if damage == "no zip":
        path.write_bytes(b"nonsense")
    if damage == "lzma":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
            for source in exported.iterdir():
                archive.write(source, source.name)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1000])
    assert main(["models", "import", str(path)]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1
    assert listed(capsys)[0] == ["bundled"]


def test_what_was_found_elsewhere_of_an_imported_model_does_not_come_along(exported):
    card = json.loads((exported / "card.json").read_text())
    card |= {"accepted": False, "reason": "Worse.", "parent_id": "20260101-000000"}
    (exported / "card.json").write_text(json.dumps(card))
    assert main(["models", "import", str(exported)]) == 0
    card = ModelStore().versions()[1].card
    assert (card.accepted, card.reason, card.parent_id) == (None, "", "")


def test_a_model_gets_another_name(capsys, exported):
    main(["models", "import", str(exported)])
    assert main(["models", "rename", "bundled-2", "Mine for the office"]) == 0
    assert main(["models", "rename", "bundled", "Mine"]) == 1
    assert "ships" in capsys.readouterr().err
    main(["models", "list"])
    assert "bundled-2  Mine for the office, " in capsys.readouterr().out


def test_models_that_are_not_in_use_can_be_deleted(capsys, exported):
    for _ in range(3):
        main(["models", "import", str(exported)])
    main(["models", "use", "bundled-3"])
    assert main(["models", "delete", "bundled-2", "bundled-4"]) == 0
    assert listed(capsys) == (["bundled", "bundled-3"], ["bundled-3"])
    assert main(["models", "delete", "bundled-3"]) == 1
    assert "in use" in capsys.readouterr().err
    assert listed(capsys)[0] == ["bundled", "bundled-3"]


def test_a_refused_model_is_marked(capsys, exported):
    main(["models", "import", str(exported)])
    path = ModelStore().versions()[1].folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"accepted": False}))
    capsys.readouterr()
    main(["models", "list"])
    assert [line.endswith(", refused") for line in capsys.readouterr().out.splitlines()] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "action",
    [["use", "x"], ["export", "x", "dir"], ["use", "../x"], ["rename", "x", "y"], ["delete", "x"]],
)
def test_a_model_that_is_not_there(capsys, action, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["models", *action]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("name", ["model.tflite", "model.keras"])
@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_a_damaged_export_is_not_imported(capsys, exported, name, damage):
    path = exported / name
    if damage == "remove":
        path.unlink()
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
    assert main(["models", "import", str(exported)]) == 1
    assert name in capsys.readouterr().err
    assert listed(capsys)[0] == ["bundled"]


def test_a_card_that_lies_about_its_files_gains_nothing(capsys, exported):
    """Checksums keep out accidents; what a stranger wrote is looked into besides."""
    from model.atomic_files import sha256_of

    with zipfile.ZipFile(exported / "model.keras", "a") as archive:
        archive.writestr("../evil.py", "print('gotcha')")
    card = json.loads((exported / "card.json").read_text())
    card["sha256"]["model.keras"] = sha256_of(exported / "model.keras")
    (exported / "card.json").write_text(json.dumps(card))
    assert main(["models", "import", str(exported)]) == 1
    assert "more than a model" in capsys.readouterr().err
    assert listed(capsys)[0] == ["bundled"]


@pytest.mark.parametrize("what", ["nothing there", "empty folder", "text.keras", "model.h5"])
def test_what_is_no_model_is_not_imported(capsys, tmp_path, what):
    path = tmp_path / what
    if "." in what:
        path.write_text("nonsense")
    elif what == "empty folder":
        path.mkdir()
    assert main(["models", "import", str(path)]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("digitlens: ")
    assert errors.count("\n") == 1


def test_a_damaged_model_in_use_is_told_by_the_list(capsys, exported):
    main(["models", "import", str(exported)])
    main(["models", "use", "bundled-2"])
    path = ModelStore().current().tflite_path
    path.write_bytes(b"damaged")
    capsys.readouterr()
    assert main(["models", "list"]) == 1
    output, errors = capsys.readouterr()
    assert [line[0] for line in output.splitlines()] == ["*", " "]
    assert "damaged" in errors


@pytest.mark.slow
def test_a_keras_file_is_imported_by_a_process_of_its_own(capsys, exported):
    """Starts TensorFlow, in that process."""
    source = exported / "my model!.keras"
    (exported / "model.keras").rename(source)
    assert main(["models", "import", str(source)]) == 0
    assert "my-model" in capsys.readouterr().out
    assert listed(capsys)[0] == ["bundled", "my-model"]
    assert main(["models", "use", "my-model"]) == 0
    card = ModelStore().current().card
    assert card.parameters == ModelStore().bundled.card.parameters


@pytest.mark.slow
def test_a_keras_file_of_another_shape_is_told(capsys, tmp_path, exported):
    """The configuration is Keras' own, the weights are not those it asks for."""
    source = tmp_path / "odd.keras"
    with zipfile.ZipFile(exported / "model.keras") as given, zipfile.ZipFile(source, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, content[: len(content) // 2] if name.endswith(".h5") else content)
    assert main(["models", "import", str(source)]) == 1
    errors = capsys.readouterr().err
    assert "odd.keras" in errors
    assert "Traceback" not in errors
    assert listed(capsys)[0] == ["bundled"]


@pytest.fixture
def patient_keras(monkeypatch, tmp_path):
    """In the place of Keras a process that says its id and then waits for ever."""
    told = tmp_path / "process id"
    code = (
        f"import os, pathlib, threading\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
        "threading.Event().wait()"
    )
    monkeypatch.setattr("model.keras_child.task_command", lambda *_: [sys.executable, "-c", code])
    monkeypatch.setattr(keras_process, "ASKED_EVERY_S", 0.01)
    return told


def process_is_there(told):
    try:
        return told.read_text().isdigit() and os.kill(int(told.read_text()), 0) is None
    except (OSError, ValueError):
        return False


def test_a_cancelled_task_ends_its_process(patient_keras):
    with pytest.raises(TaskCancelled):
        keras_task("export", is_cancelled=lambda: process_is_there(patient_keras))
    assert not process_is_there(patient_keras)


def test_a_task_that_takes_too_long_is_ended(patient_keras, monkeypatch):
    monkeypatch.setattr(keras_process, "TIMEOUT_S", 0.0)
    with pytest.raises(CommandError, match="too long"):
        keras_task("export")
    assert not process_is_there(patient_keras)
