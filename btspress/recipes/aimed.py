"""An encode that becomes as good as is wanted, and no better: tried on samples, made, looked at, corrected."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Final

from btspress.engine.job import RecipeError, Tools
from btspress.recipes import encode
from btspress.recipes.encode import AV1, H264
from btspress.recipes.quality import Search, Trial, coarser, crf_of
from btspress.recipes.trials import Master, Order, Windows, all_of, encoded, keeps, scored, spread, tried
from btspress.recipes.vmaf import FILTER
from btspress.timecode import decimal
from btspress.unchanging import unchanging

SCRATCH: Final = "trials"
"""Folder beside the output; gone when the work is done."""

_SHORT = Fraction(10)
"""Seconds up to which all frames of an encode are compared with the source."""
_PROOFS, _MAKES, _ALONE = 2, 3, 4
"""Encodes at most: of samples, of all frames after that, of all frames where a clip is too short for samples."""
_BEYOND = MappingProxyType({AV1: -0.2, H264: -1.0})
"""VMAF above the target that proofs of samples have to come: the encode of all scores so much better than they."""
_NEAR = 2.0
"""VMAF that a proof may be off: from there the right setting is known well enough; all are looked at after that.
Another proof, and a third, made files no more than a per cent smaller, and took a tenth of the time of all."""
_SURER, _GUESSED = 0.2, 0.5
"""VMAF that an encode of all aims above what proofs say: after two of them, and after one, whose slope is a guess. To
fall short costs another encode of all; of 26 a tenth of the time was saved for 3 % of bytes."""
_WASTED = 2.5
"""VMAF above the target that are worth another encode of all: a sixth of the bytes."""
_UNSURE = 1.0
"""VMAF that samples of a long clip may be off: so much below the target is no reason to encode it again."""
_FULL = Fraction(95, 100)
"""Part of the highest bit rate from which on an encode can become no better."""
_SMALLEST = 32
"""Pixels of a side; libvmaf reads beyond its memory at 16."""
_FITTINGS = 4
"""Encodes more at most, to meet a limit of bytes."""


def carried_out(order: Order, path: Path, tools: Tools) -> None:
    """Write the encode to `path`, and to the notes of `tools` how good it is.

    `crf` and `probes`, encodes that were made besides, are always there. Where the encode was looked at, so are
    `vmaf`, `vmaf_low` (worst twentieth), and in `compared` how many frames that rests on, of all or of samples;
    where it was not, `fixed` says why. `capped` tells that the highest bit rate came before the target. Raises
    `RecipeError` when a limit of bytes cannot be met.
    """
    if not (reason := _unseen(order, tools)):
        folder = path.parent / SCRATCH
        folder.mkdir()
        try:
            _aimed(_laid_out(order, folder, tools), path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    else:
        tools.notes["fixed"] = reason
        _fixed(order, path, tools)


def _unseen(order: Order, tools: Tools) -> str:
    """Why nobody looks at an encode; empty when somebody does."""
    if not order.quality.target:
        return "no quality is asked for"
    if not tools.has(FILTER):
        return f"this ffmpeg has no {FILTER}"
    small = min(order.width, order.height) < _SMALLEST
    return f"{FILTER} breaks down over pictures below {_SMALLEST} pixels" if small else ""


@unchanging
class _Bench:
    """An order in work."""

    order: Order
    folder: Path
    tools: Tools
    samples: Master
    all: Master | None
    """None for a long clip: its source is read again for each encode."""

    def proof(self, crf: Fraction) -> Trial:
        """A quick encode of the samples."""
        return tried(self.samples, self.order, crf, self.tools)

    def make(self, crf: Fraction) -> Trial:
        """An encode of all, kept until the best is known."""
        path = self.place(crf)
        if self.all:
            encoded(self.all, self.order, crf, path, self.tools)
        else:
            self.order.encode(crf, path)
        return Trial(crf, scored(path, self.all or self.samples, self.order, self.tools, whole=True))

    def place(self, crf: Fraction) -> Path:
        """Where the encode of all at `crf` lies."""
        return self.folder / f"crf-{decimal(crf)}.mp4"

    def finish(self, crf: Fraction, path: Path) -> None:
        """Publish the encode of all at `crf` as `path`."""
        if self.all and self.order.dub:
            self.order.dub(self.place(crf), path)
        else:
            self.place(crf).replace(path)


def _fixed(order: Order, path: Path, tools: Tools) -> None:
    crf, probes = crf_of(order.codec), 0
    order.encode(crf, path)
    while _too_large(order, path):
        crf, probes = _smaller(order, crf, path, probes), probes + 1
        order.encode(crf, path)
    tools.notes.update(crf=float(crf), probes=probes)


def _laid_out(order: Order, folder: Path, tools: Tools) -> _Bench:
    """Everything that trials start from."""
    pixels = order.width * order.height
    windows = spread(order.frames, pixels)
    whole = order.frames <= _SHORT * order.rate and keeps(order.frames, pixels)
    _expect(order, windows, tools, whole=whole)
    samples = Master(folder / "samples.nut", windows.frames, windows)
    if not whole:
        order.lossless({samples.path: windows})
        return _Bench(order, folder, tools, samples, None)
    every = Master(folder / "all.nut", order.frames)
    if windows.frames == order.frames:
        samples = every
    order.lossless({every.path: all_of(order.frames), samples.path: windows})
    return _Bench(order, folder, tools, samples, every)


def _aimed(bench: _Bench, path: Path) -> None:
    order, tools = bench.order, bench.tools
    proofs: list[Trial] = []
    search = Search(order.codec, order.quality, _ALONE)
    if bench.samples is not bench.all:
        beyond = _BEYOND[order.codec]
        proof = replace(search, most=_PROOFS, beyond=beyond, slack=beyond + _NEAR, unsure=_NEAR - beyond)
        while (crf := proof.next(proofs)) is not None:
            proofs.append(bench.proof(crf))
        unsure = 0.0 if bench.all else _UNSURE
        margin = _SURER if len(proofs) > 1 else _GUESSED
        start = replace(proof, beyond=beyond + margin).predicted(proofs)
        search = replace(search, most=_MAKES, start=start, slack=_WASTED, unsure=unsure, hints=tuple(proofs))
    made: list[Trial] = []
    while (crf := search.next(made)) is not None and not (made and _full(order, bench.place(made[-1].crf))):
        made.append(bench.make(crf))
    best = search.best(made)
    bench.finish(best.crf, path)
    for tries in range(_FITTINGS + 1):
        if not _too_large(order, path):
            break
        best = bench.make(_smaller(order, best.crf, path, tries))
        made.append(best)
        bench.finish(best.crf, path)
    told = {
        "crf": float(best.crf),
        "probes": len(proofs) + len(made) - 1,
        "compared": (bench.all or bench.samples).frames,
    }
    tools.notes.update(told, vmaf=round(best.score.mean, 2), vmaf_low=round(best.score.low, 2))
    if not search.reached(best) and _full(order, path):
        tools.notes["capped"] = True


def _too_large(order: Order, path: Path) -> bool:
    return 0 < order.most_bytes < path.stat().st_size


def _smaller(order: Order, crf: Fraction, path: Path, tries: int) -> Fraction:
    """The CRF at which it should keep its limit of bytes. Raises `RecipeError` after too many tries."""
    size = path.stat().st_size
    found = coarser(order.codec, crf, size / order.most_bytes) if tries < _FITTINGS else None
    if found is None:
        over = f"{size // 1000} KB, more than the {order.most_bytes // 1000} KB that it may take"
        raise RecipeError(f"it still takes {over}, however coarse it is: make it shorter")
    return found


def _full(order: Order, path: Path) -> bool:
    """Whether an encode takes all the bits that it may."""
    most = encode.most_bits(order.codec, order.width, order.height, order.rate)
    return most > 0 and path.stat().st_size * 8 >= _FULL * most * order.frames / order.rate


def _expect(order: Order, windows: Windows, tools: Tools, *, whole: bool) -> None:
    """For progress: as if two proofs were enough, and one encode of all."""
    every, some = float(order.frames / order.rate), float(windows.frames / order.rate)
    around = 3 * every + (every if order.dub else 0) if whole else every + 3 * some
    tools.expect(around + 4 * some)
