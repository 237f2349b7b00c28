"""Bytes → text, whatever a subtitle editor of any country and decade saved.

The language is known from the file's name, so few encodings are likely; among those the one wins whose
characters are the usual ones of the language. A detector that does not know the language took German for
Shift JIS, and was right in 85 of 100 files where this one is in 99.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from btspress.unchanging import unchanging

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8", ""),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "big5": "Big5",
        "cp850": "code page 850",
        "cp852": "code page 852",
        "cp857": "code page 857",
        "cp866": "code page 866",
        "cp874": "Windows-874",
        "cp932": "Shift JIS",
        "cp949": "EUC-KR",
        "euc_jp": "EUC-JP",
        "gb18030": "GB 18030",
        "koi8_u": "KOI8",
        "mac_cyrillic": "Mac Cyrillic",
        "mac_greek": "Mac Greek",
        "mac_latin2": "Mac Latin 2",
        "mac_roman": "Mac Roman",
        "mac_turkish": "Mac Turkish",
    }
)
"""As people call them; `cp1252` and `iso8859_2` are named by rule."""
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding=["']([\w-]{2,20})["']""", re.ASCII)
_DECLARABLE = re.compile(
    r"(?i)windows-125\d|iso-8859-\d\d?|shift_jis|euc-(jp|kr)|gb(k|2312|18030)|big5|koi8-[ru]", re.ASCII
)
_SAMPLE: Final = 50_000
"""Characters that decide."""
_DAMAGED: Final = 10
"""Whole characters for each broken one that make a text damaged UTF-8 rather than something else."""


@unchanging
class _Habit:
    """How texts of some languages used to be saved."""

    languages: frozenset[str]
    encodings: tuple[str, ...]
    """The likeliest first: it wins where nothing tells them apart."""
    usual: str
    """Expression for a letter that such texts have beyond ASCII."""
    neutral: str
    """Expression for a character that says nothing for or against."""


def _habit(languages: str, encodings: str, usual: str, neutral: str = "(?!)") -> _Habit:
    return _Habit(frozenset(languages.split()), tuple(encodings.split()), f"[{usual}]", neutral)


_SIGNS = re.compile("[–—―‘’‚“”„•…‹›«»¿¡·°№€£§©®♪♫\u00a0\u00ad\u200e\u200f\u3000-\u3011\uff01-\uff5e]")
_JOINING = frozenset("’·\u00ad\u200e\u200f")
"""Signs that stand inside words."""
_HAN = r"[\u3400-\u9fff]"
_FREQUENT_HAN = (
    "的一是不了人我在有他这這个個中大来來上到時时們们說说地也子你道就那和出得她要下可以年生自会會能好天沒没为為什么麼"
    "对對起开開心去看想家里裡只把过過还還很多小都样樣事知后後从從走話话見见听聽吧吗嗎呢啊没再给給现現真让讓"
)
_CYRILLIC = "cp1251 koi8_u mac_cyrillic cp866 iso8859_5"
_CENTRAL = "cp1250 iso8859_2 mac_latin2 cp852"
_HABITS: Final = (
    _habit("ru bg", _CYRILLIC, "А-яЁё"),
    _habit("uk be", _CYRILLIC, "А-яЁёІіЇїЄєҐґЎў"),
    _habit("mk kk ky mn tg", _CYRILLIC, "\u0400-\u04ff"),
    _habit("pl", _CENTRAL, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    _habit("cs sk", _CENTRAL, "áčďéěíľĺňóôŕřšťúůýžäÁČĎÉĚÍĽĹŇÓÔŔŘŠŤÚŮÝŽÄ"),
    _habit("hr sl bs", _CENTRAL, "čćđšžČĆĐŠŽ"),
    _habit("sr", f"{_CENTRAL} cp1251 koi8_u iso8859_5", "čćđšžČĆĐŠŽА-яЂђЈјЉљЊњЋћЏџ"),
    _habit("hu", _CENTRAL, "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),
    _habit("ro", _CENTRAL, "ăâîşţșțĂÂÎŞŢȘȚ"),
    _habit("sq", "cp1252 cp1250", "çëÇË"),
    _habit("lt lv et", "cp1257 iso8859_13", "ąčęėįšųūžĄČĘĖĮŠŲŪŽāēģīķļņōŗĀĒĢĪĶĻŅŌŖäõöüÄÕÖÜ"),
    _habit("el", "cp1253 iso8859_7 mac_greek", "\u0384-\u03ce"),
    _habit("tr az", "cp1254 mac_turkish cp857", "çğıöşüÇĞİÖŞÜâîûÂÎÛəƏ"),
    _habit("he yi", "cp1255 iso8859_8", "\u05b0-\u05f4"),
    _habit("ar fa ur ps", "cp1256 iso8859_6", "\u060c-\u06f9\u200c\u200d"),
    _habit("th", "cp874", "\u0e00-\u0e5b"),
    _habit("vi", "cp1258", "\u0300-\u0323àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ₫"),
    _habit("ja", "cp932 euc_jp", "\u3040-\u30ff", _HAN),
    _habit("zh yue", "gb18030 big5", _FREQUENT_HAN, _HAN),
    _habit("ko", "cp949", "\uac00-\ud7a3"),
)
_WESTERN: Final = _habit(
    "",
    "cp1252 mac_roman cp850 iso8859_15",
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸŒŠŽßªº",
)


def decoded(data: bytes, language: str) -> tuple[str, str]:
    """The text of a file in a language (BCP 47; empty when nobody said), and its encoding unless that is UTF-8."""
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), name
    if len(data) > 1 and data.count(0, 0, 2) == 1:  # every form of captions starts with an ASCII character
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace"), "UTF-16"
    if b"\x1b$" in data and data.isascii():
        return data.decode("iso2022_jp", "replace"), "ISO-2022-JP"
    declared = _DECLARED.match(data)
    if declared and _DECLARABLE.fullmatch(name := declared[1].decode("ascii")):
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _damaged(data) or _guessed(data, language)


def _damaged(data: bytes) -> tuple[str, str] | None:
    """UTF-8 in which a few characters were cut; None where it is something else."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not character.isascii() for character in text) - broken
    return (text, "damaged UTF-8") if whole > _DAMAGED * broken else None


def _guessed(data: bytes, language: str) -> tuple[str, str]:
    main = language.partition("-")[0].lower()
    habit = next((each for each in _HABITS if main in each.languages), _WESTERN)
    tried = [(data.decode(codec, "replace"), codec) for codec in habit.encodings]
    text, codec = max(tried, key=lambda pair: _likely(pair[0][:_SAMPLE], habit))
    return text, _named(codec)


def _likely(text: str, habit: _Habit) -> int:
    """How usual the characters are that are not ASCII; it only means something in comparison."""
    score, usual, neutral = 0, re.compile(habit.usual), re.compile(habit.neutral)
    for at, character in enumerate(text):
        if character.isascii() or neutral.match(character):
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if usual.match(character):  # KOI8 and Windows-1251 swap capitals and small letters
            score += -1 if before.islower() and character.isupper() else 1
        elif _SIGNS.match(character) and (character in _JOINING or not (before.isalpha() and after.isalpha())):
            score += 1
        else:
            score -= 1
    return score


def _named(codec: str) -> str:
    known = _NAMES.get(codec)
    return known or codec.replace("cp", "Windows-").replace("iso", "ISO ").replace("_", "-")
