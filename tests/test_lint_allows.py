"""What an author says to the story lint: levels, limits, and what is allowed with a reason."""

from __future__ import annotations

import pytest

from btspress.diagnostics import Diagnostic, Severity
from btspress.lint.allows import allows_of
from btspress.testing import lint, video

HEAD = "---\ntitle: The wall\n---\n\n"
ROPE = '![The rope](media/rope.mp4#t={} "Take four")'
LONG, LATER, SHORT = ROPE.format("0,50"), ROPE.format("60,120"), ROPE.format("1,9")
ALLOW = "<!-- lint: allow S402 because the whole take is the point -->"


def told(body: str, head: str = HEAD, site: str = "") -> tuple[Diagnostic, ...]:
    """What is asked of clips that are too long, and of what is said to the lint."""
    files = {"films/rope/01-a.md": head + body, "films/rope/film.md": "---\ntitle: The Rope\n---\n"}
    if site:
        files["site.md"] = f"---\ntitle: Site\nlint:\n{site}\n---\n"
    found = lint(files, {"films/rope/media/rope.mp4": video(200)})
    return tuple(each for each in found if each.code in {"S402", "S104", "E630", "E631", "E632", "E621"})


def codes(body: str, head: str = HEAD, site: str = "") -> list[tuple[str, int]]:
    """Codes and lines, without the wrap that is missing."""
    found = told(body, head, site)
    return [(each.code, each.span.line) for each in found if each.span and each.code != "S104"]


# ---- comments ----


def test_a_comment_allows_the_block_below_it_and_no_other() -> None:
    assert codes(f"Words.\n\n{ALLOW}\n\n{LONG}\n\n{LATER}") == [("S402", 11)]


def test_a_comment_above_the_first_block_allows_the_whole_chapter() -> None:
    assert codes(f"{ALLOW}\n\nWords.\n\n{LONG}\n\n{LATER}") == []


def test_a_comment_inside_a_block_allows_that_block() -> None:
    block = f"> [!clip] Take four\n>\n> {ALLOW}\n>\n> {LONG}\n>\n> - 0:12 It slips"
    assert codes(f"Words.\n\n{block}\n\n{LATER}") == [("S402", 15)]


def test_a_comment_behind_a_clip_on_its_line_does_not_reach_back() -> None:
    assert codes(f"Words.\n\n{LONG}\n\n{ALLOW}") == [("S402", 7), ("E632", 9)]


def test_what_is_asked_of_the_chapter_is_allowed_from_anywhere_in_it() -> None:
    body = "Words.\n\n<!-- lint: allow S104 because the story goes on -->\n\nMore."
    assert not told(body)


def test_one_comment_may_allow_several_rules() -> None:
    body = f"Words.\n\n<!-- lint: allow S402, no-wrap because this is the archive's copy -->\n\n{LONG}"
    assert not told(body)


def test_a_reason_may_go_on_below() -> None:
    assert codes(f"Words.\n\n<!-- lint: allow S402\n     because the whole take\n     is the point -->\n\n{LONG}") == []


def test_what_is_allowed_without_a_reason_is_not_allowed() -> None:
    assert codes(f"Words.\n\n<!-- lint: allow S402 -->\n\n{LONG}") == [("E631", 7), ("S402", 9)]
    assert codes(f"Words.\n\n<!-- lint: allow S402 because -->\n\n{LONG}") == [("E631", 7), ("S402", 9)]


def test_a_comment_that_cannot_be_read_is_told() -> None:
    assert codes("<!-- lint: ignore S402 -->\n\nWords.") == [("E631", 5)]


def test_an_unknown_rule_is_told_with_the_nearest_one() -> None:
    (found,) = (each for each in told("<!-- lint: allow clip-to-long because why not -->\n\nW.") if each.code == "E630")
    assert (found.hint, found.span and found.span.col) == ("did you mean 'clip-too-long'?", 18)


def test_a_comment_that_allows_nothing_is_told() -> None:
    assert codes(f"{ALLOW}\n\n{SHORT}") == [("E632", 5)]


def test_a_comment_in_code_is_an_example() -> None:
    assert codes(f"Words.\n\n```markdown\n{ALLOW}\n```\n\n{LONG}") == [("S402", 11)]


def test_an_error_cannot_be_allowed() -> None:
    (found,) = told("<!-- lint: allow S903 because it looks alike -->\n\nWords.\n\n> [!wrap]\n>\n> Done.")
    assert (found.code, found.message) == ("E632", "S903 is an error and cannot be allowed")


def test_other_comments_are_nobody_s_business() -> None:
    assert allows_of("a.md", "<!-- a note to lint: maybe later -->\n\n<!-- TODO -->\n", (1,)) == ((), ())


# ---- levels and limits ----


def test_a_site_sets_the_limit_of_a_rule() -> None:
    assert codes(SHORT, site="  S402: {seconds: 5}") == [("S402", 5)]
    assert codes(LONG, site="  clip-too-long: {seconds: 60}") == []


def test_a_chapter_sets_its_own_limit() -> None:
    head = "---\ntitle: The wall\nlint:\n  S402: {seconds: 5}\n---\n\n"
    assert codes(SHORT, head, site="  S402: {seconds: 500}") == [("S402", 7)]


def test_a_site_sets_level_and_limit_together() -> None:
    (found,) = (each for each in told(SHORT, site="  S402: {level: warning, seconds: 7.5}") if each.code == "S402")
    assert found.severity is Severity.WARNING


def test_a_rule_can_be_off_for_a_chapter_or_a_site() -> None:
    assert codes(LONG, "---\ntitle: The wall\nlint: {S402: off}\n---\n\n") == []
    assert codes(LONG, site="  clip-too-long: off") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  S999: off", "there is no rule 'S999'"),
        ("  S402: {minutes: 3}", "there is no limit 'minutes' here"),
        ("  S402: {seconds: long}", "'long' is no number"),
        ("  S402: {level: loud}", "'loud' is no level"),
        ("  S402: loud", "'loud' is no level"),
        ("  E804: {seconds: 3}", "there is no limit 'seconds' here"),
    ],
)
def test_a_setting_that_means_nothing_is_told(line: str, words: str) -> None:
    (found,) = (each for each in told(SHORT, site=line) if each.code.startswith("E"))
    assert (found.code, found.message) == ("E630", words)
    assert found.span
    assert (found.span.file, found.span.line) == ("site.md", 4)


def test_a_setting_of_a_chapter_that_means_nothing_is_told_there() -> None:
    found = codes(SHORT, "---\ntitle: The wall\nlint: {S403: {second: 2}}\n---\n\n")
    assert found == [("E630", 3)]
