"""Playlists of a streamed clip (HLS, RFC 8216): one a track, and the master that a player is given."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Final

from btspress.engine.job import Input, Output, Tools
from btspress.media import cmaf
from btspress.timecode import decimal
from btspress.unchanging import unchanging

PLAYLIST: Final = "application/vnd.apple.mpegurl"
"""Media type of a playlist."""
_SOUND: Final = "sound"


@unchanging
class TrackPlaylist:
    """Where each fragment of one track lies, read from the track itself."""

    name: ClassVar[str] = "track-playlist"
    version: ClassVar[int] = 1

    file: str
    """Published name of the track; it lies in the same folder."""

    def outputs(self) -> tuple[Output, ...]:
        """`track.m3u8`."""
        return (Output("track.m3u8", PLAYLIST),)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Write the text."""
        with inputs[0].open() as file:
            told = cmaf.read(file)
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{_target(told)}",
            "#EXT-X-MEDIA-SEQUENCE:0",
            "#EXT-X-PLAYLIST-TYPE:VOD",
            "#EXT-X-INDEPENDENT-SEGMENTS",
            f'#EXT-X-MAP:URI="{self.file}",BYTERANGE="{told.head}@0"',
        ]
        for each in told.fragments:
            length = f"#EXTINF:{decimal(each.duration)},"
            lines += [length, f"#EXT-X-BYTERANGE:{each.size}@{each.offset}", self.file]
        _write(into / "track.m3u8", [*lines, "#EXT-X-ENDLIST"])


@unchanging
class Variant:
    """One rung of a stream."""

    playlist: str
    """Published name."""
    codecs: str
    """Of pictures and sound together."""
    width: int
    height: int

    @property
    def family(self) -> str:
        """Codec of the pictures, whatever its profile: `avc1`, `av01`."""
        return self.codecs.partition(".")[0]


@unchanging
class MasterPlaylist:
    """All rungs and the sound they share; its inputs are their tracks, the sound last.

    Two of them: one that any player may be given, with the codec of the first variant alone, and one with
    all codecs. Chromium's own HLS changes from one codec to another in the middle of a clip, and stops.
    """

    name: ClassVar[str] = "master-playlist"
    version: ClassVar[int] = 1

    variants: tuple[Variant, ...]
    rate: Fraction
    """Frames a second."""
    sound: str = ""
    """Published name of the playlist of the sound; empty for none."""

    @property
    def plain(self) -> tuple[Variant, ...]:
        """The variants in the codec of the first."""
        return tuple(each for each in self.variants if each.family == self.variants[0].family)

    def outputs(self) -> tuple[Output, ...]:
        """`stream.m3u8`, and `mixed.m3u8` where there is more than one codec."""
        names = ("stream.m3u8",) if self.plain == self.variants else ("stream.m3u8", "mixed.m3u8")
        return tuple(Output(name, PLAYLIST, self.plain[-1].width, self.plain[-1].height) for name in names)

    def make(self, inputs: tuple[Input, ...], into: Path, tools: Tools) -> None:
        """Write the texts, with bit rates as they came out."""
        told = []
        for given in inputs:
            with given.open() as file:
                told.append(cmaf.read(file))
        heard = told.pop() if self.sound else None
        lines = {each: self._lines(each, track, heard) for each, track in zip(self.variants, told, strict=True)}
        for made, variants in zip(self.outputs(), (self.plain, self.variants), strict=False):
            _write(into / made.name, [*self._start(), *(line for each in variants for line in lines[each])])

    def _start(self) -> list[str]:
        start = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
        if self.sound:
            group = f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{_SOUND}",NAME="{_SOUND}",DEFAULT=YES,AUTOSELECT=YES'
            start.append(f'{group},CHANNELS="2",URI="{self.sound}"')
        return start

    def _lines(self, variant: Variant, track: cmaf.Fragmented, heard: cmaf.Fragmented | None) -> list[str]:
        """What is said of a variant, and its address."""
        tracks = [track, heard] if heard else [track]
        pairs = [
            f"BANDWIDTH={sum(map(_peak, tracks))}",
            f"AVERAGE-BANDWIDTH={sum(map(_average, tracks))}",
            f'CODECS="{variant.codecs.replace(", ", ",")}"',
            f"RESOLUTION={variant.width}x{variant.height}",
            f"FRAME-RATE={float(self.rate):.3f}",
            "VIDEO-RANGE=SDR",
            *([f'AUDIO="{_SOUND}"'] if heard else []),
        ]
        return [f"#EXT-X-STREAM-INF:{','.join(pairs)}", variant.playlist]


def _target(track: cmaf.Fragmented) -> int:
    """Whole seconds that the longest fragment rounds to: the same for pictures and sound of a clip."""
    return max(math.floor(max(each.duration for each in track.fragments) + Fraction(1, 2)), 1)


def _peak(track: cmaf.Fragmented) -> int:
    """Bits a second of the heaviest run of fragments between half and one and a half of the target duration."""
    target = _target(track)
    heaviest = Fraction(0)
    for first in range(len(track.fragments)):
        size, seconds = 0, Fraction(0)
        for each in track.fragments[first:]:
            size, seconds = size + each.size, seconds + each.duration
            if seconds > target * Fraction(3, 2):
                break
            if seconds >= Fraction(target, 2):
                heaviest = max(heaviest, size * 8 / seconds)
    return math.ceil(heaviest) or _average(track)


def _average(track: cmaf.Fragmented) -> int:
    return math.ceil(sum(each.size for each in track.fragments) * 8 / track.duration)


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
