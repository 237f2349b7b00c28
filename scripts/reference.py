"""Writes the generated pages of docs/ from the tables that the code itself uses.

`--check` writes nothing, names what is stale and exits with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from btspress.codes import CODES
from btspress.directives import DIRECTIVES
from btspress.directives.directive import Common, Directive, Need
from btspress.directives.figure import SHAPES
from btspress.directives.figure import Options as Figure
from btspress.schema import Key, describe
from btspress.story import heads

DOCS = Path(__file__).resolve().parents[1] / "docs"
SAMPLES = DOCS / "samples"
NOTE = "<!-- Written by scripts/docs from the tables in the code; do not edit. -->"

FILES = (
    ("site.md", heads.SiteHead, "At the root. Its text is the home page."),
    ("films/*/film.md", heads.FilmHead, "One for each film. Its text opens the film's page."),
    ("films/*/01-any-name.md", heads.ChapterHead, "A chapter. The number gives the order, the rest the address."),
    ("people/*.md", heads.PersonHead, "One for each person. Its text is the biography."),
    (
        "media/clip.md beside media/clip.mp4",
        heads.SidecarHead,
        "A sidecar. Its text describes the clip for those who cannot see it. "
        "A line of `clips.csv` has the same keys as columns; its first column is `file`.",
    ),
    ("sources/*.md", heads.SourceHead, "A source that notes may name: `[^1]: name-of-the-file, 0:25`."),
    ("glossary.md", heads.GlossaryHead, "One heading `## word` for each word, its meaning below."),
)

GROUPS = {
    "E1": "Blocks",
    "E2": "References to media and times",
    "E3": "Attributes and figures",
    "E4": "People, links and references",
    "E5": "Rights and embargoes",
    "E6": "Front matter",
    "E7": "Translations",
    "E8": "Captions",
    "E9": "The surroundings",
}


def pages() -> Mapping[Path, str]:
    """Every generated page by its path."""
    return {
        DOCS / "reference" / "blocks.md": "\n".join(_blocks()),
        DOCS / "reference" / "files.md": "\n".join(_files()),
        DOCS / "diagnostics.md": "\n".join(_diagnostics()),
    }


def _blocks() -> Iterator[str]:
    yield from (NOTE, "", "# Blocks", "")
    yield "A block is a quote whose first line names it: `> [!name] Title {attributes}`."
    yield "How blocks, pictures and times are written is told in [the format](../format.md).\n"
    yield "| block | what it is |\n|---|---|"
    yield from (f"| [`{each.name}`](#{each.name}) | {each.summary} |" for each in DIRECTIVES.values())
    shapes = " ".join(f"`.{shape}`" for shape in SHAPES)
    yield from ("", "## Attributes of a picture, clip or sound", "")
    yield f"Its shape is one of {shapes}, written in the same braces: `![…](clip.mp4){{.wide loop}}`.\n"
    yield from _table(describe(Figure), "attribute")
    yield from ("", "## Attributes of every block", "")
    yield from _table(describe(Common), "attribute")
    common = {key.name for key in describe(Common)}
    for directive in DIRECTIVES.values():
        yield from _block(directive, common)


def _block(directive: Directive, common: set[str]) -> Iterator[str]:
    yield from ("", f"## {directive.name}", "", directive.summary)
    needs = (("title", directive.title), ("content", directive.content), ("signature", directive.signature))
    told = [
        f"needs a {what}" if need is Need.REQUIRED else f"takes no {what}"
        for what, need in needs
        if need is not Need.OPTIONAL
    ]
    words = " and ".join(told).replace("a content", "content")
    yield f"\n`[!{directive.name}]` {words}." if told else ""
    own = [key for key in describe(directive.options) if key.name not in common]
    if own:
        yield ""
        yield from _table(own, "attribute")
    sample = SAMPLES / f"{directive.name}.md"
    yield from ("", "```markdown", sample.read_text(encoding="utf-8").strip(), "```")


def _files() -> Iterator[str]:
    yield from (NOTE, "", "# Files and their keys", "")
    yield "Every file is Markdown with optional front matter between two lines `---`. What a file is follows from"
    yield "its place. No key is needed to begin with; those marked **release** are needed by `--release`."
    for name, schema, about in FILES:
        yield from ("", f"## {name}", "", about, "")
        keys = describe(schema)
        if schema is not heads.SiteHead:  # there `rights` is spelled out, once for all
            keys = tuple(replace(key, keys=()) if key.name == "rights" else key for key in keys)
        yield from _table(keys, "key")


def _table(keys: tuple[Key, ...] | list[Key], what: str) -> Iterator[str]:
    yield f"| {what} | value | meaning |\n|---|---|---|"
    for key in keys:
        yield from _rows(key, "")


def _rows(key: Key, above: str) -> Iterator[str]:
    """A row for the key and one for each key below it."""
    words = " or ".join(f"`{word}`" for word in key.allowed)
    value = key.type.replace("word", words) if words else key.type
    release = " **release**" if key.required and not above else ""
    yield f"| {above}`{key.name}` | {value} | {_cell(key.about)}{release} |"
    for below in key.keys:
        yield from _rows(below, f"{above}`{key.name}` → ")


def _diagnostics() -> Iterator[str]:
    yield from (NOTE, "", "# Diagnostics", "")
    yield "Everything btspress can find fault with. `btspress explain CODE` prints the same. An error keeps the site"
    yield "from being published; a warning and a note do not. `lint:` in `site.md` or in a chapter raises or silences"
    yield "warnings and notes by code or name; errors cannot be silenced."
    for group, rows in groupby(CODES.values(), key=lambda row: row.code[:2]):
        yield from (
            "",
            f"## {GROUPS[group]}",
            "",
            "| code | name | weight | meaning | what to do |",
            "|---|---|---|---|---|",
        )
        for row in rows:
            anchor = f'<a id="{row.code.lower()}"></a>'
            yield f"| {anchor}{row.code} | {row.name} | {row.severity} | {_cell(row.meaning)} | {_cell(row.remedy)} |"


def _cell(text: str) -> str:
    """A text as a table cell: what Markdown would read as its own is escaped."""
    for sign in ("|", "<", "*", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text


def main() -> int:
    """Write the pages, or with `--check` say which are stale."""
    made = {path: text.rstrip() + "\n" for path, text in pages().items()}
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"docs/{path.relative_to(DOCS).as_posix()} is stale: run scripts/docs")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(f"wrote docs/{path.relative_to(DOCS).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
