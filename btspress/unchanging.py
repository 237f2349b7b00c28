"""The class of every value here, made quickly: each start of the program makes hundreds of such classes.

What the library makes of one is six functions, each written as text and compiled. Only how a value is made needs that;
all else is the same for all classes, or takes the fields that count. A class is made in a third of the time, and a
value of it in three quarters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

A = TypeVar("A")
_Get = Callable[[Any], Any]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def unchanging(kind: type[A]) -> type[A]:
    """`kind` as a frozen dataclass with slots: as `dataclass(frozen=True, slots=True)` makes it.

    For classes that keep what they are called with and nothing else: `__post_init__`, and fields that are given by
    name only or not at all, are left to the library.
    """
    more = any(map(is_dataclass, kind.__mro__[1:]))  # then the library wants to hear that it is frozen
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, frozen=more)(kind)
    known, own = fields(made), vars(kind)
    if hasattr(kind, "__post_init__") or any(each.kw_only or not each.init for each in known):
        raise TypeError(f"{kind.__qualname__} does more than keep what it is called with")
    told = made.__dataclass_params__
    told.init = told.repr = told.eq = told.frozen = True
    made.__init__ = _init(made, known)
    made.__setattr__, made.__delattr__ = _no_change, _no_loss
    made.__getstate__, made.__setstate__ = _state, _restore
    if "__repr__" not in own:
        made.__repr__ = _text
    if "__eq__" not in own:
        made.__eq__ = _same(_taking(each for each in known if each.compare))
    if own.get("__hash__") is None:
        made.__hash__ = _hash(_taking(each for each in known if (each.compare if each.hash is None else each.hash)))
    done: type[A] = made
    return done


def _init(made: Any, known: tuple[Field[Any], ...]) -> Any:
    """How a value is made: what it is called with goes into its slots, past what forbids to change it."""
    space: dict[str, Any] = {"_MISSING": MISSING}
    head, body = ["self"], []
    for each in known:
        name, given = each.name, each.name
        space[f"_set_{name}"] = getattr(made, name).__set__
        if each.default is not MISSING:
            space[f"_default_{name}"] = each.default
            head.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            space[f"_new_{name}"] = each.default_factory
            head.append(f"{name}=_MISSING")
            given = f"_new_{name}() if {name} is _MISSING else {name}"
        else:
            head.append(name)
        body.append(f"_set_{name}(self, {given})")
    exec(f"def __init__({', '.join(head)}):\n {'; '.join(body) or 'pass'}", space)  # by it, Python checks every call
    init = space["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _taking(known: Iterable[Field[Any]]) -> _Get:
    """What takes the contents of these fields, as one thing that can be compared."""
    names = [each.name for each in known]
    return attrgetter(*names) if names else lambda _: ()


def _same(get: _Get) -> Callable[[Any, object], bool]:
    def same(self: Any, other: object) -> bool:
        return bool(get(self) == get(other)) if other.__class__ is self.__class__ else NotImplemented

    return same


def _hash(get: _Get) -> Callable[[Any], int]:
    return lambda self: hash(get(self))


def _text(self: Any) -> str:
    told = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({told})"


def _no_change(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_loss(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
