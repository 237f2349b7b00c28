"""Time as film people count it: laws of frames, timecode and clocks at every usual rate."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.timecode import (
    Rate,
    Smpte,
    TimeRange,
    clock,
    decimal,
    iso_duration,
    parse_clock,
    parse_smpte,
    smpte,
)

WHOLE = tuple(Rate(Fraction(fps)) for fps in (24, 25, 30, 50, 60))
NTSC = tuple(Rate(Fraction(fps * 1000, 1001)) for fps in (24, 30, 60))
DROPPING = NTSC[1:]
RATES = WHOLE + NTSC
few = settings(max_examples=60, deadline=None)
rates = st.sampled_from(RATES)
dropping = st.sampled_from(DROPPING)
a_day = st.integers(0, 24 * 3600 * 24 - 1)
seconds = st.fractions(0, 200_000, max_denominator=1001 * 48)
ids = str


@few
@given(rates, a_day)
def test_a_frame_survives_its_timecode(rate: Rate, frame: int) -> None:
    assert smpte(frame, rate).frame(rate) == frame


@few
@given(dropping, a_day)
def test_a_frame_survives_its_drop_frame_timecode(rate: Rate, frame: int) -> None:
    assert smpte(frame, rate, drop=True).frame(rate) == frame


@few
@given(rates, a_day, st.booleans())
def test_a_timecode_survives_its_text(rate: Rate, frame: int, drop: bool) -> None:
    code = smpte(frame, rate, drop=drop)
    assert parse_smpte(str(code)) == code


@few
@given(rates, a_day, st.booleans())
def test_a_timecode_that_was_counted_names_a_frame(rate: Rate, frame: int, drop: bool) -> None:
    assert smpte(frame, rate, drop=drop).fault(rate) == ""


@few
@given(dropping, a_day)
def test_the_next_frame_has_a_later_drop_frame_text(rate: Rate, frame: int) -> None:
    assert str(smpte(frame, rate, drop=True)) < str(smpte(frame + 1, rate, drop=True))


@few
@given(rates, a_day)
def test_the_next_frame_has_a_later_text(rate: Rate, frame: int) -> None:
    assert str(smpte(frame, rate)) < str(smpte(frame + 1, rate))


@few
@given(dropping, a_day)
def test_drop_frame_time_never_leaves_the_clock_on_the_wall_by_a_fifth_of_a_second(rate: Rate, frame: int) -> None:
    code = smpte(frame, rate, drop=True)
    told = (code.hours * 60 + code.minutes) * 60 + code.seconds + Fraction(code.frames, rate.nominal)
    assert abs(told - rate.seconds(frame)) < Fraction(1, 5)


@few
@given(dropping, st.integers(0, 23), st.integers(0, 59), st.integers(0, 7))
def test_only_the_first_numbers_of_most_minutes_are_skipped(rate: Rate, hours: int, minutes: int, frames: int) -> None:
    skipped = minutes % 10 != 0 and frames < rate.drop
    assert bool(Smpte(hours, minutes, 0, frames, drop=True).fault(rate)) == skipped


@pytest.mark.parametrize(
    ("rate", "before", "after"),
    [
        (NTSC[1], "00:00:59;29", "00:01:00;02"),
        (NTSC[1], "00:09:59;29", "00:10:00;00"),
        (NTSC[1], "00:59:59;29", "01:00:00;00"),
        (NTSC[2], "00:00:59;59", "00:01:00;04"),
        (NTSC[2], "00:09:59;59", "00:10:00;00"),
    ],
)
def test_numbers_are_skipped_at_minutes_that_are_no_tens(rate: Rate, before: str, after: str) -> None:
    code = parse_smpte(before)
    assert code
    assert str(smpte(code.frame(rate) + 1, rate, drop=True)) == after


def test_an_hour_of_drop_frame_is_107892_frames() -> None:
    assert Smpte(1, 0, 0, 0, drop=True).frame(NTSC[1]) == 107_892


@pytest.mark.parametrize("rate", [*WHOLE, NTSC[0]], ids=ids)
def test_most_rates_have_no_drop_frame(rate: Rate) -> None:
    assert rate.drop == 0
    assert "no drop-frame" in Smpte(0, 0, 1, 0, drop=True).fault(rate)


@pytest.mark.parametrize("rate", [*WHOLE, NTSC[0]], ids=ids)
def test_asking_for_drop_frame_where_there_is_none_counts_plainly(rate: Rate) -> None:
    assert smpte(100_000, rate, drop=True) == smpte(100_000, rate)


@pytest.mark.parametrize("rate", RATES, ids=ids)
def test_frames_count_to_one_less_than_the_rate(rate: Rate) -> None:
    assert Smpte(0, 0, 1, rate.nominal - 1).fault(rate) == ""
    assert Smpte(0, 0, 1, rate.nominal).fault(rate) == f"frame {rate.nominal} does not exist"


@few
@given(rates, a_day)
def test_the_frame_that_starts_now_is_on_screen(rate: Rate, frame: int) -> None:
    assert rate.frame_at(rate.seconds(frame)) == frame


@few
@given(rates, seconds)
def test_the_frame_on_screen_started_less_than_a_frame_ago(rate: Rate, at: Fraction) -> None:
    assert 0 <= at - rate.seconds(rate.frame_at(at)) < 1 / rate.fps


@few
@given(rates, seconds)
def test_no_frame_starts_nearer_than_the_nearest(rate: Rate, at: Fraction) -> None:
    assert abs(at - rate.seconds(rate.nearest_frame(at))) <= Fraction(1, 2) / rate.fps


@pytest.mark.parametrize(("rate", "text"), [(WHOLE[0], "24"), (NTSC[0], "23.976"), (NTSC[1], "29.97")])
def test_a_rate_is_written_as_editors_write_it(rate: Rate, text: str) -> None:
    assert str(rate) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0", Fraction(0)),
        ("12", Fraction(12)),
        ("12.5", Fraction(25, 2)),
        ("0.041666667", Fraction(41666667, 10**9)),
        ("90", Fraction(90)),
        ("1:02", Fraction(62)),
        ("01:02", Fraction(62)),
        ("90:00", Fraction(5400)),
        ("1:02:03.25", Fraction(14893, 4)),
        ("100:00:00", Fraction(360_000)),
    ],
)
def test_a_clock_is_read_exactly(text: str, told: Fraction) -> None:
    assert parse_clock(text) == told


@pytest.mark.parametrize(
    "text",
    ["", ".5", "5.", "1:60", "1:60:00", "0:61:00", "-1", "1,5", "1:2:3:4", "00:00:12:05", "1e3", " 1", "٣", "9" * 7],
)
def test_what_is_no_clock_is_none(text: str) -> None:
    assert parse_clock(text) is None


@pytest.mark.parametrize(
    "text", ["1:2:3:4", "00:60:00:00", "00:00:60:00", "00:00:00", "00:00:00.05", "x", "٠٠:00:00:00"]
)
def test_what_is_no_timecode_is_none(text: str) -> None:
    assert parse_smpte(text) is None


@few
@given(st.integers(0, 99 * 3600))
def test_a_clock_for_readers_can_be_read_again(whole: int) -> None:
    assert parse_clock(clock(Fraction(whole))) == whole


@few
@given(seconds)
def test_a_clock_for_readers_cuts_fractions_off(at: Fraction) -> None:
    assert clock(at) == clock(Fraction(int(at)))


@pytest.mark.parametrize(("at", "text"), [(7, "0:07"), (734, "12:14"), (3723, "1:02:03"), (0, "0:00")])
def test_clocks_look_as_players_show_them(at: int, text: str) -> None:
    assert clock(Fraction(at)) == text


@few
@given(seconds)
def test_decimals_are_right_to_a_microsecond(at: Fraction) -> None:
    text = decimal(at)
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", text)
    assert abs(Fraction(text) - at) <= Fraction(1, 10**6)


@few
@given(seconds)
def test_an_iso_duration_says_the_time_to_a_millisecond(at: Fraction) -> None:
    found = re.fullmatch(r"PT(?:(\d+)M)?(\d+(?:\.\d{1,3})?)S", iso_duration(at))
    assert found
    assert abs(int(found[1] or 0) * 60 + Fraction(found[2]) - at) <= Fraction(1, 2000)
    assert Fraction(found[2]) < 60


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (Fraction(14), "PT14S"),
        (Fraction(70542, 1000), "PT1M10.542S"),
        (Fraction(60), "PT1M0S"),
        (Fraction(0), "PT0S"),
        (Fraction(599_999, 5000), "PT2M0S"),
    ],
)
def test_iso_durations_look_as_schema_org_wants_them(at: Fraction, text: str) -> None:
    assert iso_duration(at) == text


@few
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_ranges_are_ordered_by_start_then_end(pairs: list[tuple[int, int]]) -> None:
    ranges = sorted(TimeRange(Fraction(start), Fraction(end)) for start, end in pairs)
    assert [(each.start, each.end) for each in ranges] == sorted(pairs)
