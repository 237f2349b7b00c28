"""A translation tells the same story: block by block, clip by clip."""

from __future__ import annotations

import pytest
from told_pages import elements

from btspress.model import Site
from btspress.pages import lay_out
from btspress.stages.plan import plan
from btspress.stages.render import render
from btspress.testing import tell, video
from btspress.translated import lines, rows
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme

ORIGINAL = "films/f/01-a.md"
DUTCH = "films/f/01-a.nl.md"
CLIP = "![A street](media/a.mp4#t=1,5)\n\n"
MEDIA = {"films/f/media/a.mp4": video(60), "films/f/media/b.mp4": video(60)}


def block(name: str, title: str = "Title") -> str:
    return f"> [!{name}] {title}\n>\n> Words.\n\n"


def site(original: str, dutch: str, **more: str) -> Site:
    return tell({ORIGINAL: original, DUTCH: dutch, **more}, MEDIA)


def told_pages(files: dict[str, str]) -> dict[str, str]:
    """HTML by path."""
    made = tell(files)
    planned, theme = plan(made, "tools-1"), load_theme("documentary").theme
    assert theme
    pages, problems = render(lay_out(made, planned), planned, make_environment(theme), made.config)
    assert not problems
    return {page.path: page.body.decode() for page in pages if page.path.endswith(".html")}


def told(original: str, dutch: str) -> list[tuple[str, str, int]]:
    """Code, file and line of each finding."""
    found = [each for each in site(original, dutch).problems if each.code.startswith("E7")]
    return [(each.code, each.span.file, each.span.line) for each in found if each.span]


@pytest.mark.parametrize(
    ("original", "dutch"),
    [
        ("# A\n\nWords.\n", "# B\n\nMeer woorden.\n\nEn meer.\n"),
        (block("setup") + block("wrap"), block("setup", "Titel") + block("wrap", "Slot")),
        (CLIP, "![Een straat](media/a.mp4#t=1,5)\n"),
        (CLIP, "![Een straat](media/a.mp4#t=0:01,0:05 'Vier'){.wide}\n"),
        (CLIP, "![Een straat](media/b.mp4#t=2,9)\n"),
        (block("note"), block("note") + "Woorden.\n"),
    ],
)
def test_a_translation_that_tells_the_same_is_not_told_off(original: str, dutch: str) -> None:
    assert told(original, dutch) == []


def test_a_missing_block_is_told_at_the_head_of_the_translation() -> None:
    assert told(block("setup") + block("wrap"), block("setup")) == [("E701", DUTCH, 1)]


def test_every_missing_block_is_told() -> None:
    assert [code for code, _, _ in told(block("setup") + block("fix") + block("wrap"), block("setup"))] == ["E701"] * 2


def test_a_block_too_many_is_told_where_it_stands() -> None:
    assert told(block("setup"), block("setup") + block("wrap")) == [("E701", DUTCH, 5)]


def test_each_other_block_is_told_where_it_stands() -> None:
    assert told(block("setup") + block("fix") + block("wrap"), block("setup") + block("lesson") + block("note")) == [
        ("E701", DUTCH, 5),
        ("E701", DUTCH, 9),
    ]


def test_a_missing_first_block_does_not_disturb_the_rest() -> None:
    assert told(block("setup") + block("fix") + block("wrap"), block("fix") + block("wrap")) == [("E701", DUTCH, 1)]


def test_the_message_names_the_line_of_the_original() -> None:
    found = [
        each.message
        for each in site(block("setup") + block("fix", "Mended"), block("setup")).problems
        if each.code == "E701"
    ]
    assert found == ["the translation has no block for '[!fix] Mended' (line 5 of 01-a.md)"]


def test_blocks_inside_blocks_are_compared_too() -> None:
    outer = "> [!note] A\n>\n> > [!{}] B\n> >\n> > Words.\n"
    assert [code for code, _, _ in told(outer.format("tip"), outer.format("warning"))] == ["E701"]


@pytest.mark.parametrize("fragment", ["t=1,6", "t=2,5", "t=1&still", "t=1,5&xywh=0,0,9,9", "f=24,120"])
def test_another_stretch_of_the_same_file_is_told(fragment: str) -> None:
    assert told(CLIP, f"# B\n\n![Een straat](media/a.mp4#{fragment})\n") == [("E702", DUTCH, 3)]


def test_cues_are_compared_as_clips_are() -> None:
    assert [code for code, _, _ in told("[See](media/a.mp4#t=3) it.\n", "[Zie](media/a.mp4#t=4).\n")] == ["E702"]


def test_a_translation_without_an_original_is_told() -> None:
    site_head = "---\ntitle: S\nlanguages: [nl]\n---\n"
    found = tell({"films/f/02-b.nl.md": "# B\n", ORIGINAL: "# A\n", "site.md": site_head}).problems
    assert [(each.code, each.span.file if each.span else "") for each in found] == [("E703", "films/f/02-b.nl.md")]


def test_a_name_that_ends_like_a_language_is_no_translation_where_the_site_has_no_such_language() -> None:
    assert not tell({"films/f/02-b.nl.md": "# B\n", ORIGINAL: "# A\n"}).problems


def test_a_translation_is_no_chapter_of_its_film() -> None:
    made = site("# A\n", "# B\n")
    assert [chapter.title for chapter in made.films[0].chapters] == ["A"]
    assert [(chapter.title, chapter.language, chapter.address) for chapter in made.translations] == [
        ("B", "nl", "/nl/f/a/")
    ]


def test_an_original_knows_its_translations() -> None:
    made = tell({ORIGINAL: "# A\n", DUTCH: "# B\n", "films/f/01-a.pt-BR.md": "# C\n", "films/f/02-b.md": "# D\n"})
    first, second = made.films[0].chapters
    assert first.translations == (("nl", "/nl/f/a/"), ("pt-BR", "/pt-BR/f/a/"))
    assert second.translations == ()


def test_a_translation_hides_behind_a_click_where_its_film_does() -> None:
    film = "---\ntitle: F\nspoilers: full\n---\n"
    made = tell({ORIGINAL: "# A\n", DUTCH: "# B\n", "films/f/film.md": film})
    assert [chapter.spoiler for chapter in (*made.films[0].chapters, *made.translations)] == ["full", "full"]


def test_findings_of_a_translation_stand_in_its_own_file() -> None:
    found = site("# A\n", "![Een straat](media/gone.mp4)\n").problems
    assert [(each.code, each.span.file if each.span else "") for each in found] == [("E206", DUTCH)]


def test_a_translation_knows_its_original_and_its_siblings() -> None:
    made = tell({ORIGINAL: "# A\n", DUTCH: "# B\n", "films/f/01-a.pt-BR.md": "# C\n"})
    known = {chapter.language: chapter.translations for chapter in made.translations}
    assert known == {
        "nl": (("en", "/f/a/"), ("pt-BR", "/pt-BR/f/a/")),
        "pt-BR": (("en", "/f/a/"), ("nl", "/nl/f/a/")),
    }


def test_every_language_of_a_page_names_all_of_them_and_itself_to_search_engines() -> None:
    pages = told_pages(
        {ORIGINAL: "# A\n", DUTCH: "# B\n", "site.md": "---\ntitle: S\nbase_url: https://s.example\n---\n"}
    )
    expected = {
        "en": "https://s.example/f/a/",
        "nl": "https://s.example/nl/f/a/",
        "x-default": "https://s.example/f/a/",
    }
    for path in ("f/a/index.html", "nl/f/a/index.html"):
        links = [each.attributes for each in elements(pages[path]) if each.attributes.get("rel") == "alternate"]
        assert {str(link["hreflang"]): link["href"] for link in links if "hreflang" in link} == expected


def test_the_language_switch_calls_each_language_by_its_own_name() -> None:
    page = told_pages({ORIGINAL: "# A\n", DUTCH: "# B\n"})["f/a/index.html"]
    switch = [
        each for each in elements(page) if each.tag == "a" and "nav" in each.inside and each.attributes.get("hreflang")
    ]
    assert [(each.words, each.attributes["lang"]) for each in switch] == [("Nederlands", "nl")]


def test_a_report_says_what_is_translated_what_is_missing_and_what_differs() -> None:
    files = {ORIGINAL: block("setup"), DUTCH: "# B\n", "films/f/02-b.md": "# Second\n"}
    head = "---\ntitle: S\nlanguages: [nl, fr]\n---\n"
    made = tell({**files, "site.md": head})
    found = rows(made, made.problems)
    written = [row for row in found if not row.gathered]
    assert [(row.language, row.original, row.file, row.differences) for row in written] == [
        ("nl", "site.md", "", 0),
        ("nl", ORIGINAL, DUTCH, 1),
        ("nl", "films/f/02-b.md", "", 0),
        ("fr", "site.md", "", 0),
        ("fr", ORIGINAL, "", 0),
        ("fr", "films/f/02-b.md", "", 0),
    ]
    assert list(lines(found))[:5] == [
        "Nederlands (nl): 1 of 3 pages, 33 %",
        "  and 1 pages that come of these by themselves",
        "  missing   site.nl.md  S",
        f"  differs   {DUTCH}  blocks or times: 1; btspress check names them",
        "  missing   films/f/02-b.nl.md  Second",
    ]


def test_a_report_knows_the_pages_that_nobody_writes_and_what_on_them_is_not_translated() -> None:
    files = {ORIGINAL: block("decision"), DUTCH: block("decision"), "films/f/02-b.md": block("decision")}
    found = [row for row in rows(tell(files), ()) if row.gathered]
    assert ("nl", "/f/decisions/", "/nl/f/decisions/", 1) in [
        (row.language, row.original, row.file, row.differences) for row in found
    ]
    assert "  in part   /nl/f/decisions/  not translated yet: 1" in lines(found)


def test_a_site_in_one_language_is_told_how_to_begin_another() -> None:
    assert "to begin one" in next(lines(rows(tell({ORIGINAL: "# A\n"}), ())))
