"""The table of all data sets: what is read, what is refused, what is wrongly accepted."""

import json
import os
from pathlib import Path

import h5py
import numpy as np
import pytest

from model.benchmark_sets import benchmark, benchmark_text, usps
from model.store import ModelStore
from vision.reading import NOT_A_DIGIT

SPLITS = {"bhmsds": {"validation_index": [200, 299], "test_index": [300, 399]}}
WIDE, NARROW, BAR = 28, 14, 7


def by_width(crops):
    """Takes wide ink for a 0 with 0.9, narrower ink with 0.6, and a bar for no digit."""
    columns = (crops > 127).any(axis=1).sum(axis=1)
    said = np.zeros((len(crops), 11), np.float32)
    said[columns > 15] = [0.9, *[0] * 9, 0.1]
    said[(columns > 7) & (columns <= 15)] = [0.6, *[0] * 9, 0.4]
    said[columns <= 7] = [0.2, *[0] * 9, 0.8]
    return said


def write_bhmsds(folder, rows):
    """Pictures of bars: (symbol, width in pixels, index) each."""
    images = np.full((len(rows), 28, 28), 255, np.uint8)
    for image, (_, width, _) in zip(images, rows, strict=True):
        image[:, :width] = 0
    (folder / "bhmsds").mkdir()
    np.savez(
        folder / "bhmsds" / "bhmsds.npz", images=images,
        symbols=np.array([row[0] for row in rows]), index=np.array([row[2] for row in rows]),
    )  # fmt: skip
    (folder / "splits.json").write_text(json.dumps(SPLITS))


def write_usps(folder):
    """One 7 in the corner of its picture, pale."""
    (folder / "usps").mkdir()
    picture = np.zeros((1, 16, 16), np.float32)
    picture[0, :10, 2:7] = 0.5
    with h5py.File(folder / "usps" / "usps.h5", "w") as stored:
        for part in ("train", "test"):
            stored[f"{part}/data"] = picture.reshape(1, 256)
            stored[f"{part}/target"] = np.array([7], np.int32)


@pytest.fixture
def signs(tmp_path):
    """A hundred digits that test, eleven signs and two look-alikes; one digit that chooses."""
    write_bhmsds(
        tmp_path,
        [("0", WIDE, 300)] * 97 + [("0", NARROW, 300), ("0", BAR, 300), ("4", WIDE, 300)]
        + [("plus", WIDE, 300)] * 4 + [("dot", NARROW, 300)] + [("minus", BAR, 300)] * 6
        + [("z", WIDE, 300), ("slash", BAR, 300)]
        + [("0", WIDE, 200)],
    )  # fmt: skip
    return tmp_path


def test_digits_are_measured_without_the_other_signs(signs):
    (reading,) = benchmark(by_width, signs, "test").sets
    figures = reading.metrics()
    assert (figures["digits"], figures["others"]) == (100, 11)
    assert figures["accuracy"] == pytest.approx(0.98)
    assert (figures["worst_class"], figures["worst_recall"]) == (4, 0.0)
    assert figures["refused"] == pytest.approx(0.01)
    # 98 at 0.9 of which 97 are right, one right at 0.6, one wrong at 0.8.
    assert figures["calibration_error"] == pytest.approx(
        (abs(97 - 98 * 0.9) + 0.4 + 0.8) / 100, abs=1e-4
    )
    assert figures["rejection_rate"] == pytest.approx(6 / 11)
    assert len(reading.look_alikes) == 2


def test_the_threshold_keeps_the_share_of_digits_and_accepts_what_reaches_it(signs):
    found = {
        (one.digits_of, one.wanted): one for one in benchmark(by_width, signs, "test").rejections
    }
    assert set(found) == {(of, kept) for of in ("bhmsds", "all writers") for kept in (0.98, 0.99)}
    strict, loose = found["bhmsds", 0.98], found["all writers", 0.99]
    assert (strict.kept, strict.threshold) == (0.98, pytest.approx(0.9))
    assert strict.accepted == {"bhmsds": pytest.approx(4 / 11)}
    assert (loose.kept, loose.threshold) == (0.99, pytest.approx(0.6))
    assert loose.accepted_of_all == pytest.approx(5 / 11)
    assert strict.accepted_look_alikes == loose.accepted_look_alikes == 0.5


def test_digits_taken_for_none_are_kept_only_below_a_threshold_of_zero(tmp_path):
    write_bhmsds(tmp_path, [("0", WIDE, 300)] * 9 + [("0", BAR, 300), ("plus", BAR, 300)])
    found = benchmark(by_width, tmp_path, "test").rejections[0]
    assert (found.kept, found.accepted_of_all) == (1.0, 1.0)
    assert found.threshold == pytest.approx(-0.8)


def test_what_chooses_never_sees_what_tests(signs):
    write_usps(signs)
    chooses, tests = (benchmark(by_width, signs, part) for part in ("validation", "test"))
    assert [reading.name for reading in chooses.sets] == ["bhmsds"]
    assert chooses.sets[0].everything.count == 1
    assert not chooses.rejections
    assert [reading.name for reading in tests.sets] == ["usps test", "usps train", "bhmsds"]


def test_pale_digits_in_a_corner_are_brought_to_the_middle_of_the_field(tmp_path):
    write_usps(tmp_path)
    found = usps(tmp_path, "test")
    assert found.labels.tolist() == [7]
    rows, columns = np.nonzero(found.crops[0])
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 10)
    assert (rows.mean(), columns.mean()) == (pytest.approx(13.5, abs=1), pytest.approx(13.5, abs=1))
    assert found.crops[0].max() == 255


def test_the_text_has_aligned_columns_and_names_what_is_missing(signs):
    lines = benchmark_text(benchmark(by_width, signs, "test")).splitlines()
    assert "98.00%" in lines[1]
    assert lines[0].index("accuracy") + len("accuracy") == lines[1].index("98.00%") + len("98.00%")
    assert lines[-1] == "Not in the folder: mnist, usps, swiss_numbers, unipen, omniglot"
    head = next(line for line in lines if line.startswith("kept of"))
    row = lines[lines.index(head) + 1]
    assert len(head) == len(row)
    assert row.split() == ["bhmsds", "98.00%", "0.9000", "36.36%", "36.36%", "50.00%"]


@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get("DIGITLENS_DATA"), reason="DIGITLENS_DATA names no folder with data sets"
)
def test_the_bundled_model_reads_people_it_has_not_seen(tmp_path):
    store = ModelStore(tmp_path)
    classifier = store.load_classifier(store.current())
    found = benchmark(classifier, Path(os.environ["DIGITLENS_DATA"]), "validation")
    read = {reading.name: reading for reading in found.sets}
    if not set(read) - {"mnist"}:
        pytest.skip("the folder that DIGITLENS_DATA names holds MNIST alone")
    for reading in read.values():
        if reading.digits is not None:
            assert reading.digits.accuracy > 0.95, reading.name
            assert (reading.digits.labels != NOT_A_DIGIT).all()
    for one in found.rejections:
        assert one.kept >= one.wanted
