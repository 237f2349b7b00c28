"""Why a file that a text names is not there: every way to mistype one, told apart."""

from __future__ import annotations

from pathlib import PurePosixPath

from btspress.diagnostics import Diagnostic, problem, suggest
from btspress.story.layout import is_media, joinpath
from btspress.story.library import Library
from btspress.written import Reference


def why_missing(reference: Reference, path: str, document: str, library: Library) -> Diagnostic:
    """The finding for a reference of `document` that names no usable file; `path` is what was located."""
    asked, span = reference.path, reference.path_span
    if "://" in asked or asked.startswith("//"):
        hint = "download it into the media folder and refer to it there"
        return problem("E206", f"'{asked}' is not in the site", span, hint)
    if path and is_media(path):
        return problem("E226", f"{asked}: {library.broken.get(path, 'it cannot be read')}", span)
    if path or not is_media(asked):
        return problem("E200", f"'{asked}' is neither a picture, a video nor a sound", span)
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
