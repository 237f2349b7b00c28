"""Sends a file, or a part of it, from a descriptor: what takes its name meanwhile does not matter."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_BLOCK: Final = 256 << 10
_LOOK: Final = 0.05
"""Seconds between two looks at a file that grows."""
_ONE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class CutShortError(Exception):
    """A file ended before all of it was there; the connection is broken, so that a browser notices."""


def whole_or_part(request: Request, file: BinaryIO, media_type: str, tag: str) -> Response:
    """Answers with `file`, from its start, or with the one part that was asked for; closes it.

    `tag` names the bytes. More than one part, and parts that make no sense, are answered with the whole, as the
    standard allows (RFC 9110, 14.2).
    """
    size = os.fstat(file.fileno()).st_size
    headers = {"accept-ranges": "bytes", "etag": f'"{tag}"', "content-type": media_type}
    status, part = _part(request, size, tag)
    if status == 206:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if status == 416:
        headers["content-range"] = f"bytes */{size}"
    if status in {304, 416} or request.method == "HEAD":
        file.close()
        known = {} if status == 304 else {"content-length": str(len(part))}
        return Response(status_code=status, headers=headers | known)
    headers["content-length"] = str(len(part))
    return StreamingResponse(_blocks(file, part.start, part.stop), status, headers)


def as_it_grows(file: BinaryIO, media_type: str, first: bytes, over: Callable[[], bool]) -> Response:
    """Answers with `first`, then with what is in `file`, then with all that comes into it until that is `over`."""
    headers = {"cache-control": "no-store", "accept-ranges": "none", "content-type": media_type}
    return StreamingResponse(_growth(file, first, over), headers=headers)


def opened(path: Path) -> BinaryIO | None:
    """The file, or None when it is not there."""
    try:
        return path.open("rb")
    except OSError:
        return None


def _part(request: Request, size: int, tag: str) -> tuple[int, range]:
    """The status of an answer, and the bytes that it gives."""
    if any(
        each.strip().removeprefix("W/") == f'"{tag}"' for each in request.headers.get("if-none-match", "").split(",")
    ):
        return 304, range(0)
    found = _ONE.fullmatch(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", f'"{tag}"') != f'"{tag}"':
        return 200, range(size)
    first, last = found[1], found[2]
    if not (first or last) or (first and last and int(last) < int(first)):
        return 200, range(size)
    part = (
        range(int(first), min(int(last) + 1, size) if last else size)
        if first
        else range(max(size - int(last), 0), size)
    )
    return (206, part) if part else (416, range(0))


async def _blocks(file: BinaryIO, first: int, end: int) -> AsyncIterator[bytes]:
    with file:
        await to_thread.run_sync(file.seek, first)
        while first < end:
            block = await to_thread.run_sync(file.read, min(_BLOCK, end - first))
            if not block:
                raise CutShortError("the file became shorter while it was sent")
            first += len(block)
            yield block


async def _growth(file: BinaryIO, first: bytes, over: Callable[[], bool]) -> AsyncIterator[bytes]:
    with file:
        yield first
        while True:
            last = over()  # before the look: what was written until then is there now
            block = await to_thread.run_sync(file.read, _BLOCK)
            if block:
                yield block
            elif last:
                return
            else:
                await asyncio.sleep(_LOOK)
