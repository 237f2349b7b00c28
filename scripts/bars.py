"""Prints how large and how tidy the source is, and exits with 1 beyond a bar of CONTRIBUTING.md."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from house import HERE, Module, cycles, functions, graph, imports, length, modules, mutables, public

_LAZY = frozenset({"cli", "commands", "__main__"})
"""What imports inside functions, so that `--help` loads little."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure and how far it may go."""

    name: str
    value: float
    limit: float
    beyond: tuple[str, ...] = ()
    """Which places make it what it is; the worst first."""

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.value <= self.limit


def percentile(values: list[int], share: float) -> int:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * round(share * 100) // 100) - 1, 0)]


def bars(found: tuple[Module, ...]) -> tuple[Bar, ...]:
    """All figures of the package."""
    files = sorted(((module.lines, module.file) for module in found if module.lines), reverse=True)
    lines = [count for count, _ in files]
    measured = sorted(
        (
            (length(function), f"{module.file}:{function.lineno} {function.name}")
            for module in found
            for function in functions(module.tree)
        ),
        reverse=True,
    )
    lengths = [count for count, _ in measured]
    bare = tuple(place for module in found for place, told in public(module) if not told and module.lines)
    inner = tuple(
        f"{module.file}:{item.line} {item.module}"
        for module in found
        for item in imports(module)
        if item.inside and module.short.partition(".")[0] not in _LAZY
    )
    changing = tuple(place for module in found for place in mutables(module))
    rings = tuple(" ↔ ".join(ring) for ring in cycles(graph(found)))
    return (
        Bar("lines of the largest file", lines[0], 350, _over(files, 350)),
        Bar("lines of a file, 90 of 100", percentile(lines, 0.9), 250),
        Bar("lines of a file, median", median(lines), 130),
        Bar("lines of the longest function", lengths[0], 50, _over(measured, 50)),
        Bar("lines of a function, 90 of 100", percentile(lengths, 0.9), 22),
        Bar("public things without docstring", len(bare), 0, bare),
        Bar("rings of imports", len(rings), 0, rings),
        Bar("imports inside functions", len(inner), 0, inner),
        Bar("module-level things that can change", len(changing), 0, changing),
    )


def _over(measured: list[tuple[int, str]], limit: int) -> tuple[str, ...]:
    return tuple(f"{place}: {count}" for count, place in measured if count > limit)


def test_lines(root: Path) -> int:
    """Lines of all tests, without the cases that they read."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (root / "tests").rglob("*.py"))


def main() -> int:
    """Print the table; 1 when a bar is broken."""
    found = modules()
    total = sum(module.lines for module in found)
    tests = test_lines(HERE)
    files = sum(1 for module in found if module.lines)
    print(f"{total:,} lines in {files} files; tests {tests:,} lines, {tests / total:.2f} to 1")
    judged = bars(found)
    for bar in judged:
        print(f"  {'ok ' if bar.kept else 'NO '} {bar.name:<38}{bar.value:>7g}   at most {bar.limit:g}")
        for place in bar.beyond if not bar.kept else ():
            print(f"         {place}")
    return 0 if all(bar.kept for bar in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
