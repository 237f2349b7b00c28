"""One small site that uses every block, rendered without any media work; and a reader for its HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from html.parser import HTMLParser

from btspress.delivery.audience import WEB
from btspress.diagnostics import Diagnostic
from btspress.model import Site
from btspress.pages import lay_out
from btspress.pages.spec import PageSpec
from btspress.planned import Plan
from btspress.stages.plan import plan as plan_media
from btspress.stages.render import render
from btspress.testcard import FILES, MEDIA
from btspress.testing import tell
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme
from btspress.web.words import words_of

BRIDGE = FILES["films/tears/02-bridge.md"]


@dataclass(frozen=True, slots=True)
class Told:
    """Everything from the site to its pages."""

    site: Site
    plan: Plan
    specs: tuple[PageSpec, ...]
    pages: Mapping[str, str]
    """HTML by path."""
    files: frozenset[str]
    """Paths of everything that is published, media included."""
    problems: tuple[Diagnostic, ...]


def told(theme: str = "documentary", files: Mapping[str, str] | None = None) -> Told:
    """The site with some files replaced or added."""
    site = tell({**FILES, **(files or {})}, MEDIA)
    plan = plan_media(site, "tools-1", replace(WEB, host=site.config.publish.media_url))
    loaded = load_theme(theme)
    assert loaded.theme, loaded.problems
    specs = lay_out(site, plan, words=partial(words_of, loaded.theme, site.config))
    pages, problems = render(specs, plan, make_environment(loaded.theme), site.config)
    media = {url.lstrip("/") for job in plan.jobs for url in job.urls.values()}
    html = {page.path: page.body.decode() for page in pages if page.path.endswith(".html")}
    return Told(site, plan, specs, html, frozenset(media | {page.path for page in pages}), problems)


@dataclass(slots=True)
class Element:
    """One start tag, where it stands, and the words inside."""

    tag: str
    attributes: Mapping[str, str | None]
    inside: tuple[str, ...]
    """Tags that are open around it."""
    words: str = field(default="")


_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        made = Element(tag, dict(attributes), tuple(element.tag for element in self.open))
        assert len(attributes) == len(made.attributes), f"<{tag}> has an attribute twice"
        self.found.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        last = self.open.pop() if self.open else None
        assert last, f"</{tag}> ends nothing"
        assert last.tag == tag, f"</{tag}> ends <{last.tag} {last.attributes}>"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words += data


def elements(html: str) -> list[Element]:
    """All elements in order; fails where tags are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    assert not reader.open, f"never closed: {[element.tag for element in reader.open]}"
    return reader.found


def every(pages: Mapping[str, str]) -> Iterator[tuple[str, Element]]:
    """All elements of all pages, with their page."""
    for path, html in pages.items():
        for element in elements(html):
            yield path, element
