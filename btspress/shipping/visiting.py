"""Looks at a site where readers find it: whether its host sends what was built, and as browsers need it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit

from btspress.digest import digest_bytes
from btspress.engine.manifest import Entry, Manifest
from btspress.hosts import is_heavy, lasts, media_type
from btspress.unchanging import unchanging

_PATIENCE = 20
"""Seconds that a host has for an answer."""
_PAGES = 3
_PIECE = 1024
"""Bytes that are asked of the middle of a clip."""
_LONG = 30 * 86_400
_SHORT = 3600
"""Seconds that a fingerprinted file should be kept at least, and a page at most, before a browser asks again."""
_NOWHERE = "no-such-page-btspress-asks/"
_AGE = re.compile(r"\bmax-age\s*=\s*(\d+)")
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})
_SAME_TYPE: Final = (
    frozenset({"text/javascript", "application/javascript"}),
    frozenset({"application/xml", "text/xml"}),
    frozenset({"font/woff2", "application/font-woff2"}),
    frozenset({"application/zip", "application/x-zip-compressed"}),
)


@unchanging
class Fault:
    """Something that the host does wrong."""

    address: str
    what: str
    """For people: what readers have of it, and what is to be done."""


@unchanging
class Where:
    """Where readers find a site, and what its pages are to be sent with."""

    base: str
    """Web address."""
    media: str = ""
    """Of its pictures, clips and sounds, where that is another."""
    policy: str = ""
    """`Content-Security-Policy` of every page."""

    def of(self, path: str) -> str:
        """The web address of a published file."""
        root = self.media if self.media and is_heavy(path) else self.base
        shown = path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path
        return f"{root.rstrip('/')}/{quote(shown)}"

    @property
    def apart(self) -> bool:
        """Whether media has a host of its own."""
        return bool(self.media) and urlsplit(self.media)[:2] != urlsplit(self.base)[:2]


@unchanging
class Answer:
    """What a host sent; `status` is 0 where it did not answer, and `why` then says why."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    """By name in small letters."""
    why: str = ""


def visit(built: Manifest, where: Where) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """Addresses that were looked at, and what is wrong with them: some pages, a file of each kind, a clip in parts."""
    home = where.of("index.html")
    first = _ask(home, 1)
    if not first.status:
        return (home,), (Fault(home, _absent(first)),)
    paths = tuple(_sample(built))
    found = [fault for path in paths for fault in _whole(path, built.files[path], where)]
    clip = _largest(built, ("video/", "audio/"))
    if clip:
        found += _in_parts(clip, built.files[clip].size, where)
    nowhere = where.of(_NOWHERE)
    if _ask(nowhere, 1).status == 200:
        found.append(Fault(nowhere, "answers as if there were such a page (200); let it show 404.html with status 404"))
    looked = (*paths, *((clip,) if clip else ()), _NOWHERE)
    return tuple(map(where.of, looked)), tuple(found)


def _sample(built: Manifest) -> Iterator[str]:
    """The home page and some others, and the smallest file of each other kind."""
    pages = sorted((path for path in built.files if path.endswith("/index.html")), key=lambda path: (len(path), path))
    yield from ("index.html",) if "index.html" in built.files else ()
    yield from pages[: _PAGES - 1]
    kinds: dict[str, str] = {}
    for path in sorted(built.files, key=lambda path: (built.files[path].size, path)):
        if "." in path.rsplit("/", 1)[-1].lstrip(".") and not path.endswith(".html"):
            kinds.setdefault(media_type(path), path)
    skipped = ("video/", "audio/", "application/octet-stream")
    yield from (path for kind, path in sorted(kinds.items()) if not kind.startswith(skipped))


def _largest(built: Manifest, kinds: tuple[str, ...]) -> str:
    some = [path for path in built.files if media_type(path).startswith(kinds)]
    return max(some, key=lambda path: (built.files[path].size, path), default="")


def _whole(path: str, entry: Entry, where: Where) -> Iterator[Fault]:
    """What is wrong with a file that is asked for as a browser does."""
    address = where.of(path)
    answer = _ask(address, entry.size + 1, _origin(path, where))
    faults = [_absent(answer)] if answer.status != 200 else [*_sent(path, entry, answer), *_told(path, answer, where)]
    yield from (Fault(address, what) for what in faults)


def _absent(answer: Answer) -> str:
    if not answer.status:
        return f"cannot be reached: {answer.why}"
    if answer.status in range(300, 400):
        return f"leads on to {answer.headers.get('location', 'nowhere')} ({answer.status}); is base_url that address?"
    return f"is not there (status {answer.status}); deploy, or look where the site lies on its host"


def _sent(path: str, entry: Entry, answer: Answer) -> Iterator[str]:
    """Bytes and type."""
    if "content-encoding" in answer.headers:
        yield "is sent squeezed although plain bytes were asked for; let the host heed Accept-Encoding"
    elif digest_bytes(answer.body) != entry.digest:
        yield "has other bytes than were built: deploy again, empty the host's cache, or stop it changing files"
    wanted, got = media_type(path), answer.headers.get("content-type", "")
    one, other = wanted.partition(";")[0], got.partition(";")[0].strip().lower()
    if one != other and not any({one, other} <= same for same in _SAME_TYPE):
        yield f"is sent as '{got or 'nothing'}'; browsers need '{wanted}'"


def _told(path: str, answer: Answer, where: Where) -> Iterator[str]:
    """What the headers say besides."""
    held = answer.headers.get("cache-control", "").lower()
    age = _AGE.search(held)
    if lasts(path):
        if not age or int(age[1]) < _LONG or "no-store" in held:
            yield f"should be kept for a year, its name tells its bytes; Cache-Control is '{held or 'missing'}'"
    elif not held:
        yield "has no Cache-Control: browsers guess how long to keep it, and show old pages"
    elif age and int(age[1]) > _SHORT and not {"no-cache", "no-store"} & set(re.split(r"[\s,]+", held)):
        yield f"is kept for {int(age[1]):,} seconds: readers see old pages that long; Cache-Control is '{held}'"
    if path.endswith(".html"):
        said = answer.headers.get("content-security-policy", "")
        if not said:
            yield "comes without Content-Security-Policy: use the file of rules that the build wrote for your host"
        elif where.policy and said != where.policy:
            yield f"comes with another Content-Security-Policy than was built: '{said}'"
    if answer.headers.get("x-content-type-options", "").lower() != "nosniff":
        yield "comes without 'X-Content-Type-Options: nosniff'"
    if where.apart and is_heavy(path) and "access-control-allow-origin" not in answer.headers:
        yield "comes without Access-Control-Allow-Origin: long clips cannot be streamed from another host"


def _in_parts(path: str, size: int, where: Where) -> Iterator[Fault]:
    """What is wrong with how a clip is sent in parts: players ask so when a reader jumps."""
    address = where.of(path)
    first = size // 2
    last = min(first + _PIECE, size) - 1
    answer = _ask(address, last - first + 2, {"Range": f"bytes={first}-{last}", **_origin(path, where)})
    if answer.status == 200:
        yield Fault(address, "is always sent whole (no byte ranges): nobody can jump in it, and Safari plays nothing")
    elif answer.status != 206:
        yield Fault(address, _absent(answer))
    elif len(answer.body) != last - first + 1 or not _says(answer, first, last, size):
        got = answer.headers.get("content-range", "no Content-Range")
        yield Fault(address, f"sends other bytes than a player asks for: {got}, asked for {first}-{last}/{size}")
    else:
        yield from (Fault(address, what) for what in _told(path, answer, where))
        wanted, got = media_type(path), answer.headers.get("content-type", "")
        if got.partition(";")[0].strip().lower() != wanted:
            yield Fault(address, f"is sent as '{got or 'nothing'}'; browsers need '{wanted}'")


def _says(answer: Answer, first: int, last: int, size: int) -> bool:
    return answer.headers.get("content-range", "").replace(" ", "") in {
        f"bytes{first}-{last}/{size}",
        f"bytes{first}-{last}/*",
    }


def _origin(path: str, where: Where) -> Mapping[str, str]:
    """What a browser adds when a script asks another host."""
    base = urlsplit(where.base)
    return {"Origin": f"{base.scheme}://{base.netloc}"} if where.apart and is_heavy(path) else {}


def _ask(address: str, most: int, headers: Mapping[str, str] = _NO_HEADERS) -> Answer:
    """The answer to one question, with at most so many bytes of it; a place that leads on is not followed."""
    url = urlsplit(address)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    try:
        connection = kind(url.hostname or "", url.port, timeout=_PATIENCE)
        try:
            sent = {"User-Agent": "btspress", "Accept-Encoding": "identity", **headers}
            connection.request("GET", url.path or "/", headers=sent)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, answer.read(most), told)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, why=str(error) or type(error).__name__)
