"""Rights, clearance and embargo: what is withheld leaves no byte behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.diagnostics import Diagnostic, Severity, Span, problem
from btspress.digest import canonical
from btspress.model import Figure, Footnote, NoteMark, Rights, Site, Source, Withheld
from btspress.pages import lay_out
from btspress.stages.plan import plan
from btspress.stages.render import render
from btspress.story.heads import RightsHead
from btspress.story.rights import Audience, Gate, inherit
from btspress.testing import picture, sound, tell, video
from btspress.walk import walk
from btspress.web.environment import Environment, make_environment
from btspress.web.theme import load_theme

CHAPTER = "films/f/01-a.md"
CLIP = "films/f/media/a.mp4"
SHOW = "![A street](media/a.mp4)\n"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = "2027-01-01T09:00+01:00"
texts = st.sampled_from(["", "one", "two"])
heads = st.builds(
    RightsHead,
    texts,
    texts,
    texts,
    st.sampled_from(["", "cleared", "pending", "restricted", "denied"]),
    st.lists(texts, max_size=2).map(tuple),
    st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)


def head(**keys: str) -> str:
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in keys.items()) + "---\n"


def rights(**keys: str) -> str:
    return "---\nrights:\n" + "".join(f"  {name}: {value}\n" for name, value in keys.items()) + "---\n"


def source(files: Mapping[str, str | bytes]) -> Source:
    site = tell({CHAPTER: SHOW, **files}, {CLIP: video()}, audience=Audience.PREVIEW)
    return next(walk(site.films, Source))


def codes(site: Site) -> dict[str, str]:
    return {found.code: str(found.severity) for found in site.problems}


# ---- inheritance ----


@settings(max_examples=60, deadline=None)
@given(heads, heads, heads)
def test_rights_may_be_inherited_step_by_step_or_all_at_once(
    site: RightsHead, film: RightsHead, clip: RightsHead
) -> None:
    told = inherit(inherit(inherit(Rights(), site), film), clip)
    for name in ("holder", "licence", "credit", "clearance", "territory", "until"):
        said = [getattr(each, name) for each in (clip, film, site) if getattr(each, name)]
        assert getattr(told, name) == (said[0] if said else getattr(Rights(), name))


@settings(max_examples=30, deadline=None)
@given(heads)
def test_saying_nothing_changes_nothing(own: RightsHead) -> None:
    above = inherit(Rights(), own)
    assert inherit(above, RightsHead()) == above


FOLDERS = {
    "site.md": rights(holder="the site", licence="CC-BY-4.0", credit="of the site"),
    "films/f/film.md": rights(holder="the film", credit="of the film"),
    "films/f/media/a.md": rights(credit="of the clip"),
}


def test_a_clip_has_the_rights_of_clip_film_and_site_in_that_order() -> None:
    told = source(FOLDERS).rights
    assert (told.credit, told.holder, told.licence) == ("of the clip", "the film", "CC-BY-4.0")


def test_a_clip_without_sidecar_has_the_rights_of_its_film() -> None:
    files = {path: text for path, text in FOLDERS.items() if "media" not in path}
    assert source(files).rights.credit == "of the film"


def test_a_clip_of_another_film_keeps_the_rights_of_that_film() -> None:
    files = {
        CHAPTER: "![A](../g/media/b.mp4)\n",
        "films/g/film.md": rights(holder="g"),
        "films/f/film.md": rights(holder="f"),
    }
    site = tell(files, {"films/g/media/b.mp4": video()})
    assert next(walk(site.films, Source)).rights.holder == "g"


def test_a_clip_may_be_cleared_where_its_film_is_not() -> None:
    files = {"films/f/film.md": rights(clearance="pending"), "films/f/media/a.md": rights(clearance="cleared")}
    assert source(files).withheld == ""


@pytest.mark.parametrize("path", ["site.md", "films/f/film.md", "films/f/media/a.md"])
def test_clearance_is_inherited_from_every_level(path: str) -> None:
    assert source({path: rights(clearance="pending")}).withheld == "pending"


def test_a_described_version_is_withheld_with_its_clip() -> None:
    files = {CHAPTER: SHOW, "films/f/media/a.md": rights(clearance="pending")}
    media = {CLIP: video(), "films/f/media/a.ad.mp4": video()}
    told = next(walk(tell(files, media, audience=Audience.PREVIEW).films, Source))
    assert told.described
    assert told.described.withheld == "pending"


def test_a_contact_is_no_part_of_what_is_published() -> None:
    assert "secret@" not in str(canonical(source({"films/f/media/a.md": rights(contact="secret@example.org")})))


# ---- clearance, expiry, release ----


@pytest.mark.parametrize(
    ("clearance", "code", "public", "release"),
    [
        ("pending", "E501", "warning", "error"),
        ("restricted", "E501", "warning", "error"),
        ("denied", "E502", "error", "error"),
    ],
)
def test_clearance_weighs_as_much_as_the_occasion(clearance: str, code: str, public: str, release: str) -> None:
    files = {CHAPTER: SHOW, "films/f/media/a.md": rights(clearance=clearance)}
    told = [codes(tell(files, {CLIP: video()}, release=each))[code] for each in (False, True)]
    assert told == [public, release]


def test_site_md_may_ask_for_a_release() -> None:
    files = {CHAPTER: SHOW, "site.md": head(release="yes"), "films/f/media/a.md": rights(clearance="pending")}
    assert codes(tell(files, {CLIP: video()}))["E501"] == "error"


def test_a_preview_of_a_release_shows_what_is_pending() -> None:
    files = {CHAPTER: SHOW, "films/f/media/a.md": rights(clearance="pending")}
    site = tell(files, {CLIP: video()}, audience=Audience.PREVIEW)
    assert [each.reason for each in walk(site.films, Withheld)] == ["pending"]


@pytest.mark.parametrize(
    ("until", "withheld"), [("2025-12-31", "expired 2025-12-31"), ("2026-01-01", ""), ("2026-01-02", "")]
)
def test_rights_hold_until_the_end_of_their_last_day(until: str, withheld: str) -> None:
    assert source({"films/f/media/a.md": rights(until=until)}).withheld == withheld


def test_expired_rights_are_told_and_the_clip_is_gone() -> None:
    site = tell({CHAPTER: SHOW, "films/f/media/a.md": rights(until="2025-12-31")}, {CLIP: video()})
    assert codes(site)["E503"] == "error"
    assert not list(walk(site.films, Figure))


def test_denied_weighs_more_than_expired() -> None:
    assert source({"films/f/media/a.md": rights(clearance="denied", until="2020-01-01")}).withheld == "denied"


@settings(max_examples=60, deadline=None)
@given(heads, st.booleans(), st.sampled_from(Audience))
def test_a_verdict_always_comes_with_a_finding(own: RightsHead, release: bool, audience: Audience) -> None:
    found: list[Diagnostic] = []

    def report(code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None) -> None:
        found.append(problem(code, message, span, hint, severity))

    verdict = Gate(NOW, audience, release).verdict(inherit(Rights(), own), "x", None, report)
    assert bool(verdict) == bool(found)
    if release:
        assert all(each.severity is Severity.ERROR for each in found)


@pytest.mark.parametrize("keys", [{"holder": "x"}, {"licence": "CC0-1.0"}, {"credit": "x"}])
def test_any_of_three_words_says_whose_a_clip_is(keys: dict[str, str]) -> None:
    bare = tell({CHAPTER: SHOW}, {CLIP: video()})
    told = tell({CHAPTER: SHOW, "films/f/media/a.md": rights(**keys)}, {CLIP: video()})
    assert ("E504" in codes(bare), "E504" in codes(told)) == (True, False)


# ---- embargo ----

ZONES = [
    "2026-03-01T09:00+01:00",
    "2026-03-01T08:00Z",
    "2026-03-01T00:00-08:00",
    "2026-03-01T13:30+05:30",
    "2026-03-02T00:00:00+16:00",
]
INSTANT = datetime(2026, 3, 1, 8, tzinfo=UTC)
TICK = timedelta(seconds=1)
WITH_EMBARGO = {
    "chapter": lambda at: {CHAPTER: f"{head(embargo=at)}# A\n\nFound.\n"},
    "film": lambda at: {CHAPTER: "Found.\n", "films/f/film.md": head(title="F", embargo=at)},
    "block": lambda at: {CHAPTER: f"> [!note] A {{embargo={at}}}\n>\n> Found.\n"},
    "clip": lambda at: {CHAPTER: "![Found](media/a.mp4)\n", "films/f/media/a.md": head(embargo=at)},
    "line of a camera log": lambda at: {
        CHAPTER: "![Found](media/a.mp4)\n",
        "films/f/media/clips.csv": f"file,embargo\na.mp4,{at}\n",
    },
}


@pytest.mark.parametrize("at", ZONES)
@pytest.mark.parametrize("thing", WITH_EMBARGO)
def test_an_embargo_ends_at_one_instant_all_over_the_world(thing: str, at: str) -> None:
    def shown(now: datetime) -> bool:
        return "Found" in str(canonical(tell(WITH_EMBARGO[thing](at), {CLIP: video()}, as_of=now).films))

    here = INSTANT.astimezone(timezone(timedelta(hours=-5)))
    assert [shown(now) for now in (INSTANT - TICK, here - TICK, INSTANT, here)] == [False, False, True, True]


@pytest.mark.parametrize("at", ["2026-03-01", "2026-03-01T09:00", "next week", "2026-13-01T09:00Z"])
def test_an_embargo_without_an_instant_is_an_error(at: str) -> None:
    assert codes(tell({CHAPTER: f"{head(embargo=at)}# A\n"}))["E505"] == "error"


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.integers(-23, 23),
    st.integers(-23, 23),
)
def test_only_the_instant_counts_and_not_the_zone(until: datetime, now: datetime, one: int, other: int) -> None:
    until, now = until.replace(tzinfo=UTC), now.replace(tzinfo=UTC)
    gate = Gate(now.astimezone(timezone(timedelta(hours=one))))
    assert gate.embargoed(until.astimezone(timezone(timedelta(hours=other)))) == (now < until)


# ---- what stays when something goes ----


def test_a_note_of_a_block_that_is_left_out_is_left_out_with_it() -> None:
    text = f"Open[^a].\n\n> [!note] A {{embargo={LATER}}}\n>\n> Words[^b].\n\n[^a]: Plain.\n[^b]: Secret.\n"
    chapter = tell({CHAPTER: text}).films[0].chapters[0]
    assert [note.label for note in chapter.notes] == ["a"]


def test_a_note_that_is_marked_elsewhere_too_stays_and_is_counted_anew() -> None:
    text = f"> [!note] A {{embargo={LATER}}}\n>\n> Words[^a].\n\nOpen[^a], again[^a].\n\n[^a]: Plain.\n"
    chapter = tell({CHAPTER: text}).films[0].chapters[0]
    assert [(note.label, note.count) for note in chapter.notes] == [("a", 2)]
    assert [mark.count for mark in walk(chapter.blocks, NoteMark)] == [1, 2]


def test_a_preview_keeps_the_notes_of_what_is_withheld() -> None:
    text = f"> [!note] A {{embargo={LATER}}}\n>\n> Words[^b].\n\n[^b]: Secret.\n"
    assert len(list(walk(tell({CHAPTER: text}, audience=Audience.PREVIEW).films, Footnote))) == 1


@pytest.mark.parametrize("keys", [{"embargo": LATER}, {"draft": "yes"}])
def test_a_translation_is_withheld_with_its_original(keys: dict[str, str]) -> None:
    files = {CHAPTER: f"{head(**keys)}# A\n", "films/f/01-a.nl.md": "# B\n"}
    assert not tell(files).translations
    told = tell(files, audience=Audience.PREVIEW).translations
    assert [chapter.withheld.partition(" ")[0] for chapter in told] == [next(iter(keys))]


def test_a_translation_is_withheld_with_an_original_that_is_not_cleared() -> None:
    assert not tell({CHAPTER: f"{rights(clearance='pending')}# A\n", "films/f/01-a.nl.md": "# B\n"}).translations


def test_a_chapter_may_follow_one_that_is_left_out() -> None:
    files = {CHAPTER: f"{head(draft='yes')}# A\n", "films/f/02-b.md": f"{head(follows='01-a')}# B\n"}
    assert "E404" not in codes(tell(files))


def test_a_fix_may_name_a_challenge_that_is_left_out() -> None:
    text = f"> [!challenge] One {{#rain embargo={LATER}}}\n>\n> Words.\n\n> [!fix] Two {{fixes=#rain}}\n>\n> Words.\n"
    assert "E404" not in codes(tell({CHAPTER: text}))


@pytest.mark.parametrize("held", [False, True])
def test_a_sequence_goes_with_its_first_withheld_shot(held: bool) -> None:
    text = "> [!sequence] Both\n>\n> 1. ![A](media/a.mp4#t=1,3)\n> 2. ![B](media/b.mp4#t=1,3)\n"
    files = {CHAPTER: text, "films/f/media/b.md": rights(clearance="pending" if held else "cleared")}
    site = tell(files, {CLIP: video(), "films/f/media/b.mp4": video()})
    assert ("Both" in str(canonical(site.films))) is not held


# ---- nothing leaks, whatever a site looks like ----

SECRET, OPEN = "zxqv", "pwkj"
STATES = {
    "cleared": "---\nrights:\n  clearance: cleared\n---\n",
    "pending": "---\nrights:\n  clearance: pending\n---\n",
    "restricted": "---\nrights:\n  clearance: restricted\n---\n",
    "denied": "---\nrights:\n  clearance: denied\n---\n",
    "expired": "---\nrights:\n  until: 2025-12-31\n---\n",
    "embargo": f"---\nembargo: {LATER}\n---\n",
    "draft": "---\ndraft: yes\n---\n",
    "audience": "---\naudience: [crew, press]\n---\n",
    "checkpoint": "---\ncheckpoints:\n  - what: Legal has read it\n---\n",
    "cleared for others": "---\nrights:\n  audience: crew\n---\n",
    "elsewhere": "---\nrights:\n  territory: [NL]\n---\n",
    "consent": "---\npeople: [Di]\n---\n",
}
ANY = ("pending", "embargo", "audience")
clip_states = st.sampled_from(
    ["cleared"] * 4 + ["restricted", "denied", "expired", "cleared for others", "elsewhere", "consent", *ANY]
)
chapter_states = st.sampled_from(["cleared"] * 3 + ["draft", "checkpoint", *ANY])
film_states = st.sampled_from(["cleared"] * 4 + ["embargo", "audience", "checkpoint"])
BLOCKS = {
    "figure": '![{word}](media/{clip}#t=1,5 "{word}")\n\n',
    "still": "![{word}](media/{clip}#t=3&still)\n\n",
    "inline": "Words ![{word}](media/{clip}#t=3&still) go on.\n\n",
    "compare": "> [!compare] {word}\n>\n> ![A: {word}](media/{clip}#t=1&still)\n> ![B: x](media/{clip}#t=2&still)\n>\n> {word}.\n\n",
    "sequence": "> [!sequence] {word}\n>\n> 1. ![{word}](media/{clip}#t=1,3)\n> 2. ![{word}](media/{clip}#t=4,6) {word}\n\n",
    "soundbite": "> [!soundbite]\n>\n> ![{word}](media/{clip}#t=1,4)\n>\n> {word}.\n>\n> — Bo, {word}\n\n",
    "clip": "> [!clip] {word}\n>\n> ![{word}](media/{clip}#t=1,9)\n>\n> - 0:02 {word}\n>\n> {word} below.\n\n",
    "poster": "![{free}](media/free.mp4#t=1,5){{poster=media/{still}}}\n\n",
}
TEXTS = {
    "decision": "> [!decision] {word} {{on=2012-05-01{embargo}}}\n>\n> {word}[^{note}].\n>\n> — Bo, {word}\n\n[^{note}]: {word}\n\n",
    "spoiler": "> [!spoiler] {word} {{level=full{embargo}}}\n>\n> {word}.\n\n",
    "exercise": "> [!exercise] {word} {{watch=muted{embargo}}}\n>\n> {word}.\n\n",
    "timeline": "> [!timeline] {word} {{phase=shoot{embargo}}}\n\n",
    "nested": "> [!note] {word} {{lang=en{embargo}}}\n>\n> > [!tip] {word}\n> >\n> > {word} inside.\n\n",
}


@dataclass(frozen=True)
class Chapter:
    state: str
    film: str
    clips: tuple[tuple[str, int], ...]
    texts: tuple[tuple[str, bool], ...]
    translated: bool


chapters = st.builds(
    Chapter,
    chapter_states,
    st.sampled_from("fg"),
    st.lists(st.tuples(st.sampled_from(sorted(BLOCKS)), st.integers(0, 2)), max_size=4).map(tuple),
    st.lists(st.tuples(st.sampled_from(sorted(TEXTS)), st.booleans()), max_size=3).map(tuple),
    st.booleans(),
)
sites = st.tuples(
    st.lists(chapters, min_size=1, max_size=3),
    st.tuples(clip_states, clip_states, clip_states),
    st.fixed_dictionaries({"f": film_states, "g": film_states}),
)


def written(chapter: Chapter, clips: tuple[str, ...], films: Mapping[str, str]) -> str:
    """The chapter; every word that only withheld things hold is the secret one."""
    hidden = chapter.state != "cleared" or films[chapter.film] != "cleared"
    body = f"{SECRET if hidden else OPEN} starts.\n\n"
    for kind, number in chapter.clips:
        held = hidden or clips[number] != "cleared"
        word = SECRET if held else OPEN
        name = f"{SECRET if clips[number] != 'cleared' else 'clip'}{number}"
        free = SECRET if hidden else OPEN
        body += BLOCKS[kind].format(word=word, free=free, clip=f"{name}.mp4", still=f"{name}.jpg")
    for number, (kind, embargoed) in enumerate(chapter.texts):
        word = SECRET if hidden or embargoed else OPEN
        body += TEXTS[kind].format(word=word, note=f"n{number}", embargo=f" embargo={LATER}" if embargoed else "")
    return body


def folder(
    told: list[Chapter], clips: tuple[str, ...], films: Mapping[str, str]
) -> tuple[dict[str, str | bytes], dict[str, object]]:
    files: dict[str, str | bytes] = {"site.md": f"{head(title='S', base_url='https://s.example')}{OPEN} home.\n"}
    files["people/bo.md"] = "---\nname: Bo\n---\n"
    files["people/di.md"] = "---\nname: Di\nconsent: withdrawn\n---\n"
    media: dict[str, object] = {}
    for film in "fg":
        secret = films[film] != "cleared"
        word = SECRET if secret else OPEN
        keys = {"title": word, "logline": word, "theme": word}
        closed = STATES[films[film]].replace("---\n", "", 1) if secret else "---\n"
        files[f"films/{film}/film.md"] = f"{head(**keys)[:-4]}{closed}{word}\n"
        media[f"films/{film}/media/free.mp4"] = video()
        for number, state in enumerate(clips):
            hidden = state != "cleared"
            name = f"films/{film}/media/{SECRET if hidden else 'clip'}{number}"
            said = SECRET if hidden or secret else OPEN
            files[f"{name}.md"] = STATES[state].replace("---\n", f"---\ntitle: {said}\n", 1) + f"{said} said.\n"
            files[f"{name}.en.vtt"] = f"WEBVTT\n\n00:00.000 --> 00:50.000\n{said}\n"
            media[f"{name}.mp4"], media[f"{name}.jpg"] = video(), picture()
    for number, chapter in enumerate(told):
        hidden = chapter.state != "cleared" or films[chapter.film] != "cleared"
        word = SECRET if hidden else OPEN
        top = STATES[chapter.state].replace(
            "---\n", f"---\ntitle: {word}{number}\nsummary: {word}\naliases: [/{word}{number}/]\n", 1
        )
        name = f"films/{chapter.film}/{number:02}-{word}{number}"
        files[f"{name}.md"] = top + written(chapter, clips, films)
        if chapter.translated:
            files[f"{name}.nl.md"] = head(title=f"{word}{number} nl") + written(chapter, clips, films)
    return files, media


@cache
def environment() -> Environment:
    theme = load_theme("documentary").theme
    assert theme
    return make_environment(theme)


def published(site: Site) -> str:
    """Every byte that a reader of the public site could fetch or see, and the plan of all work."""
    made = plan(site, "tools")
    specs = lay_out(site, made)
    pages, problems = render(specs, made, environment(), site.config)
    assert not problems
    work = [(job.urls, job.stem, job.ingredients, [each.path for each in job.ingredients]) for job in made.jobs]
    own = {asset.address.lstrip("/") for asset in environment().theme.assets.values()}
    bodies = [page.path + page.body.decode() for page in pages if page.path not in own]
    return " ".join((str(canonical(work)), str(made.texts), *bodies))


@settings(max_examples=60, deadline=None)
@given(sites)
def test_nothing_withheld_is_in_the_site_the_plan_or_any_page(
    drawn: tuple[list[Chapter], tuple[str, str, str], dict[str, str]],
) -> None:
    files, media = folder(*drawn)
    site = tell(files, media)  # type: ignore[arg-type]
    assert SECRET not in str(
        canonical((site.config, site.films, site.people, site.terms, site.home, site.translations))
    )
    told = published(site)
    assert SECRET not in told
    assert OPEN in told


@settings(max_examples=10, deadline=None)
@given(sites)
def test_a_preview_of_any_site_leaves_nothing_out(
    drawn: tuple[list[Chapter], tuple[str, str, str], dict[str, str]],
) -> None:
    files, media = folder(*drawn)
    site = tell(files, media, audience=Audience.PREVIEW)  # type: ignore[arg-type]
    told, _, _ = drawn
    assert sum(len(film.chapters) for film in site.films) == len(told)
    assert len(site.translations) == sum(chapter.translated for chapter in told)


@settings(max_examples=60, deadline=None)
@given(sites)
def test_no_source_in_a_public_site_is_withheld(
    drawn: tuple[list[Chapter], tuple[str, str, str], dict[str, str]],
) -> None:
    files, media = folder(*drawn)
    site = tell(files, media)  # type: ignore[arg-type]
    assert not [source.name for source in walk(site, Source) if source.withheld]
    assert not list(walk(site, Withheld))


def test_what_was_secret_is_published_when_its_time_comes() -> None:
    drawn = (
        [Chapter("embargo", "f", (("figure", 0),), (("decision", True),), True)],
        ("embargo",) * 3,
        {"f": "embargo", "g": "embargo"},
    )
    files, media = folder(*drawn)
    late = tell(files, media, as_of=datetime(2028, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    assert SECRET in published(late)


@pytest.mark.parametrize("medium", [video(), picture(), sound()], ids=["video", "picture", "sound"])
def test_no_medium_escapes_its_clearance(medium: object) -> None:
    name = f"films/f/media/{SECRET}.mp4"
    files = {CHAPTER: f"![A](media/{SECRET}.mp4)\n", name.replace("mp4", "md"): STATES["pending"]}
    assert SECRET not in published(tell(files, {name: medium}))  # type: ignore[dict-item]


@pytest.mark.parametrize("key", ["poster", "trailer"])
def test_a_film_shows_no_withheld_picture_of_itself(key: str) -> None:
    name = f"films/f/media/{SECRET}.mp4"
    files = {
        CHAPTER: "# A\n",
        "films/f/film.md": head(title="F", **{key: f"media/{SECRET}.mp4"}),
        name.replace("mp4", "md"): STATES["pending"],
    }
    assert SECRET not in published(tell(files, {name: video()}))


def test_a_person_shows_no_withheld_portrait() -> None:
    name = f"films/f/media/{SECRET}.jpg"
    files = {
        CHAPTER: "# A\n",
        "people/bo.md": head(name="Bo", portrait=f"../{name}"),
        name.replace("jpg", "md"): STATES["embargo"],
    }
    assert SECRET not in published(tell(files, {name: picture()}))


def test_a_chapter_opens_with_no_withheld_poster() -> None:
    name = f"films/f/media/{SECRET}.jpg"
    files = {CHAPTER: f"{head(poster=f'media/{SECRET}.jpg')}# A\n", name.replace("jpg", "md"): STATES["restricted"]}
    assert SECRET not in published(tell(files, {name: picture()}))


def test_a_glossary_and_a_home_page_hide_as_chapters_do() -> None:
    hidden = f"> [!note] {SECRET} {{embargo={LATER}}}\n>\n> {SECRET}[^1].\n\n[^1]: {SECRET}\n"
    files = {
        CHAPTER: "# A\n",
        "site.md": hidden,
        "glossary.md": f"## Plate\n\nA shot.\n\n> [!note] {SECRET} {{embargo={LATER}}}\n>\n> {SECRET}.\n",
    }
    assert SECRET not in published(tell(files))


# ---- what other pages would give away ----


def test_footage_of_a_film_under_embargo_is_shown_nowhere_else() -> None:
    files = {
        "films/f/film.md": head(title="F", embargo=LATER),
        CHAPTER: "# A\n",
        "site.md": "![Found](films/f/media/a.mp4)\n",
    }
    assert "a.mp4" not in published(tell(files, {CLIP: video()}))


def test_a_person_has_no_role_in_a_film_under_embargo() -> None:
    role = f"---\nname: Bo\nroles:\n  - film: {SECRET}\n    role: gaffer of {SECRET}\n---\n"
    files = {f"films/{SECRET}/film.md": head(title="F", embargo=LATER), CHAPTER: "# A\n", "people/bo.md": role}
    assert SECRET not in published(tell(files))


@pytest.mark.parametrize("top", [rights(clearance="pending"), head(draft="yes"), head(embargo=LATER)])
@pytest.mark.parametrize("target", ["02-zxqv.md", "02-zxqv.nl.md"])
def test_no_link_leads_to_a_page_that_is_left_out(top: str, target: str) -> None:
    files = {CHAPTER: f"See [that]({target}).\n", "films/f/02-zxqv.md": f"{top}# B\n", "films/f/02-zxqv.nl.md": "# C\n"}
    assert SECRET not in published(tell(files))


def test_a_milestone_does_not_name_a_chapter_that_is_left_out() -> None:
    film = f"---\ntitle: F\nmilestones:\n  - on: 2012-05-01\n    what: It\n    chapter: 02-{SECRET}\n---\n\n> [!timeline] All\n"
    files = {
        CHAPTER: "# A\n\n> [!timeline] All\n",
        "films/f/film.md": film,
        f"films/f/02-{SECRET}.md": f"{head(draft='yes')}# B\n",
    }
    site = tell(files)
    assert SECRET not in str(canonical(site.films))
    assert SECRET not in published(site)
