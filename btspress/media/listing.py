"""All packets of a file, and its tags, from one run that reads it to its end and so finds a cut copy."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from btspress.engine.job import RecipeError, Tools
from btspress.media.graph import arguments, output, source
from btspress.media.packets import Stream, read
from btspress.media.tags import Tags, read_tags
from btspress.unchanging import unchanging

_ALL: Final = "0"
_PICTURES: Final = "0:V"
_ROUTE = re.compile(r"Stream #0:(\d+) -> #0:(\d+)")


@unchanging
class Listing:
    """What is in a file."""

    streams: tuple[Stream, ...]
    """In the order of the file, with all their packets."""
    tags: Tags
    said: str
    """How ffmpeg describes the file."""
    lost: str = ""
    """Why all but the pictures is given up; empty where nothing is."""


def listed(open_file: Callable[[], BinaryIO], container: str, tools: Tools) -> Listing:
    """The streams of a file; of one whose sound cannot be read, the pictures alone.

    Raises `RecipeError` for a file that is damaged or cut off.
    """
    try:
        return _listed(open_file, container, tools, _ALL)
    except RecipeError as why:
        if "sound" not in str(why):
            raise
        found = _listed(open_file, container, tools, _PICTURES)
        return replace(found, lost=str(why))


def _listed(open_file: Callable[[], BinaryIO], container: str, tools: Tools, chosen: str) -> Listing:
    with tempfile.TemporaryDirectory(prefix="btspress-") as folder, open_file() as file:
        packets, tags = Path(folder, "packets"), Path(folder, "tags")
        everything = source(0, container)
        copied = {"map": chosen, "c": "copy", "copy_unknown": None}
        command = arguments(
            output(packets, everything, f="framecrc", copyts=None, copyinkf=None, **copied),
            output(tags, everything, f="ffmetadata", **copied),
        )
        said = tools.ffmpeg(command, (file,), seconds=0)
        with packets.open(encoding="utf-8", errors="replace") as lines:
            streams = read(lines)
        text = tags.read_text(encoding="utf-8", errors="replace")
    places = {int(written): int(own) for own, written in _ROUTE.findall(said)} if chosen != _ALL else {}
    renumbered = tuple(replace(stream, index=places.get(stream.index, stream.index)) for stream in streams)
    return Listing(renumbered, read_tags(text), said)
