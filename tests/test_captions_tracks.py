"""Which timed text a clip gets: by the name of a file beside it, else from a track inside it."""

import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
from footage import FOOTAGE, tools

from btspress.delivery.audience import WEB
from btspress.facts import EmbeddedText
from btspress.languages import canonical, own_name
from btspress.media.ffmpeg import find
from btspress.media.probe import probe
from btspress.media.sniff import HEAD, sniff
from btspress.model import Source
from btspress.stages.plan import plan
from btspress.story.layout import Beside, tracks_of
from btspress.testing import tell, video
from btspress.tree import Tree
from btspress.walk import walk

FOLDER = "films/f/media/"
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nHello there\n"
TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="3s">Hallo</p></div></body></tt>'
ASS = """[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}Hello{\\i0}\\Nyou
"""
CUES = ((Fraction(1), Fraction(3), "From inside"),)


def told(*, inside=(), sidecar="", site="", text="![A street](media/a.mp4#t=0,5)\n", **beside):
    """The site whose one clip has these files beside it, `en_vtt="…"` for a.en.vtt, and these tracks inside."""
    files = {f"{FOLDER}a.{name.replace('_', '.').replace('00', '-')}": data for name, data in beside.items()}
    files["films/f/01-a.md"] = text
    if sidecar:
        files[f"{FOLDER}a.md"] = f"---\n{sidecar}\n---\n"
    if site:
        files["site.md"] = f"---\n{site}\n---\n"
    return tell(files, {f"{FOLDER}a.mp4": replace(video(10), texts=tuple(inside))})


def shown(site):
    source = next(iter(walk(site, Source)))
    return [(each.language, each.kind, each.hearing, each.cues[0].text) for each in source.captions]


def found(site, *codes):
    return [(each.code, each.severity.value, each.message, each.hint) for each in site.problems if each.code in codes]


# ---- names ----


def test_the_language_that_is_spoken_gets_captions_and_others_subtitles():
    site = told(en_vtt=VTT, nl_ttml=TTML, pt00BR_srt=VTT.removeprefix("WEBVTT\n\n"))
    assert shown(site) == [
        ("en", "captions", False, "Hello there"),
        ("nl", "subtitles", False, "Hallo"),
        ("pt-BR", "subtitles", False, "Hello there"),
    ]


def test_speech_in_the_sidecar_says_what_is_spoken():
    assert [each[1] for each in shown(told(en_vtt=VTT, nl_vtt=VTT, sidecar="speech: nl"))] == ["subtitles", "captions"]


def test_captions_for_those_who_do_not_hear_make_the_plain_ones_subtitles():
    assert shown(told(en_vtt=VTT, en_sdh_vtt=VTT)) == [
        ("en", "subtitles", False, "Hello there"),
        ("en", "captions", True, "Hello there"),
    ]


def test_descriptions_are_their_own_kind():
    assert [each[1] for each in shown(told(en_desc_vtt=VTT))] == ["descriptions"]


def test_forced_subtitles_are_named_and_not_shown():
    site = told(en_forced_srt=VTT)
    assert shown(site) == []
    assert found(site, "E811")[0][2].startswith("a.en.forced.srt is not shown: subtitles for foreign words alone")


@pytest.mark.parametrize("name", ["cc", "hi", "sdh"])
def test_captions_that_tell_sounds_go_by_three_names(name):
    assert shown(told(**{f"en_{name}_vtt": VTT})) == [("en", "captions", True, "Hello there")]


@pytest.mark.parametrize(("name", "better"), [("en_stl", "a.en"), ("scc", "a.en")])
def test_captions_in_a_form_that_is_not_read_are_named(name, better):
    message = f"a.{name.replace('_', '.')} is not shown: captions of this kind are not read"
    assert found(told(**{name: VTT}), "E811") == [("E811", "warning", message, f"export them as {better}.vtt or .srt")]


def test_an_unknown_kind_is_told_with_the_nearest():
    assert found(told(en_shd_vtt=VTT), "E811") == [
        ("E811", "warning", "'shd' in a.en.shd.vtt is no kind of timed text", "did you mean 'sdh'?")
    ]


def test_a_language_that_is_none_is_an_error_with_a_way_out():
    assert found(told(english_vtt=VTT), "E807") == [
        ("E807", "error", "'english' in a.english.vtt is no language", "name it a.en.vtt")
    ]
    assert [each[2] for each in found(told(xx_vtt=VTT, sdh_vtt=VTT), "E807")] == [
        "'sdh' in a.sdh.vtt is no language",
        "'xx' in a.xx.vtt is no language",
    ]


def test_codes_of_three_letters_become_those_of_two():
    assert shown(told(ger_vtt=VTT))[0][:2] == ("de", "subtitles")


def test_a_log_of_a_drone_beside_a_clip_is_neither_read_nor_shown():
    log = "1\n00:00:00,000 --> 00:00:01,000\nHOME(5.47,51.44) GPS(5.47,51.44)\n"
    site = told(srt=log)
    assert shown(site) == []
    assert [each.code for each in site.problems if each.span and each.span.file.endswith(".srt")] == ["E811"]
    assert found(site, "E811")[0][1:3] == ("note", "a.srt does not say its language")


def test_of_two_files_that_say_the_same_webvtt_is_taken_and_the_other_named():
    site = told(en_srt=VTT.removeprefix("WEBVTT\n\n"), en_vtt=VTT)
    assert len(shown(site)) == 1
    assert [each[1:3] for each in found(site, "E811")] == [("note", "a.en.srt is not used: a.en.vtt says the same")]


def test_endings_in_capitals_are_endings():
    tree = Tree.of({"m/A.MP4": b"", "m/A.en.SRT": b""})
    assert tracks_of("m/A.MP4", tree) == (Beside("m/A.en.SRT", "en", "captions"),)


def test_a_clip_that_names_its_language_gives_it_to_its_captions():
    tree = Tree.of({"m/talk.nl.mp4": b"", "m/talk.nl.vtt": b"", "m/talk.mp4": b""})
    assert tracks_of("m/talk.nl.mp4", tree) == (Beside("m/talk.nl.vtt", "nl", "captions"),)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("EN", "en"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("dut", "nl"), ("gsw", "gsw")]
    + [(tag, "") for tag in ("", "xx", "english", "e", "und", "zxx", "en-", "en.us")],
)
def test_language_tags_have_one_form(tag, code):
    assert canonical(tag) == code


def test_languages_are_called_as_their_speakers_do():
    assert [own_name(tag) for tag in ("nl", "pt-BR", "ja", "gsw")] == ["Nederlands", "Português (BR)", "日本語", "gsw"]


# ---- tracks of a page ----


def test_players_tell_the_two_kinds_of_one_language_apart():
    planned = plan(told(en_vtt=VTT, en_sdh_vtt=VTT, nl_vtt=VTT), "tools", WEB)
    (player,) = planned.players.values()
    assert [(track.label, track.kind, track.default) for track in player.tracks] == [
        ("English", "subtitles", True),
        ("Nederlands", "subtitles", False),
        ("English (SDH)", "captions", False),
    ]


def test_a_sequence_has_one_track_a_language_and_kind():
    other = "WEBVTT\n\n00:01.000 --> 00:03.000\n[a door]\n"
    text = "> [!sequence] S\n>\n> 1. ![A](media/a.mp4#t=0,5)\n> 2. ![B](media/a.mp4#t=0,4)\n"
    planned = plan(told(en_vtt=VTT, en_sdh_vtt=other, text=text), "tools", WEB)
    (player,) = planned.players.values()
    track, chapters = player.tracks
    assert (track.kind, track.label, chapters.kind) == ("captions", "English", "chapters")
    assert planned.texts[track.url].count("[a door]") == 2
    assert "00:00:06.000 --> 00:00:08.000" in planned.texts[track.url]


# ---- inside the file ----


def test_a_track_inside_is_used_where_no_file_says_the_same():
    inside = (EmbeddedText(2, "eng", "", CUES), EmbeddedText(3, "ger", "", CUES), EmbeddedText(4, "eng", "sdh", CUES))
    assert shown(told(inside=inside, en_vtt=VTT)) == [
        ("en", "subtitles", False, "Hello there"),
        ("de", "subtitles", False, "From inside"),
        ("en", "captions", True, "From inside"),
    ]


def test_a_track_that_says_no_language_has_the_one_that_is_spoken():
    inside = (EmbeddedText(2, "und", "", CUES),)
    assert shown(told(inside=inside, sidecar="speech: nl"))[0][:2] == ("nl", "captions")
    assert shown(told(inside=inside, sidecar="speech: none")) == []


def test_tracks_inside_that_are_not_shown_say_why():
    inside = (
        EmbeddedText(2, "eng", "", reason="PGS subtitles are pictures, which cannot become text"),
        EmbeddedText(3, "eng", "comment", CUES),
        EmbeddedText(4, "eng", "forced", CUES),
    )
    site = told(inside=inside)
    assert shown(site) == []
    assert [each[1:3] for each in found(site, "E811")] == [
        ("note", "text track 2 of a.mp4 is not shown: PGS subtitles are pictures, which cannot become text"),
        ("note", "text track 3 of a.mp4 is not shown: it belongs to a commentary"),
        (
            "note",
            "text track 4 of a.mp4 is not shown: "
            "subtitles for foreign words alone are not shown: a player shows one track at a time",
        ),
    ]


def test_a_track_inside_that_is_longer_than_its_clip_is_no_finding():
    late = ((Fraction(50), Fraction(52), "Late"),)
    site = told(inside=(EmbeddedText(2, "eng", "", (*CUES, *late)),))
    assert "E803" not in {each.code for each in plan(site, "tools", WEB).problems}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A clip with text tracks of several kinds inside, in the two containers that carry them."""
    folder = tmp_path_factory.mktemp("made")
    second, styled, log = folder / "de.srt", folder / "fr.ass", folder / "log.srt"
    styled.write_text(ASS)
    second.write_text("1\n00:00:00,501 --> 00:00:01,503\nGuten Tag & <i>hallo</i>\n")
    log.write_text("1\n00:00:00,000 --> 00:00:01,000\nGPS(5.47,51.44,20) F/2.8, SS 320, ISO 100\n")
    texts = [FOOTAGE / "sintel-en.vtt", second, styled, log]
    inputs = [argument for path in (FOOTAGE / "take 4.MP4", *texts) for argument in ("-i", path)]
    maps = [argument for number in range(5) for argument in ("-map", f"{number}:{'v' if number == 0 else 's'}")]
    tags = [
        "-metadata:s:s:0",
        "language=eng",
        "-disposition:s:0",
        "hearing_impaired",
        "-metadata:s:s:1",
        "language=ger",
    ]
    for ending, codec in (("mkv", "copy"), ("mp4", "mov_text")):
        end = ["-c:v", "copy", "-c:s", codec, folder / f"a.{ending}"]
        subprocess.run([find().path, "-v", "error", *inputs, *maps, *tags, *end], check=True)
    return folder


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_text_tracks_are_taken_out_once_with_their_language_and_role(made, name):
    path = made / name
    texts = probe(lambda: path.open("rb"), sniff(path.read_bytes()[:HEAD]), tools()).texts
    assert [(each.language, each.role) for each in texts[:2]] == [("eng", "sdh"), ("ger", "")]
    assert texts[0].cues[0] == (0, 12, "[Test]")
    assert texts[1].cues == ((Fraction(501, 1000), Fraction(1503, 1000), "Guten Tag & hallo"),)
    assert texts[2].cues == ((Fraction(1), Fraction(2), "Hello\nyou"),)
    assert (texts[3].cues, texts[3].reason) == ((), "it is a log of the flight, not captions")


@pytest.mark.ffmpeg
def test_times_inside_count_from_the_first_frame(tmp_path):
    words, path = tmp_path / "en.srt", tmp_path / "late.mkv"
    words.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    clip, music = FOOTAGE / "take 4.MP4", FOOTAGE / "aac-5.1.mp4"
    command = [find().path, "-v", "error", "-i", words, "-i", music, "-itsoffset", "0.5", "-i", clip]
    command += ["-map", "2:v", "-map", "1:a", "-map", "0:s"]
    subprocess.run([*command, "-c", "copy", path], check=True)
    known = probe(lambda: path.open("rb"), "matroska", tools())
    assert known.video.start >= Fraction(1, 2)
    (text,) = known.texts
    assert text.cues == ((Fraction(1, 2), Fraction(3, 2), "Hello"),)
