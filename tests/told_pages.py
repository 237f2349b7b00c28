"""One small site that uses every block, rendered without any media work; and a reader for its HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from btspress.diagnostics import Diagnostic
from btspress.model import Site
from btspress.pages import lay_out
from btspress.pages.spec import PageSpec
from btspress.planned import Plan
from btspress.stages.plan import plan as plan_media
from btspress.stages.render import render
from btspress.testing import picture, sound, tell, video
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme

BRIDGE = """---
title: The bridge at noon
summary: A night scene becomes a day scene.
phase: shoot
on: 2012-04-19
motifs: [railing]
poster: media/wide.jpg
---

The break-up happens on a small bridge.[^1] Ada Lens kept the clean plate, and [the card falls](media/scout.mp4#t=12).

![The dolly passes the railing](media/scout.mp4#t=10,20 "Take four"){.wide #take-four motif=railing}

> [!setup]
>
> Seven months and one bridge.

> [!decision] Shoot on the real bridge, by day {instead-of="night in the studio" motif=railing}
>
> A night shoot meant lighting a canal.[^1]
>
> — Ada Lens, director, 2012-04-19

## What the church was for

> [!challenge] The screen is green & grey {cost="two days"}
>
> The corner falls off into dark.

> [!fix] Draw the corner away
>
> A rough mask removes it.
>
> ![A stain beside the figure](media/key.jpg)

> [!compare] From set to screen {mode=slider start=40%}
>
> ![On set: a green card](media/onset.jpg)
> ![Finished: the dome](media/final.jpg)
>
> Only the railing is real.
>
> 1. [On set](#xy=30,40) The card that becomes *the dome*.
> 2. [Finished](#xy=70.5,20) The dome, and Ada Lens.

> [!compare] Stages
>
> ![Plate: one](media/onset.jpg)
> ![Previs: not kept]()
> ![Key: two](media/key.jpg)
> ![Comp: three](media/final.jpg)

> [!compare] In step {mode=side}
>
> ![Before: a grey man](media/scout.mp4#t=1,4)
> ![After: a lit man](media/scout.mp4#t=5,8)
>
> 1. [Before](#xy=50,50&t=2,3) His hand, for one second.

> [!compare] A still beside a clip {mode=slider axis=y}
>
> ![Drawn: the dolly](media/onset.jpg)
> ![Shot: the dolly](media/scout.mp4#t=11,14)

> [!sequence] From railing to ruin {transition=cut}
>
> 1. ![Rehearsal](media/scout.mp4#t=2,5)
> 2. ![Take four](media/scout.mp4#t=10,14) the take they kept

> [!clip] With marks
>
> ![The dolly again](media/scout.mp4#t=20,40)
>
> - 0:22 It starts
> - 0:25–0:28 Wind lifts the card {xywh=percent:40,20,20,30}

> [!soundbite]
>
> ![Ada Lens leans on the railing](media/ada.mp4#t=3,9)
>
> We had light for one take.
>
> — Ada Lens, director

> [!accident] The card falls {kept=yes}
>
> Nobody planned it.

> [!location] Oude Kerk {is=real as="the dome"}
>
> It stands there.

> [!clash] Shorter {outcome=third-way}
>
> Two reasons.

> [!deleted] The second hand {reason=pacing}
>
> It explained too much.

> [!lesson]
>
> Keep one real thing.

> [!note]
>
> An aside.

> [!spoiler] How it ends
>
> He says he is sorry.

> [!timeline] The shoot {phase=shoot}

> [!objectives] {level="first year" time=20min}
>
> - explain a clean plate

> [!discuss] {focus=setting}
>
> 1. What would be lost at night?

> [!exercise] Watch again {watch=frame-by-frame focus=camera time=5min}
>
> ![The dolly once more](media/scout.mp4#t=41,44)
>
> Count the frames.

> [!takeaways]
>
> - Daylight is cheap.

> [!credits] In this chapter

> [!wrap]
>
> The bridge stayed.

[^1]: blog, p. 4
"""

FILES = {
    "site.md": "---\ntitle: Told\nbase_url: https://films.example/told/\ndescription: How it was made.\n---\n\nWelcome.\n",
    "glossary.md": "# Glossary\n\n## clean plate\n\nThe frame without the thing.\n",
    "people/ada-lens.md": "---\nname: Ada Lens\nroles:\n  - film: tears\n    role: director\n    department: direction\n---\n\nShe directs.\n",
    "sources/blog.md": "---\ntitle: Production blog\nby: The crew\non: 2012-04-19\nurl: https://blog.example/\n---\n",
    "films/tears/film.md": (
        "---\ntitle: Tears\nyear: 2012\nlogline: A hand and a bridge.\ntheme: what is real\nposter: media/wide.jpg\n"
        "motifs:\n  railing:\n    name: The railing\n    look-for: the real thing\n"
        "phases:\n  - id: pre\n    name: Before\n  - id: shoot\n    name: The shoot\n    from: 2012-04-01\n    to: 2012-05-01\n"
        "milestones:\n  - on: 2012-04-19\n    what: The bridge moves\nrights:\n  credit: (CC) The Film\n---\n\nThe pitch.\n"
    ),
    "films/tears/01-first.md": "---\ntitle: First\nphase: pre\nposter: media/scout.mp4#t=50,55\n---\n\nIt starts here. Ada Lens was there.\n\n> [!decision] Begin\n>\n> Somewhere.\n",
    "films/tears/02-bridge.md": BRIDGE,
}
MEDIA = {
    "films/tears/media/scout.mp4": video(60),
    "films/tears/media/ada.mp4": video(20, (1280, 720)),
    "films/tears/media/wide.jpg": picture(1920, 800),
    "films/tears/media/onset.jpg": picture(1280, 720),
    "films/tears/media/final.jpg": picture(1280, 720),
    "films/tears/media/key.jpg": picture(1280, 720),
    "films/tears/media/tone.m4a": sound(12),
}


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
    plan = plan_media(site, "tools-1")
    loaded = load_theme(theme)
    assert loaded.theme, loaded.problems
    specs = lay_out(site, plan)
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
