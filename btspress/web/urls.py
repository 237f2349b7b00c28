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
    path, rest = _cut(address) if "#" in address or "?" in address else (address, "")
    folder, _, name = path.rpartition("/")
    plain = _way(folder, page) + name
    # A colon in the first part would read as a scheme; nothing at all as the page itself.
    if not plain or (":" in plain and ":" in plain.partition("/")[0]):
        plain = f"./{plain}"
    return (plain if _PLAIN.fullmatch(plain) else quote(plain, safe=_KEPT)) + rest


@lru_cache(maxsize=256)
def _way(folder: str, page: str) -> str:
    """From the folder of a page to another one, with a slash behind it; empty when they are the same."""
    there = [name for name in posixpath.normpath(folder or "/").split("/") if name]
    here = page.split("/")[:-1]
    while there and here and there[0] == here[0]:
        del there[0], here[0]
    return "../" * len(here) + "".join([f"{name}/" for name in there])


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
