"""Why a file that a text names is not there: every way to mistype one, told apart."""

from __future__ import annotations

from pathlib import PurePosixPath

from btspress.diagnostics import Diagnostic, Severity, Span, problem, suggest
from btspress.story.layout import is_media, joinpath
from btspress.story.library import COPYING, Library
from btspress.written import Reference

_UNREAD = (
    ("export it as ProRes, DNx or H.264", "braw r3d ari arx arri crm rmf cine nev mcraw prproj aep drp"),
    ("export it as JPEG, PNG or TIFF", "dng cr2 cr3 nef arw raf orf rw2 bmp psd psb svg pdf ai eps jp2 jxl dpx"),
    ("export it as WAV, FLAC or AAC", "wma amr caf mid midi ptx"),
)
"""What to do with files that are made with films and not read here, by their endings."""


def why_missing(reference: Reference, path: str, document: str, library: Library) -> Diagnostic:
    """The finding for a reference of `document` that names no usable file; `path` is what was located."""
    asked, span = reference.path, reference.path_span
    if "://" in asked or asked.startswith("//"):
        hint = "download it into the media folder and refer to it there"
        return problem("E206", f"'{asked}' is not in the site", span, hint)
    if path and is_media(path):
        reason = library.broken.get(path, "it cannot be read")
        if reason == COPYING:
            hint = "wait: it is shown as soon as all of it is there"
            return problem("E226", f"{asked}: {reason}", span, hint, Severity.NOTE)
        return problem("E226", f"{asked}: {reason}", span)
    if path or not is_media(asked):
        return _other(asked, span)
    folder = PurePosixPath(document).parent
    joined = joinpath(folder, asked)
    if not joined:
        return problem("E207", f"'{asked}' leaves the site folder", span)
    other = library.tree.nearly(joined)
    if other:
        how = "case" if other.casefold() == joined.casefold() else "its accents"
        name = other.removeprefix(f"{folder}/")
        return problem("E207", f"'{asked}' differs from '{name}' only in {how}", span, f"write '{name}'")
    if left := next((found for found in library.tree.problems if found.span and found.span.file == joined), None):
        return problem("E206", f"'{asked}' is left out: {left.message.partition(': ')[2]}", span, left.hint)
    if any(folder == joined or folder.startswith(f"{joined}/") for folder in library.tree.folders):
        return problem("E206", f"'{asked}' is a folder, not a file", span)
    known = [path.removeprefix(f"{folder}/") for path in library.tree.files if is_media(path)]
    return problem("E206", f"no file '{asked}'", span, suggest(asked, known))


def _other(asked: str, span: Span) -> Diagnostic:
    """The finding for a name that does not end as media do."""
    ending = PurePosixPath(asked).suffix.lower().lstrip(".")
    hint = next((hint for hint, endings in _UNREAD if ending in endings.split()), "")
    if hint:
        return problem("E200", f"'{asked}' is of a form that is not read", span, hint)
    hint = "" if ending else "a file is known by its ending: name it as it is, such as take.mp4"
    return problem("E200", f"'{asked}' is neither a picture, a video nor a sound", span, hint)
