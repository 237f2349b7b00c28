"""A small run of the red team: random things that are withheld, and nothing of them in any byte of a build."""

from __future__ import annotations

from pathlib import Path

import pytest
import redteam

pytestmark = pytest.mark.ffmpeg


@pytest.mark.parametrize("seed", [4, 5])
def test_nothing_that_is_withheld_gets_out_and_all_that_is_shown_is_found(tmp_path: Path, seed: int) -> None:
    count, told = redteam.attacked(tmp_path / "place", seed, 40)
    assert told == []
    assert count["withheld"] >= 40
    assert count["shown and found"] == count["shown"] > 10
