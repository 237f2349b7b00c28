"""The whole story in order: read the folder, understand it, plan the media, write the pages, publish."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from btspress.aligning import Surveyor
from btspress.continuity import Continuity
from btspress.delivery.audience import PREVIEW, for_readers
from btspress.delivery.flashes import flashing
from btspress.diagnostics import Diagnostic, Severity
from btspress.engine.clean import CACHE
from btspress.engine.executor import Executor, Progress, Results
from btspress.engine.farm import Farm
from btspress.engine.index import Index
from btspress.engine.job import Job
from btspress.engine.local import Local
from btspress.engine.store import Store
from btspress.farmhand import DUTIES
from btspress.kit import Kit
from btspress.lint.findings import Memory
from btspress.linting import linted
from btspress.measuring import Gauge, unspoken
from btspress.memo import Memo
from btspress.metering import Meter
from btspress.model import Site
from btspress.outcome import Build, BuildError, Demand, Draft, levelled, well
from btspress.page_weight import heavy
from btspress.planned import Page, Plan
from btspress.planning import Planner
from btspress.quick import Held, Past, Quick
from btspress.reading import Reader
from btspress.recipes.unify import LOOK, Unify
from btspress.rendering import Renderer
from btspress.stages.publish import Published, publish, refused
from btspress.stages.resolve import Ground, resolve
from btspress.story.rights import Audience, Gate
from btspress.telling.recall import Recall
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.weighing import weighed

__all__ = ("CACHE", "Build", "BuildError", "Demand", "Draft", "Options", "Session", "build", "levelled", "load", "well")
_HEAD = 4096
"""Bytes that a sniff looks at."""


@unchanging
class Options:
    """How a build is to be done."""

    audience: Audience = Audience.PUBLIC
    release: bool = False
    keep_going: bool = False
    """Publish although there are errors, with visible placeholders."""
    workers: int = 0
    """Processors to keep busy; 0 means all that there is memory for."""
    ffmpeg: str = ""
    """Path of the ffmpeg to use; empty for the usual search."""
    farm: str = ""
    """Address of a dask.distributed scheduler whose workers do the jobs; empty for this machine."""
    as_of: datetime | None = None
    """The instant that embargoes are judged by; now, when None."""
    cache: Path | None = None
    territory: tuple[str, ...] = ()
    """Countries that the site is served in; as site.md says, when empty."""
    stamped: bool = False
    """Show what is withheld from the audience, stamped, to tell what that is."""
    news: Callable[[Progress], None] = lambda _: None


class Session:
    """A project held open. `build` may be called any number of times; only what changed is redone."""

    def __init__(self, root: Path | str, out: Path | str = "_site", options: Options | None = None) -> None:
        self.root = Path(root)
        self.out = Path(out)
        self.options = options or Options()
        self.cache = self.options.cache or Path(os.environ.get(CACHE) or ".btspress")
        self.index = Index(self.cache / "index")
        self.store = Store(self.cache / "store", self.index)
        self.executor = Local(self.options.workers)
        farm = self.options.farm
        self.hands: Executor = Farm(self.executor, farm, DUTIES) if farm else self.executor
        self.kit = Kit(self.options.ffmpeg)
        self.memo = Memo()
        self.recall: Recall[Ground] = Recall()
        self.planner = Planner()
        self.renderer = Renderer(self.root, self.memo)
        self.quick = Quick(self.memo, self.recall, self.renderer)
        self.held: Held | None = None
        """What was understood last; None before there is anything."""
        self.meter = Meter(self.memo, self.store, self.kit, self.executor)
        self.gauge = Gauge(self.memo, self.store, self.kit, self.executor)
        self.surveyor = Surveyor(self.memo, self.store, self.kit, self.executor)
        self._until: datetime | None = None
        self._linted = Memory()
        self.continuity = Continuity(self.cache, self.root)
        skip = (self.out, self.cache)
        self.reader = Reader(self.root, skip, self.memo, self.index, self.store, self.kit, self.continuity)

    def build(self) -> Build:
        """Brings the output folder up to date. With errors nothing is published, unless asked for."""
        started = time.monotonic()
        site, plan, tree, problems = self._understand(measure=True)
        pages, sheets, found = self._render(site, plan)
        problems.extend(found)
        jobs = (*plan.jobs, *sheets)
        results, published = Results(), Published()
        in_vain = refused(self.out, self.root)
        problems.extend((in_vain,) if in_vain else ())
        if not in_vain and (self.options.keep_going or well(problems)):
            self.store.tidy()
            results = self.hands.run(jobs, self.store, self.kit.toolbox, tree.get, self.options.news)
            problems.extend(results.problems)
        if not in_vain and (self.options.keep_going or well(problems)):
            published = self._publish(pages, jobs, results)
            problems.extend((*published.problems, *heavy(pages, jobs, results.receipts.get)))
        problems.extend(flashing(jobs, results.receipts.get))
        self.index.save()
        return Build(
            site=site,
            plan=plan,
            published=published,
            results=results,
            problems=levelled(problems, site),
            counts=self._counts(results, published),
            seconds=time.monotonic() - started,
            pages=tuple(page.path for page in pages if page.path.endswith(".html")),
            tree=tree,
            until=self._until,
        )

    def first(self, changed: Collection[str]) -> tuple[Page, ...]:
        """The page of the one chapter that was saved, byte for byte as the next build makes it, before that build.

        `changed` are paths beneath the site's root. Nothing comes for any other change, and where only a whole
        build can tell: that is to follow in any case. May be asked while another thread builds.
        """
        if len(changed) != 1:
            return ()
        now = self.options.as_of or datetime.now(UTC)
        page = self.quick.page(next(iter(changed)), self._gate(now))
        return (page,) if page else ()

    def draft(self, *, measure: bool = False) -> Draft:
        """Publishes the pages alone, and tells which media they show; new things are looked at with `measure` only."""
        site, plan, tree, problems = self._understand(measure=measure)
        pages, sheets, found = self._render(site, plan)
        published = self._publish(pages, (), Results())
        self.index.save()
        asked = (replace(each, severity=Severity.NOTE) for each in self._asked(site))
        every = levelled([*problems, *found, *published.problems, *asked], site)
        jobs, unmeasured = (*plan.jobs, *sheets), self.surveyor.unasked and not measure
        told = self.recall.last.ground.library.addresses if self.recall.last else {}
        return Draft(self.out, published.manifest, every, jobs, plan.direct, tree, unmeasured, told)

    def check(self) -> tuple[Diagnostic, ...]:
        """All findings, also of the templates, without any work on media."""
        site, plan, _, problems = self._understand()
        pages, sheets, found = self._render(site, plan)
        self.index.save()
        jobs, done = (*plan.jobs, *sheets), self.store.receipt
        return levelled([*problems, *found, *heavy(pages, jobs, done), *flashing(jobs, done)], site)

    def lint(self) -> tuple[Diagnostic, ...]:
        """What an editor would ask of the story, and the errors that keep it from being told whole."""
        site, _, _, problems = self._understand()
        self.index.save()
        errors = [found for found in problems if found.severity is Severity.ERROR]
        return levelled([*errors, *self._asked(site)], site)

    def _asked(self, site: Site) -> tuple[Diagnostic, ...]:
        """What the rules of the story lint find in the site that was understood last."""
        return linted(site, self.held.material, self._linted).found if self.held else ()

    def demand(self) -> Demand:
        """Everything that a build would need, without any work on media."""
        site, plan, _, problems = self._understand()
        _, sheets, found = self._render(site, plan)
        self.index.save()
        return Demand(site, plan, (*plan.jobs, *sheets), levelled([*problems, *found], site))

    def looks(self) -> tuple[tuple[tuple[str, Path], ...], tuple[Diagnostic, ...]]:
        """The looks by which clips are drawn to a finished film, as (stem of the clip, file), and all findings.

        They are made where they are not there yet; the files are only to be read.
        """
        site, plan, tree, problems = self._understand()
        jobs = [job for job in plan.jobs if isinstance(job.recipe, Unify)]
        results = self.executor.run(jobs, self.store, self.kit.toolbox, tree.get, self.options.news)
        self.index.save()
        made = tuple((job.stem, self.store.path(job.key, LOOK)) for job in jobs if job.key in results.receipts)
        return made, levelled([*problems, *results.problems], site)

    def understand(self, *, measure: bool = False) -> tuple[Site, Plan, tuple[Diagnostic, ...]]:
        """The first four stages: the site, its plan, and what was found on the way.

        With `measure` new sounds are listened to, as in a build; their loudness is part of the plan.
        """
        site, plan, _, problems = self._understand(measure=measure)
        self.index.save()
        return site, plan, levelled(problems, site)

    def _understand(self, *, measure: bool = False) -> tuple[Site, Plan, Tree, list[Diagnostic]]:
        self.memo.begin()
        self.kit.begin()
        self.held = None
        tree = self.reader.discover()
        material = self.reader.read(tree, self.executor.workers, self.executor.stop)
        turns: list[datetime] = []
        now = self.options.as_of or datetime.now(UTC)
        gate = replace(self._gate(now), turn=turns.append)
        site = self.surveyor.aligned(resolve(material, gate, self.recall), tree, new=measure)
        self._until = min((turn for turn in turns if turn > now), default=None)
        delivery = PREVIEW if gate.sees_all else for_readers(site.config)
        levels = self.gauge.levels(site, tree, delivery, new=measure)
        readings = self.meter.readings(site, tree, new=measure) if delivery.extras else {}
        ground = self.recall.last.ground if self.recall.last else None
        plan = self.planner.plan(ground, site, self.kit.toolchain, delivery, levels, readings)
        self.held = Held(material, site, plan)
        self.continuity.wait()
        missing = self.kit.missing(self.reader.unread)
        troubles = (*self.reader.troubles, *self.surveyor.troubles, *self.gauge.troubles)
        return site, plan, tree, [*missing, *unspoken(site.problems, site, levels), *troubles, *plan.problems]

    def _gate(self, now: datetime) -> Gate:
        """Who this site is for, at the instant `now`."""
        asked = self.options
        return Gate(now, asked.audience, asked.release, territory=asked.territory, stamped=asked.stamped)

    def _render(self, site: Site, plan: Plan) -> tuple[list[Page], tuple[Job, ...], list[Diagnostic]]:
        """All pages and files that no job makes, and the jobs of their style sheets."""
        made = self.renderer.render(site, plan, self.executor.workers)
        held, footing, edition = self.held, self.recall.last, self.renderer.last
        self.quick.past = Past(held, footing, edition) if held and footing and edition else None
        return [*made.pages], made.sheets, [*made.problems]

    def _publish(self, pages: Iterable[Page], jobs: tuple[Job, ...], results: Results) -> Published:
        """A preview need not survive a power cut."""
        durable = self.options.audience is not Audience.PREVIEW
        told = weighed(pages, jobs, results)
        return publish(told, jobs, results, self.store, self.out, self.index, source=self.root, durable=durable)

    def _counts(self, results: Results, published: Published) -> dict[str, int]:
        return {
            **self.memo.counts,
            "made": results.made,
            "reused": results.reused,
            "written": published.written,
            "ffmpeg": self.kit.runs,
        }


def build(root: Path | str, out: Path | str = "_site", options: Options | None = None) -> Build:
    """Build the site in the folder `root` into the folder `out`."""
    return Session(root, out, options).build()


def load(root: Path | str, options: Options | None = None) -> Site:
    """Parse and resolve only: the site as a value, for scripts and notebooks."""
    return Session(root, options=options).understand()[0]
