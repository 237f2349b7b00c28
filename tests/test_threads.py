"""Threads through a film: where footage is used, what happened when, who is seen where and who is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from told_pages import elements

from btspress.model import Moment, Site
from btspress.pages import lay_out
from btspress.pages.appearances import places_of_people
from btspress.pages.collection import doors_of
from btspress.pages.footage import reels_of
from btspress.pages.timeline import WIDE, line_of
from btspress.pages.whereabouts import ground_of
from btspress.stages.plan import plan as plan_media
from btspress.stages.render import render
from btspress.testing import picture, tell, video
from btspress.walk import walk
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme
from btspress.web.words import phrase

FILM = """---
title: The Rope
phases:
  - {id: shoot, name: The shoot, from: 2026-01-01, to: 2026-01-31}
  - {id: mix, name: The mix, from: 2026-02-01, to: 2026-03-01}
milestones:
  - {on: 2026-01-01, what: First day, chapter: 01-wall}
  - {on: 2026-01-12, what: The rain}
  - {on: 2026-03-01, what: Done}
---
"""
FIRST = """---
title: The wall
phase: shoot
---

![Ann at the wall](media/take.mp4#t=2,6)

> [!accident] It rained {on=2026-01-12}
>
> All day.

> [!compare] The fall
>
> ![On set: Ann](media/take.mp4#t=3&still)
> ![Finished](media/rope.jpg)
"""
SECOND = """---
title: The mix
phase: mix
---

> [!sequence] The rope
>
> 1. ![Once](media/take.mp4#t=2,4) once
> 2. ![Twice](media/take.mp4#t=4,6) twice
"""
FILES = {
    "films/rope/film.md": FILM,
    "films/rope/01-wall.md": FIRST,
    "films/rope/02-mix.md": SECOND,
    "films/rope/media/take.md": "---\ntitle: Take four\npeople: [Ann Lee]\n---\n",
    "films/rope/credits.csv": "name,role,department\nAnn Lee,gaffer,light\nBo Li,mixer,sound\n",
    "people/ann-lee.md": "---\nname: Ann Lee\n---\n",
}
MEDIA = {"films/rope/media/take.mp4": video(60), "films/rope/media/rope.jpg": picture()}


def told(files: Mapping[str, str] = FILES) -> Site:
    return tell(files, MEDIA)


def pages(site: Site) -> dict[str, str]:
    plan = plan_media(site, "tools-1")
    theme = load_theme("documentary").theme
    assert theme
    made, problems = render(lay_out(site, plan), plan, make_environment(theme), site.config)
    assert not problems
    return {page.path: page.body.decode() for page in made if page.path.endswith(".html")}


@pytest.fixture(scope="module")
def site() -> Site:
    return told()


def test_a_file_knows_every_place_where_it_is_used_and_the_seconds_shown_there(site: Site) -> None:
    rope, take = reels_of(site, site.films[0])
    assert [(use.kind, use.number, use.times) for use in take.uses] == [
        ("clip", 1, ((2, 6),)),
        ("compare", 1, ((3, None),)),
        ("sequence", 2, ((2, 4), (4, 6))),
    ]
    assert (take.name, take.chapters, take.people) == ("Take four", 2, (("Ann Lee", "/people/ann-lee/"),))
    assert (rope.name, [use.kind for use in rope.uses]) == ("The fall", ["opening", "compare"])


def test_a_film_without_footage_and_dates_has_no_pages_and_no_doors_for_them() -> None:
    bare = tell({"films/f/01-a.md": "# Alone\n\nWords.\n"})
    assert doors_of(bare.films[0]) == ()
    assert not {path for path in pages(bare) if "footage" in path or "timeline" in path}


def test_what_happened_when_is_told_once_a_day_by_the_moment_itself(site: Site) -> None:
    line = line_of(site.films[0])
    assert [(stop.day.on, stop.day.what, stop.day.kind, stop.phase) for stop in line.stops] == [
        (date(2026, 1, 1), "First day", "milestone", "The shoot"),
        (date(2026, 1, 12), "It rained", "accident", "The shoot"),
        (date(2026, 3, 1), "Done", "milestone", "The mix"),
    ]
    assert [stop.day.address for stop in line.stops] == ["/rope/wall/", "/rope/wall/#it-rained", ""]


def test_a_plan_stands_beside_what_came_of_it_and_lines_of_a_schedule_are_days_too() -> None:
    film = FILM.replace("to: 2026-01-31}", "to: 2026-01-31, planned-from: 2026-01-01, planned-to: 2026-01-20}")
    film = film.replace("what: Done}", "what: Done, planned: 2026-02-27}")
    table = "what,planned,planned-to,actual,actual-to,for\nThe wall,2026-01-05,2026-01-07,2026-01-05,2026-01-06,\n"
    table += "A secret,2026-01-08,,2026-01-08,,crew\n"
    files = {"film.md": film, "01-wall.md": f"{FIRST}\n> [!schedule] Days\n", "schedule.csv": table}
    site = told({**FILES, **{f"films/rope/{name}": text for name, text in files.items()}})
    line = line_of(site.films[0])
    assert [(stop.day.what, stop.day.late) for stop in line.stops if stop.day.planned] == [
        ("The wall", -1),
        ("Done", 2),
    ]
    assert [stop.planned_x and stop.planned_x - stop.x for stop in line.stops] == [None, 17, None, -34]
    assert [(band.planned_x, band.planned_wide) for band in line.bands] == [(0, 339), (0, 0)]
    html = pages(site)["rope/timeline/index.html"]
    assert ("2 days late" in html, "1 day early" in html, "A secret" in html) == (True, True, False)


def test_the_line_runs_from_the_first_day_to_the_last(site: Site) -> None:
    line = line_of(site.films[0])
    assert [line.stops[0].x, line.stops[-1].x] == [0, WIDE]
    assert [(band.name, band.x) for band in line.bands] == [("The shoot", 0), ("The mix", 525)]
    assert [month.month for _, month in line.ticks] == [1, 2]


def test_dots_that_would_touch_lie_in_lanes() -> None:
    days = "".join(f"  - {{on: 2026-01-{day:02}, what: Day {day}}}\n" for day in (2, 3, 25))
    film = FILM.replace("  - {on: 2026-01-12", f"{days}  - {{on: 2026-01-12")
    line = line_of(told({**FILES, "films/rope/film.md": film}).films[0])
    assert [stop.lane for stop in line.stops] == [0, 1, 0, 0, 0, 0]


def test_doors_lead_to_the_timeline_and_the_footage(site: Site) -> None:
    doors = {door.key: (door.address, door.count) for door in doors_of(site.films[0])}
    assert doors["timeline"] == ("/rope/timeline/", 3)
    assert doors["footage"] == ("/rope/footage/", 0)


def test_who_is_seen_in_footage_is_found_there_with_the_seconds_and_the_right_side(site: Site) -> None:
    clip, pair = places_of_people(site)["ann-lee"]
    assert (clip.kind, clip.range and clip.range.start) == ("clip", 2)
    assert (pair.kind, pair.alt) == ("compare", "Ann")


def test_the_pages_are_whole_and_every_dot_leads_to_its_line(site: Site) -> None:
    made = pages(site)
    timeline = elements(made["rope/timeline/index.html"])
    dots = [each.attributes["href"] for each in timeline if each.tag == "a" and "svg" in each.inside]
    assert dots == ["#day-1", "#day-2", "#day-3"]
    assert {str(dot)[1:] for dot in dots} <= {each.attributes.get("id") for each in timeline}
    assert "0:02–0:06" in made["rope/footage/index.html"]
    assert "0:02–0:06" in made["people/ann-lee/index.html"]


def test_who_is_credited_and_in_no_story_is_named_apart(site: Site) -> None:
    people = pages(site)["people/index.html"]
    _, _, unheard = people.partition('id="unheard"')
    assert "Bo Li" in unheard
    assert "Ann Lee" not in unheard


def test_who_does_not_agree_is_in_no_footage_list() -> None:
    hidden = told({**FILES, "people/ann-lee.md": "---\nname: Ann Lee\nconsent: withdrawn\n---\n"})
    assert all(
        "Ann Lee" not in html.replace("Ann at the wall", "")
        for path, html in pages(hidden).items()
        if "people" in path or "footage" in path
    )


@pytest.mark.parametrize(
    ("said", "phases"),
    [
        ("", "kickoff pre-production production post-production delivery"),
        ("production", "kickoff pre-production production post-production delivery"),
        ("concept", "concept development pre-production production post"),
    ],
)
def test_a_film_that_names_no_phases_speaks_as_its_chapters_do(said: str, phases: str) -> None:
    head = f"---\nphase: {said}\n---\n\n" if said else ""
    site = tell({"films/f/film.md": "---\ntitle: F\n---\n", "films/f/01-a.md": f"{head}Words.\n"})
    assert [phase.id for phase in site.films[0].phases] == phases.split()
    assert not site.problems


def places(*geo: str) -> Site:
    blocks = "\n\n".join(
        f"> [!location] Place {n} {{is=built geo={each}}}\n>\n> Words." for n, each in enumerate(geo, 1)
    )
    return tell({"films/f/01-a.md": f"{blocks}\n"})


def test_places_lie_to_each_other_on_the_plan_as_on_the_ground() -> None:
    moments = [(moment, "/x/") for moment in walk(places("52.0,4.0", "52.0,4.1", "52.02,4.05"), Moment)]
    ground = ground_of(moments)
    assert ground
    west, east, north = ground.spots
    assert (west.y, west.x + east.x) == (east.y, WIDE)
    assert north.y < west.y
    assert (north.x, west.truth, east.flip) == (WIDE // 2, "built", True)
    # 0.1 degrees at 52 degrees north are 6,854 metres.
    assert ground.bar / ground.metres == pytest.approx((east.x - west.x) / 6854, rel=0.01)


@pytest.mark.parametrize("geo", [("52.0,4.0",), ("52.0,4.0", "52.0,4.0"), ("nowhere", "95,4", "52,4")])
def test_one_place_is_no_plan(geo: tuple[str, ...]) -> None:
    assert ground_of((moment, "/x/") for moment in walk(places(*geo), Moment)) is None


def test_the_plan_stands_on_the_page_of_locations_with_its_scale() -> None:
    html = pages(places("52.0,4.0", "52.0,4.1"))["f/locations/index.html"]
    assert '<text class="spot-name"' in html
    assert " km</text>" in html
    assert 'class="spot-name"' not in pages(places("52.0,4.0"))["f/locations/index.html"]


SHORE = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry":
  {"type": "LineString", "coordinates": [[3.9, 52.0], [4.05, 52.0], [4.05, 53.0]]}},
  {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[9, 9], [9, 10], [10, 9]]]}}]}"""


def test_a_map_beside_the_film_is_drawn_beneath_its_places_and_cut_at_the_edge() -> None:
    text = "> [!location] A {geo=52.0,4.0}\n>\n> Words.\n\n> [!location] B {geo=52.0,4.1}\n>\n> Words.\n"
    site = tell({"films/f/01-a.md": text, "films/f/map.geojson": SHORE})
    ground = ground_of(((moment, "/x/") for moment in walk(site.films, Moment)), site.films[0].outline)
    assert ground
    assert ground.lines == "M0 70L500 70L500 0"
    assert f'<path class="outline" d="{ground.lines}"/>' in pages(site)["f/locations/index.html"]


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "Circle"}', '{"type": "LineString", "coordinates": [[1, NaN]]}',
                                  '{"type": "LineString", "coordinates": [[181, 1]]}', '{"type": "Polygon"}',
                                  '{"type": "LineString", "coordinates": [[1]]}'])  # fmt: skip
def test_a_map_that_cannot_be_read_is_told(text: str) -> None:
    site = tell({"films/f/01-a.md": "Words.\n", "films/f/map.geojson": text})
    assert [each.code for each in site.problems if each.span and each.span.file.endswith("geojson")] == ["E415"]
    assert site.films[0].outline == ()


def test_decisions_can_be_read_by_the_department_that_made_them() -> None:
    decisions = "\n\n".join(
        f"> [!decision] {title}\n>\n> Words.\n>\n> — {who}\n"
        for title, who in (("A wall", "Ann Lee"), ("A hum", "Bo Li"), ("A cut", "Someone, Light"), ("A name", "Nobody"))
    )
    html = pages(told({**FILES, "films/rope/01-wall.md": decisions}))["rope/decisions/index.html"]
    found = elements(html)
    kinds = [each.attributes.get("class") or "" for each in found if each.tag == "li"]
    entries = [kind for kind in kinds if kind.startswith("entry")]
    assert entries == ["entry of-1", "entry of-2", "entry of-1", "entry"]
    assert len([each for each in found if each.attributes.get("name") == "department"]) == 3
    one = told({**FILES, "films/rope/01-wall.md": decisions.replace("Bo Li", "Ann Lee")})
    assert 'name="department"' not in pages(one)["rope/decisions/index.html"]


def test_whom_only_the_credits_name_is_found_by_what_they_sign(site: Site) -> None:
    text = "> [!decision] A hum\n>\n> Words with Bo Li.\n>\n> — Bo Li, mixer\n"
    told_of = told({**FILES, "films/rope/01-wall.md": text})
    (place,) = places_of_people(told_of)["bo-li"]
    assert (place.kind, place.words, place.address) == ("decision", "A hum", "/rope/wall/#a-hum")
    assert ("Bo Li" in unheard(site), "Bo Li" in unheard(told_of)) == (True, False)


def unheard(site: Site) -> str:
    html = pages(site)["people/index.html"]
    return html[html.index("still to be heard") :] if "still to be heard" in html else ""


def test_of_one_thing_is_spoken_in_the_singular() -> None:
    words = {"count": "{n} things", "count-one": "1 thing", "of": "{n} of {all}"}
    assert [phrase(words, "count", {"n": n}) for n in (0, 1, 2)] == ["0 things", "1 thing", "2 things"]
    assert phrase(words, "of", {"n": 1, "all": 2}) == "1 of 2"


def test_a_motif_that_nothing_shows_has_no_page_no_link_and_a_warning_where_it_is_named() -> None:
    film = "---\ntitle: F\nmotifs:\n  rope: The rope\n  door: The door\n---\n"
    site = tell({"films/f/film.md": film, "films/f/01-a.md": "---\ntitle: A\nmotifs: [rope]\n---\n\nWords.\n"})
    made = {spec.path: spec for spec in lay_out(site, plan_media(site, "tools-1"))}
    assert "f/motifs/rope/index.html" in made
    assert "f/motifs/door/index.html" not in made
    assert made["f/index.html"].values["followed"] == ("rope",)
    (found,) = [each for each in site.problems if each.code == "E416"]
    assert found.span
    assert (found.span.file, found.span.line, found.span.col) == ("films/f/film.md", 5, 3)


def test_a_motif_of_a_block_alone_is_shown() -> None:
    film = "---\ntitle: F\nmotifs:\n  door: The door\n---\n"
    site = tell({"films/f/film.md": film, "films/f/01-a.md": "# A\n\n> [!decision] Shut {motif=door}\n>\n> Words.\n"})
    assert "E416" not in {each.code for each in site.problems}
