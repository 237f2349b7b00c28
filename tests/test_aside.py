"""Work that nobody waits for is done by a copy, or at once where no copy can be made."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from btspress.engine.aside import aside


def test_a_copy_does_it_and_its_end_is_waited_for(tmp_path: Path) -> None:
    # In a process of its own: another test may have left a thread behind.
    told = f"""
import os
from pathlib import Path
from btspress.engine.aside import aside
made = Path({str(tmp_path / "made")!r})
wait = aside(lambda: made.write_text(str(os.getpid())))
wait()
print(int(made.read_text()) != os.getpid())
"""
    assert subprocess.check_output([sys.executable, "-c", told]) == b"True\n"


def test_what_goes_wrong_in_a_copy_stays_there(tmp_path: Path) -> None:
    told = "from btspress.engine.aside import aside; aside(lambda: 1 / 0)(); print('well')"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)
    assert done.stdout == b"well\n"


def test_it_is_done_at_once_while_another_thread_runs() -> None:
    rest, seen = threading.Event(), []
    other = threading.Thread(target=rest.wait)
    other.start()
    try:
        aside(lambda: seen.append(os.getpid()))
    finally:
        rest.set()
        other.join()
    assert seen == [os.getpid()]
