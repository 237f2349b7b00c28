"""What slates and timecodes say: the same board, or the same stretch of a running clock."""

from __future__ import annotations

from btspress.matching.footage import Item
from btspress.matching.proposals import Reason
from btspress.timecode import TimeRange, decimal

_SURE_OF_CLOCK = 0.88


def slate_words(item: Item) -> str:
    """The slate of an item as one text, as names of files are written."""
    slate = item.slate
    named = (("scene", slate.scene), ("shot", slate.shot), ("take", slate.take))
    return " ".join([*(f"{kind} {word}" for kind, word in named if word), slate.words])


def same_clock(item: Item, finished: Item) -> tuple[Reason, TimeRange, TimeRange] | None:
    """Where the timecodes of two videos overlap: why, seconds of the item, seconds of the finished one.

    A clock that starts at a full hour, as exports do, is nobody's own.
    """
    own, other = _running(item), _running(finished)
    if own is None or other is None or _of_an_export(item) or _of_an_export(finished):
        return None
    start, end = max(own.start, other.start), min(own.end, other.end)
    if start >= end:
        return None
    words = f"timecode: both run at {finished.facts.timecode} + {decimal(start - other.start)} s"
    ranges = (TimeRange(start - each.start, end - each.start) for each in (own, other))
    first, second = ranges
    return Reason("timecode", _SURE_OF_CLOCK, words), first, second


def _of_an_export(item: Item) -> bool:
    timecode = item.facts.timecode
    return timecode is not None and not (timecode.minutes or timecode.seconds or timecode.frames)


def _running(item: Item) -> TimeRange | None:
    """From the timecode of the first frame to the end, in seconds of the day."""
    video, timecode = item.facts.video, item.facts.timecode
    if video is None or timecode is None or timecode.fault(video.rate):
        return None
    start = video.rate.seconds(timecode.frame(video.rate))
    return TimeRange(start, start + item.facts.duration)
