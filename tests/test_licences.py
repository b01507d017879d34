"""The licences that go into the packaged folder."""

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

RECIPE = Path(__file__).parents[1] / "packaging" / "licences.py"


@pytest.fixture(scope="module")
def licences():
    specification = importlib.util.spec_from_file_location("licences", RECIPE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_licence_of_each_package_goes_into_a_folder_of_its_own(licences):
    files = licences.licence_files("digitlens[heic]")
    folders = {folder for _, folder in files}
    without = licences.packages_without_licence_file("digitlens[heic]")
    told = {Path(folder).name.lower() for folder in folders} | {one.lower() for one in without}
    packaged = ("pyqt6-qt6-", "tensorflow-", "opencv-python-", "pillow_heif-", "h5py-", "python")
    for name in packaged:  # h5py is a need of a need
        assert any(one.startswith(name) for one in told), name
    assert all(Path(path).is_file() for path, _ in files)


def test_what_only_developers_need_is_not_in_it(licences):
    told = {Path(folder).name for _, folder in licences.licence_files("digitlens[heic]")}
    assert not [one for one in told if one.startswith(("pytest", "ruff", "mypy", "ipython"))]


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dpkg-query") is None, reason="Debian's packages"
)
def test_libraries_of_the_system_bring_the_licences_of_their_packages(licences):
    libraries = [*Path("/lib").glob("*/libc.so.6"), *Path("/usr/lib").glob("*/libc.so.6")]
    found = licences.licences_of_system_libraries(map(str, libraries))
    assert ("licences/libc6" in {folder for _, folder in found}) == bool(libraries)
    assert licences.licences_of_system_libraries(["/home/somebody/libmine.so"]) == []
