"""First files: a site that builds, a film, a chapter, a person, a theme. Never overwrites anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from btspress.starting import texts
from btspress.story.layout import slugify
from btspress.web.theme import is_name, load_theme


class ScaffoldError(Exception):
    """Something is in the way; the text says what."""


def scaffold(kind: str, place: Path, words: str) -> tuple[Path, ...]:
    """Write the first files of a `site`, `film`, `chapter`, `case-study` or `person` and give their paths.

    `place` is the folder of the new site, of the site, of the film (twice; or of the site that has only that film),
    or of the site; `words` is the
    title or name. Raises `ScaffoldError` when a file is already there.
    """
    return _written(_FILES[kind](place, words))


def _written(files: Mapping[Path, str]) -> tuple[Path, ...]:
    """Writes all files, or none when one is already there."""
    taken = next((path for path in files if path.exists()), None)
    if taken:
        raise ScaffoldError(f"{taken} is already there")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(files)


def _site(place: Path, words: str) -> dict[Path, str]:
    if place.exists() and any(place.iterdir()):
        raise ScaffoldError(f"{place} is not empty")
    title = words or place.resolve().name.replace("-", " ").title()
    return {
        place / "site.md": texts.SITE.format(title=_quoted(title)),
        place / "glossary.md": texts.GLOSSARY,
        **_film(place, "My film"),
    }


def _film(place: Path, words: str) -> dict[Path, str]:
    folder = place / "films" / slugify(words)
    year = datetime.now(UTC).year
    return {
        folder / "film.md": texts.FILM.format(title=_quoted(words), year=year),
        folder / "01-the-beginning.md": _first_chapter(),
    }


def _first_chapter() -> str:
    """The only chapter of a new film: it shows how a story begins, and how it ends."""
    text = texts.CHAPTER.replace("> [!wrap]", f"{texts.ACCIDENT}> [!wrap]") + texts.ENDS
    return text.format(title="The beginning", motif=" motif=light")


def _chapter(place: Path, words: str) -> dict[Path, str]:
    place = _film_in(place)
    numbers = [int(found[0]) for path in place.glob("*.md") if (found := re.match(r"\d+", path.name))]
    name = f"{max(numbers, default=0) + 1:02}-{slugify(words)}.md"
    return {place / name: texts.CHAPTER.format(title=_quoted(words), motif="")}


def _film_in(place: Path) -> Path:
    """The folder of the film itself where `place` is that of a site, or its `films`, with a single one."""
    if not place.is_dir():
        raise ScaffoldError(f"there is no folder {place}")
    films = sorted(path.parent for path in (*place.glob("films/*/film.md"), *place.glob("*/film.md")))
    if len(films) > 1:
        raise ScaffoldError(f"{place} holds several films: say which with --in {films[0]}")
    return films[0] if films else place


def _case_study(place: Path, words: str) -> dict[Path, str]:
    return {path: texts.CASE_STUDY.format(title=_quoted(words)) for path in _chapter(place, words)}


def _person(place: Path, words: str) -> dict[Path, str]:
    films = sorted(path.parent.name for path in place.glob("films/*/film.md"))
    text = texts.PERSON.format(title=_quoted(words), film=films[0] if films else "my-film")
    return {place / "people" / f"{slugify(words)}.md": text}


def scaffold_theme(site: Path, words: str, extends: str) -> tuple[Path, ...]:
    """Write a theme called `words` into `<site>/themes` that changes one token of the theme `extends`.

    Gives the paths. Raises `ScaffoldError` when the name cannot be one, when there is no theme `extends`, or
    when a file is already there.
    """
    name = slugify(words)
    if not is_name(name):
        raise ScaffoldError(f"'{words}' is no name of a theme: a to z, digits and hyphens make one")
    found = load_theme(extends, site)
    if found.theme is None:
        raise ScaffoldError("; ".join(each.message for each in found.problems))
    folder = site / "themes" / name
    files = {folder / "theme.toml": texts.THEME, folder / "assets" / f"{name}-tokens.css": texts.TOKENS}
    return _written({path: text.format(name=name, extends=extends) for path, text in files.items()})


def _quoted(words: str) -> str:
    """A title as YAML takes it whatever it holds."""
    plain = re.fullmatch(r"[\w][\w ,.'’!?&()–—-]*", words) and words.lower() != "null"
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return words if plain else f'"{escaped}"'


_FILES = MappingProxyType(
    {"site": _site, "film": _film, "chapter": _chapter, "case-study": _case_study, "person": _person}
)
