"""What files of truths say, and what is wrong with them."""

import json

import pytest

from model.photo_truth import UNKNOWN_KIND, TruthError, read_truths


def test_truths_are_read_from_their_file(tmp_path):
    rows = [
        {
            "file": "photos/a.jpg",
            "kind": "paper",
            "digits": [
                {"label": 7, "box": [1, 2, 3, 4]},
                {"label": 8, "box": [5, 6, 7, 8], "printed": True},
                {"label": None, "box": [5, 6, 7, 8]},
            ],
            "text_lines": ["7"],
        },
        {"file": "photos/b.jpg", "kind": "paper", "tags": ["rotated"], "digits": []},
        {"file": "c.avi", "kind": "video", "boxes": False, "digits": []},
    ]
    path = tmp_path / "truth.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second = read_truths(path)
    assert (first.kind, first.tags) == ("paper", ())
    assert first.path == tmp_path / "photos" / "a.jpg"
    assert [one.counts for one in first.digits] == [True, False, False]
    assert not first.is_negative
    assert not first.order_is_certain
    assert second.is_negative
    assert second.tags == ("rotated",)


def test_digits_whose_places_are_not_known_are_digits_still(tmp_path):
    path = tmp_path / "truth.jsonl"
    path.write_text('{"file": "a.jpg", "boxes": false, "digits": [{"label": 7}]}', encoding="utf-8")
    (truth,) = read_truths(path)
    assert not truth.is_negative
    assert not truth.has_boxes
    assert truth.kind == UNKNOWN_KIND


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"file": "a.jpg"}',
        '{"file": "a.jpg", "digits": [{"label": 7}]}',
        '{"file": "a.jpg", "digits": [{"label": 11, "box": [0, 0, 1, 1]}]}',
        '{"file": "a.jpg", "digits": [{"label": 1, "box": [0, 0, 1]}]}',
        '{"file": "a.jpg", "digits": [{"label": 1, "box": [0, 0, NaN, 1]}]}',
        '{"file": "a.jpg", "digits": [{"label": 1, "box": [0, 0, -1, 1]}]}',
        '{"file": 5, "digits": []}',
    ],
)
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "truth.jsonl"
    path.write_text('{"file": "a.jpg", "digits": []}\n' + line, encoding="utf-8")
    with pytest.raises(TruthError, match="Line 2"):
        read_truths(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TruthError, match=r"absent\.jsonl"):
        read_truths(tmp_path / "absent.jsonl")
