"""A picture of Markdown as a figure: its poster, its shape, how it plays."""

from __future__ import annotations

from fractions import Fraction

import pytest

from btspress.directives.figure import SHAPES, automatic_frame
from btspress.model import Clip, Figure, Frame, MissingSource, Sound, Source
from btspress.testing import picture, sound, tell, video
from btspress.timecode import TimeRange
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"
QUIET = {"E504", "E810"}
"""Told of every clip without rights and captions; other tests are about them."""
MEDIA = {
    "films/f/media/a.mp4": video(60),
    "films/f/media/mute.mp4": video(60, sound=False),
    "films/f/media/p.jpg": picture(),
    "films/f/media/s.m4a": sound(10),
}


def figure(text: str, **files: str) -> tuple[Figure, list[str]]:
    """The figure that a line of a chapter shows, and the codes found."""
    beside = {f"films/f/media/{name}.md": told for name, told in files.items()}
    site = tell({CHAPTER: text + "\n", **beside}, MEDIA)
    return next(walk(site.films, Figure)), [found.code for found in site.problems if found.code not in QUIET]


def poster(text: str, **files: str) -> tuple[Frame | None, list[str]]:
    shown, found = figure(text, **files)
    assert isinstance(shown.shown, Clip)
    return shown.shown.poster, found


CLIP = "![A street](media/a.mp4#t=10,24)"


# ---- posters ----


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("12.5", Fraction(25, 2)),
        ("0:12", Fraction(12)),
        ("00:00:12:06", Fraction(49, 4)),
        ("10", Fraction(10)),
        ("24", Fraction(24)),
        ("12.51", Fraction(25, 2)),
    ],
)
def test_a_poster_is_a_frame_of_the_file_inside_the_clip(written: str, at: Fraction) -> None:
    frame, found = poster(f"{CLIP}{{poster={written}}}")
    assert frame
    assert (frame.at, frame.automatic, found) == (at, None, [])


@pytest.mark.parametrize("written", ["9", "25", "00:00:30:00"])
def test_a_poster_outside_of_the_clip_is_told_and_found_by_looking(written: str) -> None:
    frame, found = poster(f"{CLIP}{{poster={written}}}")
    assert frame
    assert (frame.at, frame.automatic, found) == (None, TimeRange(Fraction(10), Fraction(24)), ["E204"])


def test_without_a_word_the_best_frame_of_the_range_is_looked_for() -> None:
    frame, found = poster(CLIP)
    assert frame
    assert (frame.at, frame.automatic, found) == (None, TimeRange(Fraction(10), Fraction(24)), [])


def test_a_poster_is_cropped_as_its_clip_is() -> None:
    frame, _ = poster("![A street](media/a.mp4#t=10,24&xywh=0,0,640,360){poster=12}")
    assert frame
    assert frame.size == (640, 360)


@pytest.mark.parametrize("written", ["media/p.jpg", "media/a.mp4#t=3&still"])
def test_a_poster_may_be_another_picture(written: str) -> None:
    frame, found = poster(f'{CLIP}{{poster="{written}"}}')
    assert frame
    assert isinstance(frame.source, Source)
    assert (frame.source.name, found) == (f"films/f/{written.partition('#')[0]}", [])


@pytest.mark.parametrize(
    ("written", "code"), [("media/gone.jpg", "E206"), ("00:00:12:24", "E212"), ("media/a.md", "E200")]
)
def test_a_poster_that_is_not_there_is_told_and_found_by_looking(written: str, code: str) -> None:
    frame, found = poster(f"{CLIP}{{poster={written}}}", a="---\ntitle: A\n---\n")
    assert frame
    assert (bool(frame.automatic), found) == (True, [code])


def test_a_clip_as_a_poster_is_no_picture() -> None:
    frame, _ = poster(f'{CLIP}{{poster="media/mute.mp4#t=1,2"}}')
    assert frame
    assert frame.automatic


def test_a_sidecar_may_choose_the_poster() -> None:
    frame, _ = poster(CLIP, a="---\nposter: 0:12\n---\n")
    assert frame
    assert frame.at == 12


def test_the_braces_win_over_the_sidecar() -> None:
    frame, _ = poster(f"{CLIP}{{poster=13}}", a="---\nposter: 0:12\n---\n")
    assert frame
    assert frame.at == 13


def test_a_missing_clip_has_no_poster() -> None:
    shown, found = figure("![A street](media/gone.mp4){poster=3}")
    assert isinstance(shown.shown, Clip)
    assert isinstance(shown.shown.source, MissingSource)
    assert (shown.shown.poster, found) == (None, ["E206"])


# ---- shapes, words ----


@pytest.mark.parametrize("shape", SHAPES)
def test_a_figure_stands_as_wide_as_its_shape_says(shape: str) -> None:
    shown, found = figure(f"{CLIP}{{.{shape}}}")
    assert (shown.shape, found) == (shape, [])


def test_a_figure_without_a_shape_stands_in_the_text() -> None:
    assert figure(CLIP)[0].shape == ""


def test_of_two_shapes_the_first_counts() -> None:
    assert figure(f"{CLIP}{{.full .wide}}")[0].shape == "full"


@pytest.mark.parametrize(("braces", "shape"), [(".huge", ""), (".huge .wide", "wide")])
def test_an_unknown_shape_is_told_and_passed_over(braces: str, shape: str) -> None:
    shown, found = figure(f"{CLIP}{{{braces}}}")
    assert (shown.shape, found) == (shape, ["E303"])


def test_words_and_legend_are_two_things() -> None:
    shown, _ = figure('![A street](media/a.mp4 "Take four"){motif=hand}')
    assert (shown.alt, shown.legend, shown.motif) == ("A street", "Take four", "hand")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('![A street](media/a.mp4 "Take four")', "take-four"),
        ("![A street](media/a.mp4)", "a-street"),
        ("![](media/p.jpg){decorative}", "p"),
        ('![A street](media/a.mp4 "Take four"){#pinned}', "pinned"),
    ],
)
def test_a_figure_is_named_by_pin_legend_words_or_file(text: str, name: str) -> None:
    assert figure(text)[0].id == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![](media/p.jpg)", ["E205"]),
        ("![ ](media/a.mp4)", ["E205"]),
        ("![](media/p.jpg){decorative}", []),
        ("![](media/a.mp4#t=1&still){decorative}", []),
        ("![](media/a.mp4){decorative}", ["E205"]),
        ("![](media/s.m4a){decorative}", ["E205"]),
    ],
)
def test_only_a_picture_may_say_nothing(text: str, found: list[str]) -> None:
    assert figure(text)[1] == found


# ---- how it plays ----


@pytest.mark.parametrize(
    ("braces", "loop", "autoplay", "muted", "heard"),
    [
        ("", False, False, False, True),
        ("{loop}", True, False, False, True),
        ("{muted}", False, False, True, True),
        ("{loop muted}", True, False, True, False),
        ("{autoplay muted}", False, True, True, True),
        ("{autoplay muted loop}", True, True, True, False),
        ("{loop=no muted=yes}", False, False, True, True),
    ],
)
def test_a_loop_without_sound_is_made_without_sound(
    braces: str, loop: bool, autoplay: bool, muted: bool, heard: bool
) -> None:
    shown, found = figure(f"{CLIP}{braces}")
    assert isinstance(shown.shown, Clip)
    assert (shown.loop, shown.autoplay, shown.muted, shown.shown.sound, found) == (loop, autoplay, muted, heard, [])


def test_a_file_without_sound_gives_none() -> None:
    shown, _ = figure("![A street](media/mute.mp4)")
    assert isinstance(shown.shown, Clip)
    assert not shown.shown.sound


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{CLIP}{{autoplay}}", ["E321"]),
        ("![A tone](media/s.m4a){loop}", ["E320"]),
        ("![A street](media/a.mp4#t=10,25.1){loop muted}", ["E322"]),
        ("![A street](media/mute.mp4){loop}", ["E322"]),
        ("![A street](media/a.mp4#t=10,25){loop muted}", []),
        ("![A street](media/a.mp4){loop}", []),
        ("![A street](media/a.mp4){muted}", []),
        (f"{CLIP}{{loop=perhaps}}", ["E302"]),
        (f"{CLIP}{{colour=red}}", ["E301"]),
    ],
)
def test_what_cannot_be_is_told(text: str, found: list[str]) -> None:
    assert figure(text)[1] == found


# ---- what stands for a thing ----

SOURCE = Source("a.mp4", "d" * 64, video(60))
RANGE = TimeRange(Fraction(1), Fraction(5))


def test_a_frame_stands_for_itself() -> None:
    frame = Frame(SOURCE, Fraction(3))
    assert automatic_frame(frame) is frame


def test_a_clip_is_stood_for_by_its_poster() -> None:
    frame = Frame(SOURCE, Fraction(3))
    assert automatic_frame(Clip(SOURCE, RANGE, sound=True, poster=frame)) is frame


def test_a_clip_without_a_poster_is_stood_for_by_its_best_frame() -> None:
    assert automatic_frame(Clip(SOURCE, RANGE, sound=True)) == Frame(SOURCE, automatic=RANGE)


@pytest.mark.parametrize(
    "shown", [Sound(SOURCE, RANGE), Clip(MissingSource("x"), RANGE, sound=False)], ids=["sound", "missing"]
)
def test_nothing_stands_for_what_cannot_be_seen(shown: Sound | Clip) -> None:
    assert automatic_frame(shown) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [("A001.braw", "ProRes"), ("plate.DNG", "PNG"), ("take", "take.mp4"), ("a.txt", "Refer to a media")],
)
def test_a_file_that_no_browser_could_get_is_told_with_what_to_do(name: str, hint: str) -> None:
    site = tell({CHAPTER: f"![A street](media/{name})\n", f"films/f/media/{name}": b"?"}, MEDIA)
    (found,) = (found for found in site.problems if found.code == "E200")
    assert hint in (found.hint or found.row.remedy)
