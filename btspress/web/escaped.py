"""Text as HTML, as the library writes it, but without an object for each text that says so: a page has hundreds."""

from __future__ import annotations

from typing import Any

from jinja2.compiler import CodeGenerator
from markupsafe import Markup as Html
from markupsafe import escape


def as_html(value: object) -> str:
    """What a template shows: HTML as it is, text with its five signs written out, anything else as the library does."""
    if type(value) is str:
        half = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
        return half.replace("'", "&#39;").replace('"', "&#34;")
    if type(value) is int:
        return str(value)
    return value if type(value) is Html else escape(value)


class Writer(CodeGenerator):
    """Writes what templates do as Python; what they show goes through `as_html`."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.as_html(")
