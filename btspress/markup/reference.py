"""A media address as written: `media/b.mov#t=10,24&xywh=0,0,640,360` → path and selection.

W3C Media Fragments 1.0 with `tc=` (embedded timecode), `f=` (frame numbers) and `still` added. Only
the form is judged here: whether the file exists, and whether the time lies in it, others know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from urllib.parse import unquote

from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.timecode import Smpte, clock, parse_clock, parse_smpte
from btspress.written import Attributes, Reference, Region, Selection, Table, Time

MEDIA_SUFFIXES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys("mp4 mov m4v mkv webm mxf avi mpg mpeg ts mts m2ts vob dv wmv flv 3gp ogv".split(), "video")
    | dict.fromkeys("m4a mp3 wav flac ogg opus aac aif aiff".split(), "sound")
    | dict.fromkeys("jpg jpeg png webp avif gif tif tiff heic exr".split(), "picture")
)
"""What a file is, by the end of its name: `video`, `sound` or `picture`."""

_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]{1,31}:|//)", re.IGNORECASE | re.ASCII)
_IN_NAME = re.compile(rf"([^#]*\.(?:{'|'.join(MEDIA_SUFFIXES)}))(?=#|$)", re.IGNORECASE)
_LONG_SMPTE = re.compile(r"smpte(?:-\d{2})?(-drop)?:", re.ASCII)
_SHORT_SMPTE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[:;](\d{2,3}))?", re.ASCII)
_FRAME = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_TIMES = frozenset({"t", "tc", "f", "id"})
_KEYS = ("t", "tc", "f", "id", "xywh", "track", "still")


def medium(path: str) -> str:
    """`video`, `sound`, `picture`, or empty when the name does not say."""
    return MEDIA_SUFFIXES.get(path.rpartition(".")[2].lower(), "") if "." in path else ""


def is_cue(address: str) -> bool:
    """Whether a link's address leads into a media file of the site."""
    path = unquote(address.partition("#")[0])
    return not _SCHEME.match(address) and bool(medium(path))


def parse_reference(address: str, span: Span) -> tuple[Reference, tuple[Diagnostic, ...]]:
    """What an address means, and what is wrong with its form.

    `span` is where the address stands; if it is as long as the address, the parts get places of their
    own. The reference has neither words nor attributes.
    """
    scan = _Scan(address, span, [])
    path, sign, fragment = address.partition("#")
    at = len(path) + 1
    named = _IN_NAME.match(fragment) if sign else None
    if named:
        words = f"'#{_short(named[1])}' in the file name reads as a fragment"
        scan.complain("E209", len(path), len(path) + 1, words, f"write %23{_short(named[1])}")
        path, at = f"{path}%23{named[1]}", at + named.end() + 1
        sign, _, fragment = fragment[named.end() :].partition("#")[1:] + ("",) if False else _rest(fragment, named)
    selection = scan.selection(fragment, at) if sign else Selection()
    empty = Attributes(Table((), span))
    shown = path if _SCHEME.match(path) else unquote(path)
    path_span = scan.spot(0, max(at - 1, 1) if sign else len(address))
    return Reference(shown, "", "", selection, empty, span, path_span), tuple(scan.problems)
