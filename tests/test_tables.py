"""What `plan`, `gc` and `explain CODE` say: rows of plain data first, lines for people second."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from footage import made_up, seconds

from btspress.codes import CODES
from btspress.diagnostics import Span
from btspress.engine.budget import choose
from btspress.engine.job import KEY_LENGTH, Job
from btspress.engine.pace import Paces
from btspress.engine.store import Kept
from btspress.model import Clip, Config, Figure, Frame, Site
from btspress.stages.plan import plan
from btspress.tables import explained, explained_text, freed, freed_text, planned, planned_text

HERE = Span("films/f/01.md", 7, 1, 20)
SITE = Site(
    Config(),
    (),
    (),
    home=(
        Figure("a", Clip(made_up("films/f/a.mp4"), seconds(1, 9), sound=True, span=HERE), "", ""),
        Figure("b", Frame(made_up("films/f/b.mp4"), seconds(1, 2).start), "", ""),
    ),
)
JOBS = plan(SITE, "tools").jobs


ORDINARY = Paces()


def nothing(_: Job) -> bool:
    return False


def everything(_: Job) -> bool:
    return True


def rows(kind: str, done=nothing, capacity: int = 2, paces: Paces = ORDINARY, jobs=JOBS) -> list:
    return [row for row in planned(jobs, done, capacity, paces) if row["row"] == kind]


# ---- plan ----


def test_each_job_is_a_row() -> None:
    assert {row["key"] for row in rows("job")} == {job.key[:KEY_LENGTH] for job in JOBS}


def test_the_longest_job_comes_first() -> None:
    told = [row["seconds"] for row in rows("job")]
    assert told == sorted(told, reverse=True)
    assert told[0] > 0


def test_the_order_of_the_jobs_does_not_count() -> None:
    assert planned(reversed(JOBS), nothing, 2, ORDINARY) == planned(JOBS, nothing, 2, ORDINARY)


def test_a_row_says_what_is_made_of_which_file_and_for_which_line() -> None:
    row = next(row for row in rows("job") if row["recipe"] == "rendition")
    assert row["from"] == "films/f/a.mp4"
    assert row["asked"] == ["films/f/01.md:7"]
    assert row["bytes"] > 0
    assert row["files"]
    assert row["parameters"]


def test_what_is_done_costs_nothing() -> None:
    assert {(row["done"], row["seconds"]) for row in rows("job", everything)} == {(True, 0.0)}
    assert rows("recipe", everything) == []
    (total,) = rows("total", everything)
    assert (total["jobs"], total["seconds"], total["bytes"], total["there"]) == (0, 0.0, 0, len(JOBS))


def test_rows_are_plain_data() -> None:
    told = list(planned(JOBS, nothing, 2, ORDINARY))
    assert json.loads(json.dumps(told)) == told


def test_each_recipe_and_the_whole_are_summed_up() -> None:
    jobs, kinds, (total,) = rows("job"), rows("recipe"), rows("total")
    assert {kind["recipe"]: kind["jobs"] for kind in kinds} == Counter(row["recipe"] for row in jobs)
    assert total["jobs"] == len(jobs)
    assert total["bytes"] == sum(kind["bytes"] for kind in kinds) == sum(row["bytes"] for row in jobs)
    assert total["work"] == pytest.approx(sum(kind["work"] for kind in kinds), abs=0.2)


def test_the_time_is_that_of_the_processors_not_the_sum() -> None:
    many = [replace(JOBS[0], toolchain=f"{n}", weight=60.0, processors=1) for n in range(8)]
    assert [rows("total", capacity=capacity, jobs=many)[0]["seconds"] for capacity in (1, 2, 3, 8)] == [
        480,
        240,
        180,
        60,
    ]


def test_what_earlier_work_took_changes_the_time() -> None:
    twice = Paces({"rendition": 2.0})
    before = {row["key"]: row["seconds"] for row in rows("job") if row["recipe"] == "rendition"}
    after = {row["key"]: row["seconds"] for row in rows("job", paces=twice) if row["recipe"] == "rendition"}
    assert after == {key: pytest.approx(2 * seconds, abs=0.15) for key, seconds in before.items()}


def test_lines_name_the_longest_and_end_with_a_sum() -> None:
    many = [replace(JOBS[0], toolchain=f"{n}", weight=60.0, bytes=2_000_000, processors=1) for n in range(30)]
    told = planned(many, lambda job: job is many[0], 2, ORDINARY)
    lines = list(planned_text(told))
    assert lines[0].startswith("    60.0 s     2.0 MB  rendition")
    assert lines[0].endswith("films/f/01.md:7")
    assert lines[-3].strip() == "and 17 more (-v shows all)"
    assert lines[-2].split("  ")[-1] == "29 × rendition"
    assert lines[-1] == "29 to make: 15 min on 2 processors, about 58.0 MB; 1 is there"
    assert len(list(planned_text(told, every=True))) == 29 + 2


def test_an_empty_plan_is_one_line() -> None:
    assert list(planned_text(planned((), nothing, 2, ORDINARY))) == ["0 to make; 0 are there"]


# ---- gc ----


def test_lines_of_gc_name_what_goes_and_sum_up() -> None:
    noon = 1_800_000_000.0
    kept = [
        Kept("a" * 64, "rendition", ("h264.mp4",), 2_000_000, noon),
        Kept("b" * 64, "sound", ("s.m4a",), 500, noon + 9),
    ]
    told = freed(choose(kept, 500, {"b" * 64}))
    assert list(freed_text(told, dry=True)) == [
        f"    2.0 MB  last used 2027-01-15  rendition {'a' * 16}  h264.mp4",
        "1 entry, 2.0 MB, would be removed",
        "500 bytes stay, of which the site needs 500 bytes",
    ]
    assert [row["row"] for row in told] == ["entry", "total"]
    assert json.loads(json.dumps(told))


# ---- explain a code ----


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_three_lines(code: str) -> None:
    row = explained(CODES[code])
    first, meaning, remedy = explained_text(row)
    assert first == f"{code} {row['name']} ({row['severity']})"
    assert (meaning.strip(), remedy.strip()) == (row["meaning"], row["remedy"])
