"""Whatever uses nothing of ours is rendered exactly as CommonMark has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from btspress.markup.grammar import MAX_NESTING
from btspress.markup.markdown import html, parse
from btspress.written import Heading, Markup, Passage, Text

FOLDER = Path(__file__).parent / "commonmark"
SAMPLES = tuple(
    pytest.param(sample, id=f"{file.stem}-{number}")
    for file in sorted(FOLDER.glob("*.md"))
    for number, sample in enumerate(file.read_text(encoding="utf-8").split("\n%%%\n"), 1)
)
OURS = re.compile(r"^---\s*$|<[a-z!?/]|!\[|\[!|\[\^|\]:|\{|^\s*(?:—|―|--)|\.ts", re.MULTILINE | re.IGNORECASE)
"""Front matter, HTML, pictures, story blocks, notes, braces, signatures."""

PIECES = st.sampled_from(
    (
        *("a", "b c", "Café", "1", "x_y", " ", "  ", "\n", "\n\n", "\t", "    ", "é", "&amp;", "&", '"', "\\"),
        *("*", "**", "_", "__", "`", "``", "```\n", "~~~", "#", "## ", "> ", ">", "- ", "+ ", "* ", "1. ", "2) "),
        *("[", "]", "](", ")", "(b)", "[a](b)", "[a](b 'c')", "***", "===\n", "<", "!", "|", "\u00a0", "\u2028"),
    )
)


def ended(text: str) -> str:
    """The text with an end to its last line, as that of a file has."""
    return text if text.endswith("\n") else f"{text}\n"


def reference(text: str) -> str:
    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").render(ended(text))


@pytest.mark.parametrize("text", SAMPLES)
def test_a_sample_is_rendered_as_by_the_library(text: str) -> None:
    found = parse("a.md", text)
    assert html(found) == MarkdownIt("commonmark").render(ended(text))
    assert not found.problems


def test_there_are_enough_samples() -> None:
    assert len(SAMPLES) >= 150


@pytest.mark.parametrize("text", ["| a | b |\n|---|:-:|\n| *c* | d\\|e |\n", "a | b\n--|--\n", "# a | b\n--|--\n"])
def test_a_table_is_a_table(text: str) -> None:
    assert html(parse("a.md", text)) == reference(text)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=40).map("".join).filter(lambda text: not OURS.search(text)))
def test_any_plain_text_is_rendered_as_by_the_library(text: str) -> None:
    assert html(parse("a.md", text)) == reference(text)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60).filter(lambda text: not OURS.search(text) and "\r" not in text and "\ufeff" not in text))
def test_any_characters_are_rendered_as_by_the_library(text: str) -> None:
    assert html(parse("a.md", text)) == reference(text)


def test_plain_words_are_not_escaped_before_their_time() -> None:
    (passage,) = parse("a.md", "Salt & pepper < `a&b`").blocks
    assert isinstance(passage, Passage)
    assert passage.parts == (Markup("<p>"), Text("Salt & pepper < "), Markup("<code>a&amp;b</code></p>\n"))


def test_words_in_links_and_headings_are_markup() -> None:
    heading, passage = parse("a.md", "# A & B\n\n[a & b](c.md)").blocks
    assert isinstance(heading, Heading)
    assert isinstance(passage, Passage)
    assert heading.parts == (Markup("A &amp; B"),)
    assert not any(isinstance(part, Text) for part in passage.parts)
