"""Social cards: which pictures a shared link shows of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from btspress.delivery.bench import Bench, file_of
from btspress.delivery.stills import job_of, poster_of
from btspress.engine.job import Job
from btspress.model import Block, Chapter, Clip, Comparison, Figure, Film, Frame, Side, Site, Source, Spoiler, Withheld
from btspress.planned import Card, File
from btspress.recipes.card import CARD_SIZE, SocialCard
from btspress.unchanging import unchanging
from btspress.walk import walk


@unchanging
class _Seen:
    """A picture that may stand on a card, and what it shows in words."""

    shown: Clip | Frame
    words: str


def cards(site: Site, bench: Bench) -> Mapping[str, Card]:
    """The cards of chapters, films and the home page by address; none for previews and where links have no address.

    A page with a comparison is shown split: its first picture, and the last that it became. Other pages show
    what opens them. What a reader opens on purpose, and what is withheld, is on no card.
    """
    if not site.config.base_url or not bench.delivery.extras:
        return MappingProxyType({})
    files: dict[tuple[Clip | Frame, ...], File | None] = {}
    made = {}
    for address, seen in _pages(site):
        shown = tuple(each.shown for each in seen)
        if shown not in files:
            files[shown] = _card(shown, bench)
        if file := files[shown]:
            made[address] = Card(file, " / ".join(dict.fromkeys(each.words for each in seen if each.words)))
    return MappingProxyType(made)


def _pages(site: Site) -> Iterator[tuple[str, tuple[_Seen, ...]]]:
    """Address of each page that has a card, and the one or two pictures on it."""
    first = site.films[0] if site.films else None
    yield "/", _pair(site.home) or (_of_film(first) if first else ())
    for film in site.films:
        yield film.address, _of_film(film)
    told = [(film, chapter) for film in site.films for chapter in film.chapters]
    others = [(_film_of(site, chapter), chapter) for chapter in site.translations]
    for owner, chapter in (*told, *others):
        yield chapter.address, _of_chapter(chapter) or (_of_film(owner) if owner else ())


def _film_of(site: Site, translation: Chapter) -> Film | None:
    """The film that a translated chapter is told of."""
    known = {address: film for film in site.films for each in film.chapters for _, address in each.translations}
    return known.get(translation.address)


def _of_film(film: Film) -> tuple[_Seen, ...]:
    """Its own comparison, else its poster, else what its first chapter shows."""
    if film.withheld:
        return ()
    if not film.poster:
        return _pair(film.blocks) or next((seen for each in film.chapters if (seen := _of_chapter(each))), ())
    return _pair(film.blocks) or (_Seen(film.poster, film.poster_alt or _told(film.poster, film)),)


def _of_chapter(chapter: Chapter) -> tuple[_Seen, ...]:
    """Nothing of a chapter that gives something away, or is withheld."""
    if chapter.spoiler != "none" or chapter.withheld:
        return ()
    closed = {each.source for hidden in _closed(chapter.blocks) for each in walk(hidden, Clip, Frame)}
    opening = chapter.opening if chapter.opening and chapter.opening.source not in closed else None
    if not opening:
        return _pair(chapter.blocks)
    return _pair(chapter.blocks) or (_Seen(opening, chapter.opening_alt or _told(opening, chapter)),)


def _told(shown: Clip | Frame, told: Film | Chapter) -> str:
    """The words beside the same picture where the text shows it; else the title."""
    sides = ((side.shown, side.alt) for side in walk(told, Side))
    figures = ((figure.shown, figure.alt) for figure in walk(told, Figure))
    alike = [(other, alt) for other, alt in (*sides, *figures) if other.source == shown.source and alt]
    return next((alt for other, alt in alike if other == shown), alike[0][1] if alike else told.title)


def _pair(blocks: tuple[Block, ...]) -> tuple[_Seen, ...]:
    """Beginning and end of the first comparison that anybody may see at once; nothing where there is none."""
    closed = {comparison.id for hidden in _closed(blocks) for comparison in walk(hidden, Comparison)}
    for comparison in walk(blocks, Comparison):
        sides = [side for side in comparison.sides if not side.absent]
        if comparison.id not in closed and len(sides) > 1 and all(_is_there(side.shown) for side in sides):
            return _seen(sides[0]), _seen(sides[-1])
    return ()


def _closed(blocks: tuple[Block, ...]) -> tuple[Spoiler | Withheld, ...]:
    return tuple(walk(blocks, Spoiler, Withheld))


def _is_there(shown: Clip | Frame) -> bool:
    return isinstance(shown.source, Source) and not shown.source.withheld


def _seen(side: Side) -> _Seen:
    return _Seen(side.shown, f"{side.label}: {side.alt}" if side.label else side.alt)


def _card(shown: tuple[Clip | Frame, ...], bench: Bench) -> File | None:
    """The card with these pictures; None when not all of them can be shown."""
    made = [_picture(each, bench) for each in shown if _is_there(each)]
    pictures = [job for job in made if job]
    if not pictures or len(pictures) < len(shown):
        return None
    stem = pictures[-1].stem
    span = next((span for job in pictures for span in job.spans), None)
    return file_of(bench.job_of(SocialCard(), ((each, _large(each)) for each in pictures), stem, span))


def _picture(shown: Clip | Frame, bench: Bench) -> Job | None:
    """The job of its still: a card is made of what the page shows anyway."""
    return job_of(shown if isinstance(shown, Frame) else poster_of(shown), bench, shown.span)


def _large(still: Job) -> str:
    """The smallest JPEG of a still that fills a card, else the largest."""
    files = [made for made in still.recipe.outputs() if made.media_type == "image/jpeg"]
    return next((made.name for made in files if made.width >= CARD_SIZE[0]), files[-1].name)
