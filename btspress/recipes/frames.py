"""From the frames of a file to those that are shown: whole ones, at a constant rate, from the in-point on."""

from __future__ import annotations

from btspress.media.graph import Stream
from btspress.recipes.excerpt import Excerpt, Look
from btspress.timecode import decimal


def whole(stream: Stream, shown: Look) -> Stream:
    """Frames without fields. Film in the fields of video comes out as the frames that it was."""
    if not shown.interlaced:
        return stream
    if shown.telecine:
        matched = stream.filter("fieldmatch", order=shown.order or "auto", combmatch="full")
        # what fieldmatch cannot pair it marks as interlaced: a cut between two fields
        return matched.filter("bwdif", mode="send_frame", deint="interlaced").filter("decimate", cycle=5)
    if shown.order:
        return stream.filter("bwdif", mode="send_frame", parity=shown.order, deint="all")
    return stream.filter("bwdif", mode="send_frame", parity="auto", deint="interlaced")


def on_time(stream: Stream, piece: Excerpt, *, every: int = 1, late: bool = False) -> Stream:
    """The frames of `piece` at its rate, the first at 0; one of `every` frames, or with 0 those that come.

    `late` shows of varying frames the one that is on screen rather than the one that is near.
    """
    stream = stream.filter("settb", "AVTB")  # old containers count whole frames, too coarse for half of one
    stream = stream.filter("setpts", f"PTS-{piece.lead}/TB")
    if not every:
        return stream
    if piece.look.variable:
        rounded = stream.filter("fps", str(piece.rate), **({"round": "up"} if late else {}))
        # A frame may stand longer than its packet says, or than is read: the last one stays to the end.
        held = rounded.filter("tpad", stop_mode="clone", stop_duration=decimal(piece.lead + piece.duration))
        stream = held.filter("trim", start=0)
    else:
        stream = stream.filter("fps", str(piece.rate), start_time=0)
    return stream.filter("framestep", every) if every > 1 else stream
