"""What a web host has to know of a published file: its type, how long it lasts, whether it is heavy."""

from __future__ import annotations

from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

FOREVER: Final = "public, max-age=31536000, immutable"
"""`Cache-Control` of a file whose name holds the fingerprint of its bytes: a year, without ever asking again."""

ASK: Final = "public, max-age=0, must-revalidate"
"""`Cache-Control` of everything else: keep it, and ask each time whether it is still the same."""

LASTING: Final = ("assets", "media")
"""Folders in which every name holds a fingerprint."""

_UNKNOWN = "application/octet-stream"
_TYPES = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".xml": "application/xml",
        ".txt": "text/plain; charset=utf-8",
        ".vtt": "text/vtt; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".avif": "image/avif",
        ".webp": "image/webp",
        ".mp4": "video/mp4",
        ".webm": "video/webm",
        ".m4a": "audio/mp4",
        ".m3u8": "application/vnd.apple.mpegurl",
        ".woff2": "font/woff2",
        ".wasm": "application/wasm",
        ".zip": "application/zip",
        ".epub": "application/epub+zip",
        ".pdf": "application/pdf",
    }
)
_HEAVY = ("image/", "video/", "audio/", "application/vnd.apple.mpegurl", "application/zip")


def media_type(path: str) -> str:
    """The `Content-Type` of a published file, by its name."""
    return _TYPES.get(PurePosixPath(path).suffix.lower(), _UNKNOWN)


def types_by_ending() -> dict[str, str]:
    """Every ending of a published file, and its type: for hosts that do not know all of them."""
    return dict(_TYPES)


def lasts(path: str) -> bool:
    """Whether a file of this name (`media/take.0123abcd.mp4`) can never have other bytes."""
    return path.split("/", 1)[0] in LASTING


def is_heavy(path: str) -> bool:
    """Whether it is a picture, a clip, a sound or a bundle of them, which a host of its own may serve."""
    return path.startswith("media/") and media_type(path).startswith(_HEAVY)


def caching(path: str) -> str:
    """Its `Cache-Control`."""
    return FOREVER if lasts(path) else ASK
