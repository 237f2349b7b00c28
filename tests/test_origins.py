"""What `explain FILE` says: rows of plain data first, lines for people second."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from footage import made_up, seconds

from btspress.diagnostics import Span
from btspress.engine.manifest import Entry, Manifest, parts
from btspress.engine.receipt import Made, Receipt
from btspress.model import Chapter, Clip, Config, Figure, Film, Frame, Site
from btspress.origins import located, origin, origin_text
from btspress.session import Demand
from btspress.stages.plan import plan

LINE = Span("films/f/01-rain.md", 7, 3, 20)
CLIP = Clip(made_up("films/f/a.mp4"), seconds(1, 9), sound=True, span=LINE)
CHAPTER = Chapter("rain", "/f/rain/", "films/f/01-rain.md", "Rain", (Figure("a", CLIP, "", ""),))
SITE = Site(Config(), (Film("f", "/f/", "films/f/film.md", "F", chapters=(CHAPTER,)),), ())
PLAN = plan(SITE, "tools")
DEMAND = Demand(SITE, PLAN, PLAN.jobs, ())
JOB = next(job for job in PLAN.jobs if job.recipe.name == "rendition")
PATH = JOB.url(JOB.recipe.outputs()[0].name).lstrip("/")
OLD = "media/gone.0123.h264.mp4"
MANIFEST = Manifest(
    files={
        "index.html": Entry("a" * 64, 1234, "k1"),
        "f/rain/index.html": Entry("b" * 64, 5, "k2"),
        PATH: Entry("c" * 64, 1_500_000, JOB.key, "rendition"),
        OLD: Entry("d" * 64, 6, "k9", "rendition"),
        "media/a b.jpg": Entry("e" * 64, 6, "k3", "picture"),
        "robots.txt": Entry("f" * 64, 7),
    },
    jobs={JOB.key: parts(JOB), "k9": {"recipe": "rendition", "sizes": [1, 2], "inputs": [{"digest": "d1"}]}},
)
RECEIPT = Receipt(
    JOB.key,
    "rendition",
    2,
    {},
    "tools",
    41.27,
    {"av1.mp4": Made("c" * 64, 1_500_000)},
    {"score": 93.4, "crf": "35.5"},
    ("ffmpeg -i input:0 h264.mp4",),
)


@pytest.mark.parametrize(
    ("what", "file"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("index.html", "index.html"),
        ("/f/rain/", "f/rain/index.html"),
        ("f/rain#clip-2", "f/rain/index.html"),
        (f"/{PATH}", PATH),
        (f"/{PATH}?again=1", PATH),
        (f"https://example.org/{PATH}", PATH),
        (f"https://example.org/films/of/us/{PATH}#t=3", PATH),
        ("https://example.org/f/rain/", "f/rain/index.html"),
        ("https://example.org/", "index.html"),
        ("/media/a%20b.jpg", "media/a b.jpg"),
        ("media/a b.jpg", "media/a b.jpg"),
    ],
)
def test_a_file_is_found_by_address_or_path(what: str, file: str) -> None:
    assert located(what, MANIFEST) == file


@pytest.mark.parametrize("what", ["/gone/", "media", "f", "../index.html", "rain", "E999"])
def test_what_was_not_published_is_not_found(what: str) -> None:
    assert located(what, MANIFEST) == ""


def test_a_made_file_says_who_asked_of_what_how_and_how_good() -> None:
    row = origin(PATH, MANIFEST, DEMAND, RECEIPT)
    assert row["asked"] == ["films/f/01-rain.md:7:3"]
    assert row["sources"] == ["films/f/a.mp4"]
    assert row["commands"] == ["ffmpeg -i input:0 h264.mp4"]
    assert row["notes"] == {"score": 93.4, "crf": "35.5"}
    assert json.loads(json.dumps(row)) == row
    assert list(origin_text(row))[:7] == [
        f"{PATH}  1.5 MB, rendition",
        "  asked for by films/f/01-rain.md:7:3",
        "  made from films/f/a.mp4",
        "  took 41.3 s",
        "  score: 93.4",
        "  crf: 35.5",
        "  $ ffmpeg -i input:0 h264.mp4",
    ]


def test_of_many_calls_the_one_that_wrote_the_file_is_shown() -> None:
    calls = (
        "ffmpeg -i input:0 file:trials/all.nut -y",
        "ffmpeg -i input:0 file:crf-30.mp4 -y",
        "ffmpeg -i input:0 -f null -",
    )
    told = list(origin_text(origin(PATH, MANIFEST, DEMAND, replace(RECEIPT, commands=calls))))
    assert [line for line in told if "ffmpeg" in line] == [f"  $ {calls[1]}"]
    assert any(line.startswith("  and 2 more, ") for line in told)


def test_the_poster_of_a_clip_was_asked_for_by_the_line_of_the_clip() -> None:
    job = next(job for job in PLAN.jobs if job.recipe.name == "picture")
    manifest = Manifest({"media/p.jpg": Entry("c" * 64, 6, job.key, "picture")})
    assert origin("media/p.jpg", manifest, DEMAND, None)["asked"] == ["films/f/01-rain.md:7:3"]


def test_without_a_receipt_that_is_said() -> None:
    told = list(origin_text(origin(PATH, MANIFEST, DEMAND, None)))
    assert "  the store has no receipt that says how it was made" in told


def test_what_nothing_asks_for_any_more_is_said() -> None:
    assert "nothing any more" in origin(OLD, MANIFEST, DEMAND, None)["why"]


def test_without_a_site_the_key_is_still_explained() -> None:
    row = origin(OLD, MANIFEST, None, None)
    assert "not known" in row["why"]
    assert list(origin_text(row))[-4:] == [
        "  inputs 1:",
        "    digest: d1",
        "  recipe: rendition",
        "  sizes: [1, 2]",
    ]


def test_a_page_says_where_it_is_written() -> None:
    row = origin("f/rain/index.html", MANIFEST, DEMAND, None)
    assert (row["recipe"], row["sources"]) == ("page", ["films/f/01-rain.md"])
    assert not any("receipt" in line for line in origin_text(row))


def test_text_of_a_player_is_known() -> None:
    demand = Demand(SITE, plan_with("/media/a.vtt"), (), ())
    manifest = Manifest({"media/a.vtt": Entry("c" * 64, 6)})
    assert origin("media/a.vtt", manifest, demand, None)["why"] == "a player, as its timed text"


def test_a_file_without_a_key_depends_on_its_bytes_alone() -> None:
    told = list(origin_text(origin("robots.txt", MANIFEST, DEMAND, None)))
    assert told[-1] == "  key    none: it depends on its own bytes only"


def plan_with(address: str):
    told = plan(Site(Config(), (), (), home=(Figure("a", Frame(made_up("a.jpg"), None), "", ""),)), "tools")
    return type(told)(told.jobs, told.pictures, told.players, (), {address: "WEBVTT"})
