"""What `plan` and `explain` say: rows of plain data first, lines for people second."""

from __future__ import annotations

import json

import pytest
from footage import made_up, seconds

from btspress.codes import CODES
from btspress.engine.job import KEY_LENGTH, Job
from btspress.engine.manifest import Entry, Manifest
from btspress.model import Clip, Config, Figure, Frame, Site
from btspress.stages.plan import plan
from btspress.tables import explained, explained_text, origin, origin_text, planned, planned_text

SITE = Site(
    Config(),
    (),
    (),
    home=(
        Figure("a", Clip(made_up("films/f/a.mp4"), seconds(1, 9), sound=True), "", ""),
        Figure("b", Frame(made_up("films/f/b.mp4"), seconds(1, 2).start), "", ""),
    ),
)
JOBS = plan(SITE, "tools").jobs


def nothing(_: Job) -> bool:
    return False


def everything(_: Job) -> bool:
    return True


# ---- plan ----


def test_each_job_is_a_row() -> None:
    assert {row["key"] for row in planned(JOBS, nothing)} == {job.key[:KEY_LENGTH] for job in JOBS}


def test_the_heaviest_job_comes_first() -> None:
    told = [row["seconds"] for row in planned(JOBS, nothing)]
    assert told == sorted(told, reverse=True)
    assert told[0] > 0


def test_the_order_of_the_jobs_does_not_count() -> None:
    assert list(planned(reversed(JOBS), nothing)) == list(planned(JOBS, nothing))


def test_a_row_says_what_is_made_of_which_file() -> None:
    row = next(row for row in planned(JOBS, nothing) if row["recipe"] == "rendition")
    assert row["from"] == "films/f/a.mp4"
    assert row["files"]
    assert row["parameters"]


def test_what_is_done_costs_nothing() -> None:
    assert {(row["done"], row["seconds"]) for row in planned(JOBS, everything)} == {(True, 0.0)}


def test_rows_are_plain_data() -> None:
    rows = list(planned(JOBS, nothing))
    assert json.loads(json.dumps(rows)) == rows


def test_lines_name_what_is_missing_and_end_with_a_sum() -> None:
    rows = list(planned(JOBS, lambda job: job is JOBS[0]))
    *lines, last = planned_text(rows)
    assert len(lines) == len(JOBS) - 1
    assert all(" s  " in line for line in lines)
    assert last.startswith(f"{len(JOBS) - 1} to make, about ")
    assert last.endswith("; 1 are there")


def test_the_sum_is_that_of_the_rows() -> None:
    rows = list(planned(JOBS, nothing))
    assert f"about {sum(row['seconds'] for row in rows):.0f} s" in list(planned_text(rows))[-1]


def test_an_empty_plan_is_one_line() -> None:
    assert list(planned_text(planned((), nothing))) == ["0 to make, about 0 s of work; 0 are there"]


# ---- explain a code ----


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_three_lines(code: str) -> None:
    row = explained(CODES[code])
    first, meaning, remedy = explained_text(row)
    assert first == f"{code} {row['name']} ({row['severity']})"
    assert (meaning.strip(), remedy.strip()) == (row["meaning"], row["remedy"])


# ---- explain a file ----

JOB = {
    "": "Job",
    "recipe": {"": "Still", "width": 640},
    "inputs": [{"digest": "d1"}, {"digest": "d2"}],
    "tools": "t",
    "sizes": [1, 2],
    "empty": {},
}
MANIFEST = Manifest(
    files={
        "index.html": Entry("a" * 64, 1234, "k1"),
        "f/a/index.html": Entry("b" * 64, 5, "k2"),
        "media/a.jpg": Entry("c" * 64, 6, "k3", "picture"),
        "robots.txt": Entry("e" * 64, 7),
    },
    jobs={"k3": JOB},
)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("index.html", "index.html"),
        ("/f/a/", "f/a/index.html"),
        ("f/a", "f/a/index.html"),
        ("/media/a.jpg", "media/a.jpg"),
    ],
)
def test_a_file_is_found_by_address_or_path(path: str, file: str) -> None:
    row = origin(path, MANIFEST)
    assert row
    assert row["file"] == file


@pytest.mark.parametrize("path", ["/gone/", "media", "f", "../index.html"])
def test_a_file_that_was_not_published_has_no_origin(path: str) -> None:
    assert origin(path, MANIFEST) is None


def test_a_file_of_a_job_says_from_what_it_was_made() -> None:
    row = origin("media/a.jpg", MANIFEST)
    assert row
    assert (row["recipe"], row["bytes"], row["made from"]) == ("picture", 6, JOB)


def test_a_page_was_made_by_no_job() -> None:
    row = origin("/", MANIFEST)
    assert row
    assert (row["recipe"], row["made from"]) == ("page", {})


def test_lines_show_every_part_of_the_key() -> None:
    row = origin("media/a.jpg", MANIFEST)
    assert row
    assert list(origin_text(row)) == [
        "media/a.jpg  6 bytes, picture",
        f"  digest {'c' * 64}",
        "  key    k3",
        "  kind: Job",
        "  empty: {}",
        "  inputs 1:",
        "    digest: d1",
        "  inputs 2:",
        "    digest: d2",
        "  recipe:",
        "    kind: Still",
        "    width: 640",
        "  sizes: [1, 2]",
        "  tools: t",
    ]


def test_a_file_without_a_key_depends_on_its_bytes_alone() -> None:
    row = origin("robots.txt", MANIFEST)
    assert row
    assert list(origin_text(row))[2] == "  key    none: it depends on its own bytes only"
