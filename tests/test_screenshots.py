"""`make screenshots` draws the window's states, and they show something."""

import numpy as np
from PIL import Image

from tests.screenshots.__main__ import README_PICTURES, README_STATES, run_child
from tests.screenshots.documents import DIALOGS, STAGES, WINDOWS
from tests.screenshots.gallery import write_page
from tests.screenshots.states import STATES as ALL_STATES

STATES = ["live", "no-camera", "settings-reading", "menu-file"]


def test_the_main_states_are_drawn_in_both_themes(tmp_path):
    status = run_child(
        tmp_path, themes=["light", "dark"], sizes=["800x600"], density="2", states=STATES
    )
    assert status == 0
    drawn = {
        (theme, state): np.array(
            Image.open(tmp_path / f"800x600-{theme}-2x" / f"{state}.png").convert("L")
        )
        for theme in ("light", "dark")
        for state in STATES
    }
    for name, picture in drawn.items():
        assert picture.shape == (1200, 1600), name
        assert len(np.unique(picture)) > 20, f"{name} is blank"
    for state in STATES:
        assert drawn["light", state].mean() > drawn["dark", state].mean() + 10, state
    assert (drawn["light", "live"] != drawn["light", "menu-file"]).any()
    assert (tmp_path / "800x600-light-2x-sheet-1.png").exists()
    page = write_page(tmp_path).read_text(encoding="utf-8")
    assert all(f"800x600-dark-2x/{state}.png" in page for state in STATES)


def test_what_cannot_be_drawn_is_told(tmp_path):
    status = run_child(
        tmp_path, themes=["light"], sizes=["800x600"], density="1", states=["no-such-state"]
    )
    assert status == 1


def test_the_pictures_of_the_pages_are_those_that_are_drawn():
    drawn = {*README_STATES, *WINDOWS.values(), *DIALOGS.values()}
    drawn |= {f"stages/{name}" for name in STAGES.values()}
    kept = [path for path in README_PICTURES.rglob("*") if path.is_file()]
    assert {path.relative_to(README_PICTURES).as_posix() for path in kept} == drawn
    assert ALL_STATES.keys() >= {*WINDOWS, *DIALOGS}
    assert sum(path.stat().st_size for path in kept) < 2_000_000
