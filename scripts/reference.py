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
from btspress.lint.explaining import number_of
from btspress.lint.rule import Rule
from btspress.lint.rules import RULES
from btspress.schema import Key, describe
from btspress.story import heads
from btspress.web.theme import load_theme
from btspress.web.tokens import PAIRS, TOKENS, tokens_of

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

BUILT_IN = ("documentary", "classroom", "press", "base")
"""Themes that come along, as the table of tokens names them."""

GROUPS = {
    "E1": "Blocks",
    "E2": "References to media and times",
    "E3": "Attributes and figures",
    "E4": "People, links and references",
    "E5": "Rights and embargoes",
    "E6": "Front matter and lint",
    "E7": "Translations",
    "E8": "Captions",
    "E9": "The surroundings",
}

ROOMS = {
    "S1": "What a story needs",
    "S2": "Voices",
    "S3": "Comparisons",
    "S4": "Clips",
    "S5": "Threads",
    "S6": "Tempo and length",
    "S7": "People",
    "S8": "Learning",
    "S9": "Fairness",
}


def pages() -> Mapping[Path, str]:
    """Every generated page by its path."""
    return {
        DOCS / "reference" / "blocks.md": "\n".join(_blocks()),
        DOCS / "reference" / "files.md": "\n".join(_files()),
        DOCS / "reference" / "tokens.md": "\n".join(_tokens()),
        DOCS / "diagnostics.md": "\n".join(_diagnostics()),
        DOCS / "lint.md": "\n".join(_lint()),
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


LINT = """\
`btspress lint` reads a story over as an editor would. It finds no mistakes: those are
[diagnostics](diagnostics.md). It asks whether a challenge was answered, who never speaks, where nobody can rest
their eyes. Most rules are notes; a few are warnings; one is an error. `btspress lint --explain S101` tells why a
rule asks.

```console
$ btspress lint my-film                  # every finding, with its line
$ btspress lint my-film --strict         # exit code 1 on warnings too
$ btspress lint my-film --format sarif   # for editors and code hosts; or json
```

`build` and `check` say nothing of this. Drafts are read over too.

## Levels and limits

`lint:` in `site.md`, or in a chapter for that chapter alone, takes a level (`off`, `note`, `warning`, `error`) or
a map of level and limits, by code or by name. Limits are numbers; each rule has those named in its last column.

```yaml
lint:
  S110: off
  soundbite-too-long: {level: note, seconds: 15}
```

## Allowing one place

A comment allows a rule where you know better, and says why. The reason is required: whoever works on the chapter
after you will ask.

```markdown
<!-- lint: allow S201 because the whole answer is the point -->
```

It speaks of the block that it stands in or above, and of what is asked of the chapter as a whole; above the first
block, of everything in the chapter. Several rules may be named, with commas. A comment that gives no reason
(E631), names no rule (E630) or allows nothing any more (E632) is told; an error cannot be allowed.

What the rules of one film ask of all of it is marked in `film.md`, and may be allowed there.

Captions that are missing (E810) and comparisons with one picture (E306) are no matter of taste: `check` finds them.

The lists of words that some rules look for are English, and are used on English pages only.

## The rules"""


def _lint() -> Iterator[str]:
    yield from (NOTE, "", "# Story lint", "", LINT)
    for group, rules in groupby(RULES, key=lambda rule: rule.code[:2]):
        yield from ("", f"### {ROOMS[group]}", "", "| code | name | level | asks | limits |", "|---|---|---|---|---|")
        yield from map(_rule, rules)
    yield from ("", "## Why", "")
    for rule in RULES:
        yield f"**{rule.code} {rule.name}.** {_text(rule.why)} {_text(rule.remedy)}\n"


def _rule(rule: Rule) -> str:
    limits = "; ".join(f"`{limit.name}: {number_of(limit)}` {_cell(limit.about)}" for limit in rule.limits)
    anchor = f'<a id="{rule.code.lower()}"></a>'
    return f"| {anchor}{rule.code} | {rule.name} | {rule.level} | {_cell(rule.meaning)} | {limits} |"


def _text(text: str) -> str:
    """A text in which nothing is markup."""
    for sign in ("<", ">", "*", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text


def _tokens() -> Iterator[str]:
    yield from (NOTE, "", "# Tokens of themes", "")
    yield "A token is a custom property on `:root`: `--accent: light-dark(#874800, #f0b267);`. A theme may set any of"
    yield "these; what it leaves alone it has from the theme that it extends. How that is done is told in"
    yield "[themes](../themes.md).\n"
    told = {name: tokens_of(theme) for name in BUILT_IN if (theme := load_theme(name).theme)}
    yield f"| token | what it is for | {' | '.join(told)} |"
    yield f"|---|---|{'---|' * len(told)}"
    for token, about in TOKENS.items():
        values = " | ".join(f"`{tokens[token]}`" for tokens in told.values())
        yield f"| `--{token}` | {about} | {values} |"
    yield "\nText has a contrast of at least 4.5 to what it stands on, in both schemes, for each of these pairs:"
    yield ", ".join(f"`{text}` on `{ground}`" for text, ground in PAIRS) + "."


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
