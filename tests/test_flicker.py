"""Flashes that can start a seizure are found; what moves, what is small, dim or slow is not (WCAG 2.3.1)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import pytest
from footage import tools
from PIL import Image
from told_pages import told

from btspress.delivery.audience import PREVIEW, for_readers
from btspress.delivery.flashes import flashing, once_a_clip
from btspress.diagnostics import Diagnostic, Span, problem
from btspress.engine.job import Input
from btspress.engine.receipt import Receipt
from btspress.media.flicker import flickers, grid
from btspress.outcome import levelled
from btspress.recipes.flashes import FLASHES, FlashCheck
from btspress.recipes.rendition import Rendition
from btspress.stages.plan import plan
from btspress.testcard import FILES, MEDIA
from btspress.testing import tell

RATE = Fraction(24)
SIZE = grid(1920, 1080)
GREY, BLACK, WHITE = (40, 40, 40), (0, 0, 0), (255, 255, 255)


def strobe(
    hertz: int, part: float = 1, dark: tuple[int, int, int] = BLACK, light: tuple[int, int, int] = WHITE
) -> Iterator[Image.Image]:
    """Three seconds of grey, of which a `part` goes from dark to light and back `hertz` times a second."""
    for number in range(72):
        picture = Image.new("RGB", SIZE, GREY)
        colour = light if int(number * hertz * 2 / RATE) % 2 else dark
        picture.paste(colour, (0, 0, round(SIZE[0] * part), SIZE[1]))
        yield picture


def bars() -> Iterator[Image.Image]:
    """Three seconds of light bars that run across the picture: each place changes eight times a second."""
    for number in range(72):
        picture = Image.new("RGB", SIZE, GREY)
        for x in range(SIZE[0]):
            if (x + number) // 3 % 2:
                picture.paste(WHITE, (x, 0, x + 1, SIZE[1]))
        yield picture


@pytest.mark.parametrize("hertz", [4, 6, 12])
def test_more_than_three_flashes_a_second_are_found_once(hertz: int) -> None:
    (found,) = flickers(strobe(hertz), RATE)
    assert (found.part, found.red) == (100, False)
    assert found.start <= 1


@pytest.mark.parametrize(
    "film",
    [
        lambda: strobe(3),
        lambda: strobe(6, part=1 / 16),
        lambda: strobe(6, dark=(235, 235, 235)),
        lambda: strobe(6, dark=(90, 90, 90), light=(110, 110, 110)),
        lambda: strobe(6, light=(0, 0, 140)),
        bars,
    ],
    ids=["three a second", "small", "between two bright pictures", "faint", "a dim blue", "moving bars"],
)
def test_what_does_no_harm_is_left_alone(film: Callable[[], Iterator[Image.Image]]) -> None:
    assert not list(flickers(film(), RATE))


def test_a_saturated_red_is_judged_by_its_colour() -> None:
    (found,) = flickers(strobe(6, light=(140, 0, 0)), RATE)
    assert found.red


def test_a_quarter_of_the_field_of_view_is_enough() -> None:
    (found,) = flickers(strobe(6, part=1 / 8), RATE)
    assert found.part == 12


def test_each_clip_for_readers_is_looked_over_as_it_is_published() -> None:
    site = tell(FILES, MEDIA)
    jobs = plan(site, "", for_readers(site.config)).jobs
    checks = [job for job in jobs if isinstance(job.recipe, FlashCheck)]
    assert {job.ingredients[0].job for job in checks} <= set(jobs)
    clips = {job.stem for job in jobs if isinstance(job.recipe, Rendition)}
    assert {job.stem for job in checks} >= clips
    assert not any(isinstance(job.recipe, FlashCheck) for job in plan(site, "", PREVIEW).jobs)


def test_an_author_is_told_where_and_how_much() -> None:
    job = next(job for job in told().plan.jobs if isinstance(job.recipe, FlashCheck) and job.spans)

    def receipt(key: str) -> Receipt | None:
        notes = {FLASHES: [[2.5, 12, False], [7.25, 40, True]]}
        return Receipt(key, "flashes", 1, {}, "", 0, {}, notes) if key == job.key else None

    found = list(flashing([job], receipt))
    assert [each.span for each in found] == list(job.spans)
    assert found[0].code == "E243"
    assert "a saturated red flashes" in found[0].message
    assert "40 % of the picture, at 0:02, 0:07" in found[0].message
    assert not list(flashing([job], lambda _: None))


def test_a_clip_that_is_shown_twice_is_told_of_once_with_both_places_and_silence_is_for_one_chapter() -> None:
    def found(*files: str) -> list[Diagnostic]:
        return [problem("E243", "it flashes (take)", Span(file, 3, 1, 2)) for file in files]

    (one,) = once_a_clip(found("b.md", "a.md"))
    assert (one.span, one.message) == (Span("a.md", 3, 1, 2), "it flashes (take); shown too in b.md:3")
    assert list(once_a_clip(found("a.md"))) == found("a.md")
    quiet = "---\ntitle: A\nlint: {flashing: off}\n---\n\nWords.\n"
    site = tell({"films/f/01-a.md": quiet, "films/f/02-b.md": "# B\n"})
    (left,) = levelled(found("films/f/01-a.md", "films/f/02-b.md"), site)
    assert left == found("films/f/02-b.md")[0]


@pytest.mark.ffmpeg
def test_a_file_that_flashes_says_so_in_its_receipt(tmp_path: Path) -> None:
    film, used = tmp_path / "film.mp4", tools()
    strobing = "color=white:64x36:r=24:d=2,geq=lum='255*mod(floor(N/2),2)':cb=128:cr=128,format=yuv420p"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    encoding = ("-c:v", "libx264", "-preset", "ultrafast")
    subprocess.run(
        [program, "-nostdin", "-v", "error", "-f", "lavfi", "-i", strobing, *encoding, str(film)], check=True
    )
    FlashCheck(64, 36, 48, RATE).make((Input(lambda: film.open("rb"), "mov"),), tmp_path, used)
    ((start, part, red),) = used.notes[FLASHES]
    assert (part, red) == (100, False)
    assert start < 1
