"""A file's text becomes blocks and parts with places; what is wrong is said where it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from btspress.diagnostics import Span
from btspress.markup.markdown import LARGEST_FILE, LONGEST_LINE, html
from btspress.markup.markdown import parse as parse_text
from btspress.stages.parse import parse
from btspress.walk import walk
from btspress.written import (
    Call,
    Cue,
    Definition,
    Document,
    Embed,
    Heading,
    Link,
    Listing,
    Markup,
    NoteMark,
    Passage,
    Quotation,
    Reference,
    Scalar,
    Text,
)


def written(text: str) -> Document:
    found = parse_text("a.md", text)
    assert found.problems == (), found.problems
    return found


def only(text: str) -> object:
    (block,) = written(text).blocks
    return block


def call(text: str) -> Call:
    block = only(text)
    assert isinstance(block, Call)
    return block


def places(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.col) for each in parse_text("a.md", text).problems if each.span]


def slices(text: str, span: Span | None) -> str:
    assert span
    return text.split("\n")[span.line - 1][span.col - 1 : span.end - 1]


# ---- story blocks ----


def test_a_block_has_a_name_a_title_attributes_a_body_and_a_signature() -> None:
    text = (
        '> [!Decision]- Shoot on the *real* bridge {by="Ton R" #bridge .wide}\n>\n> Words.\n>\n'
        "> — Ton Roosendaal, producer, 2012-04-19\n"
    )
    found = call(text)
    assert (found.name, found.folded, found.title_text) == ("decision", "-", "Shoot on the real bridge")
    assert found.title == (Markup("Shoot on the <em>real</em> bridge"),)
    assert (found.attributes.id, found.attributes.shapes) == ("bridge", ("wide",))
    assert slices(text, found.span) == "[!Decision]"
    assert slices(text, found.title_span) == "Shoot on the *real* bridge"
    assert slices(text, found.attributes.table.entries[0].value.span) == '"Ton R"'
    assert html(found.body) == "<p>Words.</p>\n"
    signed = found.signature
    assert signed
    assert (signed.name, signed.roles, signed.on) == ("Ton Roosendaal", ("producer",), "2012-04-19")
    assert slices(text, signed.name_span) == "Ton Roosendaal"
    assert slices(text, signed.role_span) == "producer"


def test_a_block_may_be_a_line_alone() -> None:
    found = call("> [!wrap]")
    assert (found.title, found.title_text, found.title_span, found.body, found.signature) == ((), "", None, (), None)


def test_the_body_may_follow_the_title_at_once() -> None:
    assert html(call("> [!note] T\n> Words\n> and more").body) == "<p>Words\nand more</p>\n"
    assert isinstance(call("> [!note] T\n> - a\n> - b").body[0], Listing)
    assert isinstance(call("> [!note] T\n> ## H").body[0], Heading)


def test_a_line_of_dashes_under_a_title_is_no_heading() -> None:
    assert html(call("> [!note] T\n> ---\n> a").body) == "<hr />\n<p>a</p>\n"


def test_blocks_nest() -> None:
    inner = call("> [!challenge] A\n>\n> > [!fix] B\n> >\n> > Words").body[0]
    assert isinstance(inner, Call)
    assert (inner.name, inner.span) == ("fix", Span("a.md", 3, 5, 11))


def test_a_name_that_nobody_knows_is_kept() -> None:
    assert call("> [!decison] A").name == "decison"


def test_pictures_in_a_body_are_figures_one_by_one() -> None:
    body = call("> [!compare] C\n>\n> ![A](a.png)\n> ![B](b.png)\n>\n> Text ![C](c.png) text").body
    assert [type(block) for block in body] == [Embed, Embed, Passage]
    assert [found.path for found in walk(body, Reference)] == ["a.png", "b.png", "c.png"]


def test_a_list_in_a_block_has_items_without_their_braces() -> None:
    text = "> [!clip]\n>\n> - 00:12 Starts\n> - 00:15 The *wind* {xywh=1,2,3,4}\n>   - inner"
    (listing,) = call(text).body
    assert isinstance(listing, Listing)
    first, second = listing.items
    assert first.parts == (Text("00:12 Starts"),)
    assert html(second.parts) == "00:15 The <em>wind</em>"
    entry = second.attributes.table.entries[0]
    assert isinstance(entry.value, Scalar)
    assert (entry.key, entry.value.text, slices(text, entry.value.span)) == ("xywh", "1,2,3,4", "1,2,3,4")
    assert slices(text, second.span) == "00:15 The *wind*"
    assert "xywh" not in html((listing,))
    assert "<li>inner</li>" in html((listing,))


def test_a_list_outside_a_block_is_prose() -> None:
    assert isinstance(only("- a\n- b"), Passage)


def test_a_signed_quote_is_a_quotation() -> None:
    found = only("> We had light for one take.\n>\n> -- Ian Hubert, director, actor\n")
    assert isinstance(found, Quotation)
    assert (found.signature.name, found.signature.roles, html(found.body)) == (
        "Ian Hubert",
        ("director", "actor"),
        "<p>We had light for one take.</p>\n",
    )


@pytest.mark.parametrize(
    "last", ["— Where are you going?", "— He said: nothing", "— " + "word " * 60, "Ian Hubert", "—"]
)
def test_a_sentence_behind_a_dash_is_no_signature(last: str) -> None:
    assert isinstance(only(f"> Words.\n>\n> {last}"), Passage)


def test_a_line_that_is_only_a_signature_signs_nothing() -> None:
    assert isinstance(only("> — Ian Hubert"), Passage)


def test_a_heading_may_pin_its_address() -> None:
    text = "## The *bridge* {#noon}"
    found = only(text)
    assert isinstance(found, Heading)
    assert (found.level, found.text, found.attributes.id) == (2, "The bridge", "noon")
    assert slices(text, found.attributes.id_span) == "#noon"
    assert slices(text, found.span) == "The *bridge*"


# ---- inline ----


def test_a_picture_with_everything() -> None:
    text = '![The *dolly*](media/b.mov#t=10,24 "Take four"){poster=12.5 loop}'
    found = only(text)
    assert isinstance(found, Embed)
    reference = found.reference
    assert (reference.words, reference.legend, reference.path) == ("The dolly", "Take four", "media/b.mov")
    assert slices(text, reference.span) == text
    assert slices(text, reference.path_span) == "media/b.mov"
    assert slices(text, reference.selection.span) == "t=10,24"
    assert reference.selection.end
    assert reference.selection.end.at == Fraction(24)


def test_an_address_in_angle_brackets_or_a_definition() -> None:
    first = "![a](<my take.mov#t=3> 'b')"
    found = only(first)
    assert isinstance(found, Embed)
    assert (found.reference.path, slices(first, found.reference.path_span)) == ("my take.mov", "my take.mov")
    second = only("![a][b]\n\n[b]: my%20take.mov#t=3 'c'")
    assert isinstance(second, Embed)
    assert (second.reference.path, second.reference.legend) == ("my take.mov", "c")


def test_a_link_to_media_is_a_cue() -> None:
    text = "Daylight [bought *the* city](media/scout.mov#t=7.2)."
    found = only(text)
    assert isinstance(found, Passage)
    assert [type(part) for part in found.parts] == [Markup, Text, Cue, Text, Markup]
    (cue,) = walk(found, Cue)
    reference = cue.reference
    assert (reference.words, reference.words_html) == ("bought the city", "bought <em>the</em> city")
    assert slices(text, reference.span) == "[bought *the* city](media/scout.mov#t=7.2)"


def test_a_picture_in_a_cue_stands_before_it() -> None:
    found = only("[![A dolly](a.jpg)](b.mov#t=3)")
    assert isinstance(found, Passage)
    assert [type(part) for part in found.parts] == [Markup, Reference, Cue, Markup]
    (cue,) = walk(found, Cue)
    assert cue.reference.words == "A dolly"


def test_other_links_are_links() -> None:
    text = 'See [the *rain*](04.md#x "Next").'
    found = only(text)
    assert isinstance(found, Passage)
    (link,) = walk(found, Link)
    assert (link.address, link.title, slices(text, link.span)) == ("04.md#x", "Next", '[the *rain*](04.md#x "Next")')
    assert html((found,)) == '<p>See <a href="04.md#x" title="Next">the <em>rain</em></a>.</p>\n'


def test_pictures_inside_words_links_and_lists_are_references() -> None:
    found = written("a ![b](c.png) d\n\n- ![e](f.png)\n\n[![g](h.png)](i.md)\n\n| ![j](k.png) |\n|---|")
    assert [each.path for each in walk(found.blocks, Reference)] == ["c.png", "f.png", "h.png", "k.png"]
    assert not any(isinstance(block, Embed) for block in found.blocks)


def test_a_break_between_words_stays_in_them() -> None:
    found = only("Ian\nHubert")
    assert isinstance(found, Passage)
    assert found.parts[1] == Text("Ian\nHubert")


def test_comments_are_dropped() -> None:
    assert html(written("a <!-- b --> c\n\n<!--\nd\n-->\n\ne")) == "<p>a  c</p>\n<p>e</p>\n"


# ---- notes, definitions, words ----


def test_notes_are_numbered_by_first_mention() -> None:
    text = "A[^b] B[^a] C[^b]\n\n[^a]: First *note*.\n\n[^b]: Second, see[^c].\n\n[^c]: Third\n\n    with more."
    found = written(text)
    assert [(note.label, note.number, note.count, note.plain) for note in found.notes] == [
        ("b", 1, 2, "Second, see."),
        ("a", 2, 1, "First note."),
        ("c", 3, 1, "Third with more."),
    ]
    assert [(mark.number, mark.count) for mark in walk(found.blocks, NoteMark)] == [(1, 1), (2, 1), (1, 2)]
    assert html(found.notes[1].parts) == "First <em>note</em>."
    assert html(found.notes[2].parts) == "<p>Third</p>\n<p>with more.</p>\n"
    assert found.notes[0].span == Span("a.md", 5, 1, 5)


def test_definitions_are_read_only_where_they_are_asked_for() -> None:
    text = "Clean *plate*\n: A shot without actors.\n\nSlate\n: A board.\n: A take's name.\n"
    first, second = parse_text("glossary.md", text, definitions=True).blocks
    assert isinstance(first, Definition)
    assert isinstance(second, Definition)
    assert (first.term, html(first.parts), first.span) == (
        "Clean plate",
        "A shot without actors.",
        Span("glossary.md", 1, 1, 14),
    )
    assert (second.term, second.span.line) == ("Slate", 4)
    assert "A board." in html(second.parts)
    assert "A take's name." in html(second.parts)
    assert all(isinstance(block, Passage) for block in parse_text("a.md", text).blocks)


def test_words_that_a_reader_reads_are_counted() -> None:
    text = '---\ntitle: not these\n---\n# Two words\n\nThree [more *words*](a.md) `here`\n\n> [!note] Title {by=x}\n>\n> ![alt](a.png "A legend")'
    assert written(text).words == 2 + 4 + 1 + 2


# ---- places ----


@pytest.mark.parametrize(
    "text",
    [
        "![x](a.mov#t)",
        "words ![x](a.mov#t)",
        "> ![x](a.mov#t)",
        "> words\n> ![x](a.mov#t)",
        "- ![x](a.mov#t)",
        "> [!compare] A\n>\n> ![x](a.mov#t)",
        "> [!clip] A\n>\n> 1. b\n> 2.   ![x](a.mov#t) {xywh=1,2,3,4}",
        ">> - a\n>>   b ![x](a.mov#t)",
        "# Heading ![x](a.mov#t) #",
        "Heading\n![x](a.mov#t)\n===",
        "| a\\|b | ![x](a.mov#t) |\n|---|---|",
        "| a | b |\n|---|---|\n| a | ![x](a.mov#t) |\n",
        "---\ntitle: A\n---\n\n![x](a.mov#t)",
        "\ta\n\n1.\t![x](a.mov#t)",
        "- a\n\n\t![x](a.mov#t)",
        "lazy\n   ![x](a.mov#t)",
        "a[^1]\n\n[^1]: ![x](a.mov#t)",
        "Ünï ![x](a.mov#t)",
    ],
)
def test_a_place_is_right_wherever_the_line_stands(text: str) -> None:
    (found,) = [each for each in parse_text("a.md", text).problems if each.code == "E211"]
    lines = text.split("\n")
    line = next(number for number, each in enumerate(lines) if "![x]" in each)
    assert found.span == Span("a.md", line + 1, lines[line].index("#t)") + 2, lines[line].index("#t)") + 3)


# ---- what is wrong ----

WRONG = (
    ("E102", 1, 13, "> [!note] A {by=x"),
    ("E102", 1, 12, "![a](b.mov){x"),
    ("E102", 1, 3, "> [!note A"),
    ("E102", 1, 14, "> [!note] A {by=}"),
    ("E104", 1, 3, "> [!] A"),
    ("E104", 1, 3, "> [!{by=x}] A"),
    ("E106", 1, 14, "See [a](b.md){.wide}"),
    ("E106", 1, 13, "![a](b.mov) {loop}"),
    ("E106", 1, 7, "Words {.wide}"),
    ("E106", 1, 13, "# Title {#a .wide}"),
    ("E108", 4, 3, "> [!note] A\n>\n> words\n> [!fix] B"),
    ("E108", 5, 3, "> [!note] A\n>\n> words\n>\n> [!fix] B"),
    ("E108", 2, 3, "> words\n> [!fix] B"),
    ("E108", 1, 5, "- > [!fix] B"),
    ("E108", 1, 5, "> > [!fix] B"),
    ("E109", 5, 1, "> [!note] A\n>\n> words\n\n> more"),
    ("E109", 3, 1, "> [!note] A\n\n> words\n>\n> — Ian"),
    ("E120", 1, 3, "a <b>c</b>"),
    ("E120", 3, 5, "> a\n>\n> — <b>Ian</b>"),
    ("E120", 1, 1, "<video src=x>\n</video>"),
    ("E120", 3, 3, "> a\n>\n> <!-- never"),
    ("E120", 1, 1, "<!-- a --> words"),
    ("E208", 1, 3, "a ![b](my clip.mp4)"),
    ("E208", 1, 1, '![b](my clip.mp4 "c")'),
    ("E208", 1, 1, "![b](file:///a.mp4)"),
    ("E304", 1, 19, "> [!note] A {by=x by=y}"),
    ("E412", 1, 2, "a[^b]"),
    ("E412", 3, 1, "a\n\n[^b]: c"),
    ("E412", 5, 1, "a[^b]\n\n[^b]: c\n\n[^b]: d"),
    ("E601", 1, 1, "---\na: b"),
)


@pytest.mark.parametrize(("code", "line", "col", "text"), WRONG, ids=[f"{row[0]}-{n}" for n, row in enumerate(WRONG)])
def test_a_slip_is_found_at_its_place(code: str, line: int, col: int, text: str) -> None:
    assert places(text) == [(code, line, col)]


@pytest.mark.parametrize(
    "text",
    [
        "Set {x} and {y}",
        "`{.wide}`",
        "a {b} c {.d} e",
        "\\![b](my clip.mp4)",
        "`![b](my clip.mp4)`",
        "> [!note] A\n\nwords\n\n> quote",
        "> [!note] A\n>\n> words\n\n\n> quote",
        "> [!note] A\n>\n> words\n\n> quote\n>\n> — Ian Hubert",
        "> words [!fix] B",
        "    <b>",
        "a < b > c",
        "![a](b.mov){}",
    ],
)
def test_what_only_looks_wrong_is_left_alone(text: str) -> None:
    assert places(text) == []


def test_blocks_deeper_than_six_levels_are_refused() -> None:
    six = "\n".join(f"{'> ' * depth}[!note] {depth}\n{'> ' * depth}" for depth in range(1, 7))
    assert places(six) == []
    assert places(f"{six}\n{'> ' * 7}[!note] 7") == [("E105", 13, 15)]


@pytest.mark.parametrize("text", ["> " * 60 + "a", "".join(f"{'  ' * depth}- a\n" for depth in range(60))])
def test_nothing_is_cut_off_without_a_word(text: str) -> None:
    assert [code for code, _, _ in places(text)] == ["E105"]


def test_deep_quotes_that_are_whole_are_no_slip() -> None:
    assert "deep" in html(written("> " * 40 + "deep"))


def test_a_hint_tells_how_a_video_is_written() -> None:
    (found,) = parse_text("a.md", "<video src='a.mp4'></video>").problems
    assert found.hint == "'<video>' is written ![what one sees](clip.mp4)"


def test_a_missing_quote_mark_is_told_by_its_line() -> None:
    (found,) = parse_text("a.md", "---\na: b\n---\n> [!note] A\n\n> more").problems
    assert found.hint == "a '>' may be missing on the empty line 5"


# ---- bytes ----


@pytest.mark.parametrize(
    ("data", "line", "col"),
    [
        (b"abc\nd\xc3\xa9 \xff", 2, 4),
        (b"\xff\xfea\x00", 1, 1),
        (b"\xef\xbb\xbfab\xff", 1, 3),
        (b"a\r\nb\rc\x00", 3, 2),
        (b"caf\xe9", 1, 4),
    ],
)
def test_bytes_that_are_no_text_are_found(data: bytes, line: int, col: int) -> None:
    found = parse("a.md", data)
    assert [(each.code, each.span) for each in found.problems] == [("E101", Span("a.md", line, col, col + 1))]
    assert found.blocks == ()


def test_windows_lines_and_a_mark_change_nothing() -> None:
    text = "---\ntitle: A\n---\n\n# B\n\n![x](a.mov#t)\n"
    plain = parse("a.md", text.encode())
    assert parse("a.md", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == plain
    assert plain.problems[0].span == Span("a.md", 7, 12, 13)


def test_a_line_or_file_beyond_measure_is_not_read() -> None:
    long = parse("a.md", b"a\n" + b"b" * (LONGEST_LINE + 1))
    assert [(each.code, each.span) for each in long.problems] == [
        ("E103", Span("a.md", 2, LONGEST_LINE + 1, LONGEST_LINE + 2))
    ]
    assert parse("a.md", b"b" * LONGEST_LINE).problems == ()
    large = parse("a.md", b"a\n" * LARGEST_FILE)
    assert ([each.code for each in large.problems], large.blocks) == (["E103"], ())
