"""What is concluded about fields from what frames say and what they look like."""

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from footage import video_facts

from btspress.media.weave import Weave, weave_of
from btspress.testing import FakeTools

NTSC = Fraction(30000, 1001)


def looks(frames, top=0, bottom=0, whole=0):
    """What ffmpeg says of frames: `t`, `b`, `p` or `u` each, and its verdict on all of them."""
    words = {"t": "tff", "b": "bff", "p": "progressive", "u": "undetermined"}
    lines = [f"lavfi.idet.single.current_frame={words[frame]}" for frame in frames]
    zeros = "Multi frame detection: TFF:     0 BFF:     0 Progressive:     0 Undetermined:     0"
    counted = f"Multi frame detection: TFF: {top:5} BFF: {bottom:5} Progressive: {whole:5} Undetermined:     0"
    return "\n".join([zeros, *lines, counted])


def weave(said, flag="T", seconds=4, able=("idet",), **changes):
    known = {"rate": Fraction(25), "size": (1920, 1080), "interlaced": flag != "P", **changes}
    codec = known.pop("codec", "mpeg2video")
    facts = video_facts(Fraction(seconds), **known)
    box = FakeTools(says=said, able=frozenset(able))
    video = replace(facts.video, codec=codec)
    return weave_of(io.BytesIO, "mov", box, video, flag, facts.duration), box.runs


def test_marked_fields_that_are_seen_are_believed():
    assert weave(looks("t" * 60, top=60)) == (Weave(interlaced=True), 1)
    assert weave(looks("b" * 60, bottom=60), "B") == (Weave(interlaced=True), 1)


def test_marked_frames_that_are_whole_are_whole():
    assert weave(looks("p" * 60, whole=60))[0] == Weave()


def test_a_mark_stands_where_nothing_moves():
    assert weave(looks("u" * 60))[0] == Weave(interlaced=True)


def test_a_still_start_is_no_evidence_so_the_middle_is_looked_at():
    assert weave(looks("u" * 60), seconds=60)[1] == 2


def test_fields_marked_in_the_wrong_order_are_put_right():
    assert weave(looks("b" * 60, bottom=60), "T")[0] == Weave(interlaced=True, order="bff")


def test_unmarked_fields_are_found():
    assert weave(looks("t" * 60, top=58, whole=2), "P", codec="prores")[0] == Weave(interlaced=True, order="tff")


def test_a_few_odd_frames_are_no_fields():
    assert weave(looks("p" * 60, top=8, whole=52), "P", codec="prores")[0] == Weave()


@pytest.mark.parametrize(
    ("codec", "size", "rate"),
    [
        ("h264", (1920, 1080), 25),
        ("prores", (1920, 1080), 24),
        ("prores", (1280, 720), 25),
        ("av1", (720, 576), 25),
        ("mpeg2video", (720, 576), 50),
    ],
)
def test_nobody_looks_where_there_can_be_no_fields(codec, size, rate):
    assert weave(looks("t" * 60, top=60), "P", codec=codec, size=size, rate=Fraction(rate)) == (Weave(), 0)


def test_without_the_means_to_look_the_marks_are_believed():
    assert weave(looks("p" * 60, whole=60), able=()) == (Weave(interlaced=True), 0)
    assert weave(looks("t" * 60, top=60), "P", able=(), codec="prores") == (Weave(), 0)


def test_one_whole_frame_in_five_is_film():
    film = looks("u" * 7 + "ptttt" * 8 + "u" * 20, top=40, whole=3)
    assert weave(film, rate=NTSC)[0] == Weave(interlaced=True, order="tff", telecine=True)
    assert weave(film, "P", rate=NTSC)[0] == Weave(interlaced=True, order="tff", telecine=True)
    assert not weave(film, rate=Fraction(25))[0].telecine


@pytest.mark.parametrize("frames", ["t" * 60, "ptttt" * 5, "ttttpp" * 12, "pt" * 30, "pttttptttptttt" * 4])
def test_other_patterns_are_no_film(frames):
    assert not weave(looks(frames, top=60), rate=NTSC)[0].telecine
