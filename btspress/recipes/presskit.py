"""A press kit: stills as large as they are, which say whose they are, and one archive with them and the facts."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from pathlib import Path
from typing import ClassVar, Final

from btspress.engine.job import Input, Output, Tools
from btspress.media.iptc import Captioning, segments, xmp
from btspress.recipes.picture import Still
from btspress.unchanging import unchanging

KIT: Final = "kit.zip"
"""The one output of a kit."""
PRESS: Final = "press.jpg"
"""The one output of a still for the press."""

_QUALITY = 95
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that an archive knows: equal files make equal archives."""


@unchanging
class PressStill:
    """A still in its full size, with its credit inside."""

    name: ClassVar[str] = "press-still"
    version: ClassVar[int] = 1

    still: Still
    words: Captioning

    def outputs(self) -> tuple[Output, ...]:
        """`press.jpg`."""
        return (Output(PRESS, "image/jpeg", self.still.width, self.still.height),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Decode the picture as pages show it, and write it once."""
        with tempfile.TemporaryDirectory(prefix="frames-", dir=into) as folder:
            image = self.still.decoded(inputs, Path(folder), tools).convert("RGB")
        told = {"extra": segments(self.words), "xmp": xmp(self.words)}
        image.save(into / PRESS, "JPEG", quality=_QUALITY, subsampling=0, optimize=True, **told)


@unchanging
class PressKit:
    """An archive of stills and texts. Nothing is packed: pictures are packed already, and zlib differs by version."""

    name: ClassVar[str] = "press-kit"
    version: ClassVar[int] = 1

    folder: str
    """Everything lies in it when it is opened: `tears-of-steel`."""
    names: tuple[str, ...]
    """Of the inputs, in their order."""
    texts: tuple[tuple[str, str], ...]
    """Further files: (name, text)."""

    def outputs(self) -> tuple[Output, ...]:
        """`kit.zip`."""
        return (Output(KIT, "application/zip"),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Put everything into one archive, with a list of digests that `sha256sum -c` reads."""
        files = {name: text.encode() for name, text in self.texts}
        for name, given in zip(self.names, inputs, strict=True):
            with given.open() as file:
                files[name] = file.read()
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
        with zipfile.ZipFile(into / KIT, "x", zipfile.ZIP_STORED) as archive:
            for name, data in (*sorted(files.items()), ("SHA256SUMS.txt", sums.encode())):
                entry = zipfile.ZipInfo(f"{self.folder}/{name}", _DAY)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, data)
