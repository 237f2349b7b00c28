"""The first text of a case study: what a class is to learn, what it looks at, what it does, and the key."""

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
