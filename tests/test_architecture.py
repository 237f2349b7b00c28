"""The code is built as ARCHITECTURE.md says, and no larger than CONTRIBUTING.md allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bars import bars
from house import HERE, PACKAGE, Module, calls, graph, imports, late, modules

TEXT = (HERE / "ARCHITECTURE.md").read_text(encoding="utf-8")


def fenced(name: str) -> list[str]:
    """Lines of the fenced block ```name in ARCHITECTURE.md."""
    block = re.search(rf"^```{name}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert block, f"ARCHITECTURE.md has no block ```{name}"
    return block[1].splitlines()


def floors() -> Mapping[str, tuple[int, int]]:
    """Place by name or `folder.*`: floor, then place from the left. The caption stands behind three spaces."""
    table = {}
    for line in fenced("floors"):
        number, names = line.split(None, 1)
        for place, name in enumerate(re.split(r" {3,}", names)[0].split()):
            assert name not in table, f"{name} stands on two floors"
            table[name] = (int(number), place)
    return table


def place_of(name: str, table: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The place of a module by its own name, else by that of its folder."""
    return table.get(name, table.get(f"{name.partition('.')[0]}.*"))


def folder_of(module: Module) -> str:
    """The sub-package of a module; empty at the top of the package."""
    folder = "." in module.short or module.file.endswith("/__init__.py")
    return module.short.split(".")[0] if folder else ""


def test_every_module_stands_on_a_floor() -> None:
    table = floors()
    homeless = [module.short for module in modules() if module.short and place_of(module.short, table) is None]
    assert not homeless, f"not in the floor table of ARCHITECTURE.md: {homeless}"


def test_the_floor_table_names_nothing_that_is_gone() -> None:
    names = {module.short for module in modules()}
    folders = {f"{name.split('.')[0]}.*" for name in names}
    gone = [name for name in floors() if name not in names | folders]
    assert not gone, f"in the floor table, but not in the package: {gone}"


def astray() -> Iterator[str]:
    table = floors()
    by_name = {module.name: module for module in modules()}
    edges = graph(modules())
    for module in modules():
        here = place_of(module.short, table)
        for other in (by_name[name] for name in sorted(edges[module.name])):
            there = place_of(other.short, table)
            if not module.short or not other.short or here is None or there is None:
                continue
            together = here[0] == there[0] and folder_of(module) == folder_of(other)
            if not (there < here or together):
                yield f"{module.short} (floor {here[0]}) imports {other.short} (floor {there[0]})"


def test_imports_point_down_or_left() -> None:
    assert not list(astray())


def test_stages_never_import_one_another() -> None:
    stages = {module.name for module in modules() if module.short.startswith("stages.")}
    assert stages
    crossing = [(name, sorted(graph(modules())[name] & stages)) for name in stages if graph(modules())[name] & stages]
    assert not crossing


def test_each_library_has_one_door() -> None:
    allowed = {}
    for line in fenced("doors"):
        libraries, doors = line.split(":")
        allowed |= {library: doors.split() for library in libraries.split()}
    wrong = [
        f"{module.file}:{item.line} imports {item.module}"
        for module in modules()
        for item in imports(module) + late(module)
        if (doors := allowed.get(item.module.split(".")[0])) is not None
        and not any(module.short == door or door == f"{folder_of(module)}.*" for door in doors)
    ]
    assert not wrong


def test_only_the_report_prints() -> None:
    printing = [place for module in modules() if module.short != "report" for place in calls(module, "print")]
    assert not printing


def test_the_public_face_imports_nothing_heavy() -> None:
    """`btspress/__init__.py` is loaded by every command, `--help` too."""
    face = next(module for module in modules() if module.name == PACKAGE)
    heavy = {"jinja2", "markdown_it", "PIL", "yaml", "starlette", "uvicorn", "rich", "ffmpeg", "click"}
    assert not [item.module for item in imports(face) if item.module.split(".")[0] in heavy]


def test_every_bar_is_kept() -> None:
    broken = [bar for bar in bars(modules()) if not bar.kept]
    assert not broken, [f"{bar.name}: {bar.value:g}, at most {bar.limit:g}; {bar.beyond}" for bar in broken]


def test_no_mocks() -> None:
    mocking = [
        f"{path.relative_to(HERE)}"
        for path in (HERE / "tests").rglob("*.py")
        if re.search(
            r"^\s*(from|import) (unittest\.mock|mock|pytest_mock)\b|\bmocker\b", path.read_text("utf-8"), re.MULTILINE
        )
        and path.name != "test_architecture.py"
    ]
    assert not mocking
