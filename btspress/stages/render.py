"""Site × plan × theme → pages: the fifth stage. Pure; the same values give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest, digest_bytes, fingerprint
from btspress.model import Config, Frame, Moment
from btspress.pages.spec import PageSpec
from btspress.planned import Page, Picture, Plan, Player
from btspress.unchanging import unchanging
from btspress.walk import names_inside, walk
from btspress.web.environment import Environment, template_problem
from btspress.web.theme import Theme
from btspress.web.view import View
from btspress.web.words import words_of

_FAILED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A template failed</title></head>
<body><h1>A template failed</h1><p>The terminal says which, and why.</p></body></html>
"""


@unchanging
class Rendered:
    """One page, and what its templates did wrong."""

    page: Page
    problems: tuple[Diagnostic, ...] = ()


def page_key(spec: PageSpec, theme: Theme, config: Config, placeholders: str = "") -> Digest:
    """Fingerprint of all that decides the bytes of a page."""
    told = (config.labels, config.theme_settings, config.base_url, config.video.facts)
    return fingerprint(spec.key, theme.digest, *told, placeholders)


def render_page(
    spec: PageSpec, environment: Environment, config: Config, placeholders: str = "", key: Digest = ""
) -> Rendered:
    """The page of `spec`. `placeholders` is the address of the style sheet with tiny pictures, `key` its `page_key`.

    When a template fails the page says so in one line, and the problem names the template's line.
    """
    key = key or page_key(spec, environment.theme, config, placeholders)
    if not spec.template:
        return Rendered(Page(spec.path, spec.text.encode(), key))
    # A template may raise whatever Python can raise.
    try:
        html = environment.render(spec.template, _values(spec, environment, config, placeholders))
    except Exception as error:
        return Rendered(Page(spec.path, _FAILED.encode(), key), (template_problem(error, environment.theme),))
    return Rendered(Page(spec.path, html.encode(), key))


def static_pages(theme: Theme, plan: Plan) -> Iterator[Page]:
    """Files that no template writes: the theme's assets, and captions."""
    for asset in theme.assets.values():
        yield Page(asset.address.lstrip("/"), asset.body, digest_bytes(asset.body))
    for address, text in plan.texts.items():
        body = text.encode()
        yield Page(address.lstrip("/"), body, digest_bytes(body))


def render(
    specs: Iterable[PageSpec], plan: Plan, environment: Environment, config: Config, placeholders: str = ""
) -> tuple[tuple[Page, ...], tuple[Diagnostic, ...]]:
    """All pages and static files, and all problems."""
    made = tuple(render_page(spec, environment, config, placeholders) for spec in specs)
    pages = (*(one.page for one in made), *static_pages(environment.theme, plan))
    return pages, tuple(found for one in made for found in one.problems)


def scripts_of(spec: PageSpec, theme: Theme) -> tuple[str, ...]:
    """Scripts of the theme that something on the page needs; a page of words needs none."""
    kinds = names_inside(
        (spec.values, spec.media), frozenset(need for needs in theme.scripts.values() for need in needs)
    )
    return tuple(name for name, needs in theme.scripts.items() if "*" in needs or kinds.intersection(needs))


def _values(spec: PageSpec, environment: Environment, config: Config, placeholders: str) -> dict[str, object]:
    """What the template sees."""
    theme = environment.theme
    scripts = scripts_of(spec, theme)
    pictures = {shown: found for shown, found in spec.media if isinstance(shown, Frame) and isinstance(found, Picture)}
    players = {
        shown: found for shown, found in spec.media if not isinstance(shown, Frame) and isinstance(found, Player)
    }
    view = View(
        path=spec.path,
        language=spec.language,
        pictures=MappingProxyType(pictures),
        players=MappingProxyType(players),
        words=words_of(theme, config, spec.language),
        rights=spec.rights,
        base_url=config.base_url,
        anywhere=spec.anywhere,
        facts=config.video.facts,
        settings=config.theme_settings,
        root=spec.root,
    )
    return {
        **spec.values,
        "view": view,
        "head": spec.head,
        "stylesheets": theme.stylesheets,
        "placeholders": placeholders,
        "scripts": scripts,
        "bundles": tuple(dict.fromkeys(theme.bundles[name] for name in scripts if name in theme.bundles)),
        "titles": MappingProxyType({found.id: found.title for found in walk(spec.values, Moment) if found.title}),
        "settings": config.theme_settings,
    }
