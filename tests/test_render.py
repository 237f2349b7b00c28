"""Rendering: the same values give the same bytes; what no template writes is published too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from told_pages import Told, told

from btspress.model import Config
from btspress.planned import Plan
from btspress.stages.render import page_key, render, render_page, scripts_of, static_pages
from btspress.web.environment import Environment, make_environment
from btspress.web.theme import load_theme


@pytest.fixture(scope="module")
def site() -> Told:
    return told()


@pytest.fixture(scope="module")
def environment() -> Environment:
    theme = load_theme("documentary").theme
    assert theme
    return make_environment(theme)


def test_the_same_values_give_the_same_bytes(site: Told, environment: Environment) -> None:
    again = make_environment(environment.theme)
    for spec in site.specs:
        first, second = (render_page(spec, one, site.site.config) for one in (environment, again))
        assert first == second
        assert first.page.key == page_key(spec, environment.theme, site.site.config)


def test_the_key_knows_everything_that_decides_the_page(site: Told, environment: Environment) -> None:
    spec, theme, config = site.specs[0], environment.theme, site.site.config
    keys = {
        page_key(spec, theme, config),
        page_key(spec, theme, config, "/media/x.css"),
        page_key(spec, theme, replace(config, labels={"wrap": "Klappe"})),
        page_key(spec, replace(theme, digest="other"), config),
        page_key(replace(spec, path="other/index.html"), theme, config),
    }
    assert len(keys) == 5


def test_a_text_file_needs_no_template(site: Told, environment: Environment) -> None:
    spec = next(spec for spec in site.specs if spec.path == "robots.txt")
    assert render_page(spec, environment, Config()).page.body == spec.text.encode()


def test_assets_and_captions_are_published(environment: Environment) -> None:
    plan = Plan((), {}, {}, texts={"/media/a.en.vtt": "WEBVTT\n"})
    files = {page.path: page.body for page in static_pages(environment.theme, plan)}
    assert files["media/a.en.vtt"] == b"WEBVTT\n"
    assert {asset.address.lstrip("/") for asset in environment.theme.assets.values()} <= files.keys()


def test_the_sheet_of_tiny_pictures_is_linked(site: Told, environment: Environment) -> None:
    made = render_page(site.specs[0], environment, site.site.config, "/media/tiny.css").page.body.decode()
    assert '<link rel="stylesheet" href="media/tiny.css">' in made


def test_scripts_follow_what_is_on_the_page(site: Told, environment: Environment) -> None:
    named = {spec.path: scripts_of(spec, environment.theme) for spec in site.specs}
    assert set(named["tears/bridge/index.html"]) >= {
        "clock.js",
        "heard.js",
        "compare.js",
        "cues.js",
        "pause.js",
        "watch.js",
    }
    assert not {"clock.js", "compare.js", "pause.js", "lecture.js", "review.js"} & {*named["tears/first/index.html"]}
    assert named["glossary/index.html"] == ()


def test_a_broken_partial_fails_its_pages_alone_and_is_named(site: Told, tmp_path: Path) -> None:
    folder = tmp_path / "themes/mine"
    (folder / "partials").mkdir(parents=True)
    (folder / "theme.toml").write_text('extends = "base"\n', encoding="utf-8")
    (folder / "partials/timeline.html").write_text("\n{{ node.evnts }}\n", encoding="utf-8")
    theme = load_theme("mine", tmp_path).theme
    assert theme
    pages, problems = render(site.specs, site.plan, make_environment(theme), site.site.config)
    failed = [page.path for page in pages if b"A template failed" in page.body]
    assert failed == ["tears/bridge/index.html"]
    (found,) = problems
    assert (found.code, found.span.file if found.span else "", found.span.line if found.span else 0) == (
        "E907",
        "themes/mine/partials/timeline.html",
        2,
    )
