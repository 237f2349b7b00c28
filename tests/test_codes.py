"""The table of codes: names are unique, rows are whole, and nothing is raised that it does not hold."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import btspress
from btspress.codes import CODES, Code
from btspress.diagnostics import Diagnostic, Severity, Span, ordered, problem, suggest

PACKAGE = Path(btspress.__file__).parent
ROWS = tuple(CODES.values())


@cache
def raised() -> frozenset[tuple[str, str]]:
    """Each code that stands as a text in the package outside of the table, and its file."""
    return frozenset(
        (node.value, str(path.relative_to(PACKAGE)))
        for path in PACKAGE.rglob("*.py")
        if path.name != "codes.py" and path.parent.name != "rules"  # a rule of the lint holds its own row
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Z]\d{3}", node.value)
    )


def by_code(row: Code) -> str:
    return row.code


def test_every_name_is_unique() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))


def test_every_row_stands_under_its_own_code() -> None:
    assert all(code == row.code for code, row in CODES.items())


def test_no_row_is_lost_to_another_of_its_code() -> None:
    text = (PACKAGE / "codes.py").read_text(encoding="utf-8")
    assert len(re.findall(r"^    Code\(", text, re.MULTILINE)) == len(CODES)


@pytest.mark.parametrize("row", ROWS, ids=by_code)
def test_a_row_is_whole(row: Code) -> None:
    assert re.fullmatch(r"E[1-9]\d\d", row.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.name)
    assert row.severity in set(Severity)
    assert row.meaning.endswith(".")
    assert row.remedy.endswith((".", "]", "…")) or ": " in row.remedy


def test_every_code_that_is_raised_has_a_row() -> None:
    assert not {(code, file) for code, file in raised() if code not in CODES}


def test_every_row_is_raised_somewhere() -> None:
    assert not set(CODES) - {code for code, _ in raised()}


# ---- findings ----

HERE = Span("a.md", 3, 5, 9)


@pytest.mark.parametrize("row", ROWS, ids=by_code)
def test_a_finding_weighs_what_its_row_says(row: Code) -> None:
    found = problem(row.code, "words", HERE)
    assert (found.severity, found.name) == (row.severity, row.name)


def test_a_finding_may_weigh_more_on_occasion() -> None:
    assert problem("E501", "words", severity=Severity.ERROR).severity is Severity.ERROR


def test_an_unknown_code_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        problem("E000", "words")


def test_findings_are_told_once_and_in_reading_order() -> None:
    spans = [Span("b.md", 1, 1, 2), HERE, Span("a.md", 3, 1, 2), Span("a.md", 10, 1, 2), None]
    found = [problem("E110", "words", span) for span in spans]
    assert [each.span for each in ordered([*found, *found])] == [None, spans[2], HERE, spans[3], spans[0]]


def test_two_findings_at_one_place_are_told_by_code() -> None:
    found = [problem(code, "words", HERE) for code in ("E301", "E110")]
    assert [each.code for each in ordered(found)] == ["E110", "E301"]


@pytest.mark.parametrize(
    ("word", "told"),
    [("decison", "did you mean 'decision'?"), ("zzz", ""), ("wrapp", "did you mean 'wrap'?"), ("", "")],
)
def test_a_near_word_is_suggested(word: str, told: str) -> None:
    assert suggest(word, {"wrap", "decision"}) == told


@pytest.mark.parametrize(("by", "length", "told"), [(2, 3, (7, 10)), (0, 0, (5, 6)), (1, 1, (6, 7))])
def test_a_part_of_a_stretch_is_never_empty(by: int, length: int, told: tuple[int, int]) -> None:
    part = HERE.shifted(by, length)
    assert (part.file, part.line, part.col, part.end) == ("a.md", 3, *told)


def test_a_finding_is_a_value() -> None:
    assert Diagnostic("E110", "x", HERE, Severity.ERROR) == problem("E110", "x", HERE)
