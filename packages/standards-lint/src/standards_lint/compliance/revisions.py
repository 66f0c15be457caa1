"""Another state of the tree: a folder, or a revision of git, taken out into a temporary one."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from standards_lint import commands
from standards_lint.config import EnvironmentConfig, Project
from standards_lint.environments.reference import parse
from standards_lint.errors import EnvironmentSourceError, UsageError


@contextmanager
def checked_out(project: Project, revision: str) -> Iterator[Project]:
    """The project as it was at a revision, in a folder that is gone afterwards.

    Raises:
        UsageError: git is not installed, the project is not in a repository, or has no such
            revision.
        ConfigError: the configuration of then is wrong.
    """
    commit = commands.commit(project.root, revision)
    inside = commands.git(project.root, "rev-parse", "--show-prefix").decode().strip()
    top = Path(commands.git(project.root, "rev-parse", "--show-toplevel").decode().strip())
    archive = commands.git(top, "archive", "--format=tar", commit)
    with TemporaryDirectory(prefix="standards-lint-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            # Python 3.11.3 and older have no filter, nor a parameter for it; git wrote the archive.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(folder)
        root = Path(folder).resolve() / inside
        if not root.is_dir():
            raise UsageError(f"{revision}: {inside or '.'} is not there at that revision")
        yield at(project, root)


def at(project: Project, root: Path) -> Project:
    """The project in another folder; where that has no configuration, with the present one.

    What describes an environment and is not there, such as an interpreter that no revision holds,
    is the present one.

    Raises:
        ConfigError: the configuration there is wrong.
    """
    if project.path is not None and (root / project.path.name).is_file():
        found = Project.load(root, root / project.path.name)
    else:
        found = replace(project, root=root.absolute())
    tables = found.config.environments.items()
    environments = {name: _described(config, found.root, project.root) for name, config in tables}
    return replace(found, config=replace(found.config, environments=environments))


def _described(config: EnvironmentConfig, root: Path, present: Path) -> EnvironmentConfig:
    """An environment's configuration with sources that exist, where the present tree has them."""

    def source(entry: str) -> str:
        is_missing = not _exists(entry, root) and _exists(entry, present)
        return str(present / entry) if is_missing else entry

    return replace(config, provides_from=tuple(map(source, config.provides_from)))


def _exists(entry: str, root: Path) -> bool:
    try:
        parse(entry, root)
    except EnvironmentSourceError:
        return False
    return True
