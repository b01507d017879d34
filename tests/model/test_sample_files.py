from __future__ import annotations

import gzip
import os
import struct
import tracemalloc
import zipfile
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from model import sample_arrays, sample_files
from model.handwriting import draw_digit
from model.sample_files import export_folder, export_npz, import_samples, read_samples
from model.samples import Origin, Sample, SampleError, SampleStore

MEGABYTE = 1 << 20


@pytest.fixture
def store(tmp_path) -> SampleStore:
    return SampleStore(tmp_path / "store")


@pytest.fixture
def kept(store, drawn_crops) -> tuple[Sample, ...]:
    """Sixty samples of all classes, with all that can be known of them."""
    chosen = drawn_crops.subset(np.r_[0:50, -10:0])
    return store.add(
        [
            Sample(
                crop, label, list(Origin)[i % 6],
                made_at=f"2026-03-04T05:{i:02d}:00.000+00:00",
                answer=None if i % 3 == 0 else i % 11,
                confidence=None if i % 3 == 0 else i / 100,
                model_id=None if i % 2 else "mine",
            )
            for i, (crop, label) in enumerate(
                zip(chosen.crops, chosen.labels.tolist(), strict=True)
            )
        ]
    )  # fmt: skip


def facts(one: Sample) -> tuple:
    return (
        one.crop.tobytes(), one.label, one.origin, one.made_at, one.answer, one.confidence,
        one.model_id, one.is_held_out,
    )  # fmt: skip


def idx_bytes(array: np.ndarray) -> bytes:
    shape = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + shape + array.tobytes()


def npz(path, **arrays):
    np.savez(path, **arrays)
    return path


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (count, 28, 28), np.uint8)


def picture(path, digit, rng, height_px=90):
    drawing = draw_digit(digit, rng, height_px=height_px)
    ink = cv2.copyMakeBorder(drawing, 40, 40, 40, 40, cv2.BORDER_CONSTANT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, 240 - (ink * 0.8).astype(np.uint8))[1].tobytes())


def outcome(path):
    """The samples, or the sentence."""
    try:
        return read_samples(path).samples
    except SampleError as error:
        return str(error)


# Out and in again.


def test_an_npz_file_gives_back_all_that_was_known(store, kept, tmp_path):
    export_npz(store.all(), tmp_path / "mine.npz")
    other = SampleStore(tmp_path / "other")
    done = import_samples(other, tmp_path / "mine.npz")
    assert len(done.added) == len(kept)
    assert done.known_count == done.problem_count == 0
    assert [facts(one) for one in other.all()] == [facts(one) for one in store.all()]


def test_a_folder_of_pictures_gives_back_crops_and_labels(store, kept, tmp_path):
    folder = export_folder(store.all(), tmp_path)
    assert {path.name for path in folder.iterdir()} <= {*"0123456789", "not a digit"}
    other = SampleStore(tmp_path / "other")
    done = import_samples(other, folder)
    assert done.problem_count == 0
    assert sorted((one.label, one.crop.tobytes()) for one in other.all()) == sorted(
        (one.label, one.crop.tobytes()) for one in kept
    )
    assert {one.origin for one in other.all()} == {Origin.IMPORT}


@given(
    values=npst.arrays(np.uint8, st.tuples(st.integers(1, 4), st.just(28), st.just(28))),
    label=st.integers(0, 10),
    confidence=st.none() | st.floats(0, 1),
    answer=st.none() | st.integers(0, 10),
    model_id=st.none() | st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_exported_comes_back(tmp_path, values, label, confidence, answer, model_id):
    samples = [
        Sample(crop, label, Origin.SHEET, answer=answer, confidence=confidence, model_id=model_id)
        for crop in values
        if crop.max() != 1
    ]
    if not samples:
        return
    export_npz(samples, tmp_path / "any.npz")
    if sample_arrays.is_dark_on_light(values):
        return  # no crop of ours: they have a dark border
    found = read_samples(tmp_path / "any.npz").samples
    assert [facts(one) for one in found] == [facts(one) for one in samples]


def test_what_is_there_already_is_not_added_again(store, kept, tmp_path):
    export_npz(store.all(), tmp_path / "mine.npz")
    store.remove([kept[7].id])
    done = import_samples(store, tmp_path / "mine.npz")
    assert done.known_count == len(kept) - 1
    assert [one.crop.tobytes() for one in done.added] == [kept[7].crop.tobytes()]


def test_an_export_replaces_no_folder(store, kept, tmp_path):
    first, second = (export_folder(store.all(), tmp_path) for _ in range(2))
    assert first != second
    assert second.name.endswith("(2)")
    assert len(list(first.rglob("*.png"))) == len(list(second.rglob("*.png"))) == len(kept)


def test_a_failed_export_leaves_nothing_behind(store, kept, tmp_path, monkeypatch):
    place = tmp_path / "place"
    place.mkdir()
    (place / "mine.npz").write_bytes(b"before")

    def full(*args, **kwargs):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(np, "savez_compressed", full)
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(SampleError, match="No space left"):
        export_npz(store.all(), place / "mine.npz")
    with pytest.raises(SampleError, match="No space left"):
        export_folder(store.all(), place)
    with pytest.raises(SampleError, match="No such file"):
        export_folder(store.all(), place / "missing")
    assert [path.name for path in place.iterdir()] == ["mine.npz"]
    assert (place / "mine.npz").read_bytes() == b"before"


# Folders of pictures.


def test_pictures_by_class_become_samples(tmp_path, rng, store):
    for digit in range(10):
        picture(tmp_path / "in" / str(digit) / f"a {digit}.png", digit, rng)
    picture(tmp_path / "in" / "Not a Digit" / "b.jpg", 3, rng)
    picture(tmp_path / "in" / "holidays" / "c.png", 3, rng)
    (tmp_path / "in" / "3" / "readme.txt").write_text("no picture")
    picture(tmp_path / "in" / "3" / ".hidden.png", 3, rng)
    done = import_samples(store, tmp_path / "in")
    assert store.counts() == (1,) * 11
    assert len(done.added) == 11
    for one in store.all():
        assert one.crop.max() == 255
        assert not one.crop[[0, -1]].any()


def test_a_picture_that_cannot_be_used_is_named_and_the_others_are_taken(tmp_path, rng):
    picture(tmp_path / "4" / "good.png", 4, rng)
    (tmp_path / "4" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
    (tmp_path / "5").mkdir()
    (tmp_path / "5" / "blank.png").write_bytes(
        cv2.imencode(".png", np.full((90, 90), 255, np.uint8))[1].tobytes()
    )
    found = read_samples(tmp_path)
    assert [one.label for one in found.samples] == [4]
    assert [name for name, _ in found.problems] == ["4/broken.png", "5/blank.png"]
    assert "no digit was found" in found.problems[1][1]
    assert found.problem_count == 2


def test_a_folder_without_one_good_picture_is_refused(tmp_path):
    (tmp_path / "5").mkdir()
    (tmp_path / "5" / "a.png").write_bytes(b"rubbish")
    with pytest.raises(SampleError, match=r"None of the 1 pictures .* the first is 'a.png'"):
        read_samples(tmp_path)


def test_a_folder_without_classes_is_refused(tmp_path, rng):
    picture(tmp_path / "three.png", 3, rng)
    with pytest.raises(SampleError, match='in folders named "0" to "9"'):
        read_samples(tmp_path)


def test_a_folder_of_too_many_pictures_is_refused_before_one_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_files, "MAX_SAMPLES", 5)
    monkeypatch.setattr(sample_files, "read_image", None)
    (tmp_path / "1").mkdir()
    for i in range(6):
        (tmp_path / "1" / f"{i}.png").write_bytes(b"")
    with pytest.raises(SampleError, match="more than the 5 pictures"):
        read_samples(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_pipes_and_links_that_lead_nowhere_are_passed_over(tmp_path, rng):
    picture(tmp_path / "4" / "good.png", 4, rng)
    os.mkfifo(tmp_path / "4" / "pipe.png")
    (tmp_path / "4" / "away.png").symlink_to(tmp_path / "missing")
    (tmp_path / "5").symlink_to(tmp_path / "5")
    assert len(read_samples(tmp_path).samples) == 1


# Arrays.


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("named", ["images", "labels"])
def test_a_pair_of_idx_files_is_found_by_either(tmp_path, store, packed, named):
    names = {
        "images": ("my-images-idx3-ubyte", crops(20)),
        "labels": ("my-labels-idx1-ubyte", np.arange(20, dtype=np.uint8) % 11),
    }
    paths = {}
    for kind, (name, array) in names.items():
        paths[kind] = tmp_path / (f"{name}.gz" if packed else name)
        content = idx_bytes(array)
        paths[kind].write_bytes(gzip.compress(content) if packed else content)
    done = import_samples(store, paths[named])
    assert len(done.added) == 20
    assert np.array_equal(done.added[13].crop, names["images"][1][13])
    assert done.added[13].label == 2


def test_an_idx_file_without_its_pair_is_refused(tmp_path):
    (tmp_path / "my-images-idx3-ubyte").write_bytes(idx_bytes(crops(2)))
    with pytest.raises(SampleError, match="lacks the other file of its pair, 'my-labels-idx1"):
        read_samples(tmp_path / "my-images-idx3-ubyte")
    (tmp_path / "letter.doc").write_bytes(b"Dear Sir")
    with pytest.raises(SampleError, match="neither an npz file nor one of a pair of IDX files"):
        read_samples(tmp_path / "letter.doc")
    with pytest.raises(SampleError, match=r"nothing\.npz"):
        read_samples(tmp_path / "nothing.npz")


@pytest.mark.parametrize(
    ("pictures", "labels"),
    [
        (crops(6), np.arange(6)),
        (crops(6)[..., None], np.arange(6)[:, None]),
        (crops(6)[:, None], np.eye(11)[:6]),
        (crops(6).reshape(6, 784), np.eye(10, dtype=bool)[:6]),
        (crops(6) / 255, np.arange(6.0)),
        ((crops(6) / 255).astype(np.float32), np.arange(6)),
        (crops(6).astype(np.int64), np.arange(6, dtype=np.uint8)),
    ],
)
@pytest.mark.parametrize("names", sample_files._ARRAY_NAMES)
def test_arrays_come_in_many_forms(tmp_path, pictures, labels, names):
    path = npz(tmp_path / "a.npz", **dict(zip(names, (pictures, labels), strict=True)))
    found = read_samples(path).samples
    assert [one.label for one in found] == list(range(6))
    assert np.array_equal(np.array([one.crop for one in found]), crops(6))


def test_arrays_of_dark_ink_are_turned_round(tmp_path, drawn_digits):
    path = npz(tmp_path / "a.npz", x=255 - drawn_digits.crops[:30], y=drawn_digits.labels[:30])
    for one, crop in zip(read_samples(path).samples, drawn_digits.crops, strict=False):
        assert np.abs(one.crop.astype(int) - crop).max() < 40


def test_larger_pictures_are_normalised(tmp_path, rng):
    pictures = np.zeros((4, 64, 64), np.uint8)
    for digit in range(4):
        drawing = draw_digit(digit, rng, height_px=40)
        pictures[digit, 5 : 5 + drawing.shape[0], 8 : 8 + drawing.shape[1]] = drawing
    found = read_samples(npz(tmp_path / "a.npz", x=pictures, y=np.arange(4))).samples
    assert all(one.crop.shape == (28, 28) and one.crop.max() == 255 for one in found)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": crops(4), "y": [0, 1, 11, 2]}, "label in row 2 of 'a.npz' is 11"),
        ({"x": crops(4), "y": [0, -1, 11, 2]}, "label in row 1 of 'a.npz' is -1"),
        ({"x": crops(2), "y": [0, 1.5]}, "row 1 of 'a.npz' is 1.5"),
        ({"x": crops(2), "y": [np.nan, 1]}, "row 0 of 'a.npz' is nan"),
        ({"x": crops(2), "y": ["one", "two"]}, "type <U3"),
        ({"x": crops(2), "y": np.array([{}, {}])}, "Python objects"),
        ({"x": np.array([{}, {}]), "y": [1, 2]}, "Python objects"),
        ({"x": crops(3), "y": [0, 1]}, "3 pictures but 2 labels"),
        ({"x": crops(0), "y": np.zeros(0, int)}, "no samples"),
        ({"x": crops(2), "y": np.ones((2, 10))}, "Row 0 of the labels"),
        ({"x": crops(2), "y": 3}, "shape ()"),
        ({"x": np.zeros((2, 28, 28, 3), np.uint8), "y": [1, 2]}, "shape (2, 28, 28, 3)"),
        ({"x": np.zeros((2, 0, 28), np.uint8), "y": [1, 2]}, "shape (2, 0, 28)"),
        ({"x": np.zeros((2, 2, 5000), np.uint8), "y": [1, 2]}, "no side over 2048"),
        ({"x": crops(2) * 1j, "y": [1, 2]}, "type complex128"),
        ({"x": crops(2) - 300.0, "y": [1, 2]}, "picture in row 0 of 'a.npz' has values"),
        ({"x": np.full((2, 28, 28), np.inf), "y": [1, 2]}, "row 0 of 'a.npz' has values"),
        ({"x": np.full((2, 28, 28), np.nan), "y": [1, 2]}, "row 0 of 'a.npz' has values"),
        ({"x": np.full((2, 50, 50), 9, np.uint8), "y": [1, 2]}, "Row 0 of 'a.npz' cannot be used"),
        ({"a": crops(2)}, "has no arrays"),
        ({"crops": crops(2), "labels": [1, 2], "origins": ["sheet", "moon"]}, "Row 1 of \"orig"),
        ({"crops": crops(2), "labels": [1, 2], "made_at": ["today", "x"]}, "Row 0 of \"made_at"),
        ({"crops": crops(2), "labels": [1, 2], "answers": [5, 99]}, "Row 1 of \"answers"),
        ({"crops": crops(2), "labels": [1, 2], "answers": [5]}, "has no row 1"),
        ({"crops": crops(2), "labels": [1, 2], "confidences": [0.5, 7]}, "Row 1 of \"conf"),
        ({"crops": crops(2), "labels": [1, 2], "model_ids": ["a", "b" * 999]}, "Row 1 of \"model"),
    ],
)  # fmt: skip
def test_arrays_that_are_wrong_are_refused_with_the_row(tmp_path, store, arrays, words):
    path = npz(tmp_path / "a.npz", **arrays)
    with pytest.raises(SampleError) as told:
        import_samples(store, path)
    assert words in str(told.value)
    assert store.all() == ()


def test_a_header_of_terabytes_takes_no_memory(tmp_path):
    (tmp_path / "x-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(3, np.uint8)))
    (tmp_path / "x-images-idx3-ubyte").write_bytes(
        bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**31, 28, 28) + bytes(100)
    )
    header = b"\x93NUMPY\x01\x00v\x00" + (
        b"{'descr': '|u1', 'fortran_order': False, 'shape': (900000000000, 28, 28), }".ljust(117)
        + b"\n"
    )
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", header + bytes(330 * MEGABYTE))
        archive.writestr("y.npy", header)
    tracemalloc.start()
    for name in ("x-images-idx3-ubyte", "bomb.npz"):
        with pytest.raises(SampleError):
            read_samples(tmp_path / name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * MEGABYTE


@pytest.mark.fuzz
@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_there_are_it_is_samples_or_a_sentence(tmp_path, content):
    (tmp_path / "a-labels-idx1-ubyte").write_bytes(idx_bytes(np.arange(2, dtype=np.uint8)))
    for name, start in (
        ("a-images-idx3-ubyte", b""),
        ("a-images-idx3-ubyte", idx_bytes(crops(2))[:16]),
        ("a.npz", b"PK\3\4"),
        ("other", b""),
    ):
        (tmp_path / name).write_bytes(start + content)
        found = outcome(tmp_path / name)
        assert not isinstance(found, str) or found.endswith(".")


@pytest.mark.fuzz
@given(
    x=npst.arrays(
        npst.scalar_dtypes() | npst.unicode_string_dtypes(),
        npst.array_shapes(min_dims=0, max_dims=4, max_side=4),
    ),
    y=npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=2, max_side=11)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_arrays_there_are_it_is_samples_or_a_sentence(tmp_path, x, y):
    found = outcome(npz(tmp_path / "a.npz", x=x, y=y))
    if isinstance(found, str):
        assert "a.npz" in found
    else:
        assert all(one.crop.shape == (28, 28) for one in found)


def test_whoever_is_told_of_the_progress_can_end_it_and_nothing_is_kept(tmp_path, store):
    class EnoughError(Exception):
        pass

    told = []

    def progress(done, total):
        told.append((done, total))
        if done >= 512:
            raise EnoughError

    path = npz(tmp_path / "a.npz", x=crops(700), y=np.arange(700) % 10)
    with pytest.raises(EnoughError):
        import_samples(store, path, on_progress=progress)
    assert told == [(0, 700), (256, 700), (512, 700)]
    assert store.all() == ()


def test_more_than_there_is_room_for_is_refused_whole(tmp_path, store, monkeypatch):
    monkeypatch.setattr("model.samples.MAX_SAMPLES", 30)
    store.add([replace(Sample(crops(1)[0], 1, Origin.SHEET), label=2)])
    with pytest.raises(SampleError, match="room for 30 samples, and 1 are there already"):
        import_samples(store, npz(tmp_path / "a.npz", x=crops(30), y=np.zeros(30, int)))
    assert sum(store.counts()) == 1
