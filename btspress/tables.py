"""What `plan`, `gc` and `explain CODE` say: rows of plain data, and the text that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from btspress.amounts import about, listed, many, size
from btspress.codes import Code
from btspress.digest import canonical
from btspress.engine.budget import Choice
from btspress.engine.job import KEY_LENGTH, Job
from btspress.engine.pace import Paces
from btspress.engine.schedule import Load, Schedule, loads_of

Row = Mapping[str, Any]

_LONGEST = 12
"""Jobs that a plan shows, if it is not asked for all."""


def planned(jobs: Iterable[Job], done: Callable[[Job], bool], capacity: int, paces: Paces) -> tuple[Row, ...]:
    """A row for each job, the longest first; one for each recipe; and one for the whole.

    Seconds are those of a machine with `capacity` processors that keeps these `paces`; what is done costs none.
    """
    missing = {job.key: job for job in jobs}
    there = {key: job for key, job in missing.items() if done(job)}
    for key in there:
        del missing[key]
    loads = loads_of(missing, capacity, paces)
    rows = [_job(job, loads.get(key)) for key, job in (missing | there).items()]
    rows.sort(key=lambda row: (-row["seconds"], row["recipe"], row["key"]))
    recipes = sorted({job.recipe.name for job in missing.values()})
    of = {name: [key for key, job in missing.items() if job.recipe.name == name] for name in recipes}
    kinds = [_sum("recipe", missing, loads, of[name], capacity) | {"recipe": name} for name in recipes]
    kinds.sort(key=lambda row: (-row["work"], row["recipe"]))
    total = _sum("total", missing, loads, list(missing), capacity)
    return (*rows, *kinds, total | {"there": len(there), "processors": capacity})


def _job(job: Job, load: Load | None) -> dict[str, Any]:
    return {
        "row": "job",
        "key": job.key[:KEY_LENGTH],
        "recipe": job.recipe.name,
        "from": ", ".join(dict.fromkeys(each.path or "other jobs" for each in job.ingredients)),
        "asked": [f"{span.file}:{span.line}" for span in job.spans],
        "seconds": round(load.seconds, 1) if load else 0.0,
        "bytes": job.bytes,
        "done": load is None,
        "files": [output.name for output in job.recipe.outputs()],
        "parameters": canonical(job.recipe),
    }


def _sum(
    row: str, jobs: Mapping[str, Job], loads: Mapping[str, Load], keys: Iterable[str], capacity: int
) -> dict[str, Any]:
    """What some of the jobs come to, done by themselves."""
    own = frozenset(keys)
    alone = {key: replace(loads[key], after=loads[key].after & own) for key in own}
    return {
        "row": row,
        "jobs": len(own),
        "seconds": round(Schedule(alone, capacity).seconds_left({}), 1),
        "work": round(sum(load.work for load in alone.values()), 1),
        "bytes": sum(jobs[key].bytes for key in own),
    }


def planned_text(rows: Iterable[Row], *, every: bool = False) -> Iterable[str]:
    """Lines for people: what is to be made (the longest, or `every` one), how much of each kind, and the whole."""
    by_kind: dict[str, list[Row]] = {"job": [], "recipe": [], "total": []}
    for row in rows:
        by_kind[row["row"]].append(row)
    missing = [row for row in by_kind["job"] if not row["done"]]
    shown = missing if every else missing[:_LONGEST]
    for row in shown:
        place = f"   {row['asked'][0]}" if row["asked"] else ""
        yield f"{row['seconds']:8.1f} s  {size(row['bytes']):>9}  {row['recipe']:<12} {row['from']}{place}"
    if len(missing) > len(shown):
        yield f"{'':10}  and {len(missing) - len(shown)} more (-v shows all)"
    for row in by_kind["recipe"]:
        yield f"{row['seconds']:8.1f} s  {size(row['bytes']):>9}  {row['jobs']} × {row['recipe']}"
    for row in by_kind["total"]:
        cost = f": {about(row['seconds'])} on {many(row['processors'], 'processor')}, about {size(row['bytes'])}"
        there = f"{row['there']} {'is' if row['there'] == 1 else 'are'} there"
        yield f"{row['jobs']} to make{cost if row['jobs'] else ''}; {there}"


def freed(choice: Choice) -> tuple[Row, ...]:
    """A row for each entry that goes, and one for the whole."""
    gone = [
        {"row": "entry", "key": each.key, "recipe": each.recipe, "files": list(each.files)}
        | {"bytes": each.size, "used": datetime.fromtimestamp(each.used, UTC).date().isoformat()}
        for each in choice.going
    ]
    whole = {"entries": len(gone), "bytes": choice.freed, "left": choice.left, "needed": choice.needed}
    return (*gone, {"row": "total"} | whole)


def freed_text(rows: Iterable[Row], *, dry: bool) -> Iterable[str]:
    """Lines for people: what goes, each with its last use, and what is left."""
    verb = "would be" if dry else "were"
    for row in rows:
        if row["row"] == "entry":
            name = f"{row['recipe'] or 'damaged'} {row['key'][:KEY_LENGTH]}"
            yield f"{size(row['bytes']):>10}  last used {row['used']}  {name}  {listed(row['files'])}".rstrip()
            continue
        yield f"{many(row['entries'], 'entry', 'entries')}, {size(row['bytes'])}, {verb} removed"
        yield f"{size(row['left'])} stay, of which the site needs {size(row['needed'])}"


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
