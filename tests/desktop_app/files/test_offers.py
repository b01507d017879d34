import pytest
from PyQt6.QtCore import QMimeData, QUrl
from PyQt6.QtGui import QImage

from desktop_app.files.offers import offer_in


def picture():
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def mime(*, urls=(), image=None, text=None):
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if image is not None:
        data.setImageData(image)
    if text is not None:
        data.setText(text)
    return data


def test_nothing_offers_nothing():
    assert offer_in(None) is None
    assert offer_in(QMimeData()) is None
    assert offer_in(mime(text="  \n ")) is None


def test_a_file_offers_its_path():
    assert offer_in(mime(urls=["file:///tmp/a%20b%C3%A9.png"])).text == "/tmp/a bé.png"


def test_many_files_offer_the_first():
    offer = offer_in(mime(urls=["file:///tmp/1.png", "file:///tmp/2.png", "file:///tmp/3.png"]))
    assert (offer.text, offer.count) == ("/tmp/1.png", 3)


def test_a_picture_is_better_than_the_address_it_came_from():
    offer = offer_in(mime(urls=["https://example.org/a.png"], image=picture()))
    assert offer.picture is not None


def test_a_file_is_better_than_its_icon():
    assert offer_in(mime(urls=["file:///tmp/a.png"], image=picture())).text == "/tmp/a.png"


@pytest.mark.parametrize("address", ["http://cam.local/video", "https://a.org/x", "rtsp://a/b"])
def test_an_address_is_offered(address):
    assert offer_in(mime(urls=[address])).text == address
    assert offer_in(mime(text=f"  {address}\n")).text == address


def test_a_path_as_text_is_offered():
    assert offer_in(mime(text='"/tmp/a b.png"')).text == "/tmp/a b.png"
    assert offer_in(mime(text="file:///tmp/a%20b.png")).text == "/tmp/a b.png"


def test_a_long_text_is_no_path():
    assert offer_in(mime(text="lorem ipsum " * 1000)) is None


def test_all_files_and_folders_are_offered(tmp_path):
    (tmp_path / "folder").mkdir()
    paths = [tmp_path / "a.png", tmp_path / "b.png", tmp_path / "folder"]
    for path in paths[:2]:
        path.touch()
    texts = tuple(str(path) for path in paths)
    assert offer_in(mime(urls=[path.as_uri() for path in paths])).paths == texts
    assert offer_in(mime(text="\n".join(texts))).paths == texts


@pytest.mark.parametrize("text", ["https://a.org/x", "0", "Desk camera", "/not/there.png"])
def test_what_is_no_file_is_not_offered_as_one(text):
    offer = offer_in(mime(text=text))
    assert (offer.text, offer.paths) == (text, ())


def test_a_picture_is_no_file():
    assert offer_in(mime(image=picture())).paths == ()
