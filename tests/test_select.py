"""Which frames and pixels a reference takes: exact fractions, half-open, always inside the file."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.diagnostics import Diagnostic, Severity, Span, problem
from btspress.facts import Facts
from btspress.markup.reference import parse_reference
from btspress.model import Clip, Crop, Frame, Shown, Sound, Source
from btspress.story.media import Clocks, select
from btspress.testing import picture, sound, video
from btspress.timecode import Rate, Smpte, TimeRange, parse_smpte, smpte

few = settings(max_examples=120, deadline=None)
FILM = Fraction(24000, 1001)
DROP = Fraction(30000, 1001)
RATES = (Fraction(24), Fraction(25), Fraction(30), Fraction(60), FILM, DROP, Fraction(60000, 1001))
HERE = Span("a.md", 1, 1, 2)


def chosen(fragment: str, facts: Facts, clocks: Clocks = Clocks()) -> tuple[Shown, list[str]]:
    """What `#fragment` takes of a file, and the codes of all findings."""
    found: list[Diagnostic] = []

    def report(code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None) -> None:
        found.append(problem(code, message, span, hint, severity))

    reference, problems = parse_reference(f"a.mp4#{fragment}" if fragment else "a.mp4", HERE)
    shown = select(reference.selection, Source("m/a.mp4", "d" * 64, facts), clocks, HERE, report)
    return shown, [each.code for each in (*problems, *found)]


def times(fragment: str, facts: Facts, clocks: Clocks = Clocks()) -> tuple[Fraction, Fraction]:
    shown, found = chosen(fragment, facts, clocks)
    assert not found
    assert isinstance(shown, Clip | Sound)
    return shown.range.start, shown.range.end


def long(fps: Fraction, seconds: int = 60) -> Facts:
    """A file of whole frames."""
    frames = int(seconds * fps)
    return video(frames / fps, fps=fps)


TIMED = replace(video(60), timecode=Smpte(10, 0, 0, 0))


@pytest.mark.parametrize(
    ("fragment", "facts", "start", "end"),
    [
        ("", video(60), 0, 60),
        ("t=4,12", video(60), 4, 12),
        ("t=,12", video(60), 0, 12),
        ("t=12", video(60), 12, 60),
        ("t=0:04,0:12.5", video(60), 4, Fraction(25, 2)),
        ("t=npt:4,12", video(60), 4, 12),
        ("t=59,60", video(60), 59, 60),
        ("t=59,60.01", video(60), 59, 60),
        ("t=00:00:01:12,00:00:02:00", video(60), Fraction(3, 2), 2),
        ("t=smpte:00:00:01:12,00:00:02", video(60), Fraction(3, 2), 2),
        ("f=24,48", video(60), 1, 2),
        ("f=0,1", video(60), 0, Fraction(1, 24)),
        ("tc=10:00:02:00,10:00:04:12", TIMED, 2, Fraction(9, 2)),
        ("tc=10:00:00:00", TIMED, 0, 60),
        ("t=1,2", long(FILM), Fraction(1001, 1000), Fraction(2002, 1000)),
        ("t=1.02,2", video(60), 1, 2),
        ("t=1.03,2", video(60), Fraction(25, 24), 2),
        ("f=1", long(DROP), Fraction(1001, 30000), 1798 * Fraction(1001, 30000)),
        ("t=00:00:10;15,00:00:11;00", long(DROP), 315 * Fraction(1001, 30000), 330 * Fraction(1001, 30000)),
        ("t=1.234,2.5", sound(10), Fraction(617, 500), Fraction(5, 2)),
    ],
)
def test_a_range_is_taken_exactly(fragment: str, facts: Facts, start: Fraction, end: Fraction) -> None:
    assert times(fragment, facts) == (start, end)


def test_frames_count_from_the_number_of_the_first() -> None:
    assert times("f=1001,1025", video(60), Clocks(first_frame=1001)) == (0, 1)


def test_a_sidecar_may_say_the_timecode() -> None:
    assert times("tc=01:00:01:00,01:00:02:00", video(60), Clocks(Smpte(1, 0, 0, 0))) == (1, 2)


def test_the_timecode_of_the_file_wins_over_that_of_the_sidecar() -> None:
    assert times("tc=10:00:01:00", TIMED, Clocks(Smpte(1, 0, 0, 0)))[0] == 1


def test_drop_frame_timecode_of_the_file_is_counted_as_drop_frame() -> None:
    facts = replace(long(DROP, 120), timecode=Smpte(0, 59, 30, 0, drop=True))
    assert times("tc=01:00:00;00", facts)[0] == 900 * Fraction(1001, 30000)


MARKED = Clocks(
    marks=(("fall", Fraction(10)), ("start", Fraction(2)), ("between", Fraction(12_013, 1000)), ("late", Fraction(70)))
)


@pytest.mark.parametrize(("mark", "start", "end"), [("start", 2, 10), ("fall", 10, 12), ("between", 12, 60)])
def test_a_mark_lasts_until_the_next_one(mark: str, start: int, end: int) -> None:
    assert times(f"id={mark}", video(60), MARKED) == (start, end)


@pytest.mark.parametrize(
    ("fragment", "facts", "code"),
    [
        ("t=60,70", video(60), "E219"),
        ("t=10,61", video(60), "E219"),
        ("t=60", video(60), "E219"),
        ("t=60&still", video(60), "E219"),
        ("f=1440", video(60), "E219"),
        ("id=late", video(60), "E219"),
        ("id=nobody", video(60), "E224"),
        ("track=main", video(60), "E224"),
        ("t=12,8", video(60), "E216"),
        ("t=1,1.001", video(60), "E216"),
        ("t=00:00:02:00,00:00:01:00", video(60), "E216"),
        ("t=00:00:01:24&still", video(60), "E212"),
        ("t=00:00:01;00&still", video(60), "E213"),
        ("t=00:01:00;01&still", long(DROP, 90), "E214"),
        ("tc=10:00:00:00", video(60), "E220"),
        ("tc=09:59:59:00", TIMED, "E219"),
        ("t=1&still", sound(10), "E225"),
        ("xywh=0,0,1,1", sound(10), "E225"),
        ("t=3", picture(), "E218"),
        ("t=00:00:01:00", sound(10), "E211"),
        ("xywh=1919,0,2,10", video(60), "E223"),
        ("xywh=percent:51,0,50,100", video(60), "E223"),
        ("xywh=percent:0,0,0.001,50", video(60), "E222"),
    ],
)
def test_what_cannot_be_taken_is_told(fragment: str, facts: Facts, code: str) -> None:
    assert code in chosen(fragment, facts, MARKED)[1]


def test_a_frame_before_the_first_is_told() -> None:
    assert chosen("f=1000", video(60), Clocks(first_frame=1001))[1] == ["E215"]


def test_frames_of_a_sound_are_not_taken_for_seconds() -> None:
    shown, found = chosen("f=5", sound(10))
    assert found == ["E211"]
    assert isinstance(shown, Sound)
    assert shown.range == TimeRange(Fraction(0), Fraction(10))


# ---- stills ----


@pytest.mark.parametrize(
    ("fragment", "at"),
    [
        ("t=0&still", 0),
        ("t=12.5&still", Fraction(25, 2)),
        ("f=1439&still", Fraction(1439, 24)),
        ("t=00:00:59:23&still", Fraction(1439, 24)),
        ("t=59.97&still", Fraction(1439, 24)),
        ("t=59.999&still", Fraction(1439, 24)),
        ("still", 0),
    ],
)
def test_a_still_is_one_frame(fragment: str, at: Fraction) -> None:
    shown, found = chosen(fragment, video(60))
    assert (shown.at if isinstance(shown, Frame) else None, found) == (at, [])


def test_a_still_is_never_later_than_the_last_frame_that_was_counted() -> None:
    facts = video(60)
    assert facts.video
    short = replace(facts, video=replace(facts.video, frames=1400))
    shown, _ = chosen("t=59.5&still", short)
    assert isinstance(shown, Frame)
    assert shown.at == Fraction(1399, 24)


def test_a_picture_has_no_moment() -> None:
    shown, found = chosen("", picture())
    assert (isinstance(shown, Frame) and shown.at is None, found) == (True, [])


# ---- regions ----


@pytest.mark.parametrize(
    ("region", "size", "crop"),
    [
        ("0,0,640,360", (1920, 1080), Crop(0, 0, 640, 360)),
        ("pixel:10,20,30,40", (1920, 1080), Crop(10, 20, 30, 40)),
        ("percent:25,25,50,50", (1920, 1080), Crop(480, 270, 960, 540)),
        ("percent:0,0,100,100", (853, 481), Crop(0, 0, 853, 481)),
        ("percent:50,50,50,50", (851, 481), Crop(426, 240, 425, 241)),
        ("0,0,1920,1080", (1920, 1080), Crop(0, 0, 1920, 1080)),
    ],
)
def test_a_region_becomes_whole_pixels(region: str, size: tuple[int, int], crop: Crop) -> None:
    shown, found = chosen(f"xywh={region}", video(60, size))
    assert (shown.crop if isinstance(shown, Clip) else None, found) == (crop, [])


percents = st.integers(0, 1000).map(lambda tenth: Fraction(tenth, 10))


@few
@given(st.integers(16, 4000), st.integers(16, 4000), percents, percents, percents, percents)
def test_a_region_in_percent_never_leaves_the_picture(
    wide: int, high: int, left: Fraction, right: Fraction, top: Fraction, bottom: Fraction
) -> None:
    (left, right), (top, bottom) = sorted((left, right)), sorted((top, bottom))
    if left == right or top == bottom:
        return
    told = ",".join(f"{float(each):g}" for each in (left, top, right - left, bottom - top))
    shown, found = chosen(f"xywh=percent:{told}", picture(wide, high))
    assert isinstance(shown, Frame)
    assert "E223" not in found
    if shown.crop:
        assert shown.crop.w > 0
        assert shown.crop.h > 0
        assert shown.crop.x + shown.crop.w <= wide
        assert shown.crop.y + shown.crop.h <= high


# ---- the law: whatever is asked, what is chosen lies in the file, on frames ----

rates = st.sampled_from(RATES)
clock = st.integers(0, 40_000).map(lambda thousandth: f"{thousandth / 1000:.3f}")
frame = st.integers(0, 1200)


def on_frames(shown: Shown, facts: Facts) -> bool:
    assert facts.video
    rate = facts.video.rate
    if isinstance(shown, Frame):
        at = shown.at or Fraction(0)
        return 0 <= at < facts.duration and rate.seconds(rate.nearest_frame(at)) == at
    start, end = shown.range.start, shown.range.end
    aligned = all(rate.seconds(rate.nearest_frame(at)) == at or at == facts.duration for at in (start, end))
    return 0 <= start < end <= facts.duration and aligned


@few
@given(rates, clock, clock, st.booleans())
def test_a_range_in_seconds_lies_in_the_file_and_on_frames(fps: Fraction, start: str, end: str, ragged: bool) -> None:
    facts = long(fps, 20)
    if ragged:
        facts = replace(facts, duration=facts.duration + Fraction(1, 100))
    shown, _ = chosen(f"t={start},{end}", facts)
    assert on_frames(shown, facts)


@few
@given(rates, frame, frame, st.sampled_from([0, 1, 1001]))
def test_a_range_in_frames_lies_in_the_file_and_is_what_was_asked(
    fps: Fraction, start: int, end: int, first: int
) -> None:
    facts = long(fps, 20)
    shown, found = chosen(f"f={start},{end}", facts, Clocks(first_frame=first))
    assert on_frames(shown, facts)
    if not found:
        assert isinstance(shown, Clip)
        assert (shown.range.start * fps, shown.range.end * fps) == (start - first, end - first)


@few
@given(rates, frame, frame, st.booleans())
def test_a_range_in_timecode_lies_in_the_file_and_is_what_was_asked(
    fps: Fraction, start: int, end: int, drop: bool
) -> None:
    rate, facts = Rate(fps), long(fps, 20)
    told = f"t={smpte(start, rate, drop=drop)},{smpte(end, rate, drop=drop)}"
    shown, found = chosen(told, facts)
    assert on_frames(shown, facts)
    if not found:
        assert isinstance(shown, Clip)
        assert (shown.range.start * fps, shown.range.end * fps) == (start, end)


@few
@given(rates, frame, st.booleans())
def test_timecode_of_the_file_is_taken_off(fps: Fraction, number: int, drop: bool) -> None:
    rate = Rate(fps)
    zero = smpte(900_000, rate, drop=drop)
    facts = replace(long(fps, 60), timecode=zero)
    shown, found = chosen(f"tc={smpte(900_000 + number, rate, drop=drop)}&still", facts)
    assert isinstance(shown, Frame)
    assert on_frames(shown, facts)
    assert found or shown.at == rate.seconds(number)


@few
@given(rates, clock)
def test_a_still_in_the_file_is_at_most_one_frame_away(fps: Fraction, at: str) -> None:
    facts = long(fps, 20)
    shown, found = chosen(f"t={at}&still", facts)
    assert on_frames(shown, facts)
    inside = Fraction(at) < facts.duration
    assert bool(found) != inside
    if inside:
        assert isinstance(shown, Frame)
        assert shown.at is not None
        assert abs(shown.at - Fraction(at)) <= 1 / fps


@few
@given(rates, st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 30_000)), min_size=1, max_size=4))
def test_marks_lie_in_the_file_and_on_frames(fps: Fraction, told: list[tuple[str, int]]) -> None:
    facts = long(fps, 20)
    clocks = Clocks(marks=tuple((name, Fraction(at, 1000)) for name, at in told))
    shown, _ = chosen(f"id={told[0][0]}", facts, clocks)
    assert on_frames(shown, facts)


@few
@given(clock, clock)
def test_a_sound_is_cut_where_it_was_asked(start: str, end: str) -> None:
    facts = sound(20)
    shown, found = chosen(f"t={start},{end}", facts)
    assert isinstance(shown, Sound)
    assert 0 <= shown.range.start < shown.range.end <= facts.duration
    if not found:
        assert shown.range == TimeRange(Fraction(start), min(Fraction(end), facts.duration))


def test_a_timecode_as_written_is_read_for_this_file_alone() -> None:
    code = parse_smpte("00:00:10:24")
    assert code
    assert [code.fault(Rate(fps)) == "" for fps in (Fraction(24), Fraction(25))] == [False, True]
