"""What is looked at to find how the first picture of a comparison lies in the last."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from btspress.facts import Medium
from btspress.model import Clip, Comparison, Frame, PictureRepair, Site, Source
from btspress.recipes.excerpt import still
from btspress.recipes.picture import Still
from btspress.walk import walk

Seen: TypeAlias = tuple[Source, Still]
"""A file, and which picture of it is looked at."""

WIDEST: Final = 1280
"""Pixels in which it is looked at; more adds nothing at the size of a page."""
_MOMENTS: Final = (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))
"""Of a clip: where its camera turns, they do not agree."""


def to_align(site: Site) -> Iterator[Comparison]:
    """Every comparison whose pictures are still to be aligned."""
    return (node for node in walk(site, Comparison) if node.overlay)


def looked_at(node: Comparison) -> tuple[tuple[Seen, Seen], ...]:
    """Pictures of the first and of the last side that show the same moment; none where one has none."""
    first, last = (side.shown for side in node.sides)
    moments = _MOMENTS if isinstance(first, Clip) or isinstance(last, Clip) else _MOMENTS[:1]
    pairs = ((_seen(first, part), _seen(last, part)) for part in moments)
    return tuple((one, other) for one, other in pairs if one and other)


def _seen(shown: Clip | Frame, part: Fraction) -> Seen | None:
    """A picture as it is shown, without the repairs that take long and change nothing of where things lie."""
    source = shown.source
    if not isinstance(source, Source) or source.facts.medium is Medium.SOUND:
        return None
    width, height = shown.size
    widths = (min(width, WIDEST),)
    if source.facts.medium is Medium.PICTURE:
        return source, Still(width, height, widths, crop=shown.crop)
    at = shown.range.start + shown.range.duration * part if isinstance(shown, Clip) else shown.at
    repair = PictureRepair(fields=source.treatment.picture.fields)
    return source, Still(width, height, widths, still(source.facts, at or Fraction(0), shown.crop, repair))
