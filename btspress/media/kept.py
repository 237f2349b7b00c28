"""Facts as data that can be kept between runs, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from btspress.facts import Audio, Color, EmbeddedText, Facts, Medium, Remark, Video
from btspress.timecode import Rate, Smpte


def to_data(facts: Facts) -> dict[str, Any]:
    """`facts` as JSON-ready data."""
    return {field.name: _data(getattr(facts, field.name)) for field in fields(facts)}


def from_data(data: Mapping[str, Any]) -> Facts:
    """The facts that `to_data` wrote."""
    video, audio, timecode = data["video"], data["audio"], data["timecode"]
    exact = {
        "medium": Medium(data["medium"]),
        "duration": Fraction(data["duration"]),
        "video": _video(video) if video else None,
        "audio": Audio(**audio) if audio else None,
        "timecode": Smpte(**timecode) if timecode else None,
        "texts": tuple(map(_embedded, data["texts"])),
        "remarks": tuple(Remark(**remark) for remark in data["remarks"]),
    }
    return Facts(**{**data, **exact})


def _data(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return str(value) if isinstance(value, (Fraction, Medium)) else value


def _video(data: Mapping[str, Any]) -> Video:
    exact = {
        "sar": Fraction(data["sar"]),
        "rate": Rate(Fraction(data["rate"]["fps"])),
        "color": Color(**data["color"]),
        "start": Fraction(data["start"]),
        "longest": Fraction(data["longest"]),
    }
    return Video(**{**data, **exact})


def _embedded(data: Mapping[str, Any]) -> EmbeddedText:
    cues = tuple((Fraction(start), Fraction(end), words) for start, end, words in data["cues"])
    return EmbeddedText(**{**data, "cues": cues})
