"""The report of a review as one HTML file that needs no other: plots as SVG, every number in words too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from btspress.insights.gathering import VIEWS, Verdict

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --ink: light-dark(#1c1c1a, #ecebe6); --quiet: light-dark(#5b5a55, #a9a79f); --rule: light-dark(#d9d7cf, #3a3934);
  --paper: light-dark(#fbfaf7, #171715); --instructive: light-dark(#1f5f86, #86c5ee);
  --moving: light-dark(#a33b1f, #ff9d7a); --superfluous: light-dark(#77756c, #8f8d84) }
body { margin: 0 auto; padding: 2rem 1.25rem 5rem; max-width: 64rem; color: var(--ink); background: var(--paper) }
h1 { font-size: 2rem; line-height: 1.15; margin: 1rem 0 .25rem }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem }
.lead, dd { color: var(--quiet) }
section { border-top: 1px solid var(--rule); padding: .75rem 0; display: grid; gap: 0 2rem;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
@media (max-width: 44rem) { section { grid-template-columns: minmax(0, 1fr) } }
h3 { font-size: 1rem; margin: 0 0 .35rem }
p { margin: 0 0 .35rem }
svg { display: block; width: 100%; height: auto }
.instructive { fill: var(--instructive) } .moving { fill: var(--moving) } .superfluous { fill: var(--superfluous) }
polyline { fill: none; stroke: var(--instructive); stroke-width: 2 }
.grid { stroke: var(--rule) }
blockquote { margin: .35rem 0; padding-left: .75rem; border-left: 3px solid var(--rule) }
b { display: inline-block; width: .8em; height: .8em; margin-right: .35em }
b.instructive { background: var(--instructive) } b.moving { background: var(--moving) }
b.superfluous { background: var(--superfluous) }
"""
_WIDE, _HIGH = 400, 90


def report_page(verdicts: Iterable[Verdict], readers: int) -> str:
    """The page: for each chapter its moments, what was said of them, and who stayed to the end."""
    body = "".join(_chapters(tuple(verdicts)))
    key = " ".join(f'<span><b class="{view}"></b>{view}</span>' for view in VIEWS)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>What the audience said</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>What the audience said</h1>\n<p class="lead">{readers} readers. {key}</p>\n'
        f"{body}</main>\n</body>\n</html>\n"
    )


def _chapters(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    for page, group in groupby(verdicts, key=lambda each: each.page):
        yield f"<h2>{escape(page)}</h2>\n"
        inside = tuple(group)
        most = max((verdict.readers for verdict in inside), default=0)
        yield from (_moment(verdict, most) for verdict in inside)


def _moment(verdict: Verdict, most: int) -> str:
    counted = ", ".join(f"{count} {view}" for view, count in zip(VIEWS, verdict.counts, strict=True))
    notes = "".join(f"<blockquote>{escape(note)}</blockquote>" for note in verdict.notes)
    name = escape(verdict.title or verdict.moment or "The whole chapter")
    return (
        f"<section><div><h3>{name}</h3><p>{counted}.</p>{_bar(verdict, most)}{notes}</div>"
        f"<div>{_curve(verdict)}</div></section>\n"
    )


def _bar(verdict: Verdict, most: int) -> str:
    """One bar, as long as there were readers, in three parts."""
    made, left = [], 0.0
    for view, count in zip(VIEWS, verdict.counts, strict=True):
        wide = count * _WIDE / most if most else 0
        made.append(f'<rect class="{view}" x="{left:.1f}" width="{wide:.1f}" height="14"/>')
        left += wide
    return f'<svg viewBox="0 0 {_WIDE} 14" aria-hidden="true">{"".join(made)}</svg>'


def _curve(verdict: Verdict) -> str:
    """Viewers along the clip, from all of them to none."""
    if len(verdict.kept) < 2:
        return ""
    last, most = verdict.kept[-1][0] or 1, max(viewers for _, viewers in verdict.kept) or 1
    points = " ".join(
        f"{second * _WIDE / last:.1f},{_HIGH - viewers * (_HIGH - 4) / most:.1f}" for second, viewers in verdict.kept
    )
    lines = "".join(f'<line class="grid" x2="{_WIDE}" y1="{high}" y2="{high}"/>' for high in (4, _HIGH // 2, _HIGH - 1))
    told = f"{verdict.retention} per cent of the viewers stayed to the end of {last:.0f} seconds"
    return (
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{told}">{lines}<polyline points="{points}"/></svg>'
        f"<p>{told}.</p>"
    )
