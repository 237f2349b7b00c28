"""Audiences, territories, checkpoints and consent: each sees what is for it, and of the rest not a trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.digest import canonical
from btspress.model import PageLink, Rights, Site, Withheld
from btspress.schema import describe
from btspress.stages.resolve import resolve
from btspress.story.heads import ChapterHead, CheckpointHead
from btspress.story.rights import READERS, Audience, Gate
from btspress.testing import NOON, material_of, tell, video
from btspress.walk import walk

CHAPTER, CLIP = "films/f/01-a.md", "films/f/media/a.mp4"
SHOW = "![Found](media/a.mp4)\n"
LATER = "2027-01-01T09:00+01:00"
names = st.sampled_from(READERS)
groups = st.lists(names, max_size=3, unique=True).map(tuple)


def head(text: str) -> str:
    return f"---\n{text}\n---\n"


PLACES = {
    "film": lambda keys: {"films/f/film.md": head(f"title: F\n{keys}"), CHAPTER: "Found.\n"},
    "chapter": lambda keys: {CHAPTER: head(keys) + "Found.\n"},
    "clip": lambda keys: {CHAPTER: SHOW, "films/f/media/a.md": head(keys)},
    "block": lambda keys: {
        CHAPTER: "> [!note] A {" + " ".join(line.replace(": ", "=") for line in keys.splitlines()) + "}\n>\n> Found.\n"
    },
    "person": lambda keys: {CHAPTER: "# A\n", "people/di.md": head(f"name: Found Di\n{keys}")},
    "clip of a person": lambda keys: {
        CHAPTER: SHOW,
        "people/di.md": head(f"name: Di\n{keys}"),
        "films/f/media/a.md": head("people: [Di]"),
    },
    "words of a person": lambda keys: {
        CHAPTER: "> [!soundbite]\n>\n> Found.\n>\n> — Di, stunts\n",
        "people/di.md": head(f"name: Di\n{keys}"),
    },
    "quotation of a person": lambda keys: {
        CHAPTER: "> Found.\n>\n> — Di\n",
        "people/di.md": head(f"name: Di\n{keys}"),
    },
}


def seen(site: Site) -> bool:
    return "Found" in str(canonical((site.films, site.people, site.translations)))


def severity(site: Site, code: str) -> str:
    return next((str(found.severity) for found in site.problems if found.code == code), "")


@pytest.mark.parametrize("place", PLACES)
def test_only_the_audiences_named_see_a_thing(place: str) -> None:
    files = PLACES[place]("audience: press,crew")
    told = {audience for audience in READERS if seen(tell(files, {CLIP: video()}, audience=audience))}
    assert told == {Audience.PRESS, Audience.CREW}


@pytest.mark.parametrize("place", PLACES)
def test_an_embargo_does_not_bind_those_who_are_early(place: str) -> None:
    files = PLACES[place](f"embargo: {LATER}\nearly: press")
    told = {audience for audience in READERS if seen(tell(files, {CLIP: video()}, audience=audience))}
    assert told == {Audience.PRESS}


@pytest.mark.parametrize("keys", ["audience: pres", "audience:", "audience: {a: b}", "audience: [press, pubic]"])
@pytest.mark.parametrize("place", ["film", "chapter", "clip", "person"])
def test_an_audience_that_cannot_be_read_is_nobody(place: str, keys: str) -> None:
    files = PLACES[place](keys)
    assert not any(seen(tell(files, {CLIP: video()}, audience=audience)) for audience in READERS)


@pytest.mark.parametrize("keys", [f"embrago: {LATER}", "audiance: crew", "drafft: yes", "checkpoint: [Legal]"])
def test_a_protection_that_is_misspelled_is_closed_even_when_errors_are_let_pass(keys: str) -> None:
    site = tell(PLACES["chapter"](keys))
    assert not seen(site)
    assert severity(site, "E620") == "error"


@pytest.mark.parametrize("place", ["film", "chapter", "clip", "block"])
def test_a_preview_shows_it_with_a_stamp(place: str) -> None:
    site = tell(PLACES[place]("audience: crew"), {CLIP: video()}, audience=Audience.PREVIEW)
    reasons = [each.reason for each in walk(site.films, Withheld)]
    reasons += [each.withheld for film in site.films for each in (film, *film.chapters) if each.withheld]
    assert set(reasons) == {"audience crew"}


def test_material_of_a_film_for_the_crew_is_shown_to_nobody_else_anywhere() -> None:
    files = {
        "films/f/film.md": head("title: F\naudience: crew"),
        "films/g/01-b.md": "![Found](../f/media/a.mp4)\n",
    }
    told = {audience for audience in READERS if seen(tell(files, {CLIP: video()}, audience=audience))}
    assert told == {Audience.CREW}


# ---- rights ----


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ("clearance: restricted", set()),
        ("clearance: restricted\n  audience: press", {Audience.PRESS}),
        ("audience: [press, client]", {Audience.PRESS, Audience.CLIENT}),
        ("clearance: pending\n  audience: press", set()),
        ("clearance: denied\n  audience: press", set()),
    ],
)
@pytest.mark.parametrize("path", ["site.md", "films/f/film.md", "films/f/media/a.md"])
def test_rights_name_those_whom_material_is_cleared_for(path: str, rights: str, expected: set[Audience]) -> None:
    files = {CHAPTER: SHOW, path: head(f"rights:\n  {rights}")}
    assert {each for each in READERS if seen(tell(files, {CLIP: video()}, audience=each))} == expected


@pytest.mark.parametrize(
    ("cleared", "served", "shown"),
    [
        ("[DE, AT]", (), False),
        ("[DE, AT]", ("DE",), True),
        ("[DE, AT]", ("de", "AT"), True),
        ("[DE, AT]", ("DE", "CH"), False),
        ("worldwide", (), True),
        ("[World]", ("CH",), True),
    ],
)
def test_a_territory_must_cover_where_the_site_is_served(cleared: str, served: tuple[str, ...], shown: bool) -> None:
    files = {CHAPTER: SHOW, "films/f/media/a.md": head(f"rights:\n  territory: {cleared}")}
    gate = Gate(NOON, territory=served)
    site = resolve(material_of(files, {CLIP: video()}), gate)
    assert seen(site) is shown
    assert severity(site, "E507") == ("" if shown else "warning")
    in_head = {**files, "site.md": head(f"title: S\nterritory: [{', '.join(served)}]")} if served else files
    assert seen(tell(in_head, {CLIP: video()})) is shown


# ---- checkpoints ----


@pytest.mark.parametrize("place", ["film", "chapter"])
@pytest.mark.parametrize(
    ("passed", "shown"),
    [("", False), ("2025-12-31", True), ("2026-01-01", True), ("2026-01-02", False), ("soon", False)],
)
def test_what_waits_for_a_checkpoint_is_withheld_until_it_is_passed(place: str, passed: str, shown: bool) -> None:
    keys = f"checkpoints:\n  - what: Legal has read it\n    by: Legal\n    passed: {passed}"
    site = tell(PLACES[place](keys))
    assert seen(site) is shown
    assert severity(site, "E508") == ("" if shown else "warning")
    released = tell(PLACES[place](keys), release=True)
    assert severity(released, "E508") == ("" if shown else "error")


def test_a_checkpoint_of_a_phase_holds_only_its_chapters() -> None:
    keys = "title: F\ncheckpoints:\n  - what: Picture lock\n    phase: post-production"
    files = {
        "films/f/film.md": head(keys),
        CHAPTER: head("phase: production") + "Open.\n",
        "films/f/02-b.md": head("phase: post-production") + "Found.\n",
    }
    site = tell(files)
    assert [chapter.slug for chapter in site.films[0].chapters] == ["01-a"]
    assert not seen(site)
    assert seen(tell(files, audience=Audience.PREVIEW))


def test_a_checkpoint_may_hold_back_some_audiences_only() -> None:
    files = PLACES["chapter"]("checkpoints:\n  - what: Agency\n    audience: [public, press]")
    assert [each for each in READERS if seen(tell(files, audience=each))] == [
        Audience.CREW,
        Audience.CLIENT,
        Audience.TEACHING,
    ]


def test_an_open_checkpoint_of_the_site_is_an_error_for_all_but_its_author() -> None:
    files = {"site.md": head("title: S\ncheckpoints:\n  - what: Launch"), CHAPTER: "Found.\n"}
    assert severity(tell(files), "E508") == "error"
    assert severity(tell(files, audience=Audience.PREVIEW), "E508") == ""


def test_checkpoints_that_cannot_be_read_are_open() -> None:
    assert not seen(tell(PLACES["chapter"]("checkpoints: Legal")))


# ---- consent ----


@pytest.mark.parametrize(("consent", "shown"), [("yes", True), ("no", False), ("withdrawn", False), ("maybe", False)])
def test_a_clip_of_somebody_who_does_not_agree_is_withheld(consent: str, shown: bool) -> None:
    files = {**PLACES["clip of a person"](f"consent: {consent}")}
    assert all(seen(tell(files, {CLIP: video()}, audience=each)) is shown for each in READERS)


# ---- laws ----


@settings(max_examples=60, deadline=None)
@given(names, groups, groups, st.none() | st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)))
def test_whoever_is_let_in_was_named_or_everybody_is(
    audience: Audience, named: tuple[str, ...], early: tuple[str, ...], until: datetime | None
) -> None:
    class Thing:
        embargo = until.replace(tzinfo=UTC) if until else None

    thing = Thing()
    thing.audience, thing.early = named, early  # type: ignore[attr-defined]
    kept = Gate(NOON, audience).kept_back(thing)  # type: ignore[arg-type]
    may = not named or audience in named
    over = thing.embargo is None or thing.embargo <= NOON or audience in early
    assert (kept == "") is (may and over)


@settings(max_examples=40, deadline=None)
@given(groups, names)
def test_a_stamped_site_withholds_what_the_site_of_its_audience_leaves_out(
    named: tuple[str, ...], who: Audience
) -> None:
    files = PLACES["chapter"](f"audience: [{', '.join(named)}]") if named else PLACES["chapter"]("title: A")
    stamped = resolve(material_of(files), Gate(NOON, who, stamped=True))
    assert bool(stamped.films[0].chapters[0].withheld) is not seen(tell(files, audience=who))


def test_a_checkpoint_that_will_be_passed_tells_when() -> None:
    turns: list[datetime] = []
    gate = Gate(NOON, turn=turns.append)
    assert gate.open((CheckpointHead("x", passed=(NOON + timedelta(days=3)).date()),))
    assert turns == [datetime(2026, 1, 4, tzinfo=UTC)]


@pytest.mark.parametrize("value", ["yes", "crew", "{clearance: denied}", "2030-01-01T09:00Z", "[{what: x}]"])
def test_whatever_stands_in_the_head_of_a_chapter_it_has_an_address_if_it_is_seen(value: str) -> None:
    names = {f"c-{number}": key.name for number, key in enumerate(describe(ChapterHead))}
    told = {f"films/f/{name}.md": head(f"{key}: {value}") for name, key in names.items()}
    links = "".join(f"[{name}]({name}.md)\n" for name in names)
    (film,) = tell({"films/f/film.md": head("title: F"), **told, "films/f/z.md": links}).films
    *seen, last = film.chapters
    assert {each.address for each in seen} == {link.address for link in walk(last, PageLink)}
    assert len(seen) < len(names)


def test_an_audience_says_nothing_of_rights() -> None:
    found: list[str] = []

    def report(code: str, *_: object) -> None:
        found.append(code)

    assert Gate(NOON, Audience.CREW).verdict(Rights(audience=("press",)), "x", None, report) == "audience press"
    assert found == ["E506"]
