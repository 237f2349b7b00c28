"""Colours from a film's poster: which are found, that they can be read in every theme, and which pages have them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from told_pages import told

from btspress.engine.job import Input
from btspress.pages.sheets import sheet_of, stills_of, tints_of
from btspress.recipes.placeholders import STYLE_SHEET, Placeholders
from btspress.recipes.tint import rule_of, tint_of
from btspress.testcard import FILES
from btspress.testing import FakeTools
from btspress.web.theme import built_in_themes, load_theme
from btspress.web.tokens import ENOUGH, colours_of, contrast

FILM = "films/tears/film.md"


def frame(*colours: str) -> Image.Image:
    """A picture of upright stripes."""
    image = Image.new("RGB", (6 * len(colours), 8))
    for number, colour in enumerate(colours):
        image.paste(colour, (6 * number, 0, 6 * number + 6, 8))
    return image


def colours(rule: str) -> dict[str, tuple[str, str]]:
    """What a rule says of each token: (light, dark)."""
    return {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+):light-dark\((#\w+),(#\w+)\)", rule)}


@pytest.mark.parametrize("name", sorted(folder.name for folder in built_in_themes().iterdir() if folder.is_dir()))
def test_every_hue_can_be_read_in_every_theme(name: str) -> None:
    theme = load_theme(name).theme
    assert theme
    schemes = colours_of(theme)
    for hue in range(0, 360, 20):
        found = tint_of(Image.new("HSV", (4, 4), (round(hue / 360 * 255), 220, 160)).convert("RGB"))
        assert found
        told = colours(rule_of(found))
        for number, scheme in enumerate(("light", "dark")):
            for token in ("accent", "finished"):
                for ground in ("paper", "raised"):
                    assert contrast(told[token][number], schemes[scheme][ground]) >= ENOUGH, (hue, scheme, token)
            on = {"#fff": "#ffffff", "#111": "#111111"}[told["on-accent"][number]]
            assert contrast(on, told["accent"][number]) >= ENOUGH


def test_the_two_colours_are_the_two_of_the_frame() -> None:
    orange, teal = frame("#d07020", "#d07020", "#207080"), frame("#207080", "#207080", "#d07020")
    first, second = tint_of(orange), tint_of(teal)
    assert first
    assert second
    assert abs(first.accent - second.finished) < 0.3
    assert abs(first.finished - second.accent) < 0.3


@pytest.mark.parametrize("colours", [("#000", "#777", "#fff"), ("#6e6a66", "#3a3835")])
def test_a_film_without_colour_keeps_those_of_the_theme(colours: tuple[str, ...]) -> None:
    assert tint_of(frame(*colours)) is None


def test_the_style_sheet_of_a_page_begins_with_the_colours(tmp_path: Path) -> None:
    tiny = io.BytesIO()
    frame("#d07020", "#207080").save(tiny, "WEBP", lossless=True)
    given = Input(lambda: io.BytesIO(tiny.getvalue()), "webp")
    Placeholders(("ph-a",), tinted=True).make((given, given), tmp_path, FakeTools())
    rules = (tmp_path / STYLE_SHEET).read_text(encoding="ascii").splitlines()
    assert [rule.split("{")[0] for rule in rules] == ["@supports (color:light-dark(#fff,#000))", ".ph-a"]


def test_the_pages_of_the_film_have_its_colours_and_no_others() -> None:
    site = told(files={FILM: FILES[FILM].replace("poster:", "accent: auto\nposter:")})
    tints, stills = tints_of(site.site, site.plan), stills_of(site.plan)
    sheets = {spec.path: sheet_of(spec, stills, tints, {}) for spec in site.specs}
    tinted = {path for path, job in sheets.items() if job and getattr(job.recipe, "tinted", False)}
    assert {"tears/index.html", "tears/bridge/index.html", "tears/decisions/index.html"} <= tinted
    assert not any(path.startswith(("people/", "index.html", "glossary/")) for path in tinted)
    assert tints_of(told().site, told().plan) == ()
