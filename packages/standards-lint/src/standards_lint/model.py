"""The facts every layer shares: what was asked, what was found, where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

Verdict = Literal["importable", "unimportable", "conditional"]
Kind = Literal["distribution", "module", "name", "platform", "syntax", "cycle"]
Severity = Literal["error", "warning"]
Applicability = Literal["safe", "unsafe", "display"]
State = Literal["present", "absent", "undeclared"]

# What tells platforms and releases apart, as `missing` names it where a program refuses one.
PLATFORM_FACTS = frozenset({"os.name", "platform.system()", "sys.platform", "sys.version_info"})
VERDICTS: tuple[Verdict, ...] = ("importable", "conditional", "unimportable")


class Step(Struct, frozen=True):
    """One edge of an import chain: the statement at `path:line` of `module`."""

    module: str
    path: str
    line: int


class Cell(Struct, frozen=True, omit_defaults=True):
    """The verdict for one module in one environment.

    `kind`, `missing` and `chain` belong to `unimportable`, `condition` to `conditional`,
    `assumes` to any verdict that rests on a premise the analysis cannot see.
    """

    verdict: Verdict
    kind: Kind | UnsetType = UNSET
    missing: str | UnsetType = UNSET
    condition: str | UnsetType = UNSET
    chain: tuple[Step, ...] = ()
    assumes: tuple[str, ...] = ()


class Row(Struct, frozen=True):
    """One module, or script, with its cell per environment name.

    The row of a script has its path from the project's folder in place of a module's name, and a
    slash in it (`./tool.py`); its verdict is about `python FILE`.
    """

    module: str
    path: str
    cells: dict[str, Cell]

    @property
    def is_script(self) -> bool:
        """Whether this is about a file that is run, not imported."""
        return "/" in self.module


class Matrix(Struct, frozen=True):
    """Every module in every environment, sorted by module name."""

    environments: tuple[str, ...]
    modules: tuple[Row, ...]


class Lookup(Struct, frozen=True):
    """Whether an environment has an import name.

    `missing` is the shortest absent prefix of the name asked for; `kind` says why it is absent
    (`distribution`: nothing installed provides it, `module`: its distribution lacks it,
    `platform`: another platform or Python has it). `reason` is what a real import of it said.
    """

    state: State
    missing: str = ""
    kind: Kind = "distribution"
    assumes: str = ""
    reason: str = ""


class EnvironmentFacts(Struct, frozen=True):
    """What `env list` tells of one environment on one of its platforms.

    `distributions` are versions by normalised name, empty where not known. `sources` say what is
    installed, `state` how far that can be trusted, `interpreter` is its real one, None where
    there is none here.
    """

    environment: str
    python: str
    platform: str
    machine: str
    distributions: dict[str, str]
    sources: tuple[str, ...]
    state: str
    interpreter: str | None = None


class Event(Struct, frozen=True):
    """One step of the story `why` tells; `depth` is the number of imports in progress."""

    depth: int
    module: str
    path: str
    line: int
    text: str


class Fix(Struct, frozen=True):
    """What would mend a finding, as data; only `fixes` rewrites anything.

    `kind` names a codemod, which starts from the statement at `path:line` and is about `names`.
    `applicability` is `safe` where behaviour stays the same, `unsafe` where it may change, and
    `display` where it is for people to read only.
    """

    kind: str
    path: str
    line: int
    names: tuple[str, ...]
    applicability: Applicability
    message: str


class Finding(Struct, frozen=True):
    """What a rule reports at `path:line`; `column` counts from 1.

    `end_line` is the last line of the statement, where the rule knows it.
    """

    code: str
    message: str
    path: str
    line: int
    column: int = 1
    severity: Severity = "error"
    environment: str | None = None
    module: str | None = None
    missing: str | None = None
    breaks: tuple[str, ...] = ()
    chain: tuple[Step, ...] = ()
    assumes: tuple[str, ...] = ()
    end_line: int | None = None
    fix: Fix | None = None


class Suppression(Struct, frozen=True):
    """A comment at `path:line` that hides findings, with the reason given for it.

    It is about the statement from line `first` to `last`, or about the whole file where these are
    None. `codes` are prefixes of codes, none where the comment is malformed. `unused` are those
    that hid nothing although all the rules they mean ran.
    """

    path: str
    line: int
    column: int
    codes: tuple[str, ...]
    reason: str
    first: int | None = None
    last: int | None = None
    unused: tuple[str, ...] = ()

    @property
    def is_file_wide(self) -> bool:
        """Whether it is about the whole file."""
        return self.first is None


class Suppressed(Struct, frozen=True):
    """A finding that is not shown: a comment hides it, or the baseline knows it."""

    finding: Finding
    by: Literal["comment", "baseline"]
    reason: str


class Example(Struct, frozen=True):
    """A small tree and its environments.

    `files` maps paths to sources; the import root is the tree's folder. `environments` maps a
    name to the keys of its configuration table.
    """

    files: Mapping[str, str]
    environments: Mapping[str, Mapping[str, object]]

    @property
    def configuration(self) -> str:
        """The configuration file of the tree."""
        import json

        tables = [
            f"[environments.{name}]\n"
            + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
            for name, keys in self.environments.items()
        ]
        return "\n".join(tables)


class RuleFacts(Struct, frozen=True):
    """What reporters and manuals tell of a rule; `fixes` are the kinds of fix it may offer."""

    code: str
    name: str
    clause: str
    severity: Severity
    is_default: bool
    fixes: tuple[str, ...]
    documentation: str
    valid: tuple[Example, ...] = ()
    invalid: tuple[Example, ...] = ()


class Edit(Struct, frozen=True):
    """A piece of a fix: `text` in place of the lines of a file from `line` to before `end_line`."""

    path: str
    line: int
    end_line: int
    text: str


class Report(Struct, frozen=True):
    """What one check found out: findings by place, what is hidden, and the rules that ran.

    `stale` are entries of the baseline that nothing matches any more, as they are told to people;
    `root` is the project's folder. `edits` are what the fixes would change, where that was asked.
    `fixed` counts the findings that fixes have mended; `notes` are told after the summary.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    rules: tuple[RuleFacts, ...] = ()
    stale: tuple[str, ...] = ()
    root: str = ""
    edits: Mapping[Finding, tuple[Edit, ...]] = {}
    fixed: int = 0
    notes: tuple[str, ...] = ()


class Cut(Struct, frozen=True):
    """Statements to take out of the import, which together make a module importable.

    `remedy` says how: `remove` a statement that binds nothing anyone uses, or `defer` it to where
    it is needed. `mends` counts the modules that become importable.
    """

    steps: tuple[Step, ...]
    remedy: Literal["remove", "defer"]
    mends: int


class Explanation(Struct, frozen=True):
    """What `why` tells of one module in one environment; the cheapest cut comes first."""

    module: str
    path: str
    environment: str
    cell: Cell
    story: tuple[Event, ...]
    cuts: tuple[Cut, ...]


def is_dotted_name(missing: str) -> bool:
    """Whether what is missing is a name, not the message of an exception that a program raised."""
    return all(part.isidentifier() for part in missing.split("."))
