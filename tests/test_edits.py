"""Whatever is edited in whatever order, an open session publishes what a clean build would: byte for byte."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from PIL import Image

from btspress.session import Build, Options, Session
from btspress.story.rights import Audience

MEDIA = Path(__file__).parent / "media"
CLIPS = ("tiny-16x10.mp4", "one-frame.mp4")
PEOPLE = MappingProxyType({"ada": "Ada Brandt", "bo": "Bo Lund", "cy": "Cy Marsh"})
WORDS = (
    "The rain came early.",
    "Ada Brandt said no.",
    "Bo Lund and a dolly.",
    "A *gimbal* broke.",
    "See [it](01-one.md).",
)
BLOCKS = (
    "## A heading",
    "![A still of the set](media/a.png)",
    "![Another](media/b.png)",
    "![A clip of the set](media/take.mp4)",
    "> [!decision] Wait for the rain\n> — *Ada Brandt, director*\n>\n> We waited.",
    "> [!challenge] The pump failed\n>\n> At dawn.",
    "> [!fix] Buckets\n>\n> Many.",
    "> [!credits]",
    "> [!timeline]",
    "> [!compare]\n>\n> ![Before](media/a.png)\n> ![After](media/b.png)",
    "> [!note]\n>\n> Mind the rushes[^1].\n\n[^1]: Of the day.",
    "![Not there](media/nowhere.png)",
    "> [!decison] A typing error\n>\n> Words.",
)
HEADS = (
    "summary: Short.",
    "phase: shoot",
    "phase: prep",
    "motifs: [rain]",
    "draft: true",
    "on: 2024-05-03",
    "aliases: [old]",
)


@dataclass
class Story:
    """A folder that is edited at random; each edit returns the paths that it touched."""

    root: Path
    chance: random.Random

    def begin(self) -> None:
        """A small site with all that can be edited."""
        for folder in ("films/f/media", "people"):
            (self.root / folder).mkdir(parents=True)
        self.site()
        self.film()
        for name in ("01-one", "02-two", "03-three"):
            self.put(f"films/f/{name}.md", self.text())
        for slug in ("ada", "bo"):
            self.person(slug)
        self.still("a")
        self.still("b")
        self.clip()

    def put(self, path: str, text: str) -> str:
        """Writes a file; its path."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return path

    def text(self) -> str:
        """A chapter."""
        pick = self.chance
        head = [f"title: Take {pick.randrange(9)}"] if pick.random() < 0.7 else []
        keys = {line.partition(":")[0]: line for line in pick.sample(HEADS, pick.randrange(3))}
        body = [pick.choice(WORDS) for _ in range(3)] + pick.sample(BLOCKS, pick.randrange(4))
        pick.shuffle(body)
        head += keys.values()
        front = "---\n" + "\n".join(head) + "\n---\n" if head else ""
        return front + f"# Heading {pick.randrange(9)}\n\n" + "\n\n".join(body) + "\n"

    def chapters(self) -> list[str]:
        """Paths of all chapters."""
        found = (self.root / "films/f").glob("*.md")
        return sorted(path.relative_to(self.root).as_posix() for path in found if path.name != "film.md")

    def words(self) -> str:
        """Changes words of a chapter, and nothing that another page shows."""
        path = self.chance.choice(self.chapters())
        text = (self.root / path).read_text(encoding="utf-8")
        return self.put(path, text + f"\n{self.chance.choice(WORDS)} {self.chance.randrange(99)}.\n")

    def whole(self) -> str:
        """Writes a chapter anew."""
        return self.put(self.chance.choice(self.chapters()), self.text())

    def line_above(self) -> str:
        """Shifts all that a chapter shows by a line."""
        path = self.chance.choice(self.chapters())
        head, mark, rest = (self.root / path).read_text(encoding="utf-8").partition("# Heading")
        return self.put(path, f"{head}{mark}{rest.replace(chr(10), f'{chr(10)}{chr(10)}An aside.{chr(10)}', 1)}")

    def added(self) -> str:
        """A new chapter, or a translation."""
        name = f"films/f/0{self.chance.randrange(1, 9)}-new{self.chance.choice(('', '.nl'))}.md"
        return self.put(name, self.text())

    def removed(self) -> str:
        """A chapter less, as long as there are some."""
        found = self.chapters()
        if len(found) > 2:
            (self.root / found[-1]).unlink()
        return found[-1]

    def renamed(self) -> str:
        """A chapter under another number."""
        path = self.root / self.chance.choice(self.chapters())
        path.rename(path.with_name(f"0{self.chance.randrange(1, 9)}-{path.name.partition('-')[2]}"))
        return ""

    def person(self, slug: str = "") -> str:
        """Somebody is written anew, or is gone."""
        slug = slug or self.chance.choice(tuple(PEOPLE))
        consent = self.chance.choice(("", "consent: no\n"))
        return self.put(
            f"people/{slug}.md", f"---\nname: {PEOPLE[slug]}\n{consent}---\nBorn in {self.chance.randrange(9)}.\n"
        )

    def gone(self) -> str:
        """A person less."""
        (self.root / "people/bo.md").unlink(missing_ok=True)
        return "people/bo.md"

    def site(self) -> str:
        """Other options."""
        pick = self.chance
        base = pick.choice(("", "base_url: https://example.org\n"))
        labels = pick.choice(("", "labels: {decisions: Choices}\n"))
        languages = pick.choice(("", "languages: [nl]\n"))
        theme = "theme: own\n" if (self.root / "themes/own").is_dir() else ""
        return self.put("site.md", f"---\ntitle: S{pick.randrange(3)}\n{base}{labels}{languages}{theme}---\nHome.\n")

    def film(self) -> str:
        """Another head of the film."""
        order = self.chance.choice(("", "order: [02-two, 01-one]\n"))
        phases = "phases:\n  - {id: prep, name: Prep}\n  - {id: shoot, name: Shoot}\n"
        credit = f"rights: {{credit: c{self.chance.randrange(3)}}}\n"
        return self.put(
            "films/f/film.md", f"---\ntitle: F\nmotifs: {{rain: Rain}}\n{phases}{order}{credit}---\nA film.\n"
        )

    def still(self, name: str = "") -> str:
        """A picture is replaced by another."""
        name = name or self.chance.choice("ab")
        picture = Image.new("RGB", (64, 36), tuple(self.chance.randrange(0, 256, 64) for _ in range(3)))
        picture.save(self.root / f"films/f/media/{name}.png")
        return f"films/f/media/{name}.png"

    def clip(self) -> str:
        """A clip is replaced by another."""
        shutil.copyfile(MEDIA / self.chance.choice(CLIPS), self.root / "films/f/media/take.mp4")
        return "films/f/media/take.mp4"

    def captions(self) -> str:
        """Captions of the clip."""
        return self.put(
            "films/f/media/take.en.vtt", f"WEBVTT\n\n00:00.000 --> 00:00.{self.chance.randrange(1, 9)}00\nHello.\n"
        )

    def sidecar(self) -> str:
        """What is said of a picture."""
        clearance = self.chance.choice(("", "clearance: pending"))
        return self.put(
            "films/f/media/a.md", f"---\nrights:\n  credit: {self.chance.randrange(3)}\n  {clearance}\n---\n"
        )

    def theme(self) -> str:
        """A theme of the site's own."""
        self.put("themes/own/theme.toml", 'name = "own"\nextends = "documentary"\n')
        self.put("themes/own/assets/tokens.css", f":root {{ --x: {self.chance.randrange(3)} }}\n")
        self.site()
        return ""

    def glossary(self) -> str:
        """Words that are explained."""
        return self.put("glossary.md", f"gimbal\n: Holds a camera {self.chance.choice(('steady', 'level'))}.\n")

    def edit(self) -> tuple[str, str]:
        """One edit at random: its name and the path that it touched; empty for several."""
        many: tuple[Callable[[], str], ...] = (
            self.words,
            self.words,
            self.words,
            self.whole,
            self.whole,
            self.line_above,
        )
        rare = (self.added, self.removed, self.renamed, self.person, self.gone, self.site, self.film, self.still)
        rarer = (self.clip, self.captions, self.sidecar, self.theme, self.glossary)
        done = self.chance.choice((*many, *rare, *rarer))
        return done.__name__, done()


def files(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(built: Build) -> list[str]:
    return [f"{found.code} {found.span} {found.message}" for found in built.problems]


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("audience", "seed", "edits"), [("preview", 1, 14), ("preview", 8, 8), ("preview", 15, 8), ("public", 3, 8)]
)
def test_any_edits_come_to_a_clean_build(tmp_path: Path, audience: str, seed: int, edits: int) -> None:
    story = Story(tmp_path / "site", random.Random(seed))
    story.begin()
    options = Options(cache=tmp_path / "cache", audience=Audience(audience), keep_going=True)
    held = Session(story.root, tmp_path / "held", options)
    held.build()
    seen: list[str] = []
    quick = taken = 0
    for number in range(edits):
        name, path = story.edit()
        seen.append(f"{name} {path}")
        first = held.first({path} if path else {"site.md", "film.md"})
        built = held.build()
        if number % 2:  # this one parses every text; the others begin with what the one before them parsed
            shutil.rmtree(tmp_path / "cache/texts")
        clean = Session(story.root, tmp_path / "clean", options).build()
        taken += clean.counts.get("parsed", 0) < 3
        assert told(built) == told(clean), seen
        assert files(tmp_path / "held") == files(tmp_path / "clean"), seen
        for page in first:
            assert page.body == (tmp_path / "held" / page.path).read_bytes(), seen
        quick += bool(first)
    assert quick, seen
    assert taken, seen
