"""A picture seen through four points of it, in ffmpeg and in Pillow: to a fraction of a pixel the same."""

from __future__ import annotations

from PIL import Image

from btspress.media.graph import Stream
from btspress.model import Warp
from btspress.perspective import Point, Projection, projected, projection

_ENOUGH = 1.25
"""Times that a picture may be larger than wanted before it is brought near its size: cubics look at four pixels."""
_HALF = 0.5


def warped(stream: Stream, warp: Warp, size: tuple[int, int], *, rgb: bool) -> Stream:
    """Square, progressive pictures of eight bits and of `size`, seen through `warp`, as large as they came.

    All planes must be of one size, or colours would move: it makes them so. ffmpeg counts from the centre of the
    first pixel.
    """
    wide, high = size
    there = _through(warp, size, size)
    ends = [projected(there, (x + _HALF, y + _HALF)) for x, y in ((0, 0), (wide, 0), (0, high), (wide, high))]
    places = {
        f"{axis}{number}": f"{end[place] - _HALF:.4f}"
        for number, end in enumerate(ends)
        for place, axis in enumerate("xy")
    }
    plain = stream.filter("format", "gbrp" if rgb else "yuv444p")
    return plain.filter("perspective", **places, interpolation="cubic", sense="source")


def seen_through(image: Image.Image, warp: Warp, size: tuple[int, int]) -> Image.Image:
    """An upright picture seen through `warp`, `size` large."""
    shrink = 1 / max(_density(warp, image.size, size), 1 / max(image.size))
    if shrink < 1 / _ENOUGH:
        smaller = tuple(max(round(side * shrink), 1) for side in image.size)
        image = image.resize((smaller[0], smaller[1]), Image.Resampling.LANCZOS, reducing_gap=3)
    there = _through(warp, image.size, size)
    return image.transform(size, Image.Transform.PERSPECTIVE, there, Image.Resampling.BICUBIC)


def _through(warp: Warp, whole: tuple[int, int], size: tuple[int, int]) -> Projection:
    """From points of what is seen, `size` large, to those of the `whole` picture."""
    return projection(_corners(warp, whole), *size)


def _corners(warp: Warp, whole: tuple[int, int]) -> list[Point]:
    return [(float(x * whole[0]), float(y * whole[1])) for x, y in warp.corners]


def _density(warp: Warp, whole: tuple[int, int], size: tuple[int, int]) -> float:
    """Pixels of the picture for each that is seen, where they are sparsest."""
    (a, b, c, d) = _corners(warp, whole)
    across = min(_apart(a, b), _apart(d, c)) / size[0]
    down = min(_apart(a, d), _apart(b, c)) / size[1]
    return min(across, down)


def _apart(one: Point, other: Point) -> float:
    """The farther of both directions: enough to know how large something is."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
