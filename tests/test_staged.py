"""Scenes and galleries: what stays in view, what its steps mean, and what a gallery holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from btspress.model import Clip, Crop, Frame, Gallery, MissingSource, Scene
from btspress.model.words import plain
from btspress.testing import picture, sound, tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"
MEDIA = {
    "films/f/media/p.jpg": picture(1000, 500),
    "films/f/media/q.jpg": picture(1000, 500),
    "films/f/media/a.mp4": video(60, (1000, 500)),
    "films/f/media/s.m4a": sound(10),
}
CLIP, STILL = "![He runs](media/a.mp4#t=10,20)", "![A wall](media/p.jpg)"
QUIET = {"E504", "E810"}


def told(*lines: str) -> tuple[Scene | Gallery, list[str]]:
    """The block of these lines, and the codes of what was found."""
    site = tell({CHAPTER: "\n".join(f"> {line}".rstrip() for line in lines)}, MEDIA)
    (node,) = walk(site.films, Scene, Gallery)
    return node, [found.code for found in site.problems if found.code not in QUIET]


def scene(*lines: str) -> tuple[Scene, list[str]]:
    node, found = told("[!scene] Closer", "", *lines)
    assert isinstance(node, Scene)
    return node, found


# ---- scenes ----


def test_a_step_says_when_how_long_and_where_to_look() -> None:
    node, found = scene(
        "Before.", "", CLIP, "", "1. 0:12 He waits.", "2. 0:14–0:16 He runs. {xywh=percent:10,20,30,40}"
    )
    (held,) = node.held
    assert [(step.start, step.end, step.region) for step in held.steps] == [
        (2, None, None),
        (4, 6, Crop(100, 100, 300, 200)),
    ]
    assert [plain(step.parts) for step in held.steps] == ["He waits.", "He runs."]
    assert (len(node.body), found) == (1, [])


def test_a_step_is_a_still_too_for_readers_without_motion() -> None:
    node, _ = scene(CLIP, "", "1. All of it.", "2. 0:12 He waits.", "3. Here. {xywh=0,0,100,50}", "4. 0:20 The end.")
    frames = [step.frame for step in node.held[0].steps]
    assert frames[0] is None
    assert [frame and frame.at for frame in frames[1:]] == [12, None, 20 - Fraction(1, 24)]
    assert [frame and frame.crop for frame in frames[1:3]] == [None, Crop(0, 0, 100, 50)]
    assert frames[2]
    assert frames[2].automatic


def test_the_first_picture_stands_for_the_motif() -> None:
    steps = ("", "- One.", "")
    site = tell(
        {
            CHAPTER: "\n".join(
                f"> {line}".rstrip() for line in ("[!scene] A {motif=hand}", "", CLIP, *steps, STILL, *steps)
            )
        },
        MEDIA,
    )
    (node,) = walk(site.films, Scene)
    assert [held.figure.motif for held in node.held] == ["hand", ""]


def test_a_picture_follows_the_steps_of_the_one_before() -> None:
    node, found = scene(CLIP, "", "- 0:11 One.", "", STILL, "", "- Two. {xywh=0,0,500,250}", "- Three.")
    assert [type(held.figure.shown) for held in node.held] == [Clip, Frame]
    assert [len(held.steps) for held in node.held] == [1, 2]
    assert [step.frame is not None and step.marked for step in node.held[1].steps] == [True, False]
    assert len({held.figure.id for held in node.held}) == 2
    assert found == []


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("Only words.",), ["E350"]),
        ((CLIP,), ["E350"]),
        ((CLIP, "", "- 0:05 Too early."), ["E230"]),
        ((CLIP, "", "- 0:14–0:12 Back."), ["E216"]),
        ((STILL, "", "- 0:12 A still has no time."), ["E218"]),
        ((STILL, "", "- Beyond. {xywh=900,0,200,100}"), ["E223"]),
        ((STILL, "", "- Wrong. {zoom=2}"), ["E301"]),
        (("![A tone](media/s.m4a)", "", "- Heard."), ["E225"]),
        (("![Gone](media/gone.mp4)", "", "- 0:01 Not there. {xywh=0,0,1,1}"), ["E206"]),
        ((STILL, "", "- One.", "", "  More."), ["E115"]),
    ],
)
def test_what_a_scene_cannot_show_is_told(lines: tuple[str, ...], codes: list[str]) -> None:
    _, found = scene(*lines)
    assert found == codes


# ---- galleries ----


def test_a_gallery_holds_stills_with_their_captions() -> None:
    node, found = told(
        "[!gallery] Both", "", '![A wall](media/p.jpg "The wall")', "![Him](media/a.mp4#t=12&still)", "", "After."
    )
    assert isinstance(node, Gallery)
    assert [(still.alt, still.legend) for still in node.stills] == [("A wall", "The wall"), ("Him", "")]
    assert all(isinstance(still.shown, Frame) for still in node.stills)
    assert (len(node.body), found) == (1, [])


def test_a_still_that_is_not_there_keeps_its_place() -> None:
    node, found = told("[!gallery]", "", STILL, "![Gone](media/gone.jpg)")
    assert isinstance(node, Gallery)
    assert isinstance(node.stills[1].shown.source, MissingSource)
    assert found == ["E206"]


@pytest.mark.parametrize(("lines", "codes"), [((STILL,), ["E351"]), ((STILL, CLIP), ["E351"]), (("Words.",), ["E351"])])
def test_what_is_no_gallery_is_told(lines: tuple[str, ...], codes: list[str]) -> None:
    _, found = told("[!gallery] One", "", *lines)
    assert found == codes
