"""The proof of themes: what comes along passes it, and what it looks for it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from told_pages import elements

from btspress.cli import cli
from btspress.diagnostics import Severity
from btspress.proof import faint, faults, proof
from btspress.starting.scaffold import ScaffoldError, scaffold, scaffold_theme
from btspress.testcard import shown
from btspress.web.theme import Theme, built_in_themes, load_theme
from btspress.web.tokens import PAIRS, SCHEMES, TOKENS, colours_of, contrast, tokens_of

BUILT_IN = sorted(folder.name for folder in built_in_themes().iterdir() if folder.is_dir())
GOOD = (
    '<html lang="en"><head><title>A</title></head><body><a href="#m">Skip</a><header></header>'
    '<main id="m"><h1>A</h1>{}</main><footer></footer></body></html>'
)


def loaded(name: str, site: Path | None = None) -> Theme:
    found = load_theme(name, site)
    assert found.theme, found.problems
    return found.theme


def mine(site: Path, **files: str) -> Theme:
    """A theme of the site that extends `documentary` and brings these files; `__` stands for a slash, `_css` for .css."""
    folder = site / "themes/mine"
    sheets = [name.removeprefix("assets__").replace("_css", ".css") for name in files if name.startswith("assets__")]
    written = {"theme.toml": f'extends = "documentary"\nstylesheets = {sheets}\n'.replace("'", '"')}
    written |= {
        name.replace("__", "/").replace("_css", ".css").replace("_html", ".html"): text for name, text in files.items()
    }
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return loaded("mine", site)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_themes_that_come_along_pass_the_proof(name: str) -> None:
    assert proof(loaded(name)) == ()


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_proof_of_contrast_has_every_pair_in_both_schemes(name: str) -> None:
    colours = colours_of(loaded(name))
    assert set(colours) == set(SCHEMES)
    assert colours["light"]["paper"] != colours["dark"]["paper"]
    for told in colours.values():
        assert {token for pair in PAIRS for token in pair} <= told.keys()


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_ring_around_the_focus_is_seen_on_every_ground(name: str) -> None:
    for told in colours_of(loaded(name)).values():
        for ground in ("paper", "raised"):
            assert contrast(told["accent"], told[ground]) >= 3


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_browser_that_knows_no_light_dark_gets_one_scheme_whole(name: str) -> None:
    theme = loaded(name)
    sheet = theme.assets["tokens.css"].body.decode()
    fallback = dict(re.findall(r"--([\w-]+): (#\w+);", sheet.partition("@supports not")[2]))
    colours = colours_of(theme)
    schemes = [told for told in colours.values() if fallback.items() <= told.items()]
    assert len(schemes) == 1
    both = {token for token in colours["light"] if colours["light"][token] != colours["dark"][token]}
    assert both <= fallback.keys()


def test_every_token_of_the_base_is_told_in_the_documents() -> None:
    assert set(tokens_of(loaded("base"))) == set(TOKENS)
    for name in BUILT_IN:
        assert set(TOKENS) <= set(tokens_of(loaded(name)))


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_tokens_in_a_condition_are_not_those_of_the_page(tmp_path: Path) -> None:
    sheet = (
        "@media print { @page { margin: 0 } :root { --ink: #eee; } } :root { --own: #123; /* } */ } p { --ink: #ddd }"
    )
    tokens = tokens_of(mine(tmp_path, assets__x_css=sheet))
    assert tokens["own"] == "#123"
    assert tokens["ink"] == tokens_of(loaded("documentary"))["ink"]


def test_a_token_may_stand_for_another(tmp_path: Path) -> None:
    theme = mine(
        tmp_path, assets__x_css=":root { --soft: var(--ink); --ink: light-dark(#abc, #012345); --a: var(--a); }"
    )
    assert colours_of(theme)["light"]["soft"] == "#aabbcc"
    assert colours_of(theme)["dark"]["soft"] == "#012345"
    assert "a" not in colours_of(theme)["dark"]


def test_faint_text_is_found_in_the_scheme_where_it_is_faint(tmp_path: Path) -> None:
    theme = mine(tmp_path, assets__x_css=":root { --soft: light-dark(#555555, #333333); }")
    assert [told.split(" has ")[0] for told in faint(theme)] == ["--soft on --paper", "--soft on --raised"]
    assert all("when dark" in told for told in faint(theme))


def test_a_partial_that_names_what_is_not_there_is_found_with_its_line(tmp_path: Path) -> None:
    theme = mine(tmp_path, partials__stamps_html="<b>\n{{ nobody.knows }}</b>")
    (found,) = proof(theme)
    assert (found.code, found.severity) == ("E907", Severity.ERROR)
    assert found.span
    assert (found.span.file, found.span.line) == ("themes/mine/partials/stamps.html", 2)


def test_a_partial_that_is_missing_is_found(tmp_path: Path) -> None:
    theme = mine(tmp_path, partials__rail_html='{% include "partials/nowhere.html" %}')
    assert {found.message.rpartition(": ")[2] for found in proof(theme)} == {
        "there is no template 'partials/nowhere.html'"
    }


def test_a_fault_of_a_partial_is_told_once_with_the_pages_that_have_it(tmp_path: Path) -> None:
    theme = mine(tmp_path, partials__picture_html='<img src="x.jpg" width="1" height="1">')
    (found,) = proof(theme)
    assert (found.code, found.severity) == ("E914", Severity.WARNING)
    assert re.fullmatch(r"theme 'mine': an <img> has no alt \(\d+ of \d+ pages of the test card\)", found.message)


def test_a_good_page_has_no_fault() -> None:
    assert not list(faults(GOOD.format("<h2>B</h2>")))
    captions = "<figcaption><b></b></figcaption>"
    figures = f"<figure>{captions}<i></i></figure><figure><i></i>{captions}</figure><hr>"
    assert not list(faults(GOOD.format(f"<svg><title>B</title></svg>{figures}")))


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (GOOD.format("<h3>B</h3>"), "<h3> follows <h1>: a level is left out"),
        (GOOD.format("<h1>B</h1>"), "there are 2 <h1>, not one"),
        (GOOD.format("").replace("<header>", "<h2>B</h2><header>"), "<h2> stands before <h1>"),
        (GOOD.format("").replace(' lang="en"', ""), "<html> says no language"),
        (GOOD.format("").replace("<title>A</title>", ""), "there are 0 <title>, not one"),
        (GOOD.format("").replace("<footer></footer>", ""), "the page has no foot: a <footer> directly in <body>"),
        (GOOD.format("").replace("#m", "#n"), "the first link does not skip to <main>"),
        (
            GOOD.format("<figure><i></i><figcaption><b></b></figcaption><hr></figure>"),
            "<hr> follows <figcaption>, which stands last in its <figure>",
        ),
        (GOOD.format("<nav></nav>"), "a <nav> has no aria-label"),
        (GOOD.format("<p><b></p></b>"), "<p> is not closed in order"),
        (GOOD.format("<p>"), "<main> is not closed in order"),
        (GOOD.format('<img src="x" width="1" height="1">'), "an <img> has no alt"),
        (GOOD.format('<img src="x" alt="">'), "<img> has no width and height: the page jumps when it arrives"),
        (GOOD.format('<audio aria-label="a"></audio>'), "<audio> has no controls: without scripts it cannot be played"),
        (GOOD.format("<audio controls></audio>"), "<audio> has no name: aria-label"),
        (GOOD.format('<i id="a"></i><i id="a"></i>'), "id 'a' stands twice"),
        (GOOD.format('<i aria-labelledby="b"></i>'), "aria-labelledby names 'b', which is not there"),
        (GOOD.format('<i style="color: red"></i>'), "<i> carries style or script of its own"),
        (GOOD.format("<script>1</script>"), "<script> carries a script of its own"),
        (
            GOOD.format('<img src="https://x.example/a" alt="" width="1" height="1">'),
            "<img> asks another host: x.example",
        ),
    ],
)
def test_each_fault_is_told_in_words(html: str, says: str) -> None:
    assert next(faults(html)) == says


def test_the_classroom_numbers_its_figures() -> None:
    pages, _ = shown(loaded("classroom"))
    chapter = elements(pages["tears/bridge/index.html"])
    captions = [
        each for each in chapter if each.tag == "figcaption" and "lower-third" not in str(each.attributes.get("class"))
    ]
    numbers = [each for each in chapter if each.attributes.get("class") == "figure-number"]
    assert len(numbers) == len(captions) > 5


def test_the_press_sets_facts_in_a_sheet() -> None:
    pages, _ = shown(loaded("press"))
    film = elements(pages["tears/index.html"])
    assert [each.words for each in film if each.tag == "dt" and "2012" not in each.words][:2] == ["Year", "This story"]


def test_a_new_theme_changes_one_token_and_passes_the_proof(tmp_path: Path) -> None:
    scaffold("site", tmp_path, "Mine")
    made = scaffold_theme(tmp_path, "Blue hour", "classroom")
    assert [path.relative_to(tmp_path).as_posix() for path in made] == [
        "themes/blue-hour/theme.toml",
        "themes/blue-hour/assets/blue-hour-tokens.css",
    ]
    theme, parent = loaded("blue-hour", tmp_path), loaded("classroom")
    assert theme.chain == ("blue-hour", "classroom", "base")
    old, new = tokens_of(parent), tokens_of(theme)
    assert {name for name in new if new[name] != old.get(name)} == {"accent"}
    assert proof(theme) == ()


@pytest.mark.parametrize(
    ("name", "extends", "says"),
    [
        ("Нева", "base", "'Нева' is no name of a theme: a to z, digits and hyphens make one"),
        ("mine", "classrom", "there is no theme 'classrom'"),
    ],
)
def test_a_new_theme_that_cannot_be_is_refused(tmp_path: Path, name: str, extends: str, says: str) -> None:
    with pytest.raises(ScaffoldError, match=re.escape(says)):
        scaffold_theme(tmp_path, name, extends)
    assert not any(tmp_path.iterdir())


def test_a_new_theme_never_replaces_one(tmp_path: Path) -> None:
    scaffold_theme(tmp_path, "mine", "press")
    with pytest.raises(ScaffoldError, match="is already there"):
        scaffold_theme(tmp_path, "mine", "base")


def test_the_theme_of_a_site_is_tried_by_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    scaffold("site", tmp_path / "src", "Mine")
    told = CliRunner().invoke(cli, ["new", "theme", "dusk", "--in", str(tmp_path / "src"), "--extends", "press"])
    assert told.exit_code == 0, told.output
    site, sheet = tmp_path / "src/site.md", tmp_path / "src/themes/dusk/assets/dusk-tokens.css"
    site.write_text(site.read_text(encoding="utf-8").replace("lang: en\n", "lang: en\ntheme: dusk\n"), encoding="utf-8")
    arguments = ["check", "--theme", str(tmp_path / "src")]
    told = CliRunner().invoke(cli, arguments)
    assert (told.exit_code, "warning" in told.output) == (0, False)
    sheet.write_text(":root { --ink: light-dark(#999999, #f4f5f7); }", encoding="utf-8")
    told = CliRunner().invoke(cli, arguments)
    assert told.exit_code == 0
    assert "E914 theme-unfit" in told.output
    assert "--ink on --paper has a contrast of 2.85 when light" in told.output
