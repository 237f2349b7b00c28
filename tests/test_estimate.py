"""What a job is thought to cost, beside what such jobs did cost on real footage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest
from footage import bench, made_up, seconds, video_facts

from btspress.delivery.audience import WEB
from btspress.delivery.estimate import estimate
from btspress.delivery.ladder import renditions_of
from btspress.engine.job import Input, Output, Tools
from btspress.model import Clip
from btspress.recipes import RECIPES
from btspress.recipes.picture import Still
from btspress.recipes.quality import FIXED, Quality
from btspress.recipes.rendition import Rendition

MEASURED = (
    # codec, size of the result, of the source, frames, sound; processor-seconds, bytes
    ("h264", (798, 332), (798, 332), 1693, True, 27.8, 7_970_683),
    ("av1", (798, 332), (798, 332), 1693, True, 31.8, 7_390_256),
    ("h264", (480, 200), (798, 332), 1693, True, 14.3, 4_742_475),
    ("av1", (480, 200), (798, 332), 1693, True, 18.0, 4_593_799),
    ("h264", (640, 480), (640, 480), 176, True, 2.9, 603_630),
    ("av1", (640, 480), (640, 480), 176, True, 3.9, 484_564),
    ("h264", (798, 332), (798, 332), 144, True, 2.6, 737_948),
    ("av1", (800, 332), (800, 332), 37, False, 1.1, 217_688),
)
"""Feature film and camera footage in `site_src`, at the usual settings; drawings take a third of it."""


def rendition(codec: str, size: tuple[int, int], source: tuple[int, int], frames: int, *, sound: bool) -> Rendition:
    long = Fraction(frames, 24)
    clip = Clip(made_up("a.mp4", video_facts(long, source, sound=sound)), seconds(0, float(long)), sound=sound)
    made = next(each for each in renditions_of(clip, bench(WEB)) if each.codec == codec)
    return replace(made, width=size[0], height=size[1], quality=FIXED, most_bytes=0)


@pytest.mark.parametrize(("codec", "size", "source", "frames", "sound", "spent", "written"), MEASURED)
def test_an_encode_costs_about_what_is_thought(codec, size, source, frames, sound, spent, written) -> None:
    told = estimate(rendition(codec, size, source, frames, sound=sound))
    assert spent / 1.6 <= told.seconds <= spent * 1.6
    assert written / 2 <= told.bytes <= written * 2


@pytest.mark.parametrize(("codec", "plain", "keyed"), [("h264", 125_347, 203_079), ("av1", 298_434, 352_473)])
def test_four_times_as_many_key_frames_cost_bytes_and_no_time(codec: str, plain: int, keyed: int) -> None:
    usual = rendition(codec, (640, 360), (640, 360), 192, sound=False)
    short = estimate(replace(usual, keys=12))
    assert 1.18 * estimate(usual).bytes <= short.bytes <= 1.62 * estimate(usual).bytes
    assert keyed / plain / 1.3 <= short.bytes / estimate(usual).bytes <= keyed / plain * 1.3
    assert short.seconds == estimate(usual).seconds


def test_more_frames_and_more_pixels_cost_more() -> None:
    short, long = (estimate(rendition("h264", (1280, 720), (1280, 720), n, sound=True)) for n in (100, 1000))
    small, large = (
        estimate(rendition("av1", size, (1920, 1080), 500, sound=True)) for size in ((640, 360), (1920, 1080))
    )
    assert short.seconds < long.seconds / 5
    assert short.bytes < long.bytes / 5
    assert small.seconds < large.seconds
    assert small.bytes < large.bytes


def test_looking_for_quality_takes_longer() -> None:
    made = rendition("h264", (1280, 720), (1280, 720), 500, sound=False)
    assert estimate(replace(made, quality=Quality(93, 80))).seconds > 1.2 * estimate(made).seconds


def test_a_limit_of_bytes_is_believed() -> None:
    made = rendition("h264", (1280, 720), (1280, 720), 5000, sound=False)
    assert estimate(replace(made, most_bytes=800_000)).bytes == 800_000


def test_av1_keeps_as_many_processors_busy_as_it_has_threads() -> None:
    h264, av1 = (rendition(codec, (1280, 720), (1280, 720), 100, sound=True) for codec in ("h264", "av1"))
    assert [estimate(replace(h264, threads=threads)).processors for threads in (1, 2)] == [1, 1]
    assert [estimate(replace(av1, threads=threads)).processors for threads in (1, 2)] == [1, 2]


def test_a_still_costs_by_its_pixels() -> None:
    small, large = (estimate(Still(width, width, (width,))) for width in (480, 1920))
    assert small.seconds < large.seconds
    assert 0 < small.bytes < large.bytes


@dataclass(frozen=True)
class Dream:
    """A recipe that nobody has told the table of."""

    name: ClassVar[str] = "dream"
    version: ClassVar[int] = 1

    def outputs(self) -> tuple[Output, ...]:
        return ()

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        return


def test_an_unknown_recipe_is_thought_to_be_small() -> None:
    assert "dream" not in RECIPES
    assert 0 < estimate(Dream()).seconds < 1
