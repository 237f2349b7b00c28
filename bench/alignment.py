"""How exactly `align=auto` finds where one picture lies in another, and what it refuses.

    python bench/alignment.py [PAIRS] [SEED]

Known truth: finished frames of the demo's films become on-set pictures by a random crop, scale and small perspective,
then another grade, softness, noise and JPEG; in a third of them a part of the finished frame is replaced. The error is
that of the worst corner of the common area, in pixels of a finished frame that is 800 wide. Refused: two moments of a
moving camera in a scene with depth, and pictures that have nothing to do with each other.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from btspress.media.ffmpeg import find
from btspress.perspective import common_area
from btspress.vision.features import matrix_of, moved
from btspress.vision.fitting import Fit, corners_of, fit
from btspress.vision.patches import View

FILMS = Path(__file__).resolve().parents[1] / "site_src" / "films"
STEEL, PASSES = FILMS / "tears-of-steel" / "media", FILMS / "one-frame-three-ways" / "media"
CLIPS = ("tos-battle.webm", "cosmos-d2-lighting.mp4", "girl-friday.mp4", "nasa-webb-cleanroom.mp4")
WIDEST, UNIT = 1280, 800
MOVING = (
    ("tos-battle.webm", 2.0, 2.5),
    ("tos-battle.webm", 3.0, 3.5),
    ("tos-battle.webm", 23.5, 24.0),
    ("tos-battle.webm", 41.0, 42.5),
    ("tos-battle.webm", 44.0, 45.0),
    ("tos-battle.webm", 46.0, 46.5),
    *((("cosmos-d2-lighting.mp4", at, at + 0.5)) for at in (1.0, 3.0, 4.0, 6.0, 7.0, 11.0, 12.0, 18.0, 27.0)),
)
"""Pairs of moments at which the camera moves through what is near and far."""


def frames(clip: str, folder: Path, rate: float) -> list[np.ndarray]:
    """Grey frames of a clip, so many a second, square pixels."""
    path = folder / f"{clip}-%03d.png"
    seen = f"fps={rate},scale=iw*sar:ih,setsar=1,scale='min({WIDEST},iw)':-2"
    command = [find().path, "-v", "error", "-i", str(STEEL / clip), "-an", "-vf", seen, str(path)]
    subprocess.run(command, check=True)
    return [cv2.imread(str(each), 0) for each in sorted(folder.glob(f"{clip}-*.png"))]


def frame(clip: str, at: float, folder: Path) -> np.ndarray:
    """The grey frame at so many seconds."""
    path = folder / "one.png"
    command = [find().path, "-y", "-v", "error", "-ss", str(at), "-i", str(STEEL / clip), "-frames:v", "1", str(path)]
    subprocess.run(command, check=True)
    return cv2.imread(str(path), 0)


def on_set(final: np.ndarray, rnd: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Another picture of the same view, and the homography from the finished one to it."""
    high, wide = final.shape
    width = rnd.choice((800, 1280, 1600))
    size = (width, round(width * rnd.choice((9 / 16, high / wide, 2 / 3))))
    across = width * rnd.uniform(0.6, 1.15)
    down = across * high / wide
    middle = [side / 2 + rnd.uniform(-0.1, 0.1) * side for side in size]
    quad = [
        [middle[0] + (x / 2 + rnd.uniform(-0.04, 0.04)) * across, middle[1] + (y / 2 + rnd.uniform(-0.04, 0.04)) * down]
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    corners = np.float32([(0, 0), (wide, 0), (wide, high), (0, high)])
    truth = cv2.getPerspectiveTransform(corners, np.float32(quad))
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    soft = cv2.GaussianBlur(final, (0, 0), 0.45 * wide / across) if wide > 1.2 * across else final
    border = rnd.randrange(30, 200)
    seen = cv2.warpPerspective(
        soft, np.linalg.inv(centre) @ truth @ centre, size, flags=cv2.INTER_CUBIC, borderValue=border
    )
    return graded(seen, rnd), truth


def graded(seen: np.ndarray, rnd: random.Random) -> np.ndarray:
    """The picture as another camera, another grade and another codec show it."""
    light = 255 * (seen / 255.0) ** rnd.uniform(0.6, 1.6) * rnd.uniform(0.6, 1.2) + rnd.uniform(-20, 30)
    light += np.random.default_rng(rnd.randrange(10**6)).normal(0, rnd.uniform(0, 6), light.shape)
    if rnd.random() < 0.4:
        light = cv2.GaussianBlur(light, (0, 0), rnd.uniform(0.5, 1.5))
    packed = cv2.imencode(".jpg", np.clip(light, 0, 255).astype(np.uint8), [1, rnd.randrange(50, 95)])[1]
    return cv2.imdecode(packed, 0)


def view(grey: np.ndarray) -> View:
    """The picture as btspress looks at it."""
    high, wide = grey.shape
    if wide > WIDEST:
        grey = cv2.resize(grey, (WIDEST, round(high * WIDEST / wide)), interpolation=cv2.INTER_AREA)
    return View.of(np.ascontiguousarray(grey).tobytes(), grey.shape[1], grey.shape[0])


def error(found: Fit, first: View, last: View, seen: np.ndarray, final: np.ndarray, truth: np.ndarray) -> float:
    """How far the worst corner of the common area is from where it should be, in pixels of 800 across."""
    high, wide = final.shape
    whole = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], float)
    ends = moved(matrix_of(truth), whole) / (seen.shape[1], seen.shape[0])
    area = common_area(tuple((Fraction(x), Fraction(y)) for x, y in ends.tolist()))
    left, top, right, bottom = area or (0, 0, 1, 1)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * (wide, high)
    told = np.array(corners_of(found, first, last)) * (seen.shape[1], seen.shape[0])
    here = cv2.getPerspectiveTransform(np.float32(whole), np.float32(told))
    back = moved(matrix_of(np.linalg.inv(truth)), moved(matrix_of(here), corners))
    return float(np.linalg.norm(back - corners, axis=1).max() * UNIT / wide)


def known(finals: list[np.ndarray], pairs: int, rnd: random.Random) -> Iterator[tuple[bool, float | str]]:
    """For each pair whether a part was replaced, and the error, or why it was refused."""
    for _ in range(pairs):
        final = rnd.choice(finals)
        seen, truth = on_set(final, rnd)
        replaced = rnd.random() < 1 / 3
        if replaced:
            other = cv2.resize(rnd.choice(finals), final.shape[::-1])
            start = rnd.randrange(round(final.shape[1] * 0.7))
            final = final.copy()
            final[:, start : start + round(final.shape[1] * 0.3)] = other[
                :, start : start + round(final.shape[1] * 0.3)
            ]
        first, last = view(seen), view(final)
        found = fit(first, last)
        yield replaced, found if isinstance(found, str) else error(found, first, last, seen, final, truth)


def table(name: str, results: list[float | str]) -> None:
    """One line, and why some were refused."""
    errors = sorted(result for result in results if isinstance(result, float))
    share = f"{len(errors)} of {len(results)} accepted"
    exact = f"median {median(errors):.2f}, p95 {errors[int(0.95 * (len(errors) - 1))]:.2f}, worst {errors[-1]:.2f} px"
    print(f"{name:34} {share:22} {exact if errors else ''}")
    for why, count in Counter(result for result in results if isinstance(result, str)).most_common():
        print(f"{'':36}{count:3} refused: {why}")


def refused(name: str, pairs: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """One line for pairs that are to be refused."""
    results = [fit(view(one), view(other)) for one, other in pairs]
    accepted = sum(isinstance(result, Fit) for result in results)
    print(f"{name:34} {accepted} of {len(results)} accepted")
    for why, count in Counter(result for result in results if isinstance(result, str)).most_common():
        print(f"{'':36}{count:3} refused: {why}")


def main(pairs: int = 60, seed: int = 1) -> None:
    """Measure and print."""
    rnd = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films = [frames(clip, folder, 0.5) for clip in CLIPS]
        stills = [cv2.imread(str(path), 0) for path in sorted(STEEL.glob("tos-final-*.jpg"))]
        finals = [each for film in (*films, stills) for each in film if each.std() > 12]
        results = list(known(finals, pairs, rnd))
        table("known truth", [result for replaced, result in results if not replaced])
        table("known truth, a third replaced", [result for replaced, result in results if replaced])
        walks = [(frame(clip, one, folder), frame(clip, other, folder)) for clip, one, other in MOVING]
        passes = [cv2.imread(str(path), 0) for path in sorted(PASSES.glob("sintel-alley_1-*.png"))]
        refused("a camera moves through a scene", [*walks, (passes[0], passes[1]), (passes[0], passes[3])])
        pairs_of = [(one, other) for one in films for other in films if one is not other] * 3
        refused("other films", [(rnd.choice(one), rnd.choice(other)) for one, other in pairs_of])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
