"""What comes of a session: a build, a draft or a demand, and what was found, as heavy as the site says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from btspress.delivery.flashes import once_a_clip
from btspress.diagnostics import Diagnostic, Severity, ordered
from btspress.engine.executor import Results
from btspress.engine.job import Job
from btspress.engine.manifest import Manifest
from btspress.model import Site
from btspress.planned import Plan
from btspress.stages.publish import Published
from btspress.tree import Tree
from btspress.unchanging import unchanging


@unchanging
class Build:
    """What came of one build."""

    site: Site
    plan: Plan
    published: Published
    results: Results
    problems: tuple[Diagnostic, ...]
    counts: dict[str, int] = field(compare=False)
    """Pieces of work really done: parsed, probed, rendered, made, reused, written, ffmpeg …"""
    seconds: float = field(default=0.0, compare=False)
    pages: tuple[str, ...] = ()
    """Paths of the HTML pages."""
    tree: Tree = field(default_factory=lambda: Tree({}), compare=False)
    """The files that were read."""
    until: datetime | None = field(default=None, compare=False)
    """When an embargo or a right ends next, so that the same files make another site."""

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return well(self.problems)

    def raise_for_problems(self) -> None:
        """Raise `BuildError` when there are errors; for scripts."""
        if not self.ok:
            raise BuildError(self.problems)


@unchanging
class Draft:
    """A site whose pages are there, and whose media are still to be made."""

    out: Path
    manifest: Manifest
    """Of the pages."""
    problems: tuple[Diagnostic, ...]
    jobs: tuple[Job, ...]
    """All that makes its media."""
    direct: Mapping[str, str]
    """As in the plan."""
    tree: Tree
    """The files that were read."""
    unmeasured: bool
    """Whether something was left as it comes because nobody has looked at it yet."""
    addresses: Mapping[str, str]
    """Of the page that each text tells, by the path of its file."""


@unchanging
class Demand:
    """What a site asks for, before any of it is made."""

    site: Site
    plan: Plan
    jobs: tuple[Job, ...]
    """All of them, those of its style sheets too."""
    problems: tuple[Diagnostic, ...]


class BuildError(Exception):
    """A build with errors; `problems` holds all findings."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        first = next(found for found in problems if found.severity is Severity.ERROR)
        place = f"{first.span.file}:{first.span.line}:{first.span.col}: " if first.span else ""
        super().__init__(f"{place}{first.code} {first.message}")
        self.problems = problems


def well(problems: Iterable[Diagnostic]) -> bool:
    """Whether there is no error among the findings."""
    return not any(found.severity is Severity.ERROR for found in problems)


def levelled(problems: Iterable[Diagnostic], site: Site) -> tuple[Diagnostic, ...]:
    """Findings with the severities of `lint:` in site.md and in their chapter; errors cannot be silenced."""
    chapters = {chapter.file: chapter.levels for film in site.films for chapter in film.chapters}
    kept = []
    for found in problems:
        own = chapters.get(found.span.file, {}) if found.span else {}
        level = next((set_ for levels in (own, site.config.levels) if (set_ := _level(levels, found))), "")
        if found.severity is Severity.ERROR or level not in {*Severity, "off"}:
            kept.append(found)
        elif level != "off":
            kept.append(replace(found, severity=Severity(level)))
    return ordered(once_a_clip(kept))


def _level(levels: Mapping[str, str], found: Diagnostic) -> str:
    return levels.get(found.code) or levels.get(found.name) or ""
