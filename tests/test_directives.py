"""The 27 story blocks: attributes typed, details in order, defaults, and the values of their nodes."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.directives import DIRECTIVES
from btspress.directives.directive import Common, Directive, Need
from btspress.facts import Facts
from btspress.model import (
    Block,
    Clip,
    Comparison,
    CreditList,
    Figure,
    Frame,
    Learning,
    MissingSource,
    Moment,
    Sequence,
    Signed,
    Site,
    Sound,
    Soundbite,
    Spoiler,
    Timeline,
    Withheld,
)
from btspress.schema import describe
from btspress.story.rights import Audience
from btspress.testing import picture, sound, tell, video
from btspress.walk import walk

CHAPTER = "films/f/01-a.md"
FILM = (
    "---\ntitle: F\nmotifs:\n  hand: the hand\nphases:\n  - id: shoot\n    from: 2012-05-01\n    to: 2012-05-31\n"
    "  - id: post\n    from: 2012-06-01\n    to: 2012-06-30\nmilestones:\n  - on: 2012-06-02\n    what: Edit\n"
    "  - on: 2012-05-02\n    what: Shoot\n    chapter: 01-a.md\n---\n"
)
MEDIA: dict[str, Facts | str] = {
    "films/f/media/a.mp4": video(60),
    "films/f/media/log.mp4": video(60),
    "films/f/media/mute.mp4": video(30, sound=False),
    "films/f/media/square.mp4": video(60, (1000, 1000)),
    "films/f/media/s.m4a": sound(10),
    **{f"films/f/media/{name}.jpg": picture() for name in "pqrtu"},
    "films/f/media/square.jpg": picture(1000, 1000),
    "films/f/media/b.onset.jpg": picture(),
    "films/f/media/b.final.jpg": picture(),
}
GRADED = {
    "films/f/media/log.md": "---\npicture:\n  look: day.cube\n---\nA street.\n",
    "films/f/media/day.cube": "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n",
}
QUIET = {"E416", "E504", "E810"}
"""Told of a film whose motif nothing shows, and of clips without rights and captions; other tests are about them."""
EVERY = tuple(DIRECTIVES.values())
MOMENTS = tuple(each for each in EVERY if each.build.__name__ == "build" and each.build.__module__.endswith("moment"))
FILLED = tuple(each for each in EVERY if each.content is Need.NONE)
NEEDED = {
    "clip": "![A](media/a.mp4)",
    "compare": "![A: one](media/p.jpg)\n![B: two](media/q.jpg)",
    "grade": "![A](media/log.mp4#t=1,3)",
    "gallery": "![A](media/p.jpg)\n![B](media/q.jpg)",
    "scene": "![A](media/a.mp4#t=1,3)\n\n1. Words.",
    "sequence": "1. ![A](media/a.mp4#t=1,3)\n2. ![B](media/a.mp4#t=4,6)",
    "soundbite": "Words.\n\n— Bo, gaffer",
    "budget": "",
    "schedule": "",
    "timeline": "",
    "credits": "",
}


TABLES = {"films/f/budget.csv": "item,planned,actual\nA,1,2\n", "films/f/schedule.csv": "what,planned\nA,2012-05-07\n"}


def quoted(name: str, title: str, body: str) -> str:
    lines = [f"[!{name}] {title}".rstrip(), *([""] if body else []), *body.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"


def told(text: str, **more: object) -> Site:
    return tell({CHAPTER: text, "films/f/film.md": FILM, **GRADED, **TABLES}, MEDIA, **more)  # type: ignore[arg-type]


def block(text: str) -> tuple[Block, list[str]]:
    """The first node of the chapter, and the codes found."""
    site = told(text)
    blocks = site.films[0].chapters[0].blocks
    return (blocks[0] if blocks else None), [each.code for each in site.problems if each.code not in QUIET]


def plain(directive: Directive, attributes: str = "", title: str = "Title") -> str:
    """The block with what it needs and nothing more."""
    braces = f" {{{attributes}}}" if attributes else ""
    return quoted(directive.name, title + braces, NEEDED.get(directive.name, "Words."))


def named(directive: Directive) -> str:
    return directive.name


# ---- the table ----


def test_there_are_35_blocks() -> None:
    assert len(DIRECTIVES) == 35


def test_a_block_is_found_under_its_own_name() -> None:
    assert all(name == directive.name for name, directive in DIRECTIVES.items())


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_every_block_takes_the_common_attributes(directive: Directive) -> None:
    assert {each.name for each in describe(Common)} <= {each.name for each in describe(directive.options)}


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_every_attribute_of_a_block_is_explained_in_a_sentence(directive: Directive) -> None:
    assert directive.summary.endswith(".")
    assert all(each.about.endswith((".", "|Comp", "*")) or ": " in each.about for each in describe(directive.options))


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_every_attribute_may_be_left_out(directive: Directive) -> None:
    assert directive.options() == directive.options()


# ---- every block ----


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_a_plain_block_is_a_node_without_findings(directive: Directive) -> None:
    node, found = block(plain(directive))
    assert found == []
    assert node.template


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_a_block_keeps_the_id_that_pins_it(directive: Directive) -> None:
    assert block(plain(directive, "#pinned"))[0].id == "pinned"


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_an_unknown_attribute_is_told(directive: Directive) -> None:
    assert block(plain(directive, "colour=red"))[1] == ["E301"]


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_a_shape_belongs_to_pictures_and_not_to_blocks(directive: Directive) -> None:
    assert block(plain(directive, ".wide"))[1] == ["E303"]


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_any_block_may_hide_behind_a_click(directive: Directive) -> None:
    node, found = block(plain(directive, "spoiler=light"))
    assert (type(node), node.level, found) == (Spoiler, "light", [])
    assert len(node.body) == 1


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_any_block_may_wait_for_its_embargo(directive: Directive) -> None:
    text = plain(directive, "embargo=2027-01-01T09:00Z")
    assert told(text).films[0].chapters[0].blocks == ()
    shown = told(text, audience=Audience.PREVIEW).films[0].chapters[0].blocks
    assert [each.reason for each in shown if isinstance(each, Withheld)] == ["embargo 2027-01-01T09:00:00+00:00"]
    assert block(text.replace("2027", "2020"))[0] is not None


@pytest.mark.parametrize("directive", EVERY, ids=named)
@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ("on=2012-13-01", "E623"),
        ("embargo=2027-01-01", "E505"),
        ("spoiler=all", "E302"),
        ("lang=english", "E624"),
        ("motif=hnad", "E405"),
        ("phase=shot", "E405"),
    ],
)
def test_a_common_attribute_that_does_not_fit_is_told(directive: Directive, attribute: str, code: str) -> None:
    assert block(plain(directive, attribute))[1] == [code]


@pytest.mark.parametrize("directive", [each for each in EVERY if each.title is Need.REQUIRED], ids=named)
def test_a_title_that_is_needed_is_asked_for(directive: Directive) -> None:
    assert block(plain(directive, title=""))[1] == ["E113"]


@pytest.mark.parametrize("directive", [each for each in EVERY if each.title is not Need.REQUIRED], ids=named)
def test_a_title_that_is_not_needed_may_be_missing(directive: Directive) -> None:
    assert block(plain(directive, title=""))[1] == []


@pytest.mark.parametrize("directive", [each for each in EVERY if each.content is Need.REQUIRED], ids=named)
def test_content_that_is_needed_is_asked_for(directive: Directive) -> None:
    assert "E112" in block(quoted(directive.name, "Title", ""))[1]


@pytest.mark.parametrize("directive", FILLED, ids=named)
def test_a_block_that_is_filled_takes_no_content(directive: Directive) -> None:
    assert block(quoted(directive.name, "Title", "Words."))[1] == ["E111"]


@pytest.mark.parametrize("directive", EVERY, ids=named)
def test_two_blocks_of_one_title_have_two_ids(directive: Directive) -> None:
    blocks = told(plain(directive) + "\n" + plain(directive)).films[0].chapters[0].blocks
    assert [each.id for each in blocks] == ["title", "title-2"]


def test_the_same_pinned_id_twice_is_told() -> None:
    text = quoted("note", "A {#x}", "Words.") + "\n" + quoted("note", "B {#x}", "Words.")
    assert block(text)[1] == ["E304"]


# ---- moments ----


@pytest.mark.parametrize("directive", MOMENTS, ids=named)
def test_a_moment_carries_what_its_braces_and_signature_say(directive: Directive) -> None:
    text = quoted(
        directive.name, "Title {phase=shoot motif=hand scene=12 lang=nl}", "Words.\n\n— Bo, gaffer, 2012-04-19"
    )
    node, found = block(text)
    assert found == []
    assert isinstance(node, Moment)
    assert (node.kind, node.title, node.phase, node.motif, node.scene, node.language) == (
        directive.name,
        "Title",
        "shoot",
        "hand",
        "12",
        "nl",
    )
    assert node.signed == Signed("", "Bo", ("gaffer",), date(2012, 4, 19))
    assert node.on == date(2012, 4, 19)


@pytest.mark.parametrize("directive", MOMENTS, ids=named)
def test_the_day_in_braces_wins_over_the_day_of_the_signature(directive: Directive) -> None:
    node, _ = block(quoted(directive.name, "Title {on=2012-05-02}", "Words.\n\n— Bo, 2012-04-19"))
    assert node.on == date(2012, 5, 2)


@pytest.mark.parametrize("directive", MOMENTS, ids=named)
def test_a_moment_of_few_words_has_nothing_else(directive: Directive) -> None:
    node, _ = block(plain(directive))
    assert (node.signed, node.on, node.details, node.phase, node.answers, node.by) == (None, None, (), "", "", ())


@pytest.mark.parametrize(
    ("name", "attributes", "details"),
    [
        ("decision", 'instead-of="a night shoot"', (("instead-of", "a night shoot"),)),
        ("challenge", 'cost="two days"', (("cost", "two days"),)),
        ("accident", "kept=yes", (("kept", "yes"),)),
        ("accident", "kept", (("kept", "yes"),)),
        ("accident", "kept=no", ()),
        ("clash", "outcome=third-way", (("outcome", "third-way"),)),
        ("deleted", "reason=pacing", (("reason", "pacing"),)),
        ("location", "geo=52.3743,4.8981 is=real as=dome", (("is", "real"), ("as", "dome"), ("geo", "52.3743,4.8981"))),
        ("decision", "instead-of=x motif=hand", (("instead-of", "x"),)),
        ("setup", "", ()),
    ],
)
def test_details_are_what_a_moment_says_beyond_the_common(
    name: str, attributes: str, details: tuple[tuple[str, str], ...]
) -> None:
    node, found = block(quoted(name, f"Title {{{attributes}}}" if attributes else "Title", "Words."))
    assert (node.details, found) == (details, [])


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("location", "is=fake"),
        ("accident", "kept=perhaps"),
        ("compare", "axis=z"),
        ("sequence", "tempo=wild"),
        ("spoiler", "level=none"),
        ("exercise", "watch=backwards"),
        ("discuss", "focus=light"),
    ],
)
def test_a_word_outside_of_its_list_is_told(name: str, attribute: str) -> None:
    assert block(plain(DIRECTIVES[name], attribute))[1] == ["E302"]


def test_own_attributes_belong_to_one_block_alone() -> None:
    own = [
        {each.name for each in fields(directive.options)} - {each.name for each in fields(Common)}
        for directive in MOMENTS
    ]
    filled = [names for names in own if names]
    assert len(filled) == 7
    assert sum(map(len, filled)) == len(set().union(*filled))


# ---- compare ----


def compared(*paths: str, attributes: str = "") -> tuple[Comparison, list[str]]:
    body = "\n".join(f"![{label}: seen]({path})" for label, path in zip("ABCDEFG", paths, strict=False))
    node, found = block(quoted("compare", f"Both {{{attributes}}}" if attributes else "Both", body or "Words."))
    assert isinstance(node, Comparison)
    return node, found


P, Q, SQUARE = "media/p.jpg", "media/q.jpg", "media/square.jpg"
MOVING = ("media/a.mp4#t=1,5", "media/a.mp4#t=6,9")


@pytest.mark.parametrize(
    ("paths", "asked", "mode"),
    [
        ((P, Q), "", "slider"),
        ((P, Q), "mode=auto", "slider"),
        ((P, SQUARE), "", "side"),
        ((P, SQUARE), "mode=side", "side"),
        ((P, Q), "mode=fade", "fade"),
        ((P, Q), "mode=blink", "blink"),
        ((P, Q), "mode=side", "side"),
        ((P, Q, P), "", "stages"),
        ((P, Q, P), "mode=slider", "stages"),
        ((P, SQUARE), "mode=slider fit=cover", "slider"),
        ((P, Q, P), "mode=side", "side"),
        ((P, Q), "mode=stages", "stages"),
        ((P, Q), "mode=difference", "difference"),
        ((P, Q), "mode=pip", "pip"),
        (MOVING, "", "slider"),
        (MOVING, "mode=fade", "fade"),
        (MOVING, "mode=side", "side"),
        ((P, MOVING[0]), "", "slider"),
        ((SQUARE, MOVING[0]), "", "side"),
        (("media/a.mp4#t=1&still", Q), "", "slider"),
        ((f"{SQUARE}#xywh=0,0,800,450", Q), "", "slider"),
    ],
)
def test_the_mode_follows_what_is_compared(paths: tuple[str, ...], asked: str, mode: str) -> None:
    assert compared(*paths, attributes=asked)[0].mode == mode


@pytest.mark.parametrize("mode", ["slider", "fade", "blink"])
def test_shapes_that_differ_are_told_where_pictures_lie_over_each_other(mode: str) -> None:
    assert compared(P, SQUARE, attributes=f"mode={mode}")[1] == ["E307"]


@pytest.mark.parametrize(("count", "found"), [(0, ["E306"]), (1, ["E306"]), (2, []), (6, []), (7, ["E306"])])
def test_two_to_six_pictures_are_compared(count: int, found: list[str]) -> None:
    assert compared(*[P] * count)[1] == found


@pytest.mark.parametrize(
    ("words", "label", "alt"),
    [
        ("On set: a card", "On set", "a card"),
        ("A card behind the railing", "", "A card behind the railing"),
        ("On set:", "On set", "On set:"),
        ("One two three four five six: seen", "", "One two three four five six: seen"),
        ("12:30: noon", "12", "30: noon"),
    ],
)
def test_a_short_word_before_the_colon_is_the_label(words: str, label: str, alt: str) -> None:
    node, _ = block(quoted("compare", "Both", f"![{words}]({P})\n![B: two]({Q})"))
    assert (node.sides[0].label, node.sides[0].alt) == (label, alt)


def test_labels_may_stand_in_braces() -> None:
    node, found = compared(P, Q, attributes='labels="Plate | Comp"')
    assert ([side.label for side in node.sides], [side.alt for side in node.sides], found) == (
        ["Plate", "Comp"],
        ["seen", "seen"],
        [],
    )


def test_a_label_that_is_missing_in_braces_comes_from_the_words() -> None:
    assert [side.label for side in compared(P, Q, attributes="labels=Plate")[0].sides] == ["Plate", "B"]


@pytest.mark.parametrize("count", [2, 3, 6])
def test_the_last_picture_is_the_finished_one(count: int) -> None:
    finished = [side.finished for side in compared(*[P] * count)[0].sides]
    assert finished == [False] * (count - 1) + [True]


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        ("", 50, []),
        ("start=40%", 40, []),
        ("start=0", 0, []),
        ("start=100%", 100, []),
        ("start=101%", 50, ["E302"]),
        ("start=-1", 50, ["E302"]),
        ("start=half", 50, ["E302"]),
        ("start=٤٠", 50, ["E302"]),
    ],
)
def test_the_divider_starts_between_nothing_and_everything(text: str, start: int, found: list[str]) -> None:
    node, told_codes = compared(P, Q, attributes=text)
    assert (node.start, told_codes) == (start, found)


def test_a_comparison_that_says_nothing_lies_across_and_contained() -> None:
    node, _ = compared(P, Q)
    assert (node.axis, node.fit, node.motif, node.body) == ("x", "contain", "", ())


def test_words_below_the_pictures_are_the_caption() -> None:
    node, _ = block(quoted("compare", "Both", f"![A: one]({P})\n![B: two]({Q})\n\nOnly the railing."))
    assert "Only the railing." in str(node.body)


def test_a_pair_is_taken_by_its_name() -> None:
    node, _ = block(quoted("compare", "Both {pair=b}", ""))
    assert [side.shown.source.name for side in node.sides] == ["films/f/media/b.onset.jpg", "films/f/media/b.final.jpg"]


def test_the_pictures_of_a_pair_are_described_by_their_sidecars() -> None:
    sidecars = {f"films/f/media/b.{side}.md": f"---\ntitle: 'S: {side}'\n---\n" for side in ("onset", "final")}
    site = tell({CHAPTER: quoted("compare", "Both {pair=b}", ""), **sidecars}, MEDIA)
    assert [side.alt for side in next(walk(site.films, Comparison)).sides] == ["onset", "final"]
    assert {found.code for found in site.problems} <= QUIET


def test_pictures_that_are_written_win_over_a_pair() -> None:
    node, _ = compared(P, Q, attributes="pair=b")
    assert [side.shown.source.name for side in node.sides] == ["films/f/media/p.jpg", "films/f/media/q.jpg"]


def test_a_pair_that_is_not_there_is_told() -> None:
    assert block(quoted("compare", "Both {pair=zzz}", ""))[1] == ["E306", "E206"]


def test_a_sound_cannot_be_compared() -> None:
    node, found = compared(P, "media/s.m4a")
    assert isinstance(node.sides[1].shown.source, MissingSource)
    assert found == ["E225"]


@pytest.mark.parametrize(
    ("offset", "start", "end"),
    [("0.5s", Fraction(13, 2), Fraction(19, 2)), ("52s", 58, 60), ("54s", 6, 9), ("0s", 6, 9)],
)
def test_the_second_clip_is_shifted_as_far_as_its_file_goes(offset: str, start: Fraction, end: Fraction) -> None:
    node, _ = compared(*MOVING, attributes=f"offset={offset}")
    assert (node.sides[0].shown.range.start, node.sides[1].shown.range.start, node.sides[1].shown.range.end) == (
        1,
        start,
        end,
    )


# ---- sequence ----


def sequence(*shots: str, attributes: str = "") -> tuple[Sequence, list[str]]:
    body = "\n".join(f"{number}. {shot}" for number, shot in enumerate(shots, 1))
    node, found = block(quoted("sequence", f"Ruin {{{attributes}}}" if attributes else "Ruin", body or "Words."))
    assert isinstance(node, Sequence)
    return node, found


SHOTS = ("![A](media/a.mp4#t=2,5)", "![B](media/a.mp4#t=10,14) the take they kept", "![C](media/a.mp4#t=20,26)")


def test_cuts_follow_each_other_without_a_gap() -> None:
    node, found = sequence(*SHOTS)
    assert ([shot.starts for shot in node.shots], node.duration, node.transition, node.overlap, found) == (
        [0, 3, 7],
        13,
        "cut",
        0,
        [],
    )


@pytest.mark.parametrize("transition", ["crossfade", "dip"])
def test_a_transition_overlaps_two_shots(transition: str) -> None:
    node, found = sequence(*SHOTS, attributes=f"transition={transition} dur=1s")
    assert ([shot.starts for shot in node.shots], node.duration, node.overlap, found) == ([0, 2, 5], 11, 1, [])


def test_a_transition_takes_six_tenths_of_a_second_unless_told() -> None:
    assert sequence(*SHOTS, attributes="transition=crossfade")[0].overlap == Fraction(3, 5)


def test_a_cut_takes_no_time_whatever_is_written() -> None:
    assert sequence(*SHOTS, attributes="dur=2s")[0].overlap == 0


@pytest.mark.parametrize(("dur", "found"), [("1.5s", []), ("1.6s", ["E309"]), ("1500ms", [])])
def test_a_transition_is_at_most_half_of_the_shortest_shot(dur: str, found: list[str]) -> None:
    assert sequence(*SHOTS, attributes=f"transition=dip dur={dur}")[1] == found


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.integers(0, 50))
def test_each_shot_starts_where_the_one_before_ends_but_for_the_overlap(lengths: list[int], hundredths: int) -> None:
    shots = [f"![S](media/a.mp4#t=10,{10 + length})" for length in lengths]
    node, found = sequence(*shots, attributes=f"transition=crossfade dur={hundredths / 100}s")
    overlap = Fraction(hundredths, 100)
    assert found == []
    assert node.duration == sum(lengths) - overlap * (len(lengths) - 1)
    for before, after in zip(node.shots, node.shots[1:], strict=False):
        assert after.starts == before.starts + before.clip.range.duration - overlap


def test_the_words_behind_a_shot_are_its_line() -> None:
    node, _ = sequence(*SHOTS)
    assert [shot.alt for shot in node.shots] == ["A", "B", "C"]
    assert "the take they kept" in str(node.shots[1].parts)


@pytest.mark.parametrize(
    "shot", ["Only words", "![A](media/p.jpg)", "![A](media/a.mp4#t=1&still)", "![A](media/s.m4a)"]
)
def test_only_a_clip_is_a_shot(shot: str) -> None:
    node, found = sequence(*SHOTS, shot)
    assert (len(node.shots), found) == (3, ["E308"])


@pytest.mark.parametrize(("shots", "found"), [(SHOTS[:1], ["E308"]), ((), ["E308"])])
def test_a_sequence_has_at_least_two_shots(shots: tuple[str, ...], found: list[str]) -> None:
    assert sequence(*shots)[1] == found


def test_shots_with_and_without_sound_are_told() -> None:
    assert sequence(SHOTS[0], "![B](media/mute.mp4#t=1,5)")[1] == ["E310"]


# ---- soundbite ----


@pytest.mark.parametrize(
    ("path", "kind"), [("media/a.mp4#t=1,5", Clip), ("media/s.m4a", Sound), ("media/p.jpg", Frame)]
)
def test_a_soundbite_may_be_seen_or_heard(path: str, kind: type) -> None:
    node, found = block(quoted("soundbite", "{lang=nl}", f"![Bo leans]({path})\n\nOne take.\n\n— Bo, gaffer"))
    assert isinstance(node, Soundbite)
    assert (type(node.shown), node.alt, node.language, node.signed.name, found) == (kind, "Bo leans", "nl", "Bo", [])
    assert "One take." in str(node.body)
    assert not list(walk(node.body, Figure))


def test_a_soundbite_may_be_words_alone() -> None:
    node, _ = block(plain(DIRECTIVES["soundbite"]))
    assert (node.shown, node.alt, node.signed) == (None, "", Signed("", "Bo", ("gaffer",)))


def test_a_soundbite_without_a_speaker_is_told() -> None:
    node, found = block(quoted("soundbite", "", "Words."))
    assert (node.signed, found) == (Signed("", ""), ["E114"])


def test_a_signed_quote_is_a_soundbite_too() -> None:
    node, _ = block("> We had light for one take.\n>\n> — Bo, gaffer\n")
    assert (type(node), node.signed.name, node.shown) == (Soundbite, "Bo", None)


# ---- learning ----


@pytest.mark.parametrize("name", ["objectives", "discuss", "exercise"])
def test_learning_blocks_say_for_whom_and_how_long(name: str) -> None:
    node, found = block(quoted(name, 'Look {focus=camera level="first year" time=20min}', "Words."))
    assert isinstance(node, Learning)
    assert (node.kind, node.focus, node.level, node.time, node.watch, found) == (
        name,
        "camera",
        "first year",
        "20\N{NO-BREAK SPACE}min",
        "",
        [],
    )


@pytest.mark.parametrize("watch", ["muted", "sound-only", "slow", "frame-by-frame", "loop", "mirrored"])
def test_an_exercise_presets_the_player_of_its_own_clip(watch: str) -> None:
    node, found = block(quoted("exercise", f"Look {{watch={watch}}}", "![The dolly](media/a.mp4)\n\nLook."))
    assert (node.watch, node.target, found) == (watch, "the-dolly", [])


def test_an_exercise_without_a_clip_on_the_page_presets_none() -> None:
    assert block(quoted("exercise", "Look {watch=muted}", "Look."))[0].target == ""


def test_a_picture_cannot_be_watched() -> None:
    assert block(quoted("exercise", "Look {watch=slow}", f"![A still]({P})\n\nLook."))[1] == ["E311"]


def test_an_exercise_may_show_a_picture_that_is_not_watched() -> None:
    assert block(quoted("exercise", "Look", f"![A still]({P})\n\nLook."))[1] == []


# ---- clip, spoiler, timeline, credits ----


def annotated(*lines: str, path: str = "media/a.mp4#t=10,24") -> tuple[Figure, list[str]]:
    body = f"![The dolly]({path})\n\n" + "\n".join(f"- {line}" for line in lines)
    node, found = block(quoted("clip", "Take four", body))
    assert isinstance(node, Figure)
    return node, found


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("00:12 The dolly starts", 2, None),
        ("12 The dolly starts", 2, None),
        ("12.5 The dolly starts", Fraction(5, 2), None),
        ("00:15–00:18 Wind", 5, 8),
        ("00:15 — 00:18 Wind", 5, 8),
        ("15-18 Wind", 5, 8),
        ("15 to 18 Wind", 5, 8),
        ("00:00:19:12 The card falls", Fraction(19, 2), None),
        ("10 At once", 0, None),
    ],
)
def test_annotations_count_from_the_start_of_the_clip(line: str, start: Fraction, end: Fraction | None) -> None:
    node, found = annotated(line)
    assert ([(note.start, note.end) for note in node.annotations], found) == ([(start, end)], [])


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("The dolly starts",), "E115"),
        (("9 Too early",), "E230"),
        (("25 Too late",), "E230"),
        (("1:99 No time",), "E211"),
        (("00:00:12:24 No frame",), "E212"),
        (("12–12.5 Too short",), "E234"),
        ((f"12 {'x' * 85}",), "E234"),
        (("12–15 One", "14–16 Two"), "E233"),
        (("12 One {colour=red}",), "E301"),
        (("12 One {xywh=1,2,3}",), "E221"),
    ],
)
def test_an_annotation_that_cannot_be_shown_is_told(lines: tuple[str, ...], code: str) -> None:
    assert annotated(*lines)[1] == [code]


def test_annotations_at_two_places_may_overlap() -> None:
    assert annotated("12–15 One {xywh=0,0,10,10}", "14–16 Two {xywh=percent:50,50,10,10}")[1] == []


def test_a_clip_block_keeps_title_caption_and_motif() -> None:
    body = "![The dolly](media/a.mp4){motif=hand}\n\nBelow it."
    node, _ = block(quoted("clip", "Take four", body))
    assert (node.title, node.id, node.alt, node.motif) == ("Take four", "take-four", "The dolly", "hand")
    assert "Below it." in str(node.body)


@pytest.mark.parametrize("body", ["Words.", "![A](media/a.mp4)\n![B](media/a.mp4)"])
def test_a_clip_block_shows_exactly_one_clip(body: str) -> None:
    assert block(quoted("clip", "Take", body))[1] == ["E112"]


@pytest.mark.parametrize(("attributes", "level"), [("", "full"), ("level=light", "light")])
def test_a_spoiler_gives_all_away_unless_told(attributes: str, level: str) -> None:
    node, _ = block(plain(DIRECTIVES["spoiler"], attributes))
    assert (type(node), node.level, node.title) == (Spoiler, level, "Title")


@pytest.mark.parametrize(
    ("attributes", "events"), [("", [("Shoot", "shoot"), ("Edit", "post")]), ("phase=post", [("Edit", "post")])]
)
def test_a_timeline_tells_milestones_in_order_of_time(attributes: str, events: list[tuple[str, str]]) -> None:
    node, _ = block(plain(DIRECTIVES["timeline"], attributes))
    assert isinstance(node, Timeline)
    assert [(event.what, event.phase) for event in node.events] == events


@pytest.mark.parametrize("page", [CHAPTER, "films/f/film.md"])
def test_a_milestone_leads_to_its_chapter_from_every_page(page: str) -> None:
    block_text = "\n> [!timeline] All\n"
    files = {CHAPTER: "# A\n", "films/f/film.md": FILM}
    files[page] += block_text
    film = tell(files).films[0]
    events = next(walk((film.blocks, film.chapters), Timeline)).events
    assert [event.address for event in events] == ["/f/a/", ""]


def test_credits_on_the_page_of_a_film_tell_of_all_its_chapters() -> None:
    person = "---\nname: {}\nroles:\n  - film: f\n    role: gaffer\n---\n"
    files = {
        CHAPTER: "Bo was here.\n",
        "films/f/02-b.md": quoted("decision", "Day", "Words.\n\n— Al, gaffer"),
        "films/f/film.md": FILM + "\n> [!credits] Who\n",
        "people/bo.md": person.format("Bo"),
        "people/al.md": person.format("Al"),
        "people/cy.md": person.format("Cy"),
    }
    credited = next(walk(tell(files).films[0].blocks, CreditList)).people
    assert [(each.name, [place.chapter for place in each.appearances]) for each in credited] == [
        ("Al", ["B"]),
        ("Bo", ["A"]),
    ]


def test_an_embargo_is_read_with_its_zone() -> None:
    text = plain(DIRECTIVES["note"], "embargo=2026-03-01T09:00+01:00")
    shown = [
        bool(told(text, as_of=datetime(2026, 3, 1, hour, tzinfo=UTC)).films[0].chapters[0].blocks) for hour in (7, 8)
    ]
    assert shown == [False, True]
