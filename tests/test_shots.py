"""Where shots begin: a change counts against what moves around it, and a fade to black ends a shot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from footage import tools

from btspress.media.probe import probe
from btspress.media.shots import beginnings
from btspress.recipes.excerpt import excerpt, steady_rate
from btspress.recipes.shots import shots
from btspress.timecode import TimeRange

LIT = [90.0] * 40


def changes(calm: float, **peaks: float) -> list[float]:
    """Forty frames that change by `calm`, and by more at some: `at20=30`."""
    return [peaks.get(f"at{number}", calm) for number in range(40)]


def test_a_change_among_calm_frames_begins_a_shot() -> None:
    assert beginnings(changes(2.0, at20=50.0), LIT) == (20,)


def test_what_moves_all_the_time_is_no_cut() -> None:
    assert beginnings(changes(25.0, at20=40.0), LIT) == ()


def test_a_cut_inside_movement_is_found_where_it_is_twice_as_much() -> None:
    assert beginnings(changes(20.0, at20=41.0), LIT) == (20,)


def test_in_the_dark_little_is_a_cut() -> None:
    assert beginnings(changes(0.5, at20=9.0), LIT) == (20,)
    assert beginnings(changes(0.5, at20=4.0), LIT) == ()


def test_of_changes_close_together_the_greatest_counts() -> None:
    assert beginnings(changes(1.0, at20=60.0, at24=50.0), LIT) == (20,)


def test_out_of_black_a_shot_begins_with_the_first_lit_frame() -> None:
    light = [90.0] * 15 + [16.0] * 6 + [60.0] * 19
    assert beginnings(changes(0.2), light) == (21,)


def test_black_before_the_first_picture_and_after_the_last_begins_nothing() -> None:
    assert beginnings(changes(0.2), [16.0] * 10 + [80.0] * 20 + [16.0] * 10) == ()


def test_a_cut_to_black_counts_once() -> None:
    light = [90.0] * 15 + [16.0] * 6 + [60.0] * 19
    assert beginnings(changes(0.2, at15=74.0), light) == (15,)


def test_nothing_has_no_shots() -> None:
    assert beginnings((), ()) == ()


@pytest.mark.ffmpeg
def test_the_cuts_of_real_footage_are_found_to_the_frame(tmp_path: Path) -> None:
    path = Path(__file__).parent.parent / "site_src/films/tears-of-steel/media/tos-battle.webm"
    facts = probe(lambda: path.open("rb"), "matroska", tools())
    assert facts.video
    piece = excerpt(facts, TimeRange(Fraction(48), Fraction(58)), steady_rate(facts.video))
    found = shots(lambda: path.open("rb"), "matroska", piece, tmp_path, tools())
    # Counted by eye at 24 frames a second: 1157, 1203, 1234, 1246, 1284, 1345, 1378.
    assert [1152 + number for number in found] == [1157, 1203, 1234, 1246, 1284, 1345, 1378]
