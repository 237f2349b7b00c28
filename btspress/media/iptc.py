"""Words that travel inside a JPEG: IPTC-IIM for picture desks that have it so, XMP for all others."""

from __future__ import annotations

from html import escape
from typing import Final

from btspress.unchanging import unchanging

_UTF8: Final = b"\x1b%G"
"""Dataset 1:90: all that follows is UTF-8."""
_TITLE, _HEADLINE, _CREDIT, _SOURCE, _COPYRIGHT, _CAPTION = 5, 105, 110, 115, 116, 120
_ORDER: Final = (_TITLE, _HEADLINE, _CREDIT, _SOURCE, _COPYRIGHT, _CAPTION)
_MOST: Final = 2000
"""Bytes of a dataset. The standard of 1999 gave a credit 32, but half a credit is none, and no reader minds."""


@unchanging
class Captioning:
    """What a picture says of itself."""

    title: str
    """The film."""
    headline: str
    """The picture, in a few words."""
    caption: str
    """What one sees."""
    credit: str
    """What must be printed beside it."""
    holder: str
    """Who holds the rights."""
    licence: str = ""
    """SPDX name or web address."""


def segments(words: Captioning) -> bytes:
    """The APP13 segment of a JPEG with the words as IPTC-IIM."""
    said = {
        _TITLE: words.title,
        _HEADLINE: words.headline,
        _CREDIT: words.credit,
        _SOURCE: words.holder,
        _COPYRIGHT: words.credit or words.holder,
        _CAPTION: words.caption,
    }
    sets = b"".join(_dataset(2, number, _cut(said[number])) for number in _ORDER if said[number])
    data = _dataset(1, 90, _UTF8) + sets
    block = b"8BIM\x04\x04\x00\x00" + len(data).to_bytes(4, "big") + data + b"\x00" * (len(data) % 2)
    payload = b"Photoshop 3.0\x00" + block
    return b"\xff\xed" + (len(payload) + 2).to_bytes(2, "big") + payload


def xmp(words: Captioning) -> bytes:
    """The same words as an XMP packet."""
    terms = f"<xmpRights:UsageTerms>{_alternatives(words.licence)}</xmpRights:UsageTerms>" if words.licence else ""
    web = words.licence if "://" in words.licence else ""
    statement = f' xmpRights:WebStatement="{escape(web)}"' if web else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        f' photoshop:Headline="{escape(words.headline)}" photoshop:Credit="{escape(words.credit)}"'
        f' photoshop:Source="{escape(words.holder)}" xmpRights:Marked="True"{statement}>'
        f"<dc:title>{_alternatives(words.title)}</dc:title>"
        f"<dc:description>{_alternatives(words.caption)}</dc:description>"
        f"<dc:rights>{_alternatives(words.credit or words.holder)}</dc:rights>{terms}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(value).to_bytes(2, "big") + value


def _cut(text: str) -> bytes:
    """As many whole letters as fit."""
    return text.encode()[:_MOST].decode("utf-8", "ignore").encode()


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
