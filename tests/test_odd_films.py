"""Every odd film becomes what it should: what would be published is looked at with ffmpeg, not with our own eyes."""

from __future__ import annotations

import re
import struct
import subprocess
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import correlation, mean, pstdev

import pytest
from footage import FOOTAGE, container, given, renditions_of, tools
from odd import FILMS, Film

from btspress.delivery.audience import WEB
from btspress.digest import digest_bytes
from btspress.facts import Facts
from btspress.media.ffmpeg import find
from btspress.media.probe import probe
from btspress.model import Clip, Source
from btspress.recipes.rendition import Rendition
from btspress.timecode import TimeRange

SMALL = replace(WEB, codecs=("h264",), video_widths=(320,))
SIDE = 32
"""Pixels of what is compared: enough to tell up from down."""
LONGEST = Fraction(2)
"""Seconds of a film that are made: its last ones, as ends are what goes wrong."""
TAGS = {"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "encoder"}
"""What every MP4 says of itself, and nothing of where it is from."""

OLD = find().version.startswith("5")
rows = [
    pytest.param(film, id=film.name)
    for film in FILMS
    if not (film.newest and OLD)  # which is a row of what is refused then
]
pytestmark = [pytest.mark.ffmpeg, pytest.mark.xdist_group("odd"), pytest.mark.parametrize("film", rows)]


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as ffmpeg decodes it."""

    times: tuple[float, ...]
    frames: tuple[bytes, ...]
    """RGB, SIDE by SIDE, whatever their shape was."""
    said: str


def decoded(path: Path, *options: str, colors: str = "rgb24") -> Seen:
    size = f"scale={SIDE}:{SIDE}:flags=area,format={colors}"
    command = [find().path, "-nostdin", "-hide_banner", *options, "-i", str(path), "-map", "0:V:0", "-fps_mode"]
    chain = ["passthrough", "-vf", f"showinfo=checksum=0,{size}", "-f", "rawvideo", "-"]
    done = subprocess.run([*command, *chain], capture_output=True, check=True)
    said = done.stderr.decode(errors="replace")
    length = SIDE * SIDE * len(colors.rstrip("0123456789"))
    frames = tuple(done.stdout[at : at + length] for at in range(0, len(done.stdout), length))
    times = [float(time) for time in re.findall(r" pts_time: *(-?[\d.]+)", said)]
    return Seen(tuple(time - times[0] for time in times), frames, said)


@cache
def known(name: str) -> Facts:
    return probe(lambda: (FOOTAGE / name).open("rb"), container(name), tools())


@cache
def source_of(film: Film) -> Seen:
    """The frames of the file without any of our knowledge, and as they are stored: not turned."""
    see_through = "alpha" in film.marks
    decoder = ["-c:v", "libvpx-vp9"] if see_through and film.name.endswith("webm") else []
    seen = decoded(FOOTAGE / film.name, "-noautorotate", *decoder, colors="rgba" if see_through else "rgb24")
    return replace(seen, frames=tuple(map(on_black, seen.frames))) if see_through else seen


def on_black(frame: bytes) -> bytes:
    return bytes(frame[at + color] * frame[at + 3] // 255 for at in range(0, len(frame), 4) for color in range(3))


def wanted(film: Film) -> TimeRange:
    """The last seconds of a film, from the start of a frame on."""
    facts = known(film.name)
    rate = Fraction(film.rate)
    first = Fraction(int(max(facts.duration - LONGEST, Fraction(0)) * rate)) / rate
    return TimeRange(first, facts.duration)


@cache
def published(film: Film, folder: Path) -> tuple[Rendition, Path]:
    """What is published of a film."""
    source = Source(film.name, digest_bytes(film.name.encode()), known(film.name))
    (recipe,) = renditions_of(Clip(source, wanted(film), sound=True), SMALL)
    into = folder / digest_bytes(film.name.encode())
    into.mkdir()
    recipe.make((given(film.name),), into, tools())
    return recipe, into / recipe.outputs()[0].name


@cache
def made(film: Film, folder: Path) -> tuple[Rendition, Seen]:
    """What is published of a film, and how ffmpeg sees it."""
    recipe, path = published(film, folder)
    return recipe, decoded(path)


def test_the_facts_are_as_the_table_says(film):
    found = known(film.name)
    video = found.video
    assert (found.width, found.height) == film.size
    assert (str(video.rate.fps), video.frames) == (film.rate, film.frames)
    assert abs(found.duration - Fraction(film.seconds)) <= Fraction(1, 1000)
    assert (found.audio.channels if found.audio else 0) == film.channels
    marks = set(film.marks.split())
    assert video.variable == ("varying" in marks)
    assert video.interlaced == ("interlaced" in marks)
    assert (video.order == "bff") == ("bff" in marks)
    assert video.telecine == ("telecine" in marks)
    assert video.color.hdr == ("hdr" in marks)
    assert video.alpha == ("alpha" in marks)
    assert video.rotation == int(next(iter(marks & {"90", "180", "270"}), 0))
    assert [remark.code for remark in found.remarks] == film.remark.split()


def test_the_published_file_has_the_length_shape_and_tags_promised(film, odd_films):
    recipe, seen = made(film, odd_films)
    film_rate = recipe.rate
    expected = (known(film.name).duration - wanted(film).start) * film_rate
    assert abs(len(seen.frames) - expected) <= 1
    assert seen.times == pytest.approx([number / film_rate for number in range(len(seen.frames))], abs=0.001)
    line = re.search(r"Stream #0:0.*?: Video: h264 \(High\).*", seen.said)[0]
    wide, high = map(int, re.search(r", (\d+)x(\d+)", line).groups())
    assert (wide % 2, high % 2) == (0, 0)
    assert wide <= max(film.size[0], 2)
    assert abs(wide * film.size[1] - high * film.size[0]) <= 2 * max(film.size)
    assert "yuv420p(tv, bt709, progressive)" in line
    assert "SAR 1:1" in line or "SAR" not in line
    assert "displaymatrix" not in seen.said
    told = seen.said.partition("Stream mapping")[0]
    assert {key.strip() for key in re.findall(r"^ +(\w+) +: ", told, re.MULTILINE)} <= TAGS


def test_sound_is_stereo_at_48_khz_where_there_is_any(film, odd_films):
    _, seen = made(film, odd_films)
    sounds = re.findall(r"Stream #0:\d.*?: (Audio: .*)", seen.said.partition("Stream mapping")[0])
    assert len(sounds) == (film.channels > 0)
    assert all("aac (LC)" in sound and "48000 Hz, stereo" in sound for sound in sounds)


def test_the_pictures_are_those_of_the_source_and_upright(film, odd_films):
    recipe, seen = made(film, odd_films)
    source = source_of(film)
    matrix = matrix_of(FOOTAGE / film.name)
    count = len(seen.frames)
    for number in sorted({0, count // 2, count - 1}):
        at = float(wanted(film).start + number / recipe.rate)
        on_screen = max(place for place, time in enumerate(source.times) if time <= at + 0.002)
        around = source.frames[max(on_screen - 1, 0) : on_screen + 2]
        likeness = max(alike(seen.frames[number], turned(frame, matrix)) for frame in around)
        assert likeness > (0.97 if not {"hdr", "alpha"} & set(film.marks.split()) else 0.9), f"frame {number}"
        if "hdr" not in film.marks:
            apart = [
                abs(a - b) for a, b in zip(color(seen.frames[number]), color(source.frames[on_screen]), strict=True)
            ]
            assert max(apart) < 4, f"frame {number}"


def color(frame: bytes) -> list[float]:
    return [mean(frame[at::3]) for at in range(3)]


def alike(one: bytes, other: bytes) -> float:
    """Correlation of the greys of two frames; of flat ones, whether they are equally bright."""
    greys = [[sum(frame[at : at + 3]) for at in range(0, len(frame), 3)] for frame in (one, other)]
    if min(map(pstdev, greys)) < 4:
        return float(abs(mean(greys[0]) - mean(greys[1])) < 20)
    return correlation(*greys)


def matrix_of(path: Path) -> tuple[int, int, int, int]:
    """How the header of an MP4 turns its picture, as a player reads it: x' = ax + cy, y' = bx + dy."""
    data = path.read_bytes()
    for header in re.finditer(b"tkhd", data):
        at = header.end() + (52 if data[header.end()] else 40)
        *matrix, width, height = struct.unpack(">11i", data[at : at + 44])
        if width > 0 and height > 0:
            a, b, _, c, d, *_ = (round(value / 65536) for value in matrix)
            return a, b, c, d
    return 1, 0, 0, 1


def turned(frame: bytes, matrix: tuple[int, int, int, int]) -> bytes:
    """A square frame as the matrix shows it, pixel by pixel."""
    a, b, c, d = matrix
    last = SIDE - 1
    shown = bytearray()
    for down in range(-last, last + 1, 2):
        for across in range(-last, last + 1, 2):
            x, y = (a * across + b * down + last) // 2, (c * across + d * down + last) // 2
            shown += frame[3 * (y * SIDE + x) : 3 * (y * SIDE + x) + 3]
    return bytes(shown)
