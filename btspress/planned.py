"""What templates show of media: addresses, types and sizes, known before anything is encoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import ClassVar

from btspress.diagnostics import Diagnostic
from btspress.engine.job import Job
from btspress.model import Clip, Frame, Sequence, Sound
from btspress.timecode import Rate
from btspress.unchanging import unchanging


@unchanging
class File:
    """One published media file."""

    url: str
    media_type: str
    width: int = 0
    height: int = 0
    media: str = ""
    """Media query under which it is the right one; empty for always."""


@unchanging
class Stream(File):
    """The master playlist of a long clip: pages that show one need the script that plays it."""

    mixed: str = ""
    """Address of one with all codecs, for a player that keeps to the one that it starts with."""


@unchanging
class Hover(File):
    """A few silent seconds that play on a card while a pointer rests on it: pages need the script that does so."""


@unchanging
class SourceSet:
    """Files of one type in several widths: `<source type srcset>`."""

    media_type: str
    files: tuple[File, ...]


@unchanging
class Reading:
    """What scopes say of a frame, in per cent."""

    light: tuple[int, int]
    """Of the way from black to white, between which nearly all of it lies."""
    colour: tuple[int, int]
    """Of the way from grey to the strongest colour: what half of it stays below, and what nearly all does."""


@unchanging
class Scope:
    """A picture of an instrument."""

    file: File
    measured: tuple[int, int] | None = None
    """What it shows, in per cent as in `Reading`; None where nobody has looked yet."""


@unchanging
class Picture:
    """A still in several types and widths."""

    shared: ClassVar[bool] = True
    """Many pages show the same one: for their keys it is written out once."""
    width: int
    height: int
    sets: tuple[SourceSet, ...]
    """Best type first; the last is JPEG, or PNG-like where alpha is needed."""
    fallback: File
    placeholder: str
    """Class name that the page's placeholder style sheet gives a tiny picture."""
    hover: Hover | None = None
    """What moves in its place on a card, where it stands for a clip."""
    untouched: Picture | None = None
    """The same as delivered, where it is drawn to the finished film."""
    scopes: tuple[Scope, ...] = ()
    """Parade and vectorscope of a grade that is compared."""


@unchanging
class Track:
    """`<track>`: timed text cut and re-timed to the clip."""

    url: str
    kind: str
    language: str
    label: str
    default: bool = False


@unchanging
class Player:
    """A clip, sequence or sound ready to be played."""

    files: tuple[File, ...]
    """Best codec first; the last plays everywhere."""
    duration: Fraction
    width: int = 0
    height: int = 0
    poster: Picture | None = None
    tracks: tuple[Track, ...] = ()
    described: Player | None = None
    untouched: Player | None = None
    """The sound as delivered, where it was cleaned up."""
    silent: bool = False
    """True when there is no sound track at all."""
    loudness: float | None = None
    """Integrated loudness of the range as recorded, in LUFS; None where it is not known."""
    rate: Rate | None = None
    """Of the files; None for a sound."""
    extras: Mapping[str, File] = field(default_factory=dict)
    """What makes it comfortable, by name: `sheet`, `hover`, `waveform`, `stream` …"""


@unchanging
class Card:
    """What a shared link shows of a page."""

    file: File
    alt: str


@unchanging
class Kit:
    """What the press gets of a film."""

    archive: File
    """Everything in one file."""
    stills: tuple[File, ...]
    """In full size, in the order of film.md."""


@unchanging
class Plan:
    """All jobs of a site, and what each shown thing will be."""

    jobs: tuple[Job, ...]
    pictures: Mapping[Frame, Picture]
    players: Mapping[Clip | Sound | Sequence, Player]
    problems: tuple[Diagnostic, ...] = field(default=(), compare=False)
    texts: Mapping[str, str] = field(default_factory=dict)
    """Small files that need no job: WebVTT by its address."""
    cards: Mapping[str, Card] = field(default_factory=dict)
    """Social cards by address of the page."""
    kits: Mapping[str, Kit] = field(default_factory=dict)
    """Press kits by address of the film."""
    direct: Mapping[str, str] = field(default_factory=dict)
    """Media types of addresses for which a preview may serve the source itself."""
    hasty: bool = False
    """Whether it is for its author, who waits: without what only readers and machines ask for."""


@unchanging
class Page:
    """A finished file that no job makes: a page, a style sheet, a feed."""

    path: str
    """Where it is published, as in `films/x/index.html`."""
    body: bytes
    key: str = ""
    """Digest of everything that decides the body; empty where nobody asks why it changed."""
