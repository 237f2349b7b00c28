"""Sounds of a site are measured once, for those who will hear them, and a sound that cannot be is told of."""

from __future__ import annotations

import re
import shutil
import wave
from pathlib import Path

import pytest
from footage import FOOTAGE

from btspress.session import Build, Options, Session
from btspress.story.rights import Audience

pytestmark = pytest.mark.ffmpeg

CHAPTER = """---
title: The first
---

![The battle, heard](media/battle.m4a#t=1,3)

![The end of it](media/battle.m4a#t=4,5)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    media = folder / "films/f/media"
    media.mkdir(parents=True)
    shutil.copy(FOOTAGE / "audio-only.m4a", media / "battle.m4a")
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    (folder / "films/f/01-first.md").write_text(CHAPTER)
    return folder


def session(site: Path, **options: object) -> Session:
    return Session(site, site.parent / "_site", Options(cache=site.parent / "cache", **options))


def errors(built: Build) -> list[str]:
    return [f"{found.span} {found.code} {found.message}" for found in built.problems if found.severity == "error"]


def sidecar(site: Path, words: str) -> None:
    (site / "films/f/media/battle.md").write_text(f"---\nsound: {{{words}}}\n---\n")


def test_a_sound_is_measured_once_however_often_it_is_shown(site):
    held = session(site)
    first = held.build()
    assert not errors(first)
    assert first.counts["measured"] == 1
    again = held.build()
    assert again.counts.get("measured", 0) == again.counts["ffmpeg"] == again.counts["made"] == 0
    anew = session(site).build()
    assert anew.counts.get("measured", 0) == 0


def test_the_loudness_as_recorded_is_known_to_the_page(site):
    players = session(site).build().plan.players.values()
    told = sorted(player.loudness for player in players)
    assert len(told) == 2
    assert all(-30 < loudness < -8 for loudness in told)
    assert told[0] != told[1]


def test_a_plan_names_the_jobs_of_a_build_before_and_after(site):
    _, before, _ = session(site).understand(measure=True)
    built = session(site).build()
    _, after, _ = session(site).understand()
    urls = [sorted(url for job in plan.jobs for url in job.urls.values()) for plan in (before, built.plan, after)]
    assert urls[0] == urls[1] == urls[2]


def test_who_only_checks_or_previews_decodes_nothing(site):
    held = session(site)
    held.check()
    assert held.memo.counts.get("measured", 0) == 0
    preview = session(site, audience=Audience.PREVIEW, keep_going=True)
    assert preview.build().counts.get("measured", 0) == 0


def test_what_is_left_as_loud_as_it_is_is_not_measured(site):
    sidecar(site, "level: no")
    built = session(site).build()
    assert not errors(built)
    assert built.counts.get("measured", 0) == 0


def test_a_cleaned_sound_is_kept_untouched_too_and_drawn(site):
    sidecar(site, "clean: gentle, hum: '50'")
    built = session(site).build()
    assert not errors(built)
    assert built.counts["measured"] == 2
    out = site.parent / "_site"
    page = next(text for path in built.pages if "Untouched sound" in (text := (out / path).read_text()))
    assert page.count("Untouched sound") == 2
    drawn = re.findall(r'<img class="waveform" src="([^"]+)" alt="" width="500" height="64"', page)
    assert len(drawn) == 4
    assert all((out / "media" / Path(address).name).is_file() for address in drawn)
    cleaned = {job.recipe.heard.repair.clean for job in built.plan.jobs if job.recipe.name == "sound"}
    assert cleaned == {"", "gentle"}


def test_a_sound_that_cannot_be_measured_is_told_of_where_it_is_asked_for(site):
    path = site / "films/f/media/battle.m4a"
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4 : len(data) * 3 // 4 + 2000] = bytes(2000)
    path.write_bytes(data)
    built = session(site).build()
    told = [found for found in built.problems if found.code == "E910"]
    assert [(found.span.file, found.span.line) for found in told] == [
        ("films/f/01-first.md", 5),
        ("films/f/01-first.md", 7),
    ]
    assert "battle.m4a" in told[0].message
    assert not errors(built)


def test_a_sound_track_in_which_nothing_is_heard_needs_no_captions(site):
    with wave.open(str(site / "films/f/media/mute.wav"), "wb") as mute:
        mute.setparams((1, 2, 8_000, 0, "NONE", ""))
        mute.writeframes(bytes(24_000))
    (site / "films/f/01-first.md").write_text(CHAPTER + "\n![Nothing](media/mute.wav#t=0,1)\n")

    def missing(found):
        return [each.span.line for each in found if each.code == "E810"]

    assert missing(session(site).check()) == [5, 9], "before anybody has listened"
    assert missing(session(site).build().problems) == [5]
    assert missing(session(site).check()) == [5]
    (site / "films/f/media/mute.md").write_text("---\nspeech: en\n---\n")
    assert missing(session(site).build().problems) == [5, 9], "somebody is said to speak"
