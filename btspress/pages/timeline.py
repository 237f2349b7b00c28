"""The production timeline of a film: its phases, milestones and dated moments on one line, and as a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from btspress.model import Film, Phase, Site
from btspress.pages.cards import film_name, site_card
from btspress.pages.collection import doors_of
from btspress.pages.days import Day, days_of
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import Plan
from btspress.unchanging import unchanging

WIDE = 1000
"""Units from the first day to the last."""
_NEAR = 22
"""Units within which two dots would touch: the later one is put a lane higher."""
_TICKS = 8


@unchanging
class Stop:
    """A day on the line."""

    id: str
    day: Day
    phase: str
    """Name."""
    x: int
    lane: int
    """0 for the lowest."""
    planned_x: int | None = None
    """Where it was to stand; None where that is not known, or where it stands."""


@unchanging
class Band:
    """A phase on the line."""

    name: str
    start: date
    end: date
    x: int
    wide: int
    planned: tuple[date, date] | None = None
    planned_x: int = 0
    planned_wide: int = 0


@unchanging
class Line:
    """The whole drawing, in units."""

    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]
    ticks: tuple[tuple[int, date], ...]
    """Where months begin."""

    @property
    def planned(self) -> bool:
        """Whether anything on it was planned for a day."""
        return any(stop.day.planned for stop in self.stops) or any(band.planned for band in self.bands)

    @property
    def lanes(self) -> int:
        """How many lanes its dots need."""
        return max((stop.lane for stop in self.stops), default=0) + 1


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/timeline/`, for films with at least two dates."""
    for film in site.films:
        line = line_of(film)
        if len({stop.day.on for stop in line.stops}) < 2:
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
                "; ".join(stop.day.what for stop in line.stops[:6]),
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
    told = days_of(film)
    phases = tuple(phase for phase in film.phases if phase.start and phase.end)
    planned = [day for phase in phases for day in phase.planned or ()] + [day.planned for day in told if day.planned]
    ran = [day for phase in phases for day in (phase.start, phase.end) if day]
    days = [day.on for day in told] + ran + planned
    if not days:
        return Line((), (), ())
    first, last = min(days), max(days)
    bands = (_band(phase, first, last) for phase in phases)
    return Line(tuple(_stops(told, phases, first, last)), tuple(bands), tuple(_ticks(first, last)))


def _stops(told: tuple[Day, ...], phases: tuple[Phase, ...], first: date, last: date) -> Iterator[Stop]:
    ends: list[int] = []
    for number, day in enumerate(told, 1):
        x = _place(day.on, first, last)
        start = _place(day.planned, first, last) if day.planned and day.late else None
        left, right = min(x, start or x), max(x, start or x)
        lane = next((n for n, end in enumerate(ends) if left - end >= _NEAR), len(ends))
        ends[lane : lane + 1] = [right]
        yield Stop(f"day-{number}", day, _phase(phases, day.on), x, lane, start)


def _phase(phases: tuple[Phase, ...], on: date) -> str:
    return next((each.name for each in phases if each.start and each.end and each.start <= on <= each.end), "")


def _band(phase: Phase, first: date, last: date) -> Band:
    start, end = phase.start or first, phase.end or last
    x, wide = _span(start, end, first, last)
    if not phase.planned:
        return Band(phase.name, start, end, x, wide)
    return Band(phase.name, start, end, x, wide, phase.planned, *_span(*phase.planned, first, last))


def _span(start: date, end: date, first: date, last: date) -> tuple[int, int]:
    """Where days begin, and how wide they are."""
    x = _place(start, first, last)
    after = min(end, date.max - timedelta(days=1)) + timedelta(days=1)
    return x, max(_place(after, first, last) - x, 4)


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
