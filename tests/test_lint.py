"""Every rule of the story lint finds what its fixture shows, there, and leaves its other fixture alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lint_fixtures import FOLDER, Story, story

import btspress.lint
from btspress.codes import CODES
from btspress.diagnostics import Diagnostic, Severity, Span
from btspress.lint.explaining import explained_rule, explained_rule_text
from btspress.lint.rule import Rule
from btspress.lint.rules import RULES
from btspress.lint.words import found_in, listed
from btspress.testing import lint

ROOM = Path(btspress.lint.__file__).parent
LIMITS = [(rule.code, limit.name) for rule in RULES for limit in rule.limits]


def by_code(rule: Rule) -> str:
    return rule.code


def asked(told: Story, code: str, extra: Mapping[str, str] | None = None) -> list[Diagnostic]:
    """What one rule finds in a fixture."""
    return [each for each in lint({**told.files, **(extra or {})}, told.media) if each.code == code]


def marked(files: Mapping[str, str], span: Span | None) -> str:
    assert span
    return files[span.file].split("\n")[span.line - 1][span.col - 1 : span.end - 1]


def places(told: Story, found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(each.span.file, marked(told.files, each.span)) for each in found if each.span]


# ---- one rule, two stories ----


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_a_rule_marks_exactly_what_its_bad_story_says(rule: Rule) -> None:
    told = story(f"{rule.code}-bad")
    found = asked(told, rule.code)
    assert told.marked
    assert places(told, found) == list(told.marked)
    assert {each.severity for each in found} == {Severity(rule.level)}


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_a_rule_leaves_its_good_story_alone(rule: Rule) -> None:
    assert not asked(story(f"{rule.code}-good"), rule.code)


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_what_a_rule_finds_can_be_allowed_with_a_reason_unless_it_is_an_error(rule: Rule) -> None:
    told = story(f"{rule.code}-bad")
    files = dict(told.files)
    for file, _ in told.marked:
        head, body = re.split(r"(?<=\n---\n)", files[file], maxsplit=1)
        files[file] = f"{head}\n<!-- lint: allow {rule.code} because we know -->\n{body}"
    codes = [each.code for each in lint(files, told.media)]
    assert (rule.code in codes, "E632" in codes) == ((rule.level == "error"),) * 2


@pytest.mark.parametrize(("code", "name"), LIMITS, ids=lambda part: part)
def test_every_limit_decides_something(code: str, name: str) -> None:
    """At nothing or at a million, a rule finds something else in one of its stories."""
    changed = []
    for told in (story(f"{code}-bad"), story(f"{code}-good")):
        usual = places(told, asked(told, code))
        for number in (0, 999999):
            settings = {"site.md": f"---\ntitle: Site\nlint:\n  {code}: {{{name}: {number}}}\n---\n"}
            changed.append(places(told, asked(told, code, settings)) != usual)
    assert any(changed)


# ---- the table ----


def test_the_rules_stand_in_the_order_of_their_codes() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"S[1-9]\d\d", code) for code in codes)


def test_no_rule_takes_the_code_or_name_of_another_finding() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert not {row.name for row in CODES.values()} & set(names)
    assert not set(CODES) & {rule.code for rule in RULES}


def test_every_rule_has_a_file_of_its_name_and_every_file_a_rule() -> None:
    files = {path.stem for path in (ROOM / "rules").glob("*.py")} - {"__init__"}
    assert files == {rule.name.replace("-", "_") for rule in RULES}


def test_every_fixture_belongs_to_a_rule() -> None:
    expected = {f"{rule.code}-{kind}.md" for rule in RULES for kind in ("bad", "good")}
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("rule", RULES, ids=by_code)
def test_a_rule_says_what_why_and_what_to_do(rule: Rule) -> None:
    assert rule.level in set(Severity)
    assert bool(rule.chapter) != bool(rule.film)
    for text in (rule.meaning, rule.why, rule.remedy):
        assert text.endswith(".")
    assert len(rule.why.split()) >= 20
    lines = "\n".join(explained_rule_text(explained_rule(rule)))
    assert all(limit.name in lines and limit.about in lines for limit in rule.limits)


# ---- lists of words ----

LISTS = sorted(path.stem for path in (ROOM / "words").glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_words_is_in_order_and_says_what_it_is_for(name: str) -> None:
    words = listed(name)
    assert list(words) == sorted(set(words), key=lambda word: word.replace("-", " ").casefold())
    assert (ROOM / "words" / f"{name}.txt").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_words_is_used(name: str) -> None:
    assert any(f'found_in("{name}"' in path.read_text(encoding="utf-8") for path in (ROOM / "rules").glob("*.py"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The gaffer and two gaffers.", ("gaffer", "gaffers")),
        ("A Garbage\nmatte was drawn", ("garbage\nmatte",)),
        ("rotoscoping takes weeks", ("rotoscoping",)),
        ("its mise-en-scène", ("mise-en-scène",)),
        ("the slated talk, translated", ()),
        ("in front of a camera", ()),
    ],
)
def test_words_are_found_whole_in_any_case_and_number(text: str, words: tuple[str, ...]) -> None:
    assert found_in("jargon", text) == words
