"""Which files a change touches, as git knows it."""

from __future__ import annotations

from pathlib import Path

from standards_lint import commands
from standards_lint.errors import UsageError


def changed_files(root: Path, since: str) -> tuple[str, ...]:
    """Files that differ from where the present state left a revision, relative to a folder.

    Those that are not committed, not known to git, or gone are among them; what git ignores and
    what lies outside of the folder is not.

    Raises:
        UsageError: git is not installed, the folder is in no repository, or there is no such
            revision.
    """
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{since}^{{commit}}")
    base = _git(root, "merge-base", commit[0], "HEAD")
    differing = _git(root, "diff", "--name-only", "--no-renames", "--relative", base[0], "--")
    unknown = _git(root, "ls-files", "--others", "--exclude-standard")
    return tuple(sorted({*differing, *unknown}))


def _git(root: Path, *arguments: str) -> list[str]:
    command = commands.find("git")
    if command is None:
        raise UsageError("git is not installed, and --since needs it")
    quiet = [command, "-c", "core.quotePath=false", *arguments]
    code, said, error = commands.output(quiet, root)
    if code:
        raise UsageError(f"git {arguments[0]}: {error.strip() or 'nothing in common'}")
    return said.splitlines()
