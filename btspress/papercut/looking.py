"""Looking clips through for their shots, and taking a frame of a motif: each is looked at once in its life."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from btspress.diagnostics import Diagnostic, problem
from btspress.digest import digest
from btspress.engine.job import Input, RecipeError, Tools
from btspress.engine.together import together
from btspress.media.shots import SHOTS_VERSION
from btspress.model import Clip, Film, Frame, Source
from btspress.papercut.gathering import Cutting
from btspress.recipes.excerpt import Excerpt, excerpt, steady_rate, still
from btspress.recipes.picture import Still
from btspress.recipes.shots import shots
from btspress.session import Session
from btspress.timecode import TimeRange
from btspress.tree import Tree

_WIDE = 240
"""Pixels of a frame in the motif strip."""


class Looker:
    """Looks for one author; what it saw is kept in the store."""

    def __init__(self, session: Session, tree: Tree) -> None:
        """`tree` holds the files of the session's site."""
        self._session = session
        self._tree = tree
        self.problems: list[Diagnostic] = []
        """Files that could not be looked at."""

    def cutting(self, clips: Iterable[Clip]) -> Cutting:
        """The shots of each clip, in seconds; clips that cannot be looked at are left out."""
        every = tuple(dict.fromkeys(clips))
        executor = self._session.executor
        ranges = [(clip.source, clip.range) for clip in every]
        found = together(lambda each: self._shots(*each), ranges, executor.workers, executor.stop)
        return {clip: shots for clip, shots in zip(every, found, strict=True) if shots}

    def finished(self, film: Film) -> tuple[Fraction, ...]:
        """The shots of the whole finished film, in seconds; none where film.md names none."""
        source = film.finished
        if source is None:
            return ()
        return self._shots(source, TimeRange(Fraction(0), source.facts.duration))

    def picture(self, frame: Frame) -> bytes:
        """A small JPEG; empty where there can be none."""
        source = frame.source
        file = self._tree.get(source.name)
        if not isinstance(source, Source) or file is None or source.withheld:
            return b""
        facts = source.facts
        width = min(_WIDE, frame.size[0])
        shown = still(facts, _inside(frame, facts.duration), frame.crop) if facts.video else None
        recipe = Still(*frame.size, (width,), shown, crop=None if shown else frame.crop, formats=("jpg",))
        try:
            with self._session.store.workspace() as folder:
                recipe.make((Input(file.open, facts.container),), folder, self._tools())
                return (folder / f"{width}.jpg").read_bytes()
        except (RecipeError, OSError):
            return b""

    def _shots(self, source: object, wanted: TimeRange) -> tuple[Fraction, ...]:
        if not isinstance(source, Source) or source.facts.video is None or self._session.kit.program is None:
            return ()
        piece = excerpt(source.facts, wanted, steady_rate(source.facts.video))
        key = digest("shots", SHOTS_VERSION, source.digest, source.facts.container, piece, self._session.kit.toolchain)
        kept = self._session.store.memo(key)
        if kept is None:
            try:
                kept = json.dumps(self._found(source, piece)).encode()
            except (RecipeError, OSError) as error:
                self.problems.append(problem("E226", f"{source.name} cannot be looked through for cuts: {error}"))
                return ()
            self._session.store.remember(key, kept)
        edges = (0, *json.loads(kept), piece.frames)
        return tuple((after - before) / piece.rate for before, after in pairwise(edges) if after > before)

    def _found(self, source: Source, piece: Excerpt) -> tuple[int, ...]:
        file = self._tree.get(source.name)
        if file is None:
            raise RecipeError("it is gone")
        with self._session.store.workspace() as folder:
            return shots(file.open, source.facts.container, piece, folder, self._tools())

    def _tools(self) -> Tools:
        return self._session.kit.toolbox(self._session.executor.stop, lambda _: None)


def _inside(frame: Frame, duration: Fraction) -> Fraction:
    """A time that has a frame: its own, or the middle of where the best one is to be found."""
    found = frame.automatic
    at = (found.start + found.end) / 2 if found else frame.at or Fraction(0)
    return min(max(at, Fraction(0)), max(duration - Fraction(1, 12), Fraction(0)))
