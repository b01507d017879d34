import numpy as np

from desktop_app.files.pasted import PastedSource


def test_a_pasted_picture_is_one_frame_and_then_the_end(rng):
    image = rng.integers(0, 255, (4, 5, 3), dtype=np.uint8)
    source = PastedSource(image, "Pasted picture")
    for _ in range(2):  # it can be opened again
        source.open()
        assert (source.read().image == image).all()
        assert source.read() is None
        source.close()
