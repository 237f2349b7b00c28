"""From what an author points at to proposals: reads the files, sees to their albums, asks for each item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from btspress.amounts import listed
from btspress.diagnostics import Diagnostic, problem
from btspress.engine.job import RecipeError, Tools
from btspress.facts import Medium
from btspress.matching.albums import KEPT_DETAILS, Album, album_of, described, key_of
from btspress.matching.archive import archived
from btspress.matching.finished import by_name, finished_films
from btspress.matching.footage import Item, Lying, item_of, pointed
from btspress.matching.pairing import NOWHERE, Films, propose
from btspress.matching.proposals import LOOKS, Candidate, Proposal
from btspress.matching.sampling import close_frames
from btspress.matching.thumbs import screen_of, thumb
from btspress.session import Session
from btspress.timecode import clock
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.vision.features import available
from btspress.vision.relation import related

_REACH = Fraction(1, 2)
"""Seconds around a frame of the album in which the very frame is looked for."""
_SCREENED = (
    "it looks like a {screen} screen plate: its background was replaced, so its look cannot say what it became; "
    "names, slates and timecodes are all there is"
)


@unchanging
class Findings:
    """What came of a search."""

    proposals: tuple[Proposal, ...]
    problems: tuple[Diagnostic, ...]
    looked: bool
    """Whether pictures could be looked at; else names, slates and timecodes alone have spoken."""


class Finder:
    """Searches for one author; what it learns of a file is kept in the store."""

    def __init__(self, session: Session, tell: Callable[[str], None] = lambda _: None) -> None:
        """`tell` hears what takes long."""
        self._session = session
        self._tell = tell
        self._problems: list[Diagnostic] = []
        self._toolchain = session.kit.toolchain

    def find(self, films: Sequence[str], items: Sequence[str]) -> Findings:
        """Proposals for each of `items` out of `films`; both are paths of files and folders.

        Without `films` these are the finished ones that film.md names.
        """
        tree = self._session.reader.discover()
        films = films or finished_films(tree)
        if not films:
            called = by_name(tree)
            hint = "name it with --film, or as finished: in film.md"
            hint += f"; by their names these may be: {listed(list(called), 6)}" if called else ""
            self._problems.append(problem("E206", "nothing says which film is finished", hint=hint))
        finished, asked = self._read(films, tree), self._read(items, tree)
        look = available()
        albums = {item.digest: self._album(item) for item in (*finished, *asked)} if look else {}
        seen = tuple(item for item in finished if albums.get(item.digest))
        blind = tuple(item for item in finished if item not in seen)
        archive = None
        if seen:
            kept = [album for item in seen if (album := albums[item.digest])]
            keys = [key_of(item, self._toolchain) for item in seen]
            archive = archived(kept, keys, self._session.store)
        known = Films((*seen, *blind), archive)
        proposals = [propose(item, asked, known, albums.get(item.digest)) for item in asked]
        told = [self._finished(proposal, albums.get(proposal.item.digest)) for proposal in proposals]
        self._session.index.save()
        return Findings(tuple(told), (*self._problems, *self._session.kit.missing(self._session.reader.unread)), look)

    def picture(self, item: Item, at: Fraction | None) -> bytes:
        """A thumbnail; empty where there can be none."""
        try:
            return thumb(item, at, self._session.store, self._tools())
        except (RecipeError, OSError):
            return b""

    def _read(self, paths: Sequence[str], tree: Tree) -> tuple[Item, ...]:
        """Pictures and videos among the files that `paths` name; the others are told of."""
        lying = pointed(paths, self._session.root, tree)
        self._problems.extend(lying.problems)
        return tuple(item for each in lying.files if (item := self._item(each)))

    def _item(self, lying: Lying) -> Item | None:
        probed = self._session.reader.probed(lying.file, self._session.executor.stop)
        if isinstance(probed, str):
            if probed:
                self._problems.append(problem("E226", f"{lying.path}: {probed}"))
            return None
        if probed.facts.medium is Medium.SOUND:
            return None
        try:
            return item_of(lying, probed)
        except OSError as error:
            self._problems.append(problem("E909", f"{lying.path}: {error.strerror or error}"))
            return None

    def _album(self, item: Item) -> Album | None:
        """What can be seen of an item; None after a report."""
        store = self._session.store
        if item.moving and store.memo(key_of(item, self._toolchain)) is None:
            self._tell(f"looking through {item.name}, {clock(item.facts.duration)}")
        try:
            return album_of(item, store, self._toolchain, self._tools())
        except (RecipeError, OSError) as error:
            self._problems.append(problem("E226", f"{item.path} cannot be looked at: {error}"))
            return None

    def _finished(self, proposal: Proposal, own: Album | None) -> Proposal:
        """With the very frame of the best candidate, and what its screen explains."""
        best = proposal.candidates[:1]
        if own and best and best[0].at is not None and not best[0].both and not best[0].guessed:
            better = replace(best[0], at=self._closest(best[0], own))
            return replace(proposal, candidates=(better, *proposal.candidates[1:]))
        if own and not any(reason.kind in LOOKS for each in best for reason in each.reasons):
            screen = screen_of(jpeg) if (jpeg := self.picture(proposal.item, None)) else ""
            if screen:
                rest = (note for note in proposal.notes if note != NOWHERE)
                return replace(proposal, notes=(_SCREENED.format(screen=screen), *rest))
        return proposal

    def _closest(self, candidate: Candidate, own: Album) -> Fraction:
        """The time of the frame, of all around the one of the album, in which most details lie alike."""
        at = candidate.at or Fraction(0)
        leaf = min(own.leaves, key=lambda each: abs(each.at - (candidate.own_at or 0)))
        try:
            with self._session.store.workspace() as folder:
                frames = close_frames(candidate.finished, at, _REACH, folder, self._tools())
        except (RecipeError, OSError) as error:
            self._problems.append(problem("E226", f"{candidate.finished.path} cannot be looked at: {error}"))
            return at
        best, most = at, 0
        for frame in frames:
            found = related(leaf.features, described(frame, KEPT_DETAILS), flipped=candidate.flipped)
            if found and found.inliers > most:
                best, most = frame.at, found.inliers
        return best

    def _tools(self) -> Tools:
        return self._session.kit.toolbox(self._session.executor.stop, lambda _: None)
