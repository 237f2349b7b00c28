"""A concordance: every word of a site, and the pages on which it stands, small enough to be sent to a reader.

It lies in sheets. A sheet of words holds a stretch of the alphabet, a sheet of texts some pages in order; a reader's
browser loads those that a question needs, and finds the passages of a page in its text. Each sheet is a script,
because a page opened from a folder may load nothing else.

A sheet of words is one text: words in order, separated by commas, each as the number of letters that it shares with
the word before it (one digit, base 36), its other letters, a blank, and its pages. These are numbers: the page,
counted from 0, times four, and how much it has of the word (1 to 3: a little, often, in its title); each
less the one before it, in digits of five bits from `?` on, lowest first; all but the last of a number have the sixth
bit.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase, digits
from typing import TypeVar

from btspress.pages.passages import Leaf
from btspress.unchanging import unchanging

Item = TypeVar("Item")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+")
"""A run of letters and numbers; of Chinese and Japanese, where words are not set apart, each sign."""
_FOREIGN = re.compile(r"[^\Wa-z0-9_]")
"""A letter or number that ASCII does not have."""
_BLANKS = bytes(code if chr(code) in ascii_lowercase + digits else ord(" ") for code in range(256))
"""What leaves the words of ASCII, with blanks between them: four times as quick as to look for them."""
_ZERO = 63
"""Code of the digit 0; the others follow it."""
_SHARED = digits + ascii_lowercase
_OFTEN = 4
_FEW = 20
"""A word on more than half of the pages, and on more than a few, tells nothing: it is only named."""
_WORDS, _MOST_WORDS = 64_000, 64
_TEXTS, _MOST_TEXTS = 32_000, 256
"""Characters of a sheet, unless there would be more sheets than the second number."""
_FEW_TEXTS = 8
"""Sheets that a browser reads through at once: for so few, a list of words would be a fifth of the whole, and more."""


@unchanging
class Sheet:
    """One file of a concordance."""

    first: str
    """First word in it; of a sheet of texts the number of its first page."""
    script: str


@unchanging
class Concordance:
    """All sheets, and how many pages there are. Few texts need no sheets of words: they are read as they are."""

    words: tuple[Sheet, ...]
    texts: tuple[Sheet, ...]
    pages: int


def concordance(leaves: Iterable[Leaf]) -> Concordance:
    """The concordance of all `leaves`, in their order."""
    told = tuple(leaves)
    texts = tuple(_sheets_of_texts(told))
    words = tuple(_sheets_of_words(_lines(told))) if len(texts) > _FEW_TEXTS else ()
    return Concordance(words, texts, len(told))


def _lines(leaves: Sequence[Leaf]) -> list[tuple[str, str]]:
    """Each word with its pages in digits, in the order of the alphabet."""
    common = max(_FEW, len(leaves) // 2)
    places = sorted(_places(leaves).items())
    return [(word, "" if len(codes) > common else _coded(codes)) for word, codes in places]


def words_in(text: str) -> Counter[str]:
    """How often `text` has each word, as it is looked up: small letters, without accents; single letters are none."""
    plain = text.lower()
    if plain.isascii() or not _FOREIGN.search(plain):
        found = plain.encode("ascii", "replace").translate(_BLANKS).decode().split()
    else:
        marked = unicodedata.normalize("NFKD", plain)
        found = _WORD.findall("".join(sign for sign in marked if not unicodedata.combining(sign)))
    counts = Counter(found)
    for letter in ascii_lowercase:
        counts.pop(letter, None)
    return counts


def _places(leaves: Sequence[Leaf]) -> dict[str, list[int]]:
    """Pages of each word, and how much they have of it, as numbers."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for page, leaf in enumerate(leaves):
        little = page * 4 + 1
        told = words_in(" ".join([f"{each.heading} {each.words}" for each in leaf.passages]))
        titles = words_in(leaf.title)
        for word in titles:
            told.pop(word, None)
            places[word].append(little + 2)
        for word, often in told.items():
            places[word].append(little + (often >= _OFTEN))
    return places


def _coded(codes: Sequence[int]) -> str:
    """Ascending numbers, each as what it adds to the one before it."""
    return "".join([_number(code - before) for before, code in zip((0, *codes), codes, strict=False)])


def _number(value: int) -> str:
    if value < 32:
        return chr(_ZERO + value)
    return chr(_ZERO + (32 | value & 31)) + _number(value >> 5)


def _sheets_of_words(lines: Sequence[tuple[str, str]]) -> Iterator[Sheet]:
    size = sum(len(word) // 2 + len(codes) for word, codes in lines)
    for part in _parts(lines, [len(word) // 2 + len(codes) for word, codes in lines], size, _WORDS, _MOST_WORDS):
        made, before = [], ""
        for word, codes in part:
            shared = _alike(before, word)
            made.append(f"{_SHARED[shared]}{word[shared:]} {codes}")
            before = word
        yield Sheet(part[0][0], _script(",".join(made)))


def _alike(one: str, other: str) -> int:
    """How many letters two words have in common at their start, as far as one digit counts."""
    most = min(len(one), len(other), len(_SHARED) - 1)
    return next((at for at in range(most) if one[at] != other[at]), most)


def _sheets_of_texts(leaves: Sequence[Leaf]) -> Iterator[Sheet]:
    sizes = [sum(len(passage.words) + 20 for passage in leaf.passages) for leaf in leaves]
    first = 0
    for part in _parts(leaves, sizes, sum(sizes), _TEXTS, _MOST_TEXTS):
        yield Sheet(str(first), _script([_told(leaf) for leaf in part]))
        first += len(part)


def _told(leaf: Leaf) -> list[object]:
    passages = [[each.anchor, each.at, each.heading, each.words] for each in leaf.passages]
    return [leaf.address, leaf.title, leaf.kind, leaf.within, leaf.language, passages]


def _parts(items: Sequence[Item], sizes: Sequence[int], size: int, usual: int, most: int) -> Iterator[list[Item]]:
    """The items in order, in parts of about `usual` characters; of more, where there would be more than `most`."""
    limit = max(usual, size // most)
    part: list[Item] = []
    filled = 0
    for item, own in zip(items, sizes, strict=True):
        if part and filled + own > limit:
            yield part
            part, filled = [], 0
        part.append(item)
        filled += own
    if part:
        yield part


def _script(value: object) -> str:
    return f"btspress.sheet({json.dumps(value, ensure_ascii=False, separators=(',', ':'))})\n"
