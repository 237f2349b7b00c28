"""The filters that odd sources need, as text: fields, film, varying frames, light, transparency."""

from fractions import Fraction
from pathlib import Path

import pytest
from footage import made_up, renditions_of, seconds, video_facts
from test_recipes_arguments import filters

from btspress.delivery.audience import WEB
from btspress.facts import Color
from btspress.model import Clip, PictureRepair
from btspress.recipes.excerpt import look, steady_rate, still
from btspress.timecode import decimal


def steps(facts):
    recipe = renditions_of(Clip(made_up("take.mov", facts), seconds(2, 4), sound=False), WEB)[-1]
    return filters(recipe.arguments("mov", Path("/out/file.mp4")))


def test_fields_are_taken_apart_only_where_there_are_some():
    assert steps(video_facts(interlaced=True))[0] == "bwdif=deint=interlaced:mode=send_frame:parity=auto"
    assert steps(video_facts(interlaced=True, order="bff"))[0] == "bwdif=deint=all:mode=send_frame:parity=bff"
    assert not any("bwdif" in step for step in steps(video_facts()))


def test_film_is_taken_out_of_its_fields_at_its_own_rate():
    film = video_facts(rate=Fraction(30000, 1001), interlaced=True, telecine=True, order="tff")
    assert [step.split("=")[0] for step in steps(film)[:3]] == ["fieldmatch", "bwdif", "decimate"]
    assert steady_rate(film.video) == Fraction(24000, 1001)


def test_the_author_knows_better_what_the_frames_are():
    woven, whole = PictureRepair(fields="interlaced"), PictureRepair(fields="progressive")
    assert (look(video_facts().video, repair=woven).interlaced, look(video_facts().video, repair=woven).order) == (
        True,
        "auto",
    )
    assert not look(video_facts(interlaced=True).video, repair=whole).interlaced
    film = video_facts(rate=Fraction(30000, 1001), interlaced=True, telecine=True, order="tff").video
    assert (look(film, repair=woven).telecine, steady_rate(film, woven)) == (False, Fraction(30000, 1001))


def test_what_shines_through_lies_on_black():
    graph = steps(video_facts(pixel_format="yuva444p12le"))
    assert "premultiply=inplace=1" in graph
    assert not any("premultiply" in step for step in steps(video_facts()))


def test_the_last_of_varying_frames_stays_to_the_end():
    graph = steps(video_facts(variable=True, longest=Fraction(3)))
    assert any(step.startswith("tpad=") for step in graph)
    assert "trim=start=0" in graph
    assert not any("tpad" in step for step in steps(video_facts()))


def test_a_frame_that_stands_long_is_looked_for_as_far_back():
    facts = video_facts(Fraction(60), variable=True, longest=Fraction(20))
    assert still(facts, Fraction(40)).seek < 20
    assert still(video_facts(Fraction(60), variable=True), Fraction(40)).seek == 38


@pytest.mark.parametrize(
    ("transfer", "declared", "peak"), [("smpte2084", 0, 1000), ("smpte2084", 4000, 4000), ("arib-std-b67", 4000, 1000)]
)
def test_hdr_is_mapped_in_linear_light_up_to_its_peak(transfer, declared, peak):
    facts = video_facts(color=Color("bt2020", transfer, "bt2020nc", "tv", declared))
    graph = " ".join(steps(facts))
    assert f"tin={transfer}" in graph
    assert "npl=203" in graph
    assert f"tonemap=desat=0:param=0.3:peak={decimal(Fraction(peak, 203))}:tonemap=mobius" in graph


def test_wide_colours_of_sdr_are_brought_to_bt709():
    graph = steps(video_facts(color=Color("bt2020", "bt709", "bt2020nc", "tv")))
    assert any(step.startswith("zscale=") and "pin=2020" in step for step in graph)
    assert not any("tonemap" in step for step in graph)
