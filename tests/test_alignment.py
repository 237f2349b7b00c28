"""Two pictures of one view: where one lies in the other by hand, what both show, and what cannot be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btspress.model import Clip, Comparison, Crop, Frame, Overlay, Warp
from btspress.perspective import common_area, flaw, inverse, projected, projection
from btspress.story.alignment import aligned, read_corners, write_corners
from btspress.story.overlay import laid_apart
from btspress.testing import picture, tell, video
from btspress.walk import walk

WHOLE = "0,0 100,0 100,100 0,100"
ASKEW = "2,3 98,2 99,97 1,98"
BEYOND = "10,-5 105,-5 105,95 10,95"
CHAPTER = "films/f/01-a.md"
MEDIA = {
    **{f"films/f/media/{name}.jpg": picture() for name in "pq"},
    "films/f/media/square.jpg": picture(1000, 1000),
    **{f"films/f/media/{name}.mp4": video(10, (1280, 720), sound=False) for name in "ab"},
}


def corners(text: str):
    found = read_corners(text)
    assert found
    return found


def compared(attributes: str, first: str = "p.jpg", last: str = "q.jpg", more: str = ""):
    pictures = f"> ![On set: one](media/{first})\n> ![Final: two](media/{last})\n{more}"
    site = tell({CHAPTER: f"# A\n\n> [!compare] Both {{{attributes}}}\n>\n{pictures}"}, MEDIA)
    node = next(walk(site, Comparison))
    return node, [(each.code, each.message) for each in site.problems if each.code.startswith("E3")]


# ---- four points ----


def test_corners_are_written_as_they_are_read():
    assert write_corners(corners("2,3 98.25,-2 99,97 1,98.5")) == "2,3 98.25,-2 99,97 1,98.5"


@pytest.mark.parametrize(
    "text", ["", "1,2", "1,2 3,4 5,6", "1,2 3,4 5,6 7,8 9,10", "a,b 3,4 5,6 7,8", "1 2 3 4", "1,2,3 4,5 6,7 8,9"]
)
def test_what_is_not_four_points_is_not_read(text):
    assert read_corners(text) is None


@pytest.mark.parametrize("text", ["1e3,0 100,0 100,100 0,100", "2000,0 100,0 100,100 0,100", "²,0 100,0 100,100 0,100"])
def test_a_corner_is_a_plain_number_not_too_far_away(text):
    assert read_corners(text) is None


def test_a_picture_in_order_has_no_flaw():
    assert flaw(corners(WHOLE)) == flaw(corners(ASKEW)) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("100,0 0,0 0,100 100,100", "mirrored"),
        ("0,0 100,100 100,0 0,100", "cross"),
        ("0,0 100,0 40,40 0,100", "bend"),
        ("50,50 51,50 51,51 50,51", "hardly"),
        ("50,50 50,50 50,50 50,50", "hardly"),
    ],
)
def test_what_no_camera_sees_is_named(text, why):
    assert why in flaw(corners(text))


# ---- perspective ----

SHARES = st.floats(-0.2, 0.2)
QUADS = st.builds(
    lambda *moved: [
        (x + a, y + b) for (x, y), a, b in zip(((0, 0), (1, 0), (1, 1), (0, 1)), moved[::2], moved[1::2], strict=True)
    ],
    *[SHARES] * 8,
)


@given(QUADS)
def test_corners_of_a_picture_come_to_lie_at_the_four_points(quad):
    there = projection(quad, 800, 450)
    for corner, wanted in zip(((0, 0), (800, 0), (800, 450), (0, 450)), quad, strict=True):
        assert projected(there, corner) == pytest.approx(wanted, abs=1e-9)
        assert projected(inverse(there), wanted) == pytest.approx(corner, abs=1e-6)


@given(QUADS)
def test_all_of_the_common_area_is_seen_in_both_pictures(quad):
    area = common_area(tuple((Fraction(x), Fraction(y)) for x, y in quad))
    assert area
    left, top, right, bottom = area
    assert -1e-9 <= left < right <= 1 + 1e-9
    assert -1e-9 <= top < bottom <= 1 + 1e-9
    there = projection(quad, 1, 1)
    for corner in ((left, top), (right, top), (right, bottom), (left, bottom)):
        assert all(-1e-6 <= share <= 1 + 1e-6 for share in projected(there, corner))


def test_the_common_area_is_the_largest():
    assert common_area(corners(BEYOND)) == pytest.approx((0, 0.05, 90 / 95, 1), abs=1e-4)
    assert common_area(corners(ASKEW)) == pytest.approx((0, 0, 1, 1), abs=1e-4)


def test_pictures_that_share_nothing_have_no_common_area():
    assert common_area(corners("200,0 300,0 300,100 200,100")) is None


# ---- pictures ----


def shown(name: str = "p.jpg", address: str = ""):
    site = tell({CHAPTER: f"# A\n\n![A man on a rope](media/{name}{address})"}, MEDIA)
    return next(walk(site, Clip if name.endswith("mp4") else Frame))


def test_the_last_picture_stays_as_it_is_where_the_first_shows_all_of_it():
    first, last = aligned(shown(), shown(), corners(ASKEW))
    assert last == shown()
    assert isinstance(first.crop, Warp)
    assert first.crop.corners == corners(ASKEW)
    assert first.size == last.size


def test_both_are_cropped_to_the_common_area():
    first, last = aligned(shown(), shown(), corners(BEYOND))
    assert last.crop == Crop(0, 54, 1818, 1026)
    assert first.size == last.size
    assert all(0 <= share <= 1 for corner in first.crop.corners for share in corner)


def test_corners_count_in_what_is_shown_of_the_first_picture():
    first, _ = aligned(shown(address="#xywh=percent:50,0,50,100"), shown(), corners(WHOLE))
    assert first.crop.corners == corners("50,0 100,0 100,100 50,100")


def test_the_common_area_lies_in_what_is_shown_of_the_last_picture():
    _, last = aligned(shown(), shown(address="#xywh=960,540,960,540"), corners(BEYOND))
    assert last.crop == Crop(960, 540 + 28, 908, 512)


def test_a_small_picture_is_not_enlarged():
    first, last = aligned(shown(address="#xywh=0,0,480,270"), shown(), corners(WHOLE))
    assert (first.size, last.size) == ((480, 270), (1920, 1080))


def test_less_than_a_quarter_in_common_is_refused():
    assert (
        aligned(shown(), shown(), corners("60,60 160,60 160,160 60,160")) == "they share 16 % of the last picture only"
    )
    assert aligned(shown(), shown(), corners("200,0 300,0 300,100 200,100")).startswith("they share 0 %")


def test_the_poster_of_a_clip_is_seen_as_the_clip():
    first, _ = aligned(shown("a.mp4"), shown("b.mp4"), corners(ASKEW))
    assert first.poster.crop == first.crop


# ---- align= ----


def test_by_hand_two_pictures_are_laid_over_each_other():
    node, found = compared(f'align="{BEYOND}"')
    assert not found
    assert node.mode == "slider"
    assert node.sides[0].shown.size == node.sides[1].shown.size == (1818, 1026)
    assert node.overlay is None


def test_pictures_of_different_shapes_need_no_crop_when_they_are_aligned():
    node, found = compared(f'mode=fade align="{ASKEW}"', first="square.jpg")
    assert (node.mode, found) == ("fade", [])


def test_without_align_nothing_changes():
    assert compared("")[0] == compared("align=none")[0]


def test_auto_waits_side_by_side_until_it_is_measured():
    node, found = compared("align=auto mode=blink")
    assert (node.mode, found) == ("side", [])
    assert isinstance(node.overlay, Overlay)
    assert node.overlay.mode == "blink"


def test_pictures_that_do_not_fit_stay_side_by_side_and_cannot_be_slid():
    node, _ = compared("align=auto")
    apart = laid_apart(node, node.overlay)
    assert (apart.mode, apart.overlay) == ("side", None)
    assert not {"slider", "fade", "difference"} & set(apart.modes)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("automatic", "not four points"),
        ("1,2 3,4", "not four points"),
        ("100,0 0,0 0,100 100,100", "mirrored"),
        ("60,60 160,60 160,160 60,160", "share 16 %"),
    ],
)
def test_points_that_cannot_be_are_reported(asked, why):
    node, found = compared(f'align="{asked}"')
    assert [code for code, _ in found] == ["E340"]
    assert why in found[0][1]
    assert not any(isinstance(side.shown.crop, Warp) for side in node.sides)


def test_more_than_two_pictures_cannot_be_aligned():
    _, found = compared("align=auto", more="> ![Third: three](media/p.jpg)\n")
    assert [code for code, _ in found] == ["E340"]


def test_notes_stay_with_what_they_point_at():
    spots = (
        "\n> 1. [On set](#xy=50,45) The lamp.\n> 2. [Final](#xy=47.4,52.5) The moon.\n> 3. [Final](#xy=99,0) Gone.\n"
    )
    node, found = compared(f'align="{BEYOND}"', more=f">{spots}")
    assert not found
    places = [(float(spot.x), float(spot.y)) for spot in node.hotspots]
    assert places == [pytest.approx((44.4, 47.4), abs=0.2), pytest.approx((50, 50), abs=0.2), (100, 0)]


def test_clips_in_step_know_their_new_width():
    node, found = compared(f'align="{BEYOND}"', "a.mp4#t=1,3", "b.mp4#t=2,4")
    assert not found
    assert {side.shown.beat.widest for side in node.sides} == {node.sides[1].shown.size[0]}
