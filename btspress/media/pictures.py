"""Still pictures through Pillow: only the formats of our own sniff, upright, in sRGB, within bounds."""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO, Final

import PIL
from PIL import Image, ImageCms, ImageOps, ImageStat

from btspress.engine.job import RecipeError
from btspress.media.heif import HEIF, MISSING, reads_heif
from btspress.media.mp4 import is_cut

TOOLCHAIN: Final = f"pillow-{PIL.__version__}"
"""Names the library for job keys: other versions give other bytes."""

MAX_PIXELS: Final = 200_000_000
"""A 151-megapixel still is legitimate; a 625-megapixel one-bit PNG is a bomb of 183 KB."""

_SIDEWAYS = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112
_SIXTEEN_BIT = frozenset({"I", "I;16", "I;16B", "I;16L", "F"})


def upright_size(file: BinaryIO, name: str) -> tuple[int, int]:
    """Width and height of the picture in `file` as it is to be shown; `name` is its sniffed format.

    Raises `RecipeError` when it is damaged, cut off or too large.
    """
    with _opened(file, name) as image:
        wide, high = image.size
        turned = image.getexif().get(_ORIENTATION) in _SIDEWAYS
        image.draft("L", (wide // 8, high // 8))  # a JPEG is read to its end in an eighth of the time
        _loaded(image)
        if name == "TIFF":  # which Pillow may have turned while it was read
            return ImageOps.exif_transpose(image).size
        return (high, wide) if turned else (wide, high)


def how_many(file: BinaryIO, name: str) -> int:
    """How many pictures there are in `file` to be seen: frames that move, or pages.

    A JPEG shows one, whatever cameras put behind it: previews, gain maps, the other eye.
    """
    with _opened(file, name) as image:
        return 1 if name == "JPEG" else getattr(image, "n_frames", 1)


def load_upright(file: BinaryIO, name: str, shrink: int = 1) -> Image.Image:
    """The first picture in `file`: upright, sRGB, 8 bit, mode RGB or (where something shows through) RGBA.

    A JPEG may be read `shrink` times smaller (2, 4 or 8, sides rounded up), in so much less time and memory.
    Nothing but pixels is kept. Raises `RecipeError` as `upright_size` does.
    """
    with _opened(file, name) as image:
        if shrink > 1:
            image.draft(image.mode, (image.width // shrink, image.height // shrink))
        _loaded(image)
        return _plain(ImageOps.exif_transpose(image))


def _opened(file: BinaryIO, name: str) -> Image.Image:
    if name == HEIF and not reads_heif():
        raise RecipeError(MISSING)
    if name == HEIF and is_cut(file):  # its decoder paints green what is not there, and says nothing
        raise RecipeError("the picture is cut off")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=(name,))
    except Image.DecompressionBombError as bomb:
        raise RecipeError(f"the picture is larger than {MAX_PIXELS // 1_000_000} megapixels") from bomb
    except Exception as broken:
        raise RecipeError(f"the picture cannot be read ({broken})") from broken
    if image.width * image.height > MAX_PIXELS:
        raise RecipeError(f"the picture is larger than {MAX_PIXELS // 1_000_000} megapixels")
    return image


def _loaded(image: Image.Image) -> None:
    try:
        image.load()
    except Exception as broken:  # two fuzzed files raise TypeError; a codec may raise anything
        raise RecipeError(f"the picture is damaged ({broken})") from broken


def _plain(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode in _SIXTEEN_BIT:
        image = _eight_bit(image)
    if image.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
    see_through = image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != 255
    alpha = image.getchannel("A") if see_through else None
    if image.mode == "RGBA":
        image = image.convert("RGB")
    image = _to_srgb(image, profile)
    if alpha:
        image.putalpha(alpha)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey of more than eight bits: Pillow would clip it at 255, so it is scaled first."""
    if image.mode == "F":
        brightest = ImageStat.Stat(image).extrema[0][1]
        return (image.point(lambda value: value * 255 + 0) if brightest <= 1 else image).convert("L")
    return image.convert("I").point(lambda value: value / 257).convert("L")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB")
        except ImageCms.PyCMSError:
            return image.convert("RGB")  # a profile that does not fit the pixels says nothing
        return converted if converted else image.convert("RGB")
    return image.convert("RGB")
