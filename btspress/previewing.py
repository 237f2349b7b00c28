"""A site while it is written: its pages at once, its media when they are made, those that are looked at first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final, TypeAlias

from btspress.diagnostics import Diagnostic
from btspress.digest import Digest
from btspress.engine.executor import Progress, Step
from btspress.engine.job import Job
from btspress.engine.lab import Lab
from btspress.engine.manifest import Manifest
from btspress.planned import Page
from btspress.recipes.rush import GROWING, Rush
from btspress.session import Draft, Session
from btspress.tree import File
from btspress.unchanging import unchanging

News: TypeAlias = Callable[[str, Mapping[str, object]], None]
"""Is told what pages are to know: `media` and `progress` as in the events of the preview; `first` with `pages`, paths
of those that are ahead of their build; `problems` without more."""

_OFTEN: Final = 0.5
"""Seconds between two pieces of news about progress."""
_READ: Final = 64
"""Addresses that a page may say it shows; what it says of more is not believed."""


@unchanging
class Screen:
    """What is to be shown: a folder, its files, and what is wrong."""

    out: Path
    manifest: Manifest
    problems: tuple[Diagnostic, ...]
    addresses: Mapping[str, str]
    """Of the page that each text tells, by the path of its file."""


@unchanging
class Made:
    """A media file that is there."""

    path: Path
    media_type: str
    digest: Digest


@unchanging
class Master:
    """The author's own file, which will do as it is."""

    file: File
    media_type: str
    digest: Digest


@unchanging
class Later:
    """A media file that is still to be made."""

    key: Digest
    address: str
    media_type: str
    seconds: Fraction | None
    """How long it plays, where it can be played while it is made."""


@unchanging
class _Known:
    """What the last pages show."""

    outputs: Mapping[str, tuple[Job, int]] = field(default_factory=dict)
    """By address: the job, and which of its outputs."""
    keys: Mapping[str, Digest] = field(default_factory=dict)
    direct: Mapping[str, str] = field(default_factory=dict)
    source: Callable[[str], File | None] = lambda _path: None


@dataclass(frozen=True, slots=True, eq=False)
class _Save:
    """A file was saved."""

    page: Page | None
    """What is ahead of the build, if that is all that changes."""


class Screening:
    """A session as the preview needs it. `builds` and `saved` are for one thread each, all else for any."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lab = Lab(session.store, session.kit.toolbox, session.executor.workers, self._heard)
        self.ahead: Mapping[str, bytes] = {}
        """Pages that are there before the build that makes them, by path."""
        self._saves: Mapping[str, _Save] = {}
        """What was saved and is in no build yet, by the path of the file."""
        self._known = _Known()
        self._screen: Screen | None = None
        self._found: tuple[Diagnostic, ...] = ()
        self._news: News = lambda _kind, _told: None
        self._told = 0.0
        self._owed: set[str] = set()
        self._seen: tuple[Digest, ...] = ()
        self._opened: tuple[Digest, ...] = ()
        self._lock = Lock()

    def listen(self, news: News) -> None:
        """From now on `news` is told; it is called from other threads, one at a time."""
        self._news = news

    def saved(self, changed: frozenset[str]) -> None:
        """The page of a chapter that was saved, at once, also while a build is at work; that of the save follows.

        `changed` are the paths of what was saved. Of what else is in no build yet the page shows as little as those
        that are open.
        """
        first = self._session.first(changed)
        with self._lock:
            self._saves = {**self._saves, **dict.fromkeys(changed, _Save(first[0] if first else None))}
            self.ahead = _pages(self._saves)
        if first:
            self._news("first", MappingProxyType({"pages": tuple(page.path for page in first)}))

    def builds(self, copying: frozenset[str]) -> Iterator[Screen]:
        """Brings the pages up to date; gives each state that is worth showing. Media follow by themselves.

        `copying` are the paths of media that are not all there yet.
        """
        begun = self._saves
        self._session.reader.copying = copying
        draft = self._session.draft()
        with self._lock:
            self._saves = {path: save for path, save in self._saves.items() if save is not begun.get(path)}
            self.ahead = _pages(self._saves)
        yield self._shown(draft)
        self._want(draft)
        if draft.unmeasured and not self._saves:
            draft = self._session.draft(measure=True)
            yield self._shown(draft)
            self._want(draft)

    @property
    def screen(self) -> Screen | None:
        """What was shown last, with all that is known to be wrong by now."""
        shown = self._screen
        return replace(shown, problems=(*self._found, *self._lab.problems)) if shown else None

    def find(self, address: str) -> Made | Master | Later | None:
        """How an address of the pages' media can be answered now; None when they have no such address.

        Looks at the disk.
        """
        known = self._known
        asked = known.outputs.get(address)
        if asked is None:
            return None
        job, number = asked
        output = job.recipe.outputs()[number]
        if (media_type := known.direct.get(address)) and (master := self._master(job, media_type, known)):
            return master
        if receipt := self._session.store.find(job):
            made = receipt.outputs[output.name]
            return Made(self._session.store.path(receipt.key, output.name), output.media_type, made.digest)
        seconds = job.recipe.seconds if isinstance(job.recipe, Rush) and os.name != "nt" else None
        return Later(known.keys[address], address, output.media_type, seconds)

    def hurry(self, later: Later) -> Future[bool]:
        """Begins to make it; tells when that is over, and whether it is there."""
        return self._lab.hurry(later.key)

    def owe(self, address: str) -> None:
        """A page is given something else for now: it hears when this is made."""
        with self._lock:
            self._owed.add(address)

    def growing(self, later: Later) -> tuple[Path, Callable[[], bool]] | None:
        """The file that can be played while it is made, and a question: is that over? None when nothing is made."""
        run = self._lab.run_of(later.key)
        folder = run.folder if run else None
        if run is None or folder is None:
            return None
        return folder / GROWING, run.over.is_set

    def opened(self, addresses: Iterable[str]) -> None:
        """A page that shows these was opened."""
        self._opened = self._keys(addresses)
        self._lab.look(self._seen, self._opened)

    def seen(self, addresses: Iterable[str]) -> None:
        """These are on screen now."""
        self._seen = self._keys(addresses)[:_READ]
        self._lab.look(self._seen, self._opened)

    def idle(self, seconds: float) -> bool:
        """Waits until all media are made; False when that took longer."""
        return self._lab.idle(seconds)

    def close(self) -> None:
        """Ends all work."""
        self._session.executor.stop.set()
        self._lab.close()

    def _shown(self, draft: Draft) -> Screen:
        outputs, keys = {}, {}
        for job in draft.jobs:
            key = job.key
            for number, address in enumerate(job.urls.values()):
                outputs[address], keys[address] = (job, number), key
        self._known = _Known(outputs, keys, draft.direct, draft.tree.get)
        self._found = draft.problems
        self._screen = Screen(draft.out, draft.manifest, draft.problems, draft.addresses)
        return replace(self._screen, problems=(*draft.problems, *self._lab.problems))

    def _want(self, draft: Draft) -> None:
        """All media but those for which the author's own file will do."""
        spared = {id(self._known.outputs[address][0]) for address in draft.direct if address in self._known.outputs}
        self._lab.want([job for job in draft.jobs if id(job) not in spared], draft.tree.get)

    def _master(self, job: Job, media_type: str, known: _Known) -> Master | None:
        ingredient = job.ingredients[0]
        file = known.source(ingredient.path)
        return Master(file, media_type, ingredient.digest) if file and file.unchanged() else None

    def _keys(self, addresses: Iterable[str]) -> tuple[Digest, ...]:
        known = self._known
        return tuple(dict.fromkeys(known.keys[each] for each in addresses if each in known.keys))

    def _heard(self, news: Progress) -> None:
        """What the work tells, to the terminal and to the pages."""
        self._session.options.news(news)
        now, (done, all_) = time.monotonic(), self._lab.counts
        if news.step is Step.FINISHED:
            mine = frozenset(news.job.urls.values())
            with self._lock:
                ready = sorted(mine & self._owed)
                self._owed -= mine
            if ready:
                self._news("media", MappingProxyType({"ready": ready}))
        elif news.step is Step.FAILED:
            self._news("problems", MappingProxyType({}))
        if now - self._told > _OFTEN or done == all_:
            self._told = now
            left = None if news.left is None else round(news.left, 1)
            self._news("progress", MappingProxyType({"done": done, "all": all_, "now": _named(news), "eta": left}))


def _pages(saves: Mapping[str, _Save]) -> dict[str, bytes]:
    return {save.page.path: save.page.body for save in saves.values() if save.page}


def _named(news: Progress) -> str:
    """What is worked on: `tos-battle.h264.mp4 43 %`."""
    return f"{news.job.stem}.{news.job.recipe.outputs()[0].name} {round(news.part * 100)} %"
