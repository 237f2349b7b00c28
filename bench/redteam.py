"""Random sites full of things that are withheld, built for random audiences: how many of them get out.

    python bench/redteam.py [--builds 20] [--items 200] [--seed 1]

Each thing has a word of its own in all its texts and in its file name, and a picture in magenta. After each build
every byte of the output is searched for these words, packed files too, and every picture and frame for magenta:
with nothing of btspress, so that a scanner that is blind in the same way as the builder would be noticed. As many
things that the audience may see are counted too: were they not found, the search would prove nothing. At the end
btspress looks by itself, as `btspress leaktest` does.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

from btspress.session import Options, Session
from btspress.story.rights import READERS, Audience
from btspress.trust.leaking import leaks

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MAGENTA, GREEN = (255, 0, 255), (20, 140, 60)
FILMS = ("films/one", "films/two")
ALL = frozenset(READERS)
SOME = frozenset({Audience.PRESS, Audience.CREW})
STATES: dict[str, tuple[str, frozenset[Audience]]] = {
    "open": ("", ALL),
    "audience": ("audience: [press, crew]", SOME),
    "embargo": ("embargo: 2027-01-01T09:00+01:00", frozenset()),
    "early": ("embargo: 2027-01-01T09:00+01:00\nearly: [press, crew]", SOME),
    "over": ("embargo: 2026-01-01T13:00+02:00", ALL),
    "not yet": ("embargo: 2026-01-01T13:00-08:00", frozenset()),
}
"""What any head may say, and who sees the thing then."""
OWN: dict[str, dict[str, tuple[str, frozenset[Audience]]]] = {
    "chapter": {
        "draft": ("draft: yes", frozenset()),
        "checkpoint": ("checkpoints:\n  - what: Legal", frozenset()),
        "passed": ("checkpoints:\n  - what: Legal\n    passed: 2025-12-01", ALL),
        "phase": ("phase: post", frozenset()),
    },
    "still": {
        "pending": ("rights:\n  clearance: pending", frozenset()),
        "restricted": ("rights:\n  clearance: restricted\n  audience: [press, crew]", SOME),
        "elsewhere": ("rights:\n  territory: [NL]", frozenset()),
        "here": ("rights:\n  territory: [DE, NL]", ALL),
        "consent": ("people: [Nemo]", frozenset()),
    },
}
OWN["clip"] = OWN["still"]
BLOCKS = ("note", "decision", "challenge", "lesson", "deleted", "accident", "location", "tip", "question", "answer")
SIGNED = ("decision",)


@dataclass(frozen=True)
class Thing:
    """Something that may be withheld."""

    kind: str
    word: str
    """Stands in all its texts and names, and nowhere else."""
    head: str
    seen_by: frozenset[Audience]


def things(dice: random.Random, count: int, audience: Audience) -> list[Thing]:
    """So many things that are withheld from an audience, and as many besides as chance has it."""
    made: list[Thing] = []
    withheld = 0
    while withheld < count:
        kind = dice.choice(KINDS)
        states = {**STATES, **OWN.get(kind, {})}
        head, seen_by = states[dice.choice(sorted(states))]
        if audience in seen_by and kind in {"still", "clip"} and dice.random() < 0.8:
            continue  # what is shown is encoded, which takes its time
        made.append(Thing(kind, f"zq{dice.getrandbits(40):010x}", head, seen_by))
        withheld += audience not in seen_by
    return made


def write(site: Path, made: list[Thing], audience: Audience, dice: random.Random) -> None:
    """The folder of a site with these things."""
    head = "title: S\nbase_url: https://example.org\nlanguages: [nl]\nterritory: [DE]\nrights:\n  holder: us\n"
    _put(site / "site.md", f"{head}video:\n  quality: fixed\n  widest: 160", "Welcome.\n")
    _put(site / "people/nemo.md", "name: Nemo\nconsent: withdrawn", "")
    for film in FILMS:
        late = "phases:\n  - id: post\n    name: Post\ncheckpoints:\n  - what: Lock\n    phase: post"
        _put(site / film / "film.md", f"title: Film\ntheme: t\n{late}", "A film.\n")
    open_pages = {film: ["# Open page\n\nWords.\n"] for film in FILMS}
    for number, thing in enumerate(made):
        film = FILMS[number % len(FILMS)]
        shown = _WRITERS[thing.kind](site, film, number, thing, audience)
        if shown:
            open_pages[dice.choice(FILMS) if thing.kind in {"still", "clip", "words"} else film].append(shown)
    for film, parts in open_pages.items():
        _put(site / film / "00-open.md", "title: Open", "\n".join(parts))


def _put(path: Path, head: str, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}\n---\n\n{body}", encoding="utf-8")


def _chapter(site: Path, film: str, number: int, thing: Thing, _: Audience) -> str:
    word, name = thing.word, f"{number + 10:03}-{thing.word}"
    keys = f"title: {word} title\nsummary: {word} sum\naliases: [/{word}-old/]\n{thing.head}"
    _put(site / film / f"{name}.md", keys, f"## Sub {word}\n\nText {word} goes on.[^1]\n\n[^1]: {word}\n")
    return f"Go [on](../{film.rpartition('/')[2]}/{name}.md).\n"


def _translation(site: Path, film: str, number: int, thing: Thing, audience: Audience) -> str:
    link = _chapter(site, film, number, thing, audience)
    name = f"{number + 10:03}-{thing.word}"
    text = f"## Sub {thing.word}\n\nTekst {thing.word}.[^1]\n\n[^1]: {thing.word}\n"
    _put(site / film / f"{name}.nl.md", f"title: {thing.word} nl", text)
    return link


def _block(_site: Path, _film: str, number: int, thing: Thing, _: Audience) -> str:
    keys = thing.head.replace(": [", '="').replace("]", '"').replace(": ", "=").replace("\n", " ")
    kind = BLOCKS[number % len(BLOCKS)]
    signed = ">\n> — Nobody, grip\n" if kind in SIGNED else ""
    own = {"deleted": "reason=pacing ", "location": "is=real geo=52.1,4.8 "}.get(kind, "")
    title = "" if kind == "answer" else f"{thing.word} "
    return f"> [!{kind}] {title}{{#{thing.word} {own}{keys}}}\n>\n> Words {thing.word}.\n{signed}"


def _mirror(site: Path, film: str, number: int, thing: Thing, audience: Audience) -> str:
    """A block whose translator says nothing of who may see it."""
    name, plain = f"{number + 10:03}-mirror", Thing(thing.kind, thing.word, "", thing.seen_by)
    for path, told, title in ((f"{name}.md", thing, "Mirror"), (f"{name}.nl.md", plain, "Spiegel")):
        kind = number % BLOCKS.index("question")  # an answer is nothing without the chapter's questions
        _put(site / film / path, f"title: {title}", _block(site, film, kind, told, audience))
    return ""


def _note(site: Path, film: str, number: int, thing: Thing, audience: Audience) -> str:
    label = f"n{number}"
    block = _block(site, film, 0, thing, audience).replace(f"Words {thing.word}.", f"Words[^{label}].")
    return f"{block}\n[^{label}]: About {thing.word}.\n"


def _still(site: Path, film: str, _number: int, thing: Thing, audience: Audience) -> str:
    place = site / film / "media" / f"{thing.word}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (48, 32), GREEN if audience in thing.seen_by else MAGENTA).save(place)
    _put(place.with_suffix(".md"), f"title: {thing.word} still\n{thing.head}", f"One sees {thing.word}.\n")
    return f'![Alt {thing.word}](/{film}/media/{thing.word}.png "Legend {thing.word}")\n'


def _clip(site: Path, film: str, _number: int, thing: Thing, audience: Audience) -> str:
    place = site / film / "media" / f"{thing.word}.mp4"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(site.parent / ("shown.mp4" if audience in thing.seen_by else "hidden.mp4"), place)
    _put(place.with_suffix(".md"), f"title: {thing.word} clip\n{thing.head}", f"One sees {thing.word}.\n")
    place.with_suffix(".en.vtt").write_text(f"WEBVTT\n\n00:00.000 --> 00:00.900\n{thing.word} speaks\n")
    return f"![Alt {thing.word}](/{film}/media/{thing.word}.mp4)\n"


def _person(site: Path, _film: str, _number: int, thing: Thing, _: Audience) -> str:
    _put(
        site / f"people/{thing.word}.md", f"name: {thing.word}\nroles:\n  - film: one\n    role: grip\n{thing.head}", ""
    )
    return ""


def _words(site: Path, film: str, number: int, thing: Thing, audience: Audience) -> str:
    _person(site, film, number, thing, audience)
    return f"> Something was said.\n>\n> — {thing.word}, grip\n"


def _edition(site: Path, _film: str, number: int, thing: Thing, _: Audience) -> str:
    """A person whom all may see, in a language that some may read."""
    _put(site / f"people/p{number}.md", f"name: P{number} Open", "Open.\n")
    _put(site / f"people/p{number}.nl.md", thing.head or "name: x", f"Tekst {thing.word}.\n")
    return ""


def _line(site: Path, film: str, number: int, thing: Thing, audience: Audience) -> str:
    """A line of a table: for some, or for nobody by a slip."""
    who = {ALL: "", SOME: "press crew"}.get(thing.seen_by, "nobody")
    table = f"item,planned,for\n{thing.word},1,{who}\n"
    (site / film / f"t{number}.csv").write_text(table, encoding="utf-8")
    return f"> [!budget] {{from=t{number}.csv}}\n"


_WRITERS = {
    "chapter": _chapter,
    "translation": _translation,
    "block": _block,
    "note": _note,
    "still": _still,
    "clip": _clip,
    "person": _person,
    "words": _words,
    "edition": _edition,
    "line": _line,
    "mirror": _mirror,
}
KINDS = (*_WRITERS, "still")
"""Stills come up twice as often."""


def searched(output: Path, words: list[str]) -> set[str]:
    """Those of the words that stand anywhere in a folder, in names of files and packed files too."""
    everything = b"".join(_bytes(path) + path.relative_to(output).as_posix().encode() for path in _files(output))
    folded = everything.lower()
    return {word for word in words if word.encode() in folded}


def _files(output: Path) -> list[Path]:
    return sorted(path for path in output.rglob("*") if path.is_file())


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        return data + gzip.decompress(data)
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return data + b"".join(archive.read(name) for name in archive.namelist())
    return data


def coloured(output: Path, program: str) -> list[str]:
    """Pictures and clips that show magenta anywhere."""
    found = []
    for path in _files(output):
        if path.suffix in {".jpg", ".png", ".webp", ".avif", ".gif"}:
            with Image.open(path) as image:
                pixels = image.convert("RGB").resize((24, 16)).tobytes()
        elif path.suffix in {".mp4", ".webm"}:
            asked = ["-v", "error", "-ignore_editlist", "1", "-i", str(path), "-vf", "scale=24:16,format=rgb24"]
            pixels = subprocess.run([program, *asked, "-f", "rawvideo", "-"], capture_output=True, check=False).stdout
        else:
            continue
        if any(pixels[at] > 180 and pixels[at + 1] < 90 and pixels[at + 2] > 180 for at in range(0, len(pixels), 3)):
            found.append(path.name)
    return found


def make_clips(place: Path, program: str) -> None:
    """A clip that may be shown and one that may not."""
    for name, color in (("shown", "0x148c3c"), ("hidden", "0xff00ff")):
        source = f"color={color}:size=48x32:rate=24:duration=1"
        made = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p", place / f"{name}.mp4"]
        subprocess.run([program, "-nostdin", "-v", "error", *map(str, made)], check=True)


def attacked(place: Path, seed: int, items: int) -> tuple[Counter[str], list[str]]:
    """One site, built in the folder `place`: counts, and what got out."""
    dice, program = random.Random(seed), imageio_ffmpeg.get_ffmpeg_exe()
    audience = dice.choice(READERS)
    made = things(dice, items, audience)
    place.mkdir(parents=True, exist_ok=True)
    make_clips(place, program)
    write(place / "site", made, audience, dice)
    options = Options(audience, keep_going=True, as_of=NOW, cache=place / "cache")
    Session(place / "site", place / "out", options).build()
    withheld = [thing for thing in made if audience not in thing.seen_by]
    shown = [thing for thing in made if audience in thing.seen_by]
    out = searched(place / "out", [thing.word for thing in made])
    got_out = [f"{thing.kind} {thing.word} ({thing.head!r}, {audience})" for thing in withheld if thing.word in out]
    magenta = coloured(place / "out", program)
    looked = leaks(place / "out", place / "site", options)
    count = Counter(
        {
            "builds": 1,
            "withheld": len(withheld),
            "got out": len(got_out),
            "magenta": len(magenta),
            "found by leaktest": len(looked),
            "shown": len(shown),
            "shown and found": sum(thing.word in out for thing in shown),
        }
    )
    return count, [*got_out, *magenta, *(f"{leak.file}: {leak.what}" for leak in looked)]


def main() -> None:
    """Print what was found, and exit with 1 when anything got out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=20)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="btspress-redteam-") as folder:
        for number in range(asked.builds):
            count, told = attacked(Path(folder) / str(number), asked.seed + number, asked.items)
            total += count
            print(dict(count), *told, sep="\n  ", flush=True)
            shutil.rmtree(Path(folder) / str(number))
    names = ("builds", "withheld", "got out", "magenta", "found by leaktest", "shown", "shown and found")
    print(", ".join(f"{name} {total[name]}" for name in names), f"in {time.monotonic() - begun:.0f} s")
    sys.exit(1 if total["got out"] or total["magenta"] or total["found by leaktest"] else 0)


if __name__ == "__main__":
    main()
