"""`align=auto`: what truly fits is laid over each other to a pixel, what does not is refused and said, once measured."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from btspress.model import Clip, Comparison, Warp
from btspress.perspective import inverse, projected, projection
from btspress.session import Build, Options, Session
from btspress.story.alignment import read_corners
from btspress.walk import walk

pytest.importorskip("cv2", reason="the extra 'match' is not installed")

DEMO = Path(__file__).parents[1] / "site_src" / "films"
STILLS = DEMO / "tears-of-steel" / "media"
PASSES = DEMO / "one-frame-three-ways" / "media"
TRUTH = read_corners("10,9 97,4 102,88 6,78") or ()
SIZE = (1000, 600)


def on_set(final: Image.Image) -> Image.Image:
    """The same view from a little elsewhere, softer, darker, more of it above and below."""
    there = projection([(float(x * SIZE[0]), float(y * SIZE[1])) for x, y in TRUTH], *final.size)
    seen = final.transform(SIZE, Image.Transform.PERSPECTIVE, inverse(there), Image.Resampling.BICUBIC)
    return seen.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: int((value / 255) ** 1.4 * 220 + 12))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "films/f/media").mkdir(parents=True)
    (folder / "site.md").write_text("---\ntitle: S\nbase_url: https://example.org\n---\n")
    (folder / "films/f/film.md").write_text("---\ntitle: F\nrights:\n  credit: c\n---\nA film.\n")
    return folder


def compare(site: Path, first: Path | Image.Image, last: Path | Image.Image, attributes: str = "align=auto") -> None:
    """A chapter that compares two pictures."""
    names = []
    for name, given in (("first", first), ("last", last)):
        if isinstance(given, Path):
            shutil.copy(given, site / f"films/f/media/{name}{given.suffix}")
            names.append(f"{name}{given.suffix}")
        else:
            given.save(site / f"films/f/media/{name}.png")
            names.append(f"{name}.png")
    pictures = "\n".join(f"> ![{label}: a view](media/{name})" for label, name in zip("AB", names, strict=True))
    (site / "films/f/01-first.md").write_text(f"# First\n\n> [!compare] Both {{{attributes}}}\n>\n{pictures}\n")


def told(site: Path, **options: object):
    """The comparison as it is planned after measuring, and what was said of it."""
    held = Session(site, site.parent / "_site", Options(cache=site.parent / "cache", **options))
    resolved, _, problems = held.understand(measure=True)
    return next(walk(resolved, Comparison)), [each for each in problems if each.code.startswith("E34")], held


def final() -> Image.Image:
    return Image.open(STILLS / "tos-final-07-sniper.jpg").convert("RGB").resize((960, 400), Image.Resampling.LANCZOS)


def test_the_same_view_is_found_to_a_pixel(site):
    compare(site, on_set(final()), final())
    node, found, _ = told(site)
    assert not found
    assert node.mode == "slider"
    assert isinstance(node.sides[0].shown.crop, Warp)
    for point, wanted in zip(node.corners, TRUTH, strict=True):
        away = [abs(float(a - b)) * side for a, b, side in zip(point, wanted, SIZE, strict=True)]
        assert max(away) < 0.8, f"{point} instead of {wanted}"


def test_both_are_shown_as_what_they_share(site):
    compare(site, on_set(final()), final(), "align=auto mode=fade")
    node, _, _ = told(site)
    first, last = (side.shown for side in node.sides)
    assert node.mode == "fade"
    assert first.size == last.size == (last.crop.w, last.crop.h)
    there = projection([(float(x), float(y)) for x, y in TRUTH], 960, 400)
    ends = ((last.crop.x, last.crop.y), (last.crop.x + last.crop.w, last.crop.y + last.crop.h))
    assert all(-0.002 < share < 1.002 for end in ends for share in projected(there, end))


def test_a_replaced_background_does_not_hinder(site):
    finished = final()
    finished.paste(Image.open(STILLS / "tos-final-06-memory.jpg").resize((300, 400)), (0, 0))
    compare(site, on_set(final()), finished)
    node, found, _ = told(site)
    assert not found
    assert isinstance(node.sides[0].shown.crop, Warp)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (STILLS / "tos-final-01-bridge.jpg", STILLS / "tos-final-02-dome-wide.jpg", "too little"),
        (STILLS / "tos-07_3f-plate.png", STILLS / "rope.final.png", "too little"),
        (PASSES / "sintel-alley_1-clean-0001.png", PASSES / "sintel-alley_1-final-0004.png", "near"),
    ],
    ids=["unrelated", "green screen", "camera moved on"],
)
def test_what_does_not_fit_is_refused_in_words(site, first, last, why):
    compare(site, first, last, "align=auto mode=slider")
    node, found, _ = told(site)
    assert [each.code for each in found] == ["E341"]
    assert why in found[0].message
    assert found[0].span
    assert node.mode == "side"
    assert not {"slider", "fade", "difference"} & set(node.modes)
    assert not any(isinstance(side.shown.crop, Warp) for side in node.sides)


def test_nothing_is_looked_at_twice(site):
    compare(site, on_set(final()), final())
    node, _, first = told(site)
    again, _, second = told(site)
    assert (first.memo.counts["aligned"], second.memo.counts["aligned"]) == (1, 0)
    assert again == node


def test_who_only_checks_looks_at_nothing_new(site):
    compare(site, on_set(final()), final())
    held = Session(site, site.parent / "_site", Options(cache=site.parent / "cache"))
    assert not [each for each in held.check() if each.code.startswith("E34")]
    assert held.memo.counts["aligned"] == 0


def test_without_the_library_the_author_is_told_what_to_do(site, monkeypatch):
    monkeypatch.setitem(sys.modules, "cv2", None)
    compare(site, on_set(final()), final())
    node, found, _ = told(site)
    assert [each.code for each in found] == ["E342"]
    assert "btspress[match]" in found[0].message
    assert node.mode == "side"


def test_what_was_found_elsewhere_needs_no_library(site, monkeypatch):
    compare(site, on_set(final()), final())
    node, _, _ = told(site)
    monkeypatch.setitem(sys.modules, "cv2", None)
    again, found, _ = told(site)
    assert (again, found) == (node, [])


@pytest.mark.ffmpeg
def test_a_clip_is_laid_over_a_clip_of_the_same_take(site):
    clip = STILLS / "girl-friday.mp4"
    compare(site, clip, clip, "align=auto")
    text = (site / "films/f/01-first.md").read_text()
    named = text.replace("first.mp4", "first.mp4#xywh=percent:0,0,90,90&t=1,3").replace("last.mp4", "last.mp4#t=1,3")
    (site / "films/f/01-first.md").write_text(named)
    node, found, _ = told(site)
    assert not found
    first, last = (side.shown for side in node.sides)
    assert isinstance(first, Clip)
    assert abs(last.size[0] - 0.9 * 640) <= 4
    assert max(abs(float(a - b)) for a, b in zip(first.crop.corners[2], (0.9, 0.9), strict=True)) < 0.003


def published(site: Path) -> Build:
    return Session(site, site.parent / "_site", Options(cache=site.parent / "cache")).build()


def test_aligned_pictures_are_published_like_any_other(site):
    compare(site, on_set(final()).crop((0, 0, 700, 500)), final())
    built = published(site)
    assert built.ok, built.problems
    node = next(walk(built.site, Comparison))
    pictures = [built.plan.pictures[side.shown] for side in node.sides]
    sizes = {(picture.fallback.width, picture.fallback.height) for picture in pictures}
    assert len(sizes) == 1
    for picture in pictures:
        assert (site.parent / "_site" / picture.fallback.url.lstrip("/")).stat().st_size > 1000
