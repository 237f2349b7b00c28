"""Every odd film plays in a browser once it is made for the web."""

from __future__ import annotations

from fractions import Fraction

import pytest
from conftest import served
from test_media import PLAY
from test_odd_films import known, published, rows, wanted

# With the other tests of these films, so that each is made once.
pytestmark = [pytest.mark.browser, pytest.mark.ffmpeg, pytest.mark.xdist_group("odd")]


def test_every_odd_film_plays_upright_and_in_its_length(browser, odd_films):
    shown = {film: published(film, odd_films)[1].relative_to(odd_films) for film in (row.values[0] for row in rows)}
    videos = "".join(
        f"<video id=v{n} src={path} muted playsinline preload=auto></video>" for n, path in enumerate(shown.values())
    )
    (odd_films / "index.html").write_text(f"<!doctype html><title>Odd films</title>{videos}", encoding="utf-8")
    stuck = []
    with served(odd_films) as origin:
        page = browser.new_page()
        page.goto(origin, wait_until="load")
        for number, film in enumerate(shown):
            video = page.locator(f"#v{number}")
            if said := video.evaluate(PLAY):
                stuck.append(f"{film.name}: {said}")
            wide, high, seconds = video.evaluate("video => [video.videoWidth, video.videoHeight, video.duration]")
            if abs(wide * film.size[1] - high * film.size[0]) > 2 * max(film.size):
                stuck.append(f"{film.name}: {wide} by {high}")
            if abs(seconds - (known(film.name).duration - wanted(film).start)) > 1 / 15 + 1 / float(
                Fraction(film.rate)
            ):
                stuck.append(f"{film.name}: {seconds} seconds")
        page.close()
    assert not stuck
