"""Still pictures through Pillow: only the formats of our own sniff, upright, in sRGB, within bounds."""

from __future__ import annotations

import io
import warnings
from typing import BinaryIO, Final

import PIL
from PIL import Image, ImageCms, ImageFilter, ImageOps, ImageStat

from btspress.engine.job import RecipeError

TOOLCHAIN: Final = f"pillow-{PIL.__version__}"
"""Names the library for job keys: other versions give other bytes."""

MAX_PIXELS: Final = 200_000_000
"""A 151-megapixel still is legitimate; a 625-megapixel one-bit PNG is a bomb of 183 KB."""

_LAPLACE = (0, -1, 0, -1, 4, -1, 0, -1, 0)
_DARK = 45
"""Mean light, of 255, below which a frame counts as a fade to black."""
_BRIGHT = 215
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
        return (high, wide) if turned else (wide, high)


def load_upright(file: BinaryIO, name: str) -> Image.Image:
    """The first picture in `file`: upright, sRGB, 8 bit, mode RGB or (where something shows through) RGBA.

    Nothing but pixels is kept. Raises `RecipeError` as `upright_size` does.
    """
    with _opened(file, name) as image:
        _loaded(image)
        return _plain(ImageOps.exif_transpose(image))


def _opened(file: BinaryIO, name: str) -> Image.Image:
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
        return image.convert("L")
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


def best_of(images: list[Image.Image]) -> int:
    """Which of some frames shows most: neither black nor blown out, neither flat nor blurred; the index."""
    scores = [_interest(image) for image in images]
    return scores.index(max(scores))


def _interest(image: Image.Image) -> float:
    """Contrast and sharpness, less what is lost in black or white. Only meant to be compared."""
    grey = image.convert("L")
    light = ImageStat.Stat(grey)
    edges = ImageStat.Stat(grey.filter(ImageFilter.Kernel((3, 3), _LAPLACE, 1, 128)))
    mean, contrast, sharpness = light.mean[0], light.stddev[0], edges.stddev[0]
    lost = max(_DARK - mean, 0) + max(mean - _BRIGHT, 0)
    return min(contrast, 60) + 2 * min(sharpness, 20) - 3 * lost
