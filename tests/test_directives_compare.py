"""Comparisons: the modes that make sense, stages of which nothing is kept, numbered notes in their pictures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from btspress.model import Clip, Comparison, Frame, Hotspot
from btspress.model.words import plain
from btspress.testing import picture, tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"
MEDIA = {
    "films/f/media/p.jpg": picture(),
    "films/f/media/q.jpg": picture(),
    "films/f/media/square.jpg": picture(1000, 1000),
    "films/f/media/a.mp4": video(60, sound=False),
    "films/f/media/b.mp4": video(60, sound=False, fps=Fraction(25)),
}
P, Q, SQUARE = "![A: one](media/p.jpg)", "![B: two](media/q.jpg)", "![B: two](media/square.jpg)"
RUN, OTHER = "![A: one](media/a.mp4#t=1,5)", "![B: two](media/b.mp4#t=20,23)"
QUIET = {"E504", "E810"}


def compared(*lines: str, braces: str = "") -> tuple[Comparison, list[str]]:
    """The comparison of these lines, and the codes of what was found."""
    title = f"[!compare] Both {{{braces}}}" if braces else "[!compare] Both"
    site = tell({CHAPTER: "\n".join(f"> {line}".rstrip() for line in (title, "", *lines))}, MEDIA)
    (node,) = walk(site.films, Comparison)
    return node, [found.code for found in site.problems if found.code not in QUIET]


# ---- modes ----


@pytest.mark.parametrize(
    ("sides", "braces", "modes"),
    [
        ((P, Q), "", ("slider", "fade", "blink", "difference", "pip", "side")),
        ((RUN, OTHER), "", ("slider", "fade", "blink", "difference", "pip", "side")),
        ((P, OTHER), "", ("slider", "fade", "blink", "difference", "pip", "side")),
        ((P, SQUARE), "", ("blink", "pip", "side")),
        ((P, SQUARE), "fit=cover", ("slider", "fade", "blink", "pip", "side")),
        ((P, SQUARE), "mode=fade", ("fade", "blink", "pip", "side")),
        ((P, Q), "mode=stages", ("slider", "fade", "blink", "difference", "pip", "side", "stages")),
        ((P, Q, P), "", ("stages", "side")),
        ((P, Q, P), "mode=pip", ("stages", "side")),
    ],
)
def test_a_reader_is_offered_what_makes_sense_with_these_pictures(
    sides: tuple[str, ...], braces: str, modes: tuple[str, ...]
) -> None:
    node, _ = compared(*sides, braces=braces)
    assert node.modes == modes
    assert node.mode in modes


def test_clips_show_the_same_moment_until_they_play() -> None:
    node, _ = compared(RUN, OTHER)
    posters = [side.shown.poster for side in node.sides if isinstance(side.shown, Clip)]
    starts = [side.shown.range.start for side in node.sides if isinstance(side.shown, Clip)]
    after = [poster.at - start for poster, start in zip(posters, starts, strict=True) if poster and poster.at]
    assert starts == [1, 20]
    assert [Fraction(3, 2) - each < Fraction(1, 24) for each in after] == [True, True]


@pytest.mark.parametrize(
    ("sides", "at"),
    [
        ((RUN + "{poster=2}", OTHER), (2, 21)),
        ((RUN, OTHER + "{poster=0:22}"), (3, 22)),
        ((RUN + "{poster=2}", OTHER + "{poster=22}"), (2, 22)),
        ((RUN + "{poster=media/q.jpg}", OTHER + "{poster=21}"), (None, 21)),
        ((RUN + "{poster=media/q.jpg}", OTHER), (None, 21.5)),
        ((P, OTHER + "{poster=20.04}"), (20,)),
    ],
)
def test_a_poster_that_is_asked_for_is_shown_and_the_others_follow_its_moment(
    sides: tuple[str, str], at: tuple[float | None, ...]
) -> None:
    node, found = compared(*sides)
    posters = [side.shown.poster for side in node.sides if isinstance(side.shown, Clip)]
    assert [poster.at if poster.at is None else round(float(poster.at), 1) for poster in posters if poster] == [*at]
    assert posters[0]
    assert posters[0].source.name.endswith("q.jpg") is (at[0] is None)
    assert found == []


def test_a_poster_outside_of_what_both_show_is_told() -> None:
    node, found = compared(RUN + "{poster=4.5}", OTHER)
    assert found == ["E204"]
    assert [side.shown.range.duration for side in node.sides if isinstance(side.shown, Clip)] == [3, 3]


def test_a_still_beside_a_clip_stays_a_still() -> None:
    node, found = compared(P, OTHER, braces="mode=slider")
    assert [type(side.shown) for side in node.sides] == [Frame, Clip]
    assert ([side.moving for side in node.sides], found) == ([False, True], [])


# ---- stages of which nothing is kept ----


def test_a_stage_without_an_address_says_that_nothing_is_kept() -> None:
    node, found = compared(P, "![Previs: not kept]()", Q)
    assert [(side.label, side.alt, side.absent) for side in node.sides] == [
        ("A", "one", False),
        ("Previs", "not kept", True),
        ("B", "two", False),
    ]
    assert not found
    assert node.outcome is node.sides[2]


def test_the_last_stage_may_be_lost_and_another_stands_for_the_whole() -> None:
    node, _ = compared(P, Q, "![Comp: lost with the drive]()")
    assert (node.sides[2].absent, node.outcome.label) == (True, "B")


def test_of_two_pictures_both_must_be_there() -> None:
    node, found = compared(P, "![Previs: not kept]()")
    assert not node.sides[1].absent
    assert found == ["E200"]


def test_a_stage_that_is_not_kept_needs_words_too() -> None:
    assert compared(P, "![]()", Q)[1] == ["E205"]


# ---- numbered notes ----


def noted(*items: str, sides: tuple[str, ...] = (P, Q)) -> tuple[tuple[Hotspot, ...], list[str]]:
    lines = (f"{number}. {item}" for number, item in enumerate(items, 1))
    node, found = compared(*sides, "", "Words.", "", *lines)
    return node.hotspots, found


def test_a_note_has_a_place_in_the_picture_that_it_names() -> None:
    (one, two), found = noted("[A](#xy=30,40.5) The *card* that falls.", "[b](#xy=0,100) The dome.")
    assert (one.side, one.x, one.y, plain(one.parts).strip()) == (0, 30, Fraction(81, 2), "The card that falls.")
    assert (two.side, two.x, two.y, two.start, two.end) == (1, 0, 100, None, None)
    assert not found


def test_the_list_of_notes_is_no_part_of_the_caption() -> None:
    node, _ = compared(P, Q, "", "Words.", "", "1. [A](#xy=1,2) The card.", "", "Between.", "", "1. An ordinary list.")
    told = str(node.body)
    assert "The card." not in told
    assert "An ordinary list." in told


def test_times_of_a_note_are_those_of_the_file() -> None:
    ((note,), found) = noted("[A](#xy=1,2&t=1.5,4) His hand.", sides=(RUN, OTHER))
    assert (note.start, note.end, found) == (Fraction(1, 2), 3, [])
    ((open_,), _) = noted("[B](#xy=1,2&t=0:21) Her hand.", sides=(RUN, OTHER))
    assert (open_.start, open_.end) == (1, None)


def test_a_picture_without_label_is_named_by_its_number() -> None:
    ((note,), found) = noted("[2](#xy=1,2) The second.", sides=(P, "![A dome](media/q.jpg)"))
    assert (note.side, found) == (1, [])


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("[A](#xy=101,5) Right of it.", "E330"),
        ("[A](#xy=5,100.5) Below it.", "E330"),
        ("[A](#xy=-5,5) Left of it.", "E330"),
        ("[A](#xy=5) Half a place.", "E330"),
        ("[A](#xy=٣,5) No digit of ours.", "E330"),
        ("[C](#xy=5,5) Nobody.", "E331"),
        ("[](#xy=5,5) Nameless.", "E331"),
        ("[A](#xy=5,5&t=1) A still has no time.", "E218"),
        ("[A](#xy=5,5) Braces. {colour=red}", "E301"),
    ],
)
def test_what_is_wrong_with_a_note_is_told(item: str, code: str) -> None:
    assert noted("[B](#xy=1,1) Good.", item)[1] == [code]


@pytest.mark.parametrize(
    ("times", "code"), [("0.5,3", "E230"), ("2,9", "E230"), ("soon", "E211"), ("3,2", "E216"), ("00:00:02:99", "E212")]
)
def test_times_outside_the_clip_are_told(times: str, code: str) -> None:
    assert noted(f"[A](#xy=5,5&t={times}) Late.", sides=(RUN, OTHER)) == ((), [code])


def test_a_line_without_a_place_among_the_notes_is_told() -> None:
    notes, found = noted("[A](#xy=1,1) Good.", "Nowhere in particular.")
    assert (len(notes), found) == (1, ["E330"])


def test_a_note_cannot_point_at_a_stage_that_is_not_kept() -> None:
    assert noted("[Previs](#xy=5,5) Where?", sides=(P, "![Previs: not kept]()", Q)) == ((), ["E331"])
