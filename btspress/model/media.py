"""Sources and what is shown of them: clips, frames, sounds."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from btspress.diagnostics import Span
from btspress.digest import Digest
from btspress.facts import Facts
from btspress.model.treatment import Treatment
from btspress.perspective import Corners
from btspress.timecode import TimeRange
from btspress.unchanging import unchanging

Block: TypeAlias = Any
"""A block node, with a `template` that names its partial: one of `blocks.py`, or an extension's."""


@unchanging
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
    audience: tuple[str, ...] = ()
    """For whom it is cleared; everybody, when empty."""


@unchanging
class Captions:
    """A timed-text file beside a clip: `clip.en.vtt`, `clip.en.sdh.vtt`, `clip.en.desc.vtt`."""

    name: str
    digest: Digest
    language: str
    kind: str
    """`captions`, `subtitles` or `descriptions`."""
    cues: tuple[Caption, ...] = ()
    hearing: bool = False
    """With sounds told too, for those who do not hear them."""
    embedded: bool = False
    """From a track of the media file, which is its name then."""


@unchanging
class Caption:
    """One cue in the clock of the source file."""

    range: TimeRange
    text: str
    """Plain text, lines separated by newlines; a voice span becomes `Speaker: words`."""


@unchanging
class Slate:
    """What stood on the board; empty where nobody said."""

    scene: str = ""
    shot: str = ""
    take: str = ""
    camera: str = ""
    """Or the roll."""
    words: str = ""
    """All of it as one text, where it was written so."""


@unchanging
class Source:
    """A media file as delivered to us; never altered."""

    leaf: ClassVar[bool] = True
    """Shown in many places, and one thing: what lies in it is no part of the page."""
    name: str
    """Site-relative path."""
    digest: Digest
    facts: Facts
    title: str = ""
    rights: Rights = Rights()
    description: tuple[Block, ...] = ()
    """The sidecar's body: the text alternative."""
    transcripts: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    """Edited transcripts by language, from `clip.en.transcript.md`."""
    speech: str = ""
    """Language spoken, `none`, or empty when nobody said."""
    captions: tuple[Captions, ...] = ()
    marks: tuple[tuple[str, Fraction], ...] = ()
    """Named moments: seconds after its start."""
    described: Source | None = None
    """A version with described picture: `clip.ad.mov`."""
    stand_in: bool = False
    treatment: Treatment = Treatment()
    """Repairs that its sidecar asks for."""
    camera: str = ""
    """As the sidecar says, else the file."""
    lens: str = ""
    slate: Slate = Slate()
    on: date | None = None
    """Day of shooting."""
    place: str = ""
    """Where it was shot, as the sidecar says."""
    people: tuple[str, ...] = ()
    """Slugs of those who are seen or heard, as the sidecar says."""
    withheld: str = ""
    """Why it must not be published: `embargo`, `pending` …; such a source is shown in previews only, stamped."""

    def __hash__(self) -> int:
        """Of what tells sources apart: pages look up by source, and everything in one is much."""
        return hash((self.name, self.digest))


@unchanging
class MissingSource:
    """Stands where a source should be; every template can show it."""

    name: str
    span: Span | None = field(default=None, compare=False)


@unchanging
class Crop:
    """Part of the upright picture in pixels."""

    x: int
    y: int
    w: int
    h: int


@unchanging
class Warp:
    """Part of the upright picture between four points, seen as if they were the corners of an upright one."""

    corners: Corners
    """From the top left one clockwise, in fractions of its width and height."""
    w: int
    """Pixels of what is seen."""
    h: int


Framing: TypeAlias = Crop | Warp
"""What of a picture is shown."""


@unchanging
class Frame:
    """One picture: of a video at a time, or a still image (`at` is None)."""

    source: Source | MissingSource
    at: Fraction | None = None
    crop: Framing | None = None
    automatic: TimeRange | None = None
    """Set when the best frame of this range is to be found by looking."""
    span: Span | None = field(default=None, compare=False)
    untouched: bool = False
    """Shown as delivered, without the repairs of its sidecar."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown; 16:9 for a missing source."""
        if self.crop:
            return self.crop.w, self.crop.h
        return _size(self.source)


@unchanging
class Beat:
    """What the moving sides of a comparison share, so that they can be played in step, frame by frame."""

    rate: Fraction
    """Frames a second of all, as published."""
    widest: int
    """Pixels: width of the widest of them."""


@unchanging
class Clip:
    """A range of a source, to be watched."""

    source: Source | MissingSource
    range: TimeRange
    sound: bool
    crop: Framing | None = None
    poster: Frame | None = None
    span: Span | None = field(default=None, compare=False)
    untouched: bool = False
    """Shown and heard as delivered, without the repairs of its sidecar."""
    loop: bool = False
    """Starts again at its end."""
    lines: tuple[Caption, ...] = ()
    """What its author says at times of it, counted from its start."""
    beat: Beat | None = None
    """Set where it moves beside others in a comparison; all of them last equally long then."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown."""
        return (self.crop.w, self.crop.h) if self.crop else _size(self.source)


@unchanging
class Sound:
    """A range of a source, to be heard."""

    source: Source | MissingSource
    range: TimeRange
    span: Span | None = field(default=None, compare=False)
    untouched: bool = False
    """Heard as delivered, without the repairs of its sidecar."""


Shown: TypeAlias = Clip | Frame | Sound


def _size(source: Source | MissingSource) -> tuple[int, int]:
    if isinstance(source, MissingSource):
        return (1280, 720)
    return (source.facts.width, source.facts.height)
