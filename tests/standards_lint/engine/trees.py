"""The tree language of these tests: paths to sources, and what is installed beside them.

A tree is a mapping of paths to sources; a lone source stands for the module `a`. Third-party
packages are named (`present="numpy pandas"`), which makes stand-ins that have every attribute, or
spelled out (`site={"numpy/__init__.py": "..."}`). Everything else is absent.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from standards_lint.config import Config, EnvironmentConfig, Project
from standards_lint.environments import Environment, build
from standards_lint.model import Cell
from standards_lint.simulate import tell
from standards_lint.simulate.verdicts import judge
from standards_lint.source import load as loading
from standards_lint.source import read as reading
from standards_lint.source.load import load
from standards_lint.source.program import Program

from .reality import PYTHON

Files = Mapping[str, str | bytes]

_STAND_IN = """\
class Any(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Any(name, (), {"__new__": lambda cls, *args, **keywords: args[0] if args else cls})

def __getattr__(name):
    if name.startswith("__") and name != "__version__":
        raise AttributeError(name)
    return "1.0" if name == "__version__" else getattr(Any("module", (), {}), name)
"""


def write(folder: Path, files: Files) -> None:
    """Writes a tree; sources may be indented as a whole."""
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
        path.write_bytes(text)


def as_files(tree: Files | str) -> Files:
    """A lone source is the module `a`."""
    return {"a.py": tree} if isinstance(tree, str) else tree


class Tree:
    """A written tree with its program and environment.

    Args:
        folder: an empty folder; `code` and `site` are made in it, and `code` becomes the current
            one.
        files: the first-party code.
        roots: import roots below it, in order.
        present: names of stand-ins.
        site: third-party files spelled out.
        installed: whether the environment is read from the site folder, with its files known,
            rather than declared by its roots.
        provides: import names declared, in place of the top-level ones of `present` and `site`.
    """

    def __init__(
        self,
        folder: Path,
        files: Files,
        *,
        roots: Sequence[str] = (".",),
        present: str = "",
        site: Files | None = None,
        installed: bool = False,
        provides: Sequence[str] = (),
        python: str = "",
        platform: str = "linux",
        machine: str | None = None,
        variables: Mapping[str, str] | None = None,
        swallowing: Sequence[str] = (),
    ) -> None:
        self.code, self.site = folder / "code", folder / "site"
        self.variables = dict(variables or {})
        self.code.mkdir(parents=True)
        self.site.mkdir()
        stand_ins = {f"{name}/__init__.py": _STAND_IN for name in present.split()}
        metadata = {
            f"{name}-1.0.dist-info/METADATA": f"Name: {name}\nVersion: 1.0\n"
            for name in present.split()
        }
        packages = {**stand_ins, **(site or {})}
        if installed:
            metadata["tool-1.0.dist-info/METADATA"] = "Name: tool\nVersion: 1.0\n"
        write(self.site, {**packages, **metadata})
        write(self.code, files)
        self.roots = [self.code / root for root in roots]
        self.is_real = (not python or python == f"{PYTHON[0]}.{PYTHON[1]}") and platform == "linux"
        os.chdir(self.code)
        names = provides or sorted({name.partition("/")[0].split(".")[0] for name in packages})
        self.environment = self._environment(
            EnvironmentConfig(
                python_version=python or f"{PYTHON[0]}.{PYTHON[1]}",
                platform=platform,
                machine=machine,
                provides=() if installed else tuple(names),
                provides_from=(str(self.site),) if installed else (),
            ),
            swallowing,
        )
        self.program: Program = load(self.roots, cache=False)

    def _environment(self, config: EnvironmentConfig, swallowing: Sequence[str]) -> Environment:
        whole = Config(
            environments={"env": config},
            environment_variables=self.variables,
            suppressing_context_managers=tuple(swallowing),
        )
        (found,) = build(Project(self.code, None, whole))
        return found

    def names(self) -> list[str]:
        """All modules."""
        return [entry.name for entry in self.program.modules()]

    def judge(self) -> dict[str, Cell]:
        """The verdicts, proven not to depend on what was judged before."""
        together = judge(self.program, self.environment, self.names())
        for name, cell in together.items():
            (alone,) = judge(self.program, self.environment, [name]).values()
            told, _ = tell(self.program, self.environment, name)
            assert summary(alone) == summary(cell) == summary(told), name
        with read_by_halves():
            for name in self.names():
                hasty = load(self.roots, cache=False)
                (alone,) = judge(hasty, self.environment, [name]).values()
                assert summary(alone) == summary(together[name]), f"{name}, read by halves"
                told, _ = tell(hasty, self.environment, name)
                assert summary(told) == summary(alone), f"{name}, read by halves and told"
            hasty = load(self.roots, cache=False)
            again = judge(hasty, self.environment, reversed(self.names()))
            for name, cell in again.items():
                assert summary(cell) == summary(together[name]), f"{name}, by halves, backwards"
        return together


@contextmanager
def read_by_halves() -> Iterator[None]:
    """Programs are read as large ones are: of each file the beginning first, however long it is."""
    with (
        mock.patch.object(loading, "_WORTH_COMPILING", -1),
        mock.patch.object(reading, "_SMALL_SHARE", 1),
    ):
        yield


def summary(cell: Cell) -> tuple[object, ...]:
    """What must not depend on how a cell came about."""
    return cell.verdict, cell.kind, cell.missing, cell.condition
