"""How gently clips are drawn to a finished film: spread between clips, how far colours move, what is clipped.

    PYTHONPATH=. python bench/unify.py FINISHED CLIP ... [--sheet FOLDER]

Every clip is shown as a page would show it, without and with its look. Prints a line a clip and the sums; with
--sheet, a picture a clip with frames before and after.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path
from statistics import mean, quantiles
from typing import TypeAlias

from PIL import Image

from btspress.delivery.unify import palette_of
from btspress.digest import digest_bytes
from btspress.engine.job import Input
from btspress.facts import Facts
from btspress.media.ffmpeg import Toolbox
from btspress.media.graph import arguments, output
from btspress.media.lab import LIGHT, Lab, lab_of
from btspress.media.probe import probe
from btspress.media.program import find
from btspress.media.sniff import HEAD, sniff
from btspress.media.toning import skin
from btspress.model import Lut, PictureRepair, Source
from btspress.recipes.aids import prepared
from btspress.recipes.excerpt import opened, part
from btspress.recipes.palette import PALETTE
from btspress.recipes.seen import pictures
from btspress.recipes.unify import LOOK, Unify

Pixel: TypeAlias = tuple[int, int, int]
SIZE = (160, 90)
FRAMES = 6
MOST_SHIFT, LEAST_FALL, MOST_CLIPPED = 10.5, 20.0, 0.1


def ciede2000(one: Lab, other: Lab) -> float:
    """The colour difference of 2000, as Sharma and others (2005) write it down."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(c**7 / (c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = (degrees(atan2(b, a)) % 360 if a or b else 0.0 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue))
    t += 0.32 * cos(radians(3 * hue + 6)) - 0.20 * cos(radians(4 * hue - 63))
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rt = -sin(radians(60 * exp(-(((hue - 275) / 25) ** 2)))) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    parts = ((l2 - l1) / sl, (c2 - c1) / sc, dh / sh)
    return sqrt(max(sum(each**2 for each in parts) + rt * parts[1] * parts[2], 0.0))


class Footage:
    """A file with what is known of it."""

    def __init__(self, path: Path, tools: Toolbox) -> None:
        self.path, self.tools = path, tools
        container = sniff(path.read_bytes()[:HEAD])
        self.given = Input(lambda: path.open("rb"), container)
        facts: Facts = probe(self.given.open, container, tools)
        self.source = Source(path.name, digest_bytes(path.read_bytes()), facts)
        self.recipe = palette_of(self.source)

    def palette(self, folder: Path) -> Input:
        """Its colours, as the recipe of a look gets them."""
        into = folder / f"{self.path.stem}-palette"
        into.mkdir()
        self.recipe.make((self.given,), into, self.tools)
        return Input(lambda: (into / PALETTE).open("rb"))

    def shown(self, look: Input | None, folder: Path) -> list[Image.Image]:
        """Frames as a page shows them, with the look if there is one."""
        repair = PictureRepair(look=Lut("look.cube", "0" * 64, ours=True)) if look else PictureRepair()
        whole = replace(self.recipe.piece, look=replace(self.recipe.piece.look, repair=repair))
        made = []
        for number in self.recipe.frames[:: max(len(self.recipe.frames) // FRAMES, 1)]:
            piece = part(whole, self.given.container, number)
            aids = prepared(piece, (self.given, look) if look else (self.given,), folder, self.tools)
            stream = pictures(opened(0, self.given.container, piece), piece, *SIZE, aids=aids, rgb=True)
            path = folder / "frame.rgb"
            with self.given.open() as file:
                call = arguments(output(path, stream, f="rawvideo", pix_fmt="rgb24", **{"frames:v": 1}))
                self.tools.ffmpeg(call, (file,), seconds=0)
            made.append(Image.frombytes("RGB", SIZE, path.read_bytes()))
        return made


def pixels(images: list[Image.Image]) -> list[Pixel]:
    """All pixels of some pictures."""
    data = b"".join(image.tobytes() for image in images)
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))


def seen(triples: list[Pixel]) -> list[Lab]:
    """The colours as they are seen."""
    return [lab_of(LIGHT[r], LIGHT[g], LIGHT[b]) for r, g, b in triples]


def middle(colours: list[Lab]) -> Lab:
    """The mean colour."""
    light, a, b = (mean(axis) for axis in zip(*colours, strict=True))
    return light, a, b


def spread(middles: tuple[Lab, ...]) -> float:
    """Mean distance in Lab between the mean colours of two clips."""
    return mean(sqrt(sum((a - b) ** 2 for a, b in zip(*two, strict=True))) for two in combinations(middles, 2))


def clipped(triples: list[Pixel]) -> float:
    """Per cent of pixels with a channel at its end."""
    return 100 * sum(min(each) == 0 or max(each) == 255 for each in triples) / len(triples)


def p95(values: list[float]) -> float:
    """What nineteen of twenty stay below."""
    return quantiles(values, n=20)[-1]


def compared(clip: Footage, film: Input, folder: Path, sheet: Path | None) -> tuple[Lab, Lab, float, float, float]:
    """Mean colour before and after, 95th percentile of the shift (1976, 2000), growth of clipped pixels in per cent."""
    look = folder / f"{clip.path.stem}-look"
    look.mkdir()
    Unify().make((clip.palette(folder), film), look, clip.tools)
    before = clip.shown(None, folder)
    after = clip.shown(Input(lambda: (look / LOOK).open("rb")), folder)
    plain, toned = pixels(before), pixels(after)
    one, other = seen(plain), seen(toned)
    shift = [sqrt(sum((a - b) ** 2 for a, b in zip(*two, strict=True))) for two in zip(one, other, strict=True)]
    newer = [ciede2000(*two) for two in zip(one, other, strict=True)]
    faces = [far for far, colour in zip(shift, one, strict=True) if skin(colour) > 0.8]
    if sheet:
        board = Image.new("RGB", (SIZE[0] * len(before), SIZE[1] * 2))
        for row, images in enumerate((before, after)):
            for column, image in enumerate(images):
                board.paste(image, (column * SIZE[0], row * SIZE[1]))
        board.save(sheet / f"{clip.path.stem}.png")
    grown = clipped(toned) - clipped(plain)
    print(
        f"{clip.path.stem:32} ΔE76 p95 {p95(shift):5.2f} median {quantiles(shift, n=2)[0]:5.2f}"
        f"  ΔE2000 p95 {p95(newer):5.2f}  skin {mean(faces) if faces else 0:5.2f} ({len(faces)} px)"
        f"  clipped {grown:+.3f} %"
    )
    return middle(one), middle(other), p95(shift), p95(newer), grown


def main() -> int:
    """All clips, then the sums; 0 where all is within bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("finished", type=Path)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--sheet", type=Path)
    asked = parser.parse_args()
    tools = Toolbox(find())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = Footage(asked.finished, tools).palette(folder)
        rows = [compared(Footage(clip, tools), film, folder, asked.sheet) for clip in asked.clips]
    before, after, shifts, newer, grown = zip(*rows, strict=True)
    fall = 100 * (1 - spread(after) / spread(before))
    print(f"spread between clips {spread(before):.2f} -> {spread(after):.2f}: falls by {fall:.1f} %")
    print(f"p95 shift, worst clip: ΔE76 {max(shifts):.2f}, ΔE2000 {max(newer):.2f}; clipped pixels {max(grown):+.3f} %")
    well = fall >= LEAST_FALL and max(shifts) <= MOST_SHIFT and max(grown) <= MOST_CLIPPED
    print("all within bounds" if well else "NOT within bounds")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
