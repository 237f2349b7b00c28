"""Who says what in a transcript: as captions name it, and never more than they say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from btspress.web.said import by_speaker

AT, END = Fraction(3), Fraction(5)


@pytest.mark.parametrize(
    ("caption", "lines"),
    [
        ("Ann Lee: Now.", [("Ann Lee", "Now.")]),
        ("- ANN: Now.\n- BOB: Not yet.", [("ANN", "Now."), ("BOB", "Not yet.")]),
        ("Ann de Vries: one\ntwo", [("Ann de Vries", "one\ntwo")]),
        ("It is like this: we wait.", [("", "It is like this: we wait.")]),
        ("at 10:30 we shoot", [("", "at 10:30 we shoot")]),
        ("Now: ", [("", "Now: ")]),
        ("What a long name this one here is: yes", [("", "What a long name this one here is: yes")]),
        (": he says", [("", ": he says")]),
    ],
)
def test_a_line_has_the_speaker_that_its_caption_names(caption: str, lines: list[tuple[str, str]]) -> None:
    found = list(by_speaker(AT, END, caption, "captions"))
    assert [(line.speaker, line.text) for line in found] == lines
    assert {(line.at, line.end) for line in found} == {(AT, END)}


def test_what_is_seen_has_no_speaker() -> None:
    (line,) = by_speaker(AT, END, "Title: The Bridge", "descriptions")
    assert (line.speaker, line.text) == ("", "Title: The Bridge")
