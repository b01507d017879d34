"""Folders of pictures, and a reader of them that can be held up."""

import threading

from tests.desktop_app.driving import write_picture
from tests.desktop_app.live.fake_reading import FakeReader, fake_classifier


class HeldReader(FakeReader):
    """Reads as `FakeReader` does; from a picture that shows `hold_at` on, it waits for `go_on`.

    Attributes:
        is_held: Set when it waits.
    """

    def __init__(self, hold_at=None):
        super().__init__(fake_classifier, is_live=False)
        self.hold_at = hold_at
        self.is_held, self.go_on = threading.Event(), threading.Event()

    def read(self, frame):
        recognition = super().read(frame)
        if self.hold_at in [number.text for number in recognition.numbers]:
            self.is_held.set()
            self.go_on.wait(20)
        return recognition


def fill(folder, **numbers):
    """Writes a picture for each name, with the number that it shows; None for a broken one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in numbers.items():
        path = folder / f"{name}.png"
        if text is None:
            path.write_bytes(b"no picture")
        else:
            write_picture(path, *text.split())
    return folder
