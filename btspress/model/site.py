"""Films, chapters and the whole site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from fractions import Fraction

from btspress.diagnostics import Diagnostic, Span
from btspress.digest import LATER
from btspress.model.media import Block, Clip, Frame, Rights, Source
from btspress.model.named import Footnote, Person, Term
from btspress.model.settings import PublishSettings, SoundSettings, VideoSettings
from btspress.unchanging import unchanging


@unchanging
class Phase:
    """A stretch of the production."""

    id: str
    name: str
    start: date | None = None
    end: date | None = None
    planned: tuple[date, date] | None = None
    """First and last day that it was to take."""


@unchanging
class Motif:
    """Something that comes back."""

    id: str
    name: str
    look_for: str = ""


@unchanging
class Milestone:
    """A dated step of the production."""

    on: date
    what: str
    chapter: str = ""
    kind: str = ""
    planned: date | None = None
    """The day for which it was planned."""
    language: str = field(default="", metadata=LATER)
    """Of what is said of it, where that is not in the language of the site; empty else."""


@unchanging
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
    follows: str = ""
    """File name of the chapter that it follows in time, where that is not the one before it."""
    published: date | None = None
    """Day on which readers got it."""
    levels: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Severity by code, for this chapter."""
    limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Limits of rules of the story lint by code, for this chapter, as written."""
    spoiler: str = "none"
    withheld: str = ""
    """`draft` or `embargo`: shown in previews only."""
    rights: Rights = Rights()


@unchanging
class PressStill:
    """A picture that newspapers may print."""

    frame: Frame
    alt: str
    """What one sees."""


@unchanging
class Press:
    """What is there for the press."""

    stills: tuple[PressStill, ...] = ()
    contact: str = ""
    """Whom to ask, as everybody may read it."""
    facts: tuple[tuple[str, str], ...] = ()
    """Further lines of the technical sheet: (`Aspect ratio`, `2.40:1`)."""


@unchanging
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
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Lines of its map, beneath its places: points as (latitude, longitude) in degrees."""
    studio: str = ""
    country: str = ""
    poster: Frame | None = None
    poster_alt: str = ""
    trailer: Clip | None = None
    press: Press = Press()
    finished: Source | None = None
    """The finished film, or a part of it, that its clips are drawn to."""
    look: str = ""
    """`unify` or `none`; empty for what the site says."""
    accent: str = ""
    """`auto` where the poster gives its colours to the film's pages."""
    ids: tuple[tuple[str, str], ...] = ()
    rights: Rights = Rights()
    blocks: tuple[Block, ...] = ()
    notes: tuple[Footnote, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    """In the main language, in reading order."""
    withheld: str = ""
    waiting: tuple[str, ...] = ()
    """Phases of which a checkpoint is open: their chapters are withheld."""
    language: str = field(default="", metadata=LATER)
    """Of its own words, where they are not in the language of the site; empty else."""


@unchanging
class Config:
    """What site.md says."""

    title: str = "Untitled"
    base_url: str = ""
    language: str = "en"
    theme: str = "documentary"
    theme_at: Span | None = field(default=None, compare=False)
    """Where site.md names it."""
    description: str = ""
    languages: tuple[str, ...] = ()
    """Languages that pages are translated into."""
    films: tuple[str, ...] = ()
    """Folders of films, in the order of the home page."""
    release: bool = False
    territory: tuple[str, ...] = ()
    """Countries that it is served in; everywhere, when empty."""
    labels: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    """Severity by code, from `lint:`."""
    limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Limits of rules of the story lint by code, from `lint:`, as written."""
    media_roots: tuple[str, ...] = ()
    theme_settings: Mapping[str, str] = field(default_factory=dict)
    rights: Rights = Rights()
    video: VideoSettings = VideoSettings()
    look: str = ""
    """`unify` where clips are drawn gently to the finished film."""
    sound: SoundSettings = SoundSettings()
    publish: PublishSettings = PublishSettings()
    review: str = ""
    """`yes` where readers are asked what they think, or the web address that their answers may be sent to."""


@unchanging
class HomeEdition:
    """The home page in another language."""

    title: str
    description: str
    body: tuple[Block, ...]
    notes: tuple[Footnote, ...] = ()


@unchanging
class Edition:
    """All pages of one language that have an original; what is not translated is not in it."""

    language: str
    home: HomeEdition | None = None
    films: tuple[Film, ...] = ()
    """With the chapters of the original."""
    people: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    """The whole glossary, when any of it is translated."""
    kept: tuple[str, ...] = ()
    """Slugs of films whose translated page is withheld: they have no page in this language."""


@unchanging
class Site:
    """Everything that can be shown."""

    config: Config
    films: tuple[Film, ...]
    people: tuple[Person, ...]
    terms: tuple[Term, ...] = ()
    home: tuple[Block, ...] = ()
    home_notes: tuple[Footnote, ...] = ()
    translations: tuple[Chapter, ...] = ()
    editions: tuple[Edition, ...] = ()
    problems: tuple[Diagnostic, ...] = field(default=(), compare=False)
    as_of: datetime | None = field(default=None, compare=False)
    """The instant that embargoes were judged by."""
    public: bool = True
    """Whether search engines may know of it: not when it is for the press, the crew, a client or a class."""
    root: str = ""
    """The folder that its pages lie in: `/de` where it is told in another language than its own; else empty."""
    original: str = ""
    """The language that it was written in, where this is another; empty else."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Words of the interface by language, once there is a theme."""
    home_language: str = ""
    """Of the words of the home page, where they are not in the language of the site; empty else."""

    def at(self, address: str) -> str:
        """The address of a page of the whole site, as `/people/`, in the language of this site."""
        return f"{self.root}{address}"
