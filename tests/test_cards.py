"""Social cards: a page with a comparison is shared as its split frame; nothing hidden is on one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from footage import FOOTAGE
from PIL import Image, ImageChops, ImageStat

from btspress.delivery.audience import PREVIEW, WEB
from btspress.engine.job import Input
from btspress.pages import lay_out
from btspress.recipes.card import CARD, CARD_SIZE, SocialCard
from btspress.stages.plan import plan
from btspress.story.rights import Audience
from btspress.testing import FakeTools, picture, tell

SITE = "---\ntitle: S\nbase_url: https://films.example\n---\n"
PAIR = """
> [!compare] The bridge
>
> ![On set: grey concrete](media/set.jpg)
> ![Finished: a canal](media/final.jpg)
"""
MEDIA = {f"films/f/media/{name}.jpg": picture() for name in ("set", "final", "other", "poster")}
CHAPTER = "films/f/01-one.md"
HEAD = "---\ntitle: F\nposter: media/poster.jpg\n---\nA film.\n"


def planned(chapter: str, *, site: str = SITE, head: str = HEAD, delivery=WEB, files=None, **asked):
    told = tell({"site.md": site, "films/f/film.md": head, CHAPTER: chapter, **(files or {})}, MEDIA, **asked)
    return told, plan(told, "tools", delivery)


def on_card(made, address: str) -> list[str]:
    """Stems of what the card of a page is made of."""
    file = made.cards[address].file
    job = next(job for job in made.jobs if job.recipe.name == "card" and job.url(CARD) == file.url)
    return [ingredient.job.stem for ingredient in job.ingredients if ingredient.job]


def test_a_page_with_a_comparison_is_shared_as_its_split_frame() -> None:
    site, made = planned(f"# One\n\n![A thing](media/other.jpg)\n{PAIR}")
    address = site.films[0].chapters[0].address
    assert on_card(made, address) == ["set", "final"]
    assert made.cards[address].alt == "On set: grey concrete / Finished: a canal"
    (head,) = (page.head for page in lay_out(site, made) if page.path == f"{address[1:]}index.html")
    assert head.image == "https://films.example" + made.cards[address].file.url
    assert (head.image_alt, head.image_size) == (made.cards[address].alt, CARD_SIZE)


def test_of_stages_first_and_last_are_shown() -> None:
    site, made = planned(PAIR.replace("> ![Fin", "> ![Key: cut out](media/other.jpg)\n> ![Fin").join(("# One\n", "")))
    assert on_card(made, site.films[0].chapters[0].address) == ["set", "final"]


def test_a_page_without_comparison_is_shared_as_what_opens_it() -> None:
    site, made = planned("# One\n\n![A thing](media/other.jpg)\n")
    address = site.films[0].chapters[0].address
    assert on_card(made, address) == ["other"]
    assert made.cards[address].alt == "A thing"
    assert on_card(made, "/") == on_card(made, "/f/") == ["poster"]


@pytest.mark.parametrize(
    "hidden",
    [
        "---\nspoiler: full\n---\n# One\n" + PAIR,
        "# One\n\n> [!spoiler] The end\n" + "".join(f"> {line}\n" for line in PAIR.splitlines()),
        "# One\n" + PAIR.replace("bridge\n", "bridge {spoiler=light}\n"),
    ],
)
def test_what_a_reader_opens_on_purpose_is_on_no_card(hidden: str) -> None:
    site, made = planned(hidden)
    assert site.films[0].chapters[0].blocks
    shown = {stem for address in made.cards for stem in on_card(made, address)}
    assert shown == {"poster"}


def test_without_a_poster_a_hidden_chapter_has_no_card_at_all() -> None:
    site, made = planned("---\nspoiler: full\n---\n# One\n" + PAIR, head="---\ntitle: F\n---\nA film.\n")
    assert not made.cards
    assert not [page.head.image for page in lay_out(site, made) if page.head.image and "f/" in page.path]


def test_withheld_material_is_on_no_card() -> None:
    files = {"films/f/media/final.md": "---\nrights:\n  clearance: pending\n---\nIt.\n"}
    site, made = planned("# One\n" + PAIR, files=files, audience=Audience.PREVIEW)
    assert site.films[0].chapters[0].blocks
    assert "final" not in {stem for address in made.cards for stem in on_card(made, address)}


def test_cards_are_made_for_links_only() -> None:
    assert not planned("# One\n" + PAIR, delivery=PREVIEW)[1].cards
    assert not planned("# One\n" + PAIR, site="---\ntitle: S\n---\n")[1].cards


# ---- the pictures ----


def card(folder: Path, *images: Image.Image) -> Image.Image:
    for number, image in enumerate(images):
        image.convert("RGB").save(folder / f"{number}.jpg", quality=95)

    def given(number: int) -> Input:
        return Input(lambda: (folder / f"{number}.jpg").open("rb"), "mov")

    SocialCard().make(tuple(map(given, range(len(images)))), folder, FakeTools())
    return Image.open(folder / CARD)


def apart(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures of one size, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) / 3


def photograph(size: tuple[int, int] = (1600, 840)) -> Image.Image:
    return Image.open(FOOTAGE / "exif-gps-orient6.jpg").convert("RGB").resize(size)


def test_two_states_of_one_view_are_one_split_frame(tmp_path: Path) -> None:
    before = photograph()
    after = before.point(lambda light: light // 3)
    made = card(tmp_path, before, after)
    whole = [image.resize(CARD_SIZE, Image.Resampling.LANCZOS) for image in (before, after)]
    assert made.size == CARD_SIZE
    for place, image in zip(((0, 0, 590, 630), (610, 0, 1200, 630)), whole, strict=True):
        assert apart(made.crop(place), image.crop(place)) < 4
    assert made.getpixel((600, 300)) > (240, 240, 240)


def test_where_a_half_is_empty_both_show_where_something_is(tmp_path: Path) -> None:
    stage = Image.new("RGB", (1600, 840), (90, 90, 90))
    stage.paste(photograph((600, 600)), (950, 120))
    made = card(tmp_path, stage, stage.point(lambda light: light // 2))
    plain = Image.new("RGB", (560, 590), (90, 90, 90))
    assert apart(made.crop((20, 20, 580, 610)), plain) > 15


def test_pictures_of_other_shapes_stand_beside_each_other(tmp_path: Path) -> None:
    tall, wide = photograph((600, 1200)), photograph((1600, 600)).point(lambda light: light // 3)
    made = card(tmp_path, tall, wide)
    assert made.size == CARD_SIZE
    left, right = (ImageStat.Stat(made.crop(place)).mean[1] for place in ((0, 0, 590, 630), (610, 0, 1200, 630)))
    assert left > 2 * right


def test_a_card_is_never_heavy(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", CARD_SIZE, random.Random(4).randbytes(CARD_SIZE[0] * CARD_SIZE[1] * 3))
    card(tmp_path, noise, noise)
    assert (tmp_path / CARD).stat().st_size <= 200_000
