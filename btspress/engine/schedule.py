"""Whose turn it is: keeps the processors busy, never more of them than there are.

What others wait for counts for all of them: of the jobs that can start, the one goes first behind
which the longest work still lies. While that one waits for enough free processors, others may use the
free ones, as long as they are expected to be out of its way in time; and only so often.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from itertools import chain

from btspress.digest import Digest
from btspress.engine.job import Job
from btspress.engine.pace import Paces
from btspress.unchanging import unchanging

_OVERTAKEN = 16
"""How many may start before a job whose turn it is: estimates may be wrong again and again."""
_LOOK = 64
"""Jobs that are looked at to fill a gap, of the first ones and of those that are surely short enough."""


@unchanging
class Load:
    """What one job asks of the machine."""

    seconds: float
    """How long it is expected to take."""
    processors: int
    """How many it keeps busy meanwhile."""
    after: frozenset[Digest] = frozenset()
    """What must be done before."""
    recipe: str = ""
    """What kind of work it is."""

    @property
    def work(self) -> float:
        """Processor-seconds."""
        return self.seconds * self.processors


def loads_of(jobs: Mapping[Digest, Job], capacity: int, paces: Paces) -> dict[Digest, Load]:
    """What each of `jobs` asks of a machine with `capacity` processors that keeps these `paces`."""
    found = {}
    for key, job in jobs.items():
        processors = min(max(job.processors, 1), capacity)
        seconds = job.weight / processors * paces.of(job.recipe.name)
        inner = frozenset(each.digest for each in job.ingredients if each.job and each.digest in jobs)
        found[key] = Load(seconds, processors, inner, job.recipe.name)
    return found


class Schedule:
    """What waits, what is ready, what runs. Knows no clock: whoever asks says how late it is."""

    def __init__(self, loads: Mapping[Digest, Load], capacity: int) -> None:
        self._loads = loads
        self._capacity = capacity
        self._users: dict[Digest, list[Digest]] = {key: [] for key in loads}
        for key, load in loads.items():
            for part in load.after:
                self._users[part].append(key)
        self._reach = _reaches(loads, self._users)
        self._lacking = {key: set(load.after) for key, load in loads.items() if load.after}
        self._ready = sorted((-self._reach[key], key) for key, load in loads.items() if not load.after)
        self._ends: dict[Digest, float] = {}
        self._overtaken: tuple[Digest, int] = ("", 0)

    @property
    def running(self) -> frozenset[Digest]:
        """What was started and has not ended."""
        return frozenset(self._ends)

    @property
    def waiting(self) -> bool:
        """Whether anything is still to be started."""
        return bool(self._ready or self._lacking)

    @property
    def ready(self) -> tuple[Digest, ...]:
        """What could be started, whether or not a processor is free."""
        return tuple(key for _, key in self._ready)

    def take(self, key: Digest, now: float) -> None:
        """Tells that `key`, which is ready, is started at `now` seconds, whoever's turn it is."""
        self._ready.remove((-self._reach[key], key))
        self._ends[key] = now + self._loads[key].seconds

    def start(self, now: float) -> list[Digest]:
        """What is to be started at `now` seconds; it counts as running from then on."""
        started: list[Digest] = []
        while (key := self._next(now)) is not None:
            self.take(key, now)
            started.append(key)
        return started

    def end(self, key: Digest) -> None:
        """Tells that `key` is done: what was made from it may be ready now."""
        del self._ends[key]
        for user in self._users[key]:
            lacking = self._lacking.get(user)
            if lacking is None:
                continue
            lacking.discard(key)
            if not lacking:
                del self._lacking[user]
                insort(self._ready, (-self._reach[user], user))

    def abandon(self, key: Digest) -> frozenset[Digest]:
        """Tells that `key` will not be made: what needs it will not be either. Gives all of them."""
        gone, look = {key}, [key]
        while look:
            users = [user for user in self._users[look.pop()] if user not in gone]
            gone.update(users)
            look.extend(users)
        self._ends.pop(key, None)
        self._ready = [each for each in self._ready if each[1] not in gone]
        for each in gone:
            self._lacking.pop(each, None)
        return frozenset(gone)

    def seconds_left(self, running: Mapping[Digest, float]) -> float:
        """Until all is done, when what runs takes the given seconds more and the rest what was expected."""
        twin = Schedule.__new__(Schedule)
        twin._loads, twin._capacity, twin._users, twin._reach = self._loads, self._capacity, self._users, self._reach
        twin._lacking = {key: set(lacking) for key, lacking in self._lacking.items()}
        twin._ready, twin._overtaken = list(self._ready), self._overtaken
        twin._ends = dict(running)
        clock = 0.0
        while True:
            twin.start(clock)
            if not twin._ends:
                return clock
            key = min(twin._ends, key=lambda each: (twin._ends[each], each))
            clock = max(clock, twin._ends[key])
            twin.end(key)

    def _next(self, now: float) -> Digest | None:
        """The first that may start; None when nothing is ready or nothing fits."""
        if not self._ready:
            return None
        first = self._ready[0][1]
        free = self._capacity - sum(self._loads[key].processors for key in self._ends)
        if self._loads[first].processors <= free or not self._ends:
            return first
        before, times = self._overtaken if self._overtaken[0] == first else (first, 0)
        if free < 1 or times >= _OVERTAKEN:
            return None
        opens, spare = self._opening(self._loads[first].processors, free, now)
        short = max(bisect_left(self._ready, (now - opens, "")), _LOOK)
        for _, key in chain(self._ready[1:_LOOK], self._ready[short : short + _LOOK]):
            load = self._loads[key]
            in_time = load.processors <= free and now + load.seconds <= opens
            if in_time or load.processors <= min(spare, free):
                self._overtaken = (before, times + 1)
                return key
        return None

    def _opening(self, needed: int, free: int, now: float) -> tuple[float, int]:
        """When so many processors are expected to be free, and how many more will be then."""
        opens = now
        for key, end in sorted(self._ends.items(), key=lambda each: (each[1], each[0])):
            free, opens = free + self._loads[key].processors, max(end, now)
            if free >= needed:
                break
        return opens, free - needed


def _reaches(loads: Mapping[Digest, Load], users: Mapping[Digest, Iterable[Digest]]) -> dict[Digest, float]:
    """For each job the seconds of the longest chain that starts with it."""
    found: dict[Digest, float] = {}
    waiting = {key: len(list(of)) for key, of in users.items()}
    ends = [key for key, count in waiting.items() if not count]
    while ends:
        key = ends.pop()
        found[key] = loads[key].seconds + max((found[user] for user in users[key]), default=0.0)
        for part in loads[key].after:
            waiting[part] -= 1
            if not waiting[part]:
                ends.append(part)
    return found
