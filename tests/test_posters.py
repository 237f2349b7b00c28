"""The frame that stands for a clip: never one in a trap. Traps are made of real footage, their frames known."""

import json
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
from footage import FOOTAGE, bench, facts, given, grey_frames, nearest, seconds, source, tools
from PIL import Image, ImageDraw, ImageFilter, ImageStat

from btspress.delivery import stills
from btspress.delivery.audience import WEB
from btspress.delivery.sheets import sheet_job
from btspress.engine.job import Input
from btspress.media.ffmpeg import find
from btspress.media.posters import Glimpse, best, first_usable, judged
from btspress.media.transitions import NO_FLOW, Flow, liveliest, transitions
from btspress.model import Frame
from btspress.recipes.excerpt import excerpt, part
from btspress.recipes.glance import key_frames, looked
from btspress.recipes.sheet import CHOICE, SHEET

SMALL = replace(WEB, picture_widths=(64,), largest_picture=320)
BUTTERFLY, FADES = "vfr-dropped-frames.mp4", "sintel-fade-in.mp4"

TRAPS = {
    "a fade from black": ("[0:v]fade=in:d=3[v]", 0, 2.7),
    "a fade to white": ("[0:v]fade=out:st=0.5:d=3:c=white[v]", 0.6, 4),
    "a flash": ("[0:v]eq=eval=frame:brightness='0.9*max(0,1-abs(t-2)/1.2)'[v]", 0.85, 3.15),
    "a dissolve": ("[0:v]trim=end=3,setpts=PTS-STARTPTS[a];[a][1:v]xfade=fade:duration=2.4:offset=0.6[v]", 0.7, 2.9),
    "a dip": ("[0:v]trim=end=3,setpts=PTS-STARTPTS[a];[a][1:v]xfade=fadeblack:duration=2.4:offset=0.6[v]", 0.7, 2.9),
    "blur": ("[0:v]gblur=sigma=4:enable='between(t,0.3,3.2)'[v]", 0.3, 3.2),
}


def trap(graph, folder):
    """Four seconds of a butterfly, and of Sintel where the graph wants a second take."""
    path = folder / "trap.mp4"
    one, two = (f"[{n}:v]fps=24,scale=480:270,setsar=1,format=yuv420p[t{n}]" for n in (0, 1))
    chain = graph.replace("[0:v]", "[t0]").replace("[1:v]", "[t1]")
    command = [find().path, "-v", "error", "-y", "-t", "4", "-i", str(FOOTAGE / BUTTERFLY)]
    command += ["-i", str(FOOTAGE / "aac-5.1.mp4"), "-filter_complex"]
    command += [f"{one};{two};{chain}" if "[t1]" in chain else f"{one};{chain}", "-map", "[v]", "-crf", "16"]
    subprocess.run([*command, "-preset", "ultrafast", str(path)], check=True)
    return str(path)


def poster_of(name, folder, start=0, end=None, **changes):
    """Seconds after the start, and what the receipt is told."""
    taken = source(name)
    wanted = seconds(start, end if end is not None else taken.facts.duration)
    recipe = sheet_job(Frame(taken), taken, wanted, bench(WEB), None).recipe
    box = tools()
    replace(recipe, **changes).make((given(name),), folder, box)
    chosen = json.loads((folder / CHOICE).read_text())["poster"]
    return float(chosen / recipe.piece.rate), box


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", TRAPS)
def test_no_frame_of_a_trap_becomes_the_poster(name, tmp_path):
    graph, start, end = TRAPS[name]
    at, box = poster_of(trap(graph, tmp_path), tmp_path)
    assert not start <= at <= end
    assert box.notes["poster"]["faults"] == []
    assert box.runs == 1


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", TRAPS)
def test_the_frames_of_a_trap_are_known_for_what_they_are(name, tmp_path):
    graph, start, end = TRAPS[name]
    path = trap(graph, tmp_path)
    found = facts(path)
    piece = excerpt(found, seconds(0, found.duration), found.video.rate.fps)
    glimpses, flow = looked(piece, 3, [given(path)], tmp_path, tools())
    faulty = {
        verdict.frame / 24: bool(verdict.faults) for verdict in judged(glimpses, flow, transitions(flow), piece.frames)
    }
    inside = [there for at, there in faulty.items() if start + 0.1 <= at <= end - 0.1]
    outside = [there for at, there in faulty.items() if at < start - 0.25 or at > end + 0.25]
    assert len(inside) > 15
    assert sum(inside) >= 0.65 * len(inside)
    assert sum(outside) <= 0.25 * len(outside)


@pytest.mark.ffmpeg
def test_fades_titles_and_black_are_told_from_pictures(tmp_path):
    found = facts(FADES)
    piece = excerpt(found, seconds(0, 8), found.video.rate.fps)
    glimpses, flow = looked(piece, 6, [given(FADES)], tmp_path, tools())
    usable = {
        verdict.frame / 24 for verdict in judged(glimpses, flow, transitions(flow), piece.frames) if not verdict.faults
    }
    assert usable
    assert all(at == 0 or 4.5 <= at <= 6.75 for at in usable)
    assert {5, 5.25, 5.5, 5.75, 6, 6.25} <= usable


@pytest.mark.ffmpeg
def test_what_a_hand_held_camera_follows_is_mostly_neither_dissolve_nor_flash(tmp_path):
    found = facts(BUTTERFLY)
    piece = excerpt(found, seconds(0, 4), found.video.rate.fps)
    glimpses, flow = looked(piece, 2, [given(BUTTERFLY)], tmp_path, tools())
    faulty = [verdict for verdict in judged(glimpses, flow, transitions(flow), piece.frames) if verdict.faults]
    assert len(glimpses) > 25
    assert len(faulty) <= 0.25 * len(glimpses)


@pytest.mark.ffmpeg
def test_the_best_frame_of_nothing_but_faults_is_still_a_frame(tmp_path):
    at, box = poster_of(FADES, tmp_path, 1.5, 3.5)
    assert 0 <= at < 2
    assert box.notes["poster"]["faults"]


@pytest.mark.ffmpeg
def test_the_picture_is_the_very_frame_that_was_chosen(tmp_path):
    taken = source(BUTTERFLY)
    made = bench(SMALL)
    stills.picture(Frame(taken, automatic=seconds(0.5, 3.5)), made)
    sheet, still = (next(job for job in made.jobs if job.recipe.name == name) for name in ("sheet", "picture"))
    assert still.ingredients[-1].job.key == sheet.key
    box = tools()
    sheet.recipe.make((given(BUTTERFLY),), tmp_path, tools())
    choice = Input(lambda: (tmp_path / CHOICE).open("rb"))
    still.recipe.make((given(BUTTERFLY), choice), tmp_path, box)
    number = json.loads((tmp_path / CHOICE).read_text())["poster"]
    glimpses, _ = looked(sheet.recipe.piece, 1, [given(BUTTERFLY)], tmp_path, tools())
    seen = [glimpse.image.resize((64, 36)).convert("L").tobytes() for glimpse in glimpses]
    grabbed = Image.open(tmp_path / "320.webp").resize((64, 36)).convert("L").tobytes()
    assert seen[nearest(grabbed, seen)] == seen[number]
    assert box.runs == 1
    assert float(box.notes["seconds"]) == pytest.approx(number / sheet.recipe.piece.rate, abs=0.001)


@pytest.mark.ffmpeg
def test_the_same_clip_gives_the_same_bytes(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        poster_of(FADES, folder)
    for name in (CHOICE, SHEET):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    assert {path.name for path in folders[0].iterdir()} == {CHOICE, SHEET}


@pytest.fixture
def many_keys(tmp_path):
    """Sintel with a key frame each half second, as cameras write them: its first is black."""
    path = tmp_path / "keys.mp4"
    command = [find().path, "-v", "error", "-i", str(FOOTAGE / FADES), "-an", "-g", "12", "-preset", "ultrafast"]
    subprocess.run([*command, str(path)], check=True)
    return str(path)


@pytest.mark.ffmpeg
def test_key_frames_come_with_their_own_times_and_nothing_else_is_decoded(many_keys, tmp_path):
    found = facts(many_keys)
    piece = excerpt(found, seconds(2, 8), found.video.rate.fps)
    box = tools()
    glimpses = key_frames(piece, 120, [given(many_keys)], tmp_path, box)
    assert [glimpse.frame for glimpse in glimpses] == list(range(0, 144, 12))
    assert "-skip_frame nokey" in box.commands[0]
    frames = grey_frames(FOOTAGE / FADES)
    seen = glimpses[7].image.convert("L").resize((64, 36), Image.Resampling.BOX).tobytes()
    assert abs(nearest(seen, frames) - (48 + 84)) <= 1


@pytest.mark.ffmpeg
def test_a_long_clip_is_looked_at_by_its_key_frames_and_closely_where_it_counts(many_keys, tmp_path):
    at, box = poster_of(many_keys, tmp_path, keys=True)
    assert 4.5 <= at <= 6.75
    assert box.notes["poster"]["faults"] == []
    assert [("nokey" in command, "flow" in command) for command in box.commands] == [
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.ffmpeg
def test_where_key_frames_are_too_far_apart_everything_is_decoded(tmp_path):
    at, box = poster_of(FADES, tmp_path, keys=True)
    assert (box.runs, "nokey" in box.commands[0], "nokey" in box.commands[1]) == (2, True, False)
    assert 4.5 <= at <= 6.75


@pytest.mark.ffmpeg
def test_a_part_of_an_excerpt_is_the_same_frames(tmp_path):
    found = facts(FADES)
    whole = excerpt(found, seconds(1, 7), found.video.rate.fps)
    all_frames, _ = looked(whole, 1, [given(FADES)], tmp_path, tools())
    some, _ = looked(part(whole, found.container, 90, 5), 1, [given(FADES)], tmp_path, tools())
    assert [one.image.tobytes() for one in some] == [one.image.tobytes() for one in all_frames[90:95]]


# ---- judging made-up pictures ----


def drawn(shift=0, light=90):
    sky = Image.linear_gradient("L").resize((320, 180)).point(lambda value: light + value // 4)
    image = Image.merge("RGB", (sky, sky, sky))
    pen = ImageDraw.Draw(image)
    for x in range(0, 320, 16):
        pen.rectangle((x + shift, 20, x + shift + 7, 160), fill=(200, 180, 90))
        pen.ellipse((x, 30 + x // 4, x + 12, 44 + x // 4), fill=(30, 60, 140))
    return image


def still_flow(images, rate=24):
    small = tuple(image.convert("L").resize((40, 22), Image.Resampling.BOX).tobytes() for image in images)
    return Flow(small, (40, 22), 1, Fraction(rate))


def verdicts(images):
    glimpses = [Glimpse(number, image) for number, image in enumerate(images)]
    return judged(glimpses, NO_FLOW, (), len(images))


def test_what_shows_nothing_is_a_fault_each_with_its_name():
    full = drawn()
    pictures = [
        full,
        Image.new("RGB", (320, 180), (2, 2, 2)),
        Image.new("RGB", (320, 180), "white"),
        Image.new("RGB", (320, 180), (128, 128, 128)),
        full.filter(ImageFilter.GaussianBlur(4)),
        full,
    ]
    found = verdicts(pictures)
    assert [verdict.faults[:1] for verdict in found] == [(), ("black",), ("blown out",), ("flat",), ("blurred",), ()]
    assert best(found).frame in {0, 5}


def test_a_title_on_black_is_black():
    title = Image.new("RGB", (320, 180))
    ImageDraw.Draw(title).text((120, 80), "THE BRIDGE", fill="white")
    assert "black" in verdicts([title, drawn()])[0].faults


def test_bars_around_a_picture_say_nothing_about_it():
    barred = Image.new("RGB", (320, 360))
    barred.paste(drawn(), (0, 90))
    assert verdicts([barred])[0].score == pytest.approx(verdicts([drawn()])[0].score, abs=0.6)


def test_the_first_frames_are_left_alone_where_all_are_alike():
    images = [drawn()] * 48
    glimpses = [Glimpse(number, image) for number, image in enumerate(images)]
    assert best(judged(glimpses, still_flow(images), [""] * 48, 48)).frame >= 12


def test_a_usable_frame_is_the_first_without_fault():
    found = verdicts([Image.new("RGB", (320, 180)), drawn(), drawn()])
    assert first_usable(found).frame == 1
    faulty = verdicts([Image.new("RGB", (320, 180)), Image.new("RGB", (320, 180), (128, 128, 128))])
    assert first_usable(faulty).frame == 1


def test_what_is_bright_for_a_moment_is_a_flash():
    flow = still_flow([drawn()] * 12 + [drawn(light=190)] * 3 + [drawn()] * 12)
    assert set(transitions(flow)) == {"", "a flash"}
    assert transitions(flow)[13] == "a flash"


def test_the_liveliest_seconds_are_those_that_move_and_are_not_black():
    quiet, dark = [drawn()] * 40, [Image.new("RGB", (320, 180))] * 20
    moving = [drawn(light=90 + 3 * (number % 5)) for number in range(24)]
    flow = still_flow([*dark, *quiet, *moving, *quiet])
    assert 55 <= liveliest(flow, transitions(flow), 24) <= 65
    assert liveliest(still_flow(dark), [""] * 20, 24) == 0


def test_footage_for_these_tests_is_as_bad_as_it_should_be():
    dark = [ImageStat.Stat(Image.frombytes("L", (64, 36), frame)).mean[0] for frame in grey_frames(FOOTAGE / FADES)]
    assert min(dark[48:96]) < 1
    assert max(dark) > 60
