"""What the press gets of a film: stills in full size, and one archive with them, the credits and the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from btspress.delivery.bench import Bench, file_of, slug, stem_of
from btspress.delivery.sheets import sheet_job
from btspress.delivery.stills import range_of, recipe_of
from btspress.engine.job import Job
from btspress.media.iptc import Captioning
from btspress.model import Film, PressStill, Site, Source
from btspress.planned import Kit
from btspress.recipes import presskit
from btspress.recipes.sheet import CHOICE


def kits(site: Site, bench: Bench) -> Mapping[str, Kit]:
    """The kits of all films that have stills for the press, by address of the film; none for previews."""
    if not bench.delivery.extras:
        return MappingProxyType({})
    made = {film.address: kit for film in site.films if (kit := _kit(site, film, bench))}
    return MappingProxyType(made)


def _kit(site: Site, film: Film, bench: Bench) -> Kit | None:
    told = [(still, job) for still in film.press.stills if (job := _still(still, film, bench))]
    if not told or len(told) < len(film.press.stills):
        return None
    names = tuple(f"{number:02}-{job.stem}.jpg" for number, (_, job) in enumerate(told, 1))
    captions = (f"{name}\n{still.alt}\n{credit_for(still, film)}" for name, (still, _) in zip(names, told, strict=True))
    texts = {
        "captions.txt": "\n\n".join(captions),
        "synopsis.txt": "\n\n".join(filter(None, (film.title, film.logline, film.synopsis))),
        "credits.txt": "\n".join(_credits(site, film)),
        "technical.txt": "\n".join(f"{name}: {value}" for name, value in facts(film) if value),
    }
    recipe = presskit.PressKit(film.slug, names, tuple((name, f"{text}\n") for name, text in texts.items() if text))
    archive = bench.job_of(recipe, [(job, presskit.PRESS) for _, job in told], slug(film.slug), None)
    return Kit(file_of(archive), tuple(file_of(job) for _, job in told))


def facts(film: Film) -> Iterator[tuple[str, str]]:
    """The technical sheet: names in English, as festivals ask for them, and values as they are known."""
    yield "Title", film.title
    yield "Year", film.year
    yield "Released", film.released.isoformat() if film.released else ""
    yield "Running time", film.runtime
    yield "Country", film.country
    yield "Production", film.studio
    yield "Rights", film.rights.credit or film.rights.holder
    yield "Licence", film.rights.licence
    yield from film.press.facts
    yield from ((name.upper() if len(name) < 5 else name.capitalize(), value) for name, value in film.ids)


def _still(still: PressStill, film: Film, bench: Bench) -> Job | None:
    """The job of one still, in its full size; None when its source is missing."""
    frame, recipe = still.frame, recipe_of(still.frame, bench)
    if recipe is None or not isinstance(frame.source, Source):
        return None
    large = replace(recipe, widths=(recipe.width,), formats=("jpg",))
    wanted, stem = range_of(frame), stem_of(frame.source)
    sheets = ((sheet_job(frame, frame.source, wanted, bench, frame.span), CHOICE),) if wanted else ()
    rights = frame.source.rights
    words = Captioning(
        title=film.title,
        headline=f"{film.title}: {still.alt}",
        caption=still.alt,
        credit=credit_for(still, film),
        holder=rights.holder or film.rights.holder,
        licence=rights.licence or film.rights.licence,
    )
    return bench.job(presskit.PressStill(large, words), (frame.source,), stem, frame.span, made=sheets)


def credit_for(still: PressStill, film: Film) -> str:
    """What must be printed beside the still."""
    own = still.frame.source.rights if isinstance(still.frame.source, Source) else film.rights
    return own.credit or own.holder or film.rights.credit or film.rights.holder


def _credits(site: Site, film: Film) -> Iterator[str]:
    """A line for each role, in the order of the people's files."""
    for person in site.people:
        for role in person.roles:
            if role.film == film.slug:
                yield f"{role.role}: {role.credited_as or person.name}"
