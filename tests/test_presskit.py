"""The press gets a page, stills in full size that say whose they are, and all of it in one file."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image, IptcImagePlugin
from told_pages import Told, elements, told

from btspress.delivery.audience import PREVIEW
from btspress.engine.job import Input
from btspress.media.iptc import Captioning
from btspress.recipes.picture import Still
from btspress.recipes.presskit import KIT, PRESS, PressKit, PressStill
from btspress.stages.plan import plan
from btspress.testcard import FILES
from btspress.testing import FakeTools

PAGE = "tears/press/index.html"
FILM = re.sub(r"^press:\n(?: .*\n)+", "", FILES["films/tears/film.md"], flags=re.MULTILINE)
"""The film of the test card without what it gives the press."""
STILLS = """press:
  contact: press@example.org
  facts: {Aspect ratio: "2.40:1"}
  stills:
    - still: media/final.jpg
      shows: A dome over the old church
    - still: media/scout.mp4#t=5&still
      shows: Two people measure a railing
"""
WORDS = Captioning(
    "Tears", "Tears: a dome", "A dome over «the» church & a canal", "© The Film", "A Studio", "CC-BY-4.0"
)


def kit(film: str = FILM.replace("---\n", f"---\n{STILLS}", 1)) -> Told:
    return told(files={"films/tears/film.md": film})


def picture(color: str = "teal") -> Input:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(file, "JPEG")
    return Input(lambda: io.BytesIO(file.getvalue()), "JPEG")


def test_a_film_without_stills_for_the_press_has_no_kit() -> None:
    made = kit(FILM)
    assert PAGE not in made.pages
    assert not made.plan.kits


def test_the_page_shows_every_still_with_its_words_and_leads_to_it_in_full_size() -> None:
    made = kit()
    found = elements(made.pages[PAGE])
    assert [each.attributes["alt"] for each in found if each.tag == "img"] == [
        "A dome over the old church",
        "Two people measure a railing",
    ]
    links = [str(each.attributes["href"]) for each in found if each.tag == "a" and "download" in each.attributes]
    assert len(links) == 3
    assert {link.removeprefix("../../") for link in links} <= made.files
    assert "1280 × 720" in made.pages[PAGE]
    assert "press@example.org" in made.pages[PAGE]
    assert "(CC) The Film" in made.pages[PAGE]


def test_the_page_of_the_film_leads_to_its_kit() -> None:
    assert any(each.attributes.get("href") == "press/" for each in elements(kit().pages["tears/index.html"]))


def test_a_preview_shows_the_page_and_makes_nothing() -> None:
    made = kit()
    assert plan(made.site, "tools", PREVIEW).kits == {}
    assert all(job.recipe.name not in {"press-kit", "press-still"} for job in plan(made.site, "tools", PREVIEW).jobs)


def test_a_still_of_a_clip_that_is_withheld_is_not_for_the_press() -> None:
    secret = {"films/tears/media/scout.md": "---\nembargo: 2999-01-01T00:00+00:00\n---\n"}
    film = FILM.replace("---\n", f"---\n{STILLS}", 1)
    page = told(files={"films/tears/film.md": film, **secret}).pages[PAGE]
    assert "A dome over the old church" in page
    assert "railing" not in "".join(each.words for each in elements(page) if each.tag == "main")


def test_the_archive_holds_the_stills_and_what_belongs_to_them() -> None:
    (recipe,) = (job.recipe for job in kit().plan.jobs if isinstance(job.recipe, PressKit))
    assert recipe.names == ("01-final.jpg", "02-scout.jpg")
    texts = dict(recipe.texts)
    assert texts.keys() == {"captions.txt", "credits.txt", "synopsis.txt", "technical.txt"}
    assert "01-final.jpg\nA dome over the old church\n(CC) The Film" in texts["captions.txt"]
    assert "Ada Lens" in texts["credits.txt"]
    assert "Title: Tears\nYear: 2012" in texts["technical.txt"]
    assert "Aspect ratio: 2.40:1" in texts["technical.txt"]


def made(recipe: PressStill | PressKit, folder: Path, *given: Input) -> Path:
    folder.mkdir()
    recipe.make(given, folder, FakeTools())
    return folder / recipe.outputs()[0].name


def test_a_still_carries_its_credit_for_old_picture_desks_and_new_ones(tmp_path: Path) -> None:
    still = PressStill(Still(64, 48, (64,), formats=("jpg",)), WORDS)
    with Image.open(made(still, tmp_path / "a", picture())) as image:
        told_by_iptc = IptcImagePlugin.getiptcinfo(image)
        packet = image.info["xmp"].decode()
        assert image.size == (64, 48)
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "photoshop",
            "xmp",
            "progressive",
        }
    assert told_by_iptc
    assert told_by_iptc[2, 120].decode() == WORDS.caption
    assert told_by_iptc[2, 110].decode() == told_by_iptc[2, 116].decode() == "© The Film"
    assert told_by_iptc[2, 115] == b"A Studio"
    assert "A dome over «the» church &amp; a canal" in packet
    assert 'photoshop:Credit="© The Film"' in packet
    assert "CC-BY-4.0" in packet


def test_equal_stills_make_equal_archives_which_check_themselves(tmp_path: Path) -> None:
    recipe = PressKit("tears", ("01-a.jpg", "02-b.jpg"), (("credits.txt", "director: Ada\n"),))
    one, other = (made(recipe, tmp_path / name, picture(), picture("red")) for name in ("one", "other"))
    assert one.name == KIT
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        names = archive.namelist()
        assert names == [f"tears/{name}" for name in ("01-a.jpg", "02-b.jpg", "credits.txt", "SHA256SUMS.txt")]
        for line in archive.read("tears/SHA256SUMS.txt").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(f"tears/{name}")).hexdigest() == digest


@pytest.mark.parametrize("letters", [10, 40, 4000])
def test_words_that_are_too_long_for_iptc_are_cut_between_letters(tmp_path: Path, letters: int) -> None:
    words = Captioning("T", "H", "é" * letters, "ü" * letters, "H")
    still = PressStill(Still(64, 48, (64,), formats=("jpg",)), words)
    with Image.open(made(still, tmp_path / "a", picture())) as image:
        said = IptcImagePlugin.getiptcinfo(image)
    assert said
    assert len(said[2, 110]) <= 2000
    assert set(said[2, 110].decode()) == {"ü"}
    assert set(said[2, 120].decode()) == {"é"}
    assert PRESS.endswith(".jpg")
