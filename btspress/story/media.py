"""Which frames and which pixels of a source a reference selects; all that can be wrong about it."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Protocol

from btspress.diagnostics import Severity, Span
from btspress.facts import Facts, Medium
from btspress.model import Clip, Crop, Frame, MissingSource, Shown, Sound, Source
from btspress.timecode import Smpte, TimeRange, decimal, smpte
from btspress.unchanging import unchanging
from btspress.written import Region, Selection, Time


class Report(Protocol):
    """Takes one finding."""

    def __call__(
        self, code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None
    ) -> None:
        """Add a diagnostic."""


@unchanging
class Clocks:
    """What a sidecar says about the clocks and marks of a source."""

    timecode: Smpte | None = None
    """Of the first frame, where the file has no timecode track."""
    first_frame: int = 0
    marks: tuple[tuple[str, Fraction], ...] = field(default=())
    """Named moments, seconds after the start of the file."""


def missing(name: str, span: Span | None) -> Clip:
    """Stands where a clip should be."""
    return Clip(MissingSource(name, span), TimeRange(Fraction(0), Fraction(0)), sound=False)


def select(selection: Selection, source: Source, clocks: Clocks, span: Span, report: Report) -> Shown:
    """The clip, frame or sound that `selection` takes of `source`; `span` is the whole reference.

    What cannot be selected is reported, and the whole of the source stands in for it.
    """
    facts = source.facts
    for remark in facts.remarks:
        report(remark.code, f"{_base(source)}: {remark.words}", span)
    seen = facts.medium is not Medium.SOUND
    crop = crop_of(selection.region, facts, report) if selection.region and seen else None
    if selection.track:
        report("E224", f"{_base(source)} has no track '{selection.track}'", selection.span)
    if facts.medium is Medium.PICTURE:
        if selection.clock:
            report("E218", "a picture has no time", selection.span, "remove the time")
        return Frame(source, None, crop, span=span)
    if not seen and (selection.still or selection.region):
        report("E225", f"{_base(source)} is a sound: there is no picture to show", selection.span)
    chosen = _range(selection, source, clocks, report)
    if not seen:
        return Sound(source, chosen, span)
    if selection.still:
        return Frame(source, _last_shown(chosen.start, facts), crop, span=span)
    return Clip(source, chosen, facts.audio is not None, crop, None, span)


def seconds_of(time: Time, facts: Facts, report: Report) -> Fraction | None:
    """Seconds after the start of the file, on a frame's start; None after a report."""
    rate = facts.video.rate if facts.video else None
    if isinstance(time.at, Smpte):
        if rate is None:
            report("E211", "a sound has no frames: write seconds", time.span)
            return None
        if fault := time.at.fault(rate):
            code = "E212" if "exist" in fault else "E213" if "no drop" in fault else "E214"
            frames = f"frames 00–{rate.nominal - 1:02}"
            report(code, fault, time.span, f"the file runs at {rate} fps ({frames})")
            return None
        return rate.seconds(time.at.frame(rate))
    elapsed = Fraction(time.at)
    return rate.seconds(rate.nearest_frame(elapsed)) if rate else elapsed


def crop_of(region: Region, facts: Facts, report: Report) -> Crop | None:
    """The region in whole pixels of the upright picture; None after a report."""
    wide, high = facts.width, facts.height
    sx, sy = (Fraction(wide, 100), Fraction(high, 100)) if region.percent else (1, 1)
    x, y = round(region.x * sx), round(region.y * sy)
    # Edges are rounded, not sizes: two halves of an odd width stay inside.
    crop = Crop(x, y, round((region.x + region.w) * sx) - x, round((region.y + region.h) * sy) - y)
    if crop.x + crop.w > wide or crop.y + crop.h > high:
        report("E223", f"the region leaves the picture, which is {wide}×{high}", region.span)
        return None
    if crop.w < 1 or crop.h < 1:
        report("E222", "the region is smaller than one pixel", region.span)
        return None
    return crop


def _range(selection: Selection, source: Source, clocks: Clocks, report: Report) -> TimeRange:
    """The half-open range asked for; the whole of the source where it cannot be had."""
    whole = TimeRange(Fraction(0), source.facts.duration)
    if selection.clock == "id":
        return _marked(selection, source, clocks, report) or whole
    start = _time(selection.start, selection.clock, source, clocks, report)
    end = _time(selection.end, selection.clock, source, clocks, report)
    if (selection.start and start is None) or (selection.end and end is None):
        return whole
    chosen = TimeRange(start or Fraction(0), whole.end if end is None else end)
    if chosen.start >= whole.end:
        if selection.still and _inside(selection.start, whole.end):
            return TimeRange(whole.end, whole.end)
        _after_end(selection.start, chosen.start, source, report)
        return whole
    if chosen.end > whole.end + _half_frame(source.facts):
        _after_end(selection.end, chosen.end, source, report)
        return TimeRange(chosen.start, whole.end)
    if chosen.end <= chosen.start:
        words = f"the clip ends ({decimal(chosen.end)}) before it starts ({decimal(chosen.start)})"
        report("E216", words, selection.end.span if selection.end else selection.span)
        return whole
    return TimeRange(chosen.start, min(chosen.end, whole.end))


def _inside(time: Time | None, end: Fraction) -> bool:
    """Whether the time as written is before `end`, although the nearest frame is not."""
    return time is not None and isinstance(time.at, Fraction) and time.at < end


def _time(time: Time | None, clock: str, source: Source, clocks: Clocks, report: Report) -> Fraction | None:
    """One time of the selection in seconds of the file."""
    if time is None:
        return None
    facts = source.facts
    rate = facts.video.rate if facts.video else None
    if clock == "f":
        if rate is None:
            report("E211", "a sound has no frames: write seconds", time.span)
            return None
        number = int(time.at) - clocks.first_frame if isinstance(time.at, int) else 0
        if number < 0:
            report("E215", f"frame {time.at} is before the first, {clocks.first_frame}", time.span)
            return None
        return rate.seconds(number)
    if clock != "tc":
        return seconds_of(time, facts, report)
    zero = facts.timecode or clocks.timecode
    if not zero or not rate or not isinstance(time.at, Smpte):
        hint = f"add 'timecode: 10:00:00:00' to {_base(source).rsplit('.', 1)[0]}.md"
        report("E220", f"'tc=' needs a timecode track; {_base(source)} has none", time.span, hint)
        return None
    seconds = seconds_of(time, facts, report)
    if seconds is None:
        return None
    offset = seconds - rate.seconds(zero.frame(rate))
    if offset < 0:
        report("E219", f"{time.at} is before the start of {_base(source)} ({zero})", time.span)
        return None
    return offset


def _marked(selection: Selection, source: Source, clocks: Clocks, report: Report) -> TimeRange | None:
    """From the mark to the next one, or to the end."""
    rate = source.facts.video.rate if source.facts.video else None
    times = {name: rate.seconds(rate.nearest_frame(at)) if rate else at for name, at in clocks.marks}
    if selection.mark not in times:
        known = ", ".join(times) or "none"
        report("E224", f"no mark '{selection.mark}' in {_base(source)}", selection.span, f"marks: {known}")
        return None
    start = times[selection.mark]
    if start >= source.facts.duration:
        _after_end(None, start, source, report, selection.span)
        return None
    later = [at for at in times.values() if at > start]
    return TimeRange(start, min([*later, source.facts.duration]))


def _after_end(time: Time | None, asked: Fraction, source: Source, report: Report, place: Span | None = None) -> None:
    facts = source.facts
    length = f"{float(facts.duration):.3f} s"
    if facts.video:
        rate = facts.video.rate
        length += f", {smpte(rate.nearest_frame(facts.duration), rate)} at {rate} fps"
    span = time.span if time else place
    report("E219", f"{decimal(round(asked, 2))} s is after the end of {_base(source)} ({length})", span)


def _half_frame(facts: Facts) -> Fraction:
    return Fraction(1, 2) / facts.video.rate.fps if facts.video else Fraction(1, 20)


def _last_shown(at: Fraction, facts: Facts) -> Fraction:
    """`at`, but never later than the start of the last frame."""
    video = facts.video
    if not video:
        return at
    if video.variable:
        return min(at, max(facts.duration - 1 / video.rate.fps, Fraction(0)))
    return min(at, video.rate.seconds(max(video.frames - 1, 0)))


def _base(source: Source) -> str:
    return source.name.rsplit("/", 1)[-1]
