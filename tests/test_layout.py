"""What each file is, told by place and name; which files belong together; which file an address means."""

from __future__ import annotations

import string
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.story.layout import (
    Beside,
    described_of,
    is_language,
    is_media,
    joinpath,
    lay_out,
    locate,
    media_of,
    pair_of,
    sidecar_of,
    slug_of,
    slugify,
    split_language,
    tracks_of,
    transcripts_of,
)
from btspress.testing import picture, tell
from btspress.tree import Tree

few = settings(max_examples=80, deadline=None)


def tree(*paths: str) -> Tree:
    return Tree.of(dict.fromkeys(paths, b""))


def kind(path: str, *others: str) -> str:
    """The kind of `path` in a folder that holds `others` too."""
    found = lay_out(tree(path, *others))
    kinds = {
        "site": (found.site,),
        "glossary": (found.glossary,),
        "person": found.people,
        "source": found.sources,
        "sidecar": found.sidecars,
        "log": found.logs,
        "film": tuple(film.head for film in found.films),
        "chapter": tuple(each for film in found.films for each in film.chapters),
        "translation": tuple(each for film in found.films for each in film.translations),
    }
    return ", ".join(name for name, paths in kinds.items() if path in paths) or "nothing"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("site.md", "site"),
        ("glossary.md", "glossary"),
        ("films/f/site.md", "chapter"),
        ("films/f/glossary.md", "chapter"),
        ("people/ann-lee.md", "person"),
        ("people/crew/ann-lee.md", "chapter"),
        ("films/people/ann-lee.md", "chapter"),
        ("sources/blog.md", "source"),
        ("films/f/film.md", "film"),
        ("film.md", "film"),
        ("films/f/01-a.md", "chapter"),
        ("walk.md", "chapter"),
        ("films/f/media/notes.md", "sidecar"),
        ("media/notes.md", "sidecar"),
        ("films/f/a.en.transcript.md", "sidecar"),
        ("films/f/media/clips.csv", "log"),
        ("clips.csv", "log"),
        ("films/f/shots.csv", "nothing"),
        ("README.md", "nothing"),
        ("films/f/readme.md", "nothing"),
        ("films/f/LICENSE.md", "nothing"),
        ("films/f/CONTRIBUTING.md", "nothing"),
        ("films/f/notes.txt", "nothing"),
        ("films/f/a.mp4", "nothing"),
        ("films/f/media/film.md", "sidecar"),
    ],
)
def test_a_file_is_what_its_place_and_name_say(path: str, told: str) -> None:
    assert kind(path) == told


@pytest.mark.parametrize(
    ("path", "beside", "told"),
    [
        ("films/f/take.md", "films/f/take.2.mp4", "chapter"),
        ("films/f/take.md", "films/g/take.mp4", "chapter"),
        ("films/f/take.md", "films/f/take.vtt", "chapter"),
        ("films/f/film.md", "films/f/film.jpg", "film"),
        ("people/ann-lee.md", "people/ann-lee.jpg", "person"),
        ("sources/blog.md", "sources/blog.png", "source"),
        ("site.md", "site.png", "site"),
        ("glossary.md", "glossary.jpg", "glossary"),
        ("films/f/01-a.nl.md", "films/f/01-a.md", "translation"),
        ("films/f/01-a.nl.md", "films/f/01-b.md", "chapter"),
        ("films/f/01-a.pt-BR.md", "films/f/01-a.md", "translation"),
        ("films/f/01-a.final.md", "films/f/01-a.md", "chapter"),
    ],
)
def test_a_file_may_be_something_else_beside_another(path: str, beside: str, told: str) -> None:
    assert kind(path, beside) == told


def test_a_text_describes_the_clip_of_its_name() -> None:
    assert kind("films/f/take.md", "films/f/take.mp4", "films/f/01-a.md") == "sidecar"


def test_the_only_text_of_a_folder_of_footage_describes_its_clip() -> None:
    assert kind("films/f/footage/take.md", "films/f/footage/take.mp4", "films/f/01-a.md") == "sidecar"


def test_the_only_text_of_a_site_tells_the_story_whatever_the_clip_is_called() -> None:
    held = tree("walk/street.md", "walk/street.mp4", "site.md", "people/bo.md", "README.md")
    assert lay_out(held).films[0].chapters == ("walk/street.md",)
    assert sidecar_of("walk/street.mp4", held) == ""


def test_the_only_text_of_a_site_may_be_translated() -> None:
    film = lay_out(tree("walk/street.md", "walk/street.nl.md", "walk/street.mp4")).films[0]
    assert (film.chapters, film.translations) == (("walk/street.md",), ("walk/street.nl.md",))


def test_two_texts_that_each_have_a_clip_describe_them() -> None:
    assert lay_out(tree("a.md", "a.mp4", "b.md", "b.mp4")).sidecars == ("a.md", "b.md")


names = st.sampled_from(
    [
        "site.md",
        "glossary.md",
        "film.md",
        "01-a.md",
        "01-a.nl.md",
        "x.md",
        "x.mp4",
        "x.en.transcript.md",
        "README.md",
        "clips.csv",
    ]
)
folders = st.sampled_from(["", "people/", "sources/", "films/f/", "films/f/media/", "films/g/", "media/"])
paths = st.lists(st.tuples(folders, names).map("".join), max_size=14, unique=True)


@few
@given(paths)
def test_no_file_is_two_things(found: list[str]) -> None:
    documents = lay_out(tree(*found)).documents
    assert len(documents) == len(set(documents))


@few
@given(paths)
def test_every_text_but_those_about_the_folder_is_read(found: list[str]) -> None:
    told = {path for path in found if path.endswith(".md") and not path.endswith("README.md")}
    assert set(lay_out(tree(*found)).documents) == told


@few
@given(paths)
def test_what_describes_a_clip_is_never_told_as_a_chapter(found: list[str]) -> None:
    held = tree(*found)
    sidecars = lay_out(held).sidecars
    assert all(sidecar_of(path, held) in {"", *sidecars} for path in found if is_media(path))


def test_chapters_stand_in_the_order_of_their_names() -> None:
    film = lay_out(tree("films/f/10-c.md", "films/f/02-b.md", "films/f/01-a.md")).films[0]
    assert film.chapters == ("films/f/01-a.md", "films/f/02-b.md", "films/f/10-c.md")


def test_each_folder_with_chapters_is_a_film() -> None:
    found = lay_out(tree("films/g/01-a.md", "films/f/01-a.md", "walk.md"))
    assert [film.folder for film in found.films] == ["", "films/f", "films/g"]


def test_a_film_needs_no_head() -> None:
    assert lay_out(tree("films/f/01-a.md")).films[0].head == ""


def test_an_empty_folder_is_an_empty_layout() -> None:
    assert lay_out(tree()).documents == ()


def test_a_person_may_have_a_portrait_of_the_same_name() -> None:
    files = {"people/ann-lee.md": "---\nname: Ann Lee\nportrait: ann-lee.jpg\n---\n"}
    site = tell(files, {"people/ann-lee.jpg": picture()})
    assert not [found for found in site.problems if found.code != "E504"]
    assert site.people[0].portrait


def test_a_film_may_have_a_poster_of_the_same_name() -> None:
    files = {"films/f/film.md": "---\ntitle: F\nposter: film.jpg\n---\n", "films/f/01-a.md": "# A\n"}
    site = tell(files, {"films/f/film.jpg": picture()})
    assert site.films[0].title == "F"
    assert site.films[0].poster


# ---- names and slugs ----


@pytest.mark.parametrize(
    ("stem", "told"),
    [
        ("03-the-bridge.nl", ("03-the-bridge", "nl")),
        ("03-the-bridge", ("03-the-bridge", "")),
        ("a.pt-BR", ("a", "pt-BR")),
        ("a.zh-Hant-TW", ("a", "zh-Hant-TW")),
        ("a.b.nl", ("a.b", "nl")),
        ("a.NL", ("a.NL", "")),
        ("a.final", ("a.final", "")),
        ("a.2", ("a.2", "")),
        (".nl", ("", "nl")),
    ],
)
def test_a_language_is_split_off(stem: str, told: tuple[str, str]) -> None:
    assert split_language(stem) == told


@pytest.mark.parametrize(
    ("tag", "good"),
    [("en", True), ("pt-BR", True), ("english", False), ("EN", False), ("e", False), ("", False), ("en-", False)],
)
def test_a_language_tag_has_a_form(tag: str, good: bool) -> None:
    assert is_language(tag) is good


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("films/f/03-the-bridge.md", "the-bridge"),
        ("films/f/03-the-bridge.nl.md", "the-bridge"),
        ("films/f/03b_The Bridge.md", "the-bridge"),
        ("films/f/2012.md", "2012"),
        ("films/f/01. It's here.md", "its-here"),
        ("films/f/01-.md", "01"),
        ("films/f/Über das Boot.md", "über-das-boot"),
        ("films/f/橋.md", "橋"),
        ("films/f/!!!.md", "part"),
    ],
)
def test_an_address_comes_from_the_name_of_the_file(path: str, slug: str) -> None:
    assert slug_of(path) == slug


@few
@given(st.text(max_size=120))
def test_a_slug_of_a_slug_is_the_slug(words: str) -> None:
    assert slugify(slugify(words)) == slugify(words)


@few
@given(st.text(max_size=120))
def test_a_slug_is_never_empty_and_holds_nothing_that_an_address_cannot(words: str) -> None:
    slug = slugify(words)
    assert 0 < len(slug) <= 80
    assert not set(slug) & set(" /\\?#%&.:;'\"<>|*\n\t")
    assert "--" not in slug


def test_both_forms_of_an_accent_give_one_slug() -> None:
    assert slugify("Bru\u0308cke") == slugify("Br\u00fccke") == "brücke"


def test_marks_that_combine_stay_with_their_letters() -> None:
    assert slugify("हिन्दी फिल्म") == "हिन्दी-फिल्म"


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("a.mp4", True),
        ("a.MOV", True),
        ("a.jpeg", True),
        ("a.wav", True),
        ("a.vtt", False),
        ("a.md", False),
        ("mp4", False),
    ],
)
def test_media_is_known_by_its_ending(path: str, good: bool) -> None:
    assert is_media(path) is good


# ---- what lies beside a clip ----

BESIDE = tree(
    "01-a.md",
    "m/bridge.mp4",
    "m/bridge.md",
    "m/bridge.en.vtt",
    "m/bridge.en.sdh.vtt",
    "m/bridge.nl.srt",
    "m/bridge.en.desc.vtt",
    "m/bridge.marks.vtt",
    "m/bridge.ad.mov",
    "m/bridge.en.transcript.md",
    "m/bridge.pt-BR.transcript.md",
    "m/bridge.onset.mov",
    "m/bridge.onset.en.vtt",
    "m/bridge.onset.en.transcript.md",
    "m/bridge2.en.vtt",
    "m/lonely.wav",
)


def test_timed_text_belongs_to_the_clip_of_its_name() -> None:
    assert set(tracks_of("m/bridge.mp4", BESIDE)) == {
        Beside("m/bridge.en.vtt", "en", "captions"),
        Beside("m/bridge.en.sdh.vtt", "en", "sdh"),
        Beside("m/bridge.nl.srt", "nl", "captions"),
        Beside("m/bridge.en.desc.vtt", "en", "desc"),
        Beside("m/bridge.marks.vtt", "", "marks"),
    }


def test_timed_text_of_a_longer_name_belongs_to_that_clip() -> None:
    assert tracks_of("m/bridge.onset.mov", BESIDE) == (Beside("m/bridge.onset.en.vtt", "en", "captions"),)


def test_transcripts_say_their_language() -> None:
    assert transcripts_of("m/bridge.mp4", BESIDE) == (
        ("en", "m/bridge.en.transcript.md"),
        ("pt-BR", "m/bridge.pt-BR.transcript.md"),
    )


def test_a_described_version_may_have_another_ending() -> None:
    assert described_of("m/bridge.mp4", BESIDE) == "m/bridge.ad.mov"


def test_a_sidecar_and_its_clip_find_each_other() -> None:
    assert sidecar_of("m/bridge.mp4", BESIDE) == "m/bridge.md"
    assert media_of("m/bridge.md", BESIDE) == "m/bridge.mp4"


def test_a_clip_alone_has_nothing_beside_it() -> None:
    lone = "m/lonely.wav"
    assert (tracks_of(lone, BESIDE), transcripts_of(lone, BESIDE)) == ((), ())
    assert (sidecar_of(lone, BESIDE), described_of(lone, BESIDE)) == ("", "")


@pytest.mark.parametrize("media", ["people/ann.jpg", "films/f/film.jpg", "sources/a.png", "site.png", "glossary.jpg"])
def test_a_file_with_a_kind_of_its_own_is_no_sidecar(media: str) -> None:
    held = tree(media, media.rsplit(".", 1)[0] + ".md")
    assert sidecar_of(media, held) == ""


# ---- pairs ----


@pytest.mark.parametrize(("first", "last"), [("onset", "final"), ("plate", "comp"), ("before", "after")])
@pytest.mark.parametrize("folder", ["films/f/", "films/f/media/"])
def test_a_pair_is_found_by_its_suffixes(first: str, last: str, folder: str) -> None:
    held = tree(f"{folder}bridge.{first}.mov", f"{folder}bridge.{last}.jpg")
    assert pair_of("bridge", "films/f", held) == (f"{folder}bridge.{first}.mov", f"{folder}bridge.{last}.jpg")


def test_a_pair_may_lie_in_the_root() -> None:
    assert pair_of("b", "", tree("media/b.onset.mp4", "media/b.final.mp4")) == (
        "media/b.onset.mp4",
        "media/b.final.mp4",
    )


@pytest.mark.parametrize(
    "held",
    [
        ("f/b.onset.mp4",),
        ("f/b.onset.mp4", "f/b.comp.mp4"),
        ("f/b.onset.vtt", "f/b.final.vtt"),
        ("f/bb.onset.mp4", "f/bb.final.mp4"),
    ],
)
def test_half_a_pair_is_none(held: tuple[str, ...]) -> None:
    assert pair_of("b", "f", tree(*held)) == ()


# ---- which file an address means ----

PLACES = tree("films/f/a.mp4", "films/f/media/b.mp4", "media/c.mp4", "d.mp4", "films/g/e.mp4", "media/a.mp4", "f g.mp4")


@pytest.mark.parametrize(
    ("path", "document", "found"),
    [
        ("a.mp4", "films/f/01.md", "films/f/a.mp4"),
        ("media/b.mp4", "films/f/01.md", "films/f/media/b.mp4"),
        ("b.mp4", "films/f/media/b.md", "films/f/media/b.mp4"),
        ("a.mp4", "films/f/media/b.md", "films/f/a.mp4"),
        ("media/c.mp4", "films/f/01.md", "media/c.mp4"),
        ("../g/e.mp4", "films/f/01.md", "films/g/e.mp4"),
        ("../../d.mp4", "films/f/01.md", "d.mp4"),
        ("./a.mp4", "films/f/01.md", "films/f/a.mp4"),
        ("/media/c.mp4", "films/f/01.md", "media/c.mp4"),
        ("d.mp4", "films/f/01.md", "d.mp4"),
        ("f g.mp4", "01.md", "f g.mp4"),
        ("A.mp4", "films/f/01.md", ""),
        ("x.mp4", "films/f/01.md", ""),
        ("../../../d.mp4", "films/f/01.md", ""),
        ("", "films/f/01.md", ""),
    ],
)
def test_an_address_means_the_nearest_file(path: str, document: str, found: str) -> None:
    assert locate(path, document, PLACES) == found


@few
@given(st.lists(st.sampled_from(["..", ".", "a", "b", "media"]), max_size=8).map("/".join))
def test_no_address_leaves_the_site(path: str) -> None:
    joined = joinpath(PurePosixPath("films/f"), path)
    assert ".." not in joined.split("/")
    assert not joined.startswith("/")


@few
@given(st.text(string.printable, max_size=20))
def test_whatever_is_asked_only_a_file_of_the_site_is_found(path: str) -> None:
    assert locate(path, "films/f/01.md", PLACES) in {"", *PLACES.files}
