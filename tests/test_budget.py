"""What the store gives up for a budget: pure choices first, then the command on a real store."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image
from small_jobs import run as make
from small_jobs import shout, store_in

from btspress.amounts import bytes_in
from btspress.cli import cli
from btspress.engine.budget import choose
from btspress.engine.receipt import RECEIPT
from btspress.engine.store import Kept

DAY = 86_400.0
entries = some.builds(
    Kept,
    key=some.text("abcdef0123456789", min_size=8, max_size=8),
    recipe=some.sampled_from(["rendition", "picture", ""]),
    files=some.just(("a",)),
    size=some.integers(0, 100),
    used=some.floats(0, 1e9),
)
stores = some.lists(entries, unique_by=lambda entry: entry.key, max_size=30)


@given(stores, some.integers(0, 2000), some.sets(some.integers(0, 29)))
def test_the_budget_is_kept_unless_more_is_needed(kept: list[Kept], budget: int, wanted: set[int]) -> None:
    needed = {entry.key for number, entry in enumerate(kept) if number in wanted}
    choice = choose(kept, budget, needed)
    assert sorted((*choice.going, *choice.staying), key=lambda entry: entry.key) == sorted(kept, key=lambda e: e.key)
    assert not {entry.key for entry in choice.going} & needed
    assert choice.left <= max(budget, choice.needed)
    assert choice.left + choice.freed == sum(entry.size for entry in kept)


@given(stores, some.integers(0, 2000))
def test_nothing_goes_that_was_used_later_than_what_stays(kept: list[Kept], budget: int) -> None:
    choice = choose(kept, budget, ())
    whole = [entry for entry in choice.going if entry.recipe]
    assert all(gone.used <= stays.used for gone in whole for stays in choice.staying)
    assert whole == sorted(whole, key=lambda entry: (entry.used, entry.key))


@given(stores)
def test_no_more_goes_than_must(kept: list[Kept]) -> None:
    whole = [entry for entry in kept if entry.recipe]
    total = sum(entry.size for entry in whole)
    assert choose(whole, total, ()).going == ()
    for entry in choose(whole, total - 1, ()).going[:-1]:
        assert entry.size == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("20GB", 20 * 10**9),
        ("20 gb", 20 * 10**9),
        ("1.5G", 15 * 10**8),
        ("500MB", 5 * 10**8),
        ("2k", 2000),
        ("1GiB", 2**30),
        ("512 MiB", 2**29),
        ("0", 0),
        ("77", 77),
        ("77 bytes", 77),
        ("", None),
        ("much", None),
        ("-1GB", None),
        ("5iB", None),
        ("1e9", None),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, count: int | None) -> None:
    assert bytes_in(text) == count


# ---- the command ----


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose pages need one style sheet of placeholders, and a store with three older things."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\nWelcome.\n")
    (tmp_path / "src/one.md").write_text("# One\n\n![A colour](red.png)\n")
    Image.new("RGB", (64, 36), "red").save(tmp_path / "src/red.png")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def aged(folder: Path) -> list[str]:
    """Adds three entries that no site needs; gives their keys, the oldest first."""
    store, _ = store_in(folder)
    jobs = [shout(word * 1000) for word in "abc"]
    make(store, *jobs)
    for number, job in enumerate(jobs):
        os.utime(store.path(job.key, RECEIPT), (time.time() - (30 - number) * DAY,) * 2)
    return [job.key for job in jobs]


def test_a_dry_run_shows_what_would_go_and_removes_nothing(place: Path) -> None:
    keys = aged(place)
    store, _ = store_in(place)
    told = run("gc", "src", "--budget", "0", "--dry-run")
    assert told.exit_code == 0, told.output
    assert [line.split()[6] for line in told.output.splitlines()[:3]] == [key[:16] for key in keys]
    assert "3 entries" in told.output
    assert "would be removed" in told.output
    assert len(store.keys()) == 3


def test_the_oldest_goes_first_and_what_the_site_needs_stays(place: Path) -> None:
    keys = aged(place)
    assert run("build", "src").exit_code == 0
    store, _ = store_in(place)
    before = {kept.key: kept.size for kept in store.kept()}
    needed = before.keys() - set(keys)
    assert needed
    budget = sum(before.values()) - before[keys[0]]
    assert run("gc", "src", "--budget", str(budget)).exit_code == 0
    assert set(store.keys()) == needed | set(keys[1:])
    beyond = run("gc", "src", "--budget", "0")
    assert beyond.exit_code == 1, "the budget could not be kept"
    assert set(store.keys()) == needed
    assert "0 jobs done" in run("build", "src").output
    assert run("gc", "src", "--budget", "0", "--all").exit_code == 0
    assert store.keys() == ()


def test_what_only_the_press_gets_stays_and_is_explained(place: Path) -> None:
    (place / "src/two.md").write_text("---\naudience: press\n---\n# Two\n\n![A gradient](grey.png)\n")
    Image.linear_gradient("L").resize((64, 36)).save(place / "src/grey.png")
    assert run("build", "src", "--audience", "press").exit_code == 0
    store, _ = store_in(place)
    before = set(store.keys())
    run("gc", "src", "--budget", "0")
    assert set(store.keys()) == before
    still = min((place / "_site-press/media").glob("grey.*.jpg"))
    path = still.relative_to(place / "_site-press").as_posix()
    assert "asked for by two.md:6:1" in run("explain", path, "--in", "src", "--out", "_site-press").output
    (page,) = (place / "_site-press").glob("*/two/index.html")
    path = page.relative_to(place / "_site-press").as_posix()
    assert "made from two.md" in run("explain", path, "--in", "src", "--out", "_site-press").output


def test_a_site_with_errors_gives_nothing_up(place: Path) -> None:
    keys = aged(place)
    (place / "src/one.md").write_text("# One\n\n![A colour](gone.png)\n")
    told = run("gc", "src", "--budget", "0")
    assert told.exit_code == 2
    assert "one.md:3:" in told.output
    assert "has errors for audience public" in told.output
    assert set(store_in(place)[0].keys()) == set(keys)


def test_rows_are_for_programs_too(place: Path) -> None:
    aged(place)
    rows = [json.loads(line) for line in run("gc", "src", "--budget", "1k", "--format", "json").output.splitlines()]
    assert [row["row"] for row in rows] == ["entry", "entry", "entry", "total"]
    assert rows[-1]["left"] <= 1000


def test_a_budget_is_a_size(place: Path) -> None:
    told = run("gc", "src", "--budget", "plenty")
    assert told.exit_code == 2
    assert "write 20GB" in told.output
