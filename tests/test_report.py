from __future__ import annotations

import io
import json
import re
import threading
from pathlib import Path

import pytest
from small_jobs import run, shout, store_in

from btspress.amounts import about, size
from btspress.diagnostics import Diagnostic, Span, problem
from btspress.engine.executor import Progress, Step
from btspress.progress import bars
from btspress.report import (
    WIDTH,
    Report,
    Summary,
    as_text,
    counted,
    excerpt,
    progress_line,
    summed_up,
    time_left,
    wants_color,
)

RAIN = ["The pump failed at dawn.", "![x](rain-tak-4.mov)"]
MISSING = problem(
    "E206",
    "no file is named 'rain-tak-4.mov'",
    Span("chapters/02-rain.md", 2, 6, 20),
    "did you mean 'rain-take-4.mov'?",
)


def lines(_path: str) -> list[str]:
    return RAIN


def test_a_problem_is_shown_with_its_line_and_what_to_do() -> None:
    assert as_text(MISSING, lines) == (
        "chapters/02-rain.md:2:6  error  E206 no-such-file\n"
        "    1 │ The pump failed at dawn.\n"
        "    2 │ ![x](rain-tak-4.mov)\n"
        "      │      ^^^^^^^^^^^^^^  no file is named 'rain-tak-4.mov'\n"
        "   hint: did you mean 'rain-take-4.mov'?   see: btspress explain E206"
    )


def test_a_problem_without_a_place_says_what_the_table_says() -> None:
    assert as_text(problem("E902", "no ffmpeg on the PATH"), lines) == (
        "error  E902 no-ffmpeg\n"
        "   no ffmpeg on the PATH\n"
        "   hint: Set BTSPRESS_FFMPEG to one; btspress doctor says what was tried.   see: btspress explain E902"
    )


def test_a_line_that_is_not_there_is_not_shown() -> None:
    assert excerpt([], Span("a.md", 1, 1, 2), "gone") == []
    assert "   gone\n" in as_text(problem("E909", "gone", Span("a.mov", 1, 1, 2)), lambda _: ())


@pytest.mark.parametrize(
    ("line", "col", "end", "shown", "carets"),
    [
        ("a\tb", 3, 4, "a   b", "    ^"),
        ("\t\tx", 2, 4, "        x", "    ^^^^^"),
        ("映画の take", 5, 9, "映画の take", "       ^^^^"),
        ("映画", 2, 3, "映画", "  ^^"),
        ("e\u0301te\u0301 x", 6, 7, "e\u0301te\u0301 x", "   ^"),
        ("end", 4, 5, "end", "   ^"),
        ("end", 90, 95, "end", "   ^"),
        ("red\x1b[31m", 4, 5, "red\N{REPLACEMENT CHARACTER}[31m", "   ^"),
        ("", 1, 2, "", "^"),
    ],
)
def test_carets_stand_below_what_they_mean(line: str, col: int, end: int, shown: str, carets: str) -> None:
    text, below = excerpt([line], Span("a.md", 1, col, end), "m")
    assert text == f"    1 │ {shown}".rstrip()
    assert below == f"      │ {carets}  m"


@pytest.mark.parametrize("at", [1, 40, 60, 5000, 19_990])
def test_a_long_paragraph_is_shown_around_the_place(at: int) -> None:
    line = "word " * 4000
    text, below = excerpt([line], Span("a.md", 1, at, at + 4), "m")
    assert len(text) <= WIDTH + 12
    first = below.index("^")
    assert text.ljust(len(below))[first : first + 4].strip() == line[at - 1 : at + 3].strip()
    assert text.endswith("…") == (at < 19_000)


def test_colours_are_asked_for_and_never_in_plain_text() -> None:
    assert "\x1b[1;31merror\x1b[0m" in as_text(MISSING, lines, color=True)
    assert "\x1b" not in as_text(MISSING, lines)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_color_is_honoured() -> None:
    assert wants_color(Terminal(), {})
    assert not wants_color(Terminal(), {"NO_COLOR": "1"})
    assert not wants_color(Terminal(), {"TERM": "dumb"})
    assert not wants_color(io.StringIO(), {})


def three() -> tuple[Diagnostic, ...]:
    note = problem("E232", "not shown here", Span("b.md", 1, 1, 2))
    return (note, MISSING, problem("E204", "poster outside", Span("a.md", 2, 1, 3)), MISSING)


@pytest.mark.parametrize(
    ("level", "codes", "last"),
    [
        ("quiet", ["E206"], "1 error, 1 warning, 1 note (2 not shown; btspress check -v shows them)"),
        ("normal", ["E204", "E206"], "1 error, 1 warning, 1 note (1 not shown; btspress check -v shows them)"),
        ("verbose", ["E204", "E232", "E206"], "1 error, 1 warning, 1 note"),
    ],
)
def test_levels_show_more_or_less(level: str, codes: list[str], last: str) -> None:
    stream = io.StringIO()
    Report(stream, level=level).problems(three(), lines)
    heads = [line.split()[2] for line in stream.getvalue().splitlines() if line[:1] in {"a", "b", "c"}]
    assert heads == codes
    assert stream.getvalue().splitlines()[-1] == last


def test_json_is_one_record_a_line() -> None:
    stream = io.StringIO()
    report = Report(stream, form="json", level="quiet")
    report.problems(three(), lines)
    report.summary(SUMMARY)
    records = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [record["code"] for record in records] == ["E204", "E232", "E206"]
    assert records[2] == {
        "severity": "error",
        "code": "E206",
        "name": "no-such-file",
        "message": "no file is named 'rain-tak-4.mov'",
        "hint": "did you mean 'rain-take-4.mov'?",
        "file": "chapters/02-rain.md",
        "line": 2,
        "column": 6,
        "end_column": 20,
    }


SUMMARY = Summary(12, 1, 5, 48, 152_300_000, 12.44, 12, 88, 15, "_site/index.html", False, 3, 1, 4)


def test_the_summary_says_what_was_published() -> None:
    assert summed_up(SUMMARY) == (
        "Published 15 changed files: 12 pages, 1 clip, 5 comparisons, 48 stills; 152.3 MB in 12.4 s\n"
        "  3 texts read, 1 media file probed, 4 pages rendered; 12 jobs done, 88 reused\n"
        "  open _site/index.html"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_499, "999.5 kB"),
        (999_500, "1.0 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_sizes_are_for_people(count: int, words: str) -> None:
    assert size(count) == words


def test_no_problems_is_said() -> None:
    assert counted(()) == "no problems"


@pytest.mark.parametrize(
    ("level", "quick"), [("normal", ""), ("verbose", "  75%  shout take-4, 0.0 s\n")], ids=["normal", "verbose"]
)
def test_progress_without_a_terminal_is_a_line_a_job_that_failed_or_took_a_while(
    tmp_path: Path, level: str, quick: str
) -> None:
    store, _ = store_in(tmp_path)
    stream = io.StringIO()
    jobs = shout("a", weight=3.0, stem="take-4"), shout("b", fault="refuse", weight=1.0)
    run(store, *jobs, workers=1, news=Report(stream, level=level).news)
    lines = re.sub(
        r", \d+\.\d s$", ", 0.0 s", stream.getvalue(), flags=re.MULTILINE
    )  # on a busy machine it takes longer
    assert lines == f"{quick} 100%  failed: shout media, 0.0 s\n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (9.9, "a few seconds"),
        (42, "40 s"),
        (54.9, "50 s"),
        (55, "1 min"),
        (119, "2 min"),
        (19 * 60, "19 min"),
        (23 * 60, "25 min"),
        (85 * 60, "85 min"),
        (100 * 60, "1 h 45 min"),
        (7200, "2 h"),
    ],
)
def test_times_are_no_finer_than_an_estimate(seconds: float, words: str) -> None:
    assert about(seconds) == words


@pytest.mark.parametrize(
    ("done", "left", "words"),
    [
        (1.0, None, ""),
        (1.0, 130.0, "about 2 min left"),
        (1.0, 3.0, "a few seconds left"),
        (4.0, 30.0, ""),
    ],
)
def test_the_time_left_is_said_when_it_is_known(done: float, left: float | None, words: str) -> None:
    news = Progress(Step.FINISHED, shout("a", stem="take-4"), 1.0, 3.1, done, 4.0, left)
    assert time_left(news) == words
    assert progress_line(news) == f"{done / 4:5.0%}  shout take-4, 3.1 s" + (f", {words}" if words else "")


def test_bars_are_drawn_in_a_terminal_and_vanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    store, _ = store_in(tmp_path)
    stream, threads = Terminal(), threading.active_count()
    with bars(stream) as news:
        for words in ("ab", "cd"):
            assert threading.active_count() == threads, "beside a thread no copies of the process are made"
            run(store, *map(shout, words), news=news)
    assert stream.getvalue().count("\x1b[?25h") == 2
    assert "making media" in stream.getvalue()
