"""Every odd picture becomes what it should: upright, right in its colours, the first of several, within bounds."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from footage import FOOTAGE, container, given, pictures_of, tools
from odd import PHOTOS
from PIL import Image

from btspress.delivery.audience import WEB
from btspress.digest import digest_bytes
from btspress.engine.job import Input, RecipeError
from btspress.media import heif
from btspress.media.develop import developed
from btspress.media.ffmpeg import find
from btspress.media.pictures import load_upright
from btspress.media.probe import probe
from btspress.media.sniff import EXR, HEAD, sniff
from btspress.model import Frame, Source
from btspress.testing import FakeTools

pytestmark = pytest.mark.ffmpeg

SMALL = replace(WEB, picture_widths=(64,), largest_picture=320)
HEIC = pytest.mark.skipif(not heif.reads_heif(), reason="pillow-heif is not installed")
ROWS = [pytest.param(photo, id=photo.name, marks=[HEIC] if "heic" in photo.name else []) for photo in PHOTOS]

STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera stores an upright picture, by the EXIF orientation that it notes."""


def known(name, data):
    return probe(lambda: io.BytesIO(data), sniff(data[:HEAD]), tools())


def mean_by_ffmpeg(path):
    """Mean colour and size of a file, without Pillow."""
    command = [find().path, "-v", "error", "-i", str(path), "-vf", "scale=16:16:flags=area,format=rgb24"]
    data = subprocess.run([*command, "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    return [sum(data[at::3]) / 256 for at in range(3)]


@pytest.mark.parametrize("photo", ROWS)
def test_an_odd_picture_has_its_size_and_colours(photo, tmp_path):
    facts = probe(lambda: (FOOTAGE / photo.name).open("rb"), container(photo.name), tools())
    assert (facts.width, facts.height) == photo.size
    assert [remark.code for remark in facts.remarks] == photo.remark.split()
    source = Source(photo.name, digest_bytes(photo.name.encode()), facts)
    recipe = pictures_of(Frame(source), SMALL)
    recipe.make((given(photo.name),), tmp_path, tools())
    for promised in recipe.outputs():
        with Image.open(tmp_path / promised.name) as image:
            assert image.size == (promised.width, promised.height)
    widest = recipe.widths[-1]
    with Image.open(tmp_path / f"{widest}.webp") as image:
        assert (image.mode == "RGBA") == photo.see_through
    # JPEG shows white where others show through; a profile moves colours a little
    apart = [abs(a - b) for a, b in zip(mean_by_ffmpeg(tmp_path / f"{widest}.jpg"), photo.mean, strict=True)]
    assert max(apart) < 6


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_stands_upright_whatever_the_camera_noted(orientation, kind):
    upright = Image.new("RGB", (48, 32), "black")
    upright.paste((250, 20, 20), (0, 0, 16, 16))
    upright.paste((20, 20, 250), (32, 16, 48, 32))
    stored = upright.transpose(STORED[orientation]) if STORED[orientation] is not None else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    stored.save(
        file, kind, exif=exif, **({"lossless": True} if kind == "WEBP" else {"quality": 98} if kind == "JPEG" else {})
    )
    facts = known("x", file.getvalue())
    assert (facts.width, facts.height) == upright.size
    file.seek(0)
    shown = load_upright(file, kind)
    for place in ((4, 4), (44, 28), (44, 4), (4, 28)):
        assert all(abs(a - b) < 30 for a, b in zip(shown.getpixel(place), upright.getpixel(place), strict=True))


@pytest.mark.parametrize(("kind", "options"), [("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True}), ("AVIF", {})])
def test_of_a_picture_that_moves_the_first_frame_is_shown_and_that_is_said(kind, options):
    frames = [Image.new("RGB", (24, 16), color) for color in ("red", "lime", "blue")]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100, **options)
    facts = known("x", file.getvalue())
    assert [(remark.code, remark.words) for remark in facts.remarks] == [
        ("E229", "of its 3 pictures the first is shown")
    ]
    file.seek(0)
    red, green, blue = load_upright(file, kind).convert("RGB").getpixel((12, 8))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def test_a_picture_of_twelve_thousand_pixels_is_made_small(tmp_path):
    file = io.BytesIO()
    Image.linear_gradient("L").resize((12_000, 5_000)).save(file, "JPEG", quality=40)
    data = file.getvalue()
    source = Source("huge.jpg", digest_bytes(data), known("huge.jpg", data))
    assert (source.facts.width, source.facts.height) == (12_000, 5_000)
    pictures_of(Frame(source), replace(SMALL, picture_formats=("jpg",))).make(
        (Input(lambda: io.BytesIO(data), "JPEG"),), tmp_path, FakeTools()
    )
    with Image.open(tmp_path / "320.jpg") as image:
        assert image.size == (320, 133)
        assert image.getpixel((10, 5))[0] < 30 < 220 < image.getpixel((10, 128))[0]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does")
def test_a_bomb_is_refused_in_little_memory():
    program = """
import resource, sys
from pathlib import Path
from btspress.engine.job import RecipeError
from btspress.media.pictures import upright_size
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + (48 << 20),) * 2)
try:
    upright_size(open(sys.argv[1], "rb"), "PNG")
except RecipeError as refused:
    print(refused)
"""
    bomb = str(FOOTAGE / "odd/bomb-25000x25000-1bit.png")
    run = subprocess.run([sys.executable, "-c", program, bomb], capture_output=True, text=True, check=False)
    assert "larger than 200 megapixels" in run.stdout, run.stderr


def test_light_brighter_than_white_is_white_and_the_rest_is_as_on_a_screen():
    path, size = FOOTAGE / "odd/stage-linear.exr", (240, 120)
    shown = developed(lambda: path.open("rb"), EXR, tools())
    command = [find().path, "-v", "error", "-f", "exr_pipe", "-i", str(path), "-f", "rawvideo", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    plane = size[0] * size[1]
    light = struct.unpack(f"<{3 * plane}{'f' if len(data) == 12 * plane else 'e'}", data)
    assert max(light) > 4
    for x, y in ((20, 20), (60, 60), (120, 30), (200, 100), (140, 90)):
        green, blue, red = (light[number * plane + y * size[0] + x] for number in range(3))
        expected = [srgb(value) for value in (red, green, blue)]
        assert all(abs(a - b) < 3 for a, b in zip(shown.getpixel((x, y)), expected, strict=True))


def srgb(light):
    """IEC 61966-2-1, of 255; white is 1."""
    held = min(max(light, 0), 1)
    return 255 * (12.92 * held if held < 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055)


def test_heic_without_its_package_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr("btspress.media.pictures.reads_heif", lambda: False)
    with pytest.raises(RecipeError, match=r"install btspress\[heic\].*or export it as JPEG"):
        probe(lambda: (FOOTAGE / "odd/phone.heic").open("rb"), "HEIF", FakeTools())


@HEIC
def test_heic_that_is_cut_off_is_refused():
    data = (FOOTAGE / "odd/phone.heic").read_bytes()[:100_000]
    with pytest.raises(RecipeError, match="cut off"):
        probe(lambda: io.BytesIO(data), "HEIF", FakeTools())


@HEIC
def test_a_phones_wide_colours_become_srgb():
    with (FOOTAGE / "odd/phone.heic").open("rb") as file:
        shown = load_upright(file, "HEIF").resize((64, 48))
    heif.reads_heif()
    with Image.open(FOOTAGE / "odd/phone.heic") as image:
        plain = image.convert("RGB").resize((64, 48))
    # Display P3 holds the same blue with smaller numbers apart than sRGB does
    blues = [max(b - r for r, _, b in zip(*[iter(each.tobytes())] * 3, strict=True)) for each in (shown, plain)]
    assert blues[0] > blues[1] + 5


def test_what_is_named_wrong_is_what_its_bytes_say():
    assert container("odd/png-named.jpg") == "PNG"
    assert container("odd/not-a-video.mp4") == ""
    assert Path(FOOTAGE / "odd/phone.heic").suffix == ".heic"


def printing_profile(lab):
    """A minimal ICC profile of a printer: CMYK to Lab by a table of sixteen corners."""
    tables = bytes(range(256))
    corners = bytes(value for corner in range(16) for value in lab(*(corner >> bit & 1 for bit in (3, 2, 1, 0))))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + 4 * tables + corners + 3 * tables
    head = struct.pack(">I4xI4s4s4s", 144 + len(table), 0x02100000, b"prtr", b"CMYK", b"Lab ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D) + bytes(48)
    return head + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table


def test_the_profile_of_a_print_decides_its_colours():
    def lab(cyan, magenta, yellow, black):
        """Paper is white, all inks but cyan are black, and cyan prints green."""
        return (0, 128, 128) if magenta or yellow or black else (150, 50, 190) if cyan else (255, 128, 128)

    file = io.BytesIO()
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(file, "JPEG", quality=98, icc_profile=printing_profile(lab))
    file.seek(0)
    red, green, blue = load_upright(file, "JPEG").getpixel((4, 4))
    assert green > red + 60
    assert green > blue + 60
    file = io.BytesIO()
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(file, "JPEG", quality=98)
    file.seek(0)
    red, green, blue = load_upright(file, "JPEG").getpixel((4, 4))
    assert (red < 30, green > 200, blue > 200) == (True, True, True)
