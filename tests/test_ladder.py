"""Which encodes a clip gets, and which of them a browser is to take."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from footage import bench, made_up, renditions_of, seconds, sequence_of, video_facts
from hypothesis import given
from hypothesis import strategies as st
from told_pages import told

from btspress.delivery.audience import PREVIEW, WEB, for_readers
from btspress.delivery.players import clip_player
from btspress.model import Clip, Config, Sequence, Shot, VideoSettings
from btspress.stages.render import render
from btspress.web.environment import make_environment
from btspress.web.theme import load_theme


def clip(size=(1920, 1080), start=0, end=10, **more) -> Clip:
    facts = video_facts(Fraction(max(end, 1)), size, sound=more.get("sound", True))
    return Clip(made_up("take.mov", facts), seconds(start, end), **{"sound": True, **more})


def rungs(shown: Clip, delivery=WEB) -> list[int]:
    """Widths of the last codec, in the order of the files."""
    return [recipe.width for recipe in renditions_of(shown, delivery) if recipe.codec == delivery.codecs[-1]]


def readers(widest: int):
    return for_readers(Config(video=VideoSettings(widest=widest)))


@pytest.mark.parametrize(
    ("source", "widest", "widths"),
    [
        (1920, 1280, [640, 1280]),
        (1280, 1280, [640, 1280]),
        (1000, 1280, [640, 1000]),
        (800, 1280, [480, 800]),
        (700, 1280, [700]),
        (640, 1280, [640]),
        (3840, 1920, [640, 1280, 1920]),
        (3840, 2560, [640, 1280, 2560]),
        (3840, 3840, [640, 1280, 2560, 3840]),
        (1600, 1920, [640, 1600]),
        (3840, 640, [640]),
    ],
)
def test_rungs_that_are_too_near_one_another_are_dropped(source: int, widest: int, widths: list[int]) -> None:
    assert rungs(clip((source, source * 9 // 16)), readers(widest)) == widths


@given(source=st.integers(16, 8000), widest=st.integers(320, 4096), end=st.integers(1, 600))
def test_no_ladder_enlarges_or_wastes(source: int, widest: int, end: int) -> None:
    found = rungs(clip((source, max(source * 9 // 16, 16)), end=end), readers(widest))
    assert found[-1] == min(source, widest) // 2 * 2
    assert all(after >= Fraction(3, 2) * before for before, after in pairwise(found))


def test_a_short_clip_gets_no_phone_rung() -> None:
    assert rungs(clip(end=3)) == [1280]
    assert rungs(clip(end=4)) == [640, 1280]


def test_a_small_file_gets_no_phone_rung() -> None:
    assert rungs(clip((1280, 64), end=4)) == [1280]


def test_a_preview_has_one_file() -> None:
    assert [recipe.codec for recipe in renditions_of(clip(end=60), PREVIEW)] == ["h264"]


def test_a_described_version_has_one_width() -> None:
    described = made_up("take.ad.mov", video_facts(Fraction(10)))
    shown = replace(clip(), source=made_up("take.mov", video_facts(Fraction(10)), described=described))
    player = clip_player(shown, bench(WEB))
    assert player
    assert player.described
    assert [file.width for file in player.files] == [640, 1280, 640, 1280]
    assert [file.width for file in player.described.files] == [1280, 1280]


def test_a_sequence_has_the_ladder_of_its_frame() -> None:
    shots = tuple(Shot(clip(size, end=8), "", (), Fraction(0)) for size in ((1280, 720), (720, 1280)))
    recipes, _ = sequence_of(Sequence("s", "", shots, "cut", Fraction(0)), WEB)
    assert [(recipe.codec, recipe.width, recipe.height) for recipe in recipes] == [
        *[("av1", 640, 360), ("av1", 1280, 720)],
        *[("h264", 640, 360), ("h264", 1280, 720)],
    ]
    assert recipes[0].sizes == ((640, 360), (202, 360))


# ---- loops ----


def test_a_mute_loop_is_one_small_silent_file_of_each_codec() -> None:
    recipes = renditions_of(clip(loop=True, sound=False), WEB)
    assert [(recipe.codec, recipe.width, recipe.most_bytes) for recipe in recipes] == [
        ("av1", 960, 800_000),
        ("h264", 960, 800_000),
    ]
    assert all(recipe.piece.heard is None for recipe in recipes)


def test_a_loop_with_sound_is_a_clip_like_others() -> None:
    assert renditions_of(clip(loop=True), WEB) == renditions_of(clip(), WEB)


# ---- what a browser takes ----


def test_files_stand_best_codec_first_and_phone_first() -> None:
    player = clip_player(clip((3840, 2160)), bench(readers(1920)))
    assert player
    told_files = [(re.findall(r"av01|avc1", file.media_type)[0], file.width, file.media) for file in player.files]
    assert told_files == [
        ("av01", 640, "(max-width: 640px)"),
        ("av01", 1280, "(max-width: 1280px)"),
        ("av01", 1920, ""),
        ("avc1", 640, "(max-width: 640px)"),
        ("avc1", 1280, "(max-width: 1280px)"),
        ("avc1", 1920, ""),
    ]
    assert (player.width, player.height) == (1920, 1080)


def test_a_page_says_for_which_windows_a_file_is() -> None:
    made = told()
    theme = load_theme("base").theme
    assert theme
    pages, problems = render(made.specs, made.plan, make_environment(theme), made.site.config)
    assert not [found for found in problems if found.code == "E907"]
    players = [player for player in made.plan.players.values() if any(file.media for file in player.files)]
    assert players
    text = b"".join(page.body for page in pages).decode()
    for file in (file for player in players for file in player.files):
        (tag,) = set(re.findall(rf"<source src=\"[^\"]*{re.escape(file.url.rpartition('/')[2])}\"([^>]*)>", text))
        assert (f' media="{file.media}"' in tag) == bool(file.media)
