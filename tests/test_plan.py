from dataclasses import replace
from fractions import Fraction

import pytest
from footage import made_up, seconds, video_facts

from btspress.delivery.audience import PREVIEW
from btspress.diagnostics import Span
from btspress.facts import Audio, Facts, Medium
from btspress.model import (
    Caption,
    Captions,
    Clip,
    Config,
    Crop,
    Figure,
    Frame,
    MissingSource,
    Sequence,
    Shot,
    Site,
    Sound,
)
from btspress.stages.plan import plan
from btspress.timecode import TimeRange

PICTURE = Facts(Medium.PICTURE, "JPEG", Fraction(0), 1200, 800)
VOICE = Facts(Medium.SOUND, "mov", Fraction(30), audio=Audio(0, "aac", 48000, 2))


def site(*shown, **config):
    figures = tuple(
        item if isinstance(item, Sequence) else Figure(f"f{n}", item, "", "") for n, item in enumerate(shown)
    )
    return Site(Config(**config), (), (), home=figures)


def clip(name="films/Take 4 – Brücke.mov", start=2, end=4, **changes):
    given = {"source": made_up(name), "range": seconds(start, end), "sound": True}
    return Clip(**{**given, **changes})


def captions(language="en", kind="captions", *times):
    cues = tuple(Caption(seconds(start, end), f"at {start}") for start, end in times or ((0, 3), (3, 5)))
    return Captions(f"clip.{language}.vtt", "d" * 64, language, kind, cues)


def by_recipe(made, name):
    return [job for job in made.jobs if job.recipe.name == name]


def test_a_clip_gets_two_encodes_a_poster_and_what_makes_it_comfortable():
    shown = clip()
    made = plan(site(shown), "tools")
    assert sorted(job.recipe.name for job in made.jobs) == [
        "flashes",
        "hover",
        "picture",
        "rendition",
        "rendition",
        "sheet",
    ]
    player = made.players[shown]
    assert [file.media_type for file in player.files] == [
        'video/mp4; codecs="av01.0.05M.10, opus"',
        'video/mp4; codecs="avc1.640028, mp4a.40.2"',
    ]
    assert (player.duration, player.width, player.height, player.silent) == (2, 1280, 720, False)
    assert player.poster == made.pictures[Frame(shown.source, automatic=shown.range)]


def test_addresses_are_known_before_any_work():
    shown = clip()
    made = plan(site(shown), "tools")
    (job,) = (job for job in made.jobs if job.recipe.name == "rendition" and job.recipe.codec == "h264")
    assert made.players[shown].files[-1].url == f"/media/take-4-brucke.{job.key[:16]}.h264.mp4"


def test_what_is_shown_twice_is_made_once_and_remembers_both_places():
    first, second = (clip(span=Span("a.md", line, 1, 9)) for line in (3, 30))
    made = plan(site(first, second), "tools")
    assert len(by_recipe(made, "rendition")) == 2
    assert by_recipe(made, "rendition")[0].spans == (first.span, second.span)


def test_other_tools_give_other_addresses():
    shown = clip()
    assert plan(site(shown), "a").players[shown].files != plan(site(shown), "b").players[shown].files


def test_where_a_file_lies_changes_no_address():
    one, other = clip("a/take.mov"), clip("b/take.mov")
    other = replace(other, source=replace(other.source, digest=one.source.digest))
    assert plan(site(one), "t").players[one].files == plan(site(other), "t").players[other].files


@pytest.mark.parametrize(
    "shown",
    [
        clip(source=MissingSource("x.mov")),
        Frame(MissingSource("x.jpg")),
        Sound(MissingSource("x.wav"), seconds(0, 1)),
        Frame(made_up("v.m4a", VOICE)),
    ],
)
def test_what_is_missing_is_left_out(shown):
    made = plan(site(shown), "tools")
    assert (made.jobs, dict(made.players), dict(made.pictures)) == ((), {}, {})


def test_pictures_come_in_sets_best_type_first():
    frame = Frame(made_up("still.jpg", PICTURE))
    picture = plan(site(frame), "tools").pictures[frame]
    assert [group.media_type for group in picture.sets] == ["image/avif", "image/webp", "image/jpeg"]
    assert [file.width for file in picture.sets[0].files] == [480, 960, 1200]
    assert (picture.fallback.media_type, picture.fallback.width) == ("image/jpeg", 960)
    assert picture.placeholder.startswith("ph-")


def test_a_crop_decides_the_size():
    frame = Frame(made_up("still.jpg", PICTURE), crop=Crop(10, 10, 300, 200))
    picture = plan(site(frame), "tools").pictures[frame]
    assert (picture.width, picture.height, picture.sets[0].files[0].width) == (300, 200, 300)


def test_the_author_chooses_the_poster():
    poster = Frame(made_up("still.jpg", PICTURE))
    shown = clip(poster=poster)
    made = plan(site(shown), "tools")
    assert made.players[shown].poster == made.pictures[poster]
    assert len(by_recipe(made, "picture")) == 1


def test_captions_are_cut_and_written_beside():
    shown = clip(source=made_up("take.mov", captions=(captions(), captions("nl", "subtitles"))))
    made = plan(site(shown), "tools")
    english, dutch = made.players[shown].tracks
    assert (english.kind, english.language, english.label, english.default) == ("captions", "en", "English", True)
    assert (dutch.kind, dutch.label, dutch.default) == ("subtitles", "Nederlands", False)
    assert english.url.startswith("/media/take.")
    assert english.url.endswith(".en.vtt")
    assert made.texts[english.url] == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nat 0\n\n00:00:01.000 --> 00:00:02.000\nat 3\n"
    )


def test_a_clip_without_words_gets_no_track():
    shown = clip(source=made_up("take.mov", captions=(captions("en", "captions", (15, 16)),)))
    made = plan(site(shown), "tools")
    assert (made.players[shown].tracks, dict(made.texts)) == ((), {})


def test_the_language_of_the_site_is_on_by_default():
    shown = clip(source=made_up("take.mov", captions=(captions(), captions("nl", "subtitles"))))
    made = plan(site(shown, language="nl"), "tools")
    assert [track.default for track in made.players[shown].tracks] == [False, True]


def test_captions_after_the_end_are_a_warning_once_a_file():
    late = captions("en", "captions", (1, 2), (21, 22), (25, 26))
    source = made_up("take.mov", captions=(late,))
    made = plan(site(clip(source=source), clip(source=source, start=5, end=6)), "tools")
    (found,) = made.problems
    assert (found.code, found.span.file) == ("E803", "clip.en.vtt")
    assert "2 captions lie after the end of take.mov (20.0 s)" in found.message


def test_the_described_version_covers_the_same_range():
    shown = clip(source=made_up("take.mov", described=made_up("take.ad.mov", video_facts(Fraction(3)))))
    described = plan(site(shown), "tools").players[shown].described
    assert described.duration == 1
    assert described.files[0].url.startswith("/media/take-ad.")


def test_a_described_sound_is_a_sound():
    shown = clip(source=made_up("take.mov", described=made_up("take.ad.m4a", VOICE)))
    described = plan(site(shown), "tools").players[shown].described
    assert described.files[0].media_type == 'audio/mp4; codecs="mp4a.40.2"'


def test_a_sound_has_one_file():
    shown = Sound(made_up("voice.wav", VOICE, captions=(captions(),)), seconds(1, 4))
    player = plan(site(shown), "tools").players[shown]
    assert (len(player.files), player.duration, len(player.tracks)) == (1, 3, 1)


def sequence(*clips, transition="cut", overlap=0):
    starts, shots = Fraction(0), []
    for number, one in enumerate(clips, start=1):
        shots.append(Shot(one, f"Shot {number}", (), starts))
        starts += one.range.duration - overlap
    return Sequence("bridge", "The bridge", tuple(shots), transition, Fraction(overlap))


def test_shots_of_a_sequence_get_no_file_of_their_own():
    shown = sequence(clip(), clip("other.mov"))
    made = plan(site(shown), "tools")
    assert by_recipe(made, "rendition") == []
    assert len(by_recipe(made, "sequence")) == len(made.players[shown].files) == 4
    assert made.players[shown].files[0].url.startswith("/media/the-bridge.")


def test_a_shot_that_is_also_shown_alone_gets_its_own():
    made = plan(site(clip(), sequence(clip(), clip("other.mov"))), "tools")
    assert len(by_recipe(made, "rendition")) == 2


def test_captions_of_shots_stand_where_the_shots_stand():
    source = made_up("take.mov", captions=(captions(),))
    shown = sequence(clip("quiet.mov"), clip(source=source, start=1, end=4))
    made = plan(site(shown), "tools")
    words, chapters = made.players[shown].tracks
    assert made.texts[words.url].split("\n\n")[1:] == [
        "00:00:02.000 --> 00:00:04.000\nat 0",
        "00:00:04.000 --> 00:00:05.000\nat 3\n",
    ]
    assert chapters.kind == "chapters"
    assert "00:00:02.000 --> 00:00:05.000\nShot 2" in made.texts[chapters.url]


def test_a_sequence_of_missing_shots_is_left_out():
    shown = sequence(clip(source=MissingSource("a.mov")), clip(source=MissingSource("b.mov")))
    assert plan(site(shown), "tools").jobs == ()


def test_a_preview_is_smaller_and_quicker():
    shown = clip()
    web, preview = plan(site(shown), "tools"), plan(site(shown), "tools", PREVIEW)
    assert preview.players[shown].width == 640
    assert sum(job.weight for job in preview.jobs) < sum(job.weight for job in web.jobs) / 3


def test_names_of_files_become_short_plain_words():
    made = plan(site(clip("映画.mov"), clip("x" * 300 + ".mov"), clip("../../-rf; #1?.mov")), "tools")
    stems = {job.stem for job in by_recipe(made, "rendition")}
    assert stems == {"media", "x" * 60, "rf-1"}


def test_planning_twice_gives_the_same_plan():
    shown = site(clip(), sequence(clip(), clip("b.mov")), Frame(made_up("s.jpg", PICTURE)))
    assert plan(shown, "t") == plan(shown, "t")
    assert [job.key for job in plan(shown, "t").jobs] == [job.key for job in plan(shown, "t").jobs]


def test_ranges_are_seconds_of_the_plan_not_floats():
    assert isinstance(plan(site(clip()), "t").players[clip()].duration, Fraction)
    assert TimeRange(Fraction(2), Fraction(4)) == clip().range
