"""An attacker's ways to what is withheld, and an author's slips: each is closed, in every thing built of them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from btspress.commands import shared
from btspress.digest import canonical
from btspress.insights.gathering import UnreadableError, read
from btspress.model import Budget, Site
from btspress.pages.timeline import line_of
from btspress.shipping.folder import Folder
from btspress.shipping.target import TargetError
from btspress.stages.resolve import resolve
from btspress.story.bibliography import read_bibliography
from btspress.story.rights import READERS, Audience, Gate
from btspress.testing import NOON, material_of, tell, video
from btspress.walk import walk

CHAPTER, CLIP, SIDECAR = "films/f/01-a.md", "films/f/media/a.mp4", "films/f/media/a.md"
SHOW = "# A\n\n![Found](media/a.mp4)\n"
LATER = "embargo: 2027-01-01T09:00+01:00"
REFUSES = "---\nname: José O’Nó\nconsent: no\n---\n"


def seen(site: Site, word: str = "Found") -> bool:
    return word in str(canonical((site.films, site.people, site.translations, site.editions)))


def codes(site: Site) -> set[str]:
    return {each.code for each in site.problems}


# ---- names ----


@pytest.mark.parametrize("name", ["Jose\u0301 O'No\u0301", "José  O’Nó", "JOSÉ O’NÓ", "Jose O'No", "José-O’Nó"])
def test_who_refuses_is_refused_however_their_name_is_spelled(name: str) -> None:
    files = {CHAPTER: SHOW, SIDECAR: f'---\npeople: ["{name}"]\n---\n', "people/jn.md": REFUSES}
    assert not any(seen(tell(files, {CLIP: video()}, audience=audience)) for audience in READERS)


def test_a_name_beside_a_clip_that_is_nearly_somebodys_is_told() -> None:
    files = {CHAPTER: SHOW, SIDECAR: "---\npeople: [Jsoé O’Nó]\n---\n", "people/jn.md": REFUSES}
    site = tell(files, {CLIP: video()})
    assert "E401" in codes(site)
    assert not seen(site)


def test_credits_cannot_bring_back_who_refuses() -> None:
    table = "name,role\nJose\u0301  O'No\u0301,Found\n"
    assert not seen(tell({CHAPTER: "# A\n", "films/f/credits.csv": table, "people/jn.md": REFUSES}))


def test_words_of_who_refuses_are_left_out_even_when_errors_are_let_pass() -> None:
    site = tell({CHAPTER: "# A\n\n> Found.\n>\n> — José O’Nó, grip\n", "people/jn.md": REFUSES})
    assert "E403" in codes(site)
    assert not seen(site)


# ---- what lies with a withheld film ----


@pytest.mark.parametrize("beside", ["films/f/credits.csv", "films/f/extras/credits.csv"])
def test_who_is_credited_on_a_withheld_film_alone_has_no_page(beside: str) -> None:
    files = {
        "films/f/film.md": "---\ntitle: F\naudience: crew\n---\n",
        "films/f/extras/01-b.md": "# B\n",
        beside: "name,role\nFound Person,grip\nOpen,grip\n",
        "films/g/01-b.md": "# B\n",
        "films/g/credits.csv": "name,role\nOpen,boom\n",
    }
    assert {audience for audience in READERS if seen(tell(files, audience=audience))} == {Audience.CREW}
    assert [(each.name, len(each.roles)) for each in tell(files).people] == [("Open", 1)]
    stamped = resolve(material_of(files), Gate(NOON, stamped=True))
    assert {each.name: bool(each.withheld) for each in stamped.people} == {"Found Person": True, "Open": False}


def test_a_folder_in_that_of_a_withheld_film_is_withheld_with_it() -> None:
    files = {"films/f/film.md": "---\ntitle: F\naudience: crew\n---\n", "films/f/extras/01-b.md": "# Found\n"}
    assert {audience for audience in READERS if seen(tell(files, audience=audience))} == {Audience.CREW}


@pytest.mark.parametrize("keys", [LATER, "audience: crew", "consent: no", "audiance: crew", "draft: yes"])
@pytest.mark.parametrize("path", ["films/f/film.nl.md", "people/di.nl.md"])
def test_a_translation_may_have_a_reason_of_its_own_to_be_withheld(path: str, keys: str) -> None:
    files = {
        "site.md": "---\ntitle: S\nlanguages: [nl]\n---\n",
        "films/f/film.md": "---\ntitle: F\n---\n",
        CHAPTER: "# A\n",
        "people/di.md": "---\nname: Di\n---\n",
        path: f"---\n{keys}\n---\n\nFound.\n",
    }
    assert seen(tell({**files, path: "---\n---\n\nFound.\n"}))
    assert not seen(tell(files))


# ---- slips ----


@pytest.mark.parametrize("limit", ["audience=crew", "embargo=2027-01-01T09:00+01:00"])
@pytest.mark.parametrize("place", ["films/f/01-a", "films/f/film", "site"])
def test_a_translated_block_is_for_nobody_who_may_not_see_its_original(place: str, limit: str) -> None:
    head = "---\ntitle: T\n---\n\n"
    files = {
        CHAPTER: "# A\n",
        "films/f/film.md": head,
        "films/f/film.de.md": head,
        f"{place}.md": f"{head}# A\n\n> [!decision] Open\n>\n> Words.\n\n> [!decision] Kept {{{limit}}}\n>\n> Found.\n",
        f"{place}.de.md": f"{head}# A\n\n> [!decision] Offen\n>\n> Worte.\n\n> [!decision] Found\n>\n> Found.\n",
    }
    site = tell(files)
    assert seen(site, "Offen")
    assert not seen(site)
    if limit == "audience=crew":
        assert seen(tell(files, audience=Audience.CREW))


@pytest.mark.parametrize(
    "blocks",
    ["> [!note] Found\n", "> [!decision] D\n\n> [!note] Found\n\n> [!note] Open\n", "> [!tip] Found\n"],
    ids=["one is missing", "in another order", "of another kind"],
)
def test_a_translated_block_that_matches_none_is_for_nobody_who_may_not_see_one_that_matches_none(blocks: str) -> None:
    original = "# A\n\n> [!note] Open\n\n> [!note] Kept {audience=crew}\n\n> [!decision] D\n"
    files = {CHAPTER: original, "films/f/01-a.de.md": f"# A\n\n{blocks}"}
    site = tell(files)
    assert "E701" in codes(site)
    assert not seen(site)
    assert seen(tell(files, audience=Audience.CREW))


def test_chapters_are_withheld_in_a_language_in_which_their_film_is() -> None:
    head = "---\ntitle: T\n---\n"
    files = {CHAPTER: "# A\n", "films/f/01-a.de.md": "# Found\n", "films/f/film.md": head, "films/f/film.de.md": head}
    assert seen(tell(files))
    site = tell({**files, "films/f/film.de.md": f"---\ntitle: T\n{LATER}\n---\n"})
    assert not seen(site)
    assert site.films


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("films/f/film.md", "draft: yes"),
        ("films/f/film.md", "clearance: pending"),
        (SIDECAR, "clearance: denied"),
        (SIDECAR, "draft: yes"),
        (SIDECAR, "until: 2020-01-01"),
        (CHAPTER, "consent: no"),
    ],
)
def test_a_protection_in_a_place_that_does_not_know_it_protects_nevertheless(path: str, keys: str) -> None:
    files = {CHAPTER: SHOW, path: f"---\n{keys}\n---\n\n{SHOW}" if path == CHAPTER else f"---\n{keys}\n---\n"}
    site = tell(files, {CLIP: video()})
    assert "E620" in codes(site)
    assert not seen(site)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("item,planned,for\nFound,1,crew\n", ""),
        ('item,planned,for\nFound,1,"crew, press"\n', ""),
        ("item,planned,for\nFound,1,crwe\n", "E621"),
        ("item,planned,for\nFound,1,;\n", "E621"),
        ("item,planned,for\nFound,1,000,crew\n", "E604"),
        ("item,planned,fro\nFound,1,crew\n", "E604"),
        ("item,planned,audience\nFound,1,crew\n", "E604"),
    ],
)
def test_a_line_of_a_table_whose_readers_cannot_be_told_is_for_nobody(table: str, code: str) -> None:
    site = tell({CHAPTER: "# A\n\n> [!budget] {from=b.csv}\n", "films/f/b.csv": table})
    assert codes(site) & {"E604", "E621"} == ({code} if code else set())
    assert not seen(site)


def test_other_columns_of_a_table_are_nobodys_business() -> None:
    table = "item,planned,notes,year,vendor\nFound,1,x,2012,y\n"
    assert seen(tell({CHAPTER: "# A\n\n> [!budget] {from=b.csv}\n", "films/f/b.csv": table}))


def test_a_line_of_a_camera_log_with_a_comma_too_many_is_for_nobody() -> None:
    log = "file,title,place,audience\na.mp4,Rain, again,,crew\n"
    site = tell({CHAPTER: SHOW, "films/f/media/clips.csv": log}, {CLIP: video()})
    assert "E604" in codes(site)
    assert not seen(site)


# ---- hostile tables and bibliographies ----

BOMBS = {
    "a date beyond all dates.json": '[{"id": "a", "issued": {"date-parts": [[99999999999999999999, 1, 1]]}}]',
    "no number.json": '[{"id": "a", "issued": {"date-parts": [[Infinity]]}}]',
    "no list.json": '[{"id": "a", "issued": {"date-parts": {"a": 1}}}]',
    "half a character.json": '[{"id": "a", "title": "\\ud800"}]',
    "deep.json": "[" * 100_000,
    "never closed.bib": "@a{b, c = {" * 20_000,
    "no month.bib": "@a{b, date = {2012-13-45}}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bibliography_that_makes_no_sense_is_told_and_nothing_breaks(name: str) -> None:
    sources, (problem,) = read_bibliography(f"sources/{name}", BOMBS[name].encode())
    assert sources == ()
    assert problem.code == "E414"


@pytest.mark.parametrize("text", ["@a{b, " + " " * 1_000_000, "@a{b, c = {" * 20_000 + "}}" * 20_000])
def test_a_bibliography_is_gone_through_once(text: str) -> None:
    sources, problems = read_bibliography("sources/a.bib", text.encode())
    assert ([each.slug for each in sources], problems) == (["b"], ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f"page,moment,second,viewers\n/a/,m,1,1\n/a/,m,2,{'9' * 4000}\n"),
        ("a.csv", "page,moment,second,viewers\n/a/,m,inf,1\n"),
        ("a.csv", "page,moment,second,viewers\n/a/,m,1,-1\n"),
        ("a.json", "[" * 100_000),
        ("a.json", '{"btspress": "review", "answers": [{"page": "\\ud800", "view": "moving"}]}'),
    ],
)
def test_answers_that_make_no_sense_are_refused(name: str, text: str) -> None:
    with pytest.raises(UnreadableError):
        read(name, text.encode())


def test_what_strangers_wrote_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    shared.show(({"note": "a\x1b]0;b\x07c"},), lambda rows: (f"{row['note']}\nd" for row in rows), "text")
    assert capsys.readouterr().out == "a\ufffd]0;b\ufffdc\nd\n"


def test_an_amount_of_five_thousand_digits_is_told() -> None:
    site = tell(
        {CHAPTER: "# A\n\n> [!budget] {from=b.csv}\n", "films/f/b.csv": f"item,planned\nA,{'9' * 5000}\nB,-3\n"}
    )
    assert "E621" in codes(site)
    assert [line.planned for line in next(walk(site.films, Budget)).lines] == [None, -3]


def test_a_timeline_may_reach_from_the_first_day_to_the_last() -> None:
    head = "phases:\n  - {id: a, from: 0001-01-01, to: 9999-12-31}\nmilestones:\n  - {on: 9999-12-31, what: End}"
    site = tell({"films/f/film.md": f"---\ntitle: F\n{head}\n---\n", CHAPTER: "# A\n"})
    assert line_of(site.films[0]).bands[0].wide > 0


# ---- places ----


def test_a_folder_that_cannot_be_looked_into_is_not_taken_for_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def refusing(path: str | Path) -> object:
        if str(path).endswith("media"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path)

    (tmp_path / "media").mkdir()
    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(TargetError, match="Permission denied"):
        Folder(tmp_path).sizes()


def test_a_place_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert Folder(tmp_path / "new").sizes() == {}
