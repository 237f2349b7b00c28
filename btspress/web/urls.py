"""Addresses as pages write them: relative to the page, so that a site can lie in any folder."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*", re.ASCII)
_KEPT = "/:@!$&'()*+;=~-._%?#"


def relative(address: str, page: str) -> str:
    """The site-absolute `address` seen from the file `page` (`films/x/index.html`).

    Fragments alone and web addresses stay as they are. A folder keeps its closing slash.
    """
    if not address.startswith("/") or address.startswith("//"):
        return address
    there = _tidy(address) if "//" in address or "/." in address else address[1:]
    while (folder := page[: page.find("/") + 1]) and there.startswith(folder):
        there, page = there[len(folder) :], page[len(folder) :]
    if folder:
        return "../" * page.count("/") + _quoted(there)
    # A colon in the first part would read as a scheme; nothing at all as the page itself.
    path = _cut(there)[0]
    return _quoted(there if path and ":" not in path.partition("/")[0] else f"./{there}")


def _tidy(address: str) -> str:
    """`/a//b/../c/` → `a/c/`."""
    path, rest = _cut(address)
    folder, _, name = path.rpartition("/")
    return f"{posixpath.normpath(folder or '/')}/{name}{rest}".lstrip("/")


@lru_cache(maxsize=1024)
def _quoted(address: str) -> str:
    """`address` as a page may write it: many pages lead to the same places."""
    path, rest = _cut(address)
    return (path if _PLAIN.fullmatch(path) else quote(path, safe=_KEPT)) + rest


def beneath(address: str, base_url: str) -> str:
    """The site-absolute `address` as a path from the host's root; for pages shown at any address."""
    if not address.startswith("/") or address.startswith("//"):
        return address
    return quote(urlsplit(base_url).path.rstrip("/") + address, safe=_KEPT)


def is_web(address: str) -> bool:
    """Whether `address` names a scheme or another host: `https://…`, `mailto:…`, `//host/…`."""
    return bool(_SCHEME.match(address)) or address.startswith("//")


def _cut(address: str) -> tuple[str, str]:
    """Path, and all from the first `?` or `#` on."""
    ends = [at for at in (address.find("?"), address.find("#")) if at >= 0]
    end = min(ends, default=len(address))
    return address[:end], address[end:]
