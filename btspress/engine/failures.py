"""What went wrong in a run, as findings: at each place that asked, or once where the machine is to blame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from btspress.amounts import listed, size
from btspress.diagnostics import Diagnostic, Span, ordered, problem
from btspress.digest import Digest
from btspress.engine.job import Job, MachineError, NoRoomError, RecipeError
from btspress.engine.room import free, of_disk


class Failures:
    """Collects the failures of `jobs`; the disk of `home` is where they are made."""

    def __init__(self, jobs: Mapping[Digest, Job], home: Path) -> None:
        self._jobs = jobs
        self._home = home
        self._found: list[Diagnostic] = []
        self._blamed: defaultdict[tuple[type[MachineError], str], set[Digest]] = defaultdict(set)

    @property
    def disk_full(self) -> bool:
        """Whether one of them was for want of room."""
        return any(kind is NoRoomError for kind, _ in self._blamed)

    def add(self, key: Digest, error: RecipeError | OSError, affected: Iterable[Digest]) -> None:
        """The job `key` failed with `error`; `affected` are all that will not be made for it."""
        machine = of_disk(error, self._home) if isinstance(error, OSError) else error
        if isinstance(machine, MachineError):
            self._blamed[type(machine), str(machine)].update(affected)
            return
        name = self._jobs[key].recipe.name
        told = f"{error.strerror or error}" if isinstance(error, OSError) else str(error)
        code = "E905" if isinstance(error, OSError) else "E904"
        spans: set[Span | None] = {span for each in affected for span in self._jobs[each].spans}
        self._found.extend(problem(code, f"{name}: {told}", span) for span in spans or {None})

    def refuse(self, keys: Iterable[Digest]) -> None:
        """These are not begun, as there is no room for them."""
        self._blamed[NoRoomError, str(self._home)].update(keys)

    def problems(self, made: Iterable[Digest]) -> tuple[Diagnostic, ...]:
        """All findings; `made` is what got done after all."""
        done = frozenset(made)
        blamed = (self._blame(kind, told, keys - done) for (kind, told), keys in self._blamed.items())
        return ordered((*self._found, *blamed))

    def _blame(self, kind: type[MachineError], told: str, keys: set[Digest]) -> Diagnostic:
        jobs = sorted((self._jobs[key] for key in keys), key=lambda job: (-job.bytes, job.stem, job.key))
        names = list(dict.fromkeys(f"{job.stem} ({job.recipe.name})" for job in jobs))
        if kind is NoRoomError:
            told = _want_of_room(Path(told), sum(job.bytes for job in jobs))
        return problem(kind.code, f"{told}; not made: {listed(names)}" if names else told)


def _want_of_room(place: Path, needed: int) -> str:
    """That a disk is full, how much is needed there (at least more than is free), and how much is free."""
    room = free(place)
    amount = f"about {size(needed)}" if needed > room else "more than that"
    return f"the disk of {place} is full: {size(room)} are free, {amount} are needed there"
