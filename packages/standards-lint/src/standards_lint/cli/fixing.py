"""What `check` does with fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from standards_lint.baseline import Baseline
    from standards_lint.mending import Mended
    from standards_lint.model import Applicability, Report
    from standards_lint.rules import Selection
    from standards_lint.run import Analysis


_NAMES = {"fix": "fix", "unsafe_fixes": "unsafe", "diff": "diff", "fix_only": "only"}
_OPTIONS = (
    click.option("--fix", is_flag=True, help="Fix what can be fixed safely, report the rest."),
    click.option(
        "--unsafe-fixes", is_flag=True, help="Fixes that may change what a program does, too."
    ),
    click.option(
        "--diff", is_flag=True, help="Show what --fix would change, and change nothing; exits with "
        "1 if there is something."
    ),
    click.option("--fix-only", is_flag=True, help="Fix, and report nothing that is left."),
)  # fmt: skip


class Fixing(Struct, frozen=True):
    """The options about fixes: which to make, and what to do with what comes of them."""

    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    only: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether fixes are made at all."""
        return self.fix or self.diff or self.only

    @property
    def allowed(self) -> frozenset[Applicability]:
        """The applicabilities of the fixes to make."""
        return frozenset({"safe", "unsafe"}) if self.unsafe else frozenset({"safe"})


def mend(
    analysis: Analysis,
    selection: Selection,
    paths: tuple[Path, ...],
    baseline: Baseline | None,
    fixing: Fixing,
) -> Mended:
    """Fix what can be fixed, and write it unless only the difference is wanted.

    Raises:
        ChangedFileError: a file changed meanwhile; those written before it are written.
        OSError: a file cannot be written.
    """
    from standards_lint import mending
    from standards_lint.fixes.files import write

    mended = mending.mend(analysis, selection, paths, fixing.allowed, baseline)
    if not fixing.diff:
        for change in mended.changes:
            write(change.file, change.before, change.after)
    return mended


def differences(mended: Mended) -> Iterator[str]:
    """A unified diff of all files."""
    from standards_lint.fixes.files import diff

    for change in mended.changes:
        yield from diff(change.path, change.before, change.after)


def told(report: Report, fixing: Fixing, fixed: int) -> Report:
    """The report with what was fixed, and what more could be."""
    kinds = Counter(item.fix.applicability for item in report.findings if item.fix is not None)
    offered = 0 if fixing.is_wanted else sum(kinds[kind] for kind in fixing.allowed)
    hidden = 0 if fixing.unsafe else kinds["unsafe"]
    more = "1 hidden fix" if hidden == 1 else f"{hidden} hidden fixes"
    notes = []
    if offered:
        rest = f" ({more} with `--unsafe-fixes`)" if hidden else ""
        notes.append(f"[*] {offered} fixable with `--fix`{rest}.")
    elif hidden:
        notes.append(f"[*] {more} can be enabled with `--unsafe-fixes`.")
    return replace(report, fixed=fixed, notes=tuple(notes))


def fix_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --fix, --unsafe-fixes, --diff and --fix-only, handed over as `fixing`."""

    @wraps(command)
    def call(**options: Any) -> None:
        own = {name: options.pop(option) for option, name in _NAMES.items()}
        command(fixing=Fixing(**own), **options)

    for option in reversed(_OPTIONS):
        call = option(call)
    return call
