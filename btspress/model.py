"""Every noun of the domain, resolved: names are things, times are fractions of a second.

`directives` and `stages/resolve.py` make these from what was written; `plan`, `pages` and templates
read them. All are frozen; places in files are left out of equality, so moving a paragraph changes
no digest. A thing that is missing is a value too (`MissingSource`), so that a page can show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from btspress.diagnostics import Diagnostic, Span
from btspress.digest import Digest
from btspress.facts import Facts
from btspress.timecode import TimeRange
from btspress.written import Link, Markup, NoteMark, Text

# ---- media ----


@dataclass(frozen=True, slots=True)
class Rights:
    """Who holds it and whether it may be shown; inherited site → film → chapter → clip."""

    holder: str = ""
    licence: str = ""
    credit: str = ""
    """Text that must be shown."""
    clearance: str = "cleared"
    territory: tuple[str, ...] = ()
    until: date | None = None
    contact: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Captions:
    """A timed-text file beside a clip: `clip.en.vtt`, `clip.en.sdh.vtt`, `clip.en.desc.vtt`."""

    name: str
    digest: Digest
    language: str
    kind: str
    """`captions`, `subtitles` or `descriptions`."""
    cues: tuple[Caption, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """One cue in the clock of the source file."""

    range: TimeRange
    text: str
    """Plain text, lines separated by newlines; a voice span becomes `Speaker: words`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A media file as delivered to us; never altered."""

    name: str
    """Site-relative path."""
    digest: Digest
    facts: Facts
    title: str = ""
    rights: Rights = Rights()
    description: tuple[Block, ...] = ()
    """The sidecar's body: the text alternative."""
    speech: str = ""
    """Language spoken, `none`, or empty when nobody said."""
    captions: tuple[Captions, ...] = ()
    described: Source | None = None
    """A version with described picture: `clip.ad.mov`."""
    stand_in: bool = False
    withheld: str = ""
    """Why it must not be published: `embargo`, `pending` …; such a source is shown in previews only, stamped."""


@dataclass(frozen=True, slots=True)
class MissingSource:
    """Stands where a source should be; every template can show it."""

    name: str
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Crop:
    """Part of the upright picture in pixels."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: of a video at a time, or a still image (`at` is None)."""

    source: Source | MissingSource
    at: Fraction | None = None
    crop: Crop | None = None
    automatic: TimeRange | None = None
    """Set when the best frame of this range is to be found by looking."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown; 16:9 for a missing source."""
        if self.crop:
            return self.crop.w, self.crop.h
        return _size(self.source)


@dataclass(frozen=True, slots=True)
class Clip:
    """A range of a source, to be watched."""

    source: Source | MissingSource
    range: TimeRange
    sound: bool
    crop: Crop | None = None
    poster: Frame | None = None
    span: Span | None = field(default=None, compare=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown."""
        return (self.crop.w, self.crop.h) if self.crop else _size(self.source)


@dataclass(frozen=True, slots=True)
class Sound:
    """A range of a source, to be heard."""

    source: Source | MissingSource
    range: TimeRange
    span: Span | None = field(default=None, compare=False)


Shown: TypeAlias = Clip | Frame | Sound


def _size(source: Source | MissingSource) -> tuple[int, int]:
    if isinstance(source, MissingSource):
        return (1280, 720)
    return (source.facts.width, source.facts.height)


# ---- inline nodes: what stands inside prose besides text ----


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in the text; the first time in a chapter it is a link."""

    person: str
    """Slug."""
    words: str


@dataclass(frozen=True, slots=True)
class TermMention:
    """A glossary word in the text."""

    term: str
    words: str


@dataclass(frozen=True, slots=True)
class CueLink:
    """A link that seeks a player on the page."""

    words_html: str
    target: str
    """Id of the figure on this page that plays it; empty when none does."""
    shown: Clip | Sound | MissingSource
    at: Fraction
    """Seconds after the start of the shown clip."""


@dataclass(frozen=True, slots=True)
class InlineMedia:
    """A picture or clip in the middle of a sentence."""

    shown: Shown
    alt: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """The start of a link to another page or a web address; `</a>` follows as Markup."""

    address: str
    """Site-absolute (`/people/…`) or a full web address."""
    title: str = ""


Part: TypeAlias = Markup | Text | Mention | TermMention | CueLink | InlineMedia | PageLink | NoteMark | Link

# ---- block nodes: what directives become. `template` names the partial that shows one ----


@dataclass(frozen=True, slots=True)
class Prose:
    """HTML, cut where an inline node stands."""

    template: ClassVar[str] = "prose"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading inside the text. `level` counts within the chapter: 2 is the highest."""

    template: ClassVar[str] = "heading"
    level: int
    id: str
    parts: tuple[Part, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """A line of text at a time of the clip: seconds after its start."""

    start: Fraction
    end: Fraction | None
    parts: tuple[Part, ...]
    region: Crop | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A clip, still or sound with its caption."""

    template: ClassVar[str] = "figure"
    id: str
    shown: Shown
    alt: str
    legend: str
    """Caption in one line; empty when there is none."""
    body: tuple[Block, ...] = ()
    """A longer caption."""
    shape: str = ""
    loop: bool = False
    autoplay: bool = False
    muted: bool = False
    decorative: bool = False
    annotations: tuple[Annotation, ...] = ()
    motif: str = ""
    title: str = ""
    """Title of a `[!clip]` block."""


@dataclass(frozen=True, slots=True)
class Side:
    """One picture of a comparison."""

    shown: Clip | Frame
    label: str
    alt: str
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The heart: an on-set moment beside the finished frame it became; two to five stages."""

    template: ClassVar[str] = "compare"
    id: str
    title: str
    sides: tuple[Side, ...]
    mode: str
    """`slider`, `fade`, `blink`, `side` or `stages`."""
    start: int = 50
    """Percent of the first picture at first."""
    axis: str = "x"
    fit: str = "contain"
    body: tuple[Block, ...] = ()
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """One piece of a sequence."""

    clip: Clip
    alt: str
    parts: tuple[Part, ...]
    starts: Fraction
    """Seconds after the start of the sequence, counting transitions."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Shots built into one file."""

    template: ClassVar[str] = "sequence"
    id: str
    title: str
    shots: tuple[Shot, ...]
    transition: str
    """`cut`, `crossfade` or `dip`."""
    overlap: Fraction
    """Seconds that a transition takes; 0 for cuts."""
    tempo: str = ""
    body: tuple[Block, ...] = ()

    @property
    def duration(self) -> Fraction:
        """Seconds of the whole."""
        return self.shots[-1].starts + self.shots[-1].clip.range.duration


@dataclass(frozen=True, slots=True)
class Signed:
    """Who speaks or decides, resolved."""

    person: str
    """Slug; empty when the name has no person."""
    name: str
    roles: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on the way: a decision, a challenge, a fix, a wrap …"""

    template: ClassVar[str] = "moment"
    id: str
    kind: str
    title: str
    body: tuple[Block, ...]
    signed: Signed | None = None
    on: date | None = None
    phase: str = ""
    motif: str = ""
    scene: str = ""
    details: tuple[tuple[str, str], ...] = ()
    """Further attributes in the order of the schema: `("instead-of", "night in the studio")`."""
    answers: str = ""
    """Of a fix: id of its challenge. Of a challenge: id of its fix."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Soundbite:
    """Few words by a named person, with picture or sound where there is one."""

    template: ClassVar[str] = "soundbite"
    id: str
    shown: Clip | Sound | Frame | None
    alt: str
    body: tuple[Block, ...]
    signed: Signed
    language: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline."""

    on: date
    what: str
    phase: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened when: milestones and dated moments of a phase or of the film."""

    template: ClassVar[str] = "timeline"
    id: str
    title: str
    events: tuple[Event, ...]
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Credited:
    """A person with the roles named and the places where they appear on this page."""

    person: str
    name: str
    roles: tuple[str, ...]
    department: str = ""
    appearances: tuple[Appearance, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditList:
    """Who did what."""

    template: ClassVar[str] = "credits"
    id: str
    title: str
    people: tuple[Credited, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """Objectives, discussion or an exercise."""

    template: ClassVar[str] = "learning"
    id: str
    kind: str
    title: str
    body: tuple[Block, ...]
    focus: str = ""
    watch: str = ""
    level: str = ""
    time: str = ""
    target: str = ""
    """Id of the figure that the exercise presets."""


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Something the reader opens on purpose."""

    template: ClassVar[str] = "spoiler"
    id: str
    title: str
    level: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands in a preview around what a build leaves out, and says why."""

    template: ClassVar[str] = "withheld"
    reason: str
    block: Block


Block: TypeAlias = Any
"""A node with a `template`: one of the above, or what an extension's directive becomes."""

# ---- people, films, pages ----


@dataclass(frozen=True, slots=True)
class Role:
    """What a person did on a film."""

    film: str
    role: str
    department: str = ""
    credited_as: str = ""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place where a person, a motif or a kind of moment is shown."""

    kind: str
    """`decision`, `soundbite`, `clip`, `signed` …"""
    words: str
    address: str
    chapter: str
    """Title of the chapter."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who made it. `implicit` people come from a signature and have no file."""

    slug: str
    name: str
    roles: tuple[Role, ...] = ()
    portrait: Frame | None = None
    pronouns: str = ""
    links: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    consent: str = ""
    autolink: bool = True
    body: tuple[Block, ...] = ()
    implicit: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All names the text may use."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade."""

    slug: str
    name: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that notes may name."""

    slug: str
    title: str
    by: str = ""
    on: date | None = None
    url: str = ""
    accessed: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note below the chapter: words, or a cited source with a place in it."""

    number: int
    label: str
    count: int
    parts: tuple[Part, ...]
    cited: CitedSource | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the production."""

    id: str
    name: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Motif:
    """Something that comes back."""

    id: str
    name: str
    look_for: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of the production."""

    on: date
    what: str
    chapter: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the story."""

    slug: str
    address: str
    file: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...] = ()
    summary: str = ""
    phase: str = ""
    start: date | None = None
    end: date | None = None
    tempo: str = ""
    motifs: tuple[str, ...] = ()
    opening: Clip | Frame | None = None
    """Picture or clip that opens the chapter full-bleed."""
    opening_alt: str = ""
    language: str = "en"
    translations: tuple[tuple[str, str], ...] = ()
    """Other languages of this page: (language, address)."""
    words: int = 0
    watch: Fraction = Fraction(0)
    """Seconds of clips and sounds."""
    level: str = ""
    time: str = ""
    aliases: tuple[str, ...] = ()
    spoiler: str = "none"
    withheld: str = ""
    """`draft` or `embargo`: shown in previews only."""
    rights: Rights = Rights()


@dataclass(frozen=True, slots=True)
class Film:
    """A production and its chapters."""

    slug: str
    address: str
    file: str
    title: str
    year: str = ""
    released: date | None = None
    runtime: str = ""
    logline: str = ""
    synopsis: str = ""
    theme: str = ""
    motifs: tuple[Motif, ...] = ()
    phases: tuple[Phase, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    studio: str = ""
    country: str = ""
    poster: Frame | None = None
    poster_alt: str = ""
    trailer: Clip | None = None
    ids: tuple[tuple[str, str], ...] = ()
    rights: Rights = Rights()
    blocks: tuple[Block, ...] = ()
    notes: tuple[Footnote, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    """In the main language, in reading order."""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What site.md says."""

    title: str = "Untitled"
    base_url: str = ""
    language: str = "en"
    theme: str = "documentary"
    description: str = ""
    release: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    """Severity by code, from `lint:`."""
    media_roots: tuple[str, ...] = ()
    theme_settings: Mapping[str, str] = field(default_factory=dict)
    rights: Rights = Rights()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that can be shown."""

    config: Config
    films: tuple[Film, ...]
    people: tuple[Person, ...]
    terms: tuple[Term, ...] = ()
    home: tuple[Block, ...] = ()
    home_notes: tuple[Footnote, ...] = ()
    translations: tuple[Chapter, ...] = ()
    problems: tuple[Diagnostic, ...] = field(default=(), compare=False)
    as_of: datetime | None = field(default=None, compare=False)
    """The instant that embargoes were judged by."""
