"""What a rule is: data in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from standards_lint.model import (
    Example,
    Finding,
    Fix,
    Matrix,
    Row,
    RuleFacts,
    Severity,
    Suppression,
)

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.facts import FileFacts
    from standards_lint.inspection import Observation, Observations, SourceFile
    from standards_lint.reach.use import Use
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program
    from standards_lint.source.scripts import Script

# Empty where a rule guards the checks themselves.
# One of these is in every file that guards an import.
GUARD_HINTS = (
    b"ImportError",
    b"ModuleNotFoundError",
    b"except:",
    b"except Exception",
    b"except BaseException",
    b"except (",
    b"suppress(",
)

Clause = Literal["2", "7.2", "13.1", ""]


class Context(Struct, frozen=True):
    """What a rule may look at.

    `configuration` is the path of the configuration file as it is shown, empty where there is
    none; `environments` are those that were judged, in order of name, out of all `declared` ones;
    `observations` are what `inspect` of the rules that run saw; `scripts` are run too. `uses` are
    what functions reach of what is missing, if a rule that runs follows them; `codes` are those of
    all rules there are. `suppressions` are for reviews, which come after everything else.
    """

    configuration: str
    environments: tuple[Environment, ...]
    program: Program
    matrix: Matrix
    observations: Observations
    declared: tuple[Environment, ...]
    scripts: tuple[Script, ...] = ()
    uses: tuple[Use, ...] = ()
    codes: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    def seen(self, code: str) -> Iterator[tuple[Entry, Observation]]:
        """What a rule's `inspect` saw, with the module it saw it in, in order of module."""
        for module, observations in sorted(self.observations.get(code, {}).items()):
            entry = self.program.find(module)
            if entry is not None:
                yield from ((entry, item) for item in observations)

    def source(self, row: Row) -> tuple[Program, FileFacts]:
        """The code that a row is about, and the facts of its file."""
        code, name = self.code(row)
        return code, code.facts(name)

    def code(self, row: Row) -> tuple[Program, str]:
        """The code that a row is about, and the name of its module there."""
        for script in self.scripts:
            if script.name == row.module:
                from standards_lint.source.scripts import MAIN

                return script.program, MAIN
        return self.program, row.module


class Rule(Struct, frozen=True):
    """One rule; the docstring of the module that defines it is its documentation.

    `clause` is the section of the developer standards that it checks. A rule that looks inside
    files does so in `inspect`, which sees one file that holds all of `hints` (of a tuple of them,
    one) and nothing else; `check` turns that, the verdicts and the environments into findings. A
    review runs when the others have run, and judges the comments that hide their findings. `fixes`
    are the kinds of fix that its findings may carry. `version` changes with the source of a
    repository's own rules, so that what they saw before is forgotten.
    """

    code: str
    name: str
    clause: Clause
    check: Callable[[Context], Iterator[Finding]]
    valid: tuple[Example, ...]
    invalid: tuple[Example, ...]
    severity: Severity = "error"
    is_default: bool = True
    inspect: Callable[[SourceFile], Iterator[Observation]] | None = None
    follows_functions: bool = False
    hints: tuple[bytes | tuple[bytes, ...], ...] = ()
    is_review: bool = False
    fixes: tuple[str, ...] = ()
    version: str = ""

    def facts(self) -> RuleFacts:
        """What is told of it outside of the rules."""
        return RuleFacts(
            self.code,
            self.name,
            self.clause,
            self.severity,
            self.is_default,
            self.fixes,
            self.documentation,
            self.valid,
            self.invalid,
        )

    def finding(
        self, entry: Entry, seen: Observation, message: str, fix: Fix | None = None
    ) -> Finding:
        """A finding about what `inspect` saw in a module."""
        return Finding(
            code=self.code,
            message=message,
            path=entry.path,
            line=seen.line,
            column=seen.column,
            severity=self.severity,
            module=entry.name,
            end_line=seen.end_line,
            fix=fix,
        )

    @property
    def documentation(self) -> str:
        """What the rule does, why the pattern is bad, and what to write instead."""
        import sys

        return (sys.modules[self.check.__module__].__doc__ or "").strip()
