"""A long clip as a stream: what is planned, and what ffmpeg finds when it plays the playlists from end to end."""

from __future__ import annotations

import io
import re
import struct
import subprocess
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest
from footage import FOOTAGE, bench, grey_frames, made_up, seconds, tools, video_facts

from btspress.delivery.audience import PREVIEW, WEB
from btspress.delivery.bench import Bench
from btspress.delivery.ladder import renditions_of
from btspress.delivery.players import clip_player, sequence_player
from btspress.delivery.stream import stream_of
from btspress.digest import digest_bytes
from btspress.engine.job import Input, Job, RecipeError
from btspress.media import cmaf
from btspress.media.ffmpeg import find
from btspress.media.mp4 import BoxError
from btspress.media.probe import probe
from btspress.media.samples import PICTURES, SOUND, track
from btspress.model import Clip, Sequence, Shot, Source
from btspress.planned import Stream
from btspress.recipes.excerpt import excerpt
from btspress.recipes.rendition import Rendition
from btspress.recipes.segments import Segments

LONG = replace(WEB, stream=Fraction(60))


def clip(length=90, size=(1920, 1080), **more) -> Clip:
    facts = video_facts(Fraction(length), size, sound=more.get("sound", True))
    return Clip(made_up("take 4.mov", facts), seconds(0, length), **{"sound": True, **more})


def streamed(shown: Clip, delivery=LONG) -> tuple[Stream | None, Bench]:
    here = bench(delivery)
    player = clip_player(shown, here)
    assert player
    found = player.extras.get("stream")
    assert found is None or isinstance(found, Stream)
    return found, here


def recipes(here: Bench, name: str) -> list[Job]:
    return [job for job in here.jobs if job.recipe.name == name]


# ---- what is planned ----


def test_a_long_clip_is_streamed_in_every_rung_with_one_sound() -> None:
    found, here = streamed(clip())
    assert found
    assert (found.media_type, found.width) == ("application/vnd.apple.mpegurl", 1280)
    assert [job.recipe.outputs()[0].name for job in recipes(here, "segments")] == ["cmaf.mp4"] * 4 + ["cmaf.m4a"]
    assert len(recipes(here, "track-playlist")) == 5
    (master,) = recipes(here, "master-playlist")
    assert (found.url, found.mixed) == (master.url("stream.m3u8"), master.url("mixed.m3u8"))


@pytest.mark.parametrize(
    ("shown", "delivery"),
    [
        (clip(59), LONG),
        (clip(90, (640, 360)), LONG),
        (clip(90), replace(LONG, stream=None)),
        (clip(90), replace(PREVIEW, stream=Fraction(60))),
        (clip(90, loop=True, sound=False), LONG),
    ],
    ids=["short", "one width", "never", "preview", "mute loop"],
)
def test_no_stream_is_made_where_it_helps_nobody(shown: Clip, delivery) -> None:
    found, here = streamed(shown, delivery)
    assert found is None
    assert recipes(here, "segments") == []


def test_a_clip_of_just_the_threshold_is_streamed() -> None:
    assert streamed(clip(60))[0]


def test_nothing_is_encoded_for_a_stream() -> None:
    with_stream, without = streamed(clip())[1], streamed(clip(), replace(LONG, stream=None))[1]
    assert recipes(with_stream, "rendition") == recipes(without, "rendition")


def test_a_silent_clip_is_streamed_without_sound() -> None:
    _, here = streamed(clip(sound=False))
    assert [job.recipe.outputs()[0].name for job in recipes(here, "segments")] == ["cmaf.mp4"] * 4
    (master,) = recipes(here, "master-playlist")
    assert master.recipe.sound == ""


def test_one_codec_needs_one_master_playlist() -> None:
    found, here = streamed(clip(), replace(LONG, codecs=("h264",)))
    (master,) = recipes(here, "master-playlist")
    assert found
    assert found.mixed == found.url == master.url("stream.m3u8")
    assert list(master.urls) == ["stream.m3u8"]


def test_a_long_sequence_is_streamed_too() -> None:
    shots = tuple(Shot(clip(40), "", (), Fraction(0)) for _ in range(2))
    here = bench(LONG)
    player = sequence_player(Sequence("s", "Bridge", shots, "cut", Fraction(0)), here)
    assert player
    assert isinstance(player.extras["stream"], Stream)
    assert all(job.stem == "bridge" for job in recipes(here, "segments"))


def test_a_playlist_names_its_track_as_it_is_published() -> None:
    _, here = streamed(clip())
    tracks = {job.url(job.recipe.outputs()[0].name).rpartition("/")[2] for job in recipes(here, "segments")}
    assert {job.recipe.file for job in recipes(here, "track-playlist")} == tracks
    assert all("/" not in name for name in tracks)


def test_all_variants_share_one_kind_of_sound() -> None:
    _, here = streamed(clip())
    (master,) = recipes(here, "master-playlist")
    assert [variant.codecs for variant in master.recipe.variants] == [
        "avc1.640028, mp4a.40.2",
        "avc1.640028, mp4a.40.2",
        "av01.0.01M.10, mp4a.40.2",
        "av01.0.05M.10, mp4a.40.2",
    ]


# ---- what is made: sixteen seconds in two widths and two codecs ----


@dataclass(frozen=True)
class Made:
    """A stream as published, with the encodes that it was cut from."""

    folder: Path
    stream: Stream
    jobs: tuple[Job, ...]

    def file(self, job: Job) -> Path:
        return at(self.folder, job, job.recipe.outputs()[0].name)

    def of(self, recipe: str) -> list[Job]:
        return [job for job in self.jobs if job.recipe.name == recipe]

    def text(self, address: str) -> str:
        return (self.folder / address.rpartition("/")[2]).read_text("utf-8")


def at(folder: Path, job: Job, output: str) -> Path:
    return folder / job.url(output).rpartition("/")[2]


def looped(name: str, times: int, rate: str, path: Path) -> Path:
    """Footage several times in a row: cuts fall where no key frame belongs."""
    command = [find().path, "-v", "error", "-stream_loop", str(times - 1), "-i", str(FOOTAGE / name)]
    subprocess.run([*command, "-map", "0:v", "-map", "0:a?", "-r", rate, "-c:v", "mpeg4", str(path)], check=True)
    return path


def source_of(path: Path) -> Source:
    facts = probe(lambda: path.open("rb"), "mov", tools())
    return Source(path.name, digest_bytes(path.read_bytes()), facts)


def given(path: Path) -> Input:
    return Input(lambda: path.open("rb"), "mov")


def make_all(here: Bench, source: Path, folder: Path) -> None:
    """Every job in the order in which it was planned, under the names that a site has."""
    for job in here.jobs:
        into = folder / job.key
        into.mkdir()
        inputs = (at(folder, each.job, each.output) if each.job else source for each in job.ingredients)
        job.recipe.make(tuple(map(given, inputs)), into, tools())
        for output in job.urls:
            (into / output).rename(at(folder, job, output))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("stream")
    path = looped("sintel-fade-in.mp4", 2, "24", folder / "source.mp4")
    source = source_of(path)
    shown = Clip(source, seconds(0, 16), sound=True)
    here = bench(replace(LONG, stream=Fraction(10), video_widths=(320,)))
    widest = renditions_of(shown, here)
    rungs = (replace(each, width=wide, height=wide * 9 // 16) for each in widest for wide in (160, 320))
    stream = stream_of(shown, tuple(here.job(rung, (source,), "take", None) for rung in rungs), here)
    assert isinstance(stream, Stream)
    make_all(here, path, folder)
    return Made(folder, stream, tuple(here.jobs))


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([find().path, "-v", "error", *arguments], capture_output=True, check=True)


@pytest.mark.ffmpeg
def test_every_variant_shows_the_frames_of_its_encode(made: Made) -> None:
    for cut, listed in zip(made.of("segments"), made.of("track-playlist"), strict=True):
        if cut.recipe.width:
            frames = grey_frames(made.file(listed))
            assert len(frames) == 384
            assert frames == grey_frames(made.file(cut.ingredients[0].job))


@pytest.mark.ffmpeg
def test_the_master_playlists_play_to_the_end_without_a_complaint(made: Made) -> None:
    for address in (made.stream.url, made.stream.mixed):
        path = made.folder / address.rpartition("/")[2]
        done = ffmpeg("-i", str(path), "-map", "0", "-f", "null", "-")
        assert not done.stderr
    assert made.text(made.stream.url).count("#EXT-X-STREAM-INF") == 2
    assert made.text(made.stream.mixed).count("#EXT-X-STREAM-INF") == 4


@pytest.mark.ffmpeg
def test_sound_starts_with_the_picture_and_lasts_as_long(made: Made) -> None:
    (cut,) = (job for job in made.of("segments") if not job.recipe.width)
    plain = ("-map", "0:a", "-af", "aresample=48000:async=1:first_pts=0,aresample=8000", "-ac", "1", "-f", "s16le", "-")
    both = (made.file(cut), made.file(cut.ingredients[0].job))
    parts, whole = (ffmpeg("-copyts", "-i", str(path), *plain).stdout for path in both)
    assert abs(len(parts) - len(whole)) <= 2 * 8000 // 24
    start = 2 * 8000 * 9
    assert difference(parts[start : start + 16_000], whole[start : start + 16_000]) < 4


def difference(one: bytes, other: bytes) -> float:
    """Root of the mean square of the difference of two sounds, in steps of 16 bit."""
    pairs = zip(*(struct.iter_unpack("<h", each) for each in (one, other)), strict=True)
    squares = [(a - b) ** 2 for (a,), (b,) in pairs]
    return float(sum(squares) / len(squares)) ** 0.5


@pytest.mark.ffmpeg
def test_each_fragment_can_be_played_by_itself(made: Made, tmp_path: Path) -> None:
    for cut in (job for job in made.of("segments") if job.recipe.width):
        data = made.file(cut).read_bytes()
        told = cmaf.read(io.BytesIO(data))
        assert [each.start for each in told.fragments] == [0, 6, 12]
        for number, each in enumerate(told.fragments):
            alone = tmp_path / f"{cut.key[:8]}-{number}.mp4"
            alone.write_bytes(data[: told.head] + data[each.offset : each.offset + each.size])
            assert len(grey_frames(alone)) == each.samples


def listed(text: str) -> list[tuple[float, int, int]]:
    """Seconds, bytes and offset of each fragment of a playlist."""
    rows = re.findall(r"^#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n\S+$", text, re.MULTILINE)
    return [(float(length), int(size), int(offset)) for length, size, offset in rows]


@pytest.mark.ffmpeg
def test_a_playlist_lists_every_byte_of_its_track_once(made: Made) -> None:
    for cut, listing in zip(made.of("segments"), made.of("track-playlist"), strict=True):
        text, rows = made.file(listing).read_text(), listed(made.file(listing).read_text())
        (head,) = re.findall(r'#EXT-X-MAP:URI="[^"/]+",BYTERANGE="(\d+)@0"', text)
        ends = [int(head), *(offset + size for _, size, offset in rows)]
        assert [offset for _, _, offset in rows] == ends[:-1]
        assert ends[-1] == made.file(cut).stat().st_size
        assert abs(sum(length for length, _, _ in rows) - 16) < 1 / 24
        assert "#EXT-X-TARGETDURATION:6\n" in text
        assert all(round(length) <= 6 for length, _, _ in rows)
        assert text.startswith("#EXTM3U\n")
        assert text.endswith("#EXT-X-ENDLIST\n")
        names = {line for line in text.splitlines() if line and not line.startswith("#")}
        assert names == {made.file(cut).name}


@pytest.mark.ffmpeg
def test_bit_rates_are_those_of_the_files(made: Made) -> None:
    tracks = {made.file(job).name: listed(made.file(job).read_text()) for job in made.of("track-playlist")}
    text = made.text(made.stream.mixed)
    (sound,) = re.findall(r'#EXT-X-MEDIA:.*URI="([^"]+)"', text)
    for peak, average, name in re.findall(r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),.*\n(\S+)", text):
        both = (tracks[name], tracks[sound])
        told = [sum(size for _, size, _ in rows) * 8 / sum(length for length, _, _ in rows) for rows in both]
        assert int(average) == pytest.approx(sum(told), abs=4)
        heaviest = [max(size * 8 / length for length, size, _ in rows if length > 3) for rows in both]
        assert int(peak) >= int(sum(heaviest))
        assert int(peak) >= int(average)


@pytest.mark.ffmpeg
def test_equal_encodes_give_equal_fragments(made: Made, tmp_path: Path) -> None:
    for cut in made.of("segments"):
        cut.recipe.make((given(made.file(cut.ingredients[0].job)),), tmp_path, tools())
        assert (tmp_path / cut.recipe.outputs()[0].name).read_bytes() == made.file(cut).read_bytes()


@pytest.mark.ffmpeg
def test_cuts_in_the_picture_move_no_key_frame(tmp_path: Path) -> None:
    path = looped("dropframe-tc-2997.mov", 13, "30000/1001", tmp_path / "source.mov")
    source = source_of(path)
    piece = excerpt(source.facts, seconds(0, 13), Fraction(30000, 1001))
    rung = Rendition("h264", piece, 160, 90)
    rung.make((given(path),), tmp_path, tools())
    recipe = Segments("avc1.640028", piece.frames, piece.rate, 160, 90)
    recipe.make((given(tmp_path / "h264.mp4"),), tmp_path, tools())
    told = cmaf.read((tmp_path / "cmaf.mp4").open("rb"))
    assert [each.start for each in told.fragments] == [0, Fraction(6006, 1000), Fraction(12012, 1000)]


# ---- what cannot be cut is refused ----


def test_an_encode_whose_key_frames_lie_elsewhere_is_refused(tmp_path: Path) -> None:
    recipe = Segments("avc1.64000d", 192, Fraction(25), 320, 180)
    with pytest.raises(RecipeError, match="key frames"):
        recipe.make((given(FOOTAGE / "sintel-fade-in.mp4"),), tmp_path, tools())


@pytest.mark.parametrize(
    ("name", "reason"),
    [("audio-only.m4a", "no track 'vide'"), ("sintel-en.vtt", "cut into fragments"), ("cut.mp4", "beyond the end")],
)
def test_what_is_no_whole_encode_is_refused(name: str, reason: str, tmp_path: Path) -> None:
    command = ["-i", str(FOOTAGE / "sintel-fade-in.mp4"), "-c", "copy", "-movflags", "+faststart"]
    ffmpeg(*command, str(tmp_path / "whole.mp4"))
    whole = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) - 20_000])
    path = tmp_path / name if (tmp_path / name).exists() else FOOTAGE / name
    with pytest.raises(RecipeError, match=reason):
        Segments("avc1.64000d", 192, Fraction(24), 320, 180).make((given(path),), tmp_path, tools())


def test_a_fragmented_file_tells_its_own_length() -> None:
    out = io.BytesIO()
    with (FOOTAGE / "sintel-fade-in.mp4").open("rb") as file:
        for kind, cuts in ((PICTURES, [0]), (SOUND, [0, 100, 300])):
            found = track(file, kind)
            out = io.BytesIO()
            cmaf.write(found, cuts, file, out)
            told = cmaf.read(out)
            assert len(told.fragments) == len(cuts)
            assert sum(each.samples for each in told.fragments) == len(found.samples)
            assert told.head + sum(each.size for each in told.fragments) == len(out.getvalue())
            assert abs(told.duration - 8) < Fraction(1, 20)


def test_a_plain_file_has_no_fragments(tmp_path: Path) -> None:
    with pytest.raises(BoxError, match="no fragment"):
        cmaf.read((FOOTAGE / "sintel-fade-in.mp4").open("rb"))
