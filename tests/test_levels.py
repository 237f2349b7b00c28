"""How loud a range is: gating as BS.1770-5 says it, peaks, silences, and what becomes of it at a target."""

from __future__ import annotations

import math
import re
import subprocess
from fractions import Fraction
from itertools import pairwise

import pytest
from footage import FOOTAGE, facts, given, seconds, tools
from hypothesis import given as random
from hypothesis import settings
from hypothesis import strategies as st

from btspress.levels import RESERVE, SILENT, STEP, Levels, from_bytes, to_bytes
from btspress.media.program import find
from btspress.recipes.excerpt import Heard
from btspress.recipes.measure import measure
from btspress.timecode import TimeRange

few = settings(max_examples=60, deadline=None)
LOUDNESS = st.one_of(st.just(SILENT), st.integers(-80_00, 0))
PEAKS = st.one_of(st.just(SILENT), st.integers(-90_00, 3_00))


@st.composite
def levels(draw: st.DrawFn, least: int = 1) -> Levels:
    steps = draw(st.integers(least, 60))
    heard = draw(st.lists(LOUDNESS, min_size=steps, max_size=steps))
    peaks = draw(st.lists(PEAKS, min_size=steps, max_size=steps))
    return Levels((SILENT, SILENT, SILENT, *heard[3:])[:steps], tuple(peaks), (max(peaks), max(peaks)))


RANGES = st.tuples(st.integers(0, 6000), st.integers(1, 6000)).map(
    lambda edges: TimeRange(Fraction(edges[0], 1000), Fraction(edges[0] + edges[1], 1000))
)


def steady(loudness: float, peak: float, steps: int = 40) -> Levels:
    return Levels((SILENT,) * 3 + (round(loudness * 100),) * (steps - 3), (round(peak * 100),) * steps, (0, 0))


@few
@random(levels(), RANGES)
def test_loudness_lies_between_the_quietest_and_the_loudest_that_pass_the_gate(given_levels, wanted):
    found = given_levels.integrated(wanted)
    heard = [loudness / 100 for loudness in given_levels.loudness if loudness > -70_00]
    if found is not None:
        assert min(heard) - 0.01 <= found <= max(heard) + 0.01


@few
@random(levels())
def test_only_silence_has_no_loudness(given_levels):
    heard = any(loudness > -70_00 for loudness in given_levels.loudness)
    assert (given_levels.integrated(seconds(0, 6)) is not None) == heard


@few
@random(levels(least=8), st.integers(-20_00, 20_00))
def test_a_louder_recording_is_louder_by_as_much(given_levels, more):
    whole = seconds(0, 6)
    loud = tuple(loudness if loudness == SILENT else max(loudness, -40_00) for loudness in given_levels.loudness)
    plain = Levels(loud, given_levels.peaks)
    raised = Levels(tuple(x if x == SILENT else x + more for x in loud), given_levels.peaks)
    if plain.integrated(whole) is None:
        assert raised.integrated(whole) is None
    else:
        assert raised.integrated(whole) == pytest.approx(plain.integrated(whole) + more / 100, abs=0.001)


@few
@random(levels(), RANGES)
def test_the_peak_of_a_range_is_in_it(given_levels, wanted):
    found = given_levels.peak(wanted)
    touched = [p for n, p in enumerate(given_levels.peaks) if n * STEP < wanted.end and (n + 1) * STEP > wanted.start]
    assert found == (max(touched) / 100 if touched and max(touched) > SILENT else None)


@few
@random(levels(), RANGES)
def test_silences_lie_inside_apart_and_are_silent(given_levels, wanted):
    found = given_levels.silences(wanted, below=-50, least=Fraction(3, 10))
    for silence in found:
        assert wanted.start <= silence.start < silence.end <= wanted.end
        assert silence.duration >= Fraction(3, 10)
        assert (given_levels.peak(silence) or -100) < -50
    for before, after in pairwise(found):
        assert before.end < after.start


@few
@random(levels())
def test_levels_are_kept_and_found_again(given_levels):
    assert from_bytes(to_bytes(given_levels)) == given_levels


@few
@random(levels(least=8), st.integers(-24, -12), st.integers(-3, 0))
def test_nothing_is_raised_beyond_its_ceiling_without_a_limiter(given_levels, target, peak):
    whole = seconds(0, 6)
    level = given_levels.level(whole, target, peak)
    if level is None:
        assert (given_levels.integrated(whole) or -100) < -60
        return
    assert -30 <= level.gain <= 28
    if level.ceiling is None:
        assert (given_levels.peak(whole) or -100) + float(level.gain) <= peak - float(RESERVE) + 0.01
    else:
        assert level.ceiling == peak - RESERVE


def test_a_pause_does_not_make_speech_quieter():
    speech, pause = (-20_00,) * 20, (-45_00,) * 40
    told = Levels((SILENT,) * 3 + speech + pause, (-6_00,) * 63)
    assert told.integrated(seconds(0, 6.3)) == pytest.approx(-20.0)
    mean = 10 * math.log10((20 * 10**-2.0 + 40 * 10**-4.5) / 60)
    assert mean < -24


def test_a_range_too_short_to_be_measured_is_as_loud_as_what_is_around_it():
    told = Levels((SILENT,) * 3 + (-30_00,) * 20 + (-10_00,) * 20, (-6_00,) * 43)
    assert told.integrated(seconds(1.0, 1.2)) == -30.0
    assert told.integrated(seconds(3.5, 3.6)) == -10.0
    assert Levels((SILENT,) * 3, (-6_00,) * 3).integrated(seconds(0, 0.3)) is None


def test_a_clean_recording_gets_gain_alone():
    level = steady(-31, -18).level(seconds(0, 4), -16, -1)
    assert (level.gain, level.ceiling, level.loudness) == (15, None, -16)


def test_what_is_too_quiet_to_be_anything_is_left_alone():
    assert steady(-61, -50).level(seconds(0, 4), -16, -1) is None
    assert steady(-200, -200).level(seconds(0, 4), -16, -1) is None


def test_gain_ends_somewhere():
    quiet = steady(-55, -45).level(seconds(0, 4), -16, -1)
    assert (quiet.gain, quiet.loudness) == (24, -31)
    assert steady(20, 20).level(seconds(0, 4), -16, -1).gain == -30


def test_a_limiter_gives_back_what_it_takes():
    hot = Levels((SILENT,) * 3 + (-20_00,) * 37, ((-3_00,) + (-20_00,) * 3) * 10)
    level = hot.level(seconds(0, 4), -16, -1)
    assert level.ceiling == Fraction(-3, 2)
    assert Fraction(4) < level.gain < Fraction(6)
    assert level.loudness == -16


@pytest.mark.parametrize(
    ("sides", "side"),
    [((-3_00, -3_00), ""), ((-3_00, -60_00), "left"), ((SILENT, -10_00), "right"), ((-55_00, SILENT), "")],
)
def test_one_empty_channel_is_noticed(sides, side):
    assert Levels((-20_00,) * 9, (-3_00,) * 9, sides).side == side


def test_one_channel_heard_in_both_is_three_decibels_louder():
    one = Levels(steady(-20, -10).loudness, steady(-20, -10).peaks, (-10_00, SILENT))
    assert one.level(seconds(0, 4), -16, -1).gain == steady(-20, -10).level(seconds(0, 4), -16, -1).gain - Fraction(
        301, 100
    )


# ---- against ffmpeg's own meter, on real footage ----


@pytest.fixture(scope="module", params=["audio-only.m4a", "aac-5.1.mp4", "vfr-dropped-frames.mp4"])
def measured(request):
    name = request.param
    heard = facts(name)
    known = Heard(heard.audio.stream, heard.audio.channels)
    return name, measure(given(name).open, heard.container, known, heard.duration, tools())


def by_ffmpeg(name: str, start: float, end: float) -> tuple[float, float]:
    """Integrated loudness and true peak of a range, with the downmix that we publish."""
    surround = "aformat=channel_layouts=5.1:sample_fmts=fltp,pan=stereo|FL<FC+0.8*FL+0.5*BL|FR<FC+0.8*FR+0.5*BR"
    laid = surround if "5.1" in name else "aformat=channel_layouts=stereo:sample_fmts=fltp"
    chain = f"{laid},aresample=48000:async=1:first_pts=0,atrim={start}:{end},ebur128=peak=true:framelog=verbose"
    command = [find().path, "-nostdin", "-hide_banner", "-i", str(FOOTAGE / name), "-map", "0:a:0", "-af", chain]
    told = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(\S+) LUFS", told)[-1]), float(re.findall(r"Peak:\s+(\S+) dBFS", told)[-1])


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("start", "end"), [(0.0, 60.0), (0.5, 2.5), (1.0, 2.9), (0.2, 1.4)])
def test_a_range_is_as_loud_as_ffmpeg_says(measured, start, end):
    name, found = measured
    loudness, peak = by_ffmpeg(name, start, end)
    assert found.integrated(seconds(start, end)) == pytest.approx(loudness, abs=0.1)
    assert found.peak(seconds(start, end)) == pytest.approx(peak, abs=0.25)


@pytest.mark.ffmpeg
def test_an_hour_is_small(measured):
    _, found = measured
    assert len(to_bytes(found)) / len(found.peaks) * 36_000 < 500_000
