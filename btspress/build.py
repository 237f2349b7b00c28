"""The whole story in order: read the folder, understand it, plan the media, write the pages, publish."""

from __future__ import annotations

import errno
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import PIL

from btspress.diagnostics import Diagnostic, Severity, Span, ordered, problem
from btspress.digest import digest, digest_bytes
from btspress.engine.executor import Progress, Results
from btspress.engine.index import Index
from btspress.engine.job import Job, RecipeError
from btspress.engine.local import Local
from btspress.engine.manifest import Manifest
from btspress.engine.store import Store
from btspress.media.ffmpeg import NoFfmpegError, Program, Toolbox, find
from btspress.media.probe import PROBE_VERSION, from_data, probe, to_data
from btspress.media.sniff import sniff
from btspress.model import Config, Site
from btspress.pages import collisions
from btspress.pages import lay_out as lay_out_pages
from btspress.pages.sheets import address_of, sheet_of
from btspress.planned import Page, Plan
from btspress.stages.discover import discover
from btspress.stages.parse import parse
from btspress.stages.plan import plan as plan_media
from btspress.stages.publish import Published, publish
from btspress.stages.render import page_key, render_page, static_pages
from btspress.stages.resolve import Material, config_of, resolve
from btspress.story.layout import Beside, Layout, lay_out, tracks_of
from btspress.story.named import named_media
from btspress.story.rights import Audience, Gate
from btspress.story.shelves import Probed, TimedText, timed_text
from btspress.tree import File, Tree
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme
from btspress.written import Document

T = TypeVar("T")
_HEAD = 4096
"""Bytes that a sniff looks at."""
CACHE = "BTSPRESS_CACHE"
"""Environment variable that names the folder of finished jobs."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a build is to be done."""

    audience: Audience = Audience.PUBLIC
    release: bool = False
    keep_going: bool = False
    """Publish although there are errors, with visible placeholders."""
    workers: int = 0
    """Jobs at a time; 0 means one for each processor."""
    ffmpeg: str = ""
    """Path of the ffmpeg to use; empty for the usual search."""
    as_of: datetime | None = None
    """The instant that embargoes are judged by; now, when None."""
    cache: Path | None = None
    news: Callable[[Progress], None] = lambda _: None


@dataclass(frozen=True, slots=True)
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

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return well(self.problems)

    def raise_for_problems(self) -> None:
        """Raise `BuildError` when there are errors; for scripts."""
        if not self.ok:
            raise BuildError(self.problems)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview shows: a folder, its files, and what is wrong."""

    out: Path
    manifest: Manifest
    problems: tuple[Diagnostic, ...]


class BuildError(Exception):
    """A build with errors; `problems` holds all findings."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        first = next(found for found in problems if found.severity is Severity.ERROR)
        place = f"{first.span.file}:{first.span.line}:{first.span.col}: " if first.span else ""
        super().__init__(f"{place}{first.code} {first.message}")
        self.problems = problems


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
        self._memo: dict[Hashable, Any] = {}
        self._counts: Counter[str] = Counter()
        self._tools: list[Toolbox] = []

    def build(self, tree: Tree | None = None) -> Build:
        """Brings the output folder up to date. With errors nothing is published, unless asked for."""
        started = time.monotonic()
        self._counts.clear()
        self._tools.clear()
        site, plan, problems = self.understand(tree)
        pages, sheets, found = self._render(site, plan)
        jobs = (*plan.jobs, *sheets)
        problems.extend(found)
        results, published = Results(), Published()
        if self.options.keep_going or well(problems):
            results = self.executor.run(jobs, self.store, self._toolbox, self.tree.get, self.options.news)
            problems.extend(results.problems)
        if self.options.keep_going or well(problems):
            published = publish(pages, jobs, results, self.store, self.out, self.index, source=self.root)
            problems.extend(published.problems)
        self.index.save()
        self._count(results, published)
        return Build(
            site=site,
            plan=plan,
            published=published,
            results=results,
            problems=levelled(problems, site.config),
            counts=dict(self._counts),
            seconds=time.monotonic() - started,
            pages=tuple(page.path for page in pages if page.path.endswith(".html")),
        )

    def preview(self) -> Preview:
        """Build for a browser; what the preview needs of it."""
        built = self.build()
        return Preview(self.out, built.published.manifest, built.problems)

    def check(self) -> tuple[Diagnostic, ...]:
        """All findings, also of the templates, without any work on media."""
        site, plan, problems = self.understand()
        _, _, found = self._render(site, plan)
        self.index.save()
        return levelled([*problems, *found], site.config)

    def understand(self, tree: Tree | None = None) -> tuple[Site, Plan, list[Diagnostic]]:
        """The first four stages: everything up to the plan, and what was found on the way."""
        self.tree = tree or self._discover()
        layout = lay_out(self.tree)
        material = self._read(layout)
        site = resolve(material, self._gate())
        plan = plan_media(site, self._toolchain())
        return site, plan, [*site.problems, *self._troubles, *plan.problems]

    def once(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `make`, made at most once for each `key`; `what` counts how often it really was."""
        if (what, key) not in self._memo:
            self._counts[what] += 1
            self._memo[what, key] = make()
        value: T = self._memo[what, key]
        return value

    # ---- reading ----

    def _discover(self) -> Tree:
        """The folder; media roots are known only when site.md has been read."""
        skip = (self.out, self.cache)
        tree = discover(self.root, skip=skip)
        head = tree.get("site.md")
        roots = config_of(self._parsed(head), []).media_roots if head else ()
        return discover(self.root, [Path(root) for root in roots], skip) if roots else tree

    def _read(self, layout: Layout) -> Material:
        """Everything that the texts say and name, read from the disk; what cannot be read is told later."""
        self._troubles: list[Diagnostic] = []
        tree = self.tree
        documents = {path: self._parsed(tree.files[path]) for path in layout.documents}
        media = [tree.files[path] for path in named_media(documents, tree)]
        with ThreadPoolExecutor(self.executor.workers) as pool:
            known = dict(zip((file.path for file in media), pool.map(self._probed, media), strict=True))
        timed = {track.path: self._timed(track) for path in known for track in tracks_of(path, tree)}
        return Material(
            tree=tree,
            layout=layout,
            documents=documents,
            probed={path: found for path, found in known.items() if isinstance(found, Probed)},
            broken={path: found for path, found in known.items() if isinstance(found, str)},
            timed={path: text for path, text in timed.items() if text},
            logs={path: data for path in layout.logs if (data := self._bytes(tree.files[path]))},
        )

    def _bytes(self, file: File) -> bytes:
        try:
            return file.read()
        except OSError as error:
            code = "E103" if error.errno == errno.EFBIG else "E909"
            place = Span(file.path, 1, 1, 2)
            self._troubles.append(problem(code, f"{file.path}: {error.strerror or error}", place))
            return b""

    def _parsed(self, file: File) -> Document:
        data = self._bytes(file)
        glossary = file.path == "glossary.md"
        key = (file.path, digest_bytes(data))
        return self.once("parsed", key, lambda: parse(file.path, data, definitions=glossary))

    def _timed(self, beside: Beside) -> TimedText | None:
        """Captions or marks; their findings stand in their own file."""
        data = self._bytes(self.tree.files[beside.path])
        key = digest_bytes(data)
        text, found = self.once("captions", (beside.path, key), lambda: timed_text(beside, key, data))
        self._troubles.extend(found)
        return text

    def _probed(self, file: File) -> Probed | str:
        """Digest and facts of a media file, or why it cannot be read. Facts are kept between runs."""
        try:
            digest_of = self.index.digest(file)
            with file.open() as opened:
                container = sniff(opened.read(_HEAD))
            key = digest("probe", PROBE_VERSION, digest_of, container, self._toolchain(container))
            known = self.store.memo(key)
            if known is not None:
                return Probed(digest_of, from_data(json.loads(known)))
            facts = probe(file.open, container, self._toolbox(self.executor.stop, lambda _: None))
        except OSError as error:
            return error.strerror or str(error)
        except (RecipeError, NoFfmpegError) as error:
            return str(error)
        self._counts["probed"] += 1
        self.store.remember(key, json.dumps(to_data(facts)).encode())
        return Probed(digest_of, facts)

    # ---- tools ----

    def _program(self) -> Program:
        return self.once("ffmpeg found", self.options.ffmpeg, lambda: find(self.options.ffmpeg))

    def _toolchain(self, container: str = "") -> str:
        """Names the programs that decide bytes; a picture needs none but Pillow."""
        try:
            return f"{self._program().toolchain} pillow-{PIL.__version__}"
        except NoFfmpegError as error:
            found = problem("E902", str(error))
            if found not in self._troubles:
                self._troubles.append(found)
            return f"pillow-{PIL.__version__}"

    def _toolbox(self, stop: Event, moved: Callable[[float], None]) -> Toolbox:
        tools = Toolbox(self._program(), stop, moved)
        self._tools.append(tools)
        return tools

    def _gate(self) -> Gate:
        as_of = self.options.as_of or datetime.now(UTC)
        return Gate(as_of, self.options.audience, self.options.release)

    # ---- writing ----

    def _render(self, site: Site, plan: Plan) -> tuple[list[Page], tuple[Job, ...], list[Diagnostic]]:
        """All pages and files that no job makes, and the jobs of their style sheets."""
        loaded = load_theme(site.config.theme, self.root)
        found = list(loaded.problems)
        if loaded.theme is None:
            return [], (), found
        theme = loaded.theme
        environment = self.once("environment", theme.digest, partial(make_environment, theme))
        specs = lay_out_pages(site, plan)
        found.extend(collisions(specs))
        pages, sheets = [], {}
        for spec in specs:
            sheet = sheet_of(spec, plan)
            if sheet:
                sheets[sheet.key] = sheet
            made = partial(render_page, spec, environment, site.config, address_of(sheet))
            key = page_key(spec, theme, site.config, address_of(sheet))
            rendered = self.once("rendered", (spec.path, key), made)
            pages.append(rendered.page)
            found.extend(rendered.problems)
        return [*pages, *static_pages(theme, plan)], tuple(sheets.values()), found

    def _count(self, results: Results, published: Published) -> None:
        self._counts["made"] = results.made
        self._counts["reused"] = results.reused
        self._counts["written"] = published.written
        self._counts["ffmpeg"] = sum(tools.runs for tools in self._tools)


def build(root: Path | str, out: Path | str = "_site", options: Options | None = None) -> Build:
    """Build the site in the folder `root` into the folder `out`."""
    return Session(root, out, options).build()


def load(root: Path | str, options: Options | None = None) -> Site:
    """Parse and resolve only: the site as a value, for scripts and notebooks."""
    return Session(root, options=options).understand()[0]


def well(problems: Iterable[Diagnostic]) -> bool:
    """Whether there is no error among the findings."""
    return not any(found.severity is Severity.ERROR for found in problems)


def levelled(problems: list[Diagnostic], config: Config) -> tuple[Diagnostic, ...]:
    """Findings with the severities of `lint:` in site.md; errors cannot be silenced."""
    kept = []
    for found in problems:
        level = config.levels.get(found.code) or config.levels.get(found.name)
        if level is None or found.severity is Severity.ERROR or level not in {*Severity, "off"}:
            kept.append(found)
        elif level != "off":
            kept.append(replace(found, severity=Severity(level)))
    return ordered(kept)
