"""Published sound: as loud as the site wants it, below its peak, clear where asked, in time. Heard by ffmpeg's meter."""

from __future__ import annotations

import json
import re
import subprocess
from array import array
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from footage import bench, facts, given, seconds, source, tools

from btspress.delivery import ladder, sequences, sounds
from btspress.delivery.audience import WEB
from btspress.engine.job import Input
from btspress.levels import Level
from btspress.media.graph import arguments, output
from btspress.media.graph import source as opened
from btspress.media.program import find
from btspress.model import Clip, Sequence, Shot, Sound, SoundRepair, Treatment
from btspress.recipes.excerpt import Heard
from btspress.recipes.heard import sound
from btspress.recipes.measure import measure
from btspress.recipes.sound import SoundFile
from btspress.recipes.waveform import Waveform, drawing

pytestmark = pytest.mark.ffmpeg

LEVEL = replace(WEB, video_widths=(160,), loudness=-16)
QUIET, SURROUND, LOUD = "vfr-dropped-frames.mp4", "aac-5.1.mp4", "audio-only.m4a"


def levels_of(name: str):
    known = facts(name)
    heard = Heard(known.audio.stream, known.audio.channels)
    return measure(given(name).open, known.container, heard, known.duration, tools())


@pytest.fixture(scope="module")
def ready():
    """A bench that knows how loud the footage is."""
    keys = {name: (source(name).digest, facts(name).audio.stream, SoundRepair()) for name in (QUIET, SURROUND, LOUD)}
    return bench(LEVEL, {key: levels_of(name) for name, key in keys.items()})


def told(path: Path, chain: str = "ebur128=peak=true:framelog=verbose") -> str:
    command = [
        find().path,
        "-nostdin",
        "-hide_banner",
        "-i",
        str(path),
        "-map",
        "0:a:0",
        "-af",
        chain,
        "-f",
        "null",
        "-",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def meter(path: Path, chain: str = "") -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, as anybody would measure them."""
    said = told(path, f"{chain}ebur128=peak=true:framelog=verbose")
    return float(re.findall(r"I:\s+(\S+) LUFS", said)[-1]), float(re.findall(r"Peak:\s+(\S+) dBFS", said)[-1])


def samples(path: Path, rate: int = 8000) -> array:
    command = [find().path, "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"]
    return array("h", subprocess.run(command, capture_output=True, check=True).stdout)


def made_sound(path: Path, graph: str) -> Path:
    """A recording that a filter graph makes."""
    command = [find().path, "-v", "error", "-y", "-f", "lavfi", "-i", graph, "-c:a", "pcm_s16le", str(path)]
    subprocess.run(command, check=True)
    return path


def heard_as(path: Path, into: Path, heard: Heard, duration: int) -> Path:
    """The sound at `path` as our graph gives it."""
    stream = sound(opened(0, "wav"), heard, Fraction(0), Fraction(duration))
    with path.open("rb") as file:
        tools().ffmpeg(arguments(output(into, stream, f="wav")), (file,), seconds=duration)
    return into


# ---- loudness and peaks ----


@pytest.mark.parametrize(("start", "end"), [(0, 10), (2, 4), (6.69, 9), (5, 8)])
def test_a_sound_comes_out_at_the_loudness_of_the_site(tmp_path, ready, start, end):
    recipe = sounds.recipe_of(Sound(source(LOUD), seconds(start, end)), ready)
    box = tools()
    recipe.make((given(LOUD),), tmp_path, box)
    loudness, peak = meter(tmp_path / "sound.m4a")
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1
    assert (box.notes["loudness"], box.notes["true_peak"]) == (loudness, peak)


@pytest.mark.parametrize("name", [QUIET, SURROUND])
@pytest.mark.parametrize("codec", ["h264", "av1"])
def test_clips_of_a_page_are_equally_loud(tmp_path, ready, name, codec):
    clip = Clip(source(name), seconds(0, 3), sound=True)
    recipe = next(each for each in ladder.renditions_of(clip, ready, single=True) if each.codec == codec)
    recipe.make((given(name),), tmp_path, tools())
    loudness, peak = meter(tmp_path / f"{codec}.mp4")
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1


def test_where_there_is_headroom_nothing_but_gain_is_used(ready):
    calls = {}
    for name in (QUIET, SURROUND):
        clip = Clip(source(name), seconds(0, 3), sound=True)
        recipe = ladder.renditions_of(clip, ready, single=True)[-1]
        calls[name] = " ".join(recipe.arguments("mov", Path("/out")))
    assert "volume=-2.65dB" in calls[SURROUND]
    assert "alimiter" not in calls[SURROUND]
    assert "alimiter=" in calls[QUIET]


def test_what_comes_out_too_high_is_encoded_again_and_its_pictures_are_kept(tmp_path, ready):
    clip = Clip(source(QUIET), seconds(0, 2), sound=True)
    plain = ladder.renditions_of(clip, ready, single=True)[-1]
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    unheard = replace(plain, piece=replace(plain.piece, heard=replace(plain.piece.heard, level=None)))
    unheard.make((given(QUIET),), before, tools())
    wrong = Level(gain=Fraction(30), ceiling=None, loudness=Fraction(-16), peak=Fraction(-1))
    loud = replace(plain, piece=replace(plain.piece, heard=replace(plain.piece.heard, level=wrong)))
    box = tools()
    loud.make((given(QUIET),), after, box)
    assert meter(after / "h264.mp4")[1] <= -1
    assert box.notes["true_peak"] <= -1
    assert [path.name for path in after.iterdir()] == ["h264.mp4"]
    seen = [
        subprocess.run(
            [
                find().path,
                "-v",
                "error",
                "-i",
                str(folder / "h264.mp4"),
                "-map",
                "0:v",
                "-c",
                "copy",
                "-f",
                "framemd5",
                "-",
            ],
            capture_output=True,
            check=True,
        ).stdout
        for folder in (before, after)
    ]
    assert seen[0] == seen[1]


def test_equal_keys_are_equal_bytes_also_where_a_limiter_works(tmp_path, ready):
    recipe = sounds.recipe_of(Sound(source(LOUD), seconds(2, 5)), ready)
    assert recipe.heard.level.ceiling is not None
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        recipe.make((given(LOUD),), folder, tools())
        made.append((folder / "sound.m4a").read_bytes())
    assert made[0] == made[1]


def test_a_silent_recording_stays_silent():
    silent = "rot90-tag.mov"
    known = bench(LEVEL, {(source(silent).digest, facts(silent).audio.stream, SoundRepair()): levels_of(silent)})
    assert sounds.heard_of(source(silent), seconds(0, 1), known).level is None


def test_a_sidecar_may_leave_the_level_as_it_is(ready):
    as_it_is = replace(source(LOUD), treatment=Treatment(sound=SoundRepair(level=False)))
    assert sounds.heard_of(source(LOUD), seconds(0, 2), ready).level is not None
    assert sounds.heard_of(as_it_is, seconds(0, 2), ready).level is None
    assert sounds.keys_of(as_it_is) == sounds.keys_of(source(LOUD))


def test_a_microphone_on_one_track_is_heard_on_both_sides(tmp_path):
    path = made_sound(tmp_path / "left.wav", "sine=f=440:d=3,pan=stereo|c0=c0")
    found = measure(lambda: path.open("rb"), "wav", Heard(0, 2), Fraction(3), tools())
    assert found.side == "left"
    level = found.level(seconds(0, 3), -16, -1)
    recipe = SoundFile(Heard(0, 2, side="left", level=level), Fraction(0), Fraction(0), Fraction(3))
    recipe.make((Input(lambda: path.open("rb"), "wav"),), tmp_path, tools())
    assert meter(tmp_path / "sound.m4a")[0] == pytest.approx(-16, abs=0.5)
    said = told(tmp_path / "sound.m4a", "astats=measure_overall=none:measure_perchannel=RMS_level")
    left, right = (float(found) for found in re.findall(r"RMS level dB: (\S+)", said))
    assert left == pytest.approx(right, abs=0.1)


# ---- sequences ----


@pytest.mark.parametrize("transition", ["cut", "crossfade"])
def test_shots_join_level(tmp_path, ready, transition):
    shots = tuple(
        Shot(Clip(source(name), seconds(0, 3), sound=True), "", (), Fraction(0)) for name in (QUIET, SURROUND, QUIET)
    )
    sequence = Sequence("s", "", shots, transition, Fraction(1, 2))
    recipes, _ = sequences.recipes_of(sequence, ready)
    recipe = next(each for each in recipes if each.codec == "h264")
    recipe.make((given(QUIET), given(SURROUND)), tmp_path, tools())
    path = tmp_path / "h264.mp4"
    whole, peak = meter(path)
    assert whole == pytest.approx(-16, abs=0.5)
    assert peak <= -1
    for start in (0, 3, 6) if transition == "cut" else ():
        assert meter(path, f"atrim={start}:{start + 3},asetpts=PTS-STARTPTS,")[0] == pytest.approx(-16, abs=0.75)


def test_a_crossfade_does_not_sink(tmp_path):
    """Two noises, each at 0.1: half way the power is that of one of them."""
    path = made_sound(tmp_path / "noise.wav", "anoisesrc=d=3:a=0.2:seed=1,aformat=channel_layouts=stereo")
    other = made_sound(tmp_path / "other.wav", "anoisesrc=d=3:a=0.2:seed=2,aformat=channel_layouts=stereo")
    clip = Clip(source(SURROUND), seconds(0, 3), sound=True)
    shots = tuple(Shot(clip, "", (), Fraction(0)) for _ in range(2))
    recipes, _ = sequences.recipes_of(Sequence("s", "", shots, "crossfade", Fraction(1)), bench(LEVEL))
    call = recipes[-1].arguments(("wav", "wav"), tmp_path / "mixed.wav")
    graph = call[call.index("-filter_complex") + 1]
    assert "acrossfade=c1=qsin:c2=qsin:d=1" in graph
    faded = tmp_path / "faded.wav"
    mix = "[0][1]acrossfade=c1=qsin:c2=qsin:d=1"
    command = [find().path, "-v", "error", "-i", str(path), "-i", str(other), "-filter_complex", mix, str(faded)]
    subprocess.run(command, check=True)
    middle, start = (meter(faded, f"atrim={at}:{at + 0.4},asetpts=PTS-STARTPTS,")[0] for at in (2.3, 0.5))
    assert middle == pytest.approx(start, abs=0.5)


# ---- clean-up ----


def spectrum(path: Path, hertz: int) -> float:
    """RMS in dB of a narrow band."""
    said = told(path, f"bandpass=f={hertz}:width_type=h:w=5,bandpass=f={hertz}:width_type=h:w=5,atrim=1:3,astats")
    return float(re.findall(r"RMS level dB: (\S+)", said)[-1])


def test_hum_goes_and_what_lies_beside_it_stays(tmp_path):
    tones = "+".join(f"0.1*sin({hertz}*2*PI*t)" for hertz in (50, 100, 150, 440))
    path = made_sound(tmp_path / "hum.wav", f"aevalsrc={tones}:d=4,aformat=channel_layouts=stereo")
    clear = heard_as(path, tmp_path / "clear.wav", Heard(0, 2, repair=SoundRepair(hum=50)), 4)
    for hertz in (50, 100, 150):
        assert spectrum(clear, hertz) < spectrum(path, hertz) - 25
    assert spectrum(clear, 440) == pytest.approx(spectrum(path, 440), abs=0.3)


@pytest.mark.parametrize(("clean", "least"), [("gentle", 5), ("strong", 8)])
def test_hiss_falls_and_a_voice_stays(tmp_path, clean, least):
    """Half a second of tone, half a second of hiss alone, and so on."""
    voice = "if(lt(mod(t,1),0.5),0.3*sin(440*2*PI*t)+0.1*sin(880*2*PI*t),0)"
    path = made_sound(
        tmp_path / "hiss.wav", f"aevalsrc='{voice}+0.01*(2*random(0)-1)':d=6,aformat=channel_layouts=stereo"
    )
    before = measure(lambda: path.open("rb"), "wav", Heard(0, 2), Fraction(6), tools())
    heard = Heard(0, 2, repair=SoundRepair(clean=clean), floor=round(before.floor))
    clear = heard_as(path, tmp_path / "clear.wav", heard, 6)
    pause, speech = "atrim=4.6:4.9,astats=measure_perchannel=none", "atrim=4.1:4.4,astats=measure_perchannel=none"
    level = {
        (of, part): float(re.findall(r"RMS level dB: (\S+)", told(file, chain))[-1])
        for of, file in (("before", path), ("after", clear))
        for part, chain in (("pause", pause), ("speech", speech))
    }
    assert level["after", "pause"] < level["before", "pause"] - least
    assert level["after", "speech"] == pytest.approx(level["before", "speech"], abs=0.5)


def test_a_cleaned_sound_is_whole(tmp_path):
    path = made_sound(tmp_path / "tone.wav", "sine=f=440:d=2,aformat=channel_layouts=stereo")
    clear = heard_as(path, tmp_path / "clear.wav", Heard(0, 2, repair=SoundRepair(clean="gentle"), floor=-60), 2)
    heard = samples(clear, 48000)
    assert max(heard[-480:]) == pytest.approx(max(heard[48000:48480]), rel=0.2)


def test_a_cleaned_sound_stays_in_time(tmp_path):
    path = made_sound(
        tmp_path / "click.wav", "aevalsrc='if(between(t,1,1.01),0.8,0)':d=2,aformat=channel_layouts=stereo"
    )
    clear = heard_as(path, tmp_path / "clear.wav", Heard(0, 2, repair=SoundRepair(clean="gentle"), floor=-60), 2)
    heard = samples(clear, 48000)
    assert len(heard) == 96000
    assert next(n for n, value in enumerate(heard) if abs(value) > 6000) == pytest.approx(48000, abs=48)


def test_wind_is_cut_below_voices(tmp_path):
    path = made_sound(
        tmp_path / "wind.wav", "aevalsrc=0.1*sin(30*2*PI*t)+0.1*sin(200*2*PI*t):d=4,aformat=channel_layouts=stereo"
    )
    clear = heard_as(path, tmp_path / "clear.wav", Heard(0, 2, repair=SoundRepair(clean="strong"), floor=-60), 4)
    assert spectrum(clear, 30) < spectrum(path, 30) - 20
    assert spectrum(clear, 200) == pytest.approx(spectrum(path, 200), abs=1)


# ---- waveform ----


def test_peaks_are_those_of_the_sound(tmp_path):
    graph = "aevalsrc='if(lt(t,1),0.5*sin(100*2*PI*t),0)|if(lt(t,1),0.5*sin(100*2*PI*t),0)':d=2:s=48000"
    path = made_sound(tmp_path / "tone.wav", graph)
    recipe = Waveform(Fraction(2))
    recipe.make((Input(lambda: path.open("rb"), "wav"),), tmp_path, tools())
    peaks = json.loads((tmp_path / "peaks.json").read_text())
    assert (peaks["version"], peaks["bits"], peaks["channels"], peaks["sample_rate"]) == (2, 8, 1, 48000)
    assert peaks["length"] * peaks["samples_per_pixel"] >= 96000 > (peaks["length"] - 1) * peaks["samples_per_pixel"]
    assert len(peaks["data"]) == 2 * peaks["length"]
    half = peaks["length"] // 2
    lowest, highest = peaks["data"][0::2], peaks["data"][1::2]
    assert (max(highest[: half - 1]), min(lowest[: half - 1])) == (64, -64)
    assert set(highest[half + 1 :]) == {0}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["peaks.json", "tone.wav", "waveform.svg"]


def test_a_drawing_is_one_shape_of_few_points():
    svg = drawing([(-128, 127)] * 3000)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 499 64"')
    assert svg.count("<path") == 1
    assert len(re.findall(r"[\d.]+ [\d.]+(?=[LZ])", svg)) == 1000
    assert len(drawing([(0, 0)] * 3000)) < 16_000
