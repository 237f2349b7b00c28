"""What repairs of a picture write into the graph, and what is made beside it; no other byte of a call changes."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from footage import FOOTAGE, made_up, pictures_of, renditions_of, seconds, video_facts

from btspress.delivery.audience import WEB
from btspress.engine.job import Input, RecipeError
from btspress.facts import Color
from btspress.model import Clip, Crop, Frame, Lut, PictureRepair, Treatment
from btspress.recipes.aids import NONE, Aids, prepared
from btspress.recipes.excerpt import Excerpt, excerpt
from btspress.testing import FakeTools

OUT = Path("/out/file.mp4")
TABLE, CURVES, MOTION = Path("/t/a.cube"), Path("/t/b.cube"), Path("/t/a.trf")
LOOK = Lut("night.cube", "1" * 64)

# ---- the graph ----


def graph(repair: PictureRepair, facts: object = None, aids: Aids = NONE, **more: object) -> list[str]:
    """The steps from the clock to the pixel format of the encoder."""
    source = made_up("take.mov", facts, treatment=Treatment(repair))
    recipe = renditions_of(Clip(source, seconds(2, 4), sound=True, **more), WEB)[-1]
    return _steps(recipe.arguments("mov", OUT, aids))


def _steps(call: list[str]) -> list[str]:
    steps = call[call.index("-filter_complex") + 1].split(";")
    bare = [re.sub(r"^(\[[\w:]+\])+|(\[\w+\])+$", "", step) for step in steps]
    kept = [step for step in bare if not step.startswith(("a", "settb", "setpts", "volume", "loudnorm"))]
    return kept[: next(n for n, step in enumerate(kept) if step.startswith("setparams"))]


FLAGS = "flags=lanczos+accurate_rnd+full_chroma_int"
CAME = "in_color_matrix=bt709:in_range=tv"
GOES = "out_color_matrix=bt709:out_range=tv"
RATE, SIZE = "fps=24:start_time=0", f"scale=1280:720:{FLAGS}:{CAME}:{GOES}"
END = ["setsar=1", "format=yuv420p"]
YUV = [f"scale={FLAGS}:{CAME}:{GOES}", "format=yuv420p|yuv422p|yuv444p"]


def test_without_repairs_nothing_is_done() -> None:
    assert graph(PictureRepair()) == [RATE, SIZE, *END]
    assert graph(PictureRepair(denoise="strong", look=LOOK), untouched=True) == [RATE, SIZE, *END]


@pytest.mark.parametrize(("strength", "s"), [("gentle", "1.5"), ("strong", "2.5")])
def test_noise_is_taken_at_full_size(strength: str, s: str) -> None:
    assert graph(PictureRepair(denoise=strength)) == [RATE, *YUV, f"nlmeans=p=3:r=5:s={s}", SIZE, *END]


@pytest.mark.parametrize(("strength", "threshold"), [("gentle", 4), ("strong", 8)])
def test_noise_of_ten_bits_is_taken_in_ten_bits(strength: str, threshold: int) -> None:
    steps = graph(PictureRepair(denoise=strength), video_facts(pixel_format="yuv422p10le"))
    assert steps[2].startswith("format=yuv420p10le|yuv422p10le|yuv444p10le|")
    assert steps[3:] == [f"vaguedenoiser=threshold={threshold}", SIZE, *END]


@pytest.mark.parametrize(("strength", "amount"), [("gentle", "0.2"), ("strong", "0.7")])
def test_edges_are_sharpened_last_and_in_brightness_alone(strength: str, amount: str) -> None:
    assert graph(PictureRepair(sharpen=strength)) == [RATE, SIZE, f"cas={amount}:planes=1", *END]


def test_a_look_is_taken_in_rgb_of_16_bits_at_the_final_size() -> None:
    before = [RATE, f"scale=1280:720:{FLAGS}:{CAME}", "format=gbrp16le"]
    after = [f"scale=1280:720:{FLAGS}:{GOES}", *END]
    repair = PictureRepair(look=LOOK)
    cube = graph(repair, aids=Aids(look=TABLE))
    assert cube == [*before, "lut3d=file=/t/a.cube:interp=tetrahedral", *after]
    curves = graph(repair, aids=Aids(curves=CURVES))
    assert curves == [*before, "lut1d=file=/t/b.cube:interp=linear", *after]


def test_a_look_stands_for_tone_mapping_too() -> None:
    facts = video_facts(color=Color("bt2020", "arib-std-b67", "bt2020nc", "tv"))
    steps = graph(PictureRepair(look=LOOK), facts, Aids(look=TABLE))
    assert not any("tonemap" in step or "zscale" in step for step in steps)
    assert f"scale=1280:720:{FLAGS}:in_color_matrix=bt2020:in_range=tv" in steps


def test_a_look_without_its_table_is_a_bug() -> None:
    with pytest.raises(ValueError, match="needs its table"):
        graph(PictureRepair(look=LOOK))


def test_a_shaking_picture_is_moved_by_a_twentieth_at_most() -> None:
    steps = graph(PictureRepair(stabilise=True), aids=Aids(motion=MOTION))
    held = (
        "vidstabtransform=crop=keep:input=/t/a.trf:interpol=bicubic:maxangle=0.02:maxshift=54"
        ":optalgo=gauss:optzoom=1:smoothing=12"
    )
    even = f"scale={FLAGS}:h=ceil(ih/2)*2:{CAME}:{GOES}:w=ceil(iw/2)*2"
    assert steps == [RATE, even, YUV[1], held, SIZE, *END]


def test_a_crop_of_an_odd_picture_counts_its_own_pixels() -> None:
    facts = video_facts(size=(853, 479))
    steps = graph(PictureRepair(stabilise=True), facts, Aids(motion=MOTION), crop=Crop(2, 2, 850, 476))
    after = next(n for n, step in enumerate(steps) if step.startswith("vidstabtransform"))
    assert steps[after + 1 : after + 3] == [f"scale=853:479:{FLAGS}", "crop=850:476:2:2"]


def test_all_repairs_have_one_order() -> None:
    repair = PictureRepair("gentle", "gentle", stabilise=True, fields="interlaced", look=LOOK)
    steps = graph(repair, aids=Aids(TABLE, None, MOTION), crop=Crop(0, 0, 960, 540))
    names = [step.partition("=")[0] for step in steps]
    order = ["bwdif", "fps", "nlmeans", "vidstabtransform", "crop", "lut3d", "cas", "setsar"]
    assert [name for name in names if name in order] == order


def test_the_author_knows_best_what_fields_there_are() -> None:
    woven = graph(PictureRepair(fields="interlaced"))
    assert woven[0] == "bwdif=deint=all:mode=send_frame:parity=auto"
    assert graph(PictureRepair(fields="progressive"), video_facts(interlaced=True)) == [RATE, SIZE, *END]


def test_a_still_is_repaired_but_not_held_still() -> None:
    source = made_up("take.mov", treatment=Treatment(PictureRepair("gentle", "gentle", stabilise=True)))
    recipe = pictures_of(Frame(source, Fraction(3)), WEB)
    assert recipe.frame.look.repair == PictureRepair("gentle", "gentle")
    call = " ".join(recipe.arguments("mov", Path("/t/frame.png"), recipe.frame, 320))
    assert "nlmeans=p=3:r=5:s=1.5" in call
    steps = re.sub(r"\[s\d+\]", "", call)
    assert "format=yuv444p16le;cas=0.2:planes=1;scale=flags=lanczos+accurate_rnd+full_chroma_int:in_color" in steps


# ---- what a graph needs besides ----


def _piece(repair: PictureRepair, end: int = 4) -> Excerpt:
    return excerpt(video_facts(), seconds(2, end), Fraction(24), repair=repair)


def _given() -> Input:
    return Input(lambda: (FOOTAGE / "tiny-16x10.mp4").open("rb"), "mov")


def test_nothing_is_prepared_where_nothing_is_needed(tmp_path: Path) -> None:
    fake = FakeTools()
    assert prepared(_piece(PictureRepair("strong", "strong")), (_given(),), tmp_path, fake) == NONE
    assert (fake.runs, list(tmp_path.iterdir())) == (0, [])


def test_the_shake_is_looked_for_in_the_same_frames(tmp_path: Path) -> None:
    fake = FakeTools(able=frozenset({"vidstabdetect"}))
    piece = _piece(PictureRepair(stabilise=True))
    motion = prepared(piece, (_given(),), tmp_path, fake).motion
    (looking,) = fake.calls
    source = made_up("take.mov", treatment=Treatment(piece.look.repair))
    recipe = renditions_of(Clip(source, seconds(2, 4), sound=False), WEB)[-1]
    shown = recipe.arguments("mov", OUT, Aids(motion=motion))
    assert looking[: looking.index("-filter_complex")] == shown[: shown.index("-filter_complex")]
    one, other = (call[call.index("-filter_complex") + 1] for call in (looking, shown))
    assert one.partition("vidstab")[0] == other.partition("vidstab")[0]
    assert f"vidstabdetect=accuracy=15:result={motion}:shakiness=6" in one
    assert looking[looking.index("-frames:v") + 1] == "60"


def test_a_program_without_vidstab_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="built without vidstab"):
        prepared(_piece(PictureRepair(stabilise=True)), (_given(),), tmp_path, FakeTools())
