"""What parts without Qt say is translated, and none of their sentences was forgotten."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from desktop_app.told import SENTENCES, recognised, told
from model.datasets import DatasetError, load_mnist
from model.evaluation import judged
from model.gate import decide
from model.samples import Origin, Sample, SampleError, SampleStore
from tests.desktop_app.test_translations import catalogue, messages
from vision.images import ImageError, read_image
from vision.sources import SourceError, source_from_text
from vision.streams import StreamSource

ROOT = Path(__file__).parents[2]

TOLD_ERRORS = {
    "DatasetError", "FileError", "ImageError", "ModelError", "NoDigitError", "RequestError",
    "SampleError", "SourceError", "TrainingError", "TrainingRunningError", "VideoError",
}  # fmt: skip
"""Errors whose text is a sentence for the user, wherever they are raised."""

SPEAKING = (
    "vision/camera_source.py", "vision/files.py", "vision/images.py", "vision/sources.py",
    "vision/streams.py", "model/gate.py", "model/gate_words.py", "model/mnist_download.py",
    "model/picture_crop.py", "model/promotion.py", "model/retraining.py", "model/samples.py",
    "model/store.py", "model/train.py", "model/training.py",
)  # fmt: skip
"""Modules in which every text of more than one word is for the user, but for these."""

NOT_FOR_USERS = (
    "SELECT ", "UPDATE ", "DELETE ", "WHERE ", "Basic 7",
    # What only a mistake in the code brings about.
    "Expected ", "A source must be opened", "The two models were not", "The bundled model ends",
    # Names that things are given.
    "Camera 7", ", adapted", "7 to 7", "7 sample7", "7 7", "7, 7",
)  # fmt: skip
"""How texts begin that no user reads."""

PUT_TOGETHER = {
    "7: 7.",
    "7: their file is damaged again and again.",
    "7 (7); the model in use is unchanged.",
    "7cannot be read or written: 7.",
    "very large: read at 1/7 of its 7 x 7 pixels",
    ", allow this program to use the camera in the system's privacy settings",
    "The new model reads 7 of 7 held-back digits right, the current one 7",
    "; of what is no digit they reject 7 and 7",
    "; of your 7 held-back samples they read 7 and 7",
    " of 7",
    "held-back digits",
}
"""Pieces that are known only with what they are put together with."""

ENDS = ("", ": 7.", " (7); the model in use is unchanged.")
"""What makes a sentence of what a function is given as its beginning."""


def written(node):
    """A text of the code with a 7 in each place that is filled in, None where it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        text = "".join(written(part) or "7" for part in node.values)
        return re.sub(r"7([:x]?7)+", "7", text)
    return None


def texts(tree):
    """All texts but docstrings, those within the places of another one, too."""
    left_out = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out.update(part for part in node.values if isinstance(part, ast.Constant))
        if isinstance(node, ast.FormattedValue):
            left_out.add(node.format_spec)
    for node in ast.walk(tree):
        text = None if node in left_out else written(node)
        if text is not None and " " in text.strip():
            yield text


def raised(tree):
    for node in ast.walk(tree):
        error = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(error, ast.Call) and ast.unparse(error.func) in TOLD_ERRORS:
            yield from texts(error)


def sentences_of_the_code():
    """All that is told, with the module that tells it."""
    found = {}
    for package in ("vision", "model", "desktop_app"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for text in texts(tree) if name in SPEAKING else raised(tree):
                if not text.startswith(NOT_FOR_USERS):
                    found.setdefault(text, name)
    return found


def is_known(text):
    """Whether it has a template whose places hold a 7, or what is known itself."""
    known = recognised(text)
    return known is not None and all(
        re.fullmatch("'?7'?", value) or is_known(value) for value in known[1].values()
    )


def test_every_sentence_of_the_code_is_known():
    sentences = sentences_of_the_code()
    assert len(sentences) > 150
    forgotten = {
        text: name
        for text, name in sentences.items()
        if text not in PUT_TOGETHER and not any(is_known(text + end) for end in ENDS)
    }
    assert forgotten == {}, "add their templates to `desktop_app.told`"
    assert sentences.keys() >= PUT_TOGETHER


@pytest.mark.parametrize("end", ENDS)
def test_another_sentence_is_not_taken_for_a_known_one(end):
    assert not is_known("This was never told before" + end)


def test_no_template_is_there_twice():
    assert len(set(SENTENCES)) == len(SENTENCES)


def test_every_template_is_found_again_in_what_was_made_from_it(language):
    language("de")
    known = messages(catalogue("de"))
    for template in SENTENCES:
        values = dict.fromkeys(re.findall(r"\{(\w+)\}", template), "7")
        assert told(template.format(**values)) == known["Told", template][0].format(**values)


# --- sentences as they really come ---


def test_in_english_they_stay_as_they_are(english):
    for text in ("The models are compared on 1,000 held-back digits.", "Something else."):
        assert told(text) == text


def test_what_nobody_knows_stays_as_it_is(language):
    language("de")
    assert told("Nobody knows this. Nor {that}.") == "Nobody knows this. Nor {that}."
    assert told("") == ""


def test_names_of_files_are_left_alone(language):
    language("de")
    assert told("There is no file the disk is full; check its name and folder.") == (
        "Die Datei the disk is full gibt es nicht; Name und Ordner prüfen."
    )
    assert told("{x} is empty; copy or save it again.") == (
        "{x} ist leer; noch einmal kopieren oder speichern."
    )


def test_a_missing_and_an_empty_file(language, tmp_path):
    language("de")
    with pytest.raises(ImageError) as error:
        read_image(tmp_path / "none.png")
    assert told(str(error.value)).startswith("Die Datei ")
    (tmp_path / "empty.png").touch()
    with pytest.raises(ImageError) as error:
        read_image(tmp_path / "empty.png")
    assert "'empty.png' ist leer" in told(str(error.value))


def test_a_source_that_is_not_there(language):
    language("de")
    with pytest.raises(SourceError) as error:
        source_from_text("nowhere.mp4")
    assert told(str(error.value)).startswith("Es gibt keine Datei, keine Kamera")
    with pytest.raises(SourceError) as error:
        StreamSource("ftp://camera/live")
    assert told(str(error.value)).endswith("rtsp://192.168.0.5/live verwenden.")
    assert "Addresses" not in told(str(error.value))


def test_a_folder_without_a_data_set(language, tmp_path):
    language("de")
    with pytest.raises(DatasetError) as error:
        load_mnist(tmp_path)
    assert "enthält kein MNIST" in told(str(error.value))


def test_samples_that_cannot_be_saved(language, tmp_path):
    language("de")
    (tmp_path / "samples").touch()
    with pytest.raises(SampleError) as error:
        SampleStore(tmp_path / "samples").add(
            [Sample(np.zeros((28, 28), np.uint8), 3, Origin.DRAWING)]
        )
    assert told(str(error.value)).startswith("Die Schriftproben konnten nicht ")


LABELS = np.repeat(np.arange(11), 100)


def reading(wrong):
    """Reads so many of each label wrong."""
    read = LABELS.copy()
    for label, count in wrong.items():
        read[np.flatnonzero(label == LABELS)[:count]] = (label + 1) % 10
    return judged(LABELS, np.eye(11, dtype=np.float32)[read])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            {},
            {},
            "Das neue Modell liest 100,00\xa0% von 1.000 zurückgehaltenen Ziffern richtig, das "
            "jetzige 100,00\xa0%; von dem, was keine Ziffer ist, lehnen sie 100,0\xa0% und "
            "100,0\xa0% ab.",
        ),
        (
            {},
            {7: 30},
            "Von 1.000 zurückgehaltenen Ziffern liest das neue Modell 30 falsch, die das jetzige "
            "richtig liest, und keine umgekehrt. ",
        ),
    ],
)
def test_the_verdict_of_the_gate(language, old, new, reason):
    language("de")
    decision = decide(reading(new), reading(old))
    assert told(decision.reason).startswith(reason)
    assert " the " not in told(decision.reason)
    for check in decision.checks:
        assert told(check.sentence) != check.sentence
