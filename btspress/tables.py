"""What `plan` and `explain` say: rows of plain data, and the text that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from btspress.codes import Code
from btspress.digest import canonical
from btspress.engine.job import KEY_LENGTH, Job
from btspress.engine.manifest import Manifest

Row = Mapping[str, Any]


def planned(jobs: Iterable[Job], done: Callable[[Job], bool]) -> Iterable[Row]:
    """A row for each job, the heaviest first: what is made of which file, and about how long it takes."""
    for job in sorted(jobs, key=lambda job: (-job.weight, job.key)):
        finished = done(job)
        yield {
            "key": job.key[:KEY_LENGTH],
            "recipe": job.recipe.name,
            "from": ", ".join(dict.fromkeys(each.path or "other jobs" for each in job.ingredients)),
            "seconds": 0.0 if finished else round(job.weight, 1),
            "done": finished,
            "files": [output.name for output in job.recipe.outputs()],
            "parameters": canonical(job.recipe),
        }


def planned_text(rows: Iterable[Row]) -> Iterable[str]:
    """Lines for people: what is missing, then the sum."""
    missing, finished, total = 0, 0, 0.0
    for row in rows:
        if row["done"]:
            finished += 1
            continue
        missing += 1
        total += row["seconds"]
        yield f"{row['seconds']:8.1f} s  {row['recipe']:<12} {row['from']}"
    yield f"{missing} to make, about {total:.0f} s of work; {finished} are there"


def explained(code: Code) -> Row:
    """What a code means and what to do about it."""
    return {
        "code": code.code,
        "name": code.name,
        "severity": code.severity,
        "meaning": code.meaning,
        "remedy": code.remedy,
    }


def explained_text(row: Row) -> Iterable[str]:
    """Lines for people."""
    yield f"{row['code']} {row['name']} ({row['severity']})"
    yield f"  {row['meaning']}"
    yield f"  {row['remedy']}"


def origin(path: str, manifest: Manifest) -> Row | None:
    """From what the published file at `path` was made; None when the site has no such file."""
    name = path.strip("/") or "index.html"
    found = next((each for each in (name, f"{name}/index.html") if each in manifest.files), None)
    if found is None:
        return None
    entry = manifest.files[found]
    return {
        "file": found,
        "bytes": entry.size,
        "digest": entry.digest,
        "recipe": entry.recipe or "page",
        "key": entry.key,
        "made from": canonical(manifest.jobs.get(entry.key, {})),
    }


def origin_text(row: Row) -> Iterable[str]:
    """Lines for people: the file, then every part of the key that decides its bytes."""
    yield f"{row['file']}  {row['bytes']:,} bytes, {row['recipe']}"
    yield f"  digest {row['digest']}"
    yield f"  key    {row['key'] or 'none: it depends on its own bytes only'}"
    yield from _indented(row["made from"], "  ")


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
