"""What is not published yet: a preview shows it and says so in words, a build has nothing of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from btspress.session import Options, Session
from btspress.story.rights import Audience

CLEARED = "rights: {licence: CC-BY-4.0, holder: Us, clearance: cleared}"
FILES = {
    "site.md": "---\ntitle: T\n---\n",
    "films/open/film.md": f"---\ntitle: Open film\n{CLEARED}\n---\n",
    "films/open/01-open.md": "# Open chapter\n\nOpen words.\n\n> [!note] Held {embargo=2040-05-06T07:08+02:00}\n>\n> Held words.\n\n"
    "![Pending frame](media/pending.png)\n\n![Ended frame](media/ended.png)\n",
    "films/open/02-draft.md": "---\ndraft: yes\n---\n\n# Draft chapter\n\nDraft words.\n",
    "films/open/03-later.md": "---\nembargo: 2040-05-06T07:08+02:00\n---\n\n# Later chapter\n\nLater words.\n",
    "films/open/media/pending.md": "---\nrights: {clearance: pending}\n---\n",
    "films/open/media/ended.md": "---\nrights: {until: 2020-02-03}\n---\n",
    "films/held/film.md": f"---\ntitle: Held film\nembargo: 2040-05-06T07:08+02:00\n{CLEARED}\n---\n",
    "films/held/01-a.md": "# A chapter of it\n\nSecret words.\n",
}
INSTANT = "6 May 2040, 07:08 UTC+02:00"
SECRET = ("Draft", "Later", "Held", "Secret", "Pending", "Ended", "pending", "ended", "2040", "published site")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stamps") / "site"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name, colour in (("pending", "#844"), ("ended", "#484")):
        Image.new("RGB", (64, 36), colour).save(root / f"films/open/media/{name}.png")
    return root


def built(source: Path, audience: Audience) -> dict[str, str]:
    """Text of every page, without its tags."""
    out = source.parent / audience
    session = Session(source, out, Options(audience=audience, keep_going=True, cache=source.parent / "cache"))
    session.build()
    return {str(page.relative_to(out)): page.read_text() for page in out.rglob("*.html")}


@pytest.fixture(scope="module")
def preview(source: Path) -> dict[str, str]:
    return built(source, Audience.PREVIEW)


@pytest.mark.parametrize(
    ("page", "stamps"),
    [
        ("open/draft/index.html", ["this is a draft"]),
        ("open/later/index.html", [f"under embargo until {INSTANT}"]),
        ("held/index.html", [f"under embargo until {INSTANT}"]),
        ("held/a/index.html", [f"under embargo until {INSTANT}"]),
        ("index.html", [f"under embargo until {INSTANT}"]),
        ("open/footage/index.html", ["its clearance is pending", "its rights ended on 3 February 2020"]),
        ("open/index.html", ["this is a draft", f"under embargo until {INSTANT}", "its clearance is pending"]),
        (
            "open/open/index.html",
            [f"under embargo until {INSTANT}", "its clearance is pending", "its rights ended on 3 February 2020"],
        ),
    ],
)
def test_a_preview_says_in_words_what_is_not_published_and_until_when(
    preview: dict[str, str], page: str, stamps: list[str]
) -> None:
    told = re.findall(r'class="stamp[^>]*>([^<]*)<', preview[page])
    assert set(told) == {f"Not in the published site: {stamp}" for stamp in stamps}


def test_a_preview_shows_what_is_withheld_and_where_it_was_written(preview: dict[str, str]) -> None:
    assert "Held words." in preview["open/open/index.html"]
    assert 'data-at="films/open/01-open.md:3"' in preview["open/open/index.html"]


def test_a_build_has_neither_the_words_nor_a_stamp_nor_a_place(source: Path) -> None:
    pages = built(source, Audience.PUBLIC)
    assert "open/open/index.html" in pages
    for path, text in pages.items():
        assert "data-at" not in text, path
        assert 'class="stamp' not in text, path
        assert [word for word in SECRET if word in text] == [], path
