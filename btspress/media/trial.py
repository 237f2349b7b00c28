"""A small piece of work of every kind. Where it comes to other bytes, so may everything that is made."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image

from btspress.digest import Digest, digest
from btspress.engine.job import RecipeError, Tools

_PICTURES: Final = ("-f", "lavfi", "-i", "testsrc2=size=192x108:rate=12:duration=1", "-vf", "scale=128:72", "-an")
_SOUND: Final = ("-f", "lavfi", "-i", "sine=440:duration=0.5", "-vn")
_KINDS: Final = (
    ("libx264", (*_PICTURES, "-c:v", "libx264", "-threads", "1")),
    ("libsvtav1", (*_PICTURES, "-c:v", "libsvtav1", "-preset", "10", "-svtav1-params", "lp=1")),
    ("aac", (*_SOUND, "-c:a", "aac")),
)
_STILLS: Final = ("JPEG", "WEBP", "AVIF")


def trial(tools: Tools) -> Digest:
    """What the small pieces come to; what these tools cannot make counts, too."""
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder:
        return digest(tuple(_films(Path(folder), tools)), tuple(_stills()))


def _films(folder: Path, tools: Tools) -> Iterator[bytes]:
    for encoder, arguments in _KINDS:
        file = folder / f"{encoder}.mp4"
        if not tools.has(encoder):
            yield b""
            continue
        try:
            tools.ffmpeg([*arguments, "-bitexact", f"file:{file}"], (), seconds=1)
        except RecipeError as error:
            yield str(error).encode()
        else:
            yield file.read_bytes()


def _stills() -> Iterator[bytes]:
    picture = Image.linear_gradient("L").resize((96, 54), Image.Resampling.LANCZOS).convert("RGB")
    for kind in _STILLS:
        made = io.BytesIO()
        try:
            picture.save(made, kind)
        except (KeyError, OSError, ValueError) as error:
            yield str(error).encode()
        else:
            yield made.getvalue()
