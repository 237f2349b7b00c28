"""Looks through a finished site for anything that is withheld from its audience.

Every byte of every file is looked at, also of those inside archives: words and names, digests of withheld media,
what media files carry besides pictures, and pictures themselves, by how they look.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from btspress.beneath import open_beneath
from btspress.digest import Digest, digest_bytes
from btspress.engine.job import KEY_LENGTH
from btspress.engine.manifest import NAME, Manifest, read
from btspress.media.carried import carried
from btspress.session import Options
from btspress.trust.sightings import sightings
from btspress.trust.withheld import Phrase, Secrets, first_words, found_in, secrets_of, words_of
from btspress.unchanging import unchanging

_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")
_HEX = re.compile(r"[0-9a-f]{16,64}")
_READABLE = re.compile(rb"[\x20-\x7e\xc2-\xf4\x80-\xbf]{6,}")
_ENDS: Final = 4 << 20
"""Bytes at both ends of a large media file in which texts are looked for; between them is picture and sound."""
_UNPACKED: Final = 1 << 28
"""Bytes that an archive may hold."""
_SHOWN: Final = 24
"""Words of a passage that are told."""
_DEEPEST: Final = 3
"""Archives in archives."""


@unchanging
class Leak:
    """Something in a finished site that must not be there."""

    file: str
    """Of the output; `kit.zip!notes.txt` inside an archive."""
    what: str
    """A sentence: what stands there."""
    source: str = ""
    """The file of the site from which it comes, where one is known."""


@unchanging
class _Wanted:
    """Secrets, made ready for looking."""

    secrets: Secrets
    index: Mapping[str, tuple[Phrase, ...]]
    starts: Mapping[str, Digest]
    """Digests by the part of them that a file name may hold."""


def leaks(output: Path, site: Path, options: Options | None = None, *, frames: bool = True) -> tuple[Leak, ...]:
    """Everything in the folder `output` that the audience of `options` must not get, in the order of its files.

    `site` is the folder that it was built from. `frames` compares pictures too, which decodes all of them.
    """
    asked = options or Options()
    secrets = secrets_of(site, asked)
    found = [*scan(output, secrets)]
    if frames:
        for file, source, at in sightings(output, secrets, asked):
            found.append(Leak(file, f"its picture is that of {source}{f' at {float(at):.1f} s' if at else ''}", source))
    return tuple(dict.fromkeys(found))


def lines(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """What was found, for people: a line each, and one for all."""
    count = 0
    for row in rows:
        count += 1
        source = f"  [{row['source']}]" if row["source"] else ""
        yield f"{row['file']}: {row['what']}{source}"
    yield f"{count} found: this site must not be published." if count else "Nothing that is withheld was found."


def scan(output: Path, secrets: Secrets) -> Iterator[Leak]:
    """What is found by reading alone."""
    starts = {digest[:KEY_LENGTH]: digest for digest in secrets.digests}
    wanted = _Wanted(secrets, first_words(secrets.phrases), starts)
    paths = sorted(path for path in output.rglob("*") if path.is_symlink() or not path.is_dir())
    manifest = _manifest(output)
    for path in paths:
        name = path.relative_to(output).as_posix()
        yield from _named(name, wanted)
        try:
            with open_beneath(output, name) as file:
                data = file.read()
        except OSError as error:
            yield Leak(name, f"it cannot be read: {error.strerror}")
            continue
        yield from _astray(name, data, manifest)
        yield from _looked(name, data, wanted, 0)
    for name in sorted(set(manifest.files) - {path.relative_to(output).as_posix() for path in paths}):
        yield Leak(name, "the list of files names it, and it is not there")


def _manifest(output: Path) -> Manifest:
    try:
        return read((output / NAME).read_bytes()) or Manifest()
    except OSError:
        return Manifest()


def _astray(name: str, data: bytes, manifest: Manifest) -> Iterator[Leak]:
    """A file that no build of ours wrote, or that was changed since."""
    entry = manifest.files.get(name)
    if name != NAME and entry is None:
        yield Leak(name, "no build of btspress wrote it")
    elif entry and entry.digest != digest_bytes(data):
        yield Leak(name, "it was changed after the build")


def _named(name: str, wanted: _Wanted) -> Iterator[Leak]:
    words = words_of(name)
    for _, phrase in found_in(words, wanted.index):
        yield Leak(name, f"its name says '{' '.join(phrase)}'", wanted.secrets.phrases[phrase])
    yield from _digests(name, name, wanted)


def _looked(name: str, data: bytes, wanted: _Wanted, depth: int) -> Iterator[Leak]:
    """What the bytes of one file tell."""
    digest = digest_bytes(data)
    if digest in wanted.secrets.digests:
        source = wanted.secrets.digests[digest]
        yield Leak(name, f"it is {source}, byte for byte", source)
    if data.startswith((b"PK\3\4", b"\x1f\x8b")) and depth < _DEEPEST:
        for inner, content in _unpacked(data):
            yield from _looked(f"{name}!{inner}", content, wanted, depth + 1)
        return
    yield from (Leak(name, f"it carries {tag}") for tag in carried(data))
    for text in _texts(data):
        yield from _told(name, text, wanted)


def _told(name: str, text: str, wanted: _Wanted) -> Iterator[Leak]:
    words = words_of(text)
    for start, end, source in _passages(words, wanted):
        shown = " ".join(words[start : min(end, start + _SHOWN)])
        yield Leak(name, f"it says '{shown}{' …' if end - start > _SHOWN else ''}'", source)
    yield from (Leak(name, f"it names '{place}'") for place in wanted.secrets.places if place in text)
    yield from _digests(name, text, wanted)


def _passages(words: Phrase, wanted: _Wanted) -> Iterator[tuple[int, int, str]]:
    """Begin, end and source of each secret passage; phrases that overlap are one."""
    last: tuple[int, int, str] | None = None
    for at, phrase in found_in(words, wanted.index):
        source = wanted.secrets.phrases[phrase]
        if last and at <= last[1] and source == last[2]:
            last = (last[0], max(last[1], at + len(phrase)), source)
            continue
        if last:
            yield last
        last = (at, at + len(phrase), source)
    if last:
        yield last


def _digests(name: str, text: str, wanted: _Wanted) -> Iterator[Leak]:
    for found in _HEX.findall(text) if wanted.starts else ():
        digest = wanted.starts.get(found[:KEY_LENGTH])
        if digest:
            source = wanted.secrets.digests[digest]
            yield Leak(name, f"it holds the digest of {source}", source)


def _texts(data: bytes) -> Iterator[str]:
    """All ways to read the bytes: as they are, without tags, without escapes."""
    if b"\0" in data[:4096]:
        whole = data if len(data) <= 2 * _ENDS else data[:_ENDS] + data[-_ENDS:]
        yield "\n".join(run.decode("utf-8", "replace") for run in _READABLE.findall(whole))
        return
    plain = data.decode("utf-8", "replace")
    ways = dict.fromkeys(
        (
            plain,
            unescape(_TAG.sub(" ", plain)),
            unescape(_TAG.sub("", plain)),
            _ESCAPE.sub(lambda found: chr(int(found[1] or "20", 16)), unescape(plain)),
            unquote(plain),
        )
    )
    yield from ways


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Files of an archive by name; of one that cannot be read, or that is a bomb, what is wrong with it."""
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(io.BytesIO(data)) as file:
                yield "", file.read(_UNPACKED)
        except (OSError, EOFError, zlib.error):
            yield "", data[2:]
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = _UNPACKED
            for info in archive.infolist():
                with archive.open(info) as file:
                    content = file.read(left)
                left -= len(content)
                yield (
                    info.filename,
                    info.filename.encode() + b"\n" + content if b"\0" not in content[:4096] else content,
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        yield "", data[4:]
