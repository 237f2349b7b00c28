"""What `explain FILE` says: why a published file exists, from what it was made, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from btspress.amounts import size
from btspress.digest import canonical
from btspress.engine.job import Job
from btspress.engine.manifest import Entry, Manifest
from btspress.engine.receipt import Receipt
from btspress.model import Comparison, Site
from btspress.session import Demand
from btspress.story.alignment import write_corners
from btspress.walk import walk

Row = Mapping[str, Any]


def located(what: str, manifest: Manifest) -> str:
    """The published file that an address, a path below the site or a file name means; empty for none.

    A site may lie in a folder of its host, so leading folders of an address may be too many.
    """
    path = unquote(urlsplit(what).path if "://" in what else what.partition("#")[0].partition("?")[0])
    parts = [part for part in path.split("/") if part]
    starts = range(len(parts) + 1) if "://" in what else range(1)
    for start in starts:
        name = "/".join(parts[start:])
        for each in (name, f"{name}/index.html".lstrip("/")):
            if each in manifest.files:
                return each
    return ""


def known_to(demand: Demand, path: str, key: str) -> bool:
    """Whether a site that asks for `demand` has the file at `path`, which the job `key` made."""
    if key:
        return any(job.key == key for job in demand.jobs)
    return f"/{path}" in demand.plan.texts or bool(_written(path, demand.site))


def origin(path: str, manifest: Manifest, demand: Demand | None, receipt: Receipt | None) -> Row:
    """All that is known of the published file at `path`.

    `demand` is what the site asks for now, None where there is no site to be read; `receipt` is what the
    store knows of how it was made.
    """
    entry = manifest.files[path]
    job = next((each for each in demand.jobs if each.key == entry.key), None) if demand else None
    return {
        "file": path,
        "bytes": entry.size,
        "digest": entry.digest,
        "recipe": entry.recipe or "page",
        "key": entry.key,
        "asked": [f"{span.file}:{span.line}:{span.col}" for span in job.spans] if job else [],
        "why": _why(path, entry, demand, job),
        "align": _aligned(job, demand.site) if demand and job else [],
        "sources": _sources(job) if job else _written(path, demand.site) if demand else [],
        "seconds": receipt.seconds if receipt else None,
        "notes": dict(receipt.notes) if receipt else {},
        "commands": list(receipt.commands) if receipt else None,
        "made from": canonical(manifest.jobs.get(entry.key, {})),
    }


def _aligned(job: Job, site: Site) -> list[str]:
    """What to write as `align=` to have without looking what was found for comparisons that show it."""
    nodes = (node for node in walk(site, Comparison) if node.corners)
    places = {side.shown.span: node.corners for node in nodes for side in node.sides if side.shown.span}
    return list(dict.fromkeys(write_corners(places[span]) for span in job.spans if span in places))


def _why(path: str, entry: Entry, demand: Demand | None, job: Job | None) -> str:
    """What there is to say where no line of a chapter asked for the file."""
    if demand is None:
        return "lines that are not known here: name the folder of the site with --in"
    if job:
        return "" if job.spans else "every page that shows what it holds"
    if f"/{path}" in demand.plan.texts:
        return "a player, as its timed text"
    return "nothing any more; the next build removes it" if entry.recipe else ""


def _written(path: str, site: Site) -> list[str]:
    """The Markdown file that a page is written in, where it is one."""
    pages = [(film.address, film.file) for film in site.films]
    for chapter in (*(chapter for film in site.films for chapter in film.chapters), *site.translations):
        pages.append((chapter.address, chapter.file))
    return [file for address, file in pages if f"{address.strip('/')}/index.html" == path]


def _sources(job: Job) -> list[str]:
    """The files of the site that a job is made from, also by way of other jobs."""
    return list(dict.fromkeys(each.path for one in job.whole for each in one.ingredients if not each.job))


def origin_text(row: Row) -> Iterable[str]:
    """Lines for people: the file, who asked for it, how it was made, then every part of its key."""
    yield f"{row['file']}  {size(row['bytes'])}, {row['recipe']}"
    for place in (*row["asked"], *filter(None, [row["why"]])):
        yield f"  asked for by {place}"
    for corners in row["align"]:
        yield f'  aligned by measuring, or by hand with align="{corners}"'
    for source in row["sources"]:
        yield f"  made from {source}"
    if row["commands"] is not None:
        yield f"  took {row['seconds']:.1f} s"
        yield from _indented(row["notes"], "  ")
        yield from _called(row["commands"], row["file"])
    elif row["recipe"] != "page":
        yield "  the store has no receipt that says how it was made"
    yield f"  digest {row['digest']}"
    yield f"  key    {row['key'] or 'none: it depends on its own bytes only'}"
    yield from _indented(row["made from"], "  ")


def _called(commands: Sequence[str], path: str) -> Iterable[str]:
    """The call that wrote the file, and how many there were besides it."""
    if commands:
        ending = path.rpartition(".")[2]
        writing = [each for each in commands if _wrote(each).endswith(f".{ending}")]
        last = (writing or [each for each in commands if _wrote(each)] or commands)[-1]
        yield f"  $ {last}"
    if len(commands) > 1:
        yield f"  and {len(commands) - 1} more, to find its settings and to check it; --format json shows all"


def _wrote(command: str) -> str:
    """The last file that a call of ffmpeg wrote; empty for one that only looked."""
    names = [word for word in command.split() if word.startswith("file:") and word != "file:/dev/null"]
    return names[-1].strip("'\"") if names else ""


def _indented(value: Any, margin: str) -> Iterable[str]:
    for name, part in value.items():
        if isinstance(part, Mapping) and part:
            yield f"{margin}{name or 'kind'}:"
            yield from _indented(part, margin + "  ")
        elif isinstance(part, list) and any(isinstance(each, Mapping) for each in part):
            for number, each in enumerate(part, 1):
                yield f"{margin}{name} {number}:"
                yield from _indented(each, margin + "  ")
        else:
            yield f"{margin}{name or 'kind'}: {part}"
