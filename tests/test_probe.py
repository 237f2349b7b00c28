import json
from dataclasses import replace
from fractions import Fraction

import pytest
from footage import FOOTAGE, container, facts, tools, video_facts

from btspress.engine.job import RecipeError
from btspress.facts import Medium
from btspress.media.ffmpeg import Toolbox, find
from btspress.media.kept import from_data, to_data
from btspress.media.probe import probe
from btspress.testing import FakeTools
from btspress.timecode import Smpte


def bytes_as(name, data, tmp_path, kind="mov"):
    path = tmp_path / name
    path.write_bytes(data)
    return probe(lambda: path.open("rb"), kind, tools())


@pytest.mark.ffmpeg
def test_rate_length_and_frames_are_exact():
    found = facts("take 4.MP4")
    assert found.video.rate.fps == Fraction(30000, 1001)
    assert (found.video.frames, found.duration) == (15, Fraction(15015, 30000))
    assert not found.video.variable


@pytest.mark.ffmpeg
def test_a_turned_picture_is_upright():
    found = facts("rot90-tag.mov")
    assert (found.width, found.height, found.video.rotation % 180) == (360, 640, 90)


@pytest.mark.ffmpeg
def test_wide_pixels_count_as_square_ones():
    found = facts("tiny-16x10.mp4")
    assert found.video.sar == Fraction(10, 9)
    assert (found.width, found.height) == (18, 10)


@pytest.mark.ffmpeg
def test_the_timecode_track_is_read():
    assert facts("dropframe-tc-2997.mov").timecode == Smpte(0, 59, 59, 28, drop=True)


@pytest.mark.ffmpeg
def test_dropped_frames_make_a_varying_rate():
    found = facts("vfr-dropped-frames.mp4")
    assert found.video.variable
    assert found.video.start == Fraction(1, 10)
    assert found.video.rate.fps == Fraction(30000, 1001)
    assert found.video.longest == Fraction(7007, 30000)


@pytest.mark.ffmpeg
def test_streams_are_named_by_their_place_in_the_file():
    found = facts("data-track-first-rot90-3frames.mp4")
    assert (found.video.stream, found.audio.stream, found.video.frames) == (2, 1, 3)


@pytest.mark.ffmpeg
def test_hdr_is_seen():
    color = facts("hdr10-av1-mdcv-clli.mp4").video.color
    assert color.hdr
    assert (color.primaries, color.transfer, color.matrix, color.range) == ("bt2020", "smpte2084", "bt2020nc", "tv")


@pytest.mark.ffmpeg
def test_surround_sound_is_counted():
    assert facts("aac-5.1.mp4").audio.channels == 6


@pytest.mark.ffmpeg
def test_sound_alone_is_sound():
    found = facts("audio-only.m4a")
    assert (found.medium, found.video, found.audio.sample_rate) == (Medium.SOUND, None, 48000)
    assert abs(found.duration - 10) < Fraction(1, 20)


@pytest.mark.ffmpeg
def test_one_frame_lasts_one_frame():
    assert facts("one-frame.mp4").duration == Fraction(1, 24)


@pytest.mark.ffmpeg
def test_two_runs_of_ffmpeg_tell_everything():
    box = tools()
    probe(lambda: (FOOTAGE / "take 4.MP4").open("rb"), "mov", box)
    assert box.runs == 2


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("name", "reason"),
    [("truncated-half.mp4", "the file is cut off"), ("sintel-en.vtt", "index of the file is missing")],
)
def test_damage_is_named(name, reason):
    with pytest.raises(RecipeError, match=reason):
        probe(lambda: (FOOTAGE / name).open("rb"), "mov", tools())


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{victim}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{victim}'\n",
        "<?xml version='1.0'?><MPD><BaseURL>{victim}</BaseURL></MPD>",
    ],
)
def test_a_playlist_named_as_a_clip_opens_nothing(text, tmp_path):
    data = text.format(victim=FOOTAGE / "one-frame.mp4").encode()
    path = tmp_path / "clip.mp4"
    path.write_bytes(data)
    for kind in ("mov", "matroska", "mpegts", "avi"):
        with pytest.raises(RecipeError):
            bytes_as("clip.mp4", data, tmp_path, kind)
    with pytest.raises(RecipeError, match="neither a picture, a video nor a sound"):
        probe(lambda: path.open("rb"), "", tools())


@pytest.mark.ffmpeg
def test_a_program_without_descriptor_inputs_tells_the_same():
    new = find()
    old = Toolbox(replace(new, libraries=(("libavformat", 59),)))
    name = "dropframe-tc-2997.mov"
    assert probe(lambda: (FOOTAGE / name).open("rb"), "mov", old) == facts(name)


@pytest.mark.ffmpeg
def test_facts_survive_being_kept():
    for name in ("dropframe-tc-2997.mov", "hdr10-av1-mdcv-clli.mp4", "audio-only.m4a", "palette-alpha.png"):
        found = facts(name)
        assert from_data(json.loads(json.dumps(to_data(found)))) == found


def test_made_up_facts_survive_being_kept():
    found = video_facts(rate=Fraction(24000, 1001), start=Fraction(1, 3))
    assert from_data(json.loads(json.dumps(to_data(found)))) == found


def test_a_picture_needs_no_ffmpeg():
    box = FakeTools()
    found = probe(lambda: (FOOTAGE / "exif-gps-orient6.jpg").open("rb"), container("exif-gps-orient6.jpg"), box)
    assert (found.medium, found.width, found.height) == (Medium.PICTURE, 267, 640)
    assert box.runs == 0


def test_a_cut_picture_is_refused(tmp_path):
    whole = (FOOTAGE / "exif-gps-orient6.jpg").read_bytes()
    with pytest.raises(RecipeError, match="damaged"):
        bytes_as("cut.jpg", whole[: len(whole) // 2], tmp_path, "JPEG")


def test_a_file_without_streams_is_refused():
    with pytest.raises(RecipeError, match="neither picture nor sound"):
        probe(lambda: (FOOTAGE / "take 4.MP4").open("rb"), "mov", FakeTools())
