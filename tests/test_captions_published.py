"""Published captions: valid WebVTT by the rules of W3C, and within a millisecond of where they belong in the cut."""

import re
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btspress.media.captions import read_captions
from btspress.media.webvtt import BRIEFEST, cut, to_vtt
from btspress.model import Caption
from btspress.timecode import TimeRange

STAMP = r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})"
MILLISECOND = Fraction(1, 1000)
RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60000, 1001)]

moments = st.builds(Fraction, st.integers(0, 90_000), st.just(1000))
exact = st.builds(lambda frame, rate: frame / rate, st.integers(0, 5_000), st.sampled_from(RATES))
times = moments | exact
lengths = st.builds(Fraction, st.integers(1, 9_000), st.just(1000)) | exact.map(lambda time: time + MILLISECOND)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from("<>&\n\r- →\u2028\x00"), max_size=40
)


def cue(start, end, text="words"):
    return Caption(TimeRange(Fraction(start), Fraction(end)), text)


def checked(vtt):
    """The cues of `vtt` as (start, end, payload) in milliseconds; fails where it breaks the grammar of the WebVTT spec."""
    assert vtt.startswith("WEBVTT\n\n") or vtt == "WEBVTT\n"
    assert "\r" not in vtt
    assert "\0" not in vtt
    assert vtt.endswith("\n")
    found, latest = [], 0
    for block in filter(None, vtt[len("WEBVTT") :].strip("\n").split("\n\n")):
        timing, *payload = block.split("\n")
        match = re.fullmatch(rf"{STAMP} --> {STAMP}", timing, re.ASCII)
        assert match, timing
        h1, m1, s1, f1, h2, m2, s2, f2 = map(int, match.groups())
        start, end = ((h1 * 60 + m1) * 60 + s1) * 1000 + f1, ((h2 * 60 + m2) * 60 + s2) * 1000 + f2
        assert latest <= start < end, "cues are in order of their start, and each has a length"
        assert payload, "a cue has words"
        assert all(payload), "no empty line ends it early"
        for line in payload:
            assert "-->" not in line
            assert "<" not in line
            assert ">" not in line
            assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|quot);)*", line)
        found.append((start, end, "\n".join(payload)))
        latest = start
    return found


# ---- cutting ----


def test_cutting_counts_from_the_start_of_the_clip_and_clips():
    cues = (cue(0, 2, "before"), cue(3, 5, "in"), cue(5, 7, "over"), cue(7, 9, "out"), cue(9, 11, "after"))
    assert cut(cues, TimeRange(Fraction(4), Fraction(8))) == (cue(0, 1, "in"), cue(1, 3, "over"), cue(3, 4, "out"))


def test_what_a_cut_leaves_for_less_than_a_frame_is_left_out():
    flash = BRIEFEST - MILLISECOND
    cues = (cue(0, 4 + flash, "ends"), cue(8 - flash, 9, "begins"), cue(5, 5 + flash, "was brief before"))
    assert [one.text for one in cut(cues, TimeRange(Fraction(4), Fraction(8)))] == ["was brief before"]


@given(st.lists(st.tuples(times, lengths), max_size=12), times, lengths)
def test_every_cue_stands_where_it_stood_to_the_millisecond(written, start, length):
    cues = [cue(at, at + last, f"w{number}") for number, (at, last) in enumerate(written)]
    published = {
        text: (begin, end) for begin, end, text in checked(to_vtt(cut(cues, TimeRange(start, start + length))))
    }
    for one in cues:
        begin = max(one.range.start, start) - start
        end = min(one.range.end, start + length) - start
        if one.text in published:
            shown = published[one.text]
            assert abs(shown[0] * MILLISECOND - begin) <= MILLISECOND
            assert abs(shown[1] * MILLISECOND - end) <= MILLISECOND
        else:
            assert end - begin < max(BRIEFEST, 2 * MILLISECOND)


@given(st.lists(st.tuples(times, lengths), max_size=12), times, lengths)
def test_cut_cues_lie_inside_the_clip(written, start, length):
    cues = [cue(at, at + last) for at, last in written]
    for one in cut(cues, TimeRange(start, start + length)):
        assert 0 <= one.range.start < one.range.end <= length


# ---- writing ----


@given(st.lists(st.tuples(times, st.builds(Fraction, st.integers(-100, 9_000), st.just(700)), words), max_size=12))
def test_whatever_is_written_is_valid(written):
    checked(to_vtt([Caption(TimeRange(at, at + last), text) for at, last, text in written]))


def test_what_is_written_can_be_read_again():
    cues = (cue(0, Fraction(3, 2), "a < b & c --> d"), cue(3600, 3602, "two\nlines"))
    text = to_vtt(cues)
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt; b &amp; c --&gt; d\n")
    assert read_captions("a.vtt", text.encode(), "en") == (cues, ())


def test_no_empty_line_can_end_a_caption_early():
    assert to_vtt((cue(0, 1, "one\n\n00:05.000 --> 00:06.000\nforged"),)).count("\n\n") == 1


def test_cues_are_in_order_whatever_order_they_come_in():
    vtt = to_vtt((cue(5, 6, "late"), cue(1, 9, "early"), cue(1, 2, "earlier")))
    assert [text for _, _, text in checked(vtt)] == ["earlier", "early", "late"]


def test_nothing_is_a_valid_file_too():
    assert checked(to_vtt(())) == []


@pytest.mark.parametrize(
    "seconds", [Fraction(1, 3), Fraction(1001, 24000), Fraction(7, 2000), 359_999 + Fraction(9995, 10000)]
)
def test_a_stamp_is_rounded_once(seconds):
    ((start, _, _),) = checked(to_vtt((cue(seconds, seconds + 5),)))
    assert start in {floor(seconds * 1000), floor(seconds * 1000) + 1}
    assert abs(start - seconds * 1000) <= Fraction(1, 2)
