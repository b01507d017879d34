import numpy as np
import pytest

from desktop_app.live.scaling import scaled_bgra


@pytest.mark.parametrize("is_still", [False, True])
@pytest.mark.parametrize("size", [(64, 48), (640, 480), (333, 250), (1280, 960), (30, 22)])
def test_a_picture_gets_the_size_asked_for(size, is_still, rng):
    image = rng.integers(0, 255, (480, 640, 3), dtype=np.uint8)
    pixels = scaled_bgra(image, size, is_still=is_still)
    assert pixels.shape == (size[1], size[0], 4)
    assert (pixels[..., 3] == 255).all()


def test_a_picture_of_the_right_size_is_left_as_it_is(rng):
    image = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
    assert (scaled_bgra(image, (64, 48))[..., :3] == image).all()
    assert (scaled_bgra(image, (64, 48), is_mirrored=True)[..., :3] == image[:, ::-1]).all()


@pytest.mark.parametrize("is_still", [False, True])
def test_thin_lines_do_not_vanish_when_a_picture_shrinks(is_still):
    image = np.full((1080, 1920, 3), 255, np.uint8)
    image[:, 7::40] = 0
    shrunk = scaled_bgra(image, (480, 270), is_still=is_still)[100, :, 0]
    assert (shrunk < 220).sum() >= 48


def test_pixels_stay_square_when_a_tiny_picture_is_enlarged():
    image = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    assert set(np.unique(scaled_bgra(image, (80, 40), is_still=True)[..., 0])) == {0, 255}


def test_the_frame_itself_is_not_changed(rng):
    image = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
    before = image.copy()
    scaled_bgra(image, (64, 48), is_mirrored=True)[...] = 0
    assert (image == before).all()
