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
