"""Every odd film plays in a browser once it is made for the web."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import served
from footage import FOOTAGE, container, given, renditions_of, tools
from odd import FILMS, Film
from test_media import PLAY

from btspress.delivery.audience import WEB
from btspress.digest import digest_bytes
from btspress.media.ffmpeg import find
from btspress.media.probe import probe
from btspress.model import Clip, Source
from btspress.timecode import TimeRange

pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg, pytest.mark.xdist_group("browser")]

SMALL = replace(WEB, codecs=("h264",), video_widths=(160,))


SHOWN = [film for film in FILMS if not (film.newest and find().version.startswith("5"))]


def make(film: Film, folder: Path) -> None:
    """One second of a film, for readers."""
    facts = probe(lambda: (FOOTAGE / film.name).open("rb"), container(film.name), tools())
    source = Source(film.name, digest_bytes(film.name.encode()), facts)
    wanted = TimeRange(Fraction(0), min(facts.duration, Fraction(1)))
    (recipe,) = renditions_of(Clip(source, wanted, sound=True), SMALL)
    folder.mkdir()
    recipe.make((given(film.name),), folder, tools())


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page that shows them all."""
    folder = tmp_path_factory.mktemp("odd")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, SHOWN, [folder / str(number) for number in range(len(SHOWN))]))
    videos = "".join(
        f"<video id=v{n} src={n}/h264.mp4 muted playsinline preload=auto></video>" for n in range(len(SHOWN))
    )
    (folder / "index.html").write_text(f"<!doctype html><title>Odd films</title>{videos}", encoding="utf-8")
    return folder


def test_every_odd_film_plays_upright_and_in_its_length(browser, films):
    stuck = []
    with served(films) as origin:
        page = browser.new_page()
        page.goto(origin, wait_until="load")
        for number, film in enumerate(SHOWN):
            video = page.locator(f"#v{number}")
            if said := video.evaluate(PLAY):
                stuck.append(f"{film.name}: {said}")
            wide, high, seconds = video.evaluate("video => [video.videoWidth, video.videoHeight, video.duration]")
            if abs(wide * film.size[1] - high * film.size[0]) > 2 * max(film.size):
                stuck.append(f"{film.name}: {wide} by {high}")
            if abs(seconds - min(float(film.seconds), 1)) > 1 / 15 + 1 / float(Fraction(film.rate)):
                stuck.append(f"{film.name}: {seconds} seconds")
        page.close()
    assert not stuck
