"""From a site and its plan to finished pages: only those that differ from the last time are rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest
from btspress.engine.job import Job
from btspress.engine.spread import MANY, spread
from btspress.memo import Memo
from btspress.model import Config, Site
from btspress.pages import collisions, lay_out_search, lay_out_story
from btspress.pages.kept import Kept
from btspress.pages.links import dead_links
from btspress.pages.search import begun
from btspress.pages.sheets import address_of, sheet_of, stills_of, tints_of
from btspress.pages.spec import PageSpec, alike
from btspress.planned import Page, Plan
from btspress.reprint import Reprint
from btspress.stages.render import Rendered, page_key, render_page, static_pages
from btspress.unchanging import unchanging
from btspress.web.environment import Environment, make_environment
from btspress.web.theme import load_theme
from btspress.web.words import words_of


@unchanging
class Rendering:
    """What came of one site."""

    pages: tuple[Page, ...] = ()
    """All pages, and files that no job makes."""
    sheets: tuple[Job, ...] = ()
    """The jobs of their style sheets."""
    problems: tuple[Diagnostic, ...] = ()


@unchanging
class Printed:
    """A page as it was rendered the last time."""

    spec: PageSpec
    key: Digest
    sheet: Job | None
    """What makes its tiny pictures."""


@unchanging
class Edition:
    """All that decided the pages of one site, besides their specs."""

    environment: Environment
    config: Config
    told: tuple[object, ...]
    """What of `config` a page shows."""
    printed: Mapping[str, Printed] = field(default_factory=dict)
    """By path."""


class Renderer:
    """Renders sites, one after the other."""

    def __init__(self, root: Path, memo: Memo) -> None:
        """`root` may hold themes of its own."""
        self._root = root
        self._memo = memo
        self._kept = Kept()
        self.last: Edition | None = None
        """What was rendered last."""
        self.published: Reprint | None = None
        """Where pages may be taken from that an earlier run of this very program has made."""

    def render(self, site: Site, plan: Plan, workers: int = 1) -> Rendering:
        """All pages of `site`; very many new ones are rendered by so many processes."""
        loaded = load_theme(site.config.theme, self._root)
        found = [each if each.span else replace(each, span=site.config.theme_at) for each in loaded.problems]
        if loaded.theme is None:
            self.last = None
            return Rendering(problems=tuple(found))
        theme, config = loaded.theme, site.config
        environment = self._memo.once("environment", theme.digest, partial(make_environment, theme))
        before, self.last = self.last, None
        tints = tints_of(site, plan)
        told = (theme.digest, config.labels, config.theme_settings, config.base_url, config.video.facts, tints)
        if before is None or before.told != told:
            before = Edition(environment, config, told)
        words = partial(words_of, theme, config)
        with begun(site, plan, workers) as awaited:
            story = lay_out_story(site, plan, self._kept, words)
            printed = self._printed(_by_path(story), before, environment, config, plan, tints, workers)
            # The search is made of all chapters: by now another process has done that, beside all other pages.
            rest = lay_out_search(site, plan, words, awaited)
        found.extend((*collisions((*story, *rest)), *dead_links(site, (*story, *rest))))
        more = {path: spec for path, spec in _by_path(rest).items() if path not in printed}
        printed |= self._printed(more, before, environment, config, plan, tints, workers)
        made = [self._rendered(each, environment, config) for each in printed.values()]
        found.extend(problem for one in made for problem in one.problems)
        self.last = Edition(environment, config, told, printed)
        sheets = {each.sheet.key: each.sheet for each in printed.values() if each.sheet}
        pages = (*(one.page for one in made), *static_pages(theme, plan))
        return Rendering(pages, tuple(sheets.values()), tuple(found))

    def page(self, printed: Printed, edition: Edition) -> Rendered:
        """One page of an earlier site, changed."""
        return self._rendered(printed, edition.environment, edition.config)

    def _printed(
        self,
        specs: Mapping[str, PageSpec],
        before: Edition,
        environment: Environment,
        config: Config,
        plan: Plan,
        tints: tuple[tuple[str, str], ...],
        workers: int,
    ) -> dict[str, Printed]:
        """Keys and style sheets of all pages; a page that shows what it showed before keeps them."""
        stills = stills_of(plan)
        seen: dict[tuple[int, int], bool] = {}
        made: dict[str, Printed] = {}
        new: dict[str, Job | None] = {}
        sheets: dict[tuple[str, ...], Job] = {}
        for path, spec in specs.items():
            held = before.printed.get(path)
            if held and alike(spec, held.spec, seen):
                made[path] = Printed(spec, held.key, held.sheet)
            else:
                new[path] = sheet_of(spec, stills, tints, sheets)
        keys = self._ahead(
            [(specs[path], address_of(sheet)) for path, sheet in new.items()], environment, config, workers
        )
        made |= {path: Printed(specs[path], key, sheet) for (path, sheet), key in zip(new.items(), keys, strict=True)}
        return {path: made[path] for path in specs}

    def _ahead(
        self, new: list[tuple[PageSpec, str]], environment: Environment, config: Config, workers: int
    ) -> list[Digest]:
        """Keys of pages, each with the address of its style sheet; of very many the pages are made with them."""
        blank = self.published is None and len(new) >= MANY
        keys = [""] * len(new) if blank else spread(partial(_key, environment, config), new, workers)
        left = [(each, key) for each, key in zip(new, keys, strict=True) if not self._lasts(each[0], key)]
        if len(left) < MANY:
            return keys

        def made_of(each: tuple[tuple[PageSpec, str], Digest]) -> Rendered:
            return render_page(each[0][0], environment, config, each[0][1], each[1])

        # What most pages need of the theme is compiled before copies are made, not by each of them.
        made_of(left[len(left) // 2])
        made = spread(made_of, left, workers)
        for rendered in made:
            self._memo.once("rendered", (rendered.page.path, rendered.page.key), partial(_known, rendered))
        return [rendered.page.key for rendered in made] if blank else keys

    def _lasts(self, spec: PageSpec, key: Digest) -> bool:
        """Whether the page was published like that: then it is not made again."""
        page = self.published.page(spec.path, key) if self.published else None
        if page:
            self._memo.hold("rendered", (page.path, page.key), Rendered(page))
        return page is not None

    def _rendered(self, printed: Printed, environment: Environment, config: Config) -> Rendered:
        spec, address = printed.spec, address_of(printed.sheet)
        made = partial(render_page, spec, environment, config, address, printed.key)
        return self._memo.once("rendered", (spec.path, printed.key), made)


def _by_path(specs: tuple[PageSpec, ...]) -> dict[str, PageSpec]:
    """Of two pages that would be the same file the first."""
    return {spec.path: spec for spec in reversed(specs)}


def _key(environment: Environment, config: Config, each: tuple[PageSpec, str]) -> Digest:
    return page_key(each[0], environment.theme, config, each[1])


def _known(rendered: Rendered) -> Rendered:
    return rendered
