"""Work whose result nobody waits for, done by a copy of this process where the system makes one safely."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from contextlib import suppress

from btspress.engine.spread import may_copy

Wait = Callable[[], None]


def aside(work: Callable[[], object]) -> Wait:
    """Begins `work`, which is to leave something on a disk; what comes back waits for its end, however that was.

    Where no copy can be made, the work is done when this returns.
    """
    if not may_copy():
        work()
        return lambda: None
    process = os.fork()
    if not process:
        try:
            gc.disable()  # it ends before rings weigh, and to look for them would copy all that it shares
            work()
        finally:
            # Nothing of the parent's may be tidied up, flushed or told by its copy.
            os._exit(0)
    return lambda: _over(process)


def _over(process: int) -> None:
    with suppress(ChildProcessError):  # where a parent of ours had ends of processes forgotten
        os.waitpid(process, 0)
