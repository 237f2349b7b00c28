from fractions import Fraction

import pytest
from footage import FOOTAGE
from hypothesis import given
from hypothesis import strategies as st

from btspress.media.captions import cut, read_captions, read_marks, to_vtt
from btspress.model import Caption
from btspress.timecode import TimeRange


def cue(start, end, text="words"):
    return Caption(TimeRange(Fraction(start), Fraction(end)), text)


def read(name, data=None, language="en"):
    return read_captions(name, data if data is not None else (FOOTAGE / name).read_bytes(), language)


def codes(problems):
    return [found.code for found in problems]


def vtt(*blocks):
    return "\n\n".join(["WEBVTT", *blocks]).encode()


def test_voices_become_speakers_and_tags_go():
    cues, _ = read("sintel-en.vtt")
    assert len(cues) == 14
    assert cues[0].text == "Test: [Test]"
    assert not any("<" in one.text for one in cues)


def test_a_wrong_time_is_shown_with_its_line():
    cues, problems = read("nasty-bad-timestamps.vtt")
    wrong = [found for found in problems if found.code == "E801"]
    assert [found.span.line for found in wrong] == [7, 10, 13]
    assert "02.345 --> 00:03.456" in wrong[0].message
    assert len(cues) == 3


def test_utf_16_is_recognised_and_said():
    cues, problems = read("tos-no.srt")
    assert len(cues) == 76
    assert cues[1].text.startswith("Celia, vi må følge våre")
    assert codes(problems).count("E809") == 1


def test_windows_text_is_recognised_and_said():
    data = "1\n00:00:01,000 --> 00:00:04,000\nVoilà, l’été\n".encode("cp1252")
    cues, problems = read("clip.fr.srt", data)
    assert cues == (cue(1, 4, "Voilà, l’été"),)
    assert codes(problems) == ["E809"]


def test_a_byte_order_mark_is_no_problem():
    assert read("a.srt", b"\xef\xbb\xbf1\n00:00:01,000 --> 00:00:04,000\nHello\n") == ((cue(1, 4, "Hello"),), ())


def test_the_columns_of_ass_are_the_ones_it_names():
    cues, problems = read("nasty-positioning.ass")
    assert cues == (
        cue(0, Fraction(123, 100), "First subtitle."),
        cue(Fraction(234, 100), Fraction(345, 100), "Second subtitle."),
    )
    assert [found.span.line for found in problems if found.code == "E801"] == [15, 16, 17, 18]


def test_overlaps_are_shown_where_they_start():
    _, problems = read("nasty-overlapping.vtt")
    assert [found.span.line for found in problems if found.code == "E806"] == [6, 12]


def test_a_caption_that_ends_early_is_an_error():
    cues, problems = read("a.vtt", vtt("00:05.000 --> 00:04.000\nNo"))
    assert (cues, codes(problems)) == ((), ["E802"])


def test_wide_and_fast_captions_are_noted():
    wide = "x" * 43
    _, problems = read(
        "a.vtt", vtt(f"00:00.000 --> 00:10.000\n{wide}", "00:10.000 --> 00:11.000\ntwenty-one characters")
    )
    assert codes(problems) == ["E804", "E805"]


def test_a_dense_script_counts_double():
    data = vtt("00:00.000 --> 00:10.000\n" + "左" * 22)
    assert codes(read("a.vtt", data, "ja")[1]) == ["E804"]
    assert codes(read("a.vtt", data, "en")[1]) == []


@pytest.mark.parametrize("data", [b"", b"WEBVTT\n", b"\x00\x01\x02", b"<tt>", b"hello"])
def test_a_file_without_captions_is_an_error(data):
    cues, problems = read("a.vtt", data)
    assert cues == ()
    assert codes(problems) == ["E801"]


def test_notes_and_styles_are_no_captions():
    cues, problems = read(
        "a.vtt", vtt("NOTE 00:01 --> 00:02", "STYLE\n::cue { color: red }", "00:00.000 --> 00:02.000\nHello")
    )
    assert (cues, problems) == ((cue(0, 2, "Hello"),), ())


def test_ttml_is_read():
    data = b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="00:00:01.000" end="00:00:03.000">Hello</p></div></body></tt>'
    assert read("a.ttml", data)[0] == (cue(1, 3, "Hello"),)


def test_cutting_counts_from_the_start_of_the_clip_and_clips():
    cues = (cue(0, 2, "before"), cue(3, 5, "in"), cue(5, 7, "over"), cue(7, 9, "out"), cue(9, 11, "after"))
    assert cut(cues, TimeRange(Fraction(4), Fraction(8))) == (cue(0, 1, "in"), cue(1, 3, "over"), cue(3, 4, "out"))


def test_what_is_written_can_be_read_again():
    cues = (cue(0, Fraction(3, 2), "a < b & c --> d"), cue(3600, 3602, "two\nlines"))
    text = to_vtt(cues)
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt; b &amp; c --&gt; d\n")
    assert read("a.vtt", text.encode())[0] == cues


def test_no_empty_line_can_end_a_caption_early():
    assert to_vtt((cue(0, 1, "one\n\n00:05.000 --> 00:06.000\nforged"),)).count("\n\n") == 1


def test_marks_are_named_by_the_line_above_or_the_text():
    data = vtt("hand-slips\n00:12.500 --> 00:13.000\nHis hand slips", "2\n00:20.000 --> 00:21.000\nThe rope breaks")
    marks, problems = read_marks("a.marks.vtt", data)
    assert dict(marks) == {"hand-slips": Fraction(25, 2), "the-rope-breaks": Fraction(20)}
    assert problems == ()


def test_numbered_chapters_are_named_by_their_text():
    marks, _ = read_marks("a.marks.vtt", (FOOTAGE / "elephantsdream-chapters.en.vtt").read_bytes())
    assert marks["switchboard-trap"] == Fraction(55, 2)
    assert len(marks) == 9


@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(str.encode)
    | st.text("0123456789:.,-> \nW<v>a", max_size=300).map(str.encode)
)
def test_no_bytes_stop_the_reader(data):
    cues, problems = read("a.vtt", data)
    assert cues or problems
    assert all(one.range.end > one.range.start and one.text for one in cues)


@given(
    st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 9_000)), max_size=12),
    st.integers(0, 50_000),
    st.integers(1, 50_000),
)
def test_cut_cues_lie_inside_the_clip(times, start, length):
    cues = tuple(cue(Fraction(at, 1000), Fraction(at + last, 1000)) for at, last in times)
    for one in cut(cues, TimeRange(Fraction(start, 1000), Fraction(start + length, 1000))):
        assert 0 <= one.range.start < one.range.end <= Fraction(length, 1000)
