"""The one Jinja environment: sandboxed, escaping, strict; it reads the theme's texts and nothing else."""

from __future__ import annotations

import traceback
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.unchanging import unchanging
from btspress.web.escaped import Writer, as_html
from btspress.web.filters import FILTERS, TemplateUseError
from btspress.web.theme import Theme

_LONGEST = 1_000_000
"""Characters that one expression of a template may make: '*' alone could fill the memory."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Fields of our own values are read at once: they are frozen, and nothing in them can be called."""

    code_generator_class = Writer
    as_html = staticmethod(as_html)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._open = _Open()
        self._loaded: dict[str, Template] = {}

    def get_template(self, name: Any, *parent: Any, **more: Any) -> Template:
        """As the library does it, at once for what was asked for before: a page has forty partials."""
        if more or not isinstance(name, str):
            return super().get_template(name, *parent, **more)
        if name not in self._loaded:
            self._loaded[name] = super().get_template(name, *parent)
        return self._loaded[name]

    def make_globals(self, d: Any) -> Any:
        """What every template sees, as one plain mapping: the library goes through all of it for each partial."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template reads with a dot: most often a field, else whatever the sandbox lets it have."""
        return getattr(obj, attribute) if attribute in self._open[type(obj)] else super().getattr(obj, attribute)


class _Open(dict[Any, frozenset[str]]):
    """By class the fields of a frozen dataclass that the sandbox does not hide, looked for once."""

    def __missing__(self, kind: Any) -> frozenset[str]:
        made = getattr(kind, "__dataclass_params__", None)
        known = fields(kind) if made is not None and made.frozen else ()
        self[kind] = frozenset(each.name for each in known if not each.name.startswith("_"))
        return self[kind]


@unchanging
class Environment:
    """A theme, ready to render."""

    theme: Theme
    jinja: ImmutableSandboxedEnvironment

    def render(self, template: str, values: dict[str, object]) -> str:
        """`templates/<template>` with `values` and what every template sees. Raises what templates raise."""
        return self.jinja.get_template(f"templates/{template}").render(values)


@lru_cache(maxsize=4)
def make_environment(theme: Theme) -> Environment:
    """An environment for all pages of one theme. It keeps compiled templates: the same for the same theme."""

    def load(name: str) -> tuple[str, str, Any] | None:
        found = theme.templates.get(name)
        return (found.text, found.file, lambda: True) if found else None

    jinja = _Sandbox(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        # What templates hold of things that never change is not worth a look at all of them at each start.
        optimized=False,
    )
    # Loops run over values of the page; without these nothing counts up to a billion.
    for name in ("range", "lipsum", "cycler", "joiner"):
        jinja.globals.pop(name)
    jinja.globals["theme_assets"] = MappingProxyType({name: asset.address for name, asset in theme.assets.items()})
    jinja.globals["sizes"] = theme.sizes
    jinja.intercepted_binops = frozenset({"*", "**"})
    jinja.binop_table = {**jinja.binop_table, "*": _times, "**": _power}
    jinja.filters.update(FILTERS)
    return Environment(theme, jinja)


def _times(left: Any, right: Any) -> Any:
    for text, count in ((left, right), (right, left)):
        if isinstance(text, str | bytes | tuple | list) and len(text) * count > _LONGEST:
            raise TemplateUseError(f"'*' would make more than {_LONGEST:,} characters")
    return left * right


def _power(left: Any, right: Any) -> Any:
    if abs(left) > 1000 or abs(right) > 16:
        raise TemplateUseError("'**' takes at most 1000 to the 16th")
    return left**right


def template_problem(error: Exception, theme: Theme) -> Diagnostic:
    """E907 with the template's file and line for anything that a template raised."""
    file, line = _place(error, theme)
    if isinstance(error, TemplateNotFound):
        words = f"there is no template '{error.name}'"
    elif isinstance(error, TemplateUseError | TemplateError):
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
    else:
        words = f"{type(error).__name__}: {error}"
    where = f"{file}:{line}: " if file else ""
    return problem("E907", f"{where}{words}", Span(file, line, 1, 2) if file else None)


def _place(error: Exception, theme: Theme) -> tuple[str, int]:
    """The innermost line of a template that led to the error."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or error.name or "", error.lineno
    files = {template.file for template in theme.templates.values()}
    places = [(step.filename, step.lineno or 1) for step in traceback.extract_tb(error.__traceback__)]
    return next(((file, line) for file, line in reversed(places) if file in files), ("", 0))
