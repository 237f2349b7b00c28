"""Media files with all that lies beside them: sidecar, camera log, captions, marks, described version."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from btspress.diagnostics import Diagnostic, Severity, Span, problem
from btspress.facts import Facts
from btspress.model import Block, Rights, Source
from btspress.schema import read
from btspress.story.claims import settled, slate_of
from btspress.story.heads import SidecarHead
from btspress.story.layout import described_of, is_media, locate, sidecar_of, tracks_of, transcripts_of
from btspress.story.library import Shelf
from btspress.story.looks import ReadLook, check_repairs, look_of
from btspress.story.media import Clocks
from btspress.story.names import Names
from btspress.story.rights import Gate, inherit
from btspress.story.settings import treatment
from btspress.story.timed import TimedText, captions_of, marks_of
from btspress.timecode import parse_smpte
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.written import Document, Entry, Scalar, Table

_QUOTE = "put a text with commas in quotes"


@unchanging
class Probed:
    """A media file that could be read."""

    digest: str
    facts: Facts


@unchanging
class Beginnings:
    """What is known before any document is resolved."""

    tree: Tree
    gate: Gate
    documents: Mapping[str, Document]
    probed: Mapping[str, Probed]
    timed: Mapping[str, TimedText]
    looks: Mapping[str, ReadLook]
    """`.cube` files by path."""
    kept_back: Callable[[str], str]
    """Why the film in whose folder a media file lies is withheld."""
    names: Names
    rights: Callable[[str], Rights]
    """Rights that the folder of a media file gives it."""
    describe: Callable[[Document], tuple[Block, ...]]
    """Nodes of a sidecar's body."""
    language: str


def shelve(path: str, logged: Mapping[str, Table], start: Beginnings) -> tuple[Shelf, list[Diagnostic]]:
    """The shelf of the probed media file at `path`."""
    found: list[Diagnostic] = []
    sidecar = start.documents.get(sidecar_of(path, start.tree))
    table = sidecar.head if sidecar else logged.get(path)
    head = SidecarHead()
    if table is not None:
        head, problems = read(table, SidecarHead, unknown="E620", wrong="E621")
        found.extend(problems)
    if sidecar and path in logged:
        found.append(problem("E231", f"{path} is described here and in clips.csv", sidecar.head.span))
    source = _source(path, head, sidecar, table, start, found)
    described = described_of(path, start.tree)
    if described in start.probed:
        other = start.probed[described]
        version = Source(described, other.digest, other.facts, withheld=source.withheld)
        source = replace(source, described=version)
    return Shelf(
        source,
        _clocks(path, head, table, start, found),
        _poster(head.poster, sidecar, start.tree),
        head,
        start.rights(path),
    ), found


def _source(
    path: str,
    head: SidecarHead,
    sidecar: Document | None,
    table: Table | None,
    start: Beginnings,
    found: list[Diagnostic],
) -> Source:
    """The source; `table` is what a sidecar or camera log says of it."""
    place, probed = table.span if table else None, start.probed[path]
    facts = settled(probed.facts, head, table, found)
    spoken = head.speech or start.language
    beside = tracks_of(path, start.tree)
    captions, unused = captions_of(path, beside, facts, start.timed, probed.digest, spoken)
    found.extend(unused)
    rights = inherit(start.rights(path), head.rights)

    def report(code: str, message: str, span: Span | None, hint: str = "", severity: Severity | None = None) -> None:
        found.append(problem(code, message, span, hint, severity))

    cleared = start.gate.verdict(rights, path, place, report)
    kept = start.gate.kept_back(head) or start.kept_back(path) or start.names.consent(head.people)
    _check_people(head.people, table, start.names, found)
    if not _beside_clip(path, start.probed):
        check_repairs(table, facts, found)
    if not (rights.licence or rights.holder or rights.credit):
        found.append(problem("E504", f"{path} has neither licence nor holder", place))
    return Source(
        name=path,
        digest=probed.digest,
        facts=facts,
        title=head.title,
        rights=rights,
        description=start.describe(sidecar) if sidecar else (),
        transcripts=tuple(
            (language, start.describe(start.documents[text])) for language, text in transcripts_of(path, start.tree)
        ),
        speech=head.speech,
        captions=captions,
        marks=marks_of(beside, start.timed),
        stand_in=head.stand_in,
        treatment=treatment(head, look_of(head, table, start.looks, start.tree, found)),
        camera=head.camera or facts.camera,
        lens=head.lens or facts.lens,
        slate=slate_of(head),
        on=head.on,
        place=head.place,
        people=tuple(known.slug for name in head.people if (known := start.names.person(name))),
        withheld=kept or cleared,
    )


def _check_people(people: Iterable[str], table: Table | None, names: Names, found: list[Diagnostic]) -> None:
    """Tells of those who are nobody, and nearly somebody."""
    entry = table.get("people") if table else None
    for name in people if entry else ():
        near = "" if names.person(name) else names.nearly(name)
        if near and entry:
            found.append(problem("E401", f"nobody is called '{name}'", entry.span, f"did you mean '{near}'?"))


def _beside_clip(path: str, probed: Mapping[str, Probed]) -> bool:
    """Whether a clip of the same name shares the sidecar."""
    stem = path.rpartition(".")[0]
    return any(other.rpartition(".")[0] == stem and each.facts.video for other, each in probed.items())


def _poster(poster: str, sidecar: Document | None, tree: Tree) -> str:
    """A time as it is; a picture, which the sidecar names from where it lies, by its path in the site."""
    path, mark, rest = poster.partition("#")
    if sidecar is None or not is_media(path):
        return poster
    return (locate(path, sidecar.path, tree) or path) + mark + rest


def _clocks(path: str, head: SidecarHead, table: Table | None, start: Beginnings, found: list[Diagnostic]) -> Clocks:
    timecode = parse_smpte(head.timecode) if head.timecode else None
    first = head.first_frame
    for name, text, good in (("timecode", head.timecode, timecode), ("first_frame", first, first.isdigit())):
        entry = table.get(name) if table else None
        if text and not good and entry:
            found.append(problem("E621", f"'{text}' is no {name.replace('_', ' ')}", entry.value.span))
    number = int(first) if first.isascii() and first.isdigit() and len(first) < 9 else 0
    return Clocks(timecode, number, marks_of(tracks_of(path, start.tree), start.timed))


def tables_of(
    media: Iterable[str], documents: Mapping[str, Document], logs: Mapping[str, bytes], tree: Tree
) -> Iterator[Table]:
    """What sidecars and camera logs say of `media`."""
    logged: dict[str, Table] = {}
    for path, data in logs.items():
        logged |= read_log(path, data, tree)[0]
    for path in media:
        sidecar = documents.get(sidecar_of(path, tree))
        if sidecar or path in logged:
            yield sidecar.head if sidecar else logged[path]


def read_log(path: str, data: bytes, tree: Tree) -> tuple[dict[str, Table], list[Diagnostic]]:
    """Lines of a camera log by the media file that they describe. The first column is `file`."""
    found: list[Diagnostic] = []
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        return {}, [problem("E101", f"the camera log cannot be read: {error}", Span(path, 1, 1, 2))]
    if not rows or not rows[0] or rows[0][0].strip() != "file":
        return {}, [problem("E604", "the first column of a camera log is 'file'", Span(path, 1, 1, 2))]
    folder = path.rpartition("/")[0]
    logged: dict[str, Table] = {}
    for number, row in enumerate(rows[1:], 2):
        if not row or not row[0].strip():
            continue
        span = Span(path, number, 1, 1 + max(len(row[0]), 1))
        media = f"{folder}/{row[0].strip()}".lstrip("/")
        if media not in tree.files:
            found.append(problem("E206", f"no file '{row[0].strip()}'", span))
        if media in logged:
            words = f"{row[0].strip()} is described in line {logged[media].span.line} already"
            found.append(problem("E231", words, span, "keep one of the lines"))
            continue
        pairs = zip(rows[0][1:], row[1:], strict=False)
        entries = _columns([(name.strip(), value.strip()) for name, value in pairs if value.strip()], span)
        if any(cell.strip() for cell in row[len(rows[0]) :]):
            found.append(problem("E604", "this line has more cells than there are columns", span, _QUOTE))
            # Which cell is which nobody knows: for nobody is what may have been for some.
            entries = (*entries, Entry("audience", Scalar("", span), span))
        logged[media] = Table(entries, span)
    return logged, found


def _columns(cells: list[tuple[str, str]], span: Span) -> tuple[Entry, ...]:
    """Cells as entries; `rights.clearance` and `rights.credit` become one map `rights`."""
    maps: dict[str, list[tuple[str, str]]] = {}
    entries = []
    for name, text in cells:
        outer, dot, inner = name.partition(".")
        if dot:
            maps.setdefault(outer, []).append((inner, text))
        else:
            entries.append(Entry(name, Scalar(text, span), span))
    tables = (Entry(name, Table(_columns(inner, span), span), span) for name, inner in maps.items())
    return (*entries, *tables)
