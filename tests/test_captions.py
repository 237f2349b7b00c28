"""Captions as they are delivered: whatever the form, the words and their times are read and faults have a line."""

from fractions import Fraction

import pytest
from footage import FOOTAGE
from hypothesis import given
from hypothesis import strategies as st

from btspress.diagnostics import Severity
from btspress.media.captions import read_captions, read_marks
from btspress.model import Caption
from btspress.timecode import TimeRange


def cue(start, end, text="words"):
    return Caption(TimeRange(Fraction(start), Fraction(end)), text)


def read(name, data=None, language="en", **more):
    return read_captions(name, data if data is not None else (FOOTAGE / name).read_bytes(), language, **more)


def codes(problems):
    return [found.code for found in problems]


def vtt(*blocks):
    return "\n\n".join(["WEBVTT", *blocks]).encode()


# ---- forms ----


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("elephantsdream-chapters.en.vtt", 9, (0, Fraction(55, 2)), "Closing credits"),
        ("nasty-bad-timestamps.srt", 3, (0, Fraction(1234, 1000)), "This should be discarded"),
        ("nasty-bad-timestamps.vtt", 3, (0, Fraction(1234, 1000)), "This should be discarded"),
        ("nasty-bom.srt", 3, (0, Fraction(1234, 1000)), "This is the third subtitle."),
        ("nasty-css.vtt", 4, (0, Fraction(1234, 1000)), "LaGord: You are an idiot"),
        ("nasty-missing-sequence.srt", 3, (0, Fraction(1234, 1000)), "This is the third subtitle."),
        ("nasty-overlapping.vtt", 4, (0, 3), "Appears directly above the previous cue"),
        ("nasty-positioning.ass", 6, (0, Fraction(123, 100)), "Sixth subtitle"),
        ("nasty-regions.ttml", 7, (1, 4), "Finally this"),
        ("nasty-rubies.vtt", 4, (1, 2), "Some text with no ruby text."),
        ("nasty-tags.srt", 14, (0, Fraction(1234, 1000)), "This is a line."),
        ("nasty-utf16le.srt", 3, (0, Fraction(1234, 1000)), "This is the third subtitle."),
        ("nasty-vertical.vtt", 3, (0, Fraction(1234, 1000)), "No vertical setting (i.e. horizontal)"),
        ("sintel-en.vtt", 14, (0, 12), ""),
        ("tos-no.srt", 76, (23, Fraction(49, 2)), ""),
    ],
)
def test_every_file_of_the_corpus_is_read(name, count, first, last):
    cues, _ = read(name)
    assert len(cues) == count
    assert cues[-1].text.startswith(last)
    assert (cues[0].range.start, cues[0].range.end) == first


def test_voices_become_speakers_and_tags_go():
    cues, _ = read("sintel-en.vtt")
    assert cues[0].text == "Test: [Test]"
    assert not any("<" in one.text for one in cues)


def test_rubies_and_classes_leave_the_words():
    cues, _ = read("nasty-rubies.vtt")
    assert cues[2].text == "base1base2base3."


def test_styling_tags_of_subrip_go_and_braces_of_the_author_stay():
    cues, _ = read("nasty-tags.srt")
    assert cues[0].text == "This is the first subtitle."
    assert cues[3].text.startswith("This { \\an2} is not a valid tag")


def test_the_columns_of_ass_are_the_ones_it_names():
    cues, problems = read("nasty-positioning.ass")
    assert cues[:2] == (
        cue(0, Fraction(123, 100), "First subtitle."),
        cue(Fraction(234, 100), Fraction(345, 100), "Second subtitle."),
    )
    assert cues[3].range.start == Fraction(956, 100), "players take a colon before the hundredths"
    assert not [found for found in problems if found.code == "E801"]


def test_a_drawing_in_ass_is_no_caption():
    head = "[Script Info]\n[Events]\nFormat: Start, End, Text\n"
    lines = "Dialogue: 0:00:01.00,0:00:02.00,{\\p1}m 0 0 l 9 9{\\p0}\nDialogue: 0:00:03.00,0:00:05.00,{\\i1}He{\\i0}llo\\Nyou\n"
    assert read("a.ass", (head + lines).encode())[0] == (cue(3, 5, "Hello\nyou"),)


def test_sbv_is_read():
    data = b"0:00:01.000,0:00:03.500\nHello\nthere\n\n0:00:04.000,0:00:06.000\nAgain\n"
    assert read("a.sbv", data) == ((cue(1, Fraction(7, 2), "Hello\nthere"), cue(4, 6, "Again")), ())


def test_notes_and_styles_are_no_captions():
    blocks = ("NOTE 00:01 --> 00:02", "STYLE\n::cue { color: red }", "00:00.000 --> 00:02.000\nHello")
    assert read("a.vtt", vtt(*blocks)) == ((cue(0, 2, "Hello"),), ())


def test_a_cue_whose_name_begins_like_a_note_is_a_cue():
    assert read("a.vtt", vtt("NOTEBOOK\n00:00.000 --> 00:02.000\nHello"))[0] == (cue(0, 2, "Hello"),)


def test_a_cue_right_below_the_header_is_not_lost():
    assert read("a.vtt", b"WEBVTT\n00:00.000 --> 00:02.000\nHello\n")[0] == (cue(0, 2, "Hello"),)


def test_an_empty_line_inside_a_subrip_caption_loses_no_words():
    data = b"1\n00:00:01,000 --> 00:00:04,000\nHello\n\nthere\n\n2\n00:00:05,000 --> 00:00:06,000\nYes\n"
    assert read("a.srt", data) == ((cue(1, 4, "Hello\nthere"), cue(5, 6, "Yes")), ())


def test_captions_without_an_empty_line_between_them_are_told_apart():
    data = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n2\n00:00:03,000 --> 00:00:04,000\nthere\nyou\n"
    assert read("a.srt", data) == ((cue(1, 2, "Hello"), cue(3, 4, "there\nyou")), ())
    assert read("a.vtt", vtt("00:01.000 --> 00:02.000\nHello\n00:03.000 --> 00:04.000\nyou"))[0][1] == cue(3, 4, "you")


def test_words_without_times_in_webvtt_are_told():
    cues, problems = read("a.vtt", vtt("00:00.000 --> 00:02.000\nHello", "there"))
    assert cues == (cue(0, 2, "Hello"),)
    assert [(found.code, found.severity, found.span.line) for found in problems] == [("E801", Severity.WARNING, 6)]


def test_line_ends_that_went_through_two_systems_are_one():
    data = b"1\r\r\n00:00:01,000 --> 00:00:04,000\r\r\nHello\r\r\nthere\r\r\n\r\r\n"
    assert read("a.srt", data) == ((cue(1, 4, "Hello\nthere"),), ())


def test_marks_of_direction_stay_and_alone_they_are_nothing():
    cues, _ = read("a.vtt", vtt("00:00.000 --> 00:02.000\n&lrm;", "00:02.000 --> 00:04.000\n&rlm;שלום!&rlm;"), "he")
    assert cues == (cue(2, 4, "\u200fשלום!\u200f"),)


def test_control_characters_never_pass():
    assert read("a.vtt", vtt("00:00.000 --> 00:02.000\nHe\x07l\x00lo\x7f"))[0] == (cue(0, 2, "Hello"),)


# ---- faults ----


def test_a_wrong_time_is_shown_with_its_line():
    cues, problems = read("nasty-bad-timestamps.vtt")
    wrong = [found for found in problems if found.code == "E801"]
    assert [found.span.line for found in wrong] == [7, 10, 13]
    assert "02.345 --> 00:03.456" in wrong[0].message
    assert len(cues) == 3


def test_many_wrong_times_are_told_in_six_lines():
    blocks = [f"{n}:00.000 --> x\nHello" for n in range(300)]
    _, problems = read("a.vtt", vtt(*blocks, "00:00.000 --> 00:02.000\nHello"))
    assert codes(problems) == ["E801"] * 6
    assert problems[-1].message == "295 more like the ones above"


def test_a_caption_that_ends_early_is_an_error():
    cues, problems = read("a.vtt", vtt("00:05.000 --> 00:04.000\nNo"))
    assert (cues, codes(problems)) == ((), ["E802"])


def test_overlaps_are_told_once_where_they_start():
    _, problems = read("nasty-overlapping.vtt")
    told = [found for found in problems if found.code == "E806"]
    assert [(found.span.line, found.message) for found in told] == [
        (6, "2 captions start before the one above ends (lines 6, 12)")
    ]


def test_wide_and_fast_captions_are_noted():
    blocks = (f"00:00.000 --> 00:10.000\n{'x' * 43}", "00:10.000 --> 00:11.000\ntwenty-one characters")
    _, problems = read("a.vtt", vtt(*blocks))
    assert [(found.code, found.span.line) for found in problems] == [("E804", 3), ("E805", 6)]


def test_three_lines_are_one_too_many():
    _, problems = read("a.vtt", vtt("00:00.000 --> 00:10.000\none\ntwo\nthree"))
    assert [(found.code, found.span.line) for found in problems] == [("E812", 3)]


def test_a_hundred_wide_lines_are_one_note_that_names_the_worst():
    blocks = [f"00:{n:02}.000 --> 00:{n:02}.900\n{'x' * (50 + n)}" for n in range(50)]
    _, problems = read("a.vtt", vtt(*blocks))
    assert codes(problems) == ["E804", "E805"]
    assert problems[0].message == "50 caption lines are beyond the limit; the worst has 99 characters (line 150)"


def test_descriptions_may_be_long():
    data = vtt(f"00:00.000 --> 00:01.000\n{'x' * 200}\ny\nz")
    assert codes(read("a.vtt", data, shown=False)[1]) == []


def test_a_dense_script_counts_double():
    data = vtt("00:00.000 --> 00:10.000\n" + "左" * 22)
    assert codes(read("a.vtt", data, "ja")[1]) == ["E804"]
    assert codes(read("a.vtt", data, "en")[1]) == []


@pytest.mark.parametrize("data", [b"", b"WEBVTT\n", b"\x00\x01\x02", b"<tt>", b"hello", b"<html></html>"])
def test_a_file_without_captions_is_an_error(data):
    cues, problems = read("a.vtt", data)
    assert cues == ()
    assert codes(problems) == ["E801"]


@pytest.mark.parametrize(
    "data",
    [
        b"1\n00:00:01,000 --> 00:00:02,000\nx\n\n" + b"a\n\n" * 300_000,
        vtt("00:00.000 --> 00:01.000\n" + "<v a" * 250_000),
        vtt("00:00.000 --> 00:01.000\n" + "<rt>" * 250_000),
        b"[Script Info]\nFormat: Start,End,Text\nDialogue: 0:00:01.00,0:00:02.00," + b"{\\p" * 300_000,
        b"-->\n" * 250_000,
    ],
    ids=["loose lines", "open voices", "open rubies", "open braces", "arrows"],
)
def test_a_megabyte_made_to_stall_is_read_in_one_go(data):
    """Each of these took minutes with a pattern that looks ahead to the end of the text."""
    cues, problems = read("a.vtt", data)
    assert len(cues) <= 1
    assert len(problems) <= 12


# ---- marks ----


def test_marks_are_named_by_the_line_above_or_the_text():
    data = vtt("hand-slips\n00:12.500 --> 00:13.000\nHis hand slips", "2\n00:20.000 --> 00:21.000\nThe rope breaks")
    marks, problems = read_marks("a.marks.vtt", data)
    assert dict(marks) == {"hand-slips": Fraction(25, 2), "the-rope-breaks": Fraction(20)}
    assert problems == ()


def test_numbered_chapters_are_named_by_their_text():
    marks, _ = read_marks("a.marks.vtt", (FOOTAGE / "elephantsdream-chapters.en.vtt").read_bytes())
    assert marks["switchboard-trap"] == Fraction(55, 2)
    assert len(marks) == 9


# ---- anything ----


@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(str.encode)
    | st.text("0123456789:.,-> \nW<v>a", max_size=300).map(str.encode)
    | st.lists(
        st.sampled_from(
            [
                "<tt>",
                "</tt>",
                "<body>",
                "</body>",
                "<p begin='1s'>",
                "</p>",
                "<span end='2s'>",
                "</span>",
                "<br/>",
                "a",
                " ",
            ]
        )
    ).map(lambda parts: ("<tt><body>" + "".join(parts)).encode())
)
def test_no_bytes_stop_the_reader(data):
    cues, problems = read("a.vtt", data)
    assert cues or problems
    assert all(one.range.end > one.range.start and one.text for one in cues)
