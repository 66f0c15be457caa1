from collections.abc import Callable, Iterator, Set
from itertools import count
from pathlib import Path

import pytest
from standards_lint.model import Cell
from standards_lint.simulate.verdicts import judge

from .reality import Outcome, Reality
from .trees import Files, Tree, as_files, write

Expect = Callable[..., Cell]


@pytest.fixture(scope="session")
def reality() -> Iterator[Reality]:
    server = Reality()
    yield server
    server.close()


class Bench:
    """Judges a tree and has CPython import every module of it."""

    def __init__(self, folder: Path, reality: Reality) -> None:
        self._folder = folder
        self._reality = reality
        self._count = count()

    def tree(self, files: Files | str, **options: object) -> Tree:
        return Tree(self._folder / str(next(self._count)), as_files(files), **options)

    def really(self, tree: Tree, module: str) -> Outcome:
        path = [*tree.roots, tree.site]
        return self._reality.run(tree.code, path, module, variables=tree.variables)

    def agree(self, tree: Tree, cells: dict[str, Cell], unjudged: str = "") -> None:
        """No module of the tree is judged wrong.

        `unjudged` is an exception that follows from nothing the environment lacks.
        """
        if not tree.is_real:
            return
        for module, cell in cells.items():
            outcome = self.really(tree, module)
            if cell.verdict == "importable":
                assert outcome.raises in ("", unjudged), (module, outcome)
            elif cell.verdict == "unimportable":
                assert outcome.raises, (module, cell)

    def fails(self, tree: Tree, broken: Set[str]) -> None:
        """Just these modules are not importable, in whichever order all are judged."""
        for names in (tree.names(), tree.names()[::-1]):
            cells = judge(tree.program, tree.environment, names)
            assert {key for key, cell in cells.items() if cell.verdict != "importable"} == broken
            self.agree(tree, cells)


@pytest.fixture
def bench(tmp_path: Path, reality: Reality, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, reality)


@pytest.fixture
def imports(bench: Bench) -> Expect:
    """Expects that the entry is importable, in the model and in CPython."""

    def expect(
        files: Files | str, *, entry: str = "a", unjudged: str = "", **options: object
    ) -> Cell:
        tree = bench.tree(files, **options)
        cells = tree.judge()
        assert cells[entry].verdict == "importable", cells[entry]
        bench.agree(tree, cells, unjudged)
        if unjudged and tree.is_real:
            assert bench.really(tree, entry).raises == unjudged
        return cells[entry]

    return expect


@pytest.fixture
def breaks(bench: Bench) -> Expect:
    """Expects that the entry is unimportable, in the model and in CPython.

    `chain` is the expected chain, written `module:line module:line`.
    """

    def expect(
        files: Files | str,
        *,
        entry: str = "a",
        missing: str = "torch",
        kind: str = "distribution",
        chain: str = "",
        **options: object,
    ) -> Cell:
        tree = bench.tree(files, **options)
        cells = tree.judge()
        cell = cells[entry]
        assert cell.verdict == "unimportable", cell
        assert (cell.kind, cell.missing) == (kind, missing)
        if chain:
            assert " ".join(f"{step.module}:{step.line}" for step in cell.chain) == chain
        bench.agree(tree, cells)
        return cell

    return expect


@pytest.fixture
def depends(bench: Bench) -> Expect:
    """Expects that the verdict depends on `condition`: CPython imports the entry or not.

    `either` holds files that make the import succeed and files that make it fail.
    """

    def expect(
        files: Files | str,
        condition: str,
        *,
        either: tuple[Files, Files],
        entry: str = "a",
        **options: object,
    ) -> Cell:
        tree = bench.tree(files, **options)
        cells = tree.judge()
        assert cells[entry].verdict == "conditional", cells[entry]
        assert condition in cells[entry].condition
        bench.agree(tree, cells)
        if tree.is_real:
            good, bad = either
            write(tree.code, good)
            assert bench.really(tree, entry) == Outcome()
            write(tree.code, bad)
            assert bench.really(tree, entry).raises
        return cells[entry]

    return expect
