"""What every story block is checked for, whatever it means."""

from __future__ import annotations

from btspress.diagnostics import suggest
from btspress.directives.directive import Common, Desk, Directive, Need
from btspress.story.layout import is_language
from btspress.written import Call


def check_form(call: Call, directive: Directive, desk: Desk) -> None:
    """Title, content and signature as the directive needs them."""
    if directive.title is Need.REQUIRED and not call.title_text:
        desk.report("E113", f"'[!{call.name}]' needs a title", call.span)
    if directive.content is Need.NONE and call.body:
        hint = "remove the lines below its title"
        desk.report("E111", f"'{call.name}' is filled by btspress; it takes no content", call.span, hint)
    paired = call.attributes.table.get("pair")
    if directive.content is Need.REQUIRED and not call.body and not paired:
        desk.report("E112", f"'[!{call.name}]' is empty", call.span)
    if directive.signature is Need.REQUIRED and not call.signature:
        hint = "end it with: — Name, role"
        desk.report("E114", f"a {call.name} needs to say who speaks", call.span, hint)
    for shape, span in zip(call.attributes.shapes, call.attributes.shape_spans, strict=False):
        desk.report("E303", f"'[!{call.name}]' has no shape '.{shape}'", span)


def check_common(call: Call, options: Common, desk: Desk) -> None:
    """Motif, phase and people that a block names must be known to the film."""
    film = desk.film
    known = {
        "motif": (options.motif, [motif.id for motif in film.motifs] if film else []),
        "phase": (options.phase, [phase.id for phase in film.phases] if film else []),
    }
    for name, (value, ids) in known.items():
        entry = call.attributes.table.get(name)
        if value and entry and film and value not in ids:
            desk.report("E405", f"no {name} '{value}' in film.md", entry.value.span, suggest(value, ids))
    language = call.attributes.table.get("lang")
    if options.lang and language and not is_language(options.lang):
        desk.report("E624", f"'{options.lang}' is no language tag", language.value.span)
