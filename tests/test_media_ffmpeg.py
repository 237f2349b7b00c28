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

from btspress.engine.job import Cancelled, NoRoomError, RecipeError
from btspress.media.faults import fault
from btspress.media.ffmpeg import Bare, NoFfmpegError, Program, Toolbox, find, run

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
    with pytest.raises(RecipeError, match=r"stood still for 0.5 seconds and was ended; it said nothing$"):
        run(program, [], stall=0.5)


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("[info] one|[info] Press [q] to stop, [?] for help|[info]   Metadata:", "one"),
        ("[svt @ 0x1] [warning] slow disk|[info] later", "svt: slow disk"),
        ("[warning] first|[mov @ 0x1] [error] bad atom|[warning] last", "mov: bad atom"),
    ],
)
def test_a_run_that_stands_still_is_reported_with_its_last_useful_line(tmp_path, said, last):
    script = f"""
        import sys, time
        sys.stderr.write({said!r}.replace("|", "\\n") + "\\n")
        sys.stderr.flush()
        time.sleep(60)"""
    with pytest.raises(RecipeError, match="stood still") as ended:
        run(fake_program(tmp_path, script), [], stall=0.5)
    assert str(ended.value).endswith(f"the last it said was: {last}")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what a process worked")
def test_a_long_first_frame_is_no_standstill(tmp_path):
    """It says nothing for longer than it may stand still, but its processor works."""
    script = "import time\nend = time.monotonic() + 2.5\nwhile time.monotonic() < end: pass\nprint('frame=1')"
    run(fake_program(tmp_path, script), [], stall=1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what a process worked")
def test_after_progress_a_standstill_is_noticed_as_soon_as_before_it(tmp_path):
    script = """
        import time
        for frame in range(20):
            sum(range(200_000))
            print(f"frame={frame}", flush=True)
        time.sleep(60)"""
    with pytest.raises(RecipeError, match="stood still"):
        run(fake_program(tmp_path, script), [], stall=0.6)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGSTOP")
def test_a_pause_of_our_own_is_not_held_against_it(tmp_path):
    """Ctrl-Z stops us and not ffmpeg; what happened meanwhile is unknown."""
    script = "import time; print('frame=1', flush=True); time.sleep(3)"
    code = (
        "import sys; from btspress.media.ffmpeg import Program, run\n"
        "print('begun', flush=True)\n"
        "run(Program(sys.argv[1], '9', ()), [], stall=2.5); print('fine')"
    )
    path = fake_program(tmp_path, script).path
    us = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    assert us.stdout.readline() == b"begun\n"
    time.sleep(0.3)
    us.send_signal(signal.SIGSTOP)
    time.sleep(2)
    us.send_signal(signal.SIGCONT)
    assert us.communicate(timeout=30)[0] == b"fine\n"


def test_a_full_disk_is_no_fault_of_the_source(tmp_path):
    script = "import sys; sys.stderr.write('[mp4 @ 0x1] [error] av_write: No space left on device\\n'); sys.exit(1)"
    with pytest.raises(NoRoomError, match="the disk is full"):
        run(fake_program(tmp_path, script), [])


def test_several_runs_of_one_job_are_one_progress(tmp_path):
    told = []
    program = fake_program(tmp_path, "print('out_time_us=1000000\\nout_time_us=2000000')")
    box = Toolbox(program, on_progress=told.append)
    box.expect(8)
    for seconds in (2, 2, 4):
        box.ffmpeg([], (), seconds=seconds)
    assert told == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75]


def test_without_ffmpeg_recipes_are_told_why():
    box = Bare("none on the PATH")
    assert not box.has("libx264")
    with pytest.raises(NoFfmpegError, match="none on the PATH"):
        box.ffmpeg([], (), seconds=1)


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
