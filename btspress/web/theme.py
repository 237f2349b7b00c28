"""A theme as a value: templates, assets and words of a folder and of the folders it extends.

A theme is a folder with `theme.toml` and only what differs from the theme it extends. Nothing is
read after loading: templates see texts that are here already, and assets have their final names.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from btspress.beneath import open_beneath
from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.digest import Digest, digest, digest_bytes
from btspress.unchanging import unchanging

_PACKAGE = Path(__file__).resolve().parent.parent
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}", re.ASCII)
_REFERENCE = re.compile(rb"url\(\s*[\"']?([\w./-]+)[\"']?\s*\)")
_UNREAD = re.compile(rb"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*(?!!).*?\*/\s*|(?<=\n)[ \t\n]+""", re.DOTALL)
"""What of a style sheet only its authors read; strings, in which it may stand too, are found and kept."""
_LIMIT = 4 << 20
STYLES = "styles.css"
"""Name of the asset that holds the style sheets of a theme in one, so that a page asks once."""
ON_PAPER = "print.css"
"""The style sheet that stays a file of its own: a screen can wait for it."""
_DEEPEST = 8
_MARK = 8


@unchanging
class TemplateText:
    """One template as written."""

    file: str
    """Readable place: `themes/base/templates/chapter.html`."""
    text: str


@unchanging
class Asset:
    """One published file of a theme; its name holds a fingerprint of its bytes."""

    address: str
    """Site-absolute: `/assets/layout.0123abcd.css`."""
    body: bytes = field(repr=False)


@unchanging
class Theme:
    """Everything a page can look like."""

    name: str
    chain: tuple[str, ...]
    """Names, the most special first: documentary, base."""
    templates: Mapping[str, TemplateText] = field(hash=False)
    """By name within a theme: `templates/chapter.html`, `partials/figure.html`."""
    assets: Mapping[str, Asset] = field(hash=False)
    """By name within `assets/`: `layout.css`, `fonts/serif.woff2`."""
    labels: Mapping[str, Mapping[str, str]] = field(hash=False)
    """Words of the interface by language; `en` is complete."""
    stylesheets: tuple[str, ...]
    """Names of assets that every page links to, in this order."""
    scripts: Mapping[str, tuple[str, ...]] = field(hash=False)
    """Names of assets and the kinds of values that need them: `compare.js` needs a `Comparison`."""
    bundles: Mapping[str, str] = field(hash=False)
    """By name of a script the asset that holds it, alone or with those that the same values need."""
    sizes: Mapping[str, str] = field(hash=False)
    """How wide a picture is shown: values for `sizes=`, by name."""
    digest: Digest = ""


@unchanging
class Loaded:
    """A theme, or what is wrong with it; with problems that are errors there may still be a theme."""

    theme: Theme | None
    problems: tuple[Diagnostic, ...] = ()


@unchanging
class _Folder:
    """One theme folder, read."""

    name: str
    place: str
    files: Mapping[str, bytes]
    settings: Mapping[str, Any]


class _ThemeError(Exception):
    """The folder cannot be used; the text says why."""


def built_in_themes() -> Path:
    """The folder of themes that came with btspress: beside the modules, or in the checkout."""
    shipped = _PACKAGE / "themes"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "themes"


def is_name(words: str) -> bool:
    """Whether a theme may be called so."""
    return bool(_NAME.fullmatch(words))


def load_theme(name: str, site: Path | None = None) -> Loaded:
    """The theme `name` from `<site>/themes` or the built-in ones, with all that it extends."""
    roots = tuple(root for root in ((site / "themes") if site else None, built_in_themes()) if root)
    try:
        chain = tuple(_chain(name, roots))
        theme = _merge(chain)
    except _ThemeError as fault:
        return Loaded(None, (problem("E906", str(fault), hint=_hint(name, roots)),))
    return Loaded(theme, tuple(_missing(theme, chain)))


def _chain(name: str, roots: tuple[Path, ...]) -> Iterator[_Folder]:
    """The folders from the most special to the most general."""
    seen: set[Path] = set()
    wanted = name
    while wanted:
        if len(seen) == _DEEPEST:
            raise _ThemeError(f"theme '{name}' extends more than {_DEEPEST} others")
        if not is_name(wanted):
            raise _ThemeError(f"'{wanted}' is no name of a theme")
        found = [root / wanted for root in roots if (root / wanted).is_dir()]
        fresh = [folder for folder in found if folder not in seen]
        if found and not fresh:
            raise _ThemeError(f"theme '{name}' extends itself")
        if not fresh:
            raise _ThemeError(f"there is no theme '{wanted}'")
        seen.add(fresh[0])
        folder = _read(wanted, fresh[0])
        yield folder
        wanted = str(folder.settings.get("extends", ""))


def _read(name: str, folder: Path) -> _Folder:
    files: dict[str, bytes] = {}
    place = f"themes/{name}"
    for path in _names(folder):
        try:
            with open_beneath(folder, path, limit=_LIMIT) as opened:
                files[path] = opened.read()
        except OSError as error:
            raise _ThemeError(f"{place}/{path}: {error.strerror}") from error
    settings = _toml(files.get("theme.toml", b""), f"{place}/theme.toml")
    return _Folder(name, place, MappingProxyType(files), MappingProxyType(settings))


def _names(folder: Path) -> Iterator[str]:
    def refused(error: OSError) -> None:
        # Without this a folder that cannot be listed would be one that the theme does not have.
        raise _ThemeError(f"{error.filename or folder}: {error.strerror}") from error

    for inside, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(found for found in folders if not found.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield (Path(inside) / name).relative_to(folder).as_posix()


def _toml(data: bytes, place: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _ThemeError(f"{place}: {error}") from error


def _merge(chain: tuple[_Folder, ...]) -> Theme:
    """One theme of all folders: a file of a more special theme stands before one of the same name."""
    general_first = chain[::-1]
    templates: dict[str, TemplateText] = {}
    raw: dict[str, bytes] = {}
    labels: dict[str, dict[str, str]] = {}
    for folder in general_first:
        for path, data in folder.files.items():
            if path.endswith((".html", ".xml", ".txt")) and path.startswith(("templates/", "partials/")):
                templates[path] = TemplateText(f"{folder.place}/{path}", _text(data, f"{folder.place}/{path}"))
            elif path.startswith("assets/"):
                raw[path.removeprefix("assets/")] = data
            elif path.startswith("labels"):
                language = path.removeprefix("labels").removesuffix("toml").strip(".") or "en"
                words = {key: str(value) for key, value in _toml(data, f"{folder.place}/{path}").items()}
                labels.setdefault(language, {}).update(words)
    assets = _published(raw)
    stylesheets = _series(general_first, "stylesheets")
    assets |= _joined(stylesheets, assets)
    scripts = {key: tuple(kinds) for key, kinds in _table(general_first, "scripts").items()}
    bundles = _bundles(scripts, assets)
    assets |= {bundle: _bundled(bundle, bundles, assets) for bundle in {*bundles.values()} - assets.keys()}
    theme = Theme(
        name=chain[0].name,
        chain=tuple(folder.name for folder in chain),
        templates=MappingProxyType(templates),
        assets=MappingProxyType(assets),
        labels=MappingProxyType({lang: MappingProxyType(words) for lang, words in labels.items()}),
        stylesheets=stylesheets,
        scripts=MappingProxyType(scripts),
        bundles=MappingProxyType(bundles),
        sizes=MappingProxyType({key: str(value) for key, value in _table(general_first, "sizes").items()}),
    )
    return _sealed(theme)


def _sealed(theme: Theme) -> Theme:
    """The theme with the digest of all that decides what pages look like."""
    texts = {name: template.text for name, template in theme.templates.items()}
    assets = {name: asset.address for name, asset in theme.assets.items()}
    sealed = digest(texts, assets, theme.labels, theme.stylesheets, theme.scripts, theme.sizes)
    return replace(theme, digest=sealed)


def _joined(names: Iterable[str], assets: Mapping[str, Asset]) -> dict[str, Asset]:
    """All style sheets but that for paper as one; what they refer to lies beside it as beside them."""
    sheets = (assets[name].body for name in names if name != ON_PAPER and name in assets)
    body = b"\n".join(sheets)
    return {STYLES: Asset(f"/assets/styles.{digest_bytes(body)[:_MARK]}.css", body)}


def _bundles(scripts: Mapping[str, tuple[str, ...]], assets: Mapping[str, Asset]) -> dict[str, str]:
    """By name of a script the name of the asset that it comes in: scripts that the same values need come in one."""
    together: dict[frozenset[str], list[str]] = {}
    for name, needs in scripts.items():
        if name in assets:
            together.setdefault(frozenset(needs), []).append(name)
    return {
        name: names[0] if len(names) == 1 else "-".join(each.removesuffix(".js") for each in names) + ".js"
        for names in together.values()
        for name in names
    }


def _bundled(bundle: str, bundles: Mapping[str, str], assets: Mapping[str, Asset]) -> Asset:
    """The scripts of a bundle in the order of the theme."""
    body = b"\n".join(assets[name].body for name, holder in bundles.items() if holder == bundle)
    return Asset(f"/assets/{bundle.removesuffix('.js')}.{digest_bytes(body)[:_MARK]}.js", body)


def _published(raw: Mapping[str, bytes]) -> dict[str, Asset]:
    """Assets under their final names; style sheets last, because they name the others."""
    made: dict[str, Asset] = {}
    for name in sorted(raw, key=lambda name: (name.endswith(".css"), name)):
        data = _renamed(raw[name], made) if name.endswith(".css") else raw[name]
        stem, dot, ending = name.rpartition(".")
        flat = (stem or ending).replace("/", "-")
        made[name] = Asset(f"/assets/{flat}.{digest_bytes(data)[:_MARK]}{dot}{ending}", data)
    return made


def _renamed(sheet: bytes, made: Mapping[str, Asset]) -> bytes:
    """The style sheet without remarks, with the published names of the files it refers to, which lie beside it."""

    def name(found: re.Match[bytes]) -> bytes:
        asset = made.get(found[1].decode())
        return b"url(" + asset.address.removeprefix("/assets/").encode() + b")" if asset else found[0]

    return _REFERENCE.sub(name, _UNREAD.sub(lambda found: found[1] or b"", sheet))


def _series(folders: tuple[_Folder, ...], key: str) -> tuple[str, ...]:
    """Items of all folders, each once, where it stands first."""
    return tuple(dict.fromkeys(str(item) for folder in folders for item in folder.settings.get(key, ())))


def _table(folders: tuple[_Folder, ...], key: str) -> dict[str, Any]:
    return {name: value for folder in folders for name, value in folder.settings.get(key, {}).items()}


def _text(data: bytes, place: str) -> str:
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _ThemeError(f"{place} is not UTF-8 text") from error


def _missing(theme: Theme, chain: tuple[_Folder, ...]) -> Iterator[Diagnostic]:
    """Assets that `theme.toml` names and nobody has."""
    place = Span(f"{chain[0].place}/theme.toml", 1, 1, 2)
    for name in (*theme.stylesheets, *theme.scripts):
        if name not in theme.assets:
            yield problem("E906", f"no theme in the chain has assets/{name}", place, suggest(name, theme.assets))


def _hint(name: str, roots: tuple[Path, ...]) -> str:
    known = (folder.name for root in roots if root.is_dir() for folder in root.iterdir() if folder.is_dir())
    return suggest(name, known) or "name a built-in theme or a folder under themes/"
