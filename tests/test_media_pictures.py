import io
from fractions import Fraction
from pathlib import Path

import pytest
from footage import FOOTAGE, given
from PIL import Image, ImageCms

from btspress.engine.job import Input, RecipeError
from btspress.media.pictures import load_upright, upright_size
from btspress.model import Crop
from btspress.recipes.picture import Still
from btspress.testing import FakeTools


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def picture_input(image, kind, **options):
    data = saved(image, kind, **options).getvalue()
    return Input(lambda: io.BytesIO(data), kind)


def made(recipe, given, folder):
    recipe.make((given,), folder, FakeTools())
    return {path.name: path for path in folder.iterdir()}


def test_a_turned_photograph_stands_upright():
    with (FOOTAGE / "exif-gps-orient6.jpg").open("rb") as file:
        assert load_upright(file, "JPEG").size == (267, 640)


def test_a_bomb_is_refused_from_its_header():
    head = saved(Image.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(RecipeError, match="larger than 200 megapixels"):
        upright_size(head, "PNG")


def test_only_the_sniffed_format_is_tried():
    with pytest.raises(RecipeError, match="cannot be read"):
        upright_size(saved(Image.new("RGB", (4, 4)), "BMP"), "PNG")


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    assert load_upright(saved(Image.new(mode, (8, 8)), kind), kind).mode == "RGB"


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept_where_there_is_some(mode):
    assert load_upright(saved(Image.new(mode, (8, 8)), "PNG"), "PNG").mode == "RGBA"
    opaque = Image.new("RGBA", (8, 8), (1, 2, 3, 255))
    assert load_upright(saved(opaque, "PNG"), "PNG").mode == "RGB"


def test_sixteen_bits_are_scaled_not_clipped():
    grey = Image.new("I;16", (4, 4), 0x8000)
    assert load_upright(saved(grey, "PNG"), "PNG").getpixel((0, 0)) == (127, 127, 127)


def test_a_profile_is_applied_and_dropped():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = load_upright(saved(Image.new("RGB", (4, 4), (200, 10, 10)), "JPEG", icc_profile=lab, quality=95), "JPEG")
    assert "icc_profile" not in image.info
    assert abs(image.getpixel((0, 0))[0] - 200) < 4


def test_all_files_come_of_one_decode_without_ffmpeg(tmp_path):
    recipe = Still(267, 640, (100, 267))
    files = made(recipe, given("exif-gps-orient6.jpg"), tmp_path)
    assert set(files) == {output.name for output in recipe.outputs()}
    for output in recipe.outputs():
        assert Image.open(files[output.name]).size == (output.width, output.height)


def test_no_place_camera_or_name_survives(tmp_path):
    original = (FOOTAGE / "exif-gps-orient6.jpg").read_bytes()
    assert b"Exif" in original
    for path in made(Still(267, 640, (267,)), given("exif-gps-orient6.jpg"), tmp_path).values():
        data = path.read_bytes()
        assert not any(word in data for word in (b"Exif", b"GPS", b"http://ns.adobe", b"ICC_PROFILE", b"Blender"))


def test_the_placeholder_fits_into_three_hundred_bytes(tmp_path):
    noise = Image.effect_noise((400, 300), 120).convert("RGB")
    files = made(Still(400, 300, (400,), formats=("jpg",)), picture_input(noise, "PNG"), tmp_path)
    assert files["tiny.webp"].stat().st_size <= 300
    assert Image.open(files["tiny.webp"]).size == (20, 15)


def test_transparency_lies_on_white_in_jpeg_and_stays_elsewhere(tmp_path):
    files = made(Still(32, 32, (32,)), picture_input(Image.new("RGBA", (32, 32), (255, 0, 0, 0)), "PNG"), tmp_path)
    assert Image.open(files["32.jpg"]).getpixel((3, 3)) == (255, 255, 255)
    assert Image.open(files["32.webp"]).convert("RGBA").getpixel((3, 3))[3] == 0
    assert Image.open(files["32.avif"]).convert("RGBA").getpixel((3, 3))[3] == 0


def test_a_crop_takes_the_pixels_asked_for(tmp_path):
    image = Image.new("RGB", (60, 60), "black")
    image.paste((250, 250, 250), (20, 30, 40, 50))
    files = made(
        Still(20, 20, (20,), crop=Crop(20, 30, 20, 20), formats=("webp",)), picture_input(image, "PNG"), tmp_path
    )
    assert min(Image.open(files["20.webp"]).convert("L").getextrema()) > 230


def test_a_picture_of_another_size_than_probed_is_refused(tmp_path):
    with pytest.raises(RecipeError, match="not as large as probed"):
        made(Still(61, 60, (61,)), picture_input(Image.new("RGB", (60, 60)), "PNG"), tmp_path)


def test_heights_are_rounded_the_same_way_everywhere():
    recipe = Still(798, 332, (480, 798))
    assert [(output.width, output.height) for output in recipe.outputs()[:2]] == [(480, 200), (798, 332)]
    assert Fraction(332 * 480, 798) != 200
    assert Path(recipe.outputs()[-1].name).suffix == ".webp"
