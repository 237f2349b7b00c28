"""A palette: the colours of a source, from small frames all over its length."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import ClassVar, Final

from PIL import Image

from btspress.engine.job import Input, Output, RecipeError, Tools
from btspress.media.develop import developed
from btspress.media.graph import arguments, output
from btspress.recipes.aids import NONE
from btspress.recipes.excerpt import Excerpt, opened, part
from btspress.recipes.seen import pictures
from btspress.unchanging import unchanging

PALETTE: Final = "palette.rgb"
"""The one output: frames of red, green and blue bytes, one after the other."""

SMALL: Final = (48, 27)
"""Width and height of each frame; their shape does not matter."""


@unchanging
class Palette:
    """Some frames, evenly spread and small."""

    name: ClassVar[str] = "palette"
    version: ClassVar[int] = 1

    piece: Excerpt | None
    """The whole source, as it would be shown without a look; None for a picture that does not move."""
    count: int

    def outputs(self) -> tuple[Output, ...]:
        """`palette.rgb`, for other jobs."""
        return (Output(PALETTE, "application/octet-stream", inner=True),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Decode one frame after the other: many decoders at once would fill the memory."""
        if self.piece is None:
            whole = developed(inputs[0].open, inputs[0].container, tools, 1).convert("RGB")
            (into / PALETTE).write_bytes(whole.resize(SMALL, Image.Resampling.BOX).tobytes())
            return
        found = []
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder:
            for number in self.frames:
                path = Path(folder) / f"{number}.rgb"
                piece = part(self.piece, inputs[0].container, number)
                with inputs[0].open() as file:
                    tools.ffmpeg(self.arguments(inputs[0].container, path, piece), (file,), seconds=0)
                found.append(path.read_bytes() if path.exists() else b"")
        if not any(found):
            raise RecipeError("there is no frame whose colours could be looked at")
        (into / PALETTE).write_bytes(b"".join(found))

    @property
    def frames(self) -> tuple[int, ...]:
        """Numbers of the frames that are looked at, each in the middle of its share of the whole."""
        if self.piece is None:
            return ()
        apart = [(2 * place + 1) * self.piece.frames // (2 * self.count) for place in range(self.count)]
        return tuple(dict.fromkeys(apart))

    def arguments(self, container: str, path: Path, piece: Excerpt) -> list[str]:
        """The call of ffmpeg that writes the one frame of `piece`."""
        shown = pictures(opened(0, container, piece), piece, *SMALL, aids=NONE, rgb=True)
        return arguments(output(path, shown, f="rawvideo", pix_fmt="rgb24", **{"frames:v": 1}))
