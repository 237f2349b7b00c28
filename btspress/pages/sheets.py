"""The style sheet with the tiny pictures of one page and the colours of its film: it is there long before stills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from btspress.engine.job import Job
from btspress.model import Site
from btspress.pages.spec import PageSpec
from btspress.planned import Picture, Plan
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import STYLE_SHEET, placeholder_class, placeholders
from btspress.walk import walk


def stills_of(plan: Plan) -> Mapping[str, Job]:
    """The jobs of all stills, by the class names of their placeholders."""
    return {placeholder_class(job): job for job in plan.jobs if isinstance(job.recipe, Still)}


def tints_of(site: Site, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Of each film that gives its colours to its pages: its address, and the class name of its poster."""
    wanted = ((film, plan.pictures.get(film.poster)) for film in site.films if film.accent and film.poster)
    return tuple((film.address, poster.placeholder) for film, poster in wanted if poster)


def sheet_of(
    spec: PageSpec, stills: Mapping[str, Job], tints: Iterable[tuple[str, str]], made: dict[tuple[str, ...], Job]
) -> Job | None:
    """The job that makes the page's placeholders; None for a page without pictures. `tints` are those of all films.

    Jobs that were `made` are those of other pages that show the same pictures, and more are put there.
    """
    shown = {picture.placeholder for picture in walk(spec.media, Picture)}
    names = sorted(shown & stills.keys())
    giving = next((name for address, name in tints if address in f"/{spec.path}" and name in stills), "")
    if not (names or giving):
        return None
    key = (*names, "", giving)
    if key not in made:
        there = [stills[name] for name in names]
        made[key] = placeholders(there, stills[giving or names[0]].toolchain, stills.get(giving))
    return made[key]


def address_of(sheet: Job | None) -> str:
    """Where the style sheet will be; empty when there is none."""
    return sheet.url(STYLE_SHEET) if sheet else ""
