"""Templates: strict, sandboxed; what fails is named with its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar

import pytest
from markupsafe import Markup, escape

from btspress.diagnostics import Diagnostic
from btspress.model import Config
from btspress.pages.spec import Head, PageSpec, frozen
from btspress.stages.render import render_page
from btspress.web.environment import make_environment
from btspress.web.escaped import as_html
from btspress.web.theme import TemplateText, Theme

NOTHING: MappingProxyType[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Poem:
    """A node that no theme knows."""

    template: ClassVar[str] = "poem"


def shown(template: str, **values: object) -> tuple[str, tuple[Diagnostic, ...]]:
    """What a theme of one template makes of the values."""
    texts = {"templates/x.html": TemplateText("themes/t/templates/x.html", template)}
    theme = Theme("t", ("t",), MappingProxyType(texts), NOTHING, NOTHING, (), NOTHING, NOTHING, NOTHING)  # type: ignore[arg-type]
    spec = PageSpec("x/index.html", "x.html", Head("X"), frozen(**values))
    rendered = render_page(spec, make_environment(theme), Config())
    return rendered.page.body.decode(), rendered.problems


def says(template: str, **values: object) -> str:
    _, (problem,) = shown(template, **values)
    assert problem.code == "E907"
    return problem.message


def test_values_are_escaped() -> None:
    assert shown("{{ it }}", it="<script>alert(1)</script>")[0] == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    "it", ["""a "b" & 'c' <d>""", Markup("<b>"), 7, True, None, 1.5, ("<",), Fraction(1, 2)], ids=str
)
def test_what_is_shown_is_what_the_library_shows(it: object) -> None:
    assert shown("{{ it }}", it=it)[0] == as_html(it) == escape(it)


def test_a_misspelled_value_is_named_with_its_line() -> None:
    assert says("one\n{{ titel }}\n") == "themes/t/templates/x.html:2: 'titel' is undefined"


def test_a_broken_template_is_named_with_its_line() -> None:
    assert says("one\ntwo\n{% if %}\n").startswith("themes/t/templates/x.html:3: Expected an expression")


def test_what_python_raises_is_named_with_its_line() -> None:
    assert says("{% set a = 1 %}\n{{ a / 0 }}") == "themes/t/templates/x.html:2: ZeroDivisionError: division by zero"


def test_a_node_without_a_partial_says_which_file_is_missing() -> None:
    assert "the theme has no partials/poem.html, which shows 'poem'" in says("{{ it|show }}", it=Poem())


def test_a_value_that_is_no_node_is_refused() -> None:
    assert "a str cannot be shown" in says("{{ it|show }}", it="words")


def test_a_missing_template_is_named() -> None:
    assert "there is no template 'partials/gone.html'" in says("{% include 'partials/gone.html' %}")


def test_an_unknown_label_is_named() -> None:
    assert "no label 'thing' in labels.toml" in says("{{ 'thing'|label }}")


def test_an_unknown_asset_is_named() -> None:
    assert "the theme has no assets/x.css" in says("{{ 'x.css'|asset }}")


def test_a_failed_page_says_so() -> None:
    assert "A template failed" in shown("{{ titel }}")[0]


@pytest.mark.parametrize(
    "template",
    [
        "{{ it.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ it.read_text() }}",
        "{% for n in range(10) %}{% endfor %}",
        "{{ lipsum(n=10) }}",
        "{{ 'a' * 10000000 }}",
        "{{ 9 ** 9999 }}",
        "{{ ('a' * 9).format.__globals__ }}",
        "{% set _ = held.append(1) %}",
    ],
)
def test_the_sandbox_holds(template: str) -> None:
    _, problems = shown(template, it="x", held=[0])
    assert [problem.code for problem in problems] == ["E907"]
