"""Tokens of a theme: the custom properties that its style sheets set on `:root`, and how far colours stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from btspress.web.theme import ON_PAPER, Theme

TOKENS: Mapping[str, str] = MappingProxyType(
    {
        "paper": "What everything lies on.",
        "raised": "Panels: exercises, code, the drawer of technical facts.",
        "ink": "Text.",
        "soft": "Small text beside text: captions, dates, credits.",
        "line": "Rules between things. Never the only sign of anything.",
        "accent": "Links, marks, buttons, the ring around what has the focus; what happened on set.",
        "finished": "What became of it: fixes, finished frames.",
        "alarm": "Stamps on material that must not go out.",
        "on-accent": "Text on the accent.",
        "stage": "Behind pictures and clips while they load, and beside them.",
        "serif": "A family with serifs.",
        "sans": "A family without.",
        "prose": "The family of running text.",
        "display": "The family of titles.",
        "ui": "The family of captions, buttons, names and numbers.",
        "display-weight": "How heavy titles are.",
        "measure": "How wide a column of text gets.",
        "wide": "How wide pictures and lists get.",
        "gutter": "Between text and the edge of the screen.",
        "flow": "Between paragraphs.",
        "gap": "Between the parts of a page.",
    }
)
"""What each token is for; a theme may add its own."""

PAIRS = tuple(
    (text, ground)
    for ground, texts in (
        ("paper", ("ink", "soft", "accent", "finished", "alarm")),
        ("raised", ("ink", "soft", "accent", "finished")),
        ("accent", ("on-accent",)),
    )
    for text in texts
)
"""Text and the ground on which it stands in some page."""
ENOUGH = 4.5
"""Contrast that WCAG 2.2 asks of text at level AA."""
SCHEMES = ("light", "dark")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SET = re.compile(r"--([\w-]+)\s*:\s*([^;]+)")
_EITHER = re.compile(r"light-dark\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)")
_OTHER = re.compile(r"var\(--([\w-]+)\)")
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


def tokens_of(theme: Theme) -> Mapping[str, str]:
    """Tokens by name without `--`, as written for screens; later style sheets of the theme win."""
    found: dict[str, str] = {}
    for name in theme.stylesheets:
        sheet = theme.assets.get(name)
        if sheet and name != ON_PAPER:
            found.update(_on_root(sheet.body.decode()))
    return MappingProxyType(found)


def colours_of(theme: Theme) -> Mapping[str, Mapping[str, str]]:
    """By scheme the tokens that are colours, as `#rrggbb`."""
    tokens = tokens_of(theme)
    return MappingProxyType(
        {
            scheme: MappingProxyType(
                {name: colour for name, value in tokens.items() if (colour := _colour(value, number, tokens))}
            )
            for number, scheme in enumerate(SCHEMES, 1)
        }
    )


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#rrggbb`, from 1 to 21, as WCAG 2 reckons it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _on_root(sheet: str) -> Iterator[tuple[str, str]]:
    """What rules for `:root` set that stand in no condition."""
    plain = _COMMENT.sub("", sheet)
    deep = since = 0
    asked = ""
    for brace in _BRACE.finditer(plain):
        if brace[0] == "{":
            deep += 1
            if deep == 1:
                asked, since = plain[since : brace.start()].rpartition(";")[2].strip(), brace.end()
        else:
            deep -= 1
            if deep == 0:
                if asked == ":root":
                    yield from ((name, value.strip()) for name, value in _SET.findall(plain[since : brace.start()]))
                since = brace.end()


def _colour(value: str, number: int, tokens: Mapping[str, str], deep: int = 0) -> str:
    """The colour that a value means in one scheme; empty when it is none."""
    chosen = _EITHER.sub(lambda found: found[number], value)
    if (other := _OTHER.fullmatch(chosen)) and deep < len(tokens):
        return _colour(tokens.get(other[1], ""), number, tokens, deep + 1)
    if not _HEX.fullmatch(chosen):
        return ""
    digits = chosen[1:].lower()
    return f"#{digits if len(digits) == 6 else ''.join(2 * digit for digit in digits)}"


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
