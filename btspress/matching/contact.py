"""The contact sheet: every item beside the frames proposed for it, in one page that needs no other file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from btspress.amounts import many
from btspress.matching.proposals import Candidate, Proposal
from btspress.matching.thumbs import Thumb
from btspress.matching.told import markdown, selections

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 1.5rem auto; max-width: 84rem; padding: 0 1rem }
article { border-top: 1px solid; padding: 1rem 0 }
.frames { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)) }
figure { margin: 0; padding: .5rem; border: 1px solid transparent }
figure.item { border-color: GrayText }
figure.accepted { border: 3px solid }
img { display: block; width: 100%; height: auto }
figcaption, pre { overflow-wrap: anywhere }
pre { white-space: pre-wrap; padding: .75rem; border: 1px solid GrayText }
"""


def contact_sheet(proposals: Sequence[Proposal], folder: str | None, least: float, thumb: Thumb) -> str:
    """The page. `folder` is that of the chapter that the Markdown is for; `least` the confidence of acceptance."""
    accepted = sum(proposal.accepted(least) is not None for proposal in proposals)
    summary = f"{many(len(proposals), 'item')}, {accepted} with a frame of at least {least:.2f}"
    articles = "".join(_article(number, each, folder, least, thumb) for number, each in enumerate(proposals, 1))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Pairs: {escape(summary)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Pairs</h1>\n<p>{escape(summary)}.</p>\n{articles}</main>\n</body>\n</html>\n"
    )


def _article(number: int, proposal: Proposal, folder: str | None, least: float, thumb: Thumb) -> str:
    item, accepted = proposal.item, proposal.accepted(least)
    best = proposal.candidates[0] if proposal.candidates else None
    own = selections(item, best)[0] if best else ""
    pictures = [_figure("item", thumb(item, best.own_at if best else None), f"On set: {item.path}{own}", item.path)]
    pictures.extend(_candidate(proposal, each, thumb, chosen=each is accepted) for each in proposal.candidates)
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in _notes(proposal, accepted))
    paste = f"<pre><code>{escape(markdown(item, accepted, folder))}</code></pre>\n" if accepted else ""
    frames = "".join(pictures)
    return (
        f'<article aria-labelledby="item-{number}">\n<h2 id="item-{number}">{escape(item.name)}</h2>\n'
        f'<div class="frames">\n{frames}</div>\n{notes}{paste}</article>\n'
    )


def _candidate(proposal: Proposal, candidate: Candidate, thumb: Thumb, *, chosen: bool) -> str:
    place = f"{candidate.finished.path}{selections(proposal.item, candidate)[1]}"
    words = f"{'Accepted, ' if chosen else ''}{candidate.confidence:.2f}: {place}. {candidate.why}"
    return _figure("accepted" if chosen else "", thumb(candidate.finished, candidate.at), words, place)


def _figure(kind: str, jpeg: bytes, words: str, place: str) -> str:
    name = f' class="{kind}"' if kind else ""
    data = b64encode(jpeg).decode()
    picture = f'<img src="data:image/jpeg;base64,{data}" alt="{escape(place)}">' if jpeg else "<p>No picture</p>"
    return f"<figure{name}>\n{picture}\n<figcaption>{escape(words)}</figcaption>\n</figure>\n"


def _notes(proposal: Proposal, accepted: Candidate | None) -> Iterator[str]:
    yield from proposal.notes
    if accepted is None:
        yield "Nothing is sure enough to be pasted." if proposal.candidates else "Nothing was found."
