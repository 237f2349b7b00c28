"""What is hard to see in a table: fields, film in fields, long frames, late sound, bright light, transparency."""

from __future__ import annotations

import array
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import correlation

import pytest
from footage import FOOTAGE, container, given, grey_frames, nearest, pictures_of, renditions_of, tools
from PIL import Image

from btspress.delivery.audience import WEB
from btspress.digest import digest_bytes
from btspress.engine.job import Input, RecipeError
from btspress.media.ffmpeg import find
from btspress.media.probe import probe
from btspress.model import Clip, Frame, PictureRepair, Source, Treatment
from btspress.testing import FakeTools
from btspress.timecode import TimeRange

pytestmark = pytest.mark.ffmpeg


def ffmpeg(*arguments: object) -> bytes:
    command = [find().path, "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@cache
def known(path: Path) -> Source:
    facts = probe(lambda: path.open("rb"), container(path), tools())
    return Source(path.name, digest_bytes(path.read_bytes()), facts)


def made(path, folder, width=320, start=0, end=None, fields=""):
    """The published file of a range of `path`."""
    source = replace(known(path), treatment=Treatment(PictureRepair(fields=fields)))
    wanted = TimeRange(Fraction(start), Fraction(end) if end else source.facts.duration)
    small = replace(WEB, codecs=("h264",), video_widths=(width,))
    (recipe,) = renditions_of(Clip(source, wanted, sound=True), small)
    recipe.make((Input(lambda: path.open("rb"), container(path)),), folder, tools())
    return folder / recipe.outputs()[0].name


def fields_in(path):
    """Frames that look woven, and frames that do not."""
    command = [find().path, "-nostdin", "-hide_banner", "-i", str(path), "-an", "-vf", "idet", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    top, bottom, whole = map(
        int, re.findall(r"Multi frame detection: TFF: *(\d+) BFF: *(\d+) Prog\w+: *(\d+)", said)[-1]
    )
    return top + bottom, whole


ODD = FOOTAGE / "odd"


def test_unmarked_fields_are_found_and_taken_apart(tmp_path):
    assert fields_in(made(ODD / "fields-unmarked-bff.mp4", tmp_path, 768))[0] == 0


def test_the_author_may_say_that_there_are_no_fields(tmp_path):
    woven, whole = fields_in(made(ODD / "fields-unmarked-bff.mp4", tmp_path, 768, fields="progressive"))
    assert woven > whole


def test_film_comes_out_of_its_fields_frame_by_frame(tmp_path):
    path = made(ODD / "telecine-ntsc.mp4", tmp_path, 640)
    assert fields_in(path)[0] == 0
    frames = grey_frames(path)
    assert abs(len(frames) - 36) <= 1
    apart = [sum(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in pairwise(frames)]
    assert min(apart[:28]) > 0.2 * sorted(apart[:28])[14], "a frame is shown twice"


def test_marked_frames_without_fields_are_left_alone():
    assert not known(ODD / "dvd-pal-anamorphic-51.vob").facts.video.interlaced
    shown = subprocess.run(
        [find().path, "-i", str(ODD / "dvd-pal-anamorphic-51.vob"), "-vf", "showinfo", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert " i:T " in shown


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Ten frames, of which the fifth stands for six seconds and the last for three."""
    path = tmp_path_factory.mktemp("held") / "held.mkv"
    times = "setpts='(N+if(gte(N,5),143,0)+if(gte(N,9),71,0))/24/TB'"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=0.4166", "-f", "lavfi", "-i"),
        *("sine=300:duration=12.4", "-vf", times, "-fps_mode", "vfr", "-c:v", "ffv1", "-c:a", "flac", path),
    )
    return path


@pytest.mark.parametrize(
    ("at", "number"), [("0.1", 2), ("0.18", 4), ("3", 4), ("6.1", 4), ("6.2", 5), ("6.35", 8), ("8", 8)]
)
def test_a_still_inside_a_long_frame_is_that_frame(held, at, number, tmp_path):
    recipe = pictures_of(Frame(known(held), Fraction(at)), replace(WEB, picture_widths=(64,), largest_picture=320))
    recipe.make((Input(lambda: held.open("rb"), "matroska"),), tmp_path, tools())
    shown = Image.open(tmp_path / "320.webp").convert("L").resize((64, 36), Image.Resampling.BOX).tobytes()
    assert nearest(shown, grey_frames(held)) == number


def test_a_clip_inside_a_long_frame_shows_that_frame_throughout(held, tmp_path):
    frames = grey_frames(made(held, tmp_path, start=2, end=4))
    assert len(frames) == 2 * known(held).facts.video.rate.fps
    whole = grey_frames(held)
    assert {nearest(frame, whole) for frame in (frames[0], frames[-1])} == {4}


def test_one_frame_stays_as_long_as_its_sound(tmp_path):
    path = made(ODD / "one-frame-two-seconds-audio.mov", tmp_path)
    frames = grey_frames(path)
    assert len(frames) == 48
    assert {nearest(frame, [frames[0], bytes(64 * 36)]) for frame in frames} == {0}
    assert len(samples(path)) == pytest.approx(2 * 8000, abs=200)


def samples(path):
    heard = array.array("h")
    heard.frombytes(ffmpeg("-i", path, "-map", "0:a:0", "-ac", 1, "-ar", 8000, "-f", "s16le", "-"))
    return heard


def loudness(heard):
    """Of each hundredth of a second."""
    return [sum(map(abs, heard[at : at + 80])) for at in range(0, len(heard) - 80, 80)]


def test_sound_that_starts_late_stays_late(tmp_path):
    name = ODD / "audio-late-0.5s.mp4"
    there, here = loudness(samples(name)), loudness(samples(made(name, tmp_path)))
    likeness = {shift: correlation(there[:90], here[shift : shift + 90]) for shift in range(100)}
    assert max(likeness, key=likeness.get) == pytest.approx(48, abs=1)  # half a second, less what AAC puts before
    assert max(likeness.values()) > 0.9
    assert max(here[:47]) < max(here) / 20


def patch(path, at, number=4):
    """Colour of a small square of a frame."""
    x, y = at
    chain = f"select=eq(n\\,{number}),crop=8:8:{x}:{y},scale=1:1:flags=area,format=rgb24"
    return tuple(ffmpeg("-i", path, "-map", "0:v", "-vf", chain, "-frames:v", 1, "-f", "rawvideo", "-"))


def test_hlg_is_neither_dark_nor_washed_out(tmp_path):
    path = made(ODD / "hlg10-colorchecker.mp4", tmp_path, 640)
    greys = [patch(path, (x, 285)) for x in (91, 170, 251, 332, 414, 496)]
    light = [sum(grey) / 3 for grey in greys]
    assert light == sorted(light, reverse=True)
    assert 225 < light[0] < 252, "white is white, and not burnt"
    assert 170 < light[3] < 215
    assert light[5] < 75
    assert all(max(grey) - min(grey) < 28 for grey in greys)
    red, green, blue = patch(path, (170, 34))
    assert red > green > blue, "skin"
    assert red < 250


def test_pq_keeps_the_light_of_its_scene(tmp_path):
    dusk = grey_frames(made(FOOTAGE / "hdr10-av1-mdcv-clli.mp4", tmp_path, 640, end="0.1"))[0]
    assert 35 < sum(dusk) / len(dusk) < 90
    assert max(dusk) > 150
    assert known(FOOTAGE / "hdr10-av1-mdcv-clli.mp4").facts.video.color.peak == 1100


def test_what_shines_through_is_black(tmp_path):
    path = made(ODD / "prores4444-alpha.mov", tmp_path)
    assert max(patch(path, (20, 20), 0)) < 12
    naked = ffmpeg(
        "-i", ODD / "prores4444-alpha.mov", "-vf", "crop=8:8:20:20,format=rgb24", "-frames:v", 1, "-f", "rawvideo", "-"
    )
    assert naked[1] > 90, "there is green behind it"


def test_dolby_vision_without_a_common_picture_is_refused_by_name():
    frame = "[Parsed_showinfo] n: 0 pts: 0 fmt:yuv420p10le cl:left sar:1/1 s:64x64 i:P iskey:1"
    said = f"DOVI configuration record: version: 1.0, profile: 5, level: 6, rpu flag: 1\n{frame}"

    class Told(FakeTools):
        def ffmpeg(self, arguments, inputs, *, seconds):
            heard = super().ffmpeg(arguments, inputs, seconds=seconds)
            for argument in arguments:
                if argument.endswith("/packets"):
                    listing = "#tb 0: 1/24\n#media_type 0: video\n#codec_id 0: hevc\n0, 0, 0, 1, 9, 0x0\n"
                    Path(argument.removeprefix("file:")).write_text(listing)
            return heard

    with pytest.raises(RecipeError, match="Dolby Vision profile 5"):
        probe(lambda: (FOOTAGE / "take 4.MP4").open("rb"), "mov", Told(says=said))


def test_a_sound_that_nobody_knows_is_left_out_and_that_is_said():
    source = known(ODD / "missing-stsd.mp4")
    assert source.facts.audio is None
    assert [remark.code for remark in source.facts.remarks] == ["E227"]
    assert given("odd/missing-stsd.mp4").container == "mov"
