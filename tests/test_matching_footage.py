"""Pairing by looking, on real footage: what is found, where, and what is refused."""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from btspress.cli import cli
from btspress.digest import digest_bytes
from btspress.engine.index import Index
from btspress.engine.store import Store
from btspress.kit import Kit
from btspress.matching.albums import album_of, from_bytes, key_of, to_bytes
from btspress.matching.archive import archived
from btspress.matching.footage import Item
from btspress.matching.looking import course, sights
from btspress.matching.sampling import FLOW, still_frame
from btspress.matching.thumbs import screen_of, thumb
from btspress.media.probe import probe
from btspress.media.program import find
from btspress.media.sniff import HEAD, sniff
from btspress.tree import file_from
from btspress.vision.bag import Bag, gathered, mirrored, votes
from btspress.vision.features import Features
from btspress.vision.moving import cuts, lag

MEDIA = Path(__file__).parent / "media"
DARK = MEDIA / "sintel-fade-in.mp4"
FILM, OTHER = MEDIA / "aac-5.1.mp4", MEDIA / "vfr-dropped-frames.mp4"

pytestmark = pytest.mark.ffmpeg


def tools():
    return Kit().toolbox(Event(), lambda _: None)


def item(path: Path) -> Item:
    file = file_from(path.parent, path.name, path.lstat())
    facts = probe(file.open, sniff(path.read_bytes()[:HEAD]), tools())
    return Item(path.name, digest_bytes(path.read_bytes()), facts, file=file)


def made(path: Path, *arguments: str) -> Path:
    subprocess.run([find().path, "-nostdin", "-v", "error", *arguments, str(path)], check=True)
    return path


def still(folder: Path, source: Path, at: float, change: str = "null") -> Path:
    """A frame of a film, changed by an ffmpeg filter."""
    name = f"{source.stem}-{at}-{digest_bytes(change.encode())[:8]}.png"
    return made(folder / name, "-ss", str(at), "-i", str(source), "-frames:v", "1", "-vf", change)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    home = tmp_path_factory.mktemp("cache")
    return Store(home / "store", Index(home / "index"))


@pytest.fixture(scope="module")
def archive(store):
    films = [item(FILM), item(MEDIA / "sintel-fade-in.mp4")]
    return archived(
        [album_of(film, store, "t", tools()) for film in films], [key_of(film, "t") for film in films], store
    )


@pytest.mark.parametrize(
    "change",
    [
        "eq=contrast=1.3:brightness=0.05:saturation=0.4",
        "scale=320:-2",
        "crop=iw/1.6:ih/1.6,scale=640:-2",
        "drawbox=h=46:t=fill:c=black,drawbox=y=ih-46:h=46:t=fill:c=black",
        "perspective=20:10:W-10:0:0:H-12:W-25:H",
        "hflip,eq=gamma=1.3",
    ],
    ids=["grade", "small", "punch-in", "bars", "perspective", "mirror"],
)
def test_a_changed_frame_is_found_in_its_film(tmp_path, store, archive, change):
    own = album_of(item(still(tmp_path, FILM, 1.5, change)), store, "t", tools())
    found = sights(own.leaves[0].features, archive)
    assert found
    assert found[0].album == 0
    assert found[0].confidence > 0.9
    assert found[0].flipped == change.startswith("hflip")
    assert abs(archive.leaf((0, found[0].leaf)).at - Fraction(3, 2)) < 2


def test_frames_of_other_films_are_refused(tmp_path, store, archive):
    for source, at in ((OTHER, 0.5), (OTHER, 3), (MEDIA / "truncated-half.mp4", 0.5), (MEDIA / "one-frame.mp4", 0)):
        own = album_of(item(still(tmp_path, source, at)), store, "t", tools())
        assert all(each.confidence < 0.3 for each in sights(own.leaves[0].features, archive)), source


@pytest.fixture(scope="module")
def timecodes(tmp_path_factory) -> tuple[Path, Path]:
    """Two running timecodes of five seconds that overlap, a picture a frame."""
    folders = tmp_path_factory.mktemp("known"), tmp_path_factory.mktemp("asked")
    letters = ImageFont.load_default(34)
    for folder, first in zip(folders, (90_000, 90_050), strict=True):
        for frame in range(first, first + 5 * 24):
            seconds, picture = divmod(frame, 24)
            image = Image.new("L", (440, 48))
            words = f"TCR {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{picture:02}"
            ImageDraw.Draw(image).text((8, 4), words, fill=255, font=letters)
            image.save(folder / f"{frame - first}.png", compress_level=1)
    return folders


def burnt_in(path: Path, source: Path, frames: Path, place: str) -> Path:
    """The film with a running timecode at a place, as cutting rooms copy it."""
    over = f"[0:v]scale=640:360,setsar=1,fps=24[film];[film][1:v]overlay={place}:shortest=1[v]"
    read = ("-i", str(source), "-framerate", "24", "-i", str(frames / "%d.png"))
    return made(path, *read, "-filter_complex", over, "-map", "[v]", "-an", "-preset", "ultrafast")


@pytest.mark.parametrize(
    ("film", "other", "place"),
    [(FILM, DARK, "(W-w)/2:H-h-12"), (FILM, DARK, "20:16"), (OTHER, FILM, "(W-w)/2:(H-h)/2")],
    ids=["below", "above", "across a film of many shots"],
)
def test_a_timecode_that_is_burnt_into_both_makes_no_pair(tmp_path, store, timecodes, film, other, place):
    known, asked = (
        album_of(item(burnt_in(tmp_path / f"{source.stem}.mp4", source, frames, place)), store, "t", tools())
        for source, frames in zip((film, other), timecodes, strict=True)
    )
    archive = archived([known], [])
    assert len(asked.leaves) > 4
    for leaf in asked.leaves:
        assert all(each.confidence < 0.3 for each in sights(leaf.features, archive)), leaf.at
    assert course(asked, known) is None or course(asked, known).confidence < 0.5
    same = album_of(item(still(tmp_path, film, 1, "scale=640:-2")), store, "t", tools())
    assert sights(same.leaves[0].features, archive)[0].confidence > 0.9


def test_details_of_a_mirror_image_vote_once_they_are_turned(tmp_path, store, archive):
    own = album_of(item(still(tmp_path, FILM, 1.5, "hflip")), store, "t", tools()).leaves[0].features
    assert max(votes(archive.bag, mirrored(own))) > 1.5 * max(votes(archive.bag, own))


def test_an_album_is_made_once_and_kept(store):
    film, asked = item(FILM), tools()
    first = album_of(film, store, "t", asked)
    runs = asked.runs
    again = album_of(film, store, "t", asked)
    assert asked.runs == runs
    assert again == first == from_bytes(to_bytes(first))


def test_the_bag_kept_is_the_bag_made(archive):
    leaves = [leaf.features for album in archive.albums for leaf in album.leaves]
    data = gathered(leaves).to_bytes()
    assert data == archive.bag.to_bytes()
    kept = Bag.from_bytes(data)
    assert kept
    assert votes(kept, leaves[2]) == votes(archive.bag, leaves[2])
    assert max(votes(kept, leaves[2])) == votes(kept, leaves[2])[2]
    assert Bag.from_bytes(data[:-1]) is None


def test_a_picture_without_details_is_nowhere(archive):
    assert sights(Features(10, 10, b"", b""), archive) == ()


def test_cuts_are_where_the_picture_changes_at_once(tmp_path):
    joined = made(
        tmp_path / "cut.mp4",
        *("-i", str(FILM), "-i", str(MEDIA / "truncated-half.mp4"), "-filter_complex"),
        "[0:v]trim=end=1,fps=24,setsar=1[a];[1:v]trim=end=1,fps=24,scale=640:360,setsar=1,setpts=PTS-STARTPTS[b];"
        "[a][b]concat=n=2[v]",
        *("-map", "[v]", "-an"),
    )
    command = [
        find().path,
        "-v",
        "error",
        "-i",
        str(joined),
        "-vf",
        f"scale={FLOW[0]}:{FLOW[1]}:flags=area,format=gray",
    ]
    flow = subprocess.run([*command, "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    assert cuts(flow, FLOW[0] * FLOW[1]) == (0, 24)


def test_the_same_movement_is_found_in_another_rendering(tmp_path, store):
    late = made(tmp_path / "late.mp4", "-ss", "0.5", "-i", str(FILM), "-an", "-vf", "edgedetect,negate,fps=24")
    film, clip = (album_of(item(path), store, "t", tools()) for path in (FILM, late))
    found = course(clip, film)
    assert found
    assert found.later == Fraction(1, 2)
    assert found.confidence > 0.8


def test_other_movement_is_not_found(store):
    film, other = (album_of(item(path), store, "t", tools()) for path in (FILM, MEDIA / "sintel-fade-in.mp4"))
    found = course(film, other)
    assert found is None or found.confidence < 0.5
    assert lag(b"", Fraction(24), film.flow, film.rate, FLOW) is None


def test_a_green_screen_is_known_by_its_colour(tmp_path, store):
    screened = still(tmp_path, FILM, 1, "drawbox=w=iw*0.6:t=fill:c=0x20c040")
    assert screen_of(thumb(item(screened), None, store, tools())) == "green"
    assert screen_of(thumb(item(FILM), Fraction(1), store, tools())) == ""


def test_a_still_is_looked_at_no_larger_than_needed(tmp_path):
    frame = still_frame(item(still(tmp_path, FILM, 1)), tools())
    assert frame.size == (480, 270)
    assert len(frame.pixels) == 480 * 270


def test_the_command_finds_the_very_frame(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BTSPRESS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/one.md").write_text("# One\n")
    (tmp_path / "src/film.mp4").write_bytes(FILM.read_bytes())
    made(tmp_path / "src/plate.png", "-i", str(FILM), "-frames:v", "1", "-vf", "select=eq(n\\,37),crop=500:300")
    words = ["pair", "src", "--film", "film.mp4", "--from", "plate.png", "--format", "json"]
    told = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    found = json.loads(next(line for line in told.output.splitlines() if line.startswith("{")))
    assert found["accepted"]
    assert found["candidates"][0]["reasons"][-1]["kind"] == "look"
    assert "film.mp4#t=1.541667&still" in found["markdown"]
