"""The same lazy accessor or availability probe is written in more than one module.

Compared are functions that only fetch a package or tell whether it is there, and flags that a
guard or `find_spec` sets, by what they look for: `HAS_TORCH` and `is_torch_available()` ask the
same question under two names. A guard that only binds a fallback (`torch = None`) is no probe, and
modules of different top-level packages are not compared. Nor are tests: what they need to know
they should not ask the code under test.

Why it is bad: the copies drift apart (one asks for a version, one catches more), tests have to
patch each of them, and each tries, logs and remembers for itself.

For example:

    # reader.py
    try:
        import torch
        HAS_TORCH = True
    except ImportError:
        HAS_TORCH = False

    # writer.py, the same again

Use instead: one module that knows, imported by the others.

    # writer.py
    from reader import HAS_TORCH
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.source.discover import Entry

_ANY = {"app": {"provides": ["torch", "jax"]}}
_FLAG = "try:\n    import torch\n    OK = True\nexcept ImportError:\n    OK = False\n"
_GET = (
    "def get():\n    try:\n        import torch\n    except ImportError:\n        return None\n"
    "    return torch\n"
)
_SPEC = "from importlib.util import find_spec\n\nOK = find_spec('torch') is not None\n"
_IS = (
    "from importlib.util import find_spec\n\ndef f():\n    return find_spec('torch') is not None\n"
)


def _example(one: str, other: str) -> Example:
    return Example({"p/__init__.py": "", "p/a.py": one, "p/b.py": other}, _ANY)


VALID = (
    _example(_FLAG, "from p.a import OK\n"),
    _example(_FLAG, _FLAG.replace("torch", "jax")),
    _example(_FLAG, "try:\n    import torch\nexcept ImportError:\n    torch = None\n"),
    _example(_GET, _GET.replace("torch", "jax")),
    _example(_FLAG, _GET),
    _example(_FLAG, "def f():\n    import torch\n    return torch\n"),
    Example({"a/__init__.py": _FLAG, "b/__init__.py": _FLAG}, _ANY),
    _example(_FLAG + _FLAG, ""),
    Example({"p/__init__.py": "", "p/a.py": _FLAG, "p/tests/test_a.py": _FLAG}, _ANY),
)
INVALID = (
    _example(_FLAG, _FLAG),
    _example(_FLAG, _FLAG.replace("OK", "HAS_TORCH")),
    _example(_GET, _GET),
    _example(_FLAG, _SPEC),
    _example(_IS, _IS),
    _example(_IS, _FLAG),
    Example({"a.py": _GET, "b.py": _GET}, _ANY),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """All probes; `names` holds what they look for, `text` their own name."""
    from standards_lint.inspection import Observation
    from standards_lint.inspection.probes import find_probes

    for probe in () if file.is_test else find_probes(file):
        yield Observation(
            line=probe.node.lineno,
            column=probe.node.col_offset + 1,
            end_line=probe.node.end_lineno or probe.node.lineno,
            names=tuple(sorted(probe.modules)),
            text=probe.name,
            function="accessor" if probe.kind == "accessor" else "",
        )


def check(context: Context) -> Iterator[Finding]:
    """One finding for each probe after the first of its kind, in order of module."""
    first: dict[tuple[str, bool, tuple[str, ...]], tuple[Entry, Observation]] = {}
    for entry, seen in context.seen(RULE.code):
        package, _, below = entry.name.partition(".")
        key = (package if below or entry.kind == "package" else "", bool(seen.function), seen.names)
        known, earlier = first.setdefault(key, (entry, seen))
        if known.name == entry.name:
            continue
        wanted = ", ".join(f"`{name}`" for name in seen.names)
        message = f"`{seen.text}` looks for {wanted} as `{earlier.text}` of `{known.name}` does"
        yield RULE.finding(entry, seen, f"{message}: import that one")


RULE = Rule(
    "LAZ004",
    "duplicate-accessor",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    inspect=inspect,
    hints=(b"import", (*GUARD_HINTS, b"find_spec")),
)
