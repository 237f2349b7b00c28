"""For tests, ours and those of extension writers: a site told from texts alone, and a stand-in for ffmpeg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

from btspress.diagnostics import Diagnostic
from btspress.digest import digest_bytes
from btspress.facts import Audio, Facts, Medium, Video
from btspress.linting import linted
from btspress.model import Site
from btspress.session import levelled
from btspress.stages.parse import parse
from btspress.stages.resolve import Material, resolve
from btspress.story.layout import lay_out, tracks_of
from btspress.story.looks import ReadLook, fault_of, named_looks
from btspress.story.named import named_media
from btspress.story.rights import Audience, Gate
from btspress.story.shelves import Probed, tables_of
from btspress.story.timed import TimedText, is_read, timed_text
from btspress.timecode import Rate
from btspress.tree import Tree

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The instant at which told sites are judged."""


@dataclass(slots=True)
class FakeTools:
    """Tools that record the calls of ffmpeg and write empty files where it would have written."""

    stop: Event = field(default_factory=Event)
    calls: list[list[str]] = field(default_factory=list)
    says: str = ""
    """What each run tells."""
    notes: dict[str, Any] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    able: frozenset[str] = frozenset()
    """Filters and encoders that it claims to have."""

    def has(self, name: str) -> bool:
        """Whether it claims to have a filter or an encoder of that name."""
        return name in self.able

    def expect(self, seconds: float) -> None:
        """Progress is nobody's concern here."""

    @property
    def runs(self) -> int:
        """How often ffmpeg was called."""
        return len(self.calls)

    def ffmpeg(self, arguments: list[str], inputs: tuple[BinaryIO, ...], *, seconds: float) -> str:
        """Note the call; no process is started."""
        self.calls.append(arguments)
        for argument in arguments:
            if argument.startswith("file:"):
                Path(argument.removeprefix("file:")).touch()
        return self.says


def video(
    seconds: int | Fraction = 60,
    size: tuple[int, int] = (1920, 1080),
    fps: Fraction = Fraction(24),
    *,
    sound: bool = True,
) -> Facts:
    """Facts of a plain video of that length."""
    rate = Rate(Fraction(fps))
    stream = Video(0, "h264", *size, Fraction(1), 0, rate, int(seconds * rate.fps), False, False, "yuv420p")
    heard = Audio(1, "aac", 48000, 2) if sound else None
    return Facts(Medium.VIDEO, "mov", Fraction(seconds), *size, stream, heard)


def picture(wide: int = 1920, high: int = 1080) -> Facts:
    """Facts of a still."""
    return Facts(Medium.PICTURE, "JPEG", Fraction(0), wide, high)


def sound(seconds: int = 10) -> Facts:
    """Facts of a recording without picture."""
    return Facts(Medium.SOUND, "mov", Fraction(seconds), audio=Audio(0, "aac", 48000, 2))


def tell(
    files: Mapping[str, str | bytes],
    media: Mapping[str, Facts | str] | None = None,
    *,
    audience: Audience = Audience.PUBLIC,
    release: bool = False,
    as_of: datetime = NOON,
) -> Site:
    """The site that `files` tell. `media` gives the facts of each media file, or why it cannot be read."""
    return resolve(material_of(files, media), Gate(as_of, audience, release))


def lint(files: Mapping[str, str | bytes], media: Mapping[str, Facts | str] | None = None) -> tuple[Diagnostic, ...]:
    """What the story lint asks of the site that `files` tell, at the levels that they set."""
    material = material_of(files, media)
    site = resolve(material, Gate(NOON, Audience.PREVIEW))
    return levelled(linted(site, material).found, site)


def material_of(files: Mapping[str, str | bytes], media: Mapping[str, Facts | str] | None = None) -> Material:
    """What is read of `files` and of media files of which the facts are known."""
    known = dict(media or {})
    tree = Tree.of({**files, **dict.fromkeys(known, b"media")})
    layout = lay_out(tree)
    documents = {
        path: parse(path, tree.files[path].read(), definitions=path == "glossary.md") for path in layout.documents
    }
    probed: dict[str, Probed] = {}
    broken: dict[str, str] = {}
    timed: dict[str, TimedText] = {}
    for path in named_media(documents, tree):
        facts = known.get(path, "nobody said what it is")
        if isinstance(facts, str):
            broken[path] = facts
            continue
        probed[path] = Probed(digest_bytes(path.encode()), facts)
        for beside in filter(is_read, tracks_of(path, tree)):
            data = tree.files[beside.path].read()
            timed[beside.path], _ = timed_text(beside, digest_bytes(data), data)
    logs = {path: tree.files[path].read() for path in layout.logs}
    looks = {
        path: _look(tree.files[path].read()) for path in named_looks(tables_of(known, documents, logs, tree), tree)
    }
    return Material(
        tree,
        layout,
        documents,
        probed,
        broken,
        timed,
        logs,
        looks,
        {path: tree.files[path].read() for path in layout.lists},
    )


def _look(data: bytes) -> ReadLook:
    return ReadLook(digest_bytes(data), fault_of(data))
