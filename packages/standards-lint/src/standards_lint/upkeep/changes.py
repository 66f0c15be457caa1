"""Which files a change touches, as git knows it."""

from __future__ import annotations

from pathlib import Path

from standards_lint import commands


def changed_files(root: Path, since: str) -> tuple[str, ...]:
    """Files that differ from where the present state left a revision, relative to a folder.

    Those that are not committed, not known to git, or gone are among them; what git ignores and
    what lies outside of the folder is not.

    Raises:
        UsageError: git is not installed, the folder is in no repository, or there is no such
            revision.
    """
    base = _said(root, "merge-base", commands.commit(root, since), "HEAD")
    differing = _said(root, "diff", "--name-only", "--no-renames", "--relative", base[0], "--")
    unknown = _said(root, "ls-files", "--others", "--exclude-standard")
    return tuple(sorted({*differing, *unknown}))


def _said(root: Path, *arguments: str) -> list[str]:
    return commands.git(root, *arguments).decode(errors="replace").splitlines()
