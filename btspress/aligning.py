"""How the pictures of comparisons lie in each other: each pair is looked at once in its life, and the answer kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from btspress.delivery.alignment import Seen, looked_at, to_align
from btspress.diagnostics import Diagnostic, problem
from btspress.digest import Digest, digest
from btspress.engine.job import Input, RecipeError
from btspress.engine.local import Local
from btspress.engine.store import Store
from btspress.engine.together import together
from btspress.kit import Kit
from btspress.memo import Memo
from btspress.model import Comparison, Site
from btspress.perspective import GRAIN, Corners
from btspress.story.overlay import laid_apart, laid_over
from btspress.tree import Tree
from btspress.unchanging import unchanging
from btspress.vision.features import MISSING, available
from btspress.vision.fitting import FITTING_VERSION, together_at
from btspress.vision.patches import View
from btspress.walk import rebuild


@unchanging
class Answer:
    """How two pictures lie in each other."""

    corners: Corners = ()
    """Of the last in the first; none where they cannot be aligned."""
    reason: str = ""
    """Why not."""
    known: bool = True
    """False where nobody could look."""


_UNASKED: Final = Answer(known=False)


class Surveyor:
    """Aligns pictures; what anybody who shares the store has found is not looked for again."""

    def __init__(self, memo: Memo, store: Store, kit: Kit, executor: Local) -> None:
        """`executor` says how many at a time, and when to stop."""
        self._memo = memo
        self._store = store
        self._kit = kit
        self._executor = executor
        self.troubles: list[Diagnostic] = []
        """Pictures that could not be aligned the last time, told where that was asked for."""
        self.unasked = False
        """Whether some were left as they are the last time because nobody had looked at them yet."""

    def aligned(self, site: Site, tree: Tree, *, new: bool) -> Site:
        """`site`, its comparisons brought to what their pictures share; `tree` holds the files.

        Unless `new` ones are to be looked at, only those that are known; others stay side by side.
        """
        self.troubles.clear()
        self.unasked = False
        nodes = tuple(dict.fromkeys(to_align(site)))
        if not nodes:
            return site
        workers, stop = self._executor.workers, self._executor.stop
        answers = together(lambda node: self._answer(node, tree, new=new), nodes, workers, stop)
        self.unasked = any(answer is _UNASKED for answer in answers)
        changed = {node: self._laid(node, answer, new=new) for node, answer in zip(nodes, answers, strict=True)}
        aligned: Site = rebuild(site, lambda node: changed.get(node, node), Comparison)
        return aligned

    def _laid(self, node: Comparison, answer: Answer, *, new: bool) -> Comparison:
        """The comparison as the answer has it, after a report where it is not as its author wished."""
        overlay = node.overlay
        if overlay is None or not answer.known:
            if overlay and answer.reason and new:
                self.troubles.append(
                    problem("E342", f"the pictures could not be aligned: {answer.reason}", overlay.span)
                )
            return node
        found = laid_over(node, answer.corners, overlay) if answer.corners else answer.reason
        if isinstance(found, Comparison):
            return found
        self.troubles.append(problem("E341", f"these pictures stand side by side: {found}", overlay.span))
        return laid_apart(node, overlay)

    def _answer(self, node: Comparison, tree: Tree, *, new: bool) -> Answer:
        pairs = looked_at(node)
        key = _key(pairs, self._kit.toolchain)
        kept = self._store.memo(key)
        if kept is not None:
            return from_bytes(kept)
        if not pairs:
            return Answer(known=False)
        if not new:
            return _UNASKED
        if not available():
            return Answer(reason=MISSING, known=False)
        try:
            views = [(self._view(one, tree), self._view(other, tree)) for one, other in pairs]
        except OSError as error:
            return Answer(reason=error.strerror or str(error), known=False)
        except RecipeError as error:
            return Answer(reason=str(error), known=False)
        found = together_at(views)
        answer = Answer(reason=found) if isinstance(found, str) else Answer(_grained(found))
        self._memo.counts["aligned"] += 1
        self._store.remember(key, to_bytes(answer))
        return answer

    def _view(self, seen: Seen, tree: Tree) -> View:
        source, picture = seen
        file = tree.get(source.name)
        if file is None:
            raise RecipeError(f"{source.name} is gone")
        tools = self._kit.toolbox(self._executor.stop, lambda _: None)
        with tempfile.TemporaryDirectory(prefix="btspress-") as folder:
            image = picture.decoded((Input(file.open, source.facts.container),), Path(folder), tools)
        width = picture.widths[-1]
        height = max(round(image.height * width / image.width), 1)
        grey = image.convert("L").resize((width, height), reducing_gap=3)
        return View.of(grey.tobytes(), width, height)


def to_bytes(answer: Answer) -> bytes:
    """For the store."""
    corners = [[int(x * GRAIN), int(y * GRAIN)] for x, y in answer.corners]
    return json.dumps({"corners": corners, "reason": answer.reason}).encode()


def from_bytes(data: bytes) -> Answer:
    """What `to_bytes` wrote."""
    told: Mapping[str, Sequence[Sequence[int]]] = json.loads(data)
    corners = tuple((Fraction(x, GRAIN), Fraction(y, GRAIN)) for x, y in told["corners"])
    return Answer(corners, str(told["reason"]))


def _key(pairs: tuple[tuple[Seen, Seen], ...], toolchain: str) -> Digest:
    """Everything that decides an answer."""
    seen = [(source.digest, source.facts.container, picture) for pair in pairs for source, picture in pair]
    return digest("alignment", FITTING_VERSION, seen, toolchain)


def _grained(corners: tuple[tuple[float, float], ...]) -> Corners:
    return tuple((Fraction(round(x * GRAIN), GRAIN), Fraction(round(y * GRAIN), GRAIN)) for x, y in corners)
