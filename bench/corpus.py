"""A made-up film story of any length, the same for btspress and for its peers.

    python bench/corpus.py FOLDER [--chapters 1000] [--masters 10]

Each chapter has some 930 words: headings, emphasis, a list, a quote, three pictures of eight that all share,
three links to other chapters, two notes, and in two of five a table. The same numbers give the same bytes.
`--masters` puts that many gigabytes of camera files beside them, sparse, so that no disk has to hold them.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageFilter

PICTURES = 8
GIGABYTE = 1 << 30
_CHAPTER = re.compile(r"\]\((ch-\d{5})\)")
FIRST_DAY = date(2010, 1, 1)
_TAGS = """lighting lenses stunts rigging foley dialogue colour grading previs casting rehearsal locations permits
    weather miniatures prosthetics wardrobe makeup props greens drones dolly underwater practicals compositing rotoscope
    matte score editing continuity catering transport insurance archive subtitles sets slates rushes plates takes"""
TAGS = tuple(_TAGS.split())
WORDS = MappingProxyType(
    {
        "who": ("the gaffer", "the key grip", "the script supervisor", "the second unit", "the editor"),
        "what": ("the harbour scene", "the staircase fight", "the crane shot", "the flooded corridor", "the close-up"),
        "gear": ("a forty-foot crane", "two salvaged lamps", "a borrowed lens", "a wall of lights", "a white cloth"),
        "bad": ("the permit ended at dawn", "the fog would not sit", "the tide came in early", "the prop went missing"),
        "good": ("painting the floor darker", "shooting the reverse first", "cutting on the breath"),
    }
)
SENTENCES = (
    "{who} took one look at {what} and asked for {gear}.",
    "Nobody had planned {what} around {gear}, but {bad}, and *that* was the whole reason.",
    "What the finished frame hides is that {bad}, and that {who} answered by {good}.",
    "By the call sheet there were **forty-one people** within three metres of the lens while {who} kept working.",
    "Seen from the dailies {what} looks inevitable; seen from the floor it was an argument about {gear}.",
    "It took {who} the better part of a week to agree that {good} would hold.",
    "The second take was better in every way that mattered, apart from the sound.",
    "If you stop at the cut you can see {gear} at the very edge of the frame.",
)
HEADINGS = (
    "What the board promised",
    "The night before",
    "First setup",
    "How the light was built",
    "The take that was kept",
    "Sound under the weather",
    "Two frames, one decision",
    "What the grade changed",
    "The finished frame",
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; links in its body are `](ch-00001)`, pictures `](still-1.jpg)`."""

    number: int
    title: str
    summary: str
    tags: tuple[str, ...]
    on: date
    body: str

    @property
    def slug(self) -> str:
        """Its file's name without ending."""
        return slug(self.number)


def slug(number: int) -> str:
    """Name of a chapter's file."""
    return f"ch-{number:05d}"


def chapters(count: int) -> Iterator[Chapter]:
    """As many chapters; each knows the others by number alone."""
    for number in range(1, count + 1):
        dice = random.Random(number)
        yield Chapter(
            number,
            f"Chapter {number}: {_scene(dice)}",
            sentence(dice),
            tuple(sorted(dice.sample(TAGS, 3))),
            FIRST_DAY + timedelta(days=number),
            _body(dice, count),
        )


def sentence(dice: random.Random) -> str:
    """One sentence of the story."""
    told = dice.choice(SENTENCES).format(**{name: dice.choice(choices) for name, choices in WORDS.items()})
    return told[0].upper() + told[1:]


def _body(dice: random.Random, count: int) -> str:
    pieces = [_paragraph(dice, 4)]
    extras = [_quote, _bullets, _bullets]
    for number, heading in enumerate(dice.sample(HEADINGS, 5), 1):
        pieces += [f"## {heading}", _paragraph(dice, 4) + (f"[^{number}]" if number < 3 else "")]
        if number < 4:
            pieces += [f"![{_scene(dice)}, as shot](still-{dice.randrange(1, PICTURES + 1)}.jpg)"]
            pieces += [extras[number - 1](dice)]
            pieces += [f"{sentence(dice)} See [{_scene(dice)}]({slug(dice.randrange(1, count + 1))})."]
        pieces += ["### One more angle", _paragraph(dice, 5)]
    if dice.random() < 0.4:
        pieces.append(_table(dice))
    pieces += [f"[^{number}]: {sentence(dice)}" for number in (1, 2)]
    return "\n\n".join(pieces) + "\n"


def _scene(dice: random.Random) -> str:
    return dice.choice(WORDS["what"])


def _paragraph(dice: random.Random, sentences: int) -> str:
    return " ".join(sentence(dice) for _ in range(sentences))


def _quote(dice: random.Random) -> str:
    return f"> {sentence(dice)} {sentence(dice)}"


def _bullets(dice: random.Random) -> str:
    return "\n".join(f"- {sentence(dice)}" for _ in range(4))


def _table(dice: random.Random) -> str:
    rows = [f"| {number} | {_scene(dice)} | {dice.randrange(1, 30)} |" for number in range(1, 6)]
    return "\n".join(("| Setup | Scene | Takes |", "| --- | --- | --- |", *rows))


def write_pictures(folder: Path) -> None:
    """The eight pictures that all chapters share: soft colours, 960 by 540 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, PICTURES + 1):
        small = Image.frombytes("RGB", (24, 14), random.Random(number).randbytes(24 * 14 * 3))
        picture = small.resize((960, 540), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
        picture.save(folder / f"still-{number}.jpg", quality=70)


def write_masters(folder: Path, gigabytes: int) -> None:
    """Camera files of one gigabyte each; only their last byte takes room."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(gigabytes):
        with (folder / f"A{number:03d}.mov").open("wb") as file:
            file.truncate(GIGABYTE)


def linked(body: str, chapter: str, pictures: str) -> str:
    """The body with addresses as a generator wants them: `chapter` holds a `%` where the slug stands."""
    told = _CHAPTER.sub(lambda found: f"]({chapter.replace('%', found[1])})", body)
    return told.replace("](still-", f"]({pictures}still-")


def head_of(chapter: Chapter, tags: str = "tags", more: str = "") -> str:
    """Front matter as most generators read it."""
    told = f'title: "{chapter.title}"\n{tags}: [{", ".join(chapter.tags)}]\nsummary: "{chapter.summary}"\n'
    return f"---\n{told}{more}---\n\n"


def write_btspress(folder: Path, count: int) -> None:
    """Our own form: one film, a motif for each tag."""
    film = folder / "film"
    film.mkdir(parents=True)
    head = "---\ntitle: Bench\nlang: en\nbase_url: https://example.org/\n---\n"
    (folder / "site.md").write_text(head, encoding="utf-8")
    motifs = "".join(f"  {tag}: {tag.title()}\n" for tag in TAGS)
    (film / "film.md").write_text(f"---\ntitle: The Film\nmotifs:\n{motifs}---\n", encoding="utf-8")
    for each in chapters(count):
        text = head_of(each, "motifs") + linked(each.body, "%.md", "pictures/")
        (film / f"{each.slug}.md").write_text(text, encoding="utf-8")
    write_pictures(film / "pictures")


def main() -> None:
    """Write one corpus in our form; `site.py` writes those of the peers."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--chapters", type=int, default=1000)
    asked.add_argument("--masters", type=int, default=0, metavar="GIGABYTES")
    given = asked.parse_args()
    write_btspress(given.folder, given.chapters)
    write_masters(given.folder / "film" / "media", given.masters)


if __name__ == "__main__":
    main()
