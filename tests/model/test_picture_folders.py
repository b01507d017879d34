"""Pictures in folders named by their digits are a data set."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from model.choices import TrainingPlan
from model.datasets import DatasetError, LabelledCrops
from model.picture_folders import has_class_folders, load_picture_folders
from model.training_data import crops_for


@pytest.fixture
def folder(tmp_path: Path, drawn_digits: LabelledCrops) -> Path:
    for row in range(40):
        place = tmp_path / "mine" / str(drawn_digits.labels[row])
        place.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(place / f"{row}.png"), drawn_digits.crops[row])
    return tmp_path / "mine"


def test_each_picture_trains_or_chooses_with_the_label_of_its_folder(
    folder: Path, drawn_digits: LabelledCrops
) -> None:
    training, validation = load_picture_folders(folder, validation_share=0.25)
    assert (len(training), len(validation)) == (30, 10)
    got = [(crop.tobytes(), int(label)) for part in (training, validation)
           for crop, label in zip(part.crops, part.labels, strict=True)]  # fmt: skip
    wanted = [(drawn_digits.crops[row].tobytes(), int(drawn_digits.labels[row]))
              for row in range(40)]  # fmt: skip
    assert sorted(got) == sorted(wanted)
    again, _ = load_picture_folders(folder, validation_share=0.25)
    np.testing.assert_array_equal(again.crops, training.crops)


def test_a_plan_may_name_such_a_folder(folder: Path) -> None:
    plan = TrainingPlan(data=str(folder), limit=20, validation_share=0.25)
    data = crops_for(plan, on_progress=lambda done, total: None, check=lambda: None)
    assert data.sources[0] == {"name": "mine", "licence": "not stated", "training": 20}
    assert data.folder == "mine"
    assert (data.validation.labels < 10).sum() == 10


def test_reading_the_pictures_can_be_ended(folder: Path) -> None:
    def check() -> None:
        raise InterruptedError

    plan = TrainingPlan(data=str(folder), limit=20)
    with pytest.raises(InterruptedError):
        crops_for(plan, on_progress=lambda done, total: None, check=check)


def test_too_few_pictures_are_said(folder: Path) -> None:
    for path in sorted(folder.rglob("*.png"))[19:]:
        path.unlink()
    with pytest.raises(DatasetError, match=r"holds 19 pictures that can be used; .* least 20"):
        load_picture_folders(folder, validation_share=0.2)


def test_other_folders_have_no_classes(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert not has_class_folders(tmp_path)
    assert not has_class_folders(tmp_path / "not there")
