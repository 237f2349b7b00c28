"""Themes: found, chained, fingerprinted; what is wrong with one is said."""

from __future__ import annotations

import errno
import gzip
import os
import re
from pathlib import Path

import pytest

from btspress.web.theme import ON_PAPER, STYLES, Theme, built_in_themes, load_theme


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / "themes" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def theme(folder: Path, name: str, files: dict[str, str]) -> Path:
    return write(folder, **{f"{name}/{path}": text for path, text in files.items()})


def loaded(name: str, site: Path | None = None) -> Theme:
    found = load_theme(name, site)
    assert not found.problems
    assert found.theme
    return found.theme


BUILT_IN = sorted(folder.name for folder in built_in_themes().iterdir() if folder.is_dir())


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_themes_that_come_along_load(name: str) -> None:
    assert loaded(name).chain[-1] == "base"


def test_a_site_may_change_one_partial_alone(tmp_path: Path) -> None:
    theme(tmp_path, "mine", {"theme.toml": 'extends = "documentary"\n', "partials/stamps.html": "<b>Mine</b>"})
    mine, theirs = loaded("mine", tmp_path), loaded("documentary")
    assert mine.chain == ("mine", "documentary", "base")
    changed = [name for name in mine.templates if mine.templates[name] != theirs.templates[name]]
    assert changed == ["partials/stamps.html"]
    assert mine.digest != theirs.digest


def test_a_site_may_have_its_own_theme_of_a_built_in_name(tmp_path: Path) -> None:
    theme(
        tmp_path, "documentary", {"theme.toml": 'extends = "documentary"\n', "labels.toml": 'wrap = "That is a wrap"\n'}
    )
    mine = loaded("documentary", tmp_path)
    assert mine.chain == ("documentary", "documentary", "base")
    assert mine.labels["en"]["wrap"] == "That is a wrap"
    assert mine.labels["en"]["fix"] == "Fix"


def test_tokens_alone_make_a_theme(tmp_path: Path) -> None:
    theme(tmp_path, "blue", {"theme.toml": 'extends = "base"\n', "assets/tokens.css": ":root { --accent: blue; }"})
    blue, base = loaded("blue", tmp_path), loaded("base")
    assert blue.stylesheets == base.stylesheets
    assert b"blue" in blue.assets["tokens.css"].body
    assert blue.assets["layout.css"] == base.assets["layout.css"]


def test_the_name_of_an_asset_changes_with_its_bytes(tmp_path: Path) -> None:
    theme(tmp_path, "a", {"theme.toml": "", "assets/x.css": "p{}"})
    theme(tmp_path, "b", {"theme.toml": "", "assets/x.css": "q{}"})
    first, second = loaded("a", tmp_path).assets["x.css"], loaded("b", tmp_path).assets["x.css"]
    assert re.fullmatch(r"/assets/x\.[0-9a-f]{8}\.css", first.address)
    assert first.address != second.address
    assert loaded("a", tmp_path).assets["x.css"] == first


def test_a_style_sheet_names_fonts_as_they_are_published(tmp_path: Path) -> None:
    theme(
        tmp_path, "a", {"theme.toml": "", "assets/x.css": "src: url('fonts/f.woff2')", "assets/fonts/f.woff2": "font"}
    )
    assets = loaded("a", tmp_path).assets
    published = assets["fonts/f.woff2"].address.removeprefix("/assets/")
    assert assets["x.css"].body.decode() == f"src: url({published})"


@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "base"])
def test_every_file_that_a_built_in_sheet_names_exists(name: str) -> None:
    made = loaded(name)
    known = {asset.address.removeprefix("/assets/") for asset in made.assets.values()}
    sheets = [asset for asset in made.assets.values() if asset.address.endswith(".css")]
    named = {name for asset in sheets for name in re.findall(rb"url\((.*?)\)", asset.body)}
    assert named
    assert {name.decode() for name in named} <= known


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"theme.toml": 'extends = "nowhere"\n'}, "there is no theme 'nowhere'"),
        ({"theme.toml": 'extends = "../../etc"\n'}, "'../../etc' is no name of a theme"),
        ({"theme.toml": 'extends = "mine"\n'}, "theme 'mine' extends itself"),
        ({"theme.toml": "extends = base\n"}, "themes/mine/theme.toml: Invalid value"),
        ({"theme.toml": "", "labels.toml": "a = \n"}, "themes/mine/labels.toml: Invalid value"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, files: dict[str, str], says: str) -> None:
    found = load_theme("mine", theme(tmp_path, "mine", files))
    assert found.theme is None
    assert [problem.code for problem in found.problems] == ["E906"]
    assert found.problems[0].message.startswith(says)


def test_an_unknown_theme_is_guessed() -> None:
    (found,) = load_theme("documentry").problems
    assert found.hint == "did you mean 'documentary'?"


def test_a_named_asset_must_exist(tmp_path: Path) -> None:
    found = load_theme("mine", theme(tmp_path, "mine", {"theme.toml": 'stylesheets = ["ink.css"]\n'}))
    assert [problem.message for problem in found.problems] == ["no theme in the chain has assets/ink.css"]


def test_a_theme_does_not_follow_links(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("secret", encoding="utf-8")
    theme(tmp_path, "mine", {"theme.toml": "", "templates/a.html": "x"})
    (tmp_path / "themes/mine/templates/b.html").symlink_to(secret)
    found = load_theme("mine", tmp_path)
    assert found.theme is None
    assert "link" in found.problems[0].message


def test_a_template_is_text(tmp_path: Path) -> None:
    theme(tmp_path, "mine", {"theme.toml": "", "templates/a.html": "x"})
    (tmp_path / "themes/mine/templates/b.html").write_bytes(b"\xff\xfe")
    assert load_theme("mine", tmp_path).problems[0].message == "themes/mine/templates/b.html is not UTF-8 text"


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_themes_stay_light(name: str) -> None:
    """Scripts of all kinds together (a page has a budget of its own), style sheets, and fonts of a visit."""
    made = loaded(name)
    packed = {name: len(gzip.compress(asset.body, 9)) for name, asset in made.assets.items()}
    assert sum(packed[name] for name in {"scheme.js", *made.bundles.values()}) < 35_000
    assert packed[STYLES] + packed[ON_PAPER] < 25_000
    assert sum(len(asset.body) for name, asset in made.assets.items() if name.endswith(".woff2")) < 150_000


@pytest.mark.parametrize("font", sorted(built_in_themes().glob("*/assets/fonts/*.woff2")), ids=lambda font: font.stem)
def test_each_font_has_its_licence_beside_it(font: Path) -> None:
    file = font.stem.removesuffix("-italic").removesuffix("-strong").removesuffix("-ext")
    licence = (font.parent / f"{file}-OFL.txt").read_text(encoding="utf-8")
    assert f"{file.replace('-', ' ').title()} Project Authors" in licence
    assert "SIL OPEN FONT LICENSE" in licence.upper()


def test_a_folder_of_a_theme_that_cannot_be_listed_is_told_and_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partials = tmp_path / "themes/mine/partials"
    partials.mkdir(parents=True)
    (tmp_path / "themes/mine/theme.toml").write_text('name = "mine"\nextends = "base"\n')
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path) == str(partials):
            raise OSError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    loaded = load_theme("mine", tmp_path)
    assert loaded.theme is None
    assert [found.code for found in loaded.problems] == ["E906"]
    assert "Permission denied" in loaded.problems[0].message


def test_scripts_that_the_same_values_need_come_in_one_file(tmp_path: Path) -> None:
    table = '[scripts]\n"a.js" = ["Clip", "Sound"]\n"b.js" = ["Clip"]\n"c.js" = ["Sound", "Clip"]\n'
    files = {f"assets/{name}.js": f"// {name}\n" for name in "abc"}
    made = loaded("mine", theme(tmp_path, "mine", {"theme.toml": table, **files}))
    assert made.bundles == {"a.js": "a-c.js", "c.js": "a-c.js", "b.js": "b.js"}
    assert made.assets["a-c.js"].body == b"// a\n\n// c\n"
    assert re.fullmatch(r"/assets/a-c\.[0-9a-f]{8}\.js", made.assets["a-c.js"].address)


def test_remarks_in_style_sheets_stay_at_home_but_those_that_must_travel(tmp_path: Path) -> None:
    sheet = 'a { /* don\'t */\n  content: "/* said */"; }\n/*! by Ada */\n\nb {}'
    theme(tmp_path, "mine", {"theme.toml": "", "assets/a.css": sheet})
    assert loaded("mine", tmp_path).assets["a.css"].body == b'a { content: "/* said */"; }\n/*! by Ada */\nb {}'
