"""What templates can do: show a node, write prose, address a file, spell a date.

Filters read the page they write from the variable `view`; they never keep anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, Template, TemplatesNotFound, pass_context
from jinja2.runtime import Context
from markupsafe import Markup as Html
from markupsafe import escape

from btspress.languages import own_name
from btspress.model import (
    Crop,
    CueLink,
    Footnote,
    InlineMedia,
    Mention,
    PageLink,
    Part,
    Side,
    TermMention,
    Title,
)
from btspress.planned import File
from btspress.timecode import clock, decimal, iso_duration
from btspress.web.escaped import as_html
from btspress.web.media import (
    credit_of,
    credits_of,
    hover_of,
    missing_name,
    picture_of,
    player_of,
    seconds_of,
    source_of,
    timecodes_of,
    transcript_of,
)
from btspress.web.qr import qr_code
from btspress.web.technical import technical_of
from btspress.web.view import View
from btspress.web.words import in_full, phrase, spelled
from btspress.written import Link, Markup, NoteMark, Text

_FIRST = re.compile(r"\s*<[a-z][a-z0-9-]*")
LOWEST = 6
"""HTML has no heading below h6."""


class TemplateUseError(Exception):
    """A template asked for something that cannot be; the text is for the theme's author."""


@pass_context
def show(context: Context, node: object, level: int = 2, **more: object) -> Html:
    """The node through `partials/<its template>.html`; `level` is that of a heading at this place."""
    name = getattr(node, "template", None)
    if not isinstance(name, str):
        raise TemplateUseError(f"a {type(node).__name__} cannot be shown: it names no template")
    shown = _partial(context, name, {"node": node, "level": min(level, LOWEST), **more})
    at = getattr(node, "at", "")
    return _placed(shown, at) if at else shown


def _placed(shown: Html, at: str) -> Html:
    """What is shown, with the author's file and line at its element: only a preview has them."""
    name = _FIRST.match(shown)
    if name is None:
        return Html('<p data-at="{}">{}</p>').format(at, shown)
    return shown[: name.end()] + Html(' data-at="{}"').format(at) + shown[name.end() :]


@pass_context
def blocks(context: Context, nodes: Iterable[object], level: int = 2, **more: object) -> Html:
    """All nodes in order. A heading of the text makes those after it belong one level below it."""
    made = []
    here = level
    for node in nodes:
        if isinstance(node, Title):
            own = max(level, min(level + node.level - 2, here))
            made.append(show(context, node, own, **more))
            here = own + 1
        else:
            made.append(show(context, node, here, **more))
    return Html("".join(made))


@pass_context
def prose(context: Context, parts: Iterable[Part], quiet: bool = False) -> Html:
    """Text and inline nodes as HTML. `quiet` leaves out notes and players, for use on another page."""
    view = _view(context)
    return Html("".join([_part(context, view, part, quiet) for part in parts]))


def _part(context: Context, view: View, part: Part, quiet: bool) -> str:
    """The part as HTML; a plain `str`, as all of them become one `Html` in the end."""
    if isinstance(part, Markup):
        return part.html
    if isinstance(part, Text):
        return as_html(part.text)
    if isinstance(part, Mention):
        return _anchor(view, f"/people/{part.person}/", part.words, "mention")
    if isinstance(part, TermMention):
        return _anchor(view, f"/glossary/#{part.term}", part.words, "term")
    if isinstance(part, PageLink | Link):
        title = f' title="{escape(part.title)}"' if part.title else ""
        return f'<a href="{escape(view.url(part.address))}"{title}>'
    if quiet:
        return part.words_html if isinstance(part, CueLink) else ""
    return _live(context, view, part)


def _live(context: Context, view: View, part: CueLink | InlineMedia | NoteMark) -> str:
    """Parts that need something else on the same page."""
    if isinstance(part, CueLink):
        return _partial(context, "cue", {"node": part})
    if isinstance(part, InlineMedia):
        return _partial(context, "inline", {"node": part})
    again = f"-{part.count}" if part.count > 1 else ""
    number, said = part.number, escape(phrase(view.words, "note-mark", {"n": part.number}))
    ids = f'href="#note-{number}" id="note-mark-{number}{again}"'
    return f'<sup class="note-mark"><a {ids} aria-label="{said}">{number}</a></sup>'


def _anchor(view: View, address: str, words: str, kind: str) -> str:
    return f'<a class="{kind}" href="{escape(view.url(address))}">{escape(words)}</a>'


@pass_context
def picture(context: Context, shown: object, alt: str = "", size: str = "text", **more: object) -> Html:
    """`<picture>` of a frame, or of the poster of what is played; the missing slate where there is none.

    `size` names a row of `[sizes]` in `theme.toml`. `eager=True` for what is seen first.
    """
    view = _view(context)
    found = picture_of(view, shown)
    if found is None:
        return _partial(context, "missing", {"name": missing_name(shown), "alt": alt})
    values = {"picture": found, "alt": alt, "size": size, "eager": False, "source": source_of(shown)}
    return _partial(context, "picture", {**values, **more})


@pass_context
def player(context: Context, shown: object, alt: str = "", **more: object) -> Html:
    """`<video>` on its picture, or `<audio>`, of a clip, sound or sequence; the missing slate where there is none.

    `size` is that of the picture, as in `picture`.
    """
    found = player_of(_view(context), shown)
    if found is None:
        return _partial(context, "missing", {"name": missing_name(shown), "alt": alt})
    values = {"player": found, "alt": alt, "size": "text", "loop": False, "muted": False, "autoplay": False}
    return _partial(context, "player", {**values, "source": source_of(shown), **more})


def _partial(context: Context, name: str, values: Mapping[str, object]) -> Html:
    """A partial sees what the page sees, and its own values; a page of another form, as paper, has its own partials."""
    template = _shown_by(context.environment, context.parent.get("form", ""), name)
    seen = Context(context.environment, {**context.parent, **values}, template.name, template.blocks)
    return Html(context.environment.concat(template.root_render_func(seen)))


@lru_cache(maxsize=256)
def _shown_by(environment: Environment, form: str, name: str) -> Template:
    """The partial that shows `name` on a page of that form."""
    file = f"partials/{name}.html"
    try:
        return environment.select_template([f"partials/{form}/{name}.html", file] if form else [file])
    except TemplatesNotFound as error:
        raise TemplateUseError(f"the theme has no {file}, which shows '{name}'") from error


@pass_context
def url(context: Context, address: str, exactly: bool = False) -> str:
    """A site-absolute address as seen from this page; a web address as it is.

    Pages of the whole site are those of the page's own language, unless it is `exactly` that one.
    """
    return _view(context).url(address, exactly=exactly)


@pass_context
def lang(context: Context, language: str) -> Html:
    """The attribute for words in that language; nothing where it is that of the page, or not told."""
    spoken = language and language != _view(context).language
    return Html(' lang="{}"').format(language) if spoken else Html()


@pass_context
def srcset(context: Context, files: Iterable[File]) -> str:
    """The files of one type with their widths, as `srcset=` has them."""
    view = _view(context)
    return ", ".join([f"{view.url(file.url)} {file.width}w" for file in files])


@pass_context
def asset(context: Context, name: str) -> str:
    """Address of a file of the theme's `assets/`, with its fingerprint."""
    found = context["theme_assets"].get(name)
    if found is None:
        raise TemplateUseError(f"the theme has no assets/{name}")
    return _view(context).url(found)


@pass_context
def label(context: Context, key: str, default: str | None = None, **values: object) -> str:
    """Words of the interface; `default` for keys that come from authors."""
    words = _view(context).words
    if key in words:
        return phrase(words, key, values)
    if default is None:
        raise TemplateUseError(f"no label '{key}' in labels.toml")
    return default


@pass_context
def day(context: Context, when: date) -> Html:
    """A date as `<time>`."""
    return spelled(when, _view(context).words)


@pass_context
def why(context: Context, reason: str) -> str:
    """Why something is withheld, in words: `pending`, `embargo 2026-03-01T09:00:00+01:00`."""
    words = _view(context).words
    code, _, rest = reason.partition(" ")
    instant = datetime.fromisoformat(rest) if code in {"embargo", "expired"} else None
    return phrase(words, f"why-{code}", {"day": in_full(instant, words) if instant else "", "what": rest})


def _seen(function: Callable[[View, object], Any]) -> Callable[[Context, object], Any]:
    """The function as a filter: it gets the page from the context."""

    @pass_context
    def filtered(context: Context, shown: object) -> Any:
        return function(_view(context), shown)

    return filtered


def _view(context: Context) -> View:
    view: View = context.parent["view"]
    return view


def note_marks(note: Footnote) -> tuple[str, ...]:
    """Ids of the places in the text that mention the note."""
    again = (f"note-mark-{note.number}-{count}" for count in range(2, note.count + 1))
    return (f"note-mark-{note.number}", *again) if note.count else ()


def side_names(node: object, first: str, last: str) -> tuple[str, ...]:
    """Names of a comparison's pictures: the author's, else on set and finished, else numbers."""
    sides: tuple[Side, ...] = getattr(node, "sides", ())
    numbers = [str(number) for number in range(1, len(sides) + 1)]
    spare = [first, *numbers[1:-1], last]
    return tuple(side.label or name for side, name in zip(sides, spare, strict=False))


def moving(sides: Iterable[Side]) -> bool:
    """Whether something plays, so that one clock drives whatever does."""
    return any(side.moving for side in sides)


def percent(region: Crop, shown: object) -> str:
    """A region of the source as left, top, width and height in percent of what is shown of it."""
    crop = getattr(shown, "crop", None) or Crop(0, 0, *getattr(shown, "size", (1, 1)))
    left, top = region.x - crop.x, region.y - crop.y
    values = (left / crop.w, top / crop.h, region.w / crop.w, region.h / crop.h)
    return ",".join(f"{value * 100:.2f}" for value in values)


def amount(value: Fraction) -> str:
    """A sum of money: whole units with a thin space between the thousands, cents only where there are some."""
    digits = 0 if value.denominator == 1 else 2
    return f"{float(value):,.{digits}f}".replace(",", "\u202f")


def minutes(seconds: Fraction) -> int:
    """Whole minutes, rounded, at least one."""
    return max(1, round(seconds / 60))


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "show": show,
        "blocks": blocks,
        "prose": prose,
        "picture": picture,
        "player": player,
        "url": url,
        "srcset": srcset,
        "asset": asset,
        "label": label,
        "day": day,
        "lang": lang,
        "why": why,
        "clock": clock,
        "own_name": own_name,
        "seconds": decimal,
        "minutes": minutes,
        "amount": amount,
        "iso_duration": iso_duration,
        "credit": _seen(credit_of),
        "duration": _seen(seconds_of),
        "transcript": _seen(transcript_of),
        "technical": _seen(technical_of),
        "planned_picture": _seen(picture_of),
        "planned_player": _seen(player_of),
        "hover": _seen(hover_of),
        "credits": _seen(credits_of),
        "marks": note_marks,
        "side_names": side_names,
        "moving": moving,
        "percent": percent,
        "qr": qr_code,
        "missing": missing_name,
        "source": source_of,
        "timecodes": timecodes_of,
    }
)
"""Names that templates use."""
