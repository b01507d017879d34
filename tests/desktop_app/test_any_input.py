"""Whatever the window is told by files, other starts and the command line, it stays sound."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PyQt6.QtWidgets import QMainWindow
from rich.console import Console

from desktop_app.commands.training_screen import TrainingScreen
from desktop_app.files.recent import MOST, _paths_in
from desktop_app.geometry import restore_geometry, saved_geometry
from desktop_app.live.choice import SourceChoice
from desktop_app.settings.plan_form import plan_from_text
from desktop_app.settings.store import Settings
from desktop_app.settings.table import SETTING_BY_KEY, SETTINGS
from desktop_app.single_instance import MAX_TOKEN_LENGTH, Request
from desktop_app.training.progress import Progress
from desktop_app.training.protocol import LineSplitter, parse_event
from desktop_app.training.report_data import VERSION, load_report
from desktop_app.window_options import parse_window_options
from model.choices import TrainingPlan
from model.version import REPORT_FIGURES
from tests.any_json import lines_like
from vision.sources import SourceError, source_from_text

pytestmark = pytest.mark.fuzz
ANEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""A file is written anew for each example; the folder may be the same."""

EVENTS = [
    {"event": "started", "epochs": 3, "steps": 9, "training": 100, "method": "anew", "done": 0},
    {"event": "batch", "epoch": 1, "step": 2, "steps": 3, "loss": 0.5, "accuracy": 0.9},
    {"event": "epoch", "epoch": 1, "loss": 0.5, "accuracy": 0.9, "validation_loss": 0.4,
     "validation_accuracy": 0.8},
    {"event": "predictions", "epoch": 1,
     "items": [{"crop": "A" * 1046 + "==", "label": 3, "answer": 5, "confidence": 0.9}]},
    {"event": "download", "done": 3, "total": 9},
    {"event": "finished", "model_id": "a", "accepted": True, "reason": "", "report": None,
     "metrics": {}, "checks": []},
    {"event": "failed", "error": "No room."},
]  # fmt: skip


@given(st.sampled_from(EVENTS).flatmap(lines_like))
@example(b'{"event": "started", "epochs": 9007199254740991}')
@example(json.dumps(EVENTS[2] | {"seconds": 10**400}).encode())
def test_any_line_of_the_child_is_an_event_that_can_be_shown_or_none(qapp, line):
    event = parse_event(line)
    if event is None:
        return
    assert event["event"] in {"paused", "resumed", "message", *(one["event"] for one in EVENTS)}
    progress = Progress()
    progress.take(event, 1.0)
    assert progress.fraction is None or 0 <= progress.fraction <= 1
    TrainingScreen(TrainingPlan(), Console(file=io.StringIO())).show(event)


@given(st.lists(st.binary(max_size=300)))
def test_any_bytes_of_the_child_are_cut_into_lines_of_limited_length(chunks):
    splitter = LineSplitter(max_line_bytes=100)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    assert all(len(line) <= 100 and b"\n" not in line for line in lines)


@given(lines_like({"digitlens": 1, "source": "/a.png", "activation_token": "abc"}))
def test_any_line_of_another_start_is_a_request_or_none(line):
    request = Request.from_line(line)
    if request is None:
        return
    assert request.source is None or (request.source and "\0" not in request.source)
    assert request.activation_token.isprintable()
    assert len(request.activation_token) <= MAX_TOKEN_LENGTH
    assert Request.from_line(request.to_line()) == request


@given(lines_like(TrainingPlan().to_json()).map(lambda line: line.decode(errors="replace")))
def test_any_remembered_plan_is_one_or_the_default(text):
    assert plan_from_text(text).validated() == plan_from_text(text)


@given(lines_like({"a": "/x"}) | st.lists(st.text()).map(lambda all_: json.dumps(all_).encode()))
def test_any_list_of_recent_files_gives_at_most_ten_paths(line):
    paths = _paths_in(line.decode(errors="replace"))
    assert len(paths) <= MOST
    assert all(path.is_absolute() and "\0" not in str(path) for path in paths)


REPORT = {
    "version": VERSION,
    "curves": "curves.png",
    "hold_outs": [
        {
            "name": "strokes", "title": "Strokes", "count": 9, "lost": 1, "gained": 2,
            "pictures": {"mistakes": "../../x.png"},
            "old": {"digit_accuracy": 0.9, "classes": [
                {"label": 1, "count": 3, "precision": 1, "recall": 1, "f1": 1}]},
            "new": {"digit_accuracy": 0.9, "classes": []},
        }
    ],
}  # fmt: skip


@st.composite
def reports(draw):
    """A report in which something of the hold-out, or around it, is not as it should be."""
    inner = draw(lines_like(REPORT["hold_outs"][0]))
    outer = draw(lines_like(REPORT))
    if draw(st.booleans()):
        return outer
    return b'{"version": 1, "hold_outs": [' + inner + b"]}"


@ANEW
@given(content=reports())
@example(json.dumps(REPORT).replace('"count": 9', '"count": Infinity').encode())
@example(json.dumps(REPORT).replace('"count": 9', f'"count": {2**70}').encode())
@example(json.dumps(REPORT).replace("0.9", f"{10**400}").encode())
def test_any_report_is_shown_or_there_is_none(tmp_path, content):
    (tmp_path / REPORT_FIGURES).write_bytes(content)
    report = load_report(tmp_path)
    if report is None:
        return
    assert report.curves is None or report.curves.parent == tmp_path
    for one in report.measured:
        assert all(path is None or path.parent == tmp_path for path in one.pictures.values())


SETTINGS_FILE = {
    "version": 1,
    "settings": {setting.key: setting.default for setting in SETTINGS},
}


@ANEW
@given(content=lines_like(SETTINGS_FILE) | lines_like(SETTINGS_FILE["settings"]))
def test_any_settings_file_leaves_every_setting_valid(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    loaded = Settings(path)
    for setting in SETTINGS:
        assert setting.validated(loaded.get(setting.key)) == loaded.get(setting.key)
    for kept in tmp_path.iterdir():
        kept.unlink()


FLAGS = ["--confidence", "--theme", "--digits", "--minimum-height", "--fullscreen", "--mirror",
         "--no-mirror", "--new-window", "--", "-", "--camera-size", "--language"]  # fmt: skip


@given(st.lists(st.sampled_from(FLAGS) | st.text(max_size=12) | st.floats().map(str), max_size=5))
def test_any_arguments_give_valid_options_or_a_usage_error(arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("argparse.ArgumentParser._print_message", lambda *_: None)
        try:
            options = parse_window_options(arguments)
        except SystemExit as end:
            assert end.code in (0, 2)  # noqa: PT017
            return
    for key, value in options.overrides.items():
        assert SETTING_BY_KEY[key].validated(value) == value


@given(
    st.text(max_size=30)
    | st.tuples(
        st.sampled_from(["http://", "rtsp:", "file:", "concat:", "/dev/video", "~", "-i ", "\\\\"]),
        st.text(max_size=20),
    ).map("".join)
)
def test_any_text_is_a_source_or_refused_in_a_printable_sentence(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vision.sources.find_camera", lambda _text: None)
        for make in (source_from_text, SourceChoice.of_stream):
            try:
                make(text)
            except SourceError as error:
                assert str(error).isprintable()  # noqa: PT017
                assert len(str(error)) < 500  # noqa: PT017


@pytest.fixture(scope="module")
def known_geometry(qapp):
    window = QMainWindow()
    window.setGeometry(120, 90, 500, 400)
    return saved_geometry(window)


@given(data=st.data())
def test_any_geometry_leaves_the_window_on_the_screen(qapp, known_geometry, data):
    at = data.draw(st.integers(0, len(known_geometry)))
    some = data.draw(st.text("ABCZabz019+/= ", max_size=4))
    kept = data.draw(st.integers(0, len(some) + 4))
    text = data.draw(
        st.text(max_size=40)
        | st.binary(max_size=90).map(lambda junk: f"{junk.hex()} {junk.hex()}")
        | st.just(known_geometry[:at] + some + known_geometry[at + kept :])
    )
    window = QMainWindow()
    restore_geometry(window, text)
    seen = window.frameGeometry() & window.screen().availableGeometry()
    assert min(seen.width(), seen.height()) >= 100
    assert not window.isFullScreen()
    window.deleteLater()
