"""References out of a site and into it: styles, BibTeX, CSL-JSON; and a film's chapters as a book."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from told_pages import FILES, Told, elements, told

from btspress.bookbinding import bound
from btspress.delivery.epub import packed
from btspress.model import CitedSource, Footnote
from btspress.pages.cite import Work, moments_of, works_of
from btspress.pages.references import source_bib, source_csl
from btspress.story.bibliography import read_bibliography
from btspress.testcard import MEDIA
from btspress.testing import tell
from btspress.walk import walk
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme
from btspress.web.xhtml import as_xhtml

XHTML = "{http://www.w3.org/1999/xhtml}"
ON = date(2026, 1, 1)


@pytest.fixture(scope="module")
def site() -> Told:
    return told()


# ---- citing ----


def test_a_chapter_and_a_moment_of_it_are_cited_in_three_styles(site: Told) -> None:
    film = site.site.films[0]
    chapter, take = (
        work for work in works_of(site.site, film, film.chapters[1]) if work.key.endswith(("bridge", "four"))
    )
    assert [f"{each.name}: {each.before}_{each.set_off}_{each.after}" for each in (*chapter.styles, *take.styles)] == [
        "MLA: “The bridge at noon.” _Told_, https://films.example/told/tears/bridge/.",
        "Chicago: “The bridge at noon.” _Told_. https://films.example/told/tears/bridge/.",
        "APA: _The bridge at noon_. (n.d.). Told. https://films.example/told/tears/bridge/",
        "MLA: “Take four.” “The bridge at noon,” _Told_, 00:00:10:00–00:00:20:00, https://films.example/told/tears/bridge/#take-four.",
        "Chicago: “Take four, 00:00:10:00–00:00:20:00.” In “The bridge at noon.” _Told_. https://films.example/told/tears/bridge/#take-four.",
        "APA: Take four [Video clip, 00:00:10:00–00:00:20:00]. (n.d.). In _The bridge at noon_. Told. https://films.example/told/tears/bridge/#take-four",
    ]


def test_a_reference_names_the_holder_and_the_day_of_publication() -> None:
    work = Work("k", "The rope", "https://a.example/r/", "Studio One", "Told", on=date(2024, 9, 3))
    assert [f"{each.before}_{each.set_off}_{each.after}" for each in work.styles] == [
        "Studio One. “The rope.” _Told_, 3 Sept. 2024, https://a.example/r/.",
        "Studio One. “The rope.” _Told_. September 3, 2024. https://a.example/r/.",
        "Studio One. (2024, September 3). _The rope_. Told. https://a.example/r/",
    ]


def test_what_has_no_title_is_cited_by_its_words() -> None:
    text = "> [!compare]\n>\n> ![Set](media/onset.jpg)\n> ![Film](media/final.jpg)\n>\n> The wall had to be green.\n"
    site = tell({**FILES, "films/tears/02-bridge.md": text}, MEDIA)
    assert [title for _, title, _ in moments_of(site.films[0].chapters[1])] == ["The wall had to be green."]


def test_a_site_that_does_not_know_its_address_cites_nothing() -> None:
    made = told(files={"site.md": "---\ntitle: Told\n---\n"})
    assert not [
        each for each in elements(made.pages["tears/bridge/index.html"]) if each.attributes.get("class") == "cite"
    ]


def test_what_goes_out_as_bibtex_comes_in_again(site: Told) -> None:
    texts = {spec.path.rpartition(".")[2]: spec.text for spec in site.specs if spec.path.startswith("tears/citations")}
    listed = json.loads(texts["json"])
    bib, wrong = read_bibliography("sources/a.bib", texts["bib"].encode())
    csl, bad = read_bibliography("sources/a.json", texts["json"].encode())
    assert (wrong, bad) == ((), ())
    assert [each.slug for each in bib] == [each.slug for each in csl] == [each["id"] for each in listed]
    assert next(each for each in bib if each.slug == "blog") == CitedSource(
        "blog", "Production blog", "The crew", date(2012, 4, 19), "https://blog.example/", kind="online",
        authors=(("The crew", ""),),
    )  # fmt: skip


# ---- bibliographies ----

BIB = """@comment{none of this}
@article{bordwell2002,
  author = {Bordwell, David and {The Crew}},
  title = "Intensified {C}ontinuity \\& Style -- a {{study}}",
  journal = {Film Quarterly}, year = 2002,
  url = {javascript:alert(1)}
}
"""


def test_bibtex_is_read_as_reference_managers_write_it() -> None:
    (source,), problems = read_bibliography("sources/a.bib", BIB.encode())
    assert problems == ()
    assert source == CitedSource(
        "bordwell2002", "Intensified Continuity & Style – a study", "David Bordwell; The Crew",
        kind="article", year="2002", within="Film Quarterly",
        authors=(("Bordwell", "David"), ("The Crew", "")),
    )  # fmt: skip


def test_a_note_cites_an_entry_of_a_bibliography_and_a_file_of_its_own_wins() -> None:
    text = "Words.[^1] More.[^2]\n\n[^1]: bordwell2002, p. 3\n[^2]: blog\n"
    files = {**FILES, "films/tears/02-bridge.md": text, "sources/a.bib": BIB + "@misc{blog, title = {Another}}\n"}
    notes = [note for note in walk(tell(files).films[0].chapters[1], Footnote) if note.cited]
    assert [(note.cited.title if note.cited else "", note.place) for note in notes] == [
        ("Intensified Continuity & Style – a study", "p. 3"),
        ("Production blog", ""),
    ]


@pytest.mark.parametrize(
    ("entry", "item"),
    [
        (
            "@article{a,\n  author = {Bordwell, David and {The Crew}},\n  title = {On},\n"
            "  date = {2002},\n  journaltitle = {Film Quarterly},\n}\n",
            {
                "id": "a",
                "type": "article-journal",
                "title": "On",
                "author": [{"family": "Bordwell", "given": "David"}, {"literal": "The Crew"}],
                "issued": {"date-parts": [[2002]]},
                "container-title": "Film Quarterly",
            },
        ),
        (
            "@book{b,\n  author = {Salt, Barry},\n  title = {Style},\n  publisher = {Starword},\n}\n",
            {
                "id": "b",
                "type": "book",
                "title": "Style",
                "author": [{"family": "Salt", "given": "Barry"}],
                "publisher": "Starword",
            },
        ),
    ],
)
def test_a_source_goes_out_as_the_kind_that_it_came_in_as(entry: str, item: dict[str, object]) -> None:
    for name, data in (("a.bib", entry), ("a.json", json.dumps([item]))):
        (source,), _ = read_bibliography(f"sources/{name}", data.encode())
        assert (source_bib(source), source_csl(source)) == (entry, item)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.bib", b"@misc{a,\n title = {never", "the value in line 2 is never closed"),
        ("a.bib", b"\xff", "invalid start byte"),
        ("a.json", b"{", "Expecting property name"),
        ("a.json", b'[{"title": "A"}]', "an entry has no 'id'"),
        ("a.json", b'[{"id": "a", "issued": {"date-parts": [["x"]]}}]', "invalid literal"),
        ("a.json", b"3", "not iterable"),
    ],
)
def test_a_bibliography_that_cannot_be_read_is_told(name: str, data: bytes, says: str) -> None:
    sources, (problem,) = read_bibliography(f"sources/{name}", data)
    assert (sources, problem.code) == ((), "E414")
    assert says in problem.message


# ---- a book ----


@pytest.fixture(scope="module")
def books(site: Told, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The book for readers, and the one with the key; each picture is a byte."""
    folder: Path = tmp_path_factory.mktemp("site")
    for path in site.files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"x")
    theme = load_theme("documentary").theme
    assert theme
    film, environment = site.site.films[0], make_environment(theme)
    made = []
    for key in (False, True):
        book, problems = bound(site.site, site.plan, film, environment, folder, ON, key=key)
        assert problems == ()
        made.append(packed(book))
    return made[0], made[1]


def files_of(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_leaf_of_a_book_is_well_formed_and_all_that_it_shows_is_in_it(books: tuple[bytes, bytes]) -> None:
    files = files_of(books[0])
    leaves = {name: ElementTree.fromstring(data) for name, data in files.items() if name.endswith(".xhtml")}
    assert len(leaves) == 5  # contents, title, two chapters, glossary
    for name, leaf in leaves.items():
        ids = [each.get("id") for each in leaf.iter() if each.get("id")]
        assert len(ids) == len(set(ids)), name
        assert {f"EPUB/{each.get('src')}" for each in leaf.iter(f"{XHTML}img")} <= files.keys()
        gone = {"script", "video", "audio", "button", "details", "source", "picture"}
        assert not [each.tag for each in leaf.iter() if each.tag.removeprefix(XHTML) in gone]
        inner = {each.get("href", "").partition("#")[0] for each in leaf.iter(f"{XHTML}a")}
        assert {f"EPUB/{address}" for address in inner if address and "://" not in address} <= files.keys()
    assert any(name.startswith("EPUB/images/") for name in files)


def test_the_package_lists_every_file_once(books: tuple[bytes, bytes]) -> None:
    files = files_of(books[0])
    package = ElementTree.fromstring(files["EPUB/package.opf"])
    listed = [f"EPUB/{each.get('href')}" for each in package.iter("{http://www.idpf.org/2007/opf}item")]
    assert sorted(listed) == sorted(set(files) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"})


def test_answers_are_in_the_book_with_the_key_alone(books: tuple[bytes, bytes]) -> None:
    plain, key = (b"".join(files_of(book).values()) for book in books)
    assert (b"so it is morning" in plain, b"so it is morning" in key) == (False, True)
    assert (b"Let them draw it" in plain, b"Let them draw it" in key) == (False, True)


def test_what_only_a_browser_can_do_leaves_no_trace_in_xhtml() -> None:
    html = (
        '<main><p hidden>a<br>b</p><details><summary>S & T</summary><svg viewBox="0 0 1 1"><path d="M0"/></svg></details>'
        '<picture><source srcset="a.avif"><img src="a.jpg" alt="A" loading="lazy"></picture><a href="gone/">x</a>'
        "<video><track src=a><p>no</p></video></main>"
    )
    made = as_xhtml(html, lambda address: "" if address == "gone/" else address, lambda address: f"images/{address}")
    assert made == (
        '<div><p>S &amp; T</p><svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><path d="M0"></path></svg></div><img src="images/a.jpg" alt="A"/>x'
    )
