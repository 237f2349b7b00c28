"""Names in the text: linked once, never inside a word, and not a letter is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.model import Mention, Person, Term, TermMention
from btspress.story.names import Names
from btspress.testing import tell
from btspress.walk import walk
from btspress.written import Text

ANN = Person("ann-lee", "Ann Lee", aliases=("Annie",))
BO = Person("bo", "Bo")
QUIET = Person("quiet", "Quiet One", autolink=False)
PLATE, CLEAN = Term("plate", "Plate", ()), Term("clean-plate", "Clean plate", ())
NAMES = Names.of((ANN, BO, QUIET), (PLATE, CLEAN))


def found(text: str) -> list[tuple[str, str]]:
    parts = NAMES.link(text, set())
    return [
        (part.person if isinstance(part, Mention) else part.term, part.words)
        for part in parts
        if not isinstance(part, Text)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ann Lee lit it.", [("ann-lee", "Ann Lee")]),
        ("It was lit by Ann Lee", [("ann-lee", "Ann Lee")]),
        ("(Ann Lee)", [("ann-lee", "Ann Lee")]),
        ("Annie lit it.", [("ann-lee", "Annie")]),
        ("Ann Lee's lamp", [("ann-lee", "Ann Lee")]),
        ("ann lee lit it.", []),
        ("Joann Lee lit it.", []),
        ("Ann Leeuwen lit it.", []),
        ("Bob came.", []),
        ("The PLATE and the plate.", [("plate", "PLATE")]),
        ("A clean plate.", [("clean-plate", "clean plate")]),
        ("A clean plate, then a plate.", [("clean-plate", "clean plate"), ("plate", "plate")]),
        ("The plates.", []),
        ("Quiet One was there.", []),
        ("Ann Lee and Bo; Bo and Annie.", [("ann-lee", "Ann Lee"), ("bo", "Bo")]),
        ("", []),
    ],
)
def test_a_name_is_linked_where_it_stands_whole_and_for_the_first_time(text: str, told: list[tuple[str, str]]) -> None:
    assert found(text) == told


def test_what_was_seen_before_is_not_linked_again() -> None:
    seen = {"person bo"}
    assert NAMES.link("Bo sees a plate.", seen) == (Text("Bo sees a "), TermMention("plate", "plate"), Text("."))
    assert seen == {"person bo", "term plate"}


def test_a_text_without_names_stays_whole() -> None:
    assert NAMES.link("Nobody here.", set()) == (Text("Nobody here."),)


def test_a_site_without_names_links_nothing() -> None:
    assert Names.of((), ()).link("Ann Lee", set()) == (Text("Ann Lee"),)


def test_signs_in_a_name_mean_themselves() -> None:
    names = Names.of((Person("x", "R.J. (Bob) Smith+"),), ())
    assert names.link("by R.J. (Bob) Smith+, who", set())[1] == Mention("x", "R.J. (Bob) Smith+")


@pytest.mark.parametrize("words", ["Ann Lee", "ann lee", "ANNIE", "ann-lee", "Ann  Lee ", "ＡＮＮ LEE"])
def test_a_person_is_found_by_name_alias_or_slug_however_it_is_spelled(words: str) -> None:
    assert NAMES.person(words) == ANN


@pytest.mark.parametrize("words", ["Ann", "Lee", "", "ann leee", "-"])
def test_part_of_a_name_is_nobody(words: str) -> None:
    assert NAMES.person(words) is None


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Ann Lee", "Annie", "Bo", "plate", "clean plate", "Clean", "x", " ", ", ", "."]), max_size=12
    )
)
def test_no_letter_is_lost_and_nobody_is_linked_twice(words: list[str]) -> None:
    text = "".join(words)
    parts = NAMES.link(text, set())
    assert "".join(part.text if isinstance(part, Text) else part.words for part in parts) == text
    linked = [part.person if isinstance(part, Mention) else part.term for part in parts if not isinstance(part, Text)]
    assert len(linked) == len(set(linked))


def mentions(text: str) -> list[str]:
    files = {"films/f/01-a.md": text, "people/bo.md": "---\nname: Bo\n---\n", "glossary.md": "Plate\n: A shot.\n"}
    chapter = tell(files).films[0].chapters[0]
    return [part.words for part in walk(chapter.blocks, Mention, TermMention)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bo came.\n\nBo left.\n", ["Bo"]),
        ("> [!note]\n>\n> Bo saw a plate.\n", ["Bo", "plate"]),
        ("`Bo` is code.\n", []),
        ("[Bo](https://bo.example/) is linked already. Bo is not.\n", ["Bo"]),
        ("## Bo arrives\n\nBo is here.\n", ["Bo"]),
        ("*Bo* shouts.\n", ["Bo"]),
    ],
)
def test_names_are_linked_in_words_and_nowhere_else(text: str, told: list[str]) -> None:
    assert mentions(text) == told


def test_each_chapter_links_anew() -> None:
    files = {"films/f/01-a.md": "Bo.\n", "films/f/02-b.md": "Bo.\n", "people/bo.md": "---\nname: Bo\n---\n"}
    chapters = tell(files).films[0].chapters
    assert [len(list(walk(chapter.blocks, Mention))) for chapter in chapters] == [1, 1]
