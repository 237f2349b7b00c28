"""Findings as SARIF 2.1.0, the form that editors and code hosts read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from btspress import __version__
from btspress.diagnostics import Diagnostic, Span
from btspress.lint.allows import Allowed
from btspress.lint.rules import BY_WORD

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(found: Iterable[Diagnostic], allowed: Iterable[Allowed] = ()) -> str:
    """One run of the lint with all its findings; only rules that found something are told of.

    What an author allows is told too, as suppressed in the source, with the reason given there.
    """
    kept, answered = tuple(found), tuple(allowed)
    every = (*kept, *(each.found for each in answered))
    codes = tuple(dict.fromkeys(each.code for each in sorted(every, key=lambda each: each.code)))
    first = {each.code: each for each in every}
    driver = {
        "name": "btspress lint",
        "version": __version__,
        "rules": [_rule(first[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SITE": {"description": {"text": "The folder of the site."}}},
        "results": [
            *({**_result(each, codes.index(each.code)), "suppressions": []} for each in kept),
            *(_answered(each, codes.index(each.found.code)) for each in answered),
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(found: Diagnostic) -> Mapping[str, Any]:
    row = found.row
    rule = BY_WORD.get(found.code)
    told: dict[str, Any] = {
        "id": row.code,
        "name": "".join(word.capitalize() for word in row.name.split("-")),
        "shortDescription": {"text": row.meaning},
        "help": {"text": row.remedy},
        "defaultConfiguration": {"level": row.severity},
    }
    if rule:
        told["fullDescription"] = {"text": rule.why}
    return told


def _result(found: Diagnostic, index: int) -> Mapping[str, Any]:
    hint = f" ({found.hint})" if found.hint else ""
    told: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": found.severity.value,
        "message": {"text": f"{found.message}{hint}"},
    }
    if found.span:
        told["locations"] = [{"physicalLocation": _place(found.span)}]
    return told


def _answered(allowed: Allowed, index: int) -> Mapping[str, Any]:
    suppression = {"kind": "inSource", "status": "accepted", "justification": allowed.reason}
    return {**_result(allowed.found, index), "suppressions": [suppression]}


def _place(span: Span) -> Mapping[str, Any]:
    region = {"startLine": span.line, "startColumn": span.col, "endLine": span.line, "endColumn": span.end}
    return {"artifactLocation": {"uri": quote(span.file), "uriBaseId": "SITE"}, "region": region}
