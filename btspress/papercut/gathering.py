"""From stories as an editor reads them to their paper cuts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from btspress.lint.reads import BITES, ChapterRead, FilmRead, Piece
from btspress.model import Clip, Film, Frame, Mention, Shown, Sound, Source
from btspress.pages.cards import reading_minutes
from btspress.papercut.sheet import Crew, Line, Sheet, Sight, Turn, Voice
from btspress.walk import walk

TURNS = frozenset(
    ("decision", "challenge", "fix", "accident", "clash", "deleted", "lesson", "takeaways", "wrap", "epilogue")
)
"""Moments that raise a question or answer one."""

_SHOWS = 60
"""Words that a picture weighs where it is asked how far into a chapter something stands."""

Cutting = Mapping[Clip, tuple[Fraction, ...]]
"""Seconds of the shots of clips; those that nobody could look at are not in it."""


def clips_of(read: FilmRead) -> tuple[Clip, ...]:
    """Every clip of a story that is watched, each once, in reading order."""
    found = (clip for chapter in read.chapters for clip in _watched(chapter) if isinstance(clip.source, Source))
    return tuple(dict.fromkeys(found))


def sheet_of(read: FilmRead, cutting: Cutting, finished: Sequence[Fraction] = ()) -> Sheet:
    """The paper cut of one film; `finished` are the seconds of the shots of the finished one."""
    film = read.film
    return Sheet(
        title=film.title,
        slug=film.slug,
        lines=tuple(_line(read, number, chapter, cutting) for number, chapter in enumerate(read.chapters, 1)),
        phases=film.phases,
        motifs=tuple((motif.id, motif.name) for motif in film.motifs),
        crew=_crew(read),
        finished=tuple(finished),
        finished_name=film.finished.name.rsplit("/", 1)[-1] if film.finished else "",
    )


def _line(read: FilmRead, number: int, chapter: ChapterRead, cutting: Cutting) -> Line:
    told, clips = chapter.chapter, tuple(_watched(chapter))
    known = [cutting.get(clip) for clip in clips]
    shots = (shots or (clip.range.duration,) for clip, shots in zip(clips, known, strict=True))
    return Line(
        number=number,
        title=told.title,
        file=told.file,
        phase=told.phase,
        tempo=told.tempo,
        words=told.words,
        reading=reading_minutes(told.words),
        watch=told.watch,
        clips=len(clips),
        shots=tuple(shot for each in shots for shot in each),
        pairs=len(chapter.of("compare", "grade")),
        turns=tuple(_turns(chapter)),
        voices=tuple(_voices(chapter, read.film)),
        sights=tuple(_sights(chapter, read.film)),
        estimated=any(shots is None for shots in known),
    )


def _watched(chapter: ChapterRead) -> Iterator[Clip]:
    """Clips in reading order; of pictures side by side the last one."""
    last: dict[int, Clip] = {}
    for piece in chapter.pieces:
        clip = piece.clip
        if clip is None or piece.kind == "cue":
            continue
        if {"compare", "grade"} & set(piece.inside):
            last[piece.top] = clip
            continue
        yield from last.values()
        last.clear()
        yield clip
    yield from last.values()


def _turns(chapter: ChapterRead) -> Iterator[Turn]:
    weights = [len(piece.words.split()) + _SHOWS * len(piece.shown) for piece in chapter.pieces]
    whole = sum(weights) or 1
    for piece in chapter.pieces:
        moment = piece.moment
        if moment and moment.kind in TURNS:
            at = Fraction(sum(weights[: piece.at]), whole)
            yield Turn(moment.kind, moment.title, at, open=moment.kind == "challenge" and not moment.answers)


def _voices(chapter: ChapterRead, film: Film) -> Iterator[Voice]:
    bites: Counter[str] = Counter()
    signed: Counter[str] = Counter()
    heard: defaultdict[str, Fraction] = defaultdict(Fraction)
    for piece in chapter.pieces:
        for name in _named(piece):
            (bites if piece.kind in BITES else signed)[name] += 1
            if piece.kind in BITES:
                heard[name] += sum((_length(shown) for shown in chapter.shown_in(piece)), Fraction(0))
    for name in dict.fromkeys((*bites, *signed)):
        yield Voice(name, credited(chapter, name, film), bites[name], heard[name], signed[name])


def _named(piece: Piece) -> tuple[str, ...]:
    """Who signs a piece or is named by it."""
    by = tuple(each.name for each in piece.moment.by) if piece.moment else ()
    return tuple(dict.fromkeys((*((piece.signature.name,) if piece.signature else ()), *by)))


def credited(chapter: ChapterRead, name: str, film: Film) -> bool:
    """Whether a role on the film is known of somebody."""
    person = chapter.people.get(name.casefold())
    return bool(person and any(role.film in {"", film.slug} for role in person.roles))


def _length(shown: Shown) -> Fraction:
    return shown.range.duration if isinstance(shown, Clip | Sound) else Fraction(0)


def _sights(chapter: ChapterRead, film: Film) -> Iterator[Sight]:
    for motif in film.motifs:
        carrying = [piece for piece in chapter.pieces if piece.option("motif") == motif.id]
        if not carrying and motif.id not in chapter.chapter.motifs:
            continue
        shown = [shown for piece in carrying for shown in chapter.shown_in(piece)]
        frame = next((frame for each in shown if (frame := _frame(each))), None)
        yield Sight(motif.id, len(carrying), frame or _frame(chapter.chapter.opening))


def _frame(shown: Shown | None) -> Frame | None:
    """A picture of what is shown: the middle of a clip."""
    if isinstance(shown, Frame):
        return shown
    if not isinstance(shown, Clip):
        return None
    return shown.poster or Frame(shown.source, (shown.range.start + shown.range.end) / 2, shown.crop)


def _crew(read: FilmRead) -> Crew:
    film = read.film
    places = Counter(slug for chapter in read.chapters for slug in _appearing(chapter))
    people = [person for person in read.people.values() if any(role.film == film.slug for role in person.roles)]
    seen: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for person in people:
        for department in {role.department for role in person.roles if role.film == film.slug and role.department}:
            size[department] += 1
            seen[department] += places[person.slug]
    departments = ((name, size[name], seen[name]) for name in size)
    every = " ".join(f"{role.department} {role.role}" for person in people for role in person.roles).casefold()
    missing = (name for name, words in _DEPARTMENTS if not any(word in every for word in words))
    return Crew(
        uncredited=tuple(_uncredited(read)),
        unseen=tuple(sorted(person.name for person in people if not places[person.slug])),
        departments=tuple(sorted(departments, key=lambda each: (each[2], each[0]))),
        missing=tuple(missing) if people else (),
    )


def _appearing(chapter: ChapterRead) -> Iterator[str]:
    """Slugs of people, once for each moment, soundbite and picture of theirs, and each chapter that names them."""
    for piece in chapter.pieces:
        found = (chapter.people.get(name.casefold()) for name in _named(piece))
        yield from (person.slug for person in found if person)
        yield from piece.source.people if piece.source and piece.kind != "cue" else ()
    mentions: Iterator[Mention] = walk(chapter.chapter.blocks, Mention)
    yield from {mention.person for mention in mentions}


def _uncredited(read: FilmRead) -> dict[str, None]:
    """Who signs or speaks as one of those who made it, and has no role on the film."""
    return {
        name: None
        for chapter in read.chapters
        for piece in chapter.pieces
        for name in _named(piece)
        if not credited(chapter, name, read.film)
        and not _is_part((name, *(piece.signature.roles if piece.signature else ())))
    }


def _is_part(roles: Sequence[str]) -> bool:
    """Whether somebody speaks in a film and not of it."""
    return any(word in role.casefold() for role in roles for word in ("character", "narrator"))


_DEPARTMENTS = (
    ("camera", ("camera", "photography", "focus", "cinematograph")),
    ("light", ("light", "gaffer", "electric", "best boy", "grip")),
    ("sound", ("sound", "foley", "boom", "mixer")),
    ("music", ("music", "composer", "score")),
    ("edit", ("edit", "cutter")),
    ("art and sets", ("art ", "production design", "set ", "props", "concept")),
    ("costume and make-up", ("costume", "wardrobe", "make-up", "makeup", "hair")),
    ("continuity", ("continuity", "script super")),
    ("stunts", ("stunt",)),
    ("production office", ("production coord", "production manager", "accountant", "runner", "assistant")),
)
"""Departments of nearly every film, and words that tell them."""
