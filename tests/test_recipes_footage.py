"""Recipes on real footage, at small sizes: what comes out is looked at with other eyes than ours."""

import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from footage import (
    FOOTAGE,
    facts,
    given,
    grey_frames,
    made_up,
    nearest,
    pictures_of,
    renditions_of,
    seconds,
    sequence_of,
    sound_of,
    source,
    tools,
    video_facts,
)
from PIL import Image

from btspress.delivery.audience import WEB
from btspress.engine.job import Input, Job, RecipeError
from btspress.media.ffmpeg import find
from btspress.media.graph import arguments, output
from btspress.media.mp4 import codec_string, parts
from btspress.media.probe import probe
from btspress.model import Clip, Crop, Frame, Sequence, Shot, Sound
from btspress.recipes.aids import NONE
from btspress.recipes.excerpt import opened, still
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import placeholder_class, placeholders
from btspress.recipes.seen import pictures
from btspress.testing import FakeTools

pytestmark = pytest.mark.ffmpeg

SMALL = replace(WEB, video_widths=(160,), picture_widths=(64,), largest_picture=320)


def encoded(name, start, end, folder, codec="h264", delivery=SMALL, **changes):
    """The recipe and the file of one rendition of a source."""
    clip = Clip(source(name), seconds(start, end), **{"sound": True, **changes})
    recipe = next(found for found in renditions_of(clip, delivery) if found.codec == codec)
    recipe.make((given(name),), folder, tools())
    return recipe, folder / f"{codec}.mp4"


def told_by_ffmpeg(path):
    return subprocess.run(
        [find().path, "-hide_banner", "-i", str(path)], capture_output=True, text=True, check=False
    ).stderr


def exact_frame(name, number, folder):
    """The bytes of frame `number`, by our seeking, without loss."""
    found = facts(name)
    piece = still(found, number / found.video.rate.fps)
    shown = pictures(opened(0, found.container, piece), piece, 64, 36, aids=NONE, rgb=True).filter("format", "rgb24")
    path = folder / f"{number}.raw"
    with (FOOTAGE / name).open("rb") as file:
        tools().ffmpeg(arguments(output(path, shown, f="rawvideo", **{"frames:v": 1})), (file,), seconds=0)
    return path.read_bytes()


def every_frame(name):
    """The same of all frames, by decoding from the start."""
    found = facts(name)
    chain = "scale=64:36:flags=lanczos+accurate_rnd+full_chroma_int:in_color_matrix={}:in_range=tv,format=rgb24"
    matrix = still(found, Fraction(0)).look.matrix
    command = [find().path, "-v", "error", "-i", str(FOOTAGE / name), "-fps_mode", "passthrough", "-an"]
    done = subprocess.run(
        [*command, "-vf", chain.format(matrix), "-f", "rawvideo", "-"], capture_output=True, check=True
    )
    return [done.stdout[at : at + 6912] for at in range(0, len(done.stdout), 6912)]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("rot90-tag.mov", (0, 1, 31, 44)), ("sintel-fade-in.mp4", (0, 30, 100, 191)), ("hdr10-av1-mdcv-clli.mp4", ())],
)
def test_the_frame_asked_for_is_the_frame_that_comes(name, numbers, tmp_path):
    whole = every_frame(name) if numbers else []
    for number in numbers:
        assert exact_frame(name, number, tmp_path) == whole[number]


def test_a_still_of_varying_frames_is_the_one_on_screen(tmp_path):
    name, tick = "vfr-dropped-frames.mp4", 30000
    command = [find().path, "-v", "error", "-i", str(FOOTAGE / name), "-an", "-fps_mode", "passthrough"]
    listing = [*command, "-vf", "scale=64:36,format=gray", "-enc_time_base", f"1/{tick}", "-f", "framecrc", "-"]
    told = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    starts = [int(line.split(",")[2]) for line in told.splitlines() if not line.startswith("#")]
    whole = grey_frames(FOOTAGE / name)
    for at in (Fraction(1, 2), Fraction(5, 4), Fraction(23, 10), Fraction(3)):
        recipe = pictures_of(Frame(source(name), at), SMALL)
        recipe.make((given(name),), tmp_path, tools())
        shown = Image.open(tmp_path / "320.webp").convert("L").resize((64, 36), Image.Resampling.BOX).tobytes()
        on_screen = max(n for n, start in enumerate(starts) if start - starts[0] <= at * tick)
        assert nearest(shown, whole) == on_screen


def test_a_cut_starts_and_ends_on_the_frames_asked_for(tmp_path):
    name, rate = "rot90-tag.mov", Fraction(30000, 1001)
    clip = Clip(source(name), seconds(0, 1), sound=True)
    clip = replace(clip, range=replace(clip.range, start=32 / rate, end=41 / rate))
    recipe = renditions_of(clip, SMALL)[-1]
    recipe.make((given(name),), tmp_path, tools())
    whole, frames = grey_frames(FOOTAGE / name), grey_frames(tmp_path / "h264.mp4")
    assert len(frames) == 9
    assert [nearest(frame, whole) for frame in (frames[0], frames[-1])] == [32, 40]


@pytest.mark.parametrize("codec", ["h264", "av1"])
def test_the_file_is_what_was_promised(codec, tmp_path):
    recipe, path = encoded("sintel-fade-in.mp4", 5, 6, tmp_path, codec)
    promised = recipe.outputs()[0]
    assert promised.media_type == f'video/mp4; codecs="{codec_string(path)}"'
    assert (promised.width, promised.height) == (160, 90)
    assert len(grey_frames(path)) == 24
    said = told_by_ffmpeg(path)
    assert re.search(r"yuv420p(10le)?\((tv, bt709|tv)", said)
    assert "48000 Hz, stereo" in said


def test_the_index_comes_first(tmp_path):
    _, path = encoded("take 4.MP4", 0, 0.5, tmp_path)
    with path.open("rb") as file:
        order = parts(file)
    assert order.index("moov") < order.index("mdat")


def test_a_turned_clip_is_baked_upright(tmp_path):
    _, path = encoded("rot90-tag.mov", 0, 0.2, tmp_path)
    found = probe(lambda: path.open("rb"), "mov", tools())
    assert (found.width, found.height, found.video.rotation) == (160, 284, 0)


def test_wide_pixels_become_square(tmp_path):
    _, path = encoded("tiny-16x10.mp4", 0, 0.5, tmp_path)
    found = probe(lambda: path.open("rb"), "mov", tools())
    assert (found.width, found.height, found.video.sar) == (18, 10, 1)


def test_surround_becomes_stereo(tmp_path):
    _, path = encoded("aac-5.1.mp4", 0, 0.5, tmp_path)
    assert "5.1" not in told_by_ffmpeg(path)
    assert probe(lambda: path.open("rb"), "mov", tools()).audio.channels == 2


def test_varying_frames_become_steady(tmp_path):
    _, path = encoded("vfr-dropped-frames.mp4", 2, 3, tmp_path)
    video = probe(lambda: path.open("rb"), "mov", tools()).video
    assert (video.rate.fps, video.variable, video.frames) == (Fraction(30000, 1001), False, 30)


def test_hdr_becomes_bt709(tmp_path):
    _, path = encoded("hdr10-av1-mdcv-clli.mp4", 0, 0.1, tmp_path)
    color = probe(lambda: path.open("rb"), "mov", tools()).video.color
    assert (color.primaries, color.transfer, color.matrix, color.range) == ("bt709", "bt709", "bt709", "tv")
    assert 20 < sum(grey_frames(path)[0]) / (64 * 36) < 220


def test_place_date_and_timecode_are_gone(tmp_path):
    original = (FOOTAGE / "data-track-first-rot90-3frames.mp4").read_bytes()
    assert b"+51.5932-0.2431" in original
    for codec in ("h264", "av1"):
        _, path = encoded("data-track-first-rot90-3frames.mp4", 0, 0.1, tmp_path, codec)
        data = path.read_bytes()
        words = (b"51.5932", b"android", b"MetaHandle", b"VideoHandle\x00", b"Lavf", b"tmcd", b"mett", b"x264 - core")
        assert [word for word in words if word in data] == []
        assert data[data.index(b"mvhd") + 8 : data.index(b"mvhd") + 12] == bytes(4)  # creation time


def test_equal_jobs_give_equal_bytes(tmp_path):
    for codec in ("h264", "av1"):
        made = []
        for folder in (tmp_path / f"{codec}1", tmp_path / f"{codec}2"):
            folder.mkdir()
            made.append(encoded("sintel-fade-in.mp4", 5, 5.5, folder, codec)[1].read_bytes())
        assert made[0] == made[1]


def test_half_a_file_is_refused(tmp_path):
    declared = video_facts(Fraction(5005, 1000), (640, 360), Fraction(30000, 1001))
    whole = Clip(made_up("whole.mov", declared), seconds(1, 4.5), sound=False)
    recipe = renditions_of(whole, SMALL)[-1]
    with pytest.raises(RecipeError, match=r"cut off|ends early|damaged"):
        recipe.make((given("truncated-half.mp4"),), tmp_path, tools())


def test_a_run_that_writes_nothing_is_not_believed(tmp_path):
    recipe = renditions_of(Clip(source("take 4.MP4"), seconds(0, 0.5), sound=True), SMALL)[-1]
    fake = FakeTools()
    with pytest.raises(RecipeError):
        recipe.make((given("take 4.MP4"),), tmp_path, fake)
    assert fake.calls[0] == recipe.arguments("mov", tmp_path / "h264.mp4")


def test_a_frame_of_a_video_comes_in_every_format(tmp_path):
    recipe = pictures_of(Frame(source("rot90-tag.mov"), Fraction(1), Crop(20, 30, 100, 200)), SMALL)
    box = tools()
    recipe.make((given("rot90-tag.mov"),), tmp_path, box)
    assert box.runs == 1
    for promised in recipe.outputs():
        assert Image.open(tmp_path / promised.name).size == (promised.width, promised.height)


def test_a_frame_after_the_end_is_refused(tmp_path):
    late = replace(still(facts("take 4.MP4"), Fraction(0)), seek=Fraction(30))
    with pytest.raises(RecipeError):
        Still(160, 90, (64,), late).make((given("take 4.MP4"),), tmp_path, tools())


def test_a_sound_is_as_long_as_its_range(tmp_path):
    recipe = sound_of(Sound(source("audio-only.m4a"), seconds(2, 4)), SMALL)
    recipe.make((given("audio-only.m4a"),), tmp_path, tools())
    path = tmp_path / "sound.m4a"
    assert codec_string(path) == "mp4a.40.2"
    assert abs(probe(lambda: path.open("rb"), "mov", tools()).duration - 2) < Fraction(1, 20)
    assert b"Sintel" not in path.read_bytes()


@pytest.mark.parametrize(
    ("transition", "overlap", "frames"),
    [("cut", 0, 45), ("crossfade", Fraction(1, 5), 33), ("dip", Fraction(1, 5), 33)],
)
def test_a_sequence_is_as_long_as_its_shots_less_the_transitions(transition, overlap, frames, tmp_path):
    names = ("rot90-tag.mov", "take 4.MP4", "rot90-tag.mov")
    ranges = (seconds(0, 0.5), seconds(0, 0.5), seconds(1, 1.5))
    shots = tuple(
        Shot(Clip(source(name), wanted, sound=True), "", (), Fraction(0))
        for name, wanted in zip(names, ranges, strict=True)
    )
    recipes, sources = sequence_of(Sequence("s", "", shots, transition, Fraction(overlap)), SMALL)
    recipe = recipes[-1]
    recipe.make(tuple(given(one.name) for one in sources), tmp_path, tools())
    assert recipe.frames == frames
    assert len(grey_frames(tmp_path / "h264.mp4")) == frames
    assert codec_string(tmp_path / "h264.mp4") in recipe.outputs()[0].media_type


def test_placeholders_become_one_style_sheet(tmp_path):
    recipe = pictures_of(Frame(source("palette-alpha.png")), SMALL)
    recipe.make((given("palette-alpha.png"),), tmp_path, FakeTools())
    still_job = Job(recipe, (), "test")
    job = placeholders([still_job], "test")
    (ingredient,) = job.ingredients
    tiny = Input(lambda: (tmp_path / ingredient.output).open("rb"))
    fake = FakeTools()
    job.recipe.make((tiny,), tmp_path, fake)
    sheet = Path(tmp_path, "placeholders.css").read_text()
    assert sheet.startswith(f".{placeholder_class(still_job)}{{background:radial-gradient(at 0% 0%,#")
    assert sheet.count("radial-gradient") == 6
    assert "url(" not in sheet
    assert fake.runs == 0
