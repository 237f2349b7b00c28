"""A file as its author wrote it: syntax and positions, no meaning yet.

`markup` makes these values from text; `directives` and `resolve` give them meaning. Nothing here
knows other files, media facts or URLs. Spans never take part in equality or digests.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import TypeAlias

from btspress.diagnostics import Diagnostic, Span
from btspress.timecode import Smpte
from btspress.unchanging import unchanging

# ---- text with positions: the head of a file and the braces behind a title share one form ----


@unchanging
class Scalar:
    """One value, still text; the schema types it. A bare attribute such as `loop` has text `yes`."""

    text: str
    span: Span = field(compare=False)


@unchanging
class Series:
    """A list of values."""

    items: tuple[Value, ...]
    span: Span = field(compare=False)


@unchanging
class Entry:
    """`key: value` or `key=value`."""

    key: str
    value: Value
    span: Span = field(compare=False)
    """Where the key stands."""


@unchanging
class Table:
    """Keys and values in the order written; keys are unique."""

    entries: tuple[Entry, ...]
    span: Span = field(compare=False)

    def get(self, key: str) -> Entry | None:
        """The entry of `key`, if it is there."""
        for entry in self.entries:
            if entry.key == key:
                return entry
        return None


Value: TypeAlias = Scalar | Series | Table


@unchanging
class Attributes:
    """What stands in braces: `{#id .shape key=value}`."""

    table: Table
    id: str = ""
    shapes: tuple[str, ...] = ()
    id_span: Span | None = field(default=None, compare=False)
    shape_spans: tuple[Span, ...] = field(default=(), compare=False)


# ---- inline ----


@unchanging
class Markup:
    """HTML that CommonMark made of the author's text; already escaped."""

    html: str


@unchanging
class Text:
    """Plain words outside links, headings and code: people and terms may be found in them."""

    text: str


@unchanging
class Time:
    """One point in time as written: elapsed seconds, a timecode, or a frame number."""

    at: Fraction | Smpte | int
    span: Span = field(compare=False)


@unchanging
class Region:
    """Part of a picture: `xywh=`; numbers are pixels of the upright picture, or percent."""

    x: Fraction
    y: Fraction
    w: Fraction
    h: Fraction
    percent: bool
    span: Span = field(compare=False)


@unchanging
class Selection:
    """What the URL fragment selects (W3C Media Fragments 1.0, with tc, f and still added)."""

    clock: str = ""
    """`t`, `tc`, `f`, `id`, or empty when no time is selected."""
    start: Time | None = None
    end: Time | None = None
    ranged: bool = False
    """True when a comma was written: `4,12`, `,12`; a single time with `t=4` is not a range."""
    mark: str = ""
    region: Region | None = None
    track: str = ""
    still: bool = False
    span: Span | None = field(default=None, compare=False)
    """The fragment, without `#`."""


@unchanging
class Reference:
    """A picture `![words](path#selection "legend"){…}` that shows media, or a cue `[words](path#…)`."""

    path: str
    """As written, percent-decoded, without the fragment."""
    words: str
    """Alt text of a picture, plain; the text of a cue."""
    legend: str
    selection: Selection
    attributes: Attributes
    span: Span = field(compare=False)
    """The whole reference."""
    path_span: Span = field(compare=False)
    words_html: str = ""
    """The words of a cue as HTML."""


@unchanging
class Cue:
    """A link into a media file."""

    reference: Reference


@unchanging
class Link:
    """The start of an ordinary link; Markup `</a>` ends it. Checked when names are known."""

    address: str
    title: str
    span: Span = field(compare=False)


@unchanging
class NoteMark:
    """`[^label]` in the text; `number` counts first mentions from 1, `count` mentions of one note from 1."""

    label: str
    number: int
    count: int
    span: Span = field(compare=False)


Inline: TypeAlias = Markup | Text | Reference | Cue | Link | NoteMark

# ---- blocks ----


@unchanging
class Heading:
    """`## Words`; its level counts from 1."""

    level: int
    parts: tuple[Inline, ...]
    text: str
    attributes: Attributes
    span: Span = field(compare=False)


@unchanging
class Passage:
    """Paragraphs, lists, tables, code: prose as CommonMark renders it, cut where something of ours stands."""

    parts: tuple[Inline, ...]
    span: Span = field(compare=False)


@unchanging
class Item:
    """One list item: its first paragraph as parts (braces at its end taken off)."""

    parts: tuple[Inline, ...]
    attributes: Attributes
    span: Span = field(compare=False)
    more: bool = False
    """Whether there is more in the item than its first paragraph."""


@unchanging
class Listing:
    """A list directly inside a block. `passage` is the same list as CommonMark renders it."""

    ordered: bool
    items: tuple[Item, ...]
    passage: Passage
    span: Span = field(compare=False)


@unchanging
class Embed:
    """A picture that is alone in its paragraph: a figure."""

    reference: Reference
    span: Span = field(compare=False)


@unchanging
class Signature:
    """`— Name, role, 2012-04-19`: who speaks or decides. Words that are no date are roles."""

    name: str
    roles: tuple[str, ...]
    on: str
    span: Span = field(compare=False)
    name_span: Span = field(compare=False)
    role_span: Span | None = field(default=None, compare=False)


@unchanging
class Quotation:
    """A blockquote without a name that ends in a signature."""

    body: tuple[Block, ...]
    signature: Signature
    span: Span = field(compare=False)


@unchanging
class Call:
    """A story block as written: `> [!name] Title {attributes}` and its body."""

    name: str
    title: tuple[Inline, ...]
    title_text: str
    attributes: Attributes
    body: tuple[Block, ...]
    signature: Signature | None
    folded: str
    """`+`, `-` or empty: the sign behind the name."""
    span: Span = field(compare=False)
    """`[!name]` itself."""
    title_span: Span | None = field(default=None, compare=False)


@unchanging
class Definition:
    """`Term` and `: its meaning`, a Markdown definition list; only the glossary has them."""

    term: str
    parts: tuple[Inline, ...]
    span: Span = field(compare=False)


Block: TypeAlias = Heading | Passage | Listing | Embed | Quotation | Call | Definition


@unchanging
class Note:
    """`[^label]: text`, numbered by first mention."""

    label: str
    number: int
    count: int
    """How often it is mentioned."""
    parts: tuple[Inline, ...]
    plain: str
    span: Span = field(compare=False)


@unchanging
class Document:
    """One Markdown file, parsed."""

    path: str
    head: Table
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    words: int
    """Words a reader reads in the body."""
    problems: tuple[Diagnostic, ...] = ()
