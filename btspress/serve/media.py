"""Answers for media that may not be made yet: a picture is waited for, a clip is played while it is made."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import Future
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final
from urllib.parse import unquote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from btspress.media.mp4 import BoxError, stretched
from btspress.previewing import Later, Made, Master, Screening
from btspress.serve.sending import as_it_grows, opened, whole_or_part

START: Final = "/media/"
"""Of all addresses of media."""

_PATIENCE: Final = 4.0
"""Seconds that somebody waits for a picture: a browser waits for no more than six things at a time."""
_BEGINNING: Final = 10.0
"""Seconds that somebody waits for the first part of a clip."""
_LOOK: Final = 0.05
_HEAD: Final = 1 << 16
"""Bytes in which the head of a clip in fragments must lie."""
_LARGEST: Final = 64 << 10
"""Bytes of a list of what is on screen."""
_ADDRESS: Final = re.compile(rb"/media/[^\s\"'<>,?#&)]+")
_NOT_YET: Final = b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"/>'
_STORED: Final = MappingProxyType({"cache-control": "no-store"})


async def answer(screening: Screening, request: Request) -> Response | None:
    """The media file at the address of `request`; None when the pages show none there."""
    address = request.url.path
    found = await to_thread.run_sync(screening.find, address)
    if isinstance(found, Later) and request.method != "HEAD":
        response = await _in_time(screening, found)
        if response:
            return response
        screening.owe(address)
        found = await to_thread.run_sync(screening.find, address)
    if found is None:
        return None
    file = None if isinstance(found, Later) else await to_thread.run_sync(_file, found)
    if file is None or isinstance(found, Later):
        return _not_yet(found.media_type)
    return whole_or_part(request, file, found.media_type, found.digest)


def shown_on(page: bytes) -> list[str]:
    """The addresses of media that a page shows, in its order."""
    return list(dict.fromkeys(unquote(each.decode("ascii", "replace")) for each in _ADDRESS.findall(page)))


async def seen(screening: Screening, token: str, request: Request) -> Response:
    """A page tells what is on screen."""
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _LARGEST:
            return Response("too much\n", 413)
    try:
        told = json.loads(body)
        urls = [each for each in told["urls"] if isinstance(each, str)]
        known = told["token"] == token
    except (ValueError, KeyError, TypeError):
        return Response("not understood\n", 400)
    if not known:
        return Response("not for you\n", 403)
    screening.seen(unquote(each) for each in urls)
    return Response(status_code=204)


async def _in_time(screening: Screening, later: Later) -> Response | None:
    """The clip as it grows; None when it should be looked for once more, as it was made or cannot be."""
    if later.media_type.startswith("text/css"):  # a page must not wait for its placeholders
        return Response(b"", media_type=later.media_type, headers=_STORED)
    over = screening.hurry(later)
    if later.seconds is not None:
        return await _growing(screening, later, later.seconds, over)
    await asyncio.wait([asyncio.wrap_future(over)], timeout=_PATIENCE)
    return None


async def _growing(screening: Screening, later: Later, seconds: Fraction, over: Future[bool]) -> Response | None:
    until = asyncio.get_running_loop().time() + _BEGINNING
    while not over.done() and asyncio.get_running_loop().time() < until:
        if found := screening.growing(later):
            path, over_now = found
            begun = await to_thread.run_sync(_begun, path, seconds)
            if begun:
                screening.owe(later.address)
                file, head = begun
                return as_it_grows(file, later.media_type, head, over_now)
        await asyncio.sleep(_LOOK)
    return None


def _begun(path: Path, seconds: Fraction) -> tuple[BinaryIO, bytes] | None:
    """The file that grows, and its head with the length that it will have; None while that is not written."""
    file = opened(path)
    if file is None:
        return None
    head = file.read(_HEAD)
    try:
        return file, stretched(head, seconds)
    except BoxError:
        file.close()
        return None


def _file(found: Made | Master) -> BinaryIO | None:
    """What is there, opened; None when it has just gone."""
    if isinstance(found, Made):
        return opened(found.path)
    try:
        return found.file.open()
    except OSError:
        return None


def _not_yet(media_type: str) -> Response:
    """Something that a browser can show in place of a picture, and tries again."""
    picture = media_type.startswith("image/")
    return Response(
        _NOT_YET if picture else b"",
        503,
        headers={**_STORED, "retry-after": "2"},
        media_type="image/svg+xml" if picture else "text/plain",
    )
