"""Looking into nodes and changing them: checked against a walk that a child could write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar

from hypothesis import given, settings
from hypothesis import strategies as st

from btspress.model import Clip, Figure, Frame, Moment, Prose, Source, Text
from btspress.testing import picture
from btspress.timecode import TimeRange
from btspress.walk import Indexed, names_inside, rebuild, walk

few = settings(max_examples=80, deadline=None)


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    first: object
    rest: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    leaf: ClassVar[bool] = True
    inside: object = None


@dataclass(frozen=True, slots=True)
class Marked(Leaf):
    inside: Leaf | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Its annotations say what may be where."""

    words: str
    one: Leaf
    maybe: Closed | None = None
    more: tuple[Told | Leaf, ...] = ()
    named: Mapping[str, Leaf] = field(default_factory=dict)
    anything: Any = None


leaves = st.builds(Leaf, st.integers(0, 3), st.sampled_from(["", "x"]))
plain = st.none() | st.integers(0, 3) | st.text(max_size=2) | st.fractions(0, 1)
nodes = st.recursive(
    leaves | plain,
    lambda inner: (
        st.builds(
            Branch,
            inner,
            st.lists(inner, max_size=3).map(tuple),
            st.dictionaries(st.text(max_size=1), inner, max_size=2),
        )
        | st.lists(inner, max_size=3).map(tuple)
        | st.builds(Closed, inner)
    ),
    max_leaves=10,
)


def naive(value: object) -> Iterator[object]:
    """Every value that is no number or text, itself first, then its parts in order."""
    if isinstance(value, (str, int, Fraction)) or value is None:
        return
    yield value
    if isinstance(value, tuple):
        parts = list(value)
    elif isinstance(value, Mapping):
        parts = list(value.values())
    elif isinstance(value, Closed):
        parts = []
    else:
        parts = [getattr(value, each.name) for each in fields(value)]
    for part in parts:
        yield from naive(part)


def same(found: Iterator[object], wanted: Iterator[object]) -> bool:
    return [id(each) for each in found] == [id(each) for each in wanted]


@few
@given(st.lists(nodes, max_size=3).map(tuple))
def test_walk_finds_what_a_plain_recursion_finds_in_its_order(value: object) -> None:
    assert same(walk(value, object), naive(value))


@few
@given(nodes)
def test_walk_gives_only_the_kinds_asked_for(value: object) -> None:
    wanted = (each for each in naive((value,)) if isinstance(each, (Leaf, Closed)))
    assert same(walk((value,), Leaf, Closed), wanted)


marked = st.builds(Marked, st.integers(0, 3), inside=st.none() | leaves)
told = st.recursive(
    leaves | marked,
    lambda inner: st.builds(
        Told,
        st.text(max_size=2),
        leaves | marked,
        st.none() | st.builds(Closed, inner),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=1), leaves | marked, max_size=2),
        st.none() | inner,
    ),
    max_leaves=8,
)


@few
@given(told, st.sampled_from([Leaf, Marked, Told, Closed, object]))
def test_annotations_hide_nothing(value: object, kind: type) -> None:
    assert same(walk(value, kind), (each for each in naive(value) if isinstance(each, kind)))


@few
@given(told)
def test_classes_inside_are_told_by_name(value: object) -> None:
    wanted = {"Marked", "Closed", "Nothing"}
    assert names_inside(value, frozenset(wanted)) == wanted & {type(each).__name__ for each in naive(value)}


@few
@given(told)
def test_a_change_of_one_kind_is_the_change_of_all_that_lets_others_be(value: object) -> None:
    assert rebuild(value, raised, Leaf) == rebuild(value, raised)


@few
@given(st.lists(nodes | st.builds(Text, st.text(max_size=1)), max_size=4).map(tuple))
def test_what_knows_what_lies_in_it_tells_and_changes_the_same(items: tuple[object, ...]) -> None:
    known = Branch(None, Indexed(items))
    for kinds in ((Leaf,), (Closed, Branch), (Text, Leaf)):
        assert same(walk((known.rest,), *kinds), walk((items,), *kinds))
    changed = rebuild(known, raised, Leaf)
    assert changed == rebuild(Branch(None, items), raised, Leaf)
    assert same(walk((changed.rest,), Leaf), walk((tuple(changed.rest),), Leaf))


def test_where_nothing_of_a_kind_can_be_nobody_looks() -> None:
    class Sealed(tuple[Text, ...]):
        def __reversed__(self) -> Iterator[Text]:
            raise AssertionError("somebody looked")

    sealed = Prose(Sealed((Text("words"),)))
    assert list(walk((sealed,), Moment)) == []


def test_a_value_is_found_before_what_lies_in_it() -> None:
    inner = Branch(Leaf(1))
    outer = Branch(inner, (Leaf(2),))
    assert list(walk(outer, Branch, Leaf)) == [outer, inner, Leaf(1), Leaf(2)]


def test_a_thing_is_found_as_often_as_it_is_shown() -> None:
    assert list(walk((Leaf(1), Leaf(1)), Leaf)) == [Leaf(1), Leaf(1)]


def test_a_read_only_mapping_is_looked_into() -> None:
    assert list(walk(MappingProxyType({"a": Leaf(1)}), Leaf)) == [Leaf(1)]


def test_ten_thousand_floors_are_no_trouble() -> None:
    tower: object = Leaf(7)
    for _ in range(10_000):
        tower = Branch(tower)
    assert next(walk(tower, Leaf)) == Leaf(7)


def test_a_leaf_is_found_and_not_looked_into() -> None:
    closed = Closed(Leaf(1))
    assert list(walk(closed, Closed)) == [closed]
    assert not list(walk(closed, Leaf))


def test_a_source_is_one_thing_although_it_holds_a_description() -> None:
    source = Source("a.jpg", "d" * 64, picture(), description=(Prose((Text("words"),)),))
    shown = Figure("a", Frame(source), "words", "")
    assert list(walk(shown, Source)) == [source]
    assert not list(walk(shown, Prose))


def test_a_kind_is_found_inside_nodes_that_nobody_foresaw() -> None:
    source = Source("a.mp4", "d" * 64, picture())
    clip = Clip(source, TimeRange(Fraction(0), Fraction(1)), sound=False)
    assert list(walk(Branch({"x": (clip,)}), Clip)) == [clip]


# ---- rebuild ----


def unchanged(node: Any) -> Any:
    return node


def raised(node: Any) -> Any:
    return replace(node, number=node.number + 10) if isinstance(node, Leaf) else node


def naively_raised(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(naively_raised(each) for each in value)
    if not is_dataclass(value) or isinstance(value, Closed):
        return value
    parts = {
        each.name: naively_raised(part)
        if isinstance(part := getattr(value, each.name), tuple) or is_dataclass(part)
        else part
        for each in fields(value)
    }
    return raised(type(value)(**parts))


@few
@given(nodes)
def test_what_nothing_changes_stays_the_same_object(value: object) -> None:
    assert rebuild(value, unchanged) is value


@few
@given(nodes)
def test_rebuild_changes_what_a_plain_recursion_changes(value: object) -> None:
    assert rebuild(value, raised) == naively_raised(value)


@few
@given(st.lists(leaves, max_size=6).map(tuple))
def test_a_part_that_becomes_nothing_is_left_out(items: tuple[Leaf, ...]) -> None:
    kept = rebuild(Branch(None, items), lambda node: None if node == Leaf(0) else node)
    assert kept == Branch(None, tuple(item for item in items if item != Leaf(0)))


def test_nothing_that_was_there_before_stays() -> None:
    assert rebuild((None, Leaf(1)), lambda _: None) == (None,)


def test_a_field_of_its_own_may_become_nothing() -> None:
    assert rebuild(Branch(Leaf(0)), lambda node: None if isinstance(node, Leaf) else node) == Branch(None)


def test_the_innermost_is_changed_first() -> None:
    seen: list[str] = []

    def note(node: Any) -> Any:
        seen.append(type(node).__name__)
        return node

    rebuild(Branch(Branch(Leaf(1)), (Leaf(2),)), note)
    assert seen == ["Leaf", "Branch", "Leaf", "Branch"]


def test_siblings_of_a_change_stay_the_same_objects() -> None:
    kept, changed = Branch("a", (Leaf(1, "x"),)), Branch(Leaf(0))
    after = rebuild((kept, changed), lambda node: Leaf(9) if node == Leaf(0) else node)
    assert after[0] is kept
    assert after[1] == Branch(Leaf(9))


def test_a_leaf_is_not_rebuilt() -> None:
    closed = Closed(Leaf(1))
    assert rebuild(closed, raised) is closed


def test_places_survive_a_rebuild() -> None:
    moment = Moment("a", "fix", "A", (Prose((Text("x"),)),))
    after = rebuild(moment, lambda node: Text("y") if isinstance(node, Text) else node)
    assert after == replace(moment, body=(Prose((Text("y"),)),))
