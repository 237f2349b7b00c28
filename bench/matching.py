"""Looks for changed frames in films, and says how often they are found, refused, and how long that takes.

    python bench/matching.py FOLDER [--each N] [--seed N]

FOLDER holds films; those whose names start with the same word are of one production. Every second production is
indexed. Frames of these, at random times, are changed as productions change them: another grade, noise, bars, a
punch-in, a little perspective, effects over a third of the picture, a mirror. They are to be found in their own shot,
and frames of the other productions, changed likewise, are to be refused. The same questions are then put to an index
as large as that of a film of twelve minutes. Seconds are those of one processor. It ends with 1 below a bar.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from types import MappingProxyType

import cv2
import numpy as np

from btspress.digest import digest_bytes
from btspress.engine.index import Index
from btspress.engine.store import Store
from btspress.kit import Kit
from btspress.matching.albums import MOST_DETAILS, Album, album_of
from btspress.matching.archive import Archive, archived
from btspress.matching.footage import Item, item_of, pointed
from btspress.matching.looking import Sight, sights
from btspress.matching.proposals import ACCEPTED
from btspress.media.probe import probe
from btspress.media.program import find
from btspress.media.sniff import HEAD, sniff
from btspress.story.shelves import Probed
from btspress.tree import Tree
from btspress.vision.features import Features, describe

PRECISION, RECALL, QUERY = 0.98, 0.90, 0.1
"""What must be reached: accepted that are right, same views that are accepted, seconds of the median query."""
LONG_SIDE = 480
AROUND = 1.2
"""Seconds by which the frame that is found may miss, where it lies in another shot by our count."""
FLAT = 12
"""Spread of grey below which a frame is black, white or a fade: there is nothing to find."""
TWELVE_MINUTES = 720

Image = np.ndarray
Change = Callable[[Image, random.Random], Image]


def graded(image: Image, dice: random.Random) -> Image:
    """Other gains, lift and gamma."""
    gains = np.array([dice.uniform(0.7, 1.25) for _ in range(3)])
    lifted = np.clip(image / 255 * gains + dice.uniform(-0.05, 0.08), 0, 1) ** dice.uniform(0.65, 1.6)
    return (lifted * 255).astype(np.uint8)


def noisy(image: Image, dice: random.Random) -> Image:
    """Half the size, with the noise of a small sensor."""
    small = cv2.resize(graded(image, dice), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(dice.randint(0, 1 << 30)).normal(0, 5, small.shape)
    return np.clip(small + noise, 0, 255).astype(np.uint8)


def barred(image: Image, dice: random.Random) -> Image:
    """Black above and below, as wide screens have it."""
    cut = max((image.shape[0] - round(image.shape[1] / 2.39)) // 2, image.shape[0] // 20)
    shown = graded(image, dice)
    shown[:cut] = shown[-cut:] = 0
    return shown


def punched(factor: float) -> Change:
    """A part of the picture, enlarged."""

    def change(image: Image, dice: random.Random) -> Image:
        high, wide = (round(side / factor) for side in image.shape[:2])
        y, x = dice.randint(0, image.shape[0] - high), dice.randint(0, image.shape[1] - wide)
        return cv2.resize(graded(image[y : y + high, x : x + wide], dice), image.shape[1::-1])

    return change


def slanted(image: Image, dice: random.Random) -> Image:
    """As from a camera that stood a little elsewhere."""
    high, wide = image.shape[:2]
    corners = np.float32([(0, 0), (wide, 0), (wide, high), (0, high)])
    away = [[dice.uniform(-0.06, 0.06) * wide, dice.uniform(-0.06, 0.06) * high] for _ in corners]
    turn = cv2.getPerspectiveTransform(corners, corners + np.float32(away))
    return cv2.warpPerspective(graded(image, dice), turn, (wide, high))


def effects(image: Image, dice: random.Random) -> Image:
    """Smoke that hides 30 % of a picture that is punched in a little."""
    shown = punched(1.15)(image, dice)
    high, wide = shown.shape[:2]
    covered = np.zeros((high, wide), np.uint8)
    while covered.mean() < 0.3 * 255:
        centre = dice.randint(0, wide), dice.randint(0, high)
        cv2.ellipse(covered, centre, (wide // dice.randint(6, 12), high // dice.randint(4, 9)), 0, 0, 360, 255, -1)
    cloud = np.random.default_rng(dice.randint(0, 1 << 30)).integers(0, 255, (high // 24, wide // 24, 3), np.uint8)
    shown[covered > 0] = cv2.resize(cloud, (wide, high), interpolation=cv2.INTER_CUBIC)[covered > 0]
    return shown


def mirrored(image: Image, dice: random.Random) -> Image:
    """Left is right."""
    return graded(image, dice)[:, ::-1]


CHANGES = MappingProxyType(
    {
        "grade": graded,
        "half size, noise": noisy,
        "2.39 bars": barred,
        "punch-in 1.15": punched(1.15),
        "punch-in 1.6": punched(1.6),
        "perspective": slanted,
        "effects over 30 %": effects,
        "mirrored": mirrored,
    }
)


@dataclass(frozen=True)
class Query:
    """One changed frame."""

    change: str
    film: int
    """Its number in the index; -1 for a stranger."""
    at: float
    features: Features


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    query: Query
    right: tuple[bool, ...]
    """For the first three."""
    sure: float
    """Confidence of the first."""
    inliers: int
    seconds: float


def frame_of(path: Path, at: float) -> Image:
    """A frame, decoded without any of our code."""
    command = [find().path, "-v", "error", "-ss", f"{at:.3f}", "-i", str(path), "-map", "0:V:0", "-frames:v", "1"]
    shown = ["-vf", "scale=800:-2", "-c:v", "png", "-f", "image2pipe", "-"]
    done = subprocess.run([*command, *shown], capture_output=True, check=True)
    return cv2.imdecode(np.frombuffer(done.stdout, np.uint8), cv2.IMREAD_COLOR)


def details(image: Image) -> Features:
    """As a still of an author is described."""
    scale = min(LONG_SIDE / max(image.shape[:2]), 1)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.ascontiguousarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    return describe(grey.tobytes(), grey.shape[1], grey.shape[0], MOST_DETAILS)


def films(folder: Path) -> list[tuple[Item, Path]]:
    """All films of a folder that last a second and have something to see; one of each content."""
    found = []
    for lying in pointed([str(folder)], folder / "nowhere", Tree({})).files:
        path = folder / lying.file.path
        facts = probe(lying.file.open, sniff(path.read_bytes()[:HEAD]), Kit().toolbox(Event(), lambda _: None))
        item = item_of(lying, Probed(digest_bytes(path.read_bytes()), facts))
        if item.moving and facts.duration > 1 and min(facts.width, facts.height) > 200:
            found.append((item, path))
    return found


def queries(item: Item, path: Path, film: int, count: int, dice: random.Random) -> Iterator[Query]:
    """Some frames at random times, changed in every way."""
    asked = 0
    for _ in range(4 * count):
        at = dice.uniform(0.2, float(item.facts.duration) - 0.2)
        image = frame_of(path, at)
        if asked < count and image.std() >= FLAT:
            asked += 1
            for name, change in CHANGES.items():
                yield Query(name, film, at, details(change(image, dice)))


def answered(query: Query, archive: Archive) -> Answer:
    """Ask, and see what comes."""
    began = time.process_time()
    found = sights(query.features, archive)
    spent = time.process_time() - began
    right = tuple(is_right(query, each, archive) for each in found[:3])
    best = found[0] if found else None
    return Answer(query, right, best.confidence if best else 0.0, best.relation.inliers if best else 0, spent)


def is_right(query: Query, sight: Sight, archive: Archive) -> bool:
    """Whether it is the same shot, or nearly the same time."""
    if sight.album != query.film:
        return False
    album, leaf = archive.albums[sight.album], archive.leaf((sight.album, sight.leaf))
    shot = sum(start <= query.at for start in album.shots) - 1
    return leaf.shot == shot or abs(float(leaf.at) - query.at) < AROUND


def grown(albums: list[Album], seconds: float) -> list[Album]:
    """The albums, and as many others that look like nothing here as make twelve minutes: cells of details turned."""
    many = list(albums)
    for turn in range(1, max(round(TWELVE_MINUTES / seconds), 1)):
        for album in albums:
            many.append(
                replace(album, leaves=tuple(replace(x, features=turned(x.features, turn)) for x in album.leaves))
            )
    return many


def turned(features: Features, turn: int) -> Features:
    """Details that no picture here has, as usual as those that it has."""
    cells = np.frombuffer(features.details, np.uint8).reshape(-1, 16, 8)
    return replace(features, details=np.roll(np.roll(cells, 5 * turn, 1), 3 * turn, 2).tobytes())


def told(title: str, answers: list[Answer]) -> bool:
    """Print the table; whether all bars are kept."""
    print(f"\n{title}\n{'change':<20}{'asked':>6}{'top-1':>7}{'top-3':>7}{'accepted, right':>18}{'recall':>8}")
    known = [each for each in answers if each.query.film >= 0]
    strange = [each for each in answers if each.query.film < 0]
    rows = [(name, [each for each in known if each.query.change == name]) for name in CHANGES]
    for name, mine in [*rows, ("all", known)]:
        accepted = [each for each in mine if each.sure >= ACCEPTED]
        good, count = sum(each.right[0] for each in accepted), len(mine)
        first, three = sum(each.right[:1] == (True,) for each in mine), sum(any(each.right) for each in mine)
        print(
            f"{name:<20}{count:>6}{first / count:>7.0%}{three / count:>7.0%}"
            f"{f'{good} of {len(accepted)}':>18}{good / count:>8.0%}"
        )
    wrong = [each for each in strange if each.sure >= ACCEPTED]
    most = max((each.inliers for each in strange), default=0)
    print(f"strangers: {len(strange)} asked, {len(wrong)} accepted; at most {most} details lay alike")
    spent = sorted(each.seconds for each in answers)
    middle = sorted(each.seconds for each in known)[len(known) // 2]
    slow = spent[-len(spent) // 20]
    print(f"a query: median {1000 * middle:.0f} ms where it is found, {1000 * slow:.0f} ms for one in 20")
    return not wrong and good >= PRECISION * len(accepted) and good >= RECALL * len(known) and middle <= QUERY


def main() -> int:
    """Ask twice, and print both tables."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--each", type=int, default=2, help="frames of each film")
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--other", action="store_true", help="index the other half")
    words.add_argument("--without", default="", help="leave out films whose name holds this")
    asked = words.parse_args()
    cv2.setNumThreads(1)
    dice, kit = random.Random(asked.seed), Kit()
    every = [each for each in films(asked.folder) if not asked.without or asked.without not in each[1].name]
    kinds = sorted({path.name.partition("-")[0] for _, path in every})
    ours = frozenset(kinds[asked.other :: 2])
    known = [each for each in every if each[1].name.partition("-")[0] in ours]
    strangers = [each for each in every if each not in known]
    tools = kit.toolbox(Event(), lambda _: None)
    with tempfile.TemporaryDirectory() as cache:
        store = Store(Path(cache) / "store", Index(Path(cache) / "index"))
        began = time.process_time()
        albums = [album_of(item, store, kit.toolchain, tools) for item, _ in known]
        spent = time.process_time() - began
    seconds = float(sum(item.facts.duration for item, _ in known))
    frames = sum(len(album.leaves) for album in albums)
    minute = 60 * spent / seconds
    print(f"{frames} frames of {seconds:.0f} s in {len(known)} films: {minute:.1f} s a minute, besides decoding")
    asked_all = [
        query
        for films_, indexed in ((known, True), (strangers, False))
        for number, (item, path) in enumerate(films_)
        for query in queries(item, path, number if indexed else -1, asked.each, dice)
    ]
    small = archived(albums, [])
    kept = told("Among these films", [answered(query, small) for query in asked_all])
    began = time.process_time()
    large = archived(grown(albums, seconds), [])
    size = len(large.bag.to_bytes()) / 1e6
    print(f"\n{len(large.places)} frames sorted in {time.process_time() - began:.1f} s, {size:.0f} MB")
    some = [query for number, query in enumerate(asked_all) if number // len(CHANGES) % asked.each == 0]
    kept &= told("In an index of twelve minutes", [answered(query, large) for query in some])
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
