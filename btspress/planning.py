"""The plan of a session: made anew only when something is shown that the last one has not, or in another order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from btspress.delivery.audience import Delivery
from btspress.levels import Measured
from btspress.model import Chapter, Clip, Comparison, Frame, Sequence, Side, Site, Sound
from btspress.planned import Plan, Reading
from btspress.stages.plan import plan as plan_media
from btspress.walk import walk


@dataclass(frozen=True)
class _Sight:
    """What a plan reads of a chapter."""

    chapter: Chapter

    @cached_property
    def shown(self) -> tuple[object, ...]:
        """All that is shown, with the lines that ask for it, and which sides of comparisons count as finished."""
        told = self.chapter
        media = tuple((each, getattr(each, "span", None)) for each in walk(told, Clip, Frame, Sound, Sequence))
        sides = tuple((side.shown, side.finished, side.absent) for side in walk(told, Side))
        compared = tuple(len(each.sides) for each in walk(told, Comparison))
        return (told.address, told.language, told.translations, told.withheld, media, sides, compared)

    def same(self, other: _Sight, *, whole: bool) -> bool:
        """Whether a plan reads the same of both; of the `whole` chapter where there are cards and scopes."""
        return self.chapter is other.chapter or (not whole and self.shown == other.shown)


class Planner:
    """Plans sites, one after the other."""

    def __init__(self) -> None:
        self._asked: tuple[object, ...] = ()
        self._ground: object = None
        self._sights: tuple[_Sight, ...] = ()
        self._plan: Plan | None = None

    def plan(
        self,
        ground: object,
        site: Site,
        toolchain: str,
        delivery: Delivery,
        levels: Measured,
        readings: Mapping[Frame, Reading],
    ) -> Plan:
        """As the stage does it. `ground` is all of `site` but its chapters: the same object when nothing differs."""
        asked = (toolchain, delivery, dict(levels), dict(readings))
        known = {id(each.chapter): each for each in self._sights}
        told = (*(chapter for film in site.films for chapter in film.chapters), *site.translations)
        sights = tuple(known.get(id(chapter)) or _Sight(chapter) for chapter in told)
        same = ground is self._ground and asked == self._asked
        if self._plan is None or not same or not self._as_before(sights, whole=delivery.extras):
            self._plan = plan_media(site, toolchain, delivery, levels, readings)
        self._ground, self._asked, self._sights = ground, asked, sights
        return self._plan

    def _as_before(self, sights: tuple[_Sight, ...], *, whole: bool) -> bool:
        pairs = zip(sights, self._sights, strict=False)
        return len(sights) == len(self._sights) and all(one.same(other, whole=whole) for one, other in pairs)
