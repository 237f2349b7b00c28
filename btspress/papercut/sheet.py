"""What stands on the sheet: a line for each chapter, and what only all of them together tell."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import median

from btspress.model import Frame, Phase
from btspress.unchanging import unchanging

TEMPOS = ("slow", "steady", "fast")
"""As authors declare them, the slowest first."""
ENOUGH = 4
"""Shots from which a tempo can be told."""


@unchanging
class Turn:
    """Something in a chapter that raises a question or answers one."""

    kind: str
    """Kind of the moment: `challenge`, `fix`, `decision` …"""
    title: str
    at: Fraction
    """How far into the chapter, from 0 to 1, counted in words and pictures."""
    open: bool = False
    """Of a challenge: whether nothing answers it."""


@unchanging
class Voice:
    """What one person says."""

    name: str
    credited: bool
    """Whether there is a role of theirs on this film."""
    bites: int = 0
    seconds: Fraction = Fraction(0)
    """Of the soundbites that are heard."""
    signed: int = 0
    """Moments that they sign or are named by."""


@unchanging
class Sight:
    """A motif in a chapter, with the first frame that shows it there."""

    motif: str
    """Its id."""
    count: int
    """Blocks that carry it; 0 where only the chapter names it."""
    frame: Frame | None


@unchanging
class Line:
    """One chapter of the paper cut."""

    number: int
    title: str
    file: str
    phase: str
    """Id."""
    tempo: str
    words: int
    reading: int
    """Minutes."""
    watch: Fraction
    """Seconds of clips and sounds."""
    clips: int
    shots: tuple[Fraction, ...]
    """Seconds of each shot of its clips and sequences, in reading order."""
    pairs: int
    turns: tuple[Turn, ...]
    voices: tuple[Voice, ...]
    sights: tuple[Sight, ...]
    estimated: bool = False
    """Whether some clips were taken for one shot, as nobody could look at them."""

    def count(self, *kinds: str) -> int:
        """Turns of these kinds."""
        return sum(turn.kind in kinds for turn in self.turns)

    @property
    def open(self) -> int:
        """Challenges that nothing answers."""
        return sum(turn.open for turn in self.turns)

    @property
    def middle(self) -> Fraction | None:
        """Seconds of its middle shot; None where it shows none."""
        return median(self.shots) if self.shots else None

    @property
    def tempo_shown(self) -> str:
        """The tempo that its shots have, by the limits of the story lint; empty where there are too few."""
        middle = self.middle
        return (
            ""
            if middle is None or len(self.shots) < ENOUGH
            else "fast"
            if middle < 3
            else "slow"
            if middle > 7
            else "steady"
        )

    @property
    def minutes(self) -> Fraction:
        """Minutes that it takes to read and to watch."""
        return self.reading + self.watch / 60


@unchanging
class Coverage:
    """How much of the story a phase of the production gets."""

    phase: Phase
    chapters: int
    minutes: Fraction
    decisions: int


@unchanging
class Crew:
    """Who is in the story, and who is not."""

    uncredited: tuple[str, ...]
    """Who signs, speaks or is named and has no role on this film."""
    unseen: tuple[str, ...]
    """Who has a role on this film and appears nowhere in the story."""
    departments: tuple[tuple[str, int, int], ...]
    """Each with its people, and how often they appear; those that appear least first."""
    missing: tuple[str, ...]
    """Departments of nearly every film of which nobody is named."""


@unchanging
class Sheet:
    """The paper cut of one film."""

    title: str
    slug: str
    lines: tuple[Line, ...]
    phases: tuple[Phase, ...]
    motifs: tuple[tuple[str, str], ...]
    """(id, name)"""
    crew: Crew
    finished: tuple[Fraction, ...] = ()
    """Seconds of the shots of the finished film; none where it is not there, or nobody could look at it."""
    finished_name: str = ""

    @property
    def shots(self) -> tuple[Fraction, ...]:
        """All shots of the story, in reading order."""
        return tuple(shot for line in self.lines for shot in line.shots)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Everybody who speaks, who speaks most first."""
        kept: dict[str, Voice] = {}
        for voice in (voice for line in self.lines for voice in line.voices):
            old = kept.get(voice.name, Voice(voice.name, voice.credited))
            kept[voice.name] = Voice(
                voice.name,
                old.credited or voice.credited,
                old.bites + voice.bites,
                old.seconds + voice.seconds,
                old.signed + voice.signed,
            )
        return tuple(sorted(kept.values(), key=lambda each: (-each.bites - each.signed, each.name)))

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """Its phases in order, also those of which nothing is told."""
        told: Counter[str] = Counter(line.phase for line in self.lines)
        return tuple(
            Coverage(
                phase,
                told[phase.id],
                sum((line.minutes for line in self.lines if line.phase == phase.id), Fraction(0)),
                sum(line.count("decision") for line in self.lines if line.phase == phase.id),
            )
            for phase in self.phases
        )
