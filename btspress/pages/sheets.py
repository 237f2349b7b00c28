"""The style sheet with the tiny pictures of one page: it loads with the page, long before its stills do."""

from __future__ import annotations

from collections.abc import Mapping

from btspress.engine.job import Job
from btspress.pages.spec import PageSpec
from btspress.planned import Picture, Plan
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import STYLE_SHEET, placeholder_class, placeholders
from btspress.walk import walk


def stills_of(plan: Plan) -> Mapping[str, Job]:
    """The jobs of all stills, by the class names of their placeholders."""
    return {placeholder_class(job): job for job in plan.jobs if isinstance(job.recipe, Still)}


def sheet_of(spec: PageSpec, stills: Mapping[str, Job]) -> Job | None:
    """The job that makes the page's placeholders; None for a page without pictures."""
    shown = dict.fromkeys(picture.placeholder for picture in walk(spec.media, Picture))
    there = [stills[name] for name in shown if name in stills]
    return placeholders(there, there[0].toolchain) if there else None


def address_of(sheet: Job | None) -> str:
    """Where the style sheet will be; empty when there is none."""
    return sheet.url(STYLE_SHEET) if sheet else ""
