"""TTML and its kin: every way to write a time, words as they are shown, and nothing that XML could fetch."""

from fractions import Fraction

import pytest

from btspress.media.captions import read_captions
from btspress.media.ttml import DEEPEST, Clock, read_ttml
from btspress.timecode import TimeRange

NTSC = Fraction(30000, 1001)


def tt(body, root="", head=""):
    return f'<tt xmlns="http://www.w3.org/ns/ttml" {root}><head>{head}</head><body><div>{body}</div></body></tt>'


def cues(text):
    found, problems = read_ttml("a.ttml", text)
    assert not problems, problems
    return [(one.caption.range, one.caption.text) for one in found]


def span(start, end):
    return TimeRange(Fraction(start), Fraction(end))


def faults(text):
    found, problems = read_ttml("a.ttml", text)
    assert not found
    return [(each.code, each.span.line, each.message) for each in problems]


# ---- times ----


@pytest.mark.parametrize(
    ("clock", "text", "seconds"),
    [
        (Clock(), "00:00:01", 1),
        (Clock(), "01:02:03.25", Fraction(3723 * 4 + 1, 4)),
        (Clock(), "00:00:01:15", Fraction(3, 2)),
        (Clock(Fraction(25)), "00:00:01:05", Fraction(6, 5)),
        (Clock(NTSC), "00:00:00:01", Fraction(1001, 30000)),
        (Clock(), "1.5s", Fraction(3, 2)),
        (Clock(), "250ms", Fraction(1, 4)),
        (Clock(), "2m", 120),
        (Clock(), "0.5h", 1800),
        (Clock(Fraction(24)), "36f", Fraction(3, 2)),
        (Clock(ticks=Fraction(10_000_000)), "15000000t", Fraction(3, 2)),
        (Clock(Fraction(24000, 1001), smpte=True), "00:00:10:00", Fraction(240 * 1001, 24000)),
        (Clock(NTSC, smpte=True, drop=True), "00:01:00:02", Fraction(1800 * 1001, 30000)),
    ],
)
def test_a_time_is_exact(clock, text, seconds):
    assert clock.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "1:2", "12 s", "1e3s", "-1s", "00:00:01,5"])
def test_what_is_no_time_is_none(text):
    assert Clock().seconds(text) is None


@pytest.mark.parametrize(
    ("root", "begin", "seconds"),
    [
        ('ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', "24f", Fraction(1001, 1000)),
        ('ttp:frameRate="24" ttp:frameRateMultiplier="1000:1001"', "24f", Fraction(1001, 1000)),
        ('ttp:frameRate="25"', "25t", 1),
        ('ttp:tickRate="1000"', "1500t", Fraction(3, 2)),
        ("", "3t", 3),
    ],
)
def test_the_root_says_how_time_is_counted(root, begin, seconds):
    assert cues(tt(f'<p begin="{begin}" dur="1s">A</p>', root)) == [(span(seconds, seconds + 1), "A")]


def test_times_count_from_what_is_around_and_never_leave_it():
    inner = '<div begin="10s" end="20s"><p begin="1s" end="3s">A</p><p begin="5s" dur="9s">B</p></div>'
    assert cues(tt(inner)) == [(span(11, 13), "A"), (span(15, 20), "B")]


def test_a_sequence_runs_one_after_the_other():
    inner = '<div timeContainer="seq" begin="5s"><p dur="2s">A</p><p begin="1s" dur="2s">B</p></div>'
    assert cues(tt(inner)) == [(span(5, 7), "A"), (span(8, 10), "B")]


def test_words_that_come_one_by_one_are_a_cue_each():
    words = '<p begin="1s" end="4s"><span>one</span> <span begin="1s">two</span> <span begin="2s">three</span></p>'
    assert cues(tt(words)) == [(span(1, 2), "one"), (span(2, 3), "one two"), (span(3, 4), "one two three")]


def test_times_may_stand_on_the_words_alone():
    words = '<p>\n <span begin="1s" end="2s">one</span>\n <span begin="3s" end="4s">two</span>\n</p>'
    assert cues(tt(words)) == [(span(1, 2), "one"), (span(3, 4), "two")]


# ---- words ----


def test_breaks_are_lines_and_other_space_is_not():
    assert cues(tt('<p begin="1s" end="2s">\n   Hello\n   <span>there</span><br/>you\n</p>')) == [
        (span(1, 2), "Hello there\nyou")
    ]


def test_kept_space_keeps_line_ends():
    assert cues(tt('<p xml:space="preserve" begin="1s" end="2s">Hello\nthere</p>')) == [(span(1, 2), "Hello\nthere")]


def test_metadata_hidden_text_and_ruby_are_not_shown():
    text = (
        '<metadata><ttm:desc>No</ttm:desc></metadata><span tts:display="none">No</span><span tts:ruby="text">No</span>'
    )
    assert cues(tt(f'<p begin="1s" end="2s">Yes{text}</p>')) == [(span(1, 2), "Yes")]


@pytest.mark.parametrize(
    "root",
    [
        '<tt:tt xmlns:tt="urn:any"><tt:body>{}</tt:body></tt:tt>',
        '<tt xmlns="http://www.w3.org/2006/10/ttaf1"><body>{}</body></tt>',
    ],
)
def test_prefixes_and_older_names_do_not_matter(root):
    prefix = "tt:" if "tt:tt" in root else ""
    assert cues(root.format(f'<{prefix}p begin="1s" end="2s">A</{prefix}p>')) == [(span(1, 2), "A")]


def test_an_arrow_in_a_comment_makes_it_no_webvtt():
    text = "<!-- 00:01 --> <!-- from here -->" + tt('<p begin="1s" end="2s">A</p>')
    assert len(read_captions("a.ttml", text.encode(), "en")[0]) == 1


def test_the_declared_encoding_is_believed_and_said():
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + tt('<p begin="1s" end="3s">Voilà</p>')
    captions, problems = read_captions("a.ttml", text.encode("latin-1"), "pl")
    assert captions[0].text == "Voilà"
    assert [found.message for found in problems] == ["the captions are ISO-8859-1, not UTF-8"]


# ---- refusals ----


def test_a_document_type_is_refused_with_all_it_could_do():
    bomb = '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + tt('<p begin="1s" end="2s">&b;</p>')
    assert faults("\n" + bomb) == [("E801", 2, "the captions cannot be read: it has a DOCTYPE, which is refused")]


def test_deep_nesting_is_refused():
    assert "deeper than" in faults(tt("<div>" * DEEPEST + "</div>" * DEEPEST))[0][2]


def test_a_paragraph_that_never_stops_changing_is_refused():
    words = "".join(f'<span begin="{n}s" end="{n + 1}s">a</span>' for n in range(200))
    assert "changes more than" in faults(tt(f'<p begin="0s" end="300s">{words}</p>'))[0][2]


def test_xml_of_another_kind_is_named():
    assert faults("<?xml version='1.0'?><rss></rss>")[0][2].endswith("it is XML, but no TTML: it starts with <rss>")


def test_pictures_of_text_are_said():
    text = tt('<div smpte:backgroundImage="#img1" begin="1s" end="2s"/>')
    assert faults(text)[0][2].endswith("it holds pictures of text, which cannot become text")


def test_broken_xml_has_its_line():
    assert faults("<tt>\n<body>\n</tt>")[0][:2] == ("E801", 3)


def test_a_wrong_time_leaves_its_paragraph_out_and_has_its_line():
    text = tt(
        '<p begin="1s" end="2s">A</p>\n<p begin="soon" end="2s">B</p>\n<p begin="4s" end="3s">C</p>\n<p begin="5s">D</p>'
    )
    found, problems = read_ttml("a.ttml", text)
    assert [one.caption.text for one in found] == ["A"]
    assert [(each.code, each.span.line) for each in problems] == [("E801", 2), ("E802", 3), ("E801", 4)]
