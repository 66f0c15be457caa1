"""Verdicts of earlier runs: which of them still hold, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from standards_lint.facts import FileFacts, Import, ImportFrom, definitions, roots
from standards_lint.model import Cell
from standards_lint.simulate.sight import Sight, nothing
from standards_lint.source.cache import digest

if TYPE_CHECKING:
    from standards_lint.source.program import Program

Body = tuple[tuple[int, int], str]


class Grounds(msgspec.Struct, array_like=True, gc=False):
    """What a verdict rests on.

    `modules` are positions of those that ran; `names` were looked for among the top-level
    definitions of all modules.
    """

    modules: list[int]
    names: list[str]


class _Reasons(msgspec.Struct, array_like=True):
    """What verdicts rest on, in the order of the modules; read only where something changed.

    `bodies` are those that calls ran: by file, first and last line, and text. `sight` is what any
    of their runs looked at.
    """

    rests_on: list[Grounds]
    bodies: dict[str, list[Body]]
    sight: Sight


class _Saved(msgspec.Struct, array_like=True):
    """Verdicts of one environment, in the order of the modules, and their encoded reasons.

    `contents` are digests of what they were judged from.
    """

    contents: list[bytes]
    cells: list[Cell]
    reasons: msgspec.Raw


_NONE = Grounds([], [])
_decode = msgspec.msgpack.Decoder(_Saved).decode
_decode_reasons = msgspec.msgpack.Decoder(_Reasons).decode
_encode = msgspec.msgpack.Encoder().encode


class Kept:
    """The verdicts of one environment that the cache of a program keeps."""

    def __init__(self, program: Program, key: bytes, saved: _Saved | None) -> None:
        modules = program.modules()
        fits = saved is not None and len(saved.cells) == len(modules) == len(saved.contents)
        self._program = program
        self._key = key
        self._is_new = not fits
        self._saved = (
            saved
            if saved is not None and fits
            else _Saved([], [Cell("importable")] * len(modules), msgspec.Raw())
        )
        self._reasons = _Reasons([_NONE] * len(modules), {}, nothing())

    @classmethod
    def load(cls, program: Program, environment: str) -> Kept:
        """What is kept for the environment of this digest; nothing at first."""
        key = digest(program.layout(), environment.encode())
        content = program.cache.verdicts(key) if program.cache is not None else None
        try:
            return cls(program, key, None if content is None else _decode(content))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return cls(program, key, None)

    def cells(self) -> list[Cell]:
        """The verdicts, in the order of the modules."""
        return self._saved.cells

    def stale(self) -> Sequence[int]:
        """The positions of the modules that must be judged anew."""
        every = range(len(self._saved.cells))
        if self._is_new:
            return every
        saved, contents = self._saved, self._program.contents()
        changed = {at for at in every if saved.contents[at] != contents[at]}
        if not changed:
            return ()
        if not self._read_reasons():
            return every
        reasons = self._reasons
        names = self._redefined(changed)
        moves = self._moved(changed)
        reached = changed - moves.keys()
        stale = [at for at in every if _rests_on(reasons.rests_on[at], reached, names)]
        stale = sorted({*stale, *self._reline(moves)})
        if not stale:
            self.update({}, {}, nothing())
        return stale

    def update(
        self,
        judged: Mapping[int, tuple[Cell, Grounds]],
        bodies: dict[str, list[Body]],
        sight: Sight,
    ) -> None:
        """Keeps verdicts judged anew, what they rest on, and what ran and was seen for them."""
        saved, reasons = self._saved, self._reasons
        for at, (cell, rests_on) in judged.items():
            saved.cells[at], reasons.rests_on[at] = cell, rests_on
        for file, ran in bodies.items():
            reasons.bodies[file] = list(dict.fromkeys([*reasons.bodies.get(file, ()), *ran]))
        reasons.sight.include(sight)
        saved.contents = self._program.contents()
        if self._program.cache is not None:
            saved.reasons = msgspec.Raw(_encode(reasons))
            self._program.cache.save_verdicts(self._key, _encode(saved))

    def _read_reasons(self) -> bool:
        """Reads what the verdicts rest on; whether that is all there."""
        try:
            found = _decode_reasons(self._saved.reasons)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False
        if len(found.rests_on) != len(self._saved.cells):
            return False
        self._reasons = found
        return True

    def _earlier(self, at: int) -> FileFacts | None:
        """The facts of a changed file that verdicts rest on, where they are known."""
        content, old = self._program.files.earlier(self._program.modules()[at].file)
        return old if content == self._saved.contents[at] else None

    def _redefined(self, changed: Iterable[int]) -> frozenset[str] | None:
        """The names that changed files may define now or before, but not both; None for any."""
        found: set[str] = set()
        for at in changed:
            name = self._program.modules()[at].name
            if name not in self._reasons.sight.whole:
                # Then it defined nothing that was looked for.
                found |= self._program.may_define(name)
                continue
            old = self._earlier(at)
            if old is None or old.until is not None:
                return None
            new = self._program.facts(name)
            found |= set(definitions(old.body)) ^ set(definitions(new.body))
        return frozenset(found)

    def _moved(self, changed: Iterable[int]) -> dict[int, dict[int, int]]:
        """The changed files in which nothing that judging saw differs: where lines went."""
        from standards_lint.simulate import changes

        program, found = self._program, {}
        for at in changed:
            file = program.modules()[at].file
            bodies = self._reasons.bodies.pop(file, [])
            old = self._earlier(at)
            if old is None:
                continue
            ran = [changes.Body(*body) for body in bodies]
            name = program.modules()[at].name
            is_whole = name in self._reasons.sight.whole
            new = program.facts(name) if is_whole else program.beginning(name, _last_import(old))
            if (old.until is None) is not is_whole or (new.until is None) is not is_whole:
                continue
            old, new = self._seen(name, old), self._seen(name, new)
            moved = changes.moved(old, new, ran, program.lines(file))
            if moved is not None:
                found[at] = moved.lines
                self._reasons.bodies[file] = [*moved.bodies]
        return found

    def _seen(self, name: str, facts: FileFacts) -> FileFacts:
        """The facts of a module without what no run looked at."""
        from standards_lint.simulate.sight import without_unseen

        sight = self._reasons.sight
        if name in sight.exposed:
            return facts
        below = {child.rpartition(".")[2] for child in self._program.children(name)}
        return without_unseen(facts, sight.names | below) or facts

    def _reline(self, moves: dict[int, dict[int, int]]) -> list[int]:
        """Follows lines that moved into the verdicts; those in which that cannot be done."""
        from standards_lint.simulate.changes import relined

        modules = self._program.modules()
        paths = {modules[at].path: lines for at, lines in moves.items() if lines}
        left = []
        for at, cell in enumerate(self._saved.cells) if paths else ():
            found = relined(cell, paths)
            if found is None:
                left.append(at)
            else:
                self._saved.cells[at] = found
        return left


def _last_import(facts: FileFacts) -> Callable[[str], bool]:
    """Whether a package is one that the last statement imports, for lack of which no more is read.

    Any may have been, where that is no import.
    """
    last = facts.body[-1] if facts.body else None
    if isinstance(last, (Import, ImportFrom)):
        return roots(last).__contains__
    return lambda root: True


def _rests_on(grounds: Grounds, reached: set[int], names: frozenset[str] | None) -> bool:
    """Whether a verdict rests on a module that was reached, or on a name that moved."""
    if not reached.isdisjoint(grounds.modules):
        return True
    return bool(grounds.names) if names is None else not names.isdisjoint(grounds.names)
