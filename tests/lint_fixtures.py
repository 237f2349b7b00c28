"""The small stories that show what a rule finds, and what it leaves alone: `tests/lint/S101-bad.md`, `S101-good.md`.

A fixture holds several files, each below a line `=== name`, counted from the film's folder, or from the site's with
`/` before it. Below `=== finds` stands what is marked: `file | the words`. The length of a clip stands in its name:
`take-30s.mp4` lasts 30 seconds, and one called `mute` has no sound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from btspress.facts import MEDIUM_OF, Facts, Medium
from btspress.testing import picture, sound, video

FOLDER = Path(__file__).parent / "lint"
FILM = "films/rope"
_LENGTH = re.compile(r"-(\d+)s\.")


@dataclass(frozen=True, slots=True)
class Story:
    files: Mapping[str, str]
    media: Mapping[str, Facts]
    marked: tuple[tuple[str, str], ...]
    """File, and the words that are marked in it."""


def story(name: str) -> Story:
    """The fixture of this name."""
    return story_of((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def story_of(text: str) -> Story:
    """A fixture as a site: media files lie where its texts name them."""
    files = {f"{FILM}/film.md": "---\ntitle: The Rope\n---\n"}
    marked: list[tuple[str, str]] = []
    media: dict[str, Facts] = {}
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        if name == "finds":
            marked = [(_path(file.strip()), words.strip()) for file, words in map(_halves, body.split("\n")) if file]
        elif name.rpartition(".")[2] in MEDIUM_OF:
            media[_path(name)] = _facts(name)
        else:
            files[_path(name)] = body
    for body in files.values():
        for name in re.findall(r"media/[\w.-]+", body):
            if name.rpartition(".")[2] in MEDIUM_OF:
                media[f"{FILM}/{name}"] = _facts(name)
    return Story(files, media, tuple(marked))


def _path(name: str) -> str:
    return name[1:] if name.startswith("/") else f"{FILM}/{name}"


def _halves(line: str) -> tuple[str, str]:
    file, _, words = line.partition("|")
    return file, words


def _facts(name: str) -> Facts:
    found = _LENGTH.search(name)
    seconds = int(found[1]) if found else 10
    kind = MEDIUM_OF[name.rpartition(".")[2]]
    if kind is Medium.PICTURE:
        return picture()
    return sound(seconds) if kind is Medium.SOUND else video(Fraction(seconds), sound="mute" not in name)
