import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Event, Timer

import pytest
from footage import FOOTAGE, tools

from btspress.engine.job import Cancelled, RecipeError
from btspress.media.faults import fault
from btspress.media.ffmpeg import NoFfmpegError, Program, Toolbox, find, run

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=s=64x36", "-f", "null", "-"]
OLD = Program("ffmpeg", "5.1.9", (("libavformat", 59),))
NEW = Program("ffmpeg", "9.0.2", (("libavformat", 63), ("libavcodec", 63)))


def fake_program(folder: Path, script: str) -> Program:
    """A program that behaves like a bad ffmpeg."""
    path = folder / "ffmpeg"
    path.write_text(f"#!{sys.executable}\n" + textwrap.dedent(script))
    path.chmod(0o755)
    return Program(str(path), "9", NEW.libraries)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_silence_and_zero_are_the_only_success():
    assert fault([], 0) == ""
    assert "code 3" in fault([], 3)
    assert fault(["mov: stream 0, offset 0x18855: partial file"], 0).startswith("the file is cut off (mov")


def test_the_line_that_explains_is_shown_not_the_first():
    assert fault(["Error opening input", "mov: moov atom not found"], 1).startswith("the index of the file is missing")


def test_signals_are_named():
    assert "larger than allowed" in fault([], -25)


def test_toolchain_names_the_exact_program():
    assert NEW.toolchain == "ffmpeg 9.0.2 libavformat-63 libavcodec-63"


def test_what_is_no_ffmpeg_is_not_found(tmp_path):
    with pytest.raises(NoFfmpegError, match="is no ffmpeg"):
        find(str(tmp_path / "nothing"))


def test_the_environment_names_the_program(tmp_path, monkeypatch):
    program = fake_program(tmp_path, "print('ffmpeg version n7.1 Copyright\\nlibavformat    61.  1.100 / 61.  1.100')")
    monkeypatch.setenv("BTSPRESS_FFMPEG", program.path)
    assert find() == Program(program.path, "7.1", (("libavformat", 61),))


@pytest.mark.parametrize(
    ("program", "form"),
    [(NEW, "-protocol_whitelist fd -fd {fd} -i fd:"), (OLD, "-protocol_whitelist file -i file:/proc/self/fd/{fd}")],
)
def test_ffmpeg_gets_a_descriptor_and_no_name(program, form, tmp_path):
    script = "import sys; sys.stderr.write('[error] ' + ' '.join(sys.argv))"
    told = Program(fake_program(tmp_path, script).path, program.version, program.libraries)
    with (FOOTAGE / "one-frame.mp4").open("rb") as file:
        with pytest.raises(RecipeError) as refused:
            run(told, ["-f", "mov", "-i", "input:0", "out"], (file,))
        assert f"-f mov {form.format(fd=file.fileno())} out" in str(refused.value)


def test_ffmpeg_sees_no_environment_but_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    program = fake_program(tmp_path, "import os, sys; sys.stderr.write('[info] ' + ' '.join(sorted(os.environ)))")
    assert set(run(program, []).split()) <= {"PATH", "SVT_LOG", "LC_CTYPE"}


def test_a_flood_of_words_fills_no_memory(tmp_path):
    script = "import sys\nfor n in range(20000): sys.stderr.write(f'[info] {n} ' + 'x' * 5000 + '\\n')"
    assert len(run(fake_program(tmp_path, script), [])) < 1_000_000


def test_an_error_counts_although_ffmpeg_returns_zero(tmp_path):
    program = fake_program(tmp_path, "import sys; sys.stderr.write('[mov @ 0x1] [error] odd\\n')")
    with pytest.raises(RecipeError, match="ffmpeg says: mov: odd"):
        run(program, [])


def test_standing_still_ends_a_run(tmp_path):
    program = fake_program(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(RecipeError, match="stood still"):
        run(program, [], stall=0.3)


def test_a_run_that_ignores_the_stop_is_killed(tmp_path):
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    stop = Event()
    Timer(0.5, stop.set).start()
    with pytest.raises(Cancelled):
        run(fake_program(tmp_path, script), [], stop=stop)


def test_progress_is_told_as_a_part_of_the_whole(tmp_path):
    script = "print('frame=1\\nout_time_us=500000\\nout_time_us=N/A\\nout_time_us=9000000')"
    told = []
    run(fake_program(tmp_path, script), [], seconds=2, on_progress=told.append)
    assert told == [0.25, 1.0]


@pytest.mark.ffmpeg
def test_runs_are_counted():
    box = tools()
    box.ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=64x36:d=0.1", "-f", "null", "-"], (), seconds=0.1)
    assert box.runs == 1


@pytest.mark.ffmpeg
def test_the_bundled_ffmpeg_has_what_the_recipes_need():
    program = find()
    assert all(
        program.has(name) for name in ("libx264", "libsvtav1", "aac", "libopus", "zscale", "tonemap", "xfade", "bwdif")
    )
    assert not program.has("no-such-filter")


@pytest.mark.ffmpeg
def test_stopping_ends_the_process():
    box = Toolbox(find())
    before = set(children(os.getpid()))
    Timer(0.5, box.stop.set).start()
    with pytest.raises(Cancelled):
        box.ffmpeg(ENDLESS, (), seconds=60)
    assert set(children(os.getpid())) <= before


@pytest.mark.ffmpeg
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has a parent-death signal")
def test_ffmpeg_dies_with_its_parent():
    code = f"from btspress.media.ffmpeg import *; run(find(), {ENDLESS!r}, seconds=60)"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[1])
    found = _wait_for(lambda: children(parent.pid))
    time.sleep(0.3)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert found
    assert _wait_for(lambda: not any(alive(pid) for pid in found))


def _wait_for(true):
    for _ in range(100):
        if answer := true():
            return answer
        time.sleep(0.05)
    return None
