"""Laws that hold for every text: nothing raises, nothing hangs, every place lies in the file."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.codes import CODES
from btspress.digest import digest
from btspress.markup.markdown import html
from btspress.stages.parse import parse
from btspress.walk import walk
from btspress.written import Cue, Document, Markup, NoteMark, Reference, Text

CHAPTER = """---
title: The bridge at noon
phase: shoot
---
# The bridge at noon {#noon}

The break-up happens on a small bridge.[^1] Joris said [yes](../people/joris.md).

![Two people measure a railing](media/scout.mov#t=4,12 "A week before"){.wide poster=12.5}

> [!decision]+ Shoot on the *real* bridge {by="Ton R" motif=rail}
>
> A night shoot meant lighting a canal. Daylight [bought the city](media/scout.mov#t=7.2).
>
> — Ton Roosendaal, producer, 2012-04-19

> [!clip] Take four
>
> ![The dolly passes](media/b.mov#t=10,24&xywh=percent:1,2,3,4)
>
> - 00:12 The dolly starts
> - 00:15–00:18 Wind {xywh=percent:40,20,20,30}

| a | b |
|---|---|
| `c` | <https://example.org> |

> Words.
>
> -- Ian Hubert

[^1]: Note with *emphasis*.
"""

PIECES = st.sampled_from(
    (
        *(
            "> ",
            ">",
            "> [!note] A",
            "> [!",
            "]",
            "{",
            "}",
            "{a=b}",
            '{#x .y z="',
            "\n",
            "\n\n",
            "\n> ",
            "\n>\n> ",
            "- ",
            "1. ",
        ),
        *(
            "![",
            "![a](b.mov#t=1,2)",
            "![a](b c.mov)",
            "[a](b.mov#t=3)",
            "](",
            ")",
            "[^1]",
            "\n\n[^1]: ",
            "— A, b",
            "<b>",
            "<!--",
            "-->",
        ),
        *(
            "# ",
            "---\n",
            "a: b\n",
            "| a |\n|---|\n",
            "`",
            "*",
            "_",
            "\\",
            " ",
            "    ",
            "\t",
            "é",
            "\u2028",
            "\x0c",
            "a",
            "\n: ",
        ),
    )
)


def check_places(found: Document, data: bytes) -> None:
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for each in found.problems:
        assert each.code in CODES
        assert each.span is not None
        assert each.span.file == "a.md"
        assert 1 <= each.span.line <= len(lines)
        assert 1 <= each.span.col < each.span.end
        assert each.span.col <= len(lines[each.span.line - 1]) + 2


@pytest.mark.parametrize("text", ["> - ```\n> ", "> - <!--\n>\t", "> 1. <b>\n> "])
def test_a_last_line_without_end_is_a_line(text: str) -> None:
    check_places(parse("a.md", text.encode()), text.encode())


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=80), st.booleans())
def test_no_bytes_raise(data: bytes, definitions: bool) -> None:
    check_places(parse("a.md", data, definitions=definitions), data)


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_no_syntax_raises(text: str, definitions: bool) -> None:
    data = text.encode()
    found = parse("a.md", data, definitions=definitions)
    check_places(found, data)
    html(found)
    digest(found.blocks, found.notes, found.head)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(CHAPTER)), st.integers(0, 30), st.lists(PIECES, max_size=3).map("".join))
def test_no_change_of_a_chapter_raises(at: int, length: int, text: str) -> None:
    data = (CHAPTER[:at] + text + CHAPTER[at + length :]).encode()
    check_places(parse("a.md", data), data)


@settings(deadline=None, max_examples=60)
@given(st.binary(min_size=1, max_size=3), st.integers(0, len(CHAPTER)))
def test_no_byte_in_a_chapter_raises(noise: bytes, at: int) -> None:
    encoded = CHAPTER.encode()
    data = encoded[:at] + noise + encoded[at:]
    check_places(parse("a.md", data), data)


def test_the_chapter_is_right() -> None:
    assert parse("a.md", CHAPTER.encode()).problems == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, CHAPTER.count("\n")), max_size=4))
def test_empty_lines_between_blocks_change_no_digest(cuts: list[int]) -> None:
    """Places do not count: what moves down is the same thing."""
    blocks = CHAPTER.partition("---\n# ")[2].split("\n\n")
    moved = "\n\n".join(block + "\n" * (number in cuts) for number, block in enumerate(blocks))
    first, second = parse("a.md", ("# " + "\n\n".join(blocks)).encode()), parse("a.md", ("# " + moved).encode())
    assert digest(first.blocks, first.notes) == digest(second.blocks, second.notes)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["> ", "- ", "1. ", "  "]), max_size=5), st.text("abc é", max_size=10))
def test_a_picture_is_where_it_says(prefix: list[str], words: str) -> None:
    picture = '![what](my.mov#t=1 "L"){.wide}'
    line = f"{''.join(prefix)}x {words}{picture} y"
    found = parse("a.md", line.encode())
    for reference in walk(found.blocks, Reference):
        assert line[reference.span.col - 1 : reference.span.end - 1] == picture
        assert line[reference.path_span.col - 1 : reference.path_span.end - 1] == "my.mov"


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_neighbours_of_one_kind_are_one(text: str) -> None:
    for block in parse("a.md", text.encode()).blocks:
        parts = getattr(block, "parts", ())
        for first, second in pairwise(parts):
            assert not (type(first) is type(second) and isinstance(first, Markup | Text))
        assert Markup("") not in parts


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abcd"), max_size=4, unique=True))
def test_every_mention_has_a_number_and_every_note_its_count(mentions: list[str], notes: list[str]) -> None:
    text = "x " + " ".join(f"[^{label}]" for label in mentions) + "".join(f"\n\n[^{label}]: {label}" for label in notes)
    found = parse("a.md", text.encode())
    marks = tuple(walk(found.blocks, NoteMark))
    known = [label for label in mentions if label in notes]
    assert [note.label for note in found.notes] == list(dict.fromkeys(known))
    assert [note.number for note in found.notes] == list(range(1, len(found.notes) + 1))
    assert {note.label: note.count for note in found.notes} == {label: known.count(label) for label in known}
    assert [mark.label for mark in marks] == known


def test_no_html_of_an_author_comes_through() -> None:
    text = "<script>a</script>\n\nb <script>c</script> <img src=x onerror=d>\n\n[<b>e</b>](f.mov)\n\n> [!note] <i>g</i>"
    found = parse("a.md", text.encode())
    shown = html(found) + "".join(cue.reference.words_html for cue in walk(found.blocks, Cue))
    assert not any(tag in shown for tag in ("<script", "<img", "<b>", "<i>"))


def lines(piece: str, count: int) -> str:
    """`count` pieces on lines that are not too long."""
    each = 15_000 // len(piece)
    return "\n".join(piece * min(each, count - at) for at in range(0, count, each))


@pytest.mark.parametrize(
    "text",
    [
        lines("![", 50_000),
        lines("[", 50_000),
        lines("]", 50_000),
        lines('[a](b "', 5000),
        lines("![a](b){", 2000),
        lines("<!-- ", 20_000),
        lines("<a ", 20_000),
        lines("`a``b```c", 5000),
        lines("*a _b ", 5000),
        lines("&amp;&", 20_000),
        "> [!note] A\n" + "> [!x] b\n" * 5000,
        "> [!note] " + "{" * 19_000,
        "> [!note] " + '{"' * 9000,
        "![a](b.mov){" + "a " * 9000 + "}",
        "![a](b.mov#t=" + "9" * 19_000 + ")",
        "> " * 9000 + "a",
        "".join(f"[^{number}] " for number in range(2000)),
        "---\na: " + "[" * 19_000 + "\n---\n",
        "---\n" + "a: b\n" * 50_000 + "---\n",
        "a" * 4_000_000,
    ],
    ids=range(20),
)
def test_no_trap_takes_long(text: str) -> None:
    """Each of these took minutes where a rule was quadratic; the bound only tells seconds from minutes."""
    begun = process_time()
    parse("a.md", text.encode())
    assert process_time() - begun < 10
