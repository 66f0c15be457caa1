"""What a rule is: data in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from standards_lint.model import Finding, Matrix, Row, Severity

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.facts import FileFacts
    from standards_lint.source.program import Program
    from standards_lint.source.scripts import Script

Clause = Literal["2", "7.2", "13.1"]


class Example(Struct, frozen=True):
    """A small tree and its environments.

    `files` maps paths to sources; the import root is the tree's folder. `environments` maps a
    name to the keys of its configuration table.
    """

    files: Mapping[str, str]
    environments: Mapping[str, Mapping[str, object]]


class Context(Struct, frozen=True):
    """What a rule may look at.

    `configuration` is the path of the configuration file as it is shown, empty where there is
    none; `environments` are those that were judged, in order of name; `scripts` are run too.
    """

    configuration: str
    environments: tuple[Environment, ...]
    program: Program
    matrix: Matrix
    scripts: tuple[Script, ...] = ()

    def source(self, row: Row) -> tuple[Program, FileFacts]:
        """The code that a row is about, and the facts of its file."""
        for script in self.scripts:
            if script.name == row.module:
                return script.program, script.facts()
        return self.program, self.program.facts(row.module)


class Rule(Struct, frozen=True):
    """One rule; the docstring of the module that defines it is its documentation.

    `clause` is the section of the developer standards that it checks.
    """

    code: str
    name: str
    clause: Clause
    check: Callable[[Context], Iterator[Finding]]
    valid: tuple[Example, ...]
    invalid: tuple[Example, ...]
    severity: Severity = "error"
    is_default: bool = True

    @property
    def documentation(self) -> str:
        """What the rule does, why the pattern is bad, and what to write instead."""
        import inspect
        import sys

        return inspect.cleandoc(sys.modules[self.check.__module__].__doc__ or "")
