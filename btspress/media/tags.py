"""What a file says of itself, of which little is taken: camera, lens, languages of its tracks.

Serial numbers, owners, places and dates stand beside these; nothing here ever returns them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final

from PIL import Image

from btspress.unchanging import unchanging

_LINE = re.compile(r"\[(\w+)\]|((?:\\.|[^\\=\n\[])(?:\\.|[^\\=\n])*)=((?:\\.|[^\\\n])*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LONGEST: Final = 60
"""Characters of a name; a longer one is none."""
_MAKES = ("com.apple.quicktime.make", "make", "com.android.manufacturer", "com.apple.proapps.manufacturer")
_MODELS = ("com.apple.quicktime.model", "model", "com.android.model")
_ARRI = "com.arri.camera.cameramodel"
_LENS = re.compile(r"com\.[\w.-]+\.camera\.(?:lens_model|lens_?type)", re.IGNORECASE)
"""`com.apple.quicktime…`, `com.arri…`, `com.blackmagic-design…`, `com.zcam…`: one word, four makers."""

_EXIF_MAKE, _EXIF_MODEL, _EXIF_IFD, _EXIF_LENS = 0x010F, 0x0110, 0x8769, 0xA434


@unchanging
class Gear:
    """What it was shot with; empty where the file does not say."""

    camera: str = ""
    lens: str = ""


@unchanging
class Tags:
    """The tags of a file and of its streams, by their names in small letters."""

    file: Mapping[str, str]
    streams: tuple[Mapping[str, str], ...]
    """In the order of the file."""

    def language(self, stream: int) -> str:
        """ISO 639 code of a stream as it is tagged; empty for none."""
        return self.streams[stream].get("language", "") if stream < len(self.streams) else ""


def read_tags(text: str) -> Tags:
    """The tags in an `ffmetadata` file of ffmpeg."""
    sections: list[tuple[str, dict[str, str]]] = [("", {})]
    for section, key, value in _LINE.findall(text):
        if section:
            sections.append((section, {}))
        else:
            sections[-1][1].setdefault(_ESCAPED.sub(r"\1", key).lower(), _ESCAPED.sub(r"\1", value))
    streams = tuple(MappingProxyType(found) for name, found in sections if name == "STREAM")
    return Tags(MappingProxyType(sections[0][1]), streams)


def gear_of(tags: Tags) -> Gear:
    """Camera and lens of a video."""
    everywhere = (tags.file, *tags.streams)
    if model := _first(everywhere, (_ARRI,)):
        camera = _camera("ARRI", model)
    else:
        camera = _camera(_first(everywhere, _MAKES), _first(everywhere, _MODELS))
    lenses = (name for found in everywhere for key in found if _LENS.fullmatch(key) and (name := _name(found[key])))
    return Gear(camera, _lens(next(lenses, ""), camera))


def gear_of_picture(file: BinaryIO, name: str) -> Gear:
    """Camera and lens that the EXIF of a still names, which is known to be sound; `name` is its sniffed format."""
    file.seek(0)
    with Image.open(file, formats=(name,)) as image:
        exif = image.getexif()
        camera = _camera(_name(exif.get(_EXIF_MAKE)), _name(exif.get(_EXIF_MODEL)))
        return Gear(camera, _lens(_name(exif.get_ifd(_EXIF_IFD).get(_EXIF_LENS)), camera))


def _first(everywhere: Iterable[Mapping[str, str]], keys: Iterable[str]) -> str:
    return next((name for found in everywhere for key in keys if (name := _name(found.get(key)))), "")


def _camera(make: str, model: str) -> str:
    """`Canon` and `Canon EOS R5` make `Canon EOS R5`; `Sony` and `F65` make `Sony F65`."""
    first = make.partition(" ")[0].casefold()
    return model if model and model.casefold().startswith(first) else f"{make} {model}".strip()


def _lens(lens: str, camera: str) -> str:
    """The lens without the phone that it is part of: `back camera 6.86mm f/1.78`."""
    for length in range(len(camera.split()), 0, -1):
        phone = " ".join(camera.split()[-length:]) + " "
        if lens.casefold().startswith(phone.casefold()) and length > 1:
            return lens[len(phone) :]
    return lens


def _name(value: object) -> str:
    """A name as it can be shown: one short line of text; empty for anything else."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", value).split()) if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST else ""
