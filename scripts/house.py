"""Reads the package as source, never running it: modules, imports, functions, names.

`scripts/bars.py` and `tests/test_architecture.py` judge what is found here. Standard library only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PACKAGE = "btspress"

_MUTABLE_LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
_MUTABLE_CALLS = frozenset(
    {"list", "dict", "set", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict", "local", "Queue"}
)


@dataclass(frozen=True, slots=True)
class Module:
    """One source file."""

    name: str
    """Dotted, as in `btspress.media.ffmpeg`."""
    file: str
    """Beneath the repository, with forward slashes."""
    tree: ast.Module
    lines: int

    @property
    def short(self) -> str:
        """The name within the package, as in `media.ffmpeg`; empty for the package itself."""
        return self.name.removeprefix(PACKAGE).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Import:
    """A module that another one names."""

    module: str
    line: int
    inside: bool
    """Whether it stands inside a function."""


@cache
def modules(root: Path = HERE) -> tuple[Module, ...]:
    """All modules of the package, in the order of their names."""
    found = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        file = path.relative_to(root)
        parts = file.parts[:-1] if file.name == "__init__.py" else file.with_suffix("").parts
        found.append(Module(".".join(parts), file.as_posix(), ast.parse(text, str(path)), text.count("\n")))
    return tuple(found)


# ---- imports ----


@cache
def imports(module: Module, known: frozenset[str] = frozenset()) -> tuple[Import, ...]:
    """Everything that `module` imports, also for type checkers only.

    `from x import y` names the module x.y where that is one of the `known`, else x.
    """
    inner = {id(node) for function in functions(module.tree) for node in ast.walk(function)}
    found: list[Import] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            dotted = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in known else base for name in dotted]
        else:
            continue
        found.extend(Import(name, node.lineno, id(node) in inner) for name in dict.fromkeys(names))
    return tuple(found)


def late(module: Module) -> tuple[Import, ...]:
    """Every library that `module` loads by its name when it is needed: those of extras."""
    return tuple(
        Import(str(node.args[0].value), node.lineno, True)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "import_module"
        and isinstance(node.args[0], ast.Constant)
    )


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    own = module.name.split(".")
    folder = own if module.file.endswith("/__init__.py") else own[:-1]
    kept = folder[: len(folder) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)


@cache
def graph(found: tuple[Module, ...]) -> Mapping[str, frozenset[str]]:
    """For each of our modules, which of our modules it imports."""
    known = frozenset(module.name for module in found)
    return {
        module.name: frozenset(item.module for item in imports(module, known) if item.module in known)
        for module in found
    }


def cycles(edges: Mapping[str, frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups of modules that reach each other: two modules are in one ring when each reaches the other."""
    reach = {name: _reached(name, edges) for name in edges}
    rings = {
        tuple(sorted(other for other in reach[name] if name in reach[other])) for name in edges if name in reach[name]
    }
    return tuple(sorted(rings))


def _reached(start: str, edges: Mapping[str, frozenset[str]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges[name])
    return frozenset(seen)


# ---- functions and names ----


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its docstring included, its decorators not."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def public(module: Module) -> tuple[tuple[str, bool], ...]:
    """Every public thing as `file:line name`, and whether it has a docstring."""
    found = [(f"{module.file}:1 {module.name}", bool(ast.get_docstring(module.tree)))]
    waiting: list[ast.Module | ast.ClassDef] = [module.tree]
    while waiting:
        for node in waiting.pop().body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if node.name.startswith("_") or any(_name(mark) == "overload" for mark in node.decorator_list):
                continue
            found.append((f"{module.file}:{node.lineno} {node.name}", bool(ast.get_docstring(node))))
            if isinstance(node, ast.ClassDef):
                waiting.append(node)
    return tuple(found)


def mutables(module: Module) -> tuple[str, ...]:
    """What could change while the module is loaded, as `file:line name`.

    That is a name bound to a list, dict, set …, and a `global`. A memo of a function's results is not
    counted: nobody can tell that it is there.
    """
    found = []
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _can_change(node.value):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            found.append((node.lineno, ast.unparse(target)))
    found.extend((node.lineno, "global") for node in ast.walk(module.tree) if isinstance(node, ast.Global))
    return tuple(f"{module.file}:{line} {name}" for line, name in sorted(found))


def _can_change(value: ast.expr) -> bool:
    if isinstance(value, ast.Tuple):
        return any(_can_change(item) for item in value.elts)
    if isinstance(value, ast.Call):
        return _name(value) in _MUTABLE_CALLS
    return isinstance(value, _MUTABLE_LITERALS)


def calls(module: Module, name: str) -> tuple[str, ...]:
    """Where the plain name `name` is called, as `file:line`."""
    return tuple(
        f"{module.file}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    )


def _name(node: ast.expr) -> str:
    """The last name of `a.b.c`, `a.b.c(…)` or `a.b.c[…](…)`."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
