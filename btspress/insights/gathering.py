"""Answers of review forms and logs of what was watched, merged by moment."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from btspress.unchanging import unchanging

VIEWS = ("instructive", "moving", "superfluous")
"""What a reader may say of a moment, as the form has it."""
_COLUMNS = ("page", "moment", "second", "viewers")
"""Of a log of what was watched."""
_MOST = 1_000_000_000
"""Seconds, or viewers, that a log may count."""


class UnreadableError(Exception):
    """A file that is neither answers nor a log; the text says why."""


@unchanging
class Answer:
    """What one reader says of one moment."""

    reader: str
    """The same in all files of one browser; says nothing of who that is."""
    page: str
    """Site-absolute address of the chapter."""
    moment: str
    """Id on that page; empty for the whole chapter."""
    title: str
    view: str
    note: str
    at: str
    """When it was given, ISO 8601; the last answer of a reader counts."""


@unchanging
class Seen:
    """How many viewers were left at a second of a clip."""

    page: str
    moment: str
    second: float
    viewers: int


@unchanging
class Verdict:
    """All that is known of one moment."""

    page: str
    moment: str
    title: str
    counts: tuple[int, ...]
    """In the order of `VIEWS`."""
    notes: tuple[str, ...]
    kept: tuple[tuple[float, int], ...] = ()
    """Second and viewers, in order."""

    @property
    def readers(self) -> int:
        """How many said something."""
        return sum(self.counts)

    @property
    def retention(self) -> int | None:
        """Per cent of the viewers who were left at the end; None where nobody counted them."""
        first = self.kept[0][1] if self.kept else 0
        return round(100 * self.kept[-1][1] / first) if first else None


def read(name: str, data: bytes) -> tuple[tuple[Answer, ...], tuple[Seen, ...]]:
    """Answers of an exported `.json`, or lines of a `.csv` log. Raises `UnreadableError`."""
    try:
        text = data.decode("utf-8-sig")
        return ((), tuple(_log(text))) if name.lower().endswith(".csv") else (tuple(_answers(json.loads(text))), ())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error) as error:
        raise UnreadableError(f"{name} is no export of a review and no log: {error}") from error


def merged(answers: Iterable[Answer], seen: Iterable[Seen]) -> tuple[Verdict, ...]:
    """A verdict for each moment, by page, in the order in which moments were met; each reader counts once."""
    last: dict[tuple[str, str, str], Answer] = {}
    for answer in sorted(answers, key=lambda each: each.at):
        last[answer.page, answer.moment, answer.reader] = answer
    kept: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for each in seen:
        kept.setdefault((each.page, each.moment), []).append((each.second, each.viewers))
    told: dict[tuple[str, str], list[Answer]] = {place: [] for place in kept}
    for (page, moment, _), answer in last.items():
        told.setdefault((page, moment), []).append(answer)
    verdicts = (_verdict(*place, said, kept.get(place, [])) for place, said in told.items())
    return tuple(sorted(verdicts, key=lambda each: each.page))


def row_of(verdict: Verdict) -> Mapping[str, Any]:
    """A verdict as plain data."""
    return {
        "page": verdict.page,
        "moment": verdict.moment,
        "title": verdict.title,
        **dict(zip(VIEWS, verdict.counts, strict=True)),
        "retention": verdict.retention,
        "notes": list(verdict.notes),
    }


def text_of(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """A line for each moment, below its page; what readers wrote under it."""
    page = ""
    for verdict in verdicts:
        if verdict.page != page:
            page = verdict.page
            yield f"{page}\n  {'':44} {'  '.join(VIEWS)}   stayed"
        name = verdict.title or verdict.moment or "the whole chapter"
        numbers = "  ".join(f"{count:>{len(view)}}" for view, count in zip(VIEWS, verdict.counts, strict=True))
        stayed = f"{verdict.retention:>6} %" if verdict.retention is not None else ""
        yield f"  {name[:44]:44} {numbers} {stayed}".rstrip()
        yield from (f"      “{note}”" for note in verdict.notes)


def _verdict(page: str, moment: str, said: list[Answer], kept: list[tuple[float, int]]) -> Verdict:
    return Verdict(
        page=page,
        moment=moment,
        title=next((answer.title for answer in said if answer.title), moment),
        counts=tuple(sum(answer.view == view for answer in said) for view in VIEWS),
        notes=tuple(answer.note for answer in said if answer.note),
        kept=tuple(sorted(kept)),
    )


def _answers(told: Mapping[str, Any]) -> Iterator[Answer]:
    json.dumps(told, ensure_ascii=False).encode()  # half a character can be escaped, and never be written
    if told.get("btspress") != "review":
        raise ValueError("it does not say 'btspress: review'")
    for each in told["answers"]:
        words = [str(each.get(name, "")) for name in ("page", "moment", "title", "view", "note", "at")]
        if words[3] not in VIEWS:
            raise ValueError(f"'{words[3]}' is no view")
        yield Answer(str(told.get("reader", "")), *words)


def _log(text: str) -> Iterator[Seen]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(f"it has no column '{missing[0]}'")
    for row in rows:
        second, viewers = float(row["second"]), int(row["viewers"])
        if not (0 <= second <= _MOST and 0 <= viewers <= _MOST):
            raise ValueError(f"{row['viewers'][:20]} viewers at second {row['second'][:20]} cannot be")
        yield Seen(row["page"], row["moment"], second, viewers)
