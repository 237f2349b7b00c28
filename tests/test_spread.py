"""Work on very many things: done by several processes, and the same as if one had done it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field

from btspress.engine.spread import MANY, meanwhile, spread


def doubled(number: int) -> int:
    return number * 2


def test_results_stand_in_the_order_of_their_things() -> None:
    things = range(MANY * 3 + 1)
    assert spread(doubled, things, 3) == [number * 2 for number in things]


def test_several_processes_do_it() -> None:
    # In a process of its own: another test may have left a thread behind.
    told = "import os; from btspress.engine.spread import MANY, spread"
    count = "print(len(set(spread(lambda _: os.getpid(), range(MANY), 3))))"
    assert subprocess.check_output([sys.executable, "-c", f"{told}; {count}"]) == b"3\n"


def test_few_things_are_done_by_this_process() -> None:
    assert set(spread(lambda _: os.getpid(), range(MANY - 1), 3)) == {os.getpid()}


def test_nothing_is_copied_while_another_thread_runs() -> None:
    rest = threading.Event()
    other = threading.Thread(target=rest.wait)
    other.start()
    try:
        assert set(spread(lambda _: os.getpid(), range(MANY), 3)) == {os.getpid()}
    finally:
        rest.set()
        other.join()


def test_what_a_copy_cannot_do_is_done_by_this_process() -> None:
    here = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != here:
            os._exit(3)
        return number

    assert spread(work, range(MANY), 2) == list(range(MANY))


def test_what_cannot_be_carried_over_is_done_here() -> None:
    made = spread(lambda number: lambda: number, range(MANY), 2)
    assert [each() for each in made] == list(range(MANY))


@dataclass(frozen=True, slots=True)
class Spot:
    line: int
    col: int = 1


@dataclass(frozen=True, slots=True)
class Seen:
    words: str
    spots: tuple[Spot, ...]
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.words))


class Named(Spot):
    """Is made of something else than its fields."""

    def __init__(self, name: str) -> None:
        super().__init__(len(name), 7)


def test_values_are_carried_over_whole() -> None:
    made = spread(lambda number: (Spot(number), Seen(str(number), (Spot(2, 3),)), Named("x" * number)), range(MANY), 2)
    assert made == [(Spot(n), Seen(str(n), (Spot(2, 3),)), Named("x" * n)) for n in range(MANY)]
    assert made[MANY - 1][1].length == 2


_MISTAKEN = """
import os
from btspress.engine.spread import MANY, spread
here = os.getpid()
def work(number):
    if os.getpid() == here:
        raise LookupError(number)
    return number
try:
    spread(work, range(MANY), 3)
except LookupError:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("none is left")
"""


def test_a_mistake_in_the_work_is_raised_and_leaves_no_process() -> None:
    assert subprocess.check_output([sys.executable, "-c", _MISTAKEN]) == b"none is left\n"


def test_what_is_done_meanwhile_is_done_by_another_process() -> None:
    told = "import os; from btspress.engine.spread import meanwhile"
    used = "with meanwhile(os.getpid) as asked: print(asked() not in {0, os.getpid()})"
    assert subprocess.check_output([sys.executable, "-c", f"{told}\n{used}"]) == b"True\n"


def test_what_nobody_asks_for_ends() -> None:
    told = "import os, signal; from btspress.engine.spread import meanwhile"
    left = "with meanwhile(signal.pause): pass"
    asked = "try: os.wait()\nexcept ChildProcessError: print('none')"
    done = subprocess.run([sys.executable, "-c", f"{told}\n{left}\n{asked}"], stdout=subprocess.PIPE, timeout=60)
    assert done.stdout == b"none\n"


def test_what_a_copy_did_not_get_done_is_done_when_it_is_asked_for() -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os._exit(3)
        return 7

    with meanwhile(work) as asked:
        assert asked() == 7
