"""Every command and every block of code in README.md, CONTRIBUTING.md and docs/ works.

What stands behind the backticks of a block says what is done with it:

* ``sh``: each line is run, in a folder that holds `photo.jpg`, a page with numbers;
  `photos/` with three such; `clip.mp4`, a few frames of the demo; and `list.txt`
  with the paths of the pictures in `photos/`. A window closes after its first frame.
* ``sh slow``: each line is looked at only: targets, options, modules and extras exist.
* ``python``: run as it stands, in the same folder; a session with ``>>>`` as a doctest.
* ``text`` and ``json``: outputs and layouts, not run.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_lines import problem_of, problem_of_mention
from tests.documents import (
    KINDS,
    ROOT,
    Block,
    Line,
    anchors,
    indented_code,
    inline_code,
    lines_of,
    links,
    pages,
    parsed,
)
from tests.material import NUMBERS, write_material

TIMEOUT_S = 240
BLOCKS = [block for page in pages() for block in parsed(lines_of(page))[0]]
PAGES = pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())


def blocks(*kinds):
    """Makes a test of each block of these kinds, named by its page and line."""
    chosen = [
        pytest.param(block, id=str(block.start), marks=[pytest.mark.slow] if trains(block) else [])
        for block in BLOCKS
        if block.kind in kinds
    ]
    return pytest.mark.parametrize("block", chosen)


def trains(block):
    if block.kind == "sh slow":
        return False
    return re.search(r"train_model\(|digitlens train (?!--help)", block.text) is not None


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    """What the blocks find in their folder; they get copies."""
    return write_material(tmp_path_factory.mktemp("material"))


@pytest.fixture
def run(material, tmp_path, user_folders):
    """Runs a command in a fresh copy of the material, with a fresh home."""
    folder = tmp_path / "here"
    shutil.copytree(material, folder)
    commands = tmp_path / "commands"
    commands.mkdir()
    for name, arguments in (("digitlens", "-m tests.digitlens_command"), ("python", "")):
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        (commands / name).chmod(0o755)
    search = [str(commands), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    environment = os.environ | {
        "HOME": str(user_folders),
        "PATH": os.pathsep.join(search),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }

    def run(command):
        try:
            return subprocess.run(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, encoding="utf-8", errors="replace",
                timeout=TIMEOUT_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as expired:
            said = [
                (part or b"").decode(errors="replace") for part in (expired.output, expired.stderr)
            ]
            return subprocess.CompletedProcess(command, f"its time of {TIMEOUT_S} s", *said)

    run.folder = folder
    return run


def told(line, done):
    """What a block that failed is reported with."""
    return (
        f"\n{line}: {line.text}\n"
        f"ended with {done.returncode}\n"
        f"--- standard output\n{done.stdout[-3000:]}\n--- standard error\n{done.stderr[-3000:]}"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the blocks are written for a POSIX shell")
@blocks("sh")
def test_the_commands_run(block, run):
    for line in block.commands():
        done = run(["sh", "-c", line.text])
        if done.returncode or "Traceback (most recent call last)" in done.stderr:
            pytest.fail(told(line, done), pytrace=False)


@blocks("sh slow")
def test_the_commands_would_be_accepted(block):
    for line in block.commands():
        problem = problem_of(line.text)
        if problem:
            pytest.fail(f"\n{line}: {line.text}\n{problem}", pytrace=False)


@blocks("python")
def test_the_code_runs(block, run):
    # At the lines that it has in the page, so that what Python says names those.
    if re.search(r"^\s*>>> ", block.text, re.MULTILINE):
        place = run.folder.parent / Path(block.start.page).with_suffix(".txt").name
        options = ["-m", "doctest", "-o", "ELLIPSIS", "-o", "NORMALIZE_WHITESPACE"]
    else:
        place = run.folder.parent / Path(block.start.page).with_suffix(".py").name
        options = []
    place.write_text(block.in_place(), encoding="utf-8")
    done = run([sys.executable, *options, str(place)])
    if done.returncode:
        pytest.fail(told(block.start, done), pytrace=False)


@PAGES
def test_each_block_says_what_it_is(page):
    found, prose = parsed(lines_of(page))
    unknown = [f"{block.start}: {block.kind!r}" for block in found if block.kind not in KINDS]
    assert not unknown, f"expected one of {', '.join(KINDS)}"
    assert not [str(line) for line in indented_code(prose)], "code goes between backticks"


def headings(page):
    return anchors(parsed(lines_of(page))[1])


@PAGES
def test_links_and_pictures_lead_somewhere(page):
    _, prose = parsed(lines_of(page))
    lost = []
    for link in links(prose):
        if re.match(r"[a-z]+:", link.text):
            continue
        name, _, anchor = link.text.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or not target.is_relative_to(ROOT):
            lost.append(f"{link}: there is no {link.text}")
        elif anchor and target.suffix == ".md" and anchor not in headings(target):
            lost.append(f"{link}: {target.name} has no heading #{anchor}")
    assert not lost, "\n".join(lost)


@PAGES
def test_what_is_mentioned_is_there(page):
    _, prose = parsed(lines_of(page))
    wrong = [
        f"{code}: `{code.text}`: {problem}"
        for code in inline_code(prose)
        if (problem := problem_of_mention(code.text))
    ]
    assert not wrong, "\n".join(wrong)


def as_lines(text):
    return [Line("page.md", number, line) for number, line in enumerate(text.splitlines(), 1)]


def test_blocks_are_found_with_their_lines():
    text = "Intro\n\n```sh\nmake run\n\n# so\ndigitlens a \\\n  --theme dark\n```\nEnd\n"
    (block,), prose = parsed(as_lines(text))
    assert block.kind == "sh"
    assert [(line.number, line.text) for line in block.commands()] == [
        (4, "make run"), (7, "digitlens a --theme dark"),
    ]  # fmt: skip
    assert block.in_place().splitlines()[3] == "make run"
    assert [line.number for line in prose] == [1, 2, 10]
    with pytest.raises(ValueError, match=r"page\.md:1: .* no end"):
        parsed(as_lines("```sh\nmake"))


def test_a_block_in_a_list_has_its_own_margin():
    (block,), prose = parsed(as_lines("- do\n\n  ```python\n  if x:\n      y\n  ```\n"))
    assert block.text == "if x:\n    y\n"
    assert not indented_code(prose)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Words\n\n    code\n    more\n\nWords\n", [3]),
        ("- item\n\n    its second paragraph\n", []),
        ("1. item\n   goes on\n\n    and on\nWords\n\n    code\n", [7]),
        ("Words\n    that go on\n", []),
    ],
)
def test_indented_code_is_told_from_lists(text, numbers):
    assert [line.number for line in indented_code(as_lines(text))] == numbers


@pytest.mark.parametrize(
    "line",
    [
        "make test ARGS='-m \"not slow\"'",
        "sudo apt install python3 && make run",
        "digitlens read photos/ --format json --jobs 0 > out.jsonl",
        "digitlens photo.jpg --theme dark",
        "digitlens read --help",
        ".venv\\Scripts\\pip install -e .[dev]",
        "QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.benchmarks",
        "pip install 'digitlens[heic]' -c constraints.txt",
        "git clone https://example.org/digitlens.git",
    ],
)
def test_right_commands_are_accepted(line):
    assert problem_of(line) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("make tset", "no target tset"),
        ("make model", "Say where"),
        ("digitlens raed photos/", "no command raed"),
        ("digitlens read photos/ --fromat json", "unrecognized arguments"),
        ("digitlens read photos | digitlens models use", "required"),
        ("digitlens photo.jpg --theme pink", "invalid choice"),
        ("python -m tests.benchmark", "no module"),
        (".venv\\Scripts\\pip install -e .[devel]", "no extra devel"),
        ("pip install -r requirements.txt", "no file requirements.txt"),
    ],
)
def test_wrong_commands_are_not(line, problem, monkeypatch):
    monkeypatch.delenv("DIGITLENS_DATA", raising=False)
    assert problem in problem_of(line)


@pytest.mark.parametrize(
    ("code", "is_wrong"),
    [
        ("make test", False),
        ("make", False),
        ("make TARGET", False),
        ("make tests", True),
        ("digitlens read PATH... [--format text|json|csv] [--jobs N]", False),
        ("digitlens read --job", True),
        ("digitlens photo.jpg", False),
        ("digitlens wathc", True),
        ("--jobs", False),
        ("--jbos", True),
        ("vision/images.py", False),
        ("tests/test_*.py", False),
        ("vision/pictures.py", True),
        ("vision.images.read_image", False),
        ("model.store", False),
        ("vision.images.load", True),
        ("model.keras", False),
        ("self.tr(…)", False),
    ],
)
def test_mentions_are_judged(code, is_wrong):
    assert bool(problem_of_mention(code)) == is_wrong


def test_links_and_headings_are_found():
    text = '# A *b* `c`: d\n[x](y.md#z) ![p](images/p.png "t") `[no](link)`\n<img src="q.png">\n'
    prose = as_lines(text)
    assert [link.text for link in links(prose)] == ["y.md#z", "images/p.png", "q.png"]
    assert anchors(prose) == {"a-b-c-d"}


def test_a_window_of_the_documentation_shows_a_frame_and_closes(run):
    done = run([sys.executable, "-m", "tests.digitlens_command", "photo.jpg"])
    assert done.returncode == 0, told(Line("", 0, "digitlens photo.jpg"), done)


def test_the_material_reads_as_the_pages_say(run):
    done = run([sys.executable, "-m", "tests.digitlens_command", "read", "photo.jpg", "photos"])
    assert done.returncode == 0, done.stderr
    for number in NUMBERS:
        assert done.stdout.count(number) == 4


def test_a_block_is_told_by_its_line():
    block = Block(Line("page.md", 3, "sh"), (Line("page.md", 4, "false"),))
    done = subprocess.CompletedProcess("false", 1, "out", "err")
    assert "page.md:4: false" in told(block.commands()[0], done)
