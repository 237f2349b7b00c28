"""What a rule asks and why, as plain data and as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from btspress.lint.rule import Limit, Rule

Row = Mapping[str, Any]

_WIDTH = 88


def explained_rule(rule: Rule) -> Row:
    """Everything that there is to say of a rule."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.level,
        "meaning": rule.meaning,
        "why": rule.why,
        "remedy": rule.remedy,
        "limits": {each.name: _number(each) for each in rule.limits},
        "about": {each.name: each.about for each in rule.limits},
    }


def explained_rule_text(row: Row) -> Iterable[str]:
    """Lines for people."""
    yield f"{row['code']} {row['name']} ({row['severity']})"
    yield from _paragraph(row["meaning"])
    yield ""
    yield from _paragraph(row["why"])
    yield ""
    yield from _paragraph(row["remedy"])
    if row["limits"]:
        yield ""
    for name, number in row["limits"].items():
        yield f"  {name}: {number}   {row['about'][name]}"
    yield ""
    yield "  In site.md or a chapter:"
    yield f"    lint: {{{row['code']}: {_setting(row)}}}"
    if row["severity"] != "error":
        yield "  For one place, above it in the chapter:"
        yield f"    <!-- lint: allow {row['code']} because … -->"


def number_of(limit: Limit) -> str:
    """The default of a limit as an author writes it."""
    return str(_number(limit))


def _number(limit: Limit) -> int | float:
    return int(limit.default) if limit.default.denominator == 1 else float(limit.default)


def _setting(row: Row) -> str:
    """A line of settings that an author can start from."""
    limits = "".join(f", {name}: {number}" for name, number in row["limits"].items())
    return f"{{level: {row['severity']}{limits}}}" if limits else row["severity"]


def _paragraph(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
