import json
from unittest.mock import Mock

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QDesktopServices

from desktop_app.training.report_data import load_report
from desktop_app.training.report_page import ReportPage
from model.comparison import Comparison, HoldOut, decide_all
from model.datasets import LabelledCrops
from model.evaluation import judged
from model.training_report import write_report

pytestmark = pytest.mark.usefixtures("english")

HISTORY = [
    {"epoch": n, "loss": 1 / n, "accuracy": 0.9, "validation_loss": 1 / n,
     "validation_accuracy": 0.9}
    for n in (1, 2)
]  # fmt: skip


def read(labels, wrong=0):
    """Sure answers, the first few of them one too high."""
    answers = labels.copy()
    answers[:wrong] = (answers[:wrong] + 1) % 10
    probabilities = np.full((len(labels), 11), 0.01, np.float32)
    probabilities[np.arange(len(labels)), answers] = 0.9
    return judged(labels, probabilities)


def hold_out(name, count):
    labels = np.arange(count) % 10
    crops = np.full((count, 28, 28), 128, np.uint8)
    return HoldOut(name, LabelledCrops(crops, labels.astype(np.int64)))


def compared(name, count, old, new):
    held = hold_out(name, count)
    return Comparison(held, read(held.crops.labels, old), read(held.crops.labels, new))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    comparisons = (compared("strokes", 100, 0, 20), compared("samples", 20, 2, 0))
    decision = decide_all(comparisons)
    write_report(folder, comparisons, decision, HISTORY, {"epochs": 2}, ("Old", "New"))
    return folder


@pytest.fixture
def page(qtbot, folder):
    page = ReportPage()
    qtbot.addWidget(page)
    page.resize(640, 500)
    page.show_result(accepted=False, reason="It lost 20 digits.", report=load_report(folder))
    page.show()
    return page


def row(table, name):
    rows = [table.verticalHeaderItem(at).text() for at in range(table.rowCount())]
    at = rows.index(name)
    return [table.item(at, column).text() for column in range(table.columnCount())]


def titles(page):
    return [page.tabs.tabText(i) for i in range(page.tabs.count()) if page.tabs.isTabVisible(i)]


def test_the_verdict_comes_first_with_its_reason(page):
    assert page.verdict.text().startswith("The model in use stays.")
    assert page.reason.text() == "It lost 20 digits."
    assert page.verdict.y() < page.tabs.y()


def test_old_and_new_are_told_side_by_side(page):
    assert page.measured_on.currentText() == "Digits drawn by DigitLens (100)"
    assert row(page.overview, "Digits read right") == ["100.00%", "80.00%", "−20.00"]
    assert row(page.overview, "Read right by this one only") == ["20", "0", ""]
    assert row(page.by_class, "0")[0] == "10"
    assert row(page.by_class, "0")[2] == "100.00% → 80.00%"


def test_each_hold_out_can_be_studied(qtbot, page):
    page.measured_on.setFocus()
    qtbot.keyClick(page.measured_on, Qt.Key.Key_Down)
    assert page.measured_on.currentText() == "My samples, held back (20)"
    assert row(page.overview, "Digits read right") == ["90.00%", "100.00%", "+10.00"]
    assert row(page.overview, "Read right by this one only") == ["0", "2", ""]


def test_there_are_pictures_of_confusion_calibration_mistakes_and_curves(page):
    assert titles(page) == [
        "Overview", "Digits", "Confusion", "Mistakes", "Calibration", "Curves",
    ]  # fmt: skip
    page.tabs.setCurrentWidget(page.confusion)
    picture = page.confusion.grab().toImage()
    colors = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert len(colors) > 20


@pytest.mark.parametrize("width", [640, 1600])
def test_pictures_are_seen_whole_across(qtbot, page, width):
    page.resize(width, 500)
    for tab in (page.confusion, page.mistakes, page.calibration, page.curves):
        page.tabs.setCurrentWidget(tab)
        bar = tab.horizontalScrollBar()
        if width >= 640:
            qtbot.waitUntil(lambda bar=bar: bar.maximum() == 0)


def test_the_page_is_opened_in_the_browser(qtbot, page, folder, monkeypatch):
    opened = Mock(return_value=True)
    monkeypatch.setattr(QDesktopServices, "openUrl", opened)
    qtbot.mouseClick(page.open_page, Qt.MouseButton.LeftButton)
    assert opened.call_args.args[0].toLocalFile() == str(folder / "report.html")


def test_what_can_be_done_depends_on_the_verdict(page, folder):
    assert page.use_anyway.isVisible()
    assert not page.go_back.isVisible()
    page.show_result(accepted=True, reason="As good.", report=load_report(folder))
    assert page.go_back.isVisible()
    assert not page.use_anyway.isVisible()
    assert page.verdict.text() == "The new model is in use."


def test_without_a_report_the_verdict_is_still_told(page):
    page.show_result(accepted=True, reason="As good.", report=None)
    assert "no report" in page.missing.text()
    assert page.missing.isVisible()
    assert not page.tabs.isVisible()
    assert not page.open_page.isVisible()


def changed(folder, tmp_path, change):
    values = json.loads((folder / "report.json").read_text("utf-8"))
    change(values)
    (tmp_path / "report.json").write_text(json.dumps(values), "utf-8")
    return load_report(tmp_path)


def test_a_folder_without_a_report_gives_none(tmp_path):
    assert load_report(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(version=99),
        lambda values: values.update(hold_outs=7),
        lambda values: values.update(hold_outs=[{}]),
        lambda values: values["hold_outs"][0].update(old=None),
        lambda values: values["hold_outs"][0].update(pictures=[]),
        lambda values: values["hold_outs"][0].update(count="many"),
        lambda values: values["hold_outs"][0]["new"].update(classes=[{"label": 3}]),
    ],
    ids=range(7),
)
def test_a_damaged_report_is_none(folder, tmp_path, change):
    assert changed(folder, tmp_path, change) is None


def test_a_report_names_no_files_elsewhere(folder, tmp_path):
    def change(values):
        values["curves"] = "../../secret.png"
        values["hold_outs"][0]["pictures"]["mistakes"] = str(folder / "curves.png")

    report = changed(folder, tmp_path, change)
    assert report.curves is None
    assert report.measured[0].pictures == {}


def test_figures_that_are_no_numbers_are_told_as_dashes(qtbot, folder, tmp_path):
    def change(values):
        values["hold_outs"][0]["new"]["loss"] = None

    page = ReportPage()
    qtbot.addWidget(page)
    page.show_result(accepted=True, reason="", report=changed(folder, tmp_path, change))
    assert row(page.overview, "Loss")[1:] == ["–", ""]
