"""From the disk to everything that the texts say and name: parsed documents, probed media, captions."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from btspress.diagnostics import Diagnostic, Span, problem
from btspress.digest import digest, digest_bytes
from btspress.engine.index import Index
from btspress.engine.job import RecipeError
from btspress.engine.store import Store
from btspress.engine.together import together
from btspress.kit import Kit
from btspress.media.cube import CUBE_VERSION, LARGEST_CUBE
from btspress.media.kept import from_data, to_data
from btspress.media.probe import PROBE_VERSION, probe
from btspress.media.program import NoFfmpegError
from btspress.media.sniff import HEAD, sniff
from btspress.memo import Memo
from btspress.stages.discover import discover
from btspress.stages.parse import parse
from btspress.stages.resolve import Material, config_of
from btspress.story.layout import Beside, Layout, lay_out, tracks_of
from btspress.story.looks import ReadLook, fault_of, named_looks
from btspress.story.named import named_media
from btspress.story.shelves import Probed, tables_of
from btspress.story.timed import TimedText, is_read, timed_text
from btspress.tree import File, Tree
from btspress.written import Document


class Reader:
    """Reads a folder again and again; what did not change is not read into anew."""

    def __init__(self, root: Path, skip: Sequence[Path], memo: Memo, index: Index, store: Store, kit: Kit) -> None:
        """`skip` names folders that are no part of the site."""
        self._root = root
        self._skip = tuple(skip)
        self._memo = memo
        self._index = index
        self._store = store
        self._kit = kit
        self._tree = Tree({})
        self.troubles: list[Diagnostic] = []
        """What went wrong since the last `discover`, besides what the documents say of themselves."""
        self.unread: list[str] = []
        """Media files that would have needed ffmpeg, which is not there."""

    def discover(self) -> Tree:
        """All files, also those of media roots, which are known only when site.md has been read."""
        self.troubles.clear()
        self.unread.clear()
        tree = discover(self._root, skip=self._skip)
        roots = self._media_roots(tree)
        return discover(self._root, roots, self._skip) if roots else tree

    def watched(self) -> tuple[Path, ...]:
        """Folders whose files decide the site: its own, and its media roots."""
        tree = discover(self._root, skip=self._skip)
        return (self._root, *(self._root / folder for folder in self._media_roots(tree)))

    def read(self, tree: Tree, workers: int, stop: Event) -> Material:
        """Everything that the texts of `tree` say and name; media is probed by `workers` threads."""
        self._tree = tree
        layout: Layout = lay_out(tree)
        documents = {path: self._parsed(tree.files[path]) for path in layout.documents}
        media = [tree.files[path] for path in named_media(documents, tree)]
        found = together(lambda file: self.probed(file, stop), media, workers, stop)
        known = dict(zip((file.path for file in media), found, strict=True))
        logs = {path: data for path in layout.logs if (data := self._bytes(tree.files[path]))}
        looks = named_looks(tables_of(known, documents, logs, tree), tree)
        return Material(
            tree=tree,
            layout=layout,
            documents=documents,
            probed={path: facts for path, facts in known.items() if isinstance(facts, Probed)},
            broken={path: reason for path, reason in known.items() if isinstance(reason, str)},
            timed={each.path: self._timed(each) for path in known for each in tracks_of(path, tree) if is_read(each)},
            logs=logs,
            looks={path: self._look(tree.files[path]) for path in looks},
        )

    def _media_roots(self, tree: Tree) -> list[Path]:
        head = tree.get("site.md")
        return [Path(root) for root in config_of(self._parsed(head), []).media_roots] if head else []

    def _bytes(self, file: File) -> bytes:
        try:
            return file.read()
        except OSError as error:
            code = "E103" if error.errno == errno.EFBIG else "E909"
            self.troubles.append(problem(code, f"{file.path}: {error.strerror or error}", Span(file.path, 1, 1, 2)))
            return b""

    def _parsed(self, file: File) -> Document:
        data = self._bytes(file)
        glossary = file.path == "glossary.md"
        key = (file.path, digest_bytes(data))
        return self._memo.once("parsed", key, lambda: parse(file.path, data, definitions=glossary))

    def _timed(self, beside: Beside) -> TimedText:
        """Captions or marks; their findings stand in their own file."""
        data = self._bytes(self._tree.files[beside.path])
        key = digest_bytes(data)
        text, found = self._memo.once("captions", (beside.path, key), lambda: timed_text(beside, key, data))
        self.troubles.extend(found)
        return text

    def _look(self, file: File) -> ReadLook:
        """Digest of a look, and why it cannot be used; what was found is kept between runs."""
        try:
            content = self._index.digest(file)
            key = digest("look", CUBE_VERSION, content)
            known = self._store.memo(key)
            reason = known.decode() if known is not None else fault_of(file.read(LARGEST_CUBE + 1))
        except OSError as error:
            return ReadLook("", error.strerror or str(error))
        if known is None:
            self._store.remember(key, reason.encode())
        return ReadLook(content, reason)

    def probed(self, file: File, stop: Event) -> Probed | str:
        """Digest and facts of a media file, or why it cannot be read; empty where that is told for all at once.

        Facts are kept between runs.
        """
        try:
            content = self._index.digest(file)
            with file.open() as opened:
                container = sniff(opened.read(HEAD))
            key = digest("probe", PROBE_VERSION, content, container, self._kit.toolchain)
            known = self._store.memo(key)
            if known is not None:
                return Probed(content, from_data(json.loads(known)))
            facts = probe(file.open, container, self._kit.toolbox(stop, lambda _: None))
        except OSError as error:
            return error.strerror or str(error)
        except NoFfmpegError:
            self.unread.append(file.path)
            return ""
        except RecipeError as error:
            return str(error)
        self._memo.counts["probed"] += 1
        self._store.remember(key, json.dumps(to_data(facts)).encode())
        return Probed(content, facts)
