"""The texts that first files begin with, and how they are known again where an author left them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SITE = """---
title: {title}
base_url: https://example.org
lang: en
description: How it was made.
---

One or two sentences: whose film this is, and what a visitor will learn here.
"""

GLOSSARY = """## Plate

A shot made to be combined with others.
"""

FILM = """---
title: {title}
year: {year}
theme: the one idea that ties the chapters
motifs:
  light: the light, wherever it comes from
---

What is this film, and why is the story of its making worth telling?
"""

CHAPTER = """---
title: {title}
summary: One sentence for the list of chapters.
---

Set the scene in a sentence or two before the first picture. To show a clip, write its name where a
picture would go: an exclamation mark, what one sees in square brackets, the file in round ones.

> [!decision] What was chosen {{instead-of="what was not"{motif}}}
>
> Why this, and not the other thing? Who decided?

> [!challenge] What stood in the way {{cost="what would have been lost"}}
>
> What had to be there by then, and what was not? Say when it was noticed, and by whom.

> [!fix] What was done about it
>
> Say what changed.

> [!wrap]
>
> What remains, and what comes next.
"""

ENDS = """
> [!epilogue]
>
> The last chapter of a film ends so: what can be learned from it, now that the film is there?
"""

ACCIDENT = """> [!accident] What nobody had planned {{kept=no}}
>
> What went wrong, and did it stay in the film? A story in which everything works is not believed.

"""

PERSON = """---
name: {title}
roles:
  - film: {film}
    role: what they did
    department: camera
---

A few lines about them.
"""

THEME = """# Only what differs from the theme that it extends has to be in this folder.
name = "{name}"
extends = "{extends}"

# Linked after those of '{extends}', so what it sets wins.
stylesheets = ["{name}-tokens.css"]
"""

TOKENS = """/* One token is changed here: the first value is for light pages, the second for dark ones. The others are
   told in docs/themes.md of btspress. To change a part of the pages, copy its file from the partials of
   '{extends}' (or of 'base') into partials/ of this folder and edit the copy; the rest stays as it is.
   Write 'theme: {name}' in site.md to use it; 'btspress check --theme' says whether it can be read. */
:root {{
  --accent: light-dark(#0b5a8c, #8fd0f5);
}}
"""

CASE_STUDY = """---
title: {title}
summary: The question that this case study answers, in one sentence.
level: first year
time: 50 min
---

> [!objectives]
>
> - say what a student can do afterwards, with a verb: explain, tell apart, argue

> [!setup]
>
> The situation before the decision: the scene, the date, what was there and what was not.

Here stands the evidence: a clip, then a question about it. A clip is written as a picture is, with what one
sees in square brackets; 'pause=' on the question stops it where the class is to think.

> [!challenge] What stood in the way
>
> What would have been lost? Cite who says so, in a footnote that names a file under sources/.

> [!decision] What was chosen {{instead-of="what was not"}}
>
> Why this, and not the other thing? Who decided, and when?

> [!fix] What was done about it
>
> Say what changed, and show it beside the finished frame in a [!compare] block.

> [!question] What would you have done?
>
> Give a reason that can be seen in the film.

> [!answer]
>
> What a good answer notices. It is closed on the page and printed in the key.

> [!discuss] {{focus=story time="10 min"}}
>
> 1. Who carries the cost of this decision?
> 2. What would the scene mean without it?

> [!teacher]
>
> What goes wrong in class here, and how long it takes.

> [!takeaways]
>
> - what remains when the film is forgotten

> [!wrap]
>
> What remains, and what comes next.
"""


_USABLE: Final = frozenset(
    {
        "> Give a reason that can be seen in the film.",
        "> 1. Who carries the cost of this decision?",
        "> 2. What would the scene mean without it?",
    }
)
"""Lines that may well stay as they are."""
_WORDS: Final = 6
"""Words that a line has at least by which it is known again."""


def _lines() -> Iterator[str]:
    for text in (SITE, FILM, CHAPTER, ENDS, ACCIDENT, PERSON, CASE_STUDY):
        for line in text.splitlines():
            if "{" not in line and len(line.split()) >= _WORDS and line not in _USABLE:
                yield line


PLACEHOLDERS: Final = frozenset(_lines())
"""Whole lines that ask their author for something."""


def left_in(text: str) -> tuple[int, ...]:
    """Numbers of the lines of a text that are still the starter's, from 1."""
    lines = text.splitlines()
    if PLACEHOLDERS.isdisjoint(lines):
        return ()
    return tuple(number for number, line in enumerate(lines, 1) if line in PLACEHOLDERS)
