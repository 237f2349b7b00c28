"""Contact sheets, hover loops, contact strips, and the tracks that say what is where."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from footage import FOOTAGE, bench, difference, facts, given, grey_frames, made_up, seconds, source, tools, video_facts
from PIL import Image

from btspress.delivery.audience import PREVIEW, WEB
from btspress.delivery.hovers import MOST_BYTES, hover, hover_of
from btspress.delivery.players import clip_player, sequence_player, sound_player
from btspress.delivery.sheets import sheet_job
from btspress.engine.job import Input
from btspress.media.probe import probe
from btspress.model import Caption, Clip, Crop, Frame, Sequence, Shot, Sound
from btspress.recipes.sheet import CHOICE, LIVELIEST, SHEET
from btspress.testing import tell, video

FADES = "sintel-fade-in.mp4"


def clip(start=0, end=20, length=20, **changes):
    taken = made_up("take.mov", video_facts(Fraction(length), **changes))
    return Clip(taken, seconds(start, end), sound=False)


def sheet_of(shown):
    return sheet_job(Frame(shown.source, crop=shown.crop), shown.source, shown.range, bench(WEB), None).recipe


def cues_of(text):
    """Start, end in seconds and rectangle of each cue."""
    found = re.findall(r"(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)", text)
    return [(clock(start), clock(end), name, tuple(map(int, box))) for start, end, name, *box in found]


def clock(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@pytest.mark.parametrize(
    ("length", "rate", "apart"),
    [(5, 24, 1), (30, 25, 1), (31, 24, 2), (199, 24, 2), (480, 30, 5), (3600, 24, 60), (90_000, 24, 900)],
)
def test_the_longer_a_clip_the_farther_apart_its_small_frames(length, rate, apart):
    recipe = sheet_of(clip(0, length, length, rate=Fraction(rate)))
    assert recipe.every * recipe.spread == pytest.approx(apart * rate, rel=0.05)
    assert 5 <= recipe.count <= 102
    assert recipe.piece.frames / recipe.every <= 200
    assert recipe.most_bytes <= max(30_000, length * 1000)


def test_nobody_scrubs_through_a_few_seconds():
    short = clip(0, 4)
    player = clip_player(short, bench(WEB))
    assert [made.name for made in sheet_of(short).outputs()] == [CHOICE]
    assert "sheet" not in player.extras
    assert "thumbnails" not in player.extras
    assert "hover" in player.extras


def test_the_track_says_where_each_second_is_on_the_sheet():
    made = bench(WEB)
    player = clip_player(clip(2, 14.5), made)
    cues = cues_of(made.texts[player.extras["thumbnails"].url])
    sheet = player.extras["sheet"]
    assert {name for _, _, name, _ in cues} == {sheet.url.rpartition("/")[2]}
    assert [box for *_, box in cues][5:8] == [(800, 0, 160, 90), (960, 0, 160, 90), (0, 90, 160, 90)]
    assert (sheet.width, sheet.height, sheet.media_type) == (7 * 160, 180, "image/webp")
    assert [start for start, *_ in cues] == list(range(13))
    assert all(end == start for (_, end, *_), (start, *_) in pairwise(cues))
    assert cues[-1][1] == 12.5


def test_rates_that_are_no_whole_number_keep_exact_times():
    shown = clip(0, 12, rate=Fraction(24000, 1001))
    recipe, made = sheet_of(shown), bench(WEB)
    text = made.texts[clip_player(shown, made).extras["thumbnails"].url]
    apart = Fraction(recipe.every * recipe.spread * 1001, 24000)
    assert [start for start, *_ in cues_of(text)] == pytest.approx(
        [float(apart * n) for n in range(recipe.count)], abs=0.0006
    )


def test_upright_and_cropped_pictures_have_upright_small_frames():
    assert sheet_of(clip(size=(1080, 1920))).tile == (90, 160)
    assert sheet_of(replace(clip(), crop=Crop(0, 0, 400, 400))).tile == (160, 160)


def test_only_what_takes_long_is_looked_at_by_key_frames():
    assert not sheet_of(clip(0, 60, 60)).keys
    assert sheet_of(clip(0, 20, 20, size=(3840, 2160), rate=Fraction(60))).keys


def test_a_preview_shows_its_author_the_sheet_and_makes_nothing_else():
    made = bench(PREVIEW)
    player = clip_player(clip(), made)
    assert set(player.extras) == {"sheet"}
    assert "hover" not in {job.recipe.name for job in made.jobs}
    assert player.poster.hover is None


def test_poster_sheet_and_hover_come_of_one_look():
    made = bench(WEB)
    player = clip_player(clip(), made)
    names = [job.recipe.name for job in made.jobs]
    assert (names.count("sheet"), names.count("picture"), names.count("hover")) == (1, 1, 1)
    assert player.poster.hover == player.extras["hover"]
    sheet = next(job for job in made.jobs if job.recipe.name == "sheet")
    users = [job for job in made.jobs if any(part.job and part.job.key == sheet.key for part in job.ingredients)]
    assert sorted(job.recipe.name for job in users) == ["hover", "picture"]


def test_sounds_and_stills_have_neither_sheet_nor_hover():
    made = bench(WEB)
    player = sound_player(Sound(made_up("take.mov"), seconds(0, 9)), made)
    assert not {"sheet", "thumbnails", "hover", "strip"} & set(player.extras)
    assert hover_of(Frame(made_up("a.mov")), made_up("a.mov"), seconds(0, 1), made, None) is None


@pytest.mark.ffmpeg
def test_small_frames_are_the_frames_of_their_times(tmp_path):
    taken = source(FADES)
    recipe = sheet_of(Clip(taken, seconds(0, 8), sound=False))
    box = tools()
    recipe.make((given(FADES),), tmp_path, box)
    assert box.runs == 1
    path = tmp_path / SHEET
    assert path.stat().st_size <= recipe.most_bytes
    sheet, frames = Image.open(path), grey_frames(FOOTAGE / FADES)
    assert sheet.size == (recipe.outputs()[0].width, recipe.outputs()[0].height)
    for place in range(recipe.count):
        left, top = place % recipe.columns * 160, place // recipe.columns * 90
        tile = sheet.crop((left, top, left + 160, top + 90)).convert("L").resize((64, 36), Image.Resampling.BOX)
        wanted = frames[place * recipe.every * recipe.spread]
        assert difference(tile.tobytes(), wanted) / len(wanted) < 20


@pytest.mark.ffmpeg
def test_a_hover_loop_is_three_small_silent_seconds(tmp_path):
    taken, made = source(FADES), bench(WEB)
    shown = Clip(taken, seconds(3, 8), sound=True)
    assert hover(shown, (), made)
    sheet, loop = (next(job for job in made.jobs if job.recipe.name == name) for name in ("sheet", "hover"))
    sheet.recipe.make((given(FADES),), tmp_path, tools())
    first = json.loads((tmp_path / CHOICE).read_text())[LIVELIEST]
    box = tools()
    loop.recipe.make((given(FADES), Input(lambda: (tmp_path / CHOICE).open("rb"))), tmp_path, box)
    path = tmp_path / loop.recipe.outputs()[0].name
    found = probe(lambda: path.open("rb"), "mov", tools())
    assert path.stat().st_size <= MOST_BYTES
    assert (found.duration, found.width, found.height, found.audio) == (
        pytest.approx(min(3, 5 - first / 24)),
        320,
        180,
        None,
    )
    brightest = [max(frame) for frame in grey_frames(path)]
    assert min(brightest[3:45]) > 40
    assert float(box.notes["from"]) == pytest.approx(first / 24, abs=0.01)


def test_fast_cameras_loop_at_half_their_rate():
    made = bench(WEB)
    clip_player(clip(rate=Fraction(60000, 1001)), made)
    (loop,) = (job.recipe for job in made.jobs if job.recipe.name == "hover")
    assert (loop.whole.rate, loop.rate) == (Fraction(30000, 1001), Fraction(60000, 1001))


# ---- sequences ----


def sequence(*ranges):
    shots, starts = [], Fraction(0)
    for start, end in ranges:
        shots.append(Shot(Clip(source(FADES), seconds(start, end), sound=False), f"shot {start}", (), starts))
        starts += Fraction(end) - Fraction(start)
    return Sequence("the-bridge", "The bridge", tuple(shots), "cut", Fraction(0))


@pytest.mark.ffmpeg
def test_the_strip_shows_a_usable_frame_of_each_shot(tmp_path):
    made, shown = bench(WEB), sequence((0, 0.5), (4, 5.5), (5.5, 6.5), (6, 7), (0, 0.5))
    player = sequence_player(shown, made)
    job = next(job for job in made.jobs if job.recipe.name == "strip")
    assert player.extras["strip"].url == job.url("strip.jpg")
    job.recipe.make((given(FADES),), tmp_path, tools())
    picture = Image.open(tmp_path / "strip.jpg")
    assert picture.size == (player.extras["strip"].width, player.extras["strip"].height) == (4 * 328 - 8, 2 * 208)
    second = picture.crop((328, 0, 648, 180)).convert("L")
    assert second.getextrema()[1] > 90
    assert picture.getpixel((700, 300)) == (255, 255, 255)


@pytest.mark.ffmpeg
def test_a_sequence_has_a_sheet_of_its_own_file():
    made, shown = bench(WEB), sequence((0, 3), (4, 8))
    player = sequence_player(shown, made)
    job = next(job for job in made.jobs if job.url(SHEET) == player.extras["sheet"].url)
    assert [part.output for part in job.ingredients] == ["h264.mp4"]
    assert job.recipe.piece.frames == 7 * 24
    assert len(cues_of(made.texts[player.extras["thumbnails"].url])) == 7
    assert "hover" not in player.extras


# ---- lines and marks ----


def test_what_an_author_says_at_times_of_a_clip_is_a_track_for_scripts():
    shown = replace(
        clip(10, 20), lines=(Caption(seconds(2, 5), "The dolly starts"), Caption(seconds(5, 10), "It <ends>"))
    )
    made = bench(WEB)
    track = next(track for track in clip_player(shown, made).tracks if track.kind == "metadata")
    assert track.language == ""
    assert made.texts[track.url] == (
        "WEBVTT\n\n00:00:02.000 --> 00:00:05.000\nThe dolly starts\n\n00:00:05.000 --> 00:00:10.000\nIt &lt;ends&gt;\n"
    )


def test_marks_of_a_source_are_chapters_of_its_clips():
    taken = replace(made_up("take.mov"), marks=(("the card falls", Fraction(12)), ("slate", Fraction(1))))
    made = bench(WEB)
    track = next(track for track in clip_player(Clip(taken, seconds(10, 20), sound=False), made).tracks)
    assert (track.kind, track.language) == ("chapters", "en")
    assert made.texts[track.url] == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nslate\n\n00:00:02.000 --> 00:00:10.000\nthe card falls\n"
    )


def test_a_clip_block_gives_its_clip_the_words_of_its_lines():
    chapter = (
        "# One\n\n> [!clip] Take\n>\n> ![A take](take.mov#t=10,24)\n>\n> - 00:12 **The** dolly\n> - 00:15–00:18 Wind\n"
    )
    site = tell({"one.md": chapter}, {"take.mov": video(60)})
    shown = site.films[0].chapters[0].blocks[0].shown
    assert shown.lines == (Caption(seconds(2, 5), "The dolly"), Caption(seconds(5, 8), "Wind"))


def test_marks_beside_a_clip_reach_its_source():
    marks = "WEBVTT\n\nhand-slip\n00:00:03.000 --> 00:00:04.000\nThe hand slips\n"
    site = tell({"one.md": "# One\n\n![A take](take.mov#t=2,9)\n", "take.marks.vtt": marks}, {"take.mov": video(60)})
    assert site.films[0].chapters[0].blocks[0].shown.source.marks == (("hand-slip", Fraction(3)),)


def test_facts_for_these_tests_are_those_of_the_footage():
    assert (facts(FADES).video.frames, facts(FADES).video.rate.fps) == (192, 24)
