"""Pictures seen through four points: to a part of a pixel where they should be, in Pillow and in ffmpeg alike."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import cos, sin

import pytest
from footage import facts, given, grey_frames, tools
from PIL import Image, ImageChops, ImageStat

from btspress.model import Warp
from btspress.perspective import projected, projection
from btspress.recipes.excerpt import excerpt, still
from btspress.recipes.picture import Still
from btspress.recipes.rendition import Rendition
from btspress.recipes.warped import seen_through
from btspress.timecode import TimeRange

QUAD = tuple((Fraction(x, 100), Fraction(y, 100)) for x, y in ((6, 8), (93, 4), (97, 95), (3, 88)))
CLOSE = tuple((Fraction(x, 100), Fraction(y, 100)) for x, y in ((30, 30), (70, 28), (72, 71), (29, 69)))
"""Less than half of the picture: who counts from corners of pixels instead of centres is a third of one off."""
WARP = Warp(QUAD, 320, 180)
EDGE = 6
CLIP = "vfr-dropped-frames.mp4"
TURNED = "rot90-tag.mov"


def pattern(x: float, y: float) -> float:
    """A soft picture without grain: a tenth of a pixel is a level of grey."""
    return 128 + 60 * sin(x / 9) + 50 * cos(y / 7)


def drawn(size: tuple[int, int], at) -> Image.Image:
    """Each pixel as `pattern` is where `at` takes its centre."""
    image = Image.new("L", size)
    image.putdata([round(pattern(*at((x + 0.5, y + 0.5)))) for y in range(size[1]) for x in range(size[0])])
    return image


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean square difference, but for the edges, whose surroundings differ."""
    box = (EDGE, EDGE, one.width - EDGE, one.height - EDGE)
    return ImageStat.Stat(ImageChops.difference(one.convert("L").crop(box), other.convert("L").crop(box))).rms[0]


def moved(image: Image.Image, by: float) -> Image.Image:
    """The picture so many pixels to the left."""
    return image.transform(image.size, Image.Transform.AFFINE, (1, 0, by, 0, 1, 0), Image.Resampling.BICUBIC)


def test_a_picture_is_where_the_four_points_say():
    whole = drawn((400, 240), lambda point: point)
    there = projection([(float(x * 400), float(y * 240)) for x, y in QUAD], 320, 180)
    wanted = drawn((320, 180), lambda point: projected(there, point))
    seen = seen_through(whole, WARP, (320, 180))
    assert apart(seen, wanted) < 1.5
    assert apart(moved(seen, 0.5), wanted) > 2 * apart(seen, wanted)
    assert apart(moved(seen, -0.5), wanted) > 2 * apart(seen, wanted)


def test_a_large_picture_is_brought_near_its_size_first():
    noisy = Image.effect_noise((1600, 900), 80)
    assert ImageStat.Stat(seen_through(noisy, WARP, (200, 112))).stddev[0] < 30


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", [CLIP, TURNED])
def test_ffmpeg_sees_the_same_as_pillow(name, tmp_path):
    known = facts(name)
    at = known.duration / 2
    size = (known.width // 2, known.height // 2)
    warp = Warp(CLOSE, *size)
    plain = Still(known.width, known.height, (known.width,), still(known, at))
    ours = Still(*size, (size[0],), still(known, at, warp))
    box = tools()
    seen = ours.decoded((given(name),), tmp_path, box)
    wanted = seen_through(plain.decoded((given(name),), tmp_path, box), warp, size)
    assert seen.size == wanted.size == size
    assert apart(seen, wanted) < apart(moved(seen, 0.2), wanted)
    assert apart(seen, wanted) < apart(moved(seen, -0.2), wanted)


@pytest.mark.ffmpeg
def test_a_clip_is_seen_as_its_still(tmp_path):
    known = facts(CLIP)
    rate = Fraction(25)
    part = excerpt(known, TimeRange(Fraction(1), Fraction(2)), rate, crop=WARP)
    Rendition("h264", part, 320, 180).make((given(CLIP),), tmp_path, tools())
    frame = still(known, Fraction(1), WARP)
    seen = Still(320, 180, (320,), frame).decoded((given(CLIP),), tmp_path, tools()).convert("L")
    first = Image.frombytes("L", (320, 180), grey_frames(tmp_path / "h264.mp4", 320, 180)[0])
    assert apart(first, seen) < apart(moved(first, 0.5), seen)
    assert apart(first, seen) < apart(moved(first, -0.5), seen)


@pytest.mark.ffmpeg
def test_an_hdr_clip_is_warped_when_its_light_is_right(tmp_path):
    known = facts("hdr10-av1-mdcv-clli.mp4")
    warp = Warp(QUAD, known.width // 2, known.height // 2)
    frame = still(known, Fraction(0), warp)
    sharp = replace(frame, look=replace(frame.look, repair=replace(frame.look.repair, sharpen="strong")))
    whole = still(known, Fraction(0))
    inputs = (given("hdr10-av1-mdcv-clli.mp4"),)
    plain = Still(known.width, known.height, (known.width,), whole).decoded(inputs, tmp_path, tools())
    wanted = seen_through(plain, warp, (warp.w, warp.h))
    seen = Still(warp.w, warp.h, (warp.w,), sharp).decoded(inputs, tmp_path, tools())
    means = zip(ImageStat.Stat(seen).mean, ImageStat.Stat(wanted).mean, strict=True)
    assert all(abs(one - other) < 2 for one, other in means)
