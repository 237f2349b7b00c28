"""First files: a site that builds, a film, a chapter, a person. Never overwrites anything."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from btspress.story.layout import slugify

_SITE = """---
title: {title}
base_url: https://example.org
lang: en
description: How it was made.
---

One or two sentences: whose film this is, and what a visitor will learn here.
"""

_GLOSSARY = """## Plate

A shot made to be combined with others.
"""

_FILM = """---
title: {title}
year: {year}
theme: the one idea that ties the chapters
motifs:
  light: the light, wherever it comes from
---

What is this film, and why is the story of its making worth telling?
"""

_CHAPTER = """---
title: {title}
summary: One sentence for the list of chapters.
---

Set the scene in a sentence or two before the first picture. To show a clip, write its name where a
picture would go: an exclamation mark, what one sees in square brackets, the file in round ones.

> [!decision] What was chosen
>
> Why this, and not the other thing? Who decided?

> [!challenge] What stood in the way
>
> What would have been lost?

> [!fix] What was done about it
>
> Say what changed.

> [!wrap]
>
> What remains, and what comes next.
"""

_PERSON = """---
name: {title}
roles:
  - film: {film}
    role: what they did
    department: camera
---

A few lines about them.
"""


class ScaffoldError(Exception):
    """Something is in the way; the text says what."""


def scaffold(kind: str, place: Path, words: str) -> tuple[Path, ...]:
    """Write the first files of a `site`, `film`, `chapter` or `person` and give their paths.

    `place` is the folder of the new site, of the site, of the film, or of the site; `words` is the
    title or name. Raises `ScaffoldError` when a file is already there.
    """
    files = _FILES[kind](place, words)
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
        place / "site.md": _SITE.format(title=_quoted(title)),
        place / "glossary.md": _GLOSSARY,
        **_film(place, "My film"),
    }


def _film(place: Path, words: str) -> dict[Path, str]:
    folder = place / "films" / slugify(words)
    year = datetime.now(UTC).year
    return {
        folder / "film.md": _FILM.format(title=_quoted(words), year=year),
        folder / "01-the-beginning.md": _CHAPTER.format(title="The beginning"),
    }


def _chapter(place: Path, words: str) -> dict[Path, str]:
    if not place.is_dir():
        raise ScaffoldError(f"there is no folder {place}")
    numbers = [int(found[0]) for path in place.glob("*.md") if (found := re.match(r"\d+", path.name))]
    name = f"{max(numbers, default=0) + 1:02}-{slugify(words)}.md"
    return {place / name: _CHAPTER.format(title=_quoted(words))}


def _person(place: Path, words: str) -> dict[Path, str]:
    films = sorted(path.parent.name for path in place.glob("films/*/film.md"))
    text = _PERSON.format(title=_quoted(words), film=films[0] if films else "my-film")
    return {place / "people" / f"{slugify(words)}.md": text}


def _quoted(words: str) -> str:
    """A title as YAML takes it whatever it holds."""
    plain = re.fullmatch(r"[\w][\w ,.'’!?&()–—-]*", words) and words.lower() != "null"
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return words if plain else f'"{escaped}"'


_FILES = MappingProxyType({"site": _site, "film": _film, "chapter": _chapter, "person": _person})
