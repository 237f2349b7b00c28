"""A picture of Markdown becomes a figure: its braces say how it is shown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from btspress.diagnostics import Span
from btspress.directives.directive import Desk
from btspress.model import Clip, Figure, Frame, Shown, Sound, Source
from btspress.schema import key, read
from btspress.story.media import seconds_of
from btspress.timecode import decimal, parse_clock, parse_smpte
from btspress.unchanging import unchanging
from btspress.written import Reference, Table, Time

SHAPES = ("wide", "full", "inset", "left", "right")
"""How wide a figure stands: `.wide`, `.full` …"""

LONGEST_LOOP = 15
"""Seconds; what a mute loop may take is then spread so thin that it shows."""


@unchanging
class Options:
    """Attributes of a picture, clip or sound."""

    poster: str = key(default="", about="Time of the picture shown before it plays, or a picture file.")
    loop: bool = key(default=False, about="Starts again at its end.")
    autoplay: bool = key(default=False, about="Plays by itself; needs muted.")
    muted: bool = key(default=False, about="Without sound.")
    decorative: bool = key(default=False, about="A picture that says nothing: no description.")
    untouched: bool = key(default=False, about="As delivered, without the repairs of its sidecar.")
    motif: str = key(default="", about="Id of a motif of the film.")
    lang: str = key(default="", about="Language of its caption.")


def figure_of(reference: Reference, shown: Shown, poster: str, desk: Desk, name: str = "") -> Figure:
    """The figure `name` of `reference`, which selects `shown`; `poster` is what the sidecar says of it."""
    options, problems = read(reference.attributes.table, Options, unknown="E301", wrong="E302")
    for found in problems:
        desk.add(found)
    _check(reference, options, shown, desk)
    if isinstance(shown, Clip):
        chosen = _poster(options.poster or poster, shown, reference, desk)
        quiet = options.muted or options.autoplay
        heard = shown.sound and not (quiet and options.loop)
        shown = replace(shown, poster=chosen, sound=heard, loop=options.loop)
        if shown.loop and not heard and shown.range.duration > LONGEST_LOOP:
            _say_too_long(shown.range.duration, reference, desk)
    return Figure(
        id=name,
        shown=shown,
        alt=reference.words,
        legend=reference.legend,
        shape=next((shape for shape in reference.attributes.shapes if shape in SHAPES), ""),
        loop=options.loop,
        autoplay=options.autoplay,
        muted=options.muted,
        decorative=options.decorative,
        motif=options.motif,
    )


def as_asked(reference: Reference, shown: Shown) -> Shown:
    """`shown` without the repairs of its sidecar, where the braces say `untouched`."""
    options, _ = read(reference.attributes.table, Options, unknown="E301", wrong="E302")
    return replace(shown, untouched=True) if options.untouched else shown


def check_picture(reference: Reference, shown: Shown, desk: Desk) -> None:
    """What is wrong with the words and braces of a picture that a block shows in its own way."""
    options, problems = read(reference.attributes.table, Options, unknown="E301", wrong="E302")
    for found in problems:
        desk.add(found)
    _check(reference, options, shown, desk)


def _check(reference: Reference, options: Options, shown: Shown, desk: Desk) -> None:
    table = reference.attributes.table
    for shape, span in zip(reference.attributes.shapes, reference.attributes.shape_spans, strict=False):
        if shape not in SHAPES:
            known = " ".join(f".{name}" for name in SHAPES)
            desk.report("E303", f"no figure has the shape '.{shape}'", span, f"shapes: {known}")
    picture = isinstance(shown, Frame)
    if not reference.words.strip() and not (options.decorative and picture):
        hint = "say in the square brackets what one sees"
        desk.report("E205", "this picture or clip has no description", reference.span, hint)
    if options.loop and isinstance(shown, Sound):
        desk.report("E320", "a sound cannot loop", _span(table, "loop", reference))
    if options.autoplay and not options.muted:
        hint = "write {autoplay muted}"
        desk.report("E321", "autoplay needs muted", _span(table, "autoplay", reference), hint)


def _say_too_long(seconds: Fraction, reference: Reference, desk: Desk) -> None:
    words = f"a mute loop of {decimal(round(seconds, 1))} s is longer than {LONGEST_LOOP} s: its picture will be coarse"
    desk.report("E322", words, _span(reference.attributes.table, "loop", reference))


def _span(table: Table, name: str, reference: Reference) -> Span:
    entry = table.get(name)
    return entry.span if entry else reference.span


def _poster(text: str, clip: Clip, reference: Reference, desk: Desk) -> Frame | None:
    """The frame that stands for the clip: at a time, of a picture file, or the best that is found."""
    if not isinstance(clip.source, Source):
        return None
    automatic = Frame(clip.source, None, clip.crop, clip.range, untouched=clip.untouched)
    if not text:
        return automatic
    entry = reference.attributes.table.get("poster")
    span = entry.value.span if entry else reference.span
    at = parse_clock(text)
    time = at if at is not None else parse_smpte(text)
    if time is None:
        still = desk.shown_at(text, span)
        return still if isinstance(still, Frame) else automatic
    seconds = seconds_of(Time(time, span), clip.source.facts, desk.report)
    if seconds is None:
        return automatic
    if not clip.range.start <= seconds <= clip.range.end:
        limits = f"{decimal(clip.range.start)}–{decimal(clip.range.end)}"
        desk.report("E204", f"the poster ({text}) is outside the clip {limits}", span)
        return automatic
    return Frame(clip.source, seconds, clip.crop, untouched=clip.untouched)


def poster_asked(reference: Reference, shown: Shown, desk: Desk) -> Frame | None:
    """The poster that the braces of a picture ask for, of a clip that moves; None where they ask for none."""
    options, _ = read(reference.attributes.table, Options, unknown="E301", wrong="E302")
    if not options.poster or not isinstance(shown, Clip):
        return None
    found = _poster(options.poster, shown, reference, desk)
    return found if found and found.automatic is None else None


def automatic_frame(shown: Shown) -> Frame | None:
    """A still that can stand for anything shown; None for a sound."""
    if isinstance(shown, Frame):
        return shown
    if isinstance(shown, Clip) and isinstance(shown.source, Source):
        return shown.poster or Frame(shown.source, None, shown.crop, shown.range, untouched=shown.untouched)
    return None
