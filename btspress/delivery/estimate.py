"""What a job will cost, before it is done: for order, progress and `plan`. One line a recipe.

The figures were measured on real footage, on one processor that did nothing else; how quick another
machine is shows in the receipts of its work, and is reckoned with there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from btspress.engine.job import Recipe
from btspress.recipes.card import SocialCard
from btspress.recipes.encode import AV1, keys_every
from btspress.recipes.excerpt import Excerpt
from btspress.recipes.flashes import FlashCheck
from btspress.recipes.hover import HoverLoop
from btspress.recipes.palette import Palette
from btspress.recipes.picture import Still
from btspress.recipes.presskit import PressStill
from btspress.recipes.quality import Quality
from btspress.recipes.rendition import Rendition
from btspress.recipes.rush import Rush
from btspress.recipes.scopes import Scopes
from btspress.recipes.segments import Segments
from btspress.recipes.sequence import SequenceFile
from btspress.recipes.sheet import LIVELY, ContactSheet
from btspress.recipes.sound import SoundFile
from btspress.recipes.strip import Strip
from btspress.recipes.unify import Unify
from btspress.recipes.waveform import Waveform
from btspress.unchanging import unchanging

_START: Final = MappingProxyType({"h264": 0.25, "av1": 0.75})
"""Seconds of an encode that do not depend on its length: programs start, and the result is looked at."""
_DECODED: Final = 300e6
"""Pixels a second."""
_ENCODED: Final = MappingProxyType({"h264": 24e6, "av1": 20e6})
"""Pixels a second of film; drawings take a third of that time."""
_HEARD: Final = 0.06
"""Seconds for each second of sound: it is encoded, and listened to."""
_DENOISED: Final = 18e6
_STABILISED: Final = 21e6
"""Pixels of the source a second."""
_LOOKED: Final = 1.35
"""How much longer an encode takes whose quality is looked for."""
_BITS: Final = MappingProxyType({"h264": 0.085, "av1": 0.06})
"""Bits for each pixel of a picture of `_USUAL_SIZE`."""
_USUAL_SIZE: Final = 1280 * 720
_FINER: Final = 0.35
"""Smaller pictures take more bits a pixel: with this power of how much smaller they are."""
_KEYED: Final = 0.13
"""How much larger a file becomes with each key frame more than usual in a place where one is: 5 to 25 per cent."""
_SOUND: Final = 16_000
"""Bytes a second."""
_JUDGED: Final = 150e-6
"""Seconds for each frame that is looked over for flashes."""
_PICTURED: Final = 6e6
"""Pixels a second of a still in its formats: mostly AVIF."""


@unchanging
class Estimate:
    """Of one job."""

    seconds: float
    """Of work on one processor as fast as ours."""
    bytes: int
    processors: int = 1
    """How many it keeps busy."""


def estimate(recipe: Recipe) -> Estimate:
    """What the job of `recipe` will cost; a recipe that is not in the table is thought to be small."""
    cost = _COSTS.get(type(recipe))
    return cost(recipe) if cost else Estimate(0.1, 2_000)


def _rendition(recipe: Rendition) -> Estimate:
    size = recipe.width, recipe.height
    cost = _encode(recipe.codec, size, (recipe.piece,), recipe.quality, recipe.threads, recipe.most_bytes)
    more = keys_every(recipe.rate) / recipe.keys - 1 if recipe.keys else 0
    return replace(cost, bytes=int(cost.bytes * (1 + _KEYED * more)))


def _sequence(recipe: SequenceFile) -> Estimate:
    return _encode(recipe.codec, (recipe.width, recipe.height), recipe.shots, recipe.quality, recipe.threads)


def _rush(recipe: Rush) -> Estimate:
    """Nothing is weighed: an encode takes a third of the time, and three times the bytes."""
    whole = _sequence(recipe.of) if isinstance(recipe.of, SequenceFile) else _rendition(recipe.of)
    return Estimate(whole.seconds * 0.4, whole.bytes * 3)


def _encode(
    codec: str, size: tuple[int, int], pieces: Iterable[Excerpt], quality: Quality, threads: int, most: int = 0
) -> Estimate:
    """Decoding and repairs go with the size of the source, encoding with that of the result."""
    pieces = tuple(pieces)
    frames, pixels = sum(piece.frames for piece in pieces), size[0] * size[1]
    encoded = frames * pixels / _ENCODED[codec] * (_LOOKED if quality.target else 1)
    heard = sum(float(piece.duration) for piece in pieces if piece.heard)
    seconds = _START[codec] + sum(map(_decoded, pieces)) + encoded + _HEARD * heard
    bits = _BITS[codec] * (_USUAL_SIZE / pixels) ** _FINER
    size_ = int(frames * pixels * bits / 8 + heard * _SOUND)
    return Estimate(seconds, min(size_, most) if most else size_, threads if codec == AV1 else 1)


def _decoded(piece: Excerpt) -> float:
    """Seconds that the pictures of an excerpt take until they can be encoded."""
    shown, repair = piece.look, piece.look.repair
    slow = 1 / _DECODED
    slow += (1 / _DENOISED if repair.denoise else 0) + (1 / _STABILISED if repair.stabilise else 0)
    return shown.width * shown.height * piece.frames * slow


def _still(recipe: Still) -> Estimate:
    pixels = sum(made.width * made.height for made in recipe.outputs())
    return Estimate((0.3 if recipe.frame else 0.1) + pixels / _PICTURED, int(pixels * 0.09))


def _sound(recipe: SoundFile) -> Estimate:
    return Estimate(0.3 + _HEARD * float(recipe.duration), int(recipe.duration * _SOUND))


def _waveform(recipe: Waveform) -> Estimate:
    return Estimate(0.1 + 0.005 * float(recipe.duration), 13_000)


def _sheet(recipe: ContactSheet) -> Estimate:
    look = recipe.piece.look
    decoded = look.width * look.height * recipe.piece.frames / (12 if recipe.keys else 1)
    return Estimate(0.2 + decoded / _DECODED, recipe.most_bytes * 2 // 3)


def _hover(recipe: HoverLoop) -> Estimate:
    whole = recipe.whole
    pixels = LIVELY * float(whole.rate) * whole.width * whole.height
    return Estimate(_START[whole.codec] + pixels / _ENCODED[whole.codec], whole.most_bytes)


def _card(recipe: SocialCard) -> Estimate:
    return Estimate(0.12, 110_000)


def _press(recipe: PressStill) -> Estimate:
    pixels = recipe.still.width * recipe.still.height
    return Estimate(0.3 + pixels / 2e7, pixels // 2)


def _palette(recipe: Palette) -> Estimate:
    return Estimate(0.15 * recipe.count, 4_000 * recipe.count)


def _flashes(recipe: FlashCheck) -> Estimate:
    return Estimate(0.1 + recipe.frames * (recipe.width * recipe.height / _DECODED + _JUDGED), 100)


def _unify(recipe: Unify) -> Estimate:
    return Estimate(0.5, 1_200_000)


def _scopes(recipe: Scopes) -> Estimate:
    return Estimate(0.8, 40_000)


def _strip(recipe: Strip) -> Estimate:
    return Estimate(0.15 * len(recipe.shots), 8_000 * len(recipe.shots))


def _segments(recipe: Segments) -> Estimate:
    """A copy of a track, as large as the track."""
    pixels = recipe.width * recipe.height * recipe.frames
    bits = _BITS["av1" if recipe.codecs.startswith("av01") else "h264"]
    return Estimate(0.05, int(pixels * bits / 8) if pixels else int(recipe.frames / recipe.rate * _SOUND))


_COSTS: Mapping[type, Callable[[Any], Estimate]] = MappingProxyType(
    {
        Rendition: _rendition,
        SequenceFile: _sequence,
        Rush: _rush,
        Still: _still,
        SoundFile: _sound,
        Waveform: _waveform,
        ContactSheet: _sheet,
        HoverLoop: _hover,
        Strip: _strip,
        SocialCard: _card,
        Palette: _palette,
        PressStill: _press,
        FlashCheck: _flashes,
        Unify: _unify,
        Scopes: _scopes,
        Segments: _segments,
    }
)
"""By class of recipe."""
