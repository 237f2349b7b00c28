"""A contact sheet: small frames of a clip side by side, and word of which of them shows most.

One decode feeds it all: players scrub over the sheet, the poster is the frame that was chosen here, and a
hover loop starts where most happens.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from PIL import Image

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media.posters import Glimpse, Verdict, best, judged
from btspress.media.transitions import NO_FLOW, liveliest, transitions
from btspress.recipes.excerpt import Excerpt, part
from btspress.recipes.glance import key_frames, looked
from btspress.timecode import decimal
from btspress.unchanging import unchanging

SHEET: Final = "sheet.webp"
"""The small frames, row by row."""
CHOICE: Final = "choice.json"
"""Numbers of two frames of the excerpt: the poster, and the first of the liveliest seconds."""
POSTER: Final = "poster"
LIVELIEST: Final = "liveliest"
LIVELY: Final = 3
"""Seconds that are looked for where most happens."""

_QUALITIES = (75, 65, 55, 45, 35, 25, 15)
_CLOSE = Fraction(3, 4)
"""Seconds before and after a key frame that are looked at closely."""
_CLOSELY = 2
"""Key frames that are; each costs a seek and a second and a half of frames."""
_MOST_KEYS = 120


@unchanging
class ContactSheet:
    """Every so many frames of a clip, from its first."""

    name: ClassVar[str] = "sheet"
    version: ClassVar[int] = 1

    piece: Excerpt
    """All frames of the clip, at the rate of its source."""
    every: int
    """Frames from one that is judged to the next."""
    tile: tuple[int, int] = (0, 0)
    """Width and height of one small frame."""
    count: int = 0
    """Small frames on the sheet; 0 for no sheet, only a choice."""
    columns: int = 1
    spread: int = 1
    """How many judged frames there are for each on the sheet."""
    most_bytes: int = 0
    keys: bool = False
    """Whether key frames will do, as all frames would take long to decode."""

    def outputs(self) -> tuple[Output, ...]:
        """`sheet.webp`, and `choice.json` for other jobs."""
        choice = Output(CHOICE, "application/json", inner=True)
        if not self.count:
            return (choice,)
        wide, high = self._size
        return (Output(SHEET, "image/webp", wide, high), choice)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Look once, judge, put the sheet together."""
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder:
            glimpses = self._keys(inputs, Path(folder), tools) if self.keys else []
            if glimpses:
                poster, lively = self._closer(glimpses, inputs, Path(folder), tools)
            else:
                glimpses, flow = looked(self.piece, self.every, inputs, Path(folder), tools)
                passing = transitions(flow)
                poster = best(judged(glimpses, flow, passing, self.piece.frames))
                lively = liveliest(flow, passing, round(LIVELY * self.piece.rate))
        choice = {POSTER: poster.frame, LIVELIEST: lively}
        (into / CHOICE).write_text(json.dumps(choice), encoding="ascii")
        tools.notes[POSTER] = {
            "seconds": decimal(poster.frame / self.piece.rate),
            "chosen of": len(glimpses),
            "faults": list(poster.faults),
        }
        if self.count:
            _save(self._put_together(glimpses), into / SHEET, self.most_bytes)

    def _keys(self, inputs: tuple[Input, ...], folder: Path, tools: Tools) -> list[Glimpse]:
        """The key frames; none when they are too far apart to stand for what lies between them."""
        try:
            glimpses = key_frames(self.piece, _MOST_KEYS, inputs, folder, tools)
        except RecipeError:
            return []  # some decoders complain of what is skipped; if it is the file, they will again
        near = self.every * self.spread
        return glimpses if all(abs(_at(glimpses, n).frame - n) <= near for n in self._numbers) else []

    def _closer(
        self, glimpses: list[Glimpse], inputs: tuple[Input, ...], folder: Path, tools: Tools
    ) -> tuple[Verdict, int]:
        """The best frame around the best key frames, and the liveliest seconds around that."""
        piece, found = self.piece, []
        order = sorted(judged(glimpses, NO_FLOW, (), piece.frames), key=lambda verdict: (-verdict.score, verdict.frame))
        for verdict in islice(_apart(order, piece.frames // 10), _CLOSELY):
            first = max(verdict.frame - round(_CLOSE * piece.rate), 0)
            near = part(piece, inputs[0].container, first, round(2 * _CLOSE * piece.rate))
            seen, flow = looked(near, max(round(piece.rate / 8), 1), inputs, folder, tools)
            closest = best(judged(seen, flow, transitions(flow), near.frames))
            found.append(Verdict(first + closest.frame, closest.score, closest.faults))
        poster = best(found)
        return poster, max(min(poster.frame, piece.frames - round(LIVELY * piece.rate)), 0)

    def _put_together(self, glimpses: list[Glimpse]) -> Image.Image:
        wide, high = self.tile
        sheet = Image.new("RGB", self._size)
        for place, number in enumerate(self._numbers):
            row, column = divmod(place, self.columns)
            small = _at(glimpses, number).image.resize(self.tile, Image.Resampling.LANCZOS)
            sheet.paste(small, (column * wide, row * high))
        return sheet

    @property
    def _numbers(self) -> range:
        """Of the frames on the sheet."""
        step = self.every * self.spread
        return range(0, self.count * step, step)

    @property
    def _size(self) -> tuple[int, int]:
        wide, high = self.tile
        return min(self.columns, self.count) * wide, -(-self.count // self.columns) * high


def chosen(given: Input, what: str) -> int:
    """Number of a frame, from the choice of a sheet; `what` is `POSTER` or `LIVELIEST`."""
    with given.open() as file:
        return int(json.load(file)[what])


def _at(glimpses: Sequence[Glimpse], number: int) -> Glimpse:
    """The glimpse nearest to a frame."""
    return min(glimpses, key=lambda glimpse: abs(glimpse.frame - number))


def _apart(order: Sequence[Verdict], frames: int) -> Sequence[Verdict]:
    """Those of `order` that are not close to one before them."""
    kept: list[Verdict] = []
    for verdict in order:
        if all(abs(verdict.frame - other.frame) >= frames for other in kept):
            kept.append(verdict)
    return kept


def _save(sheet: Image.Image, path: Path, most: int) -> None:
    """Lower the quality until it fits: WebP takes a third less than JPEG at the same likeness, whatever the film."""
    for quality in _QUALITIES:
        sheet.save(path, "WEBP", quality=quality, method=4)
        if path.stat().st_size <= most:
            return
