"""The calls of ffmpeg as text: one option a line, filters apart. A change here changes published bytes."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from footage import made_up, pictures_of, renditions_of, seconds, sequence_of, sound_of, video_facts

from btspress.delivery.audience import PREVIEW, WEB
from btspress.facts import Color
from btspress.model import Clip, Crop, Frame, Sequence, Shot, Sound
from btspress.recipes import RECIPES, encode
from btspress.recipes.excerpt import excerpt, steady_rate, still

OUT = Path("/out/file.mp4")


def rendition(facts=None, start=2, end=4, codec="h264", delivery=WEB, **changes):
    clip = Clip(made_up("take.mov", facts), seconds(start, end), sound=True, **changes)
    return next(recipe for recipe in renditions_of(clip, delivery) if recipe.codec == codec)


def told(arguments):
    """Options by name; the filter graph as a list of steps without labels."""
    options, at = {}, 0
    while at < len(arguments):
        if arguments[at].startswith("-") and at + 1 < len(arguments) and not arguments[at + 1].startswith("-f "):
            flag = arguments[at]
            options.setdefault(flag, []).append(arguments[at + 1])
            at += 2
        else:
            options.setdefault("", []).append(arguments[at])
            at += 1
    return options


def filters(arguments):
    graph = arguments[arguments.index("-filter_complex") + 1]
    return [re.sub(r"^(\[[\w:]+\])+|(\[\w+\])+$", "", step) for step in graph.split(";")]


def test_the_call_for_h264_is_exactly_this():
    assert " ".join(rendition().arguments("mov", OUT)) == (
        "-f mov -format_whitelist mov -max_pixels 150000000 -max_streams 64 -ss 1.979167 -t 2.520833 -i input:0 "
        "-filter_complex "
        "[0:0]settb=AVTB[s0];[s0]setpts=PTS-1/48/TB[s1];[s1]fps=24:start_time=0[s2];"
        "[s2]scale=1280:720:flags=lanczos+accurate_rnd+full_chroma_int:in_color_matrix=bt709:in_range=tv"
        ":out_color_matrix=bt709:out_range=tv[s3];[s3]setsar=1[s4];[s4]format=yuv420p[s5];"
        "[s5]setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv[s6];"
        "[0:1]aformat=channel_layouts=stereo:sample_fmts=fltp[s7];[s7]asetpts=PTS-1/48/TB[s8];"
        "[s8]aresample=48000:async=1:first_pts=0[s9];[s9]apad=whole_dur=2[s10];[s10]atrim=end=2[s11] "
        "-map [s6] -map [s11] -f mp4 -ac 2 -ar 48000 -b:a 128k -bsf:v filter_units=remove_types=6 -bufsize 5308416 -c:a aac -c:v libx264 "
        "-color_primaries bt709 -color_range tv -color_trc bt709 -colorspace bt709 -crf 22 -fflags +bitexact "
        "-flags:a +bitexact -flags:v +bitexact -frames:v 48 -g 48 -level:v 4.0 -map_chapters -1 -map_metadata -1 "
        "-map_metadata:s -1 -maxrate 2654208 -movflags +faststart -preset medium -profile:v high -refs 3 "
        "-sc_threshold 0 -threads:v 1 -write_tmcd 0 file:/out/file.mp4 -y"
    )


def test_the_call_for_av1_differs_in_the_encoders_alone():
    h264, av1 = (told(rendition(codec=codec).arguments("mov", OUT)) for codec in ("h264", "av1"))
    assert av1["-c:v"] == ["libsvtav1"]
    assert av1["-c:a"] == ["libopus"]
    assert av1["-svtav1-params"] == ["crf=32:lp=1"]
    assert "yuv420p10le" in av1["-filter_complex"][0]
    shared = {"-ss", "-frames:v", "-g", "-map_metadata", "-map_chapters", "-movflags", "-color_trc", "-fflags"}
    assert all(h264[flag] == av1[flag] for flag in shared)


@pytest.mark.parametrize(
    ("size", "rate", "codec", "string"),
    [
        ((1280, 720), 24, "h264", "avc1.640028, mp4a.40.2"),
        ((1280, 2276), 30, "h264", "avc1.640032, mp4a.40.2"),
        ((320, 180), 24, "av1", "av01.0.00M.10, opus"),
        ((640, 360), 24, "av1", "av01.0.01M.10, opus"),
        ((1280, 720), 24, "av1", "av01.0.05M.10, opus"),
        ((1280, 720), 60, "av1", "av01.0.08M.10, opus"),
    ],
)
def test_codec_strings_are_known_before_encoding(size, rate, codec, string):
    assert encode.codecs(codec, *size, Fraction(rate), sound=True) == string
    assert encode.codecs(codec, *size, Fraction(rate), sound=False) == string.split(",")[0]


def test_a_clip_without_sound_gets_none():
    recipe = rendition(video_facts(sound=False))
    assert "-c:a" not in recipe.arguments("mov", OUT)
    assert recipe.outputs()[0].media_type == 'video/mp4; codecs="avc1.640028"'


def test_nothing_is_enlarged_and_sizes_are_even():
    assert (rendition(video_facts(size=(853, 479))).width, rendition(video_facts(size=(853, 479))).height) == (852, 478)
    assert rendition(video_facts(size=(3840, 1608)), delivery=PREVIEW).height == 268


def test_a_crop_is_cut_before_scaling():
    steps = filters(rendition(crop=Crop(100, 50, 640, 360)).arguments("mov", OUT))
    assert steps.index("crop=640:360:100:50") < next(
        n for n, step in enumerate(steps) if step.startswith("scale=640:360")
    )


def test_a_crop_of_wide_pixels_counts_square_ones():
    facts = video_facts(size=(720, 576), sar=Fraction(64, 45))
    steps = filters(rendition(facts, crop=Crop(0, 0, 512, 576)).arguments("mov", OUT))
    assert [step.split(":flags")[0] for step in steps if step.startswith("scale")] == [
        "scale=1024:576",
        "scale=512:576",
    ]


@pytest.mark.parametrize(
    ("color", "height", "pixels", "came"),
    [
        (Color(), 480, "yuv420p", "in_color_matrix=smpte170m:in_range=tv"),
        (Color(), 1080, "yuv420p", "in_color_matrix=bt709:in_range=tv"),
        (Color(matrix="bt470bg", range="pc"), 1080, "yuv420p", "in_color_matrix=bt470bg:in_range=pc"),
        (Color(), 1080, "yuvj420p", "in_color_matrix=bt709:in_range=pc"),
    ],
)
def test_untagged_colour_is_judged_by_size(color, height, pixels, came):
    facts = video_facts(size=(640, height), color=color, pixel_format=pixels)
    assert came in " ".join(filters(rendition(facts).arguments("mov", OUT)))


@pytest.mark.parametrize(
    ("channels", "step"),
    [
        (1, "pan=stereo|FL<FC|FR<FC"),
        (2, "aformat=channel_layouts=stereo:sample_fmts=fltp"),
        (6, "pan=stereo|FL<FC+0.8*FL+0.5*BL|FR<FC+0.8*FR+0.5*BR"),
    ],
)
def test_every_layout_becomes_stereo(channels, step):
    facts = video_facts()
    facts = replace(facts, audio=replace(facts.audio, channels=channels))
    assert step in filters(rendition(facts).arguments("mov", OUT))


@pytest.mark.parametrize(
    ("rate", "variable", "steady"),
    [
        ("24000/1001", False, "24000/1001"),
        ("60000/1001", False, "60000/1001"),
        ("120", False, "60"),
        ("120000/1001", False, "60000/1001"),
        ("1", False, "1"),
        ("30000/1001", True, "30000/1001"),
        ("600", True, "60"),
    ],
)
def test_published_rates_are_constant(rate, variable, steady):
    assert steady_rate(video_facts(rate=Fraction(rate), variable=variable).video) == Fraction(steady)


def test_ranges_are_half_open_and_start_on_the_frame_on_screen():
    facts = video_facts(rate=Fraction(24000, 1001))
    piece = excerpt(facts, seconds(5.01, 7.01), Fraction(24000, 1001))
    first = facts.video.rate.frame_at(Fraction(5.01))
    assert piece.seek + piece.lead == first * Fraction(1001, 24000)
    assert piece.frames == 48


def test_reading_starts_half_a_frame_early_and_not_at_all_near_the_start():
    facts = video_facts()
    assert still(facts, Fraction(5)).lead == Fraction(1, 48)
    assert still(facts, Fraction(1, 2)).seek == 0
    assert still(replace(facts, container="mpegts"), Fraction(9)).lead == 5
    assert still(replace(facts, container="flv"), Fraction(9)).seek == 0


def test_a_range_beyond_the_end_is_cut_to_the_frames_there_are():
    assert excerpt(video_facts(Fraction(10)), seconds(9, 12), Fraction(24)).frames == 24


def test_a_still_image_needs_no_call():
    assert pictures_of(Frame(made_up("a.mov"), Fraction(3)), WEB).frame.frames == 1


def test_an_automatic_poster_knows_its_range_and_no_frame_of_it():
    recipe = pictures_of(Frame(made_up("a.mov"), automatic=seconds(2, 9)), WEB)
    assert (recipe.frame.seek + recipe.frame.lead, recipe.frame.duration, recipe.chosen) == (2, 7, True)


def test_the_call_for_a_frame_is_exactly_this():
    recipe = pictures_of(Frame(made_up("a.mov"), Fraction(3)), WEB)
    assert " ".join(recipe.arguments("mov", Path("/t/frame.png"), recipe.frame, 320)) == (
        "-f mov -format_whitelist mov -max_pixels 150000000 -max_streams 64 -ss 2.979167 -t 0.5625 -i input:0 "
        "-filter_complex [0:0]settb=AVTB[s0];[s0]setpts=PTS-1/48/TB[s1];[s1]fps=24:start_time=0[s2];"
        "[s2]scale=320:180:flags=lanczos+accurate_rnd+full_chroma_int:in_color_matrix=bt709:in_range=tv[s3];"
        "[s3]setsar=1[s4] -map [s4] -f image2 -c:v ppm -frames:v 1 "
        "-pix_fmt rgb24 -update 1 file:/t/frame.png -y"
    )


@pytest.mark.parametrize(
    ("size", "delivery", "widths"),
    [
        ((900, 506), WEB, (480, 900)),
        ((4096, 1716), WEB, (480, 960, 1600, 2560)),
        ((976, 600), PREVIEW, (480, 960)),
    ],
)
def test_widths_exceed_neither_the_picture_nor_what_is_shown_and_none_comes_twice(size, delivery, widths):
    assert pictures_of(Frame(made_up("a.mov", video_facts(size=size)), Fraction(0)), delivery).widths == widths


def test_the_call_for_a_sound_is_exactly_this():
    recipe = sound_of(Sound(made_up("take.mov"), seconds(5, 8)), WEB)
    assert " ".join(recipe.arguments("mov", Path("/out/sound.m4a"))) == (
        "-f mov -format_whitelist mov -max_pixels 150000000 -max_streams 64 -ss 4 -t 4.5 -i input:0 -filter_complex "
        "[0:1]aformat=channel_layouts=stereo:sample_fmts=fltp[s0];[s0]asetpts=PTS-1/TB[s1];"
        "[s1]aresample=48000:async=1:first_pts=0[s2];[s2]apad=whole_dur=3[s3];[s3]atrim=end=3[s4] "
        "-map [s4] -f mp4 -ac 2 -ar 48000 -b:a 128k -c:a aac -fflags +bitexact -flags:a +bitexact -map_chapters -1 "
        "-map_metadata -1 -map_metadata:s -1 -movflags +faststart -write_tmcd 0 file:/out/sound.m4a -y"
    )


def built(transition, overlap, *clips):
    shots = tuple(Shot(clip, f"shot {n}", (), Fraction(0)) for n, clip in enumerate(clips))
    return sequence_of(Sequence("s", "Bridge", shots, transition, Fraction(overlap)), WEB)


def shot(name="take.mov", facts=None, start=0, end=4):
    return Clip(made_up(name, facts), seconds(start, end), sound=True)


def test_cuts_are_joined_without_loss():
    recipes, _ = built("cut", 0, shot(), shot(start=8, end=10))
    assert [(recipe.codec, recipe.width) for recipe in recipes] == [
        *[("av1", 640), ("av1", 1280)],
        *[("h264", 640), ("h264", 1280)],
    ]
    assert recipes[0].frames == 144
    assert [step for step in filters(recipes[0].arguments(("mov", "mov"), OUT)) if "concat" in step] == [
        "concat=a=0:n=2:v=1",
        "concat=a=1:n=2:v=0",
    ]


@pytest.mark.parametrize(("transition", "fade"), [("crossfade", "fade"), ("dip", "fadeblack")])
def test_transitions_overlap_shots_by_whole_frames(transition, fade):
    recipes, _ = built(transition, Fraction(1, 2), shot(), shot(start=8, end=12), shot(start=14, end=18))
    steps = filters(recipes[1].arguments(("mov",) * 3, OUT))
    assert [step for step in steps if step.startswith("xfade")] == [
        f"xfade=duration=0.5:offset=3.5:transition={fade}",
        f"xfade=duration=0.5:offset=7:transition={fade}",
    ]
    assert recipes[1].duration == 11


def test_a_transition_never_eats_a_shot():
    assert built("crossfade", 3, shot(end=2), shot())[0][0].overlap == 24


def test_one_source_is_one_ingredient_however_many_shots():
    recipes, sources = built("cut", 0, shot(), shot("other.mov"), shot(start=6, end=8))
    assert [source.name for source in sources] == ["take.mov", "other.mov"]
    assert recipes[0].origins == (0, 1, 0)


def test_shots_of_another_shape_stand_in_the_middle():
    recipes, _ = built("cut", 0, shot(), shot("tall.mov", video_facts(size=(1080, 1920))))
    assert recipes[-1].sizes == ((1280, 720), (404, 720))
    assert "pad=1280:720:(ow-iw)/2:(oh-ih)/2" in filters(recipes[-1].arguments(("mov", "mov"), OUT))


def test_silence_stands_where_a_shot_has_no_sound():
    recipes, _ = built("cut", 0, shot(), shot("mute.mov", video_facts(sound=False)))
    assert "anullsrc=r=48000:cl=stereo" in recipes[0].arguments(("mov", "mov"), OUT)
    silent, _ = built("cut", 0, shot("mute.mov", video_facts(sound=False)), shot("mute.mov", video_facts(sound=False)))
    assert "-c:a" not in silent[0].arguments(("mov", "mov"), OUT)


def test_very_small_pictures_get_no_av1():
    small = Clip(made_up("tiny.mov", video_facts(size=(62, 36))), seconds(0, 1), sound=True)
    assert [recipe.codec for recipe in renditions_of(small, WEB)] == ["h264"]


def test_the_table_knows_each_recipe_by_its_name():
    assert {"picture", "placeholders", "rendition", "sequence", "sound"} < set(RECIPES)
    assert all(recipe.name == name and recipe.version >= 1 for name, recipe in RECIPES.items())
