"""The list of faults names a test for each of them, and each test that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LIST = TESTS / "faults.md"
ROWS = 65
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def tables():
    """The tests that each line of a table names, by what stands in its first cell."""
    found = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) >= 2 and NAMED.search(line):
            assert cells[0] not in found, f"{cells[0]} is there twice"
            found[cells[0]] = NAMED.findall(line)
            rest = re.sub(NAMED, "", cells[-1]).replace("<br>", "")
            assert not rest.strip(), f"{cells[0]}: {rest} is no test"
    return found


@cache
def functions_of(path):
    """What pytest collects of a file, by name, and the file as a whole."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}, tree


def is_skipped_everywhere(function, tree):
    """Whether it never runs, whatever the machine."""
    marks = [ast.unparse(mark) for mark in function.decorator_list]
    marks += [
        ast.unparse(one.value)
        for one in tree.body
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "pytestmark"
    ]
    first = next(
        (one for one in function.body if not isinstance(getattr(one, "value", 0), ast.Constant)),
        None,
    )
    return any(
        re.search(r"\bmark\.(skip\b|xfail\b|skipif\(True)", mark) for mark in marks
    ) or ast.unparse(first or function.body[0]).startswith("pytest.skip(")


def test_each_fault_has_its_row_and_each_row_a_test():
    rows = [int(first) for first in tables() if first.isdigit()]
    assert rows == list(range(1, ROWS + 1))


@pytest.mark.parametrize(("first", "tests"), tables().items(), ids=tables())
def test_the_tests_of_a_row_are_there_and_run(first, tests):
    assert tests
    for path, name in tests:
        functions, tree = functions_of(path)
        assert name in functions, f"{path} has no {name}"
        assert not is_skipped_everywhere(functions[name], tree), f"{path}::{name} never runs"


def test_whatever_meets_any_input_is_in_the_list_and_is_run_by_fuzzing():
    named = {(path, name) for tests in tables().values() for path, name in tests}
    marked = set()
    for file in TESTS.rglob("test_*.py"):
        path = file.relative_to(TESTS).as_posix()
        if "mark.fuzz" not in file.read_text(encoding="utf-8") or file == Path(__file__):
            continue
        functions, tree = functions_of(path)
        all_of_it = any(
            isinstance(one, ast.Assign) and "mark.fuzz" in ast.unparse(one) for one in tree.body
        )
        for name, function in functions.items():
            marks = [ast.unparse(mark) for mark in function.decorator_list]
            is_given = any(mark.startswith("given(") for mark in marks)
            if is_given and (all_of_it or "pytest.mark.fuzz" in marks):
                marked.add((path, name))
    assert marked
    assert not marked - named
