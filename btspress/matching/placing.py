"""Adding blocks to a chapter: below one heading, or at its end. Nothing else of the file changes."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from btspress.beneath import open_beneath
from btspress.diagnostics import Diagnostic, Span, problem, suggest
from btspress.stages.parse import parse
from btspress.story.layout import slugify
from btspress.tree import TEXT_LIMIT
from btspress.written import Heading

_UNDERLINE = re.compile(rb" {0,3}(=+|-+)[ \t]*\r?\n?")


def add(root: Path, words: str, blocks: Sequence[str]) -> Diagnostic | int:
    """Add `blocks` to the chapter that `words` name beneath `root`: `CHAPTER` or `CHAPTER#heading`.

    Returns how many were added, as those that stand there already are left out; or why none was. The file is
    exchanged whole.
    """
    path, mark, heading = words.partition("#")
    if not path.endswith(".md"):
        return problem("E911", f"'{path}' is no chapter", hint="name a file that ends in .md, as it lies in the site")
    try:
        with open_beneath(root, path, limit=TEXT_LIMIT) as file:
            data, mode = file.read(), os.fstat(file.fileno()).st_mode
    except OSError as error:
        return problem("E911", f"{path}: {error.strerror or error}", hint="count its name from the site's folder")
    found = below(path, data, heading) if mark else len(data.splitlines(keepends=True))
    if isinstance(found, Diagnostic):
        return found
    present = data.replace(b"\r\n", b"\n")
    fresh = [block for block in blocks if block.encode() not in present]
    if not fresh:
        return 0
    changed = inserted(data, found, fresh)
    if len(parse(path, changed).problems) > len(parse(path, data).problems):
        return problem("E911", f"a block cannot stand there in {path}", Span(path, max(found, 1), 1, 2))
    return _exchanged(root / path, data, changed, mode) or len(fresh)


def below(path: str, data: bytes, heading: str) -> int | Diagnostic:
    """How many lines of a chapter end with the heading of these words, or of this address."""
    headings = [block for block in parse(path, data).blocks if isinstance(block, Heading)]
    wanted = heading.strip()
    fits = [
        each
        for each in headings
        if wanted and (wanted.casefold() == each.text.casefold() or wanted in {each.attributes.id, slugify(each.text)})
    ]
    if len(fits) > 1:
        lines = " and ".join(str(each.span.line) for each in fits)
        return problem("E911", f"'{heading}' stands more than once in {path}: lines {lines}", fits[1].span)
    if not fits:
        hint = suggest(wanted, [each.text for each in headings]) or _named(headings)
        return problem("E911", f"{path} has no heading '{heading}'", Span(path, 1, 1, 2), hint)
    line = fits[0].span.line
    rows = data.splitlines(keepends=True)
    under = line < len(rows) and not rows[line - 1].lstrip().startswith(b"#") and _UNDERLINE.fullmatch(rows[line])
    return line + 1 if under else line


def inserted(data: bytes, line: int, blocks: Sequence[str]) -> bytes:
    """The bytes with blocks behind so many lines, an empty line around each, line ends as in the file."""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    lines = data.splitlines(keepends=True)
    before, after = b"".join(lines[:line]), b"".join(lines[line:])
    if before and not before.endswith((b"\n", b"\r")):
        before += end
    gap = b"" if not before.strip() or lines[line - 1 : line] in ([b"\n"], [b"\r\n"]) else end
    text = "\n".join(blocks).encode().replace(b"\n", end)
    close = end if after.strip() and not after.startswith((b"\n", b"\r\n")) else b""
    return before + gap + text + close + after


def _named(headings: Sequence[Heading]) -> str:
    known = ", ".join(f"'{each.text}'" for each in headings)
    return f"it has {known}" if known else "it has none: name the chapter alone, and the block comes at its end"


def _exchanged(path: Path, before: bytes, after: bytes, mode: int) -> Diagnostic | None:
    """Put the new file in the place of the old one, unless somebody wrote to that meanwhile."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(after)
        os.chmod(beside, mode & 0o7777)
        if path.read_bytes() != before:
            return problem("E911", f"{path.name} was changed meanwhile", hint="run the command again")
        os.replace(beside, path)
    except OSError as error:
        return problem("E905", f"{path.name} cannot be written: {error.strerror or error}")
    finally:
        beside.unlink(missing_ok=True)
    return None
