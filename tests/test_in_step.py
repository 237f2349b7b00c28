"""Moving sides of a comparison: as many frames of each, at one rate, at the right times, easy to search."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numbered
import pytest
from footage import FOOTAGE, bench, made_up, renditions_of, seconds, tools, video_facts
from told_pages import told

from btspress.delivery.audience import PREVIEW, WEB
from btspress.delivery.players import clip_player
from btspress.digest import canonical, digest_bytes
from btspress.directives.in_step import in_step
from btspress.engine.job import Input
from btspress.media.probe import probe
from btspress.media.samples import PICTURES, Track, track
from btspress.model import Clip, Frame, MissingSource, Side, Source
from btspress.recipes.rendition import Rendition
from btspress.stages.render import scripts_of
from btspress.timecode import TimeRange
from btspress.web.theme import load_theme

NTSC = Fraction(30000, 1001)


def side(rate: int | Fraction = 24, start: float = 0, end: float = 10, **more) -> Side:
    """A moving side of a made-up file of 20 s."""
    finished, sound = more.pop("finished", False), more.pop("sound", True)
    facts = video_facts(rate=Fraction(rate), sound=sound, **more)
    return Side(Clip(made_up(f"{rate}.mov", facts), seconds(start, end), sound=True), "", "", finished=finished)


def shown(*sides: Side) -> list[Clip]:
    return [each.shown for each in in_step(sides) if isinstance(each.shown, Clip)]


def recipes(clip: Clip, delivery=WEB) -> list[Rendition]:
    return [each for each in renditions_of(clip, delivery) if each.codec == delivery.codecs[-1]]


# ---- what is planned ----


@pytest.mark.parametrize(
    ("first", "finished", "shared"),
    [(24, 24, 24), (25, 24, 24), (24, 25, 25), (24, NTSC, NTSC), (25, Fraction(1439, 60), 25), (17, 19, 19)],
)
def test_all_take_the_rate_of_the_finished_side_unless_that_is_an_odd_one(first, finished, shared) -> None:
    one, other = shown(side(first), side(finished, finished=True))
    assert one.beat
    assert one.beat == other.beat
    assert one.beat.rate == shared
    assert {recipe.rate for clip in (one, other) for recipe in recipes(clip)} == {shared}


def test_the_finished_side_counts_wherever_it_stands() -> None:
    one, _ = shown(side(25, finished=True), side(24))
    assert one.beat
    assert one.beat.rate == 25


def test_all_take_the_overlap_of_their_ranges_in_whole_frames() -> None:
    one, other = shown(side(24, 2, 9.99), side(25, 1, 5.03))
    assert one.range == TimeRange(Fraction(2), 2 + Fraction(96, 24))
    assert other.range == TimeRange(Fraction(1), 1 + Fraction(96, 24))
    assert {recipe.piece.frames for clip in (one, other) for recipe in recipes(clip)} == {96}


def test_stages_are_in_step_as_two_are() -> None:
    three = shown(side(24, 0, 5), side(25, 0, 4), side(24, 0, 6, finished=True))
    assert [clip.range.duration for clip in three] == [4, 4, 4]


def test_one_clip_beside_stills_or_missing_ones_is_as_it_was() -> None:
    still = Side(Frame(made_up("still.png")), "", "")
    gone = Side(Clip(MissingSource("gone.mov"), seconds(0, 5), sound=True), "", "")
    sides = (still, side(), gone)
    assert in_step(sides) == sides


def test_the_first_that_has_a_sound_is_heard_and_no_other() -> None:
    assert [clip.sound for clip in shown(side(), side(25), side(24))] == [True, False, False]
    assert [clip.sound for clip in shown(side(sound=False), side(25), side(24))] == [False, True, False]


def test_sides_of_other_sizes_change_between_rungs_at_the_same_window() -> None:
    small, large = shown(side(size=(800, 332)), side(size=(1920, 858)))
    assert [recipe.width for recipe in recipes(large)] == [640, 1280]
    assert [recipe.width for recipe in recipes(small)] == [640, 800]
    assert [recipe.width for recipe in recipes(replace(small, beat=None))] == [480, 800]


def test_posters_show_one_moment() -> None:
    one, other = shown(side(24, 2, 6), side(25, 10, 14))
    here = bench(WEB)
    assert clip_player(one, here)
    assert clip_player(other, here)
    assert [(frame.source.name, frame.at) for frame in here.pictures] == [("24.mov", 4), ("25.mov", 12)]


def test_a_long_pair_is_no_stream() -> None:
    one, other = shown(side(24, 0, 18), side(24, 1, 19))
    here = bench(replace(WEB, stream=Fraction(5)))
    alone, paired = clip_player(replace(one, beat=None), here), clip_player(other, here)
    assert alone
    assert paired
    assert alone.extras.get("stream")
    assert not paired.extras.get("stream")


def test_a_clip_by_itself_keeps_the_key_that_it_had() -> None:
    (alone,) = recipes(replace(side().shown, range=seconds(0, 1)))
    assert "keys" not in canonical(alone)
    assert canonical(replace(alone, keys=12))["keys"] == 12


def test_the_clock_is_linked_where_two_move_and_before_what_winds_it() -> None:
    theme = load_theme("base").theme
    assert theme
    found = {spec.path: scripts_of(spec, theme) for spec in told().specs}
    wound = [scripts for scripts in found.values() if "clock.js" in scripts]
    assert wound
    assert len(wound) < len(found)
    assert all(scripts.index("clock.js") < scripts.index("compare.js") for scripts in wound)


# ---- what comes of it ----


def made(rate: int, folder: Path) -> Side:
    """Real footage at `rate`, every frame with its number."""
    path = folder / f"{rate}.mp4"
    numbered.make(FOOTAGE / "sintel-fade-in.mp4", path, Fraction(rate), 5)
    facts = probe(lambda: path.open("rb"), "mov", tools())
    return Side(Clip(Source(str(path), digest_bytes(path.read_bytes()), facts), seconds(0, 5), sound=True), "", "")


def encoded(clip: Clip, folder: Path) -> Path:
    assert isinstance(clip.source, Source)
    file = Path(clip.source.name)
    (recipe,) = renditions_of(clip, PREVIEW)
    recipe.make((Input(partial(file.open, "rb"), "mov"),), folder, tools())
    return folder / recipe.outputs()[0].name


def pictures(path: Path) -> Track:
    with path.open("rb") as file:
        return track(file, PICTURES)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("other", [25, 30])
def test_frames_of_another_rate_are_taken_by_their_time(other: int, tmp_path: Path) -> None:
    onset, final = made(other, tmp_path), replace(made(24, tmp_path), finished=True)
    begins = Fraction("1.13"), Fraction(1)
    cut = [
        replace(each, shown=replace(each.shown, range=TimeRange(start, start + 3)))
        for each, start in zip((onset, final), begins, strict=True)
    ]
    files = []
    for place, clip in enumerate(shown(*cut)):
        (tmp_path / str(place)).mkdir()
        files.append(encoded(clip, tmp_path / str(place)))
    for file, rate, begin in zip(files, (other, 24), begins, strict=True):
        numbers = numbered.numbers(file)
        assert len(numbers) == 72
        late = [Fraction(number, rate) - (begin + Fraction(frame, 24)) for frame, number in enumerate(numbers)]
        assert max(map(abs, late)) <= Fraction(1, 48)
    one, two = map(pictures, files)
    assert one.scale == two.scale
    for found in (one, two):
        assert [sample.late for sample in found.samples] == [found.start] * 72, "a frame is not shown when decoded"
        assert found.samples[0].at == 0
        assert [number for number, sample in enumerate(found.samples) if sample.key] == list(range(0, 72, 12))
    assert [sample.at for sample in one.samples] == [sample.at for sample in two.samples]
