"""Repairs on real footage: noise, shake, looks and edges are measured before and after."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import hypot, log10
from pathlib import Path

import pytest
from footage import FOOTAGE, tools
from PIL import Image, ImageChops, ImageStat

from btspress.engine.job import Input
from btspress.facts import Facts
from btspress.media.graph import arguments, output
from btspress.media.probe import probe
from btspress.media.program import find
from btspress.media.sniff import HEAD, sniff
from btspress.model import Lut, PictureRepair
from btspress.recipes.aids import prepared
from btspress.recipes.excerpt import excerpt, opened
from btspress.recipes.quality import FIXED
from btspress.recipes.rendition import Rendition
from btspress.recipes.seen import pictures
from btspress.recipes.sequence import SequenceFile
from btspress.timecode import TimeRange

pytestmark = pytest.mark.ffmpeg

FLOWER = FOOTAGE / "dropframe-tc-2997.mov"
SIZE = (240, 136)
FRAMES = 12
SHAKE = "crop=iw-48:ih-48:24+8*sin(n*1.9)+3*sin(n*0.7):24+8*sin(n*2.3+1)"
NOISE = "noise=alls={}:allf=t:all_seed=7"
LOOK = Lut("look.cube", "1" * 64)


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a second of a real camera: as it was, noisy, shaken, as RGB and in ten bits; without loss."""
    folder = tmp_path_factory.mktemp("repair")
    for name, change in {
        "clean": "null",
        "noisy": NOISE.format(6),
        "worn": NOISE.format(14),
        "shaken": SHAKE,
        "still": "crop=iw-48:ih-48:24:24",
        "rgb": "format=gbrp",
        "odd": "scale=211:117,format=yuv444p",
        "deep": f"{NOISE.format(6)},format=yuv422p10le",
    }.items():
        size = (
            f"scale={2 * SIZE[0] + 48}:{2 * SIZE[1] + 48}"
            if name in {"shaken", "still"}
            else f"scale={SIZE[0]}:{SIZE[1]}"
        )
        command = [find().path, "-v", "error", "-i", str(FLOWER), "-an", "-dn", "-vf", f"{size},{change}"]
        subprocess.run([*command, "-frames:v", "24", "-c:v", "ffv1", str(folder / f"{name}.mkv")], check=True)
    return folder


def given(path: Path) -> Input:
    with path.open("rb") as file:
        return Input(lambda: path.open("rb"), sniff(file.read(HEAD)))


@cache
def facts_of(path: Path) -> Facts:
    source = given(path)
    return probe(source.open, source.container, tools())


def shown(
    path: Path,
    repair: PictureRepair,
    folder: Path,
    *,
    table: Path | None = None,
    mode: str = "RGB",
    frames: int = FRAMES,
) -> list[Image.Image]:
    """Frames of a file as they are published, before they are encoded."""
    source, facts = given(path), facts_of(path)
    piece = excerpt(facts, TimeRange(Fraction(0), frames / facts.video.rate.fps), facts.video.rate.fps, repair=repair)
    inputs = (source, Input(lambda: table.open("rb"))) if table else (source,)
    aids = prepared(piece, inputs, folder, tools())
    seen = pictures(opened(0, source.container, piece), piece, *SIZE, aids=aids, rgb=mode == "RGB")
    # in grey, luma is taken as it is encoded
    seen = seen.filter("format", "rgb24" if mode == "RGB" else "yuv420p")
    seen = seen if mode == "RGB" else seen.filter("extractplanes", "y")
    raw = folder / "raw"
    with source.open() as file:
        tools().ffmpeg(arguments(output(raw, seen, f="rawvideo", **{"frames:v": frames})), (file,), seconds=0)
    data, length = raw.read_bytes(), SIZE[0] * SIZE[1] * len(mode)
    return [Image.frombytes(mode, SIZE, data[at : at + length]) for at in range(0, len(data), length)]


def cube(path: Path, change, size: int = 9) -> Path:
    steps = [step / (size - 1) for step in range(size)]
    rows = (change(red, green, blue) for blue in steps for green in steps for red in steps)
    body = "".join("{:.6f} {:.6f} {:.6f}\n".format(*row) for row in rows)
    path.write_text(f"LUT_3D_SIZE {size}\n{body}")
    return path


def furthest(one: list[Image.Image], other: list[Image.Image]) -> int:
    """Codes between the two pixels that differ most."""
    assert len(one) == len(other) > 0
    found = (ImageChops.difference(a, b).getextrema() for a, b in zip(one, other, strict=True))
    return max(high for extrema in found for _, high in (extrema if isinstance(extrema[0], tuple) else (extrema,)))


def psnr(one: list[Image.Image], other: list[Image.Image]) -> float:
    stats = [ImageStat.Stat(ImageChops.difference(a, b)) for a, b in zip(one, other, strict=True)]
    error = sum(sum(stat.sum2) for stat in stats) / sum(sum(stat.count) for stat in stats)
    return 10 * log10(255**2 / error)


# ---- noise ----


@pytest.mark.parametrize(
    ("name", "strength", "least"),
    [
        ("noisy", "gentle", 3),
        ("noisy", "strong", 2),
        ("worn", "gentle", 0.5),
        ("worn", "strong", 3),
        ("deep", "gentle", 1.5),
    ],
)
def test_less_noise_is_nearer_to_the_clean_picture(
    name: str, strength: str, least: float, footage: Path, tmp_path: Path
) -> None:
    clean = shown(footage / "clean.mkv", PictureRepair(), tmp_path, mode="L")
    noisy = shown(footage / f"{name}.mkv", PictureRepair(), tmp_path, mode="L")
    better = shown(footage / f"{name}.mkv", PictureRepair(denoise=strength), tmp_path, mode="L")
    assert psnr(better, clean) > psnr(noisy, clean) + least


@pytest.mark.parametrize(("strength", "least"), [("gentle", 42), ("strong", 37)])
def test_a_clean_picture_keeps_its_detail(strength: str, least: float, footage: Path, tmp_path: Path) -> None:
    clean = shown(footage / "clean.mkv", PictureRepair(), tmp_path, mode="L")
    assert psnr(shown(footage / "clean.mkv", PictureRepair(denoise=strength), tmp_path, mode="L"), clean) > least


@pytest.mark.parametrize("repair", [PictureRepair(denoise="gentle"), PictureRepair(stabilise=True)])
def test_rgb_keeps_its_colours(repair: PictureRepair, footage: Path, tmp_path: Path) -> None:
    plain = shown(footage / "rgb.mkv", PictureRepair(), tmp_path)
    treated = shown(footage / "rgb.mkv", repair, tmp_path)
    for one, other in zip(plain, treated, strict=True):
        assert ImageStat.Stat(one).mean == pytest.approx(ImageStat.Stat(other).mean, abs=2)


# ---- edges ----


def edges(images: list[Image.Image]) -> float:
    """How much neighbours differ."""
    return sum(ImageStat.Stat(ImageChops.difference(image, ImageChops.offset(image, 1, 0))).mean[0] for image in images)


def test_sharpened_edges_gain_and_are_capped(footage: Path, tmp_path: Path) -> None:
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path, mode="L")
    gentle, strong = (
        shown(footage / "clean.mkv", PictureRepair(sharpen=each), tmp_path, mode="L") for each in ("gentle", "strong")
    )
    assert edges(plain) * 1.03 < edges(gentle) < edges(strong) < edges(plain) * 1.4


def test_sharpening_leaves_colours_alone(footage: Path, tmp_path: Path) -> None:
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path, frames=2)
    crisp = shown(footage / "clean.mkv", PictureRepair(sharpen="strong"), tmp_path, frames=2)
    for one, other in zip(plain, crisp, strict=True):
        before, after = (image.convert("YCbCr").split() for image in (one, other))
        assert furthest([before[0]], [after[0]]) > 4
        assert psnr([before[1], before[2]], [after[1], after[2]]) > 53


# ---- shake ----


def shake(images: list[Image.Image]) -> float:
    """Pixels that the picture moves from frame to frame, in the mean."""
    small = [image.resize((SIZE[0] // 2, SIZE[1] // 2)) for image in images]
    return 2 * sum(hypot(*_moved(one, other)) for one, other in pairwise(small)) / (len(small) - 1)


def _moved(one: Image.Image, other: Image.Image, most: int = 8) -> tuple[int, int]:
    inner = (most, most, one.width - most, one.height - most)
    places = [(x, y) for x in range(-most, most + 1) for y in range(-most, most + 1)]

    def apart(place: tuple[int, int]) -> float:
        moved = ImageChops.offset(other, *place)
        return ImageStat.Stat(ImageChops.difference(one, moved).crop(inner)).sum2[0]

    return min(places, key=apart)


def test_a_shaking_camera_is_held_still(footage: Path, tmp_path: Path) -> None:
    shaken = shown(footage / "shaken.mkv", PictureRepair(), tmp_path, mode="L", frames=24)
    steady = shown(footage / "shaken.mkv", PictureRepair(stabilise=True), tmp_path, mode="L", frames=24)
    assert len(steady) == 24
    assert shake(steady) < shake(shaken) / 3


def test_no_border_is_seen_and_little_is_lost(footage: Path, tmp_path: Path) -> None:
    steady = shown(footage / "shaken.mkv", PictureRepair(stabilise=True), tmp_path, mode="L", frames=24)
    for image in steady:
        for x in (0, SIZE[0] - 1):
            column = image.crop((x, 0, x + 1, SIZE[1]))
            assert ImageStat.Stat(column).extrema[0][0] > 16
    still = shown(footage / "still.mkv", PictureRepair(), tmp_path, mode="L", frames=24)
    smaller = still[0].crop((24, 14, 216, 122)).resize(SIZE)  # a zoom of a fourth
    assert psnr(steady[:1], still[:1]) > psnr(steady[:1], [smaller])


@pytest.mark.parametrize("name", ["odd", "deep"])
def test_every_shape_can_be_held_still(name: str, footage: Path, tmp_path: Path) -> None:
    plain = shown(footage / f"{name}.mkv", PictureRepair(), tmp_path, mode="L", frames=4)
    assert psnr(plain, shown(footage / f"{name}.mkv", PictureRepair(stabilise=True), tmp_path, mode="L", frames=4)) > 24


def test_each_frame_stays_itself(footage: Path, tmp_path: Path) -> None:
    name = footage / "clean.mkv"
    plain = shown(name, PictureRepair(), tmp_path, mode="L", frames=24)
    steady = shown(name, PictureRepair(stabilise=True), tmp_path, mode="L", frames=24)
    for number in (0, 7, 23):
        inner = [image.crop((40, 20, 200, 116)) for image in plain]
        errors = [psnr([steady[number].crop((40, 20, 200, 116))], [image]) for image in inner]
        assert abs(errors.index(max(errors)) - number) <= 1


# ---- looks ----


def test_a_look_that_changes_nothing_changes_nothing(footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "same.cube", lambda *light: light)
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path)
    looked = shown(footage / "clean.mkv", PictureRepair(look=LOOK), tmp_path, table=table)
    assert furthest(plain, looked) <= 1
    luma = shown(footage / "clean.mkv", PictureRepair(), tmp_path, mode="L")
    assert furthest(luma, shown(footage / "clean.mkv", PictureRepair(look=LOOK), tmp_path, table=table, mode="L")) <= 1


def _inverse(*light: float) -> tuple[float, ...]:
    return tuple(1 - each for each in light)


def test_a_look_is_taken_as_it_says_and_as_far_as_asked(footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "inverse.cube", _inverse)
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path)
    whole = shown(footage / "clean.mkv", PictureRepair(look=LOOK), tmp_path, table=table)
    assert furthest([ImageChops.invert(image) for image in plain], whole) <= 2
    half = shown(footage / "clean.mkv", PictureRepair(look=LOOK, strength=Fraction(1, 2)), tmp_path, table=table)
    assert furthest([Image.new("RGB", SIZE, (127, 127, 127))] * FRAMES, half) <= 1
    fifth = shown(footage / "clean.mkv", PictureRepair(look=LOOK, strength=Fraction(1, 5)), tmp_path, table=table)
    mixed = [Image.blend(one, other, 0.2) for one, other in zip(plain, whole, strict=True)]
    assert furthest(mixed, fifth) <= 2


def test_a_domain_counts(footage: Path, tmp_path: Path) -> None:
    # What goes in at 0.25 comes out black, what goes in at 0.75 comes out white: ffmpeg alone would not know.
    table = tmp_path / "steep.cube"
    steep = "\n".join("{0} {0} {0}".format(n / 64) for n in range(65))
    table.write_text(f"LUT_1D_SIZE 65\nDOMAIN_MIN 0.25 0.25 0.25\nDOMAIN_MAX 0.75 0.75 0.75\n{steep}\n")
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path)
    looked = shown(footage / "clean.mkv", PictureRepair(look=LOOK), tmp_path, table=table)
    wanted = [image.point(lambda code: min(max(round((code - 63.75) * 2), 0), 255)) for image in plain]
    assert furthest(wanted, looked) <= 4


def test_a_look_swaps_no_colours(footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "red.cube", lambda red, green, blue: (red, 0, 0))
    plain = shown(footage / "clean.mkv", PictureRepair(), tmp_path)
    looked = shown(footage / "clean.mkv", PictureRepair(look=LOOK), tmp_path, table=table)
    assert furthest([image.getchannel("R") for image in plain], [image.getchannel("R") for image in looked]) <= 1
    assert all(image.getchannel(other).getextrema() == (0, 0) for image in looked for other in "GB")


def test_a_scratch_folder_may_have_any_name(footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "inverse.cube", _inverse)
    repair = PictureRepair(look=LOOK, stabilise=True)
    plain = shown(footage / "clean.mkv", repair, tmp_path, table=table)
    odd = tmp_path / 'it\'s "odd": a,b;c [d] 50% \\ =x'
    odd.mkdir()
    assert furthest(plain, shown(footage / "clean.mkv", repair, odd, table=table)) == 0


# ---- as jobs ----

EVERYTHING = PictureRepair("strong", "strong", stabilise=True, look=LOOK, strength=Fraction(3, 4))


@pytest.mark.parametrize("codec", ["h264", "av1"])
def test_repairs_give_the_same_bytes_twice(codec: str, footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "inverse.cube", _inverse)
    source, facts = given(footage / "shaken.mkv"), facts_of(footage / "shaken.mkv")
    piece = excerpt(facts, TimeRange(Fraction(0), Fraction(1, 2)), facts.video.rate.fps, repair=EVERYTHING)
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        recipe = Rendition(codec, piece, *SIZE, FIXED)
        recipe.make((source, Input(lambda: table.open("rb"))), folder, tools())
        made.append((folder / f"{codec}.mp4").read_bytes())
    assert made[0] == made[1]


def test_shots_of_a_sequence_are_repaired_each_for_itself(footage: Path, tmp_path: Path) -> None:
    table = cube(tmp_path / "black.cube", lambda *_: (0, 0, 0))
    names = [footage / "clean.mkv", footage / "still.mkv"]
    sources, facts = [given(name) for name in names], [facts_of(name) for name in names]
    repairs = (PictureRepair(denoise="gentle"), PictureRepair(look=LOOK, stabilise=True))
    rate = facts[0].video.rate.fps
    shots = tuple(
        excerpt(each, TimeRange(Fraction(0), 10 / rate), rate, repair=repair)
        for each, repair in zip(facts, repairs, strict=True)
    )
    recipe = SequenceFile("h264", shots, (0, 1), (SIZE, SIZE), "cut", 0, *SIZE)
    recipe.make((*sources, Input(lambda: table.open("rb"))), tmp_path, tools())
    light = [
        ImageStat.Stat(image).mean[0] for image in shown(tmp_path / "h264.mp4", PictureRepair(), tmp_path, frames=20)
    ]
    assert min(light[:10]) > 40
    assert max(light[10:]) < 3
