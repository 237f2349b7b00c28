"""What is withheld is in no file of a site, and what gets in by another way is found."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from footage import FOOTAGE
from PIL import Image, ImageDraw

from btspress.media.carried import carried
from btspress.session import Build, Options, Session
from btspress.story.rights import Audience
from btspress.trust.leaking import Leak, leaks, scan
from btspress.trust.withheld import Secrets, secrets_of

pytestmark = pytest.mark.ffmpeg

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = "2027-01-01T09:00+01:00"
FILM = "films/the-gorge"
SECRET = f"{FILM}/media/verboten-take.jpg"
TEXTS = {
    "site.md": "---\ntitle: A house of films\nbase_url: https://example.org\nrights:\n  holder: us\nvideo:\n  quality: fixed\n  widest: 320\n---\nWelcome.\n",
    f"{FILM}/film.md": "---\ntitle: The gorge\ntheme: height\n---\n\nA film about height.\n",
    f"{FILM}/01-open.md": "# The first morning\n\n![A grid of colours](media/plain.jpg)\n\n![A fade](media/fade.mp4)\n\n"
    "Everybody came early and nobody complained about the weather at all.\n\n"
    "![The monster in its cage](media/verboten-take.jpg)\n\n"
    f"> [!note] Kraken budget {{embargo={LATER}}}\n>\n> The animatronic monster cost eleven times what was planned.\n\n"
    "> [!note] Press only {audience=press}\n>\n> Interviews happen between Tuesday and Thursday in the lobby.\n",
    f"{FILM}/02-drowned.md": "---\ntitle: Drowned quarry\ndraft: yes\naliases: [/old-quarry/]\n---\n\nNobody outside may read how the quarry drowned.\n",
    f"{FILM}/media/verboten-take.md": f"---\ntitle: Caged beast\nembargo: {LATER}\nrights:\n  contact: legal.desk@studio.example\n---\nIt turns its enormous head towards us slowly.\n",
    "people/ada.md": "---\nname: Ada Vance\n---\nShe climbs.\n",
    "people/zoe.md": "---\nname: Zoë Quill\naudience: crew\n---\nStunts.\n",
}


def picture(path: Path, seed: int) -> None:
    """A picture like no other: rectangles of chance."""
    dice, image = Random(seed), Image.new("RGB", (320, 180))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = dice.randrange(300), dice.randrange(160)
        draw.rectangle((x, y, x + dice.randrange(90), y + dice.randrange(60)), tuple(dice.randbytes(3)))
    image.save(path, quality=90)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of which much is withheld."""
    folder = tmp_path_factory.mktemp("withheld") / "site"
    for path, text in TEXTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    picture(folder / FILM / "media/plain.jpg", 1)
    picture(folder / SECRET, 2)
    shutil.copy(FOOTAGE / "sintel-fade-in.mp4", folder / FILM / "media/fade.mp4")
    return folder


def options(site: Path, audience: Audience = Audience.PUBLIC) -> Options:
    return Options(audience, as_of=NOW, cache=site.parent / "cache")


def built(site: Path, audience: Audience) -> Build:
    return Session(site, site.parent / f"_site-{audience}", options(site, audience)).build()


@pytest.fixture(scope="module")
def public(site: Path) -> Path:
    made = built(site, Audience.PUBLIC)
    made.raise_for_problems()
    return site.parent / "_site-public"


@pytest.fixture
def copy(public: Path, tmp_path: Path) -> Path:
    """The public site, to be tampered with."""
    return Path(shutil.copytree(public, tmp_path / "_site"))


@pytest.fixture(scope="module")
def secrets(site: Path) -> Secrets:
    return secrets_of(site, options(site))


def found(output: Path, secrets: Secrets) -> list[Leak]:
    """What reading alone finds."""
    return [*scan(output, secrets)]


def test_a_public_site_holds_nothing_that_is_withheld(public: Path, site: Path) -> None:
    assert leaks(public, site, options(site)) == ()


@pytest.mark.parametrize("audience", [Audience.PRESS, Audience.PREVIEW])
def test_a_site_for_others_is_no_public_site(site: Path, audience: Audience, secrets: Secrets) -> None:
    built(site, audience)
    output = site.parent / f"_site-{audience}"
    told = " ".join(leak.what for leak in found(output, secrets))
    assert "between tuesday" in told or audience is Audience.PREVIEW
    assert told
    if audience is Audience.PRESS:
        assert leaks(output, site, options(site, audience), frames=False) == ()


def test_search_engines_are_kept_out_of_all_but_the_public_site(site: Path, public: Path) -> None:
    built(site, Audience.PRESS)
    press = site.parent / "_site-press"
    assert "Disallow: /\n" in (press / "robots.txt").read_text()
    assert all("noindex" in page.read_text(encoding="utf-8") for page in press.rglob("*.html"))
    assert "Disallow" not in (public / "robots.txt").read_text()
    assert "noindex" not in (public / "index.html").read_text(encoding="utf-8")


def into_html(output: Path, text: str) -> None:
    page = output / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{text}</body>"), encoding="utf-8")


def as_zip(output: Path, text: str) -> None:
    with zipfile.ZipFile(output / "kit.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/notes.txt", text)


WAYS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a sentence of a block under embargo": ("cost eleven times", lambda out: into_html(out, "<p>it cost eleven times what was planned</p>")),
    "a sentence through tags": ("cost eleven times", lambda out: into_html(out, "cost <b>eleven</b> <a href=x>times</a> what was")),
    "a sentence with breaks": ("cost eleven times", lambda out: into_html(out, "it<br>cost<br>eleven<br>times<br>what<br>was")),
    "a word in pieces": ("drowned quarry", lambda out: into_html(out, "<p>Drow<b>ned</b> quarry</p>")),
    "a sentence in a comment": ("the quarry drowned", lambda out: into_html(out, "<!-- may read how the quarry drowned. -->")),
    "an attribute": ("drowned quarry", lambda out: into_html(out, '<img alt="Drowned quarry">')),
    "an escaped text": ("caged beast", lambda out: (out / "feed.json").write_text(json.dumps("Caged\n beast").replace("C", "\\u0043"))),
    "an entity": ("caged beast", lambda out: into_html(out, "&#67;aged&nbsp;beast")),
    "a file name": ("verboten take", lambda out: (out / "media/verboten-take.txt").write_text("")),
    "an address": ("old quarry", lambda out: into_html(out, '<a href="/old%2Dquarry/">x</a>')),
    "a name with accents": ("zoe quill", lambda out: into_html(out, "Zoe Quill")),
    "whom to ask": ("legal desk studio", lambda out: into_html(out, "legal.desk@studio.example")),
    "an archive": ("kraken budget", lambda out: as_zip(out, "Kraken budget")),
    "a packed file": ("kraken budget", lambda out: (out / "map.gz").write_bytes(gzip.compress(b"Kraken budget"))),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_leak_is_found(copy: Path, secrets: Secrets, way: str) -> None:
    words, leak = WAYS[way]
    leak(copy)
    assert any(words in each.what for each in found(copy, secrets)), found(copy, secrets)


def test_the_file_itself_and_its_digest_are_found(copy: Path, site: Path, secrets: Secrets) -> None:
    shutil.copy(site / SECRET, copy / "media/x.bin")
    into_html(copy, hashlib.sha256((site / SECRET).read_bytes()).hexdigest()[:20])
    told = {(each.file, each.source) for each in found(copy, secrets)}
    assert {("media/x.bin", SECRET), ("index.html", SECRET)} <= told


def test_a_withheld_picture_is_known_again_in_another_size_and_codec(copy: Path, site: Path) -> None:
    with Image.open(site / SECRET) as image:
        image.resize((160, 90)).point(lambda value: value * 0.8).save(copy / "media/harmless.webp", quality=40)
    with zipfile.ZipFile(copy / "media/kit.zip", "w") as archive:
        archive.write(copy / "media/harmless.webp", "stills/01.webp")
    (copy / "media/broken.zip").write_bytes(b"PK\3\4 and no more")
    told = [each for each in leaks(copy, site, options(site)) if "picture" in each.what]
    places = ["media/harmless.webp", "media/kit.zip!stills/01.webp"]
    assert [(each.file, each.source) for each in told] == [(place, SECRET) for place in places]


def test_what_no_build_wrote_or_somebody_changed_is_told(copy: Path, secrets: Secrets) -> None:
    (copy / ".env").write_text("x")
    into_html(copy, "x")
    (copy / "robots.txt").unlink()
    told = {(each.file, each.what.split()[0]) for each in found(copy, secrets)}
    assert told == {(".env", "no"), ("index.html", "it"), ("robots.txt", "the")}


def test_a_folder_of_this_machine_is_told(copy: Path, site: Path, secrets: Secrets) -> None:
    into_html(copy, f"<!-- {site} -->")
    assert f"it names '{site}'" in [each.what for each in found(copy, secrets)]


def test_words_that_are_shown_elsewhere_too_are_no_secret(copy: Path, secrets: Secrets) -> None:
    into_html(copy, "The gorge. Everybody came early and nobody complained.")
    assert not [each for each in found(copy, secrets) if "says" in each.what]


def test_every_tag_of_a_device_is_told() -> None:
    told = carried((FOOTAGE / "exif-gps-orient6.jpg").read_bytes())
    assert "a GPS position" in told
    assert any("0x0110" in each for each in told), "its model"
    camera = " ".join(carried((FOOTAGE / "rot90-tag.mov").read_bytes()))
    assert "tag" in camera or "name" in camera
    assert "track 'tmcd'" in " ".join(carried((FOOTAGE / "dropframe-tc-2997.mov").read_bytes()))


def test_what_we_publish_carries_nothing(public: Path) -> None:
    files = [path for path in (public / "media").iterdir() if path.suffix in {".mp4", ".jpg", ".webp", ".avif"}]
    assert len(files) > 5
    assert {path.name: carried(path.read_bytes()) for path in files} == {path.name: () for path in files}
