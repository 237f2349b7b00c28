"""The style sheet with the tiny pictures of one page: it loads with the page, long before its stills do."""

from __future__ import annotations

from btspress.engine.job import Job
from btspress.pages.spec import PageSpec
from btspress.planned import Picture, Plan
from btspress.recipes.picture import Still
from btspress.recipes.placeholders import STYLE_SHEET, placeholder_class, placeholders
from btspress.walk import walk


def sheet_of(spec: PageSpec, plan: Plan) -> Job | None:
    """The job that makes the page's placeholders; None for a page without pictures."""
    shown = {picture.placeholder for picture in walk(spec.media, Picture)}
    stills = [job for job in plan.jobs if isinstance(job.recipe, Still) and placeholder_class(job) in shown]
    return placeholders(stills, stills[0].toolchain) if stills else None


def address_of(sheet: Job | None) -> str:
    """Where the style sheet will be; empty when there is none."""
    return sheet.url(STYLE_SHEET) if sheet else ""
