"""What feeds tell of: chapters with a day, and what can be played of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from btspress.model import Chapter, Film, Site
from btspress.pages.tellings import chapters_told
from btspress.pages.video_data import Screened, captioned
from btspress.planned import Plan, Player
from btspress.unchanging import unchanging

SIZE = "size-of:"


@unchanging
class Item:
    """A chapter in a feed."""

    film: Film
    chapter: Chapter
    day: date


@unchanging
class Episode:
    """A clip in a feed."""

    item: Item
    screened: Screened
    player: Player
    id: str
    """What tells it from others of its chapter."""

    @property
    def words(self) -> str:
        """What it shows."""
        return self.screened.description or self.screened.name


def size_of(url: str) -> str:
    """Stands for the size in bytes of the media file at `url`; `weighed` puts it there."""
    return f"{SIZE}{url.rsplit('/', 1)[-1]}"


def items_of(site: Site) -> tuple[Item, ...]:
    """All chapters in its language with a day, newest first: that on which readers got them, else that of the film."""
    if not site.config.base_url:
        return ()
    told = ((film, chapter) for film in site.films for _, chapter in chapters_told(site, film))
    found = ((film, chapter, _day(film, chapter)) for film, chapter in told if not chapter.withheld)
    dated = [Item(film, chapter, day) for film, chapter, day in found if day and not film.withheld]
    return tuple(sorted(dated, key=lambda item: item.day)[::-1])


def _day(film: Film, chapter: Chapter) -> date | None:
    year = date(int(film.year), 1, 1) if film.year.isdecimal() and len(film.year) == 4 else None
    return chapter.published or film.released or year


def episodes(plan: Plan, items: Iterable[Item]) -> Iterator[Episode]:
    """What can be played of the chapters, but loops that only move."""
    for item in items:
        for number, screened in enumerate(captioned(item.chapter), 1):
            player = plan.players.get(screened.shown)
            if player and player.files and not getattr(screened.shown, "loop", False):
                yield Episode(item, screened, player, screened.anchor or str(number))


def type_of(episode: Episode) -> str:
    """Media type of its file, without codecs."""
    return episode.player.files[-1].media_type.partition(";")[0]
