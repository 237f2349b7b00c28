"""File → document as written: decoding, then front matter and body. Touches nothing."""

from __future__ import annotations

from dataclasses import replace

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.markup.markdown import LARGEST_FILE, blank
from btspress.markup.markdown import parse as parse_text
from btspress.starting.texts import left_in
from btspress.written import Document

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def parse(path: str, data: bytes, *, definitions: bool = False) -> Document:
    """The document that the bytes of the file `path` are. Never raises.

    `definitions` reads definition lists too, as the glossary has them. Bytes that are no UTF-8 text, or
    too many, give an empty document with the reason in `problems`.
    """
    if len(data) > LARGEST_FILE:
        words = f"the file has {len(data):,} bytes; {LARGEST_FILE:,} can be read"
        return blank(path, problem("E103", words, Span(path, 1, 1, 2), "split it"))
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return blank(path, _unreadable(path, data, error.start, "this is not UTF-8 text"))
    if "\0" in text:
        return blank(path, _unreadable(path, data, data.index(b"\0"), "there is a zero byte in the text"))
    document = parse_text(path, text, definitions=definitions)
    left = left_in(text)
    return replace(document, problems=(*document.problems, _begun(path, text, left))) if left else document


def _begun(path: str, text: str, left: tuple[int, ...]) -> Diagnostic:
    """What is said of lines that are still the starter's, at the first of them."""
    words = "this line is" if len(left) == 1 else f"this line and {len(left) - 1} below it are"
    end = len(text.splitlines()[left[0] - 1]) + 1
    return problem("E633", f"{words} still what 'btspress new' wrote", Span(path, left[0], 1, end))


def _unreadable(path: str, data: bytes, at: int, reason: str) -> Diagnostic:
    """What is said of the first bad byte, which stands at offset `at`."""
    before = data[:at].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    col = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    hint = "save it as UTF-8, not UTF-16" if data.startswith(_WIDE) else "save it as UTF-8"
    return problem("E101", reason, Span(path, line, col, col + 1), hint)
