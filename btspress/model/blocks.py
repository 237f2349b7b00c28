"""Block nodes: what directives become. `template` names the partial that shows one."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import ClassVar

from btspress.diagnostics import Span
from btspress.model.inline import Part
from btspress.model.media import Block, Clip, Crop, Frame, MissingSource, Shown, Sound
from btspress.perspective import Corners
from btspress.unchanging import unchanging


@unchanging
class Prose:
    """HTML, cut where an inline node stands."""

    template: ClassVar[str] = "prose"
    parts: tuple[Part, ...]
    at: str = field(default="", compare=False)
    """Where a preview found it, as `file:line`, like that of all blocks; empty in a build."""


@unchanging
class Title:
    """A heading inside the text. `level` counts within the chapter: 2 is the highest."""

    template: ClassVar[str] = "heading"
    level: int
    id: str
    parts: tuple[Part, ...]
    text: str
    at: str = field(default="", compare=False)


@unchanging
class Annotation:
    """A line of text at a time of the clip: seconds after its start."""

    start: Fraction
    end: Fraction | None
    parts: tuple[Part, ...]
    region: Crop | None = None


@unchanging
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
    at: str = field(default="", compare=False)


@unchanging
class Side:
    """One picture of a comparison."""

    shown: Clip | Frame
    label: str
    alt: str
    finished: bool = False
    absent: bool = False
    """True for a stage of which nothing is kept: its words stand where its picture would."""

    @property
    def moving(self) -> bool:
        """Whether there is something to play."""
        return isinstance(self.shown, Clip) and not isinstance(self.shown.source, MissingSource)


@unchanging
class Hotspot:
    """A numbered note at a place of one picture of a comparison."""

    side: int
    """Which picture, counted from 0."""
    x: Fraction
    """Percent of the picture's width, from its left edge."""
    y: Fraction
    """Percent of its height, from its upper edge."""
    parts: tuple[Part, ...]
    start: Fraction | None = None
    """Seconds after the start of the clip at which it appears; None for all of it."""
    end: Fraction | None = None
    """Seconds after the start of the clip; None for the rest of it."""


@unchanging
class Overlay:
    """How a comparison is shown once its two pictures have been brought to what both of them show."""

    mode: str
    modes: tuple[str, ...]
    apart: tuple[str, ...] = ()
    """Modes where they turn out to show no common view; side by side at first then."""
    span: Span | None = field(default=None, compare=False)
    """Where it was asked for."""


@unchanging
class Comparison:
    """The heart: an on-set moment beside the finished frame it became; two to six stages."""

    template: ClassVar[str] = "compare"
    id: str
    title: str
    sides: tuple[Side, ...]
    mode: str
    """`slider`, `fade`, `blink`, `difference`, `pip`, `side` or `stages`."""
    modes: tuple[str, ...] = ()
    """Those that a reader may choose, in the order of the menu; `mode` is among them."""
    hotspots: tuple[Hotspot, ...] = ()
    start: int = 50
    """Percent of the first picture at first."""
    axis: str = "x"
    fit: str = "contain"
    body: tuple[Block, ...] = ()
    motif: str = ""
    overlay: Overlay | None = None
    """Set where it is still to be measured how the first picture lies in the last."""
    corners: Corners = ()
    """Where the corners of the last picture were found in the first, where that was measured."""
    at: str = field(default="", compare=False)

    @property
    def outcome(self) -> Side:
        """The last picture that there is: what stands for the whole."""
        return next((side for side in reversed(self.sides) if not side.absent), self.sides[-1])


@unchanging
class Grade:
    """One moment without and with its look, and what instruments say of both."""

    template: ClassVar[str] = "grade"
    comparison: Comparison

    @property
    def id(self) -> str:
        """Its address on its page."""
        return self.comparison.id


@unchanging
class Shot:
    """One piece of a sequence."""

    clip: Clip
    alt: str
    parts: tuple[Part, ...]
    starts: Fraction
    """Seconds after the start of the sequence, counting transitions."""


@unchanging
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
    at: str = field(default="", compare=False)

    @property
    def duration(self) -> Fraction:
        """Seconds of the whole."""
        return self.shots[-1].starts + self.shots[-1].clip.range.duration


@unchanging
class Signed:
    """Who speaks or decides, resolved."""

    person: str
    """Slug; empty when the name has no person."""
    name: str
    roles: tuple[str, ...] = ()
    on: date | None = None


@unchanging
class Moment:
    """Something that happened on the way: a decision, a challenge, a fix, a wrap."""

    template: ClassVar[str] = "moment"
    id: str
    kind: str
    title: str
    body: tuple[Block, ...]
    signed: Signed | None = None
    by: tuple[Signed, ...] = ()
    """People whom the block names besides its signature."""
    on: date | None = None
    phase: str = ""
    motif: str = ""
    scene: str = ""
    details: tuple[tuple[str, str], ...] = ()
    """Further attributes in the order of the schema: `("instead-of", "night in the studio")`."""
    answers: str = ""
    """Of a fix: id of its challenge. Of a challenge: id of its fix."""
    language: str = ""
    span: Span | None = field(default=None, compare=False)
    at: str = field(default="", compare=False)


@unchanging
class Soundbite:
    """Few words by a named person, with picture or sound where there is one."""

    template: ClassVar[str] = "soundbite"
    id: str
    shown: Clip | Sound | Frame | None
    alt: str
    body: tuple[Block, ...]
    signed: Signed
    language: str = ""
    at: str = field(default="", compare=False)


@unchanging
class Event:
    """A line of a timeline."""

    on: date
    what: str
    phase: str
    address: str = ""


@unchanging
class Timeline:
    """What happened when: milestones and dated moments of a phase or of the film."""

    template: ClassVar[str] = "timeline"
    id: str
    title: str
    events: tuple[Event, ...]
    phase: str = ""


@unchanging
class Appearance:
    """One place where a person, a motif or a kind of moment is shown."""

    kind: str
    """`decision`, `soundbite`, `clip`, `signed` …"""
    words: str
    address: str
    chapter: str
    """Title of the chapter."""


@unchanging
class Credited:
    """A person with the roles named and the places where they appear on this page."""

    person: str
    name: str
    roles: tuple[str, ...]
    department: str = ""
    appearances: tuple[Appearance, ...] = ()


@unchanging
class CreditList:
    """Who did what."""

    template: ClassVar[str] = "credits"
    id: str
    title: str
    people: tuple[Credited, ...]


@unchanging
class Learning:
    """Objectives, a discussion, an exercise, a question, its answer, or a note for whoever teaches."""

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
    """Id of the figure that the exercise presets, or that stops to ask the question."""
    pause: Fraction | None = None
    """Where the target stops: seconds of its source as written, of its clip once the page is tied."""
    span: Span | None = field(default=None, compare=False)
    at: str = field(default="", compare=False)


@unchanging
class Spoiler:
    """Something the reader opens on purpose."""

    template: ClassVar[str] = "spoiler"
    id: str
    title: str
    level: str
    body: tuple[Block, ...]
    at: str = field(default="", compare=False)


@unchanging
class Withheld:
    """Stands in a preview around what a build leaves out, and says why."""

    template: ClassVar[str] = "withheld"
    reason: str
    block: Block
    at: str = field(default="", compare=False)
