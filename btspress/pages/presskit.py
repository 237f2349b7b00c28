"""The press kit of a film: what it is, who made it, pictures to print, and everything in one file."""

from __future__ import annotations

from collections.abc import Iterator

from btspress.delivery.presskit import credit_for, facts
from btspress.model import Film, Frame, Site
from btspress.pages.cards import film_name, press_address, site_card
from btspress.pages.collection import doors_of
from btspress.pages.film import crew_of, departments
from btspress.pages.head import head
from btspress.pages.spec import PageSpec, file_of, frozen, media_of
from btspress.planned import File, Plan
from btspress.unchanging import unchanging


@unchanging
class Still:
    """A picture that may be printed."""

    frame: Frame
    alt: str
    credit: str
    """What must be printed beside it."""
    file: File | None
    """In full size; None in a preview."""


def pages(site: Site, plan: Plan) -> Iterator[PageSpec]:
    """`/tears-of-steel/press/`, where film.md names stills for the press."""
    for film in site.films:
        if film.press.stills:
            yield _page(site, plan, film)


def _page(site: Site, plan: Plan, film: Film) -> PageSpec:
    address = press_address(film)
    kit = plan.kits.get(film.address)
    files: tuple[File | None, ...] = kit.stills if kit else (None,) * len(film.press.stills)
    stills = tuple(
        Still(each.frame, each.alt, credit_for(each, film), file)
        for each, file in zip(film.press.stills, files, strict=True)
    )
    values = frozen(
        site=site_card(site),
        film=film_name(film),
        logline=film.logline,
        synopsis=film.synopsis,
        told_in=film.language,
        facts=tuple((name, value) for name, value in facts(film) if value),
        stills=stills,
        archive=kit.archive if kit else None,
        contact=film.press.contact,
        departments=departments(crew_of(site, film)),
        doors=doors_of(film),
    )
    words = f"{site.config.labels.get('press-kit', 'Press kit')} · {film.title}"
    first = stills[0]
    return PageSpec(
        path=file_of(address),
        template="press-kit.html",
        head=head(site, plan, words, address, film.logline, shown=first.frame, alt=first.alt),
        values=values,
        media=media_of(values, plan),
        language=site.config.language,
        rights=film.rights,
    )
