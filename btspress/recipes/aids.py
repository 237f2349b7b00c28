"""What a filter graph needs besides the source: files made before it runs, in a scratch folder of the job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from btspress.digest import digest
from btspress.engine.job import Input, RecipeError, Tools
from btspress.media.cube import LARGEST_CUBE, Broken, cube_text, read_cube
from btspress.model import PictureRepair
from btspress.recipes.excerpt import Excerpt
from btspress.recipes.repair import DETECT, shaking
from btspress.unchanging import unchanging

_NAME = 16
"""Characters of a digest in a file name."""


@unchanging
class Aids:
    """Files beside one excerpt; None where it needs none."""

    look: Path | None = None
    """Its look-up table, as we wrote it, where that is a cube."""
    curves: Path | None = None
    """The same where it is three curves."""
    motion: Path | None = None
    """How its camera shakes; without it the picture shakes as it does."""


NONE = Aids()
"""For an excerpt that is shown as it is."""


def prepared(piece: Excerpt, inputs: Sequence[Input], folder: Path, tools: Tools) -> Aids:
    """Make what `piece` needs, in `folder`; `inputs` are the source and, where it has a look, its table.

    One frame alone is not held still. Raises `RecipeError` where ffmpeg cannot stabilise.
    """
    repair = piece.look.repair
    look, curves = _table(repair, inputs[1], folder) if repair.look else (None, None)
    motion = _motion(piece, inputs[0], folder, tools) if repair.stabilise and piece.frames > 1 else None
    return Aids(look, curves, motion)


def beside(pieces: Sequence[Excerpt], origins: Sequence[int], inputs: Sequence[Input]) -> tuple[tuple[Input, ...], ...]:
    """For each of several pieces what `prepared` wants of the inputs of a job.

    These are all sources first, of which `origins` names that of each piece, then all tables, each once.
    """
    wanted = [piece.look.repair.look for piece in pieces]
    tables = [look for look in dict.fromkeys(wanted) if look]
    sources = max(origins) + 1
    own = ((inputs[sources + tables.index(look)],) if look else () for look in wanted)
    return tuple((inputs[origin], *table) for origin, table in zip(origins, own, strict=True))


def _table(repair: PictureRepair, given: Input, folder: Path) -> tuple[Path | None, Path | None]:
    """The table in our own words, as strong as it is wanted: a cube, or curves."""
    path = folder / f"{digest(repair.look, repair.strength)[:_NAME]}.cube"
    if repair.look and repair.look.ours:
        with given.open() as file:
            path.write_bytes(file.read())
        return path, None
    with given.open() as file:
        cube = read_cube(file.read(LARGEST_CUBE + 1))
    if isinstance(cube, Broken):
        raise RecipeError(f"its look cannot be used: {cube.reason}")
    path.write_text(cube_text(cube, repair.strength), encoding="ascii")
    return (None, path) if cube.curves else (path, None)


def _motion(piece: Excerpt, source: Input, folder: Path, tools: Tools) -> Path:
    """How the camera shakes over `piece`: a decode of its own, before the one that uses it."""
    if not tools.has(DETECT):
        raise RecipeError(f"this ffmpeg cannot stabilise: it was built without vidstab ({DETECT})")
    path = folder / f"{digest(piece)[:_NAME]}.trf"
    with source.open() as file:
        tools.ffmpeg(shaking(source.container, piece, path), (file,), seconds=float(piece.duration))
    return path
