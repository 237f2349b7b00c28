"""The technical drawer: what it says, where it stands, and what never stands in it."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from footage import FOOTAGE, facts, made_up, video_facts
from told_pages import FILES, MEDIA, elements

from btspress.facts import Audio, Color, Facts, Medium
from btspress.media.tags import Gear, gear_of, read_tags
from btspress.model import Clip, Frame, Slate, Sound
from btspress.pages import lay_out
from btspress.planned import Plan
from btspress.stages.plan import plan as plan_media
from btspress.stages.render import render
from btspress.story.claims import parse_rate
from btspress.testing import picture, sound, tell, video
from btspress.timecode import Smpte, TimeRange
from btspress.web.environment import make_environment
from btspress.web.in_words import color_in_words, rate_in_words, samples_in_words, scan_in_words, sound_in_words
from btspress.web.technical import technical
from btspress.web.theme import load_theme
from btspress.web.words import catalogue

THEME = load_theme("documentary").theme
WORDS = catalogue(THEME, "en")
NTSC = Fraction(30000, 1001)


def rows(drawer):
    return {row.key.removeprefix("tech-"): row.text for group in drawer.groups for row in group.rows}


def clip(source, start=0, end=10):
    return Clip(source, TimeRange(Fraction(start), Fraction(end)), sound=True)


# ---- words ----


@pytest.mark.parametrize(
    ("rate", "variable", "words"),
    [
        (Fraction(25), False, "25 fps"),
        (Fraction(24000, 1001), False, "23.976 fps (24000/1001)"),
        (NTSC, True, "29.97 fps (30000/1001), varying"),
    ],
)
def test_a_rate_is_exact_and_readable(rate, variable, words):
    assert rate_in_words(video_facts(rate=rate, variable=variable).video, WORDS) == words


@pytest.mark.parametrize(
    ("color", "words"),
    [
        (Color("bt709", "bt709", "bt709", "tv"), "BT.709, limited range"),
        (Color("bt2020", "arib-std-b67", "bt2020nc", "tv"), "HDR (HLG, BT.2020), limited range"),
        (Color("bt2020", "smpte2084", "bt2020nc"), "HDR (PQ, BT.2020)"),
        (Color("unknown", "unknown", "smpte170m", "pc"), "BT.601, full range"),
        (Color("smpte432", "iec61966-2-1", "unknown", "unknown"), "Display P3, sRGB"),
        (Color(range="tv"), ""),
        (Color(), ""),
    ],
)
def test_colour_is_said_in_words(color, words):
    assert color_in_words(color, WORDS) == words


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        ("yuv420p", ("8-bit", "4:2:0")),
        ("yuvj420p", ("8-bit", "4:2:0")),
        ("yuv422p10le", ("10-bit", "4:2:2")),
        ("yuva444p12le", ("12-bit", "4:4:4")),
        ("yuv411p", ("8-bit", "4:1:1")),
        ("nv12", ("8-bit", "4:2:0")),
        ("p010le", ("10-bit", "4:2:0")),
        ("gbrp10le", ("10-bit", "RGB")),
        ("rgb24", ("8-bit", "RGB")),
        ("gray", ("8-bit", "grey")),
        ("gray10le", ("10-bit", "grey")),
        ("pal8", ()),
        ("xyz12le", ()),
    ],
)
def test_samples_are_bits_and_chroma(pixels, words):
    assert samples_in_words(pixels, WORDS) == words


@pytest.mark.parametrize(
    ("audio", "words"),
    [
        (Audio(1, "aac", 48000, 2), "AAC, 48 kHz, stereo"),
        (Audio(1, "pcm_s24le", 96000, 1), "PCM, 96 kHz, mono"),
        (Audio(1, "ac3", 44100, 6), "Dolby Digital, 44.1 kHz, 5.1"),
        (Audio(1, "odd", 48000, 5), "odd, 48 kHz, 5 channels"),
    ],
)
def test_sound_is_said_in_words(audio, words):
    assert sound_in_words(audio, WORDS) == words


def test_fields_and_pulldown_are_named():
    film = video_facts(rate=NTSC, interlaced=True, telecine=True)
    assert scan_in_words(film.video, WORDS) == "film on video (3:2 pulldown)"
    assert scan_in_words(video_facts(interlaced=True).video, WORDS) == "interlaced"
    assert scan_in_words(video_facts().video, WORDS) == "progressive"


# ---- the drawer ----


def test_a_clip_tells_gear_time_picture_and_sound_in_this_order():
    known = replace(video_facts(Fraction(60), rate=Fraction(24)), timecode=Smpte(10, 14, 0, 0))
    source = made_up("a.mov", known, camera="ARRI Alexa", lens="32mm", on=date(2012, 5, 8), place="Amsterdam")
    drawer = technical(source, clip(source, 4, 14), WORDS, -23.04)
    assert [group.key for group in drawer.groups] == ["camera", "time", "picture", "sound"]
    assert rows(drawer) == {
        "camera": "ARRI Alexa",
        "lens": "32mm",
        "on": "2012-05-08",
        "place": "Amsterdam",
        "timecode": "10:14:04:00",
        "length": "0:10 of 1:00",
        "size": "1920 × 1080",
        "rate": "24 fps",
        "scan": "progressive",
        "codec": "H.264 8-bit 4:2:0, MOV/MP4",
        "color": "BT.709, limited range",
        "sound": "AAC, 48 kHz, stereo",
        "loudness": "−23.0 LUFS as recorded",
    }


def test_drop_frame_timecode_counts_as_drop_frame():
    known = replace(video_facts(Fraction(1001, 500), rate=NTSC), timecode=Smpte(0, 59, 59, 28, drop=True))
    source = made_up("a.mov", known)
    assert rows(technical(source, clip(source, Fraction(2 * 1001, 30000), 1), WORDS))["timecode"] == "01:00:00;00"


def test_a_still_of_a_video_has_the_timecode_of_its_frame_and_no_sound():
    known = replace(video_facts(rate=Fraction(25)), timecode=Smpte(1, 0, 0, 0))
    source = made_up("a.mov", known)
    told = rows(technical(source, Frame(source, Fraction(2)), WORDS, -20.0))
    assert told["timecode"] == "01:00:02:00"
    assert not {"sound", "loudness", "length"} & told.keys()


def test_a_recording_tells_its_sound_and_length():
    source = made_up("a.wav", sound(10))
    shown = Sound(source, TimeRange(Fraction(0), Fraction(10)))
    assert rows(technical(source, shown, WORDS)) == {"length": "0:10", "sound": "AAC, 48 kHz, stereo"}


def test_a_slate_is_told_as_it_stands_on_the_board():
    slate = Slate("14B", "C", "3", "A012")
    source = made_up("a.mov", slate=slate)
    board = technical(source, clip(source), WORDS).board
    assert [(WORDS[row.key], row.text) for row in board] == [
        ("Scene", "14B"),
        ("Shot", "C"),
        ("Take", "3"),
        ("Camera", "A012"),
    ]
    other = made_up("b.mov", slate=Slate(words="bridge-4A take 4"))
    assert [row.text for row in technical(other, clip(other), WORDS).board] == ["bridge-4A take 4"]


def test_every_word_of_the_drawer_is_in_use():
    folder = Path(__file__).parents[1] / "btspress" / "web"
    code = "".join((folder / name).read_text() for name in ("technical.py", "in_words.py"))
    used = set(re.findall(r'"(tech-[\w-]+)"', code))
    assert used == {key for key in WORDS if key.startswith("tech-")}


# ---- on the page ----


CHAPTER = "films/tears/02-bridge.md"
TEXT = """# The bridge

![A dolly](media/scout.mp4#t=10,20 "Take four")

![A plate](media/wide.jpg "Wide")

![A plate with its camera](media/key.jpg "Key")

> [!soundbite]
>
> ![Ada leans on the railing](media/ada.mp4#t=3,9)
>
> One take.
>
> — Ada Lens, director
"""
GEAR = {
    "films/tears/media/scout.mp4": replace(video(60), camera="Sony F65"),
    "films/tears/media/key.jpg": replace(picture(), camera="Sony F65", lens="Zeiss 50mm"),
}


def page(site="", audience=None, **sidecars):
    head = FILES["site.md"].replace("---\n\n", f"{site}---\n\n")
    beside = {f"films/tears/media/{name}.md": f"---\n{text}---\n" for name, text in sidecars.items()}
    told = tell({**FILES, "site.md": head, CHAPTER: TEXT, **beside}, {**MEDIA, **GEAR})
    plan = plan_media(told, "tools")
    pages, problems = render(lay_out(told, plan), plan, make_environment(THEME), told.config)
    assert not problems
    return next(each.body.decode() for each in pages if each.path == "tears/bridge/index.html")


def drawers(html):
    return [each for each in elements(html) if each.tag == "details" and each.attributes.get("class") == "technical"]


def test_clips_soundbites_and_stills_with_gear_have_a_drawer():
    found = drawers(page())
    assert [re.sub(r"\s+", " ", each.words).split(" Frame1")[0].strip() for each in found] == [
        "Technical: Take four CameraSony F65 Length0:10 of 1:00",
        "Technical: Key CameraSony F65 LensZeiss 50mm",
        "Technical: Ada Lens Length0:06 of 0:20",
    ]


def test_the_sidecar_says_more_and_is_believed():
    html = page(scout="camera: ARRI Alexa\nlens: 32mm\nplace: Oude Kerk\non: 2012-05-08\nslate: 4A take 4\n")
    words = drawers(html)[0].words
    assert "ARRI Alexa" in words
    assert "Sony F65" not in words
    assert '<time datetime="2012-05-08">8 May 2012</time>' in html
    assert all(each in words for each in ("32mm", "Oude Kerk", "4A take 4"))


def test_a_site_may_want_no_drawers():
    assert drawers(page("video:\n  facts: no\n")) == []


def test_what_is_missing_or_withheld_has_no_drawer():
    assert len(drawers(page(scout="rights:\n  clearance: pending\n"))) == 2
    gone = TEXT.replace("scout.mp4", "gone.mp4")
    told = tell({**FILES, CHAPTER: gone}, {**MEDIA, **GEAR})
    pages, _ = render(lay_out(told, Plan((), {}, {})), Plan((), {}, {}), make_environment(THEME), told.config)
    html = next(each.body.decode() for each in pages if each.path == "tears/bridge/index.html")
    assert all("Take four" not in each.words for each in drawers(html))


def test_no_drawer_names_a_file():
    for each in drawers(page()):
        assert not re.search(r"\.(?:mp4|mov|jpg|m4a)\b|media/", each.words)


# ---- what sidecars say against the file ----


SIDECAR = "films/tears/media/scout.md"


def differing(text, **changes):
    facts = replace(video(60), **changes) if "video" not in changes else changes["video"]
    site = tell({**FILES, CHAPTER: TEXT, SIDECAR: f"---\n{text}---\n"}, {**MEDIA, "films/tears/media/scout.mp4": facts})
    return [
        (each.code, each.severity.value, each.span.line, each.message)
        for each in site.problems
        if each.span and each.span.file == SIDECAR and each.code in {"E235", "E621"}
    ]


@pytest.mark.parametrize(
    ("said", "known", "differ"),
    [
        ("ARRI Alexa Mini", "Sony F65", True),
        ("ALEXA Mini", "ARRI Alexa Mini", False),
        ("Sony FX3", "Sony ILCE-FX3", False),
        ("iPhone 13 Pro", "Apple iPhone 13", True),
        ("Sony F65", "", False),
    ],
)
def test_another_camera_than_the_file_says_is_told(said, known, differ):
    expected = [("E235", "warning", 3, f"the file says '{known}'; '{said}' is taken")] if differ else []
    assert differing(f"title: A\ncamera: {said}\n", camera=known) == expected


def test_another_timecode_is_told_and_taken():
    start = Smpte(1, 0, 0, 0)
    assert differing("timecode: 10:00:00:00\n", timecode=start) == [
        ("E235", "warning", 2, "the file starts at 01:00:00:00; 10:00:00:00 is taken")
    ]
    assert differing("timecode: 01:00:00:00\n", timecode=start) == []


def test_a_timecode_that_cannot_be_is_an_error():
    assert differing("timecode: 10:00:00;02\n")[0][0] == "E621"


def test_a_rate_that_steady_frames_disprove_is_told_and_not_taken():
    assert differing("rate: 25\n") == [
        ("E235", "warning", 2, "every frame of the file says 24 fps, which is taken, and not 25")
    ]
    assert differing("rate: 24\n") == []
    assert differing("rate: fast\n")[0][0] == "E621"


def test_frames_of_varying_length_take_the_rate_of_the_sidecar():
    known = video_facts(Fraction(60), rate=Fraction(2961, 100), variable=True)
    text = '![A](media/scout.mp4#t=00:00:10:15,20 "T")\n'
    site = tell(
        {**FILES, CHAPTER: text, SIDECAR: "---\nrate: 29.97\n---\n"}, {**MEDIA, "films/tears/media/scout.mp4": known}
    )
    shown = site.films[0].chapters[1].blocks[0].shown
    assert shown.source.facts.video.rate.fps == NTSC
    assert shown.range.start == 315 / NTSC


@pytest.mark.parametrize(
    ("text", "fps"),
    [
        ("25", 25),
        ("23.976", Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("29.97", NTSC),
        ("59.94", Fraction(60000, 1001)),
        ("24000/1001", Fraction(24000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_a_rate_may_be_written_as_people_do(text, fps):
    assert parse_rate(text).fps == fps


@pytest.mark.parametrize("text", ["", "0", "fast", "25/0", "-25", "1e3", "9999", "1/5"])
def test_what_is_no_rate_is_none(text):
    assert parse_rate(text) is None


# ---- gear in files ----


def gear(*lines):
    return gear_of(read_tags("\n".join((";FFMETADATA1", *lines))))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["com.apple.quicktime.make=Apple", "com.apple.quicktime.model=iPhone 15 Pro"], Gear("Apple iPhone 15 Pro")),
        (["make=Canon", "model=Canon EOS R5"], Gear("Canon EOS R5")),
        (["make=NIKON CORPORATION", "model=NIKON Z 9"], Gear("NIKON Z 9")),
        (["com.android.manufacturer=Google", "com.android.model=Pixel 9"], Gear("Google Pixel 9")),
        (
            ["com.arri.camera.CameraModel=ALEXA Mini", "com.arri.camera.LensType=S4/i 32"],
            Gear("ARRI ALEXA Mini", "S4/i 32"),
        ),
        (["com.blackmagic-design.camera.lensType=iPhone 16 Pro 24mm"], Gear("", "iPhone 16 Pro 24mm")),
        (["com.apple.proapps.manufacturer=DJI"], Gear("DJI")),
        (["model=" + "x" * 61], Gear()),
        (["model=A\\=B\\;C\\#1\\\\2"], Gear("A=B;C#1\\2")),
        (["model=two\\\nlines"], Gear("two lines")),
        ([], Gear()),
    ],
)
def test_camera_and_lens_of_a_video(lines, found):
    assert gear(*lines) == found


def test_the_lens_of_a_phone_does_not_repeat_the_phone():
    lines = ["com.apple.quicktime.make=Apple", "com.apple.quicktime.model=iPhone 15 Pro", "[STREAM]"]
    lens = "com.apple.quicktime.camera.lens_model=iPhone 15 Pro back camera 6.86mm f/1.78"
    assert gear(*lines, lens) == Gear("Apple iPhone 15 Pro", "back camera 6.86mm f/1.78")


def test_nothing_but_camera_and_lens_is_ever_taken():
    private = (
        "com.apple.quicktime.location.ISO6709=+51.44+005.47/",
        "com.arri.camera.CameraSerialNumber=4711",
        "artist=Ann Other",
        "creation_time=2012-05-08T10:00:00",
        "title=Secret",
        "com.apple.proapps.cameraName=B",
        "com.apple.quicktime.camera.identifier=xyz",
    )
    assert gear(*private) == Gear()


def test_exif_gives_the_camera_and_no_place():
    known = facts("exif-gps-orient6.jpg")
    assert (known.medium, known.camera, known.lens) == (Medium.PICTURE, "Sony F65", "")
    assert isinstance(known, Facts)
    assert "second unit" not in repr(known)


def test_a_picture_without_exif_has_no_camera():
    assert (FOOTAGE / "palette-alpha.png").exists()
    assert facts("palette-alpha.png").camera == ""
