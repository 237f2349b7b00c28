"""From the disk to everything that the texts say and name: parsed documents, probed media, captions."""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event

from btspress.beforehand import Beforehand, Read, parsed, whole
from btspress.continuity import Continuity, Place
from btspress.diagnostics import Diagnostic, Span, problem
from btspress.digest import Digest, digest, digest_bytes
from btspress.engine.index import SETTLED_NS, Index
from btspress.engine.job import RecipeError
from btspress.engine.packing import Parcel
from btspress.engine.spread import MANY, spread
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
from btspress.stages.resolve import Material, config_of
from btspress.story.layout import Beside, Layout, lay_out, tracks_of
from btspress.story.library import COPYING
from btspress.story.looks import ReadLook, fault_of, named_looks
from btspress.story.named import named_media
from btspress.story.shelves import Probed, tables_of
from btspress.story.timed import TimedText, is_read, timed_text
from btspress.tree import TEXT_LIMIT, File, Tree
from btspress.written import Document


class Reader:
    """Reads a folder again and again; what did not change is not read into anew."""

    def __init__(
        self,
        root: Path,
        skip: Sequence[Path],
        memo: Memo,
        index: Index,
        store: Store,
        kit: Kit,
        continuity: Continuity,
    ) -> None:
        """`skip` names folders that are no part of the site; `continuity` has what an earlier run read."""
        self._root = root
        self._skip = tuple(skip)
        self._memo = memo
        self._index = index
        self._store = store
        self._kit = kit
        self._tree = Tree({})
        self._held: dict[str, tuple[File, Digest]] = {}
        self._continuity = continuity
        self._ahead: dict[Place, Parcel[Document]] = {}
        self._documents: dict[Place, Document] = {}
        self._paths: tuple[str, ...] = ()
        self._layout: Layout | None = None
        self._names: dict[str, tuple[Document, tuple[str, ...]]] = {}
        self.begun: Beforehand | None = None
        """What of the first reading is under way already."""
        self.troubles: list[Diagnostic] = []
        """What went wrong since the last `discover`, besides what the documents say of themselves."""
        self.unread: list[str] = []
        """Media files that would have needed ffmpeg, which is not there."""
        self.copying: frozenset[str] = frozenset()
        """Paths of media files that somebody still writes: they are not to be read."""

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
        layout = self._laid_out(tree)
        self._held = {path: held for path, held in self._held.items() if path in tree.files}
        self._documents.clear()
        self._parse_ahead([tree.files[path] for path in layout.documents], workers)
        documents = {path: self._parsed(tree.files[path]) for path in layout.documents}
        self._continuity.keep({**self._documents}, {place: each.data for place, each in self._ahead.items()})
        self._ahead.clear()
        media = [tree.files[path] for path in self._media_of(documents, tree)]
        found = together(lambda file: self._facts(file, stop), media, workers, stop)
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
            lists={path: self._bytes(file) for path in layout.lists if (file := tree.files[path]).size <= TEXT_LIMIT},
            looks={path: self._look(tree.files[path]) for path in looks},
        )

    def _laid_out(self, tree: Tree) -> Layout:
        """What each file is; the same as before while no file came or went."""
        paths = tuple(tree.files)
        if self._layout is None or paths != self._paths:
            self._paths, self._layout = paths, lay_out(tree)
            self._names.clear()
        return self._layout

    def _media_of(self, documents: Mapping[str, Document], tree: Tree) -> Iterable[str]:
        """Paths of all media files that some text names; only a text that is new is searched for names."""
        found: dict[str, None] = {}
        names: dict[str, tuple[Document, tuple[str, ...]]] = {}
        for path, document in documents.items():
            held = self._names.get(path)
            if held is None or held[0] is not document:
                held = (document, named_media({path: document}, tree))
            names[path] = held
            found |= dict.fromkeys(held[1])
        self._names = names
        return found

    def _media_roots(self, tree: Tree) -> list[Path]:
        head = tree.get("site.md")
        if head:
            self._known(head)
        return [Path(root) for root in config_of(self._parsed(head), []).media_roots] if head else []

    def _bytes(self, file: File) -> bytes:
        try:
            return file.read()
        except OSError as error:
            code = "E103" if error.errno == errno.EFBIG else "E909"
            self.troubles.append(problem(code, f"{file.path}: {error.strerror or error}", Span(file.path, 1, 1, 2)))
            return b""

    def _parsed(self, file: File) -> Document:
        """The document that a file is; one of which the disk tells the same as before is not even opened."""
        held = self._held.get(file.path)
        if held is None or held[0] != file:
            now, faults = time.time_ns(), len(self.troubles)
            data = self._bytes(file)
            content = digest_bytes(data)
            if len(self.troubles) == faults:
                self._hold(file, content, now)
            return self._document(file.path, content, lambda: data)
        return self._document(file.path, held[1], file.read)

    def _hold(self, file: File, content: Digest, now: int) -> None:
        """Remembers what was found in a file, read no sooner than `now`, if nobody was at work on it."""
        self._held.pop(file.path, None)
        if max(file.mtime_ns, file.ctime_ns) < now - SETTLED_NS and file.unchanged():
            self._held[file.path] = (file, content)

    def _document(self, path: str, content: Digest, data: Callable[[], bytes]) -> Document:
        key = (path, content)
        ahead = self._ahead.get(key)
        document = self._memo.once("parsed", key, lambda: ahead.value if ahead else parsed(path, data()))
        self._documents[key] = document
        return document

    def _parse_ahead(self, files: Sequence[File], workers: int) -> None:
        """Parses very many files that were never read at once; they are found by what was in them."""
        begun, self.begun = self.begun, None
        if begun:
            self._take(begun.files, begun.read(), begun.since)
        done = {file.path for file in begun.files} if begun else set()
        new = [file for file in files if file.path not in done and not self._known(file)]
        if len(new) >= MANY:
            now = time.time_ns()
            self._take(new, spread(whole, new, workers), now)

    def _take(self, files: Sequence[File], read: Iterable[Read], now: int) -> None:
        for file, found in zip(files, read, strict=True):
            if found:
                place, parcel = found
                self._ahead[place] = parcel
                self._hold(file, place[1], now)

    def _known(self, file: File) -> bool:
        """Whether this or an earlier run read the text as it is now: then it is not parsed again."""
        if file.path in self._held:
            return True
        now = time.time_ns()
        try:
            found = self._continuity.document(file.path, file.read)
        except OSError:
            return False  # whoever asks for it meets the same, and tells
        if found:
            self._memo.hold("parsed", *found)
            self._hold(file, found[0][1], now)
        return found is not None

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

    def _facts(self, file: File, stop: Event) -> Probed | str:
        return COPYING if file.path in self.copying else self.probed(file, stop)

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
