"""A test card: one small site that uses every block, to be shown with a theme without any media work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from btspress.diagnostics import Diagnostic
from btspress.facts import Facts
from btspress.pages import lay_out
from btspress.stages.plan import plan
from btspress.stages.render import render
from btspress.testing import picture, sound, tell, video
from btspress.web.environment import make_environment
from btspress.web.theme import Theme

_SITE = """---
title: Told
base_url: https://films.example/told/
description: How it was made.
---

Welcome.
"""

_GLOSSARY = """# Glossary

## clean plate

The frame without the thing.
"""

_PERSON = """---
name: Ada Lens
roles:
  - film: tears
    role: director
    department: direction
---

She directs.
"""

_SOURCE = """---
title: Production blog
by: The crew
on: 2012-04-19
url: https://blog.example/
---
"""

_FILM = """---
title: Tears
year: 2012
logline: A hand and a bridge.
theme: what is real
poster: media/wide.jpg
motifs:
  railing:
    name: The railing
    look-for: the real thing
phases:
  - id: pre
    name: Before
  - id: shoot
    name: The shoot
    from: 2012-04-01
    to: 2012-05-01
press:
  contact: press@films.example
  facts:
    Aspect ratio: "2.40:1"
  stills:
    - still: media/final.jpg
      shows: The dome
    - still: media/scout.mp4#t=5&still
      shows: Ada Lens measures the railing
milestones:
  - on: 2012-04-19
    what: The bridge moves
rights:
  credit: (CC) The Film
---

The pitch.
"""

_FIRST = """---
title: First
phase: pre
poster: media/scout.mp4#t=50,55
---

It starts here. Ada Lens was there.

> [!decision] Begin
>
> Somewhere.
"""

_BRIDGE = """---
title: The bridge at noon
summary: A night scene becomes a day scene.
phase: shoot
on: 2012-04-19
motifs: [railing]
poster: media/wide.jpg
---

The break-up happens on a small bridge.[^1] Ada Lens kept the clean plate, and [the card falls](media/scout.mp4#t=12).

![The dolly passes the railing](media/scout.mp4#t=10,20 "Take four"){.wide #take-four motif=railing}

> [!setup]
>
> Seven months and one bridge.

> [!decision] Shoot on the real bridge, by day {instead-of="night in the studio" motif=railing}
>
> A night shoot meant lighting a canal.[^1]
>
> — Ada Lens, director, 2012-04-19

## What the church was for

> [!challenge] The screen is green & grey {cost="two days"}
>
> The corner falls off into dark.

> [!fix] Draw the corner away
>
> A rough mask removes it.
>
> ![A stain beside the figure](media/key.jpg)

> [!compare] From set to screen {mode=slider start=40%}
>
> ![On set: a green card](media/onset.jpg)
> ![Finished: the dome](media/final.jpg)
>
> Only the railing is real.
>
> 1. [On set](#xy=30,40) The card that becomes *the dome*.
> 2. [Finished](#xy=70.5,20) The dome, and Ada Lens.

> [!compare] Stages
>
> ![Plate: one](media/onset.jpg)
> ![Previs: not kept]()
> ![Key: two](media/key.jpg)
> ![Comp: three](media/final.jpg)

> [!compare] In step {mode=side}
>
> ![Before: a grey man](media/scout.mp4#t=1,4)
> ![After: a lit man](media/scout.mp4#t=5,8)
>
> 1. [Before](#xy=50,50&t=2,3) His hand, for one second.

> [!compare] A still beside a clip {mode=slider axis=y}
>
> ![Drawn: the dolly](media/onset.jpg)
> ![Shot: the dolly](media/scout.mp4#t=11,14)

> [!sequence] From railing to ruin {transition=cut}
>
> 1. ![Rehearsal](media/scout.mp4#t=2,5)
> 2. ![Take four](media/scout.mp4#t=10,14) the take they kept

> [!scene] Closer
>
> From far away.
>
> ![The dolly passes once more](media/scout.mp4#t=10,20)
>
> 1. 0:12 The dolly starts.
> 2. 0:14–0:18 Wind lifts the card. {xywh=percent:40,20,20,30}
>
> ![The dome](media/final.jpg)
>
> 1. All of it.
> 2. Only the roof. {xywh=percent:10,10,40,40}

> [!gallery] On the day
>
> ![A green card](media/onset.jpg "The card")
> ![The dolly before it starts](media/scout.mp4#t=9&still)
>
> Ada Lens took them.

> [!clip] With marks
>
> ![The dolly again](media/scout.mp4#t=20,40)
>
> - 0:22 It starts
> - 0:25–0:28 Wind lifts the card {xywh=percent:40,20,20,30}

> [!soundbite]
>
> ![Ada Lens leans on the railing](media/ada.mp4#t=3,9)
>
> We had light for one take.
>
> — Ada Lens, director

> [!accident] The card falls {kept=yes}
>
> Nobody planned it.

> [!location] Oude Kerk {is=real as="the dome" geo=52.3743,4.8981}
>
> It stands there.

> [!clash] Shorter {outcome="a third way"}
>
> Two reasons.

> [!deleted] The second hand {reason=pacing}
>
> It explained too much.

> [!lesson]
>
> Keep one real thing.

> [!note]
>
> An aside.

> [!spoiler] How it ends
>
> He says he is sorry.

> [!timeline] The shoot {phase=shoot}

> [!objectives] {level="first year" time=20min}
>
> - explain a clean plate

> [!discuss] {focus=setting}
>
> 1. What would be lost at night?

> [!exercise] Watch again {watch=frame-by-frame focus=camera time=5min}
>
> ![The dolly once more](media/scout.mp4#t=41,44)
>
> Count the frames.

> [!question] Where does the shadow fall? {pause=42}
>
> Look before you play on.

> [!answer]
>
> To the left, so it is morning.

> [!teacher]
>
> Let them draw it.

> [!budget] What it cost {currency=EUR}

> [!schedule] When it was

> [!takeaways]
>
> - Daylight is cheap.

> [!credits] In this chapter

> [!wrap]
>
> The bridge stayed.

[^1]: blog, p. 4
"""

_BUDGET = """item,planned,actual,for
Permits,"4,000",6200.50,
Lights,900,,
Lead,12000,12500,crew
"""

_SCHEDULE = """what,planned,planned-to,actual,actual-to,for
Permit,2012-04-10,,2012-04-19,,
The shoot,2012-05-07,2012-05-16,2012-05-07,2012-05-14,
"""

FILES: Mapping[str, str] = MappingProxyType(
    {
        "site.md": _SITE,
        "glossary.md": _GLOSSARY,
        "people/ada-lens.md": _PERSON,
        "sources/blog.md": _SOURCE,
        "films/tears/film.md": _FILM,
        "films/tears/01-first.md": _FIRST,
        "films/tears/02-bridge.md": _BRIDGE,
        "films/tears/budget.csv": _BUDGET,
        "films/tears/schedule.csv": _SCHEDULE,
    }
)
"""The texts of the site by path."""
MEDIA: Mapping[str, Facts] = MappingProxyType(
    {
        "films/tears/media/scout.mp4": video(60),
        "films/tears/media/ada.mp4": video(20, (1280, 720)),
        "films/tears/media/wide.jpg": picture(1920, 800),
        "films/tears/media/onset.jpg": picture(1280, 720),
        "films/tears/media/final.jpg": picture(1280, 720),
        "films/tears/media/key.jpg": picture(1280, 720),
        "films/tears/media/tone.m4a": sound(12),
    }
)
"""What probing would tell of its media; there are no files."""


def shown(theme: Theme) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """The HTML of every page of the card by its path, and what the templates did wrong."""
    site = tell(FILES, MEDIA)
    planned = plan(site, "")
    made, problems = render(lay_out(site, planned), planned, make_environment(theme), site.config)
    return {page.path: page.body.decode() for page in made if page.path.endswith(".html")}, problems
