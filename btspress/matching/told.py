"""What is found, in words: lines for people, records for programs, and the Markdown to paste."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from btspress.matching.footage import Item
from btspress.matching.proposals import Candidate, Proposal
from btspress.timecode import TimeRange, decimal

_ESCAPED = re.compile(r"([\\\[\]*`<>!{}]|(?<!\w)_|_(?!\w))")
_LABEL_WORDS = 5
"""A title with so many words before its colon names the side itself."""
_DIVIDED = re.compile(r"[-_. ]+")


def markdown(item: Item, candidate: Candidate, folder: str | None) -> str:
    """The block to paste into a chapter that lies in `folder` (site-relative); ends with a newline.

    Without a folder the chapter is thought to lie where the film of the item does.
    """
    folder = home_of(item) if folder is None else folder
    title = item.title or candidate.finished.title or _words(item)
    own, finished = selections(item, candidate)
    lines = (
        f"[!compare] {_plain(title)}",
        "",
        f"![{_plain(_labelled('On set', item))}]({address(item, folder)}{own})",
        f"![{_plain(_labelled('Finished', candidate.finished))}]({address(candidate.finished, folder)}{finished})",
    )
    return "".join(f"> {line}".rstrip() + "\n" for line in lines)


def selections(item: Item, candidate: Candidate) -> tuple[str, str]:
    """The fragments of both sides: a range each where both run, a frame of a video, nothing for a picture."""
    if candidate.both:
        return _range(item, candidate.both[0]), _range(candidate.finished, candidate.both[1])
    return _still(item, candidate.own_at), _still(candidate.finished, candidate.at)


def address(item: Item, folder: str) -> str:
    """How a chapter in `folder` names a file: from there on, without climbing where that need not be."""
    path = item.path
    if item.inside:
        above = PurePosixPath(folder)
        near = next((each for each in (above, *above.parents) if PurePosixPath(path).is_relative_to(each)), None)
        path = PurePosixPath(path).relative_to(near).as_posix() if near is not None else os.path.relpath(path, folder)
    escaped = path.replace("%", "%25").replace("#", "%23").replace("(", "%28").replace(")", "%29")
    return escaped.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")


def row(proposal: Proposal, folder: str | None, least: float) -> Mapping[str, Any]:
    """One proposal as plain data; `folder` is that of the chapter, None where none is named."""
    accepted = proposal.accepted(least)
    return {
        "row": "pair",
        "item": proposal.item.path,
        "accepted": accepted is not None,
        "candidates": [_candidate(proposal.item, each) for each in proposal.candidates],
        "notes": [*proposal.notes, *outside(proposal, accepted)],
        "markdown": markdown(proposal.item, accepted, folder) if accepted else "",
    }


def rows_text(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The same for people."""
    for told in rows:
        yield told["item"]
        if not told["candidates"]:
            yield "   nothing found"
        for place, each in enumerate(told["candidates"]):
            mark = "→" if told["accepted"] and not place else " "
            yield f" {mark} {each['confidence']:.2f}  {each['finished']}{each['fragment']}  {each['why']}"
        for note in told["notes"]:
            yield f"   note: {note}"
        if told["markdown"]:
            yield ""
            yield from told["markdown"].splitlines()
        yield ""


def outside(proposal: Proposal, accepted: Candidate | None) -> Iterator[str]:
    """Which files a chapter cannot name as they lie."""
    for each in (proposal.item, accepted.finished) if accepted else ():
        if not each.inside:
            yield f"{each.path} is not in the site: copy it into its media folder, or name its folder in media.roots"


def _candidate(item: Item, candidate: Candidate) -> Mapping[str, Any]:
    own, finished = selections(item, candidate)
    return {
        "finished": candidate.finished.path,
        "fragment": finished,
        "own_fragment": own,
        "confidence": round(candidate.confidence, 3),
        "guessed": candidate.guessed,
        "why": candidate.why,
        "reasons": [
            {"kind": each.kind, "confidence": round(each.confidence, 3), "words": each.words}
            for each in candidate.reasons
        ],
    }


def _still(item: Item, at: Fraction | None) -> str:
    return f"#t={decimal(_on_frame(item, at))}&still" if at is not None and item.moving else ""


def _range(item: Item, chosen: TimeRange) -> str:
    return f"#t={decimal(_on_frame(item, chosen.start))},{decimal(_on_frame(item, chosen.end))}"


def _on_frame(item: Item, at: Fraction) -> Fraction:
    """The time of the nearest frame, never after the last."""
    video = item.facts.video
    return min(video.rate.seconds(video.rate.nearest_frame(at)), item.facts.duration) if video else at


def _labelled(side: str, item: Item) -> str:
    """The description of a side; what stands before its first colon is its label."""
    words = item.title or _words(item)
    before, colon, _ = words.partition(":")
    return words if colon and len(before.split()) <= _LABEL_WORDS else f"{side}: {words}"


def home_of(item: Item) -> str:
    """The folder of the film that a file lies in, where no chapter is named."""
    folder = item.path.rpartition("/")[0]
    return folder.removesuffix("media").removesuffix("/") if folder.rpartition("/")[2] == "media" else folder


def _words(item: Item) -> str:
    """What a file is called, as words: better than nothing, and the author's to better."""
    words = _DIVIDED.sub(" ", item.name.rpartition(".")[0]).strip()
    return words or item.name


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", " ".join(text.split()))
