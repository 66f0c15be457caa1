"""What a source (a lock, an interpreter, a list) says an environment holds."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Probe(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a real import of a third-party module showed.

    `error` is empty where it succeeded; `missing` is what the error says was lacking. `names`
    are all attributes of the module afterwards, None where they were not recorded.
    """

    error: str = ""
    missing: str = ""
    names: tuple[str, ...] | None = None


class Distribution(Struct, frozen=True):
    """`version` is empty where it is not known; `imports` None where they are to be guessed."""

    version: str = ""
    imports: tuple[str, ...] | None = None
    requires: tuple[str, ...] = ()


class Interpreter(Struct, frozen=True):
    """What an interpreter says of itself; `python` is X.Y.Z."""

    python: str
    platform: str
    machine: str


class Problem(Struct, frozen=True):
    """Something wrong with a source that does not keep it from being read."""

    path: str
    message: str


class Contents(Struct, frozen=True):
    """Distributions by normalised name, and import names given without a distribution.

    `is_closed` says that nothing else is installed. `folders` are site directories whose real
    files decide about submodules; `editable` maps import names to their source folders. `files` is
    everything that was read; empty where what was read depends on more than files.
    """

    source: str
    distributions: dict[str, Distribution] = {}
    names: frozenset[str] = frozenset()
    is_closed: bool = True
    probes: dict[str, Probe] = {}
    folders: tuple[str, ...] = ()
    editable: dict[str, str] = {}
    files: tuple[str, ...] = ()
    interpreter: Interpreter | None = None
    problems: tuple[Problem, ...] = ()


def merged(parts: tuple[Contents, ...]) -> Contents:
    """All parts as one: closed if every part is."""
    if len(parts) == 1:
        return parts[0]
    whole = Contents(", ".join(dict.fromkeys(part.source for part in parts)))
    for part in parts:
        whole = replace(
            whole,
            distributions={**whole.distributions, **part.distributions},
            names=whole.names | part.names,
            is_closed=whole.is_closed and part.is_closed,
            probes={**whole.probes, **part.probes},
            folders=whole.folders + part.folders,
            editable={**whole.editable, **part.editable},
            interpreter=whole.interpreter or part.interpreter,
            problems=whole.problems + part.problems,
        )
    cacheable = all(part.files for part in parts)
    return replace(whole, files=tuple(f for p in parts for f in p.files) if cacheable else ())
