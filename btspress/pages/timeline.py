"""The production timeline of a film: its phases, milestones and dated moments on one line, and as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from btspress.model import Film, Moment, Phase, Site
from btspress.pages.cards import film_name, site_card
from btspress.pages.collection import doors_of
from btspress.pages.head import head
from btspress.pages.plain import heading_of
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.walk import walk

WIDE = 1000
"""Units from the first day to the last."""
_NEAR = 22
"""Units within which two dots would touch: the later one is put a lane higher."""
_TICKS = 8


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that happened on a day."""

    id: str
    on: date
    what: str
    kind: str
    """Kind of the moment, or `milestone`."""
    phase: str
    """Name."""
    address: str
    """Of the moment, or of the chapter that tells of the milestone; empty where none does."""
    x: int
    lane: int
    """0 for the lowest."""


@dataclass(frozen=True, slots=True)
class Band:
    """A phase on the line."""

    name: str
    start: date
    end: date
    x: int
    wide: int


@dataclass(frozen=True, slots=True)
class Line:
    """The whole drawing, in units."""

    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    ticks: tuple[tuple[int, date], ...]
    """Where months begin."""

    @property
    def lanes(self) -> int:
        """How many lanes its dots need."""
        return max((stop.lane for stop in self.stops), default=0) + 1


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/timeline/`, for films with at least two dates."""
    for film in site.films:
        line = line_of(film)
        if len({stop.on for stop in line.stops}) < 2:
            continue
        address = f"{film.address}timeline/"
        values = frozen(site=site_card(site), film=film_name(film), line=line, doors=doors_of(film))
        title = site.config.labels.get("timeline", "Timeline")
        yield PageSpec(
            path=file_of(address),
            template="timeline.html",
            head=head(
                site,
                plan,
                f"{title} · {film.title}",
                address,
                "; ".join(stop.what for stop in line.stops[:6]),
                shown=film.poster,
                alt=film.poster_alt,
            ),
            values=values,
            media=media_of(values, plan),
            language=site.config.language,
            rights=film.rights,
        )


def line_of(film: Film) -> Line:
    """Everything of a film that has a date, in order."""
    told = sorted(_dated(film), key=lambda each: each[0])
    phases = tuple(phase for phase in film.phases if phase.start and phase.end)
    days = [each[0] for each in told] + [day for phase in phases for day in (phase.start, phase.end) if day]
    if not days:
        return Line((), (), ())
    first, last = min(days), max(days)
    ends: list[int] = []
    stops = []
    for number, (on, what, kind, address) in enumerate(told, 1):
        x = _place(on, first, last)
        lane = next((n for n, end in enumerate(ends) if x - end >= _NEAR), len(ends))
        ends[lane : lane + 1] = [x]
        stops.append(Stop(f"day-{number}", on, what, kind, _phase(phases, on), address, x, lane))
    bands = (_band(phase, first, last) for phase in phases)
    return Line(tuple(stops), tuple(bands), tuple(_ticks(first, last)))


def _dated(film: Film) -> Iterator[tuple[date, str, str, str]]:
    """Day, words, kind and address; a milestone that a moment tells of on its day is told by that."""
    by_name = {chapter.slug: chapter.address for chapter in film.chapters}
    seen: set[date] = set()
    for chapter in film.chapters:
        for moment in walk(chapter.blocks, Moment):
            if moment.on and moment.title:
                seen.add(moment.on)
                yield moment.on, heading_of(moment), moment.kind, f"{chapter.address}#{moment.id}"
    for milestone in film.milestones:
        if milestone.on not in seen:
            address = by_name.get(milestone.chapter.removesuffix(".md"), "")
            yield milestone.on, milestone.what, "milestone", address


def _phase(phases: tuple[Phase, ...], on: date) -> str:
    return next((each.name for each in phases if each.start and each.end and each.start <= on <= each.end), "")


def _band(phase: Phase, first: date, last: date) -> Band:
    start, end = phase.start or first, phase.end or last
    x = _place(start, first, last)
    return Band(phase.name, start, end, x, max(_place(end + timedelta(days=1), first, last) - x, 4))


def _place(on: date, first: date, last: date) -> int:
    return round(WIDE * (on - first).days / max((last - first).days, 1))


def _ticks(first: date, last: date) -> Iterator[tuple[int, date]]:
    """Beginnings of months, some left out where there are many."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    step = -(-len(months) // _TICKS) or 1
    places = ((_place(month, first, last), month) for month in months[::step])
    # The name of a month needs room to its right.
    yield from ((x, month) for x, month in places if x < WIDE - 60)
