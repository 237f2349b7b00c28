"""The proof of a theme: the test card shown with it, and everything that a reader would stumble over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from btspress.diagnostics import Diagnostic, problem
from btspress.testcard import shown
from btspress.web.theme import Theme, load_theme
from btspress.web.tokens import ENOUGH, PAIRS, colours_of, contrast

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_LOADS = (("script", "src"), ("link", "href"), ("img", "src"), ("source", "src"), ("video", "poster"), ("track", "src"))
_NAMED = frozenset(("aria-label", "aria-labelledby"))


@dataclass(slots=True)
class _Tag:
    """One start tag."""

    name: str
    has: Mapping[str, str | None]
    around: tuple[str, ...]
    """Tags that are open around it."""


@dataclass(slots=True)
class _Reader(HTMLParser):
    """Start tags in order, and tags that are not closed in order."""

    tags: list[_Tag] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.tags.append(_Tag(tag, dict(attrs), tuple(self._open)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open, or note that something else is."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.crossed.append(tag)

    def left(self) -> tuple[str, ...]:
        """Tags that cross others or were never closed."""
        return (*self.crossed, *self._open)


def proof(theme: Theme) -> tuple[Diagnostic, ...]:
    """What is wrong with a theme: E907 for templates that fail, E914 for all else. Empty when it is fit."""
    pages, problems = shown(theme)
    if problems:
        return tuple(dict.fromkeys(problems))
    told = Counter(fault for path, html in pages.items() if not _is_frame(path) for fault in set(faults(html)))
    per_page = (f"{fault} ({count} of {len(pages)} pages of the test card)" for fault, count in told.items())
    return tuple(problem("E914", f"theme '{theme.name}': {fault}") for fault in (*per_page, *faint(theme)))


def proof_of(name: str, site: Path) -> tuple[Diagnostic, ...]:
    """The proof of the theme `name` as a site in the folder `site` would find it; empty when there is none."""
    theme = load_theme(name, site).theme
    return proof(theme) if theme else ()


def faint(theme: Theme) -> Iterator[str]:
    """Pairs of tokens whose contrast is too small to be read."""
    for scheme, colours in colours_of(theme).items():
        for text, ground in PAIRS:
            if text in colours and ground in colours:
                found = contrast(colours[text], colours[ground])
                if found < ENOUGH:
                    yield f"--{text} on --{ground} has a contrast of {found:.2f} when {scheme}; text needs {ENOUGH}"


def faults(html: str) -> Iterator[str]:
    """What is wrong with one page, in words."""
    reader = _Reader()
    reader.feed(html)
    tags = reader.tags
    if crossed := reader.left():
        yield f"<{crossed[0]}> is not closed in order"
    yield from _frame(tags)
    yield from _headings(tags)
    yield from _captions(tags)
    yield from _media(tags)
    yield from _names(tags)
    yield from _strict(tags)


def _is_frame(path: str) -> bool:
    """A page for frames on other sites has no navigation, by purpose; neither has one that is made for paper."""
    return "/embed/" in path or "/handout/" in path


def _frame(tags: list[_Tag]) -> Iterator[str]:
    """Language, title and landmarks."""
    counts = Counter(tag.name for tag in tags if "svg" not in tag.around)
    if not any(tag.name == "html" and tag.has.get("lang") for tag in tags):
        yield "<html> says no language"
    for name in ("title", "main"):
        if counts[name] != 1:
            yield f"there are {counts[name]} <{name}>, not one"
    body = ("html", "body")
    for name, what in (("header", "head"), ("footer", "foot")):
        if not any(tag.name == name and tag.around == body for tag in tags):
            yield f"the page has no {what}: a <{name}> directly in <body>"
    if any(tag.name == "nav" and not _NAMED & tag.has.keys() for tag in tags):
        yield "a <nav> has no aria-label"
    places = {f"#{tag.has['id']}" for tag in tags if tag.name == "main" and tag.has.get("id")}
    first = next((tag for tag in tags if tag.name == "a"), None)
    if first is None or first.has.get("href") not in places:
        yield "the first link does not skip to <main>"


def _headings(tags: list[_Tag]) -> Iterator[str]:
    levels = [int(tag.name[1]) for tag in tags if re.fullmatch("h[1-6]", tag.name)]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} <h1>, not one"
    elif levels[0] != 1:
        yield f"<h{levels[0]}> stands before <h1>"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"<h{after}> follows <h{before}>: a level is left out"


def _captions(tags: list[_Tag]) -> Iterator[str]:
    """Captions that stand neither first nor last in their figure."""
    for at, tag in enumerate(tags):
        if tag.name != "figcaption" or tags[at - 1].name == "figure":
            continue
        follower = next((each for each in tags[at + 1 :] if len(each.around) <= len(tag.around)), None)
        if follower and len(follower.around) == len(tag.around):
            yield f"<{follower.name}> follows <figcaption>, which stands last in its <figure>"


def _media(tags: list[_Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.name == "img" and "alt" not in tag.has:
            yield "an <img> has no alt"
        if tag.name in {"img", "video"} and not {"width", "height"} <= tag.has.keys():
            yield f"<{tag.name}> has no width and height: the page jumps when it arrives"
        if tag.name in {"video", "audio"}:
            if "controls" not in tag.has:
                yield f"<{tag.name}> has no controls: without scripts it cannot be played"
            if not _NAMED & tag.has.keys():
                yield f"<{tag.name}> has no name: aria-label"


def _names(tags: list[_Tag]) -> Iterator[str]:
    counts = Counter(tag.has["id"] for tag in tags if tag.has.get("id"))
    yield from (f"id '{name}' stands twice" for name, count in counts.items() if count > 1)
    for tag in tags:
        for name in str(tag.has.get("aria-labelledby") or "").split():
            if name not in counts:
                yield f"aria-labelledby names '{name}', which is not there"


def _strict(tags: list[_Tag]) -> Iterator[str]:
    """What a strict content policy forbids, and what other hosts would learn of."""
    for tag in tags:
        if tag.name == "style" or any(name == "style" or name.startswith("on") for name in tag.has):
            yield f"<{tag.name}> carries style or script of its own"
        elif tag.name == "script" and tag.has.get("type") != "application/ld+json" and not tag.has.get("src"):
            yield "<script> carries a script of its own"
        for name, key in _LOADS:
            address = tag.has.get(key) if tag.name == name else None
            if address and urlsplit(address).netloc and tag.has.get("rel") not in {"canonical", "alternate"}:
                yield f"<{name}> asks another host: {urlsplit(address).netloc}"
