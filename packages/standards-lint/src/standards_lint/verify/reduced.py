"""A site directory that shows of an interpreter only what an environment holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from standards_lint.environments import Environment
from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.matching import NameSet
from standards_lint.environments.requirements import normalised


def wanted(environment: Environment, donor: Contents) -> frozenset[str]:
    """The distributions to show: those that the environment lists, or that give what it provides.

    Where it is open, what these require is shown too, as far as the donor has it.
    """
    by_hand = environment.by_hand
    given = {
        name
        for name, item in donor.distributions.items()
        if _gives(item, by_hand) and name not in environment.contents.distributions
    }
    found = {*environment.contents.distributions, *given}
    if environment.is_open:
        found |= _required(found, donor.distributions)
    return frozenset(found - _forbidden(environment, donor.distributions))


def lacking(environment: Environment, donor: Contents) -> tuple[str, ...]:
    """What an environment holds and an interpreter does not, sorted."""
    listed = set(environment.contents.distributions) - set(donor.distributions)
    provided = {name for item in donor.distributions.values() for name in item.imports or ()}
    names = NameSet.of({*provided, *donor.names})
    by_hand = {name for name in environment.by_hand.names if names.first_absent(name) is not None}
    return tuple(sorted(listed | by_hand))


@contextmanager
def reduced_site(folders: Iterable[str], shown: frozenset[str]) -> Iterator[Path]:
    """A site directory with the files of some distributions, gone afterwards.

    Args:
        folders: the site directories that these are installed in.
        shown: their normalised names.
    """
    from importlib.metadata import distributions

    with TemporaryDirectory(prefix="standards-lint-") as outer:
        site = Path(outer) / "site-packages"
        site.mkdir()
        for item in distributions(path=list(folders)):
            if normalised(item.metadata["Name"]) in shown:
                for file in item.files or ():
                    if ".." not in file.parts and "__pycache__" not in file.parts:
                        _link(Path(str(item.locate_file(file))), site / file)
        yield site


def _gives(item: Distribution, names: NameSet) -> bool:
    return any(
        names.first_absent(name) is None or name in names.parents for name in item.imports or ()
    )


def _required(names: Iterable[str], known: Mapping[str, Distribution]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        item = known.get(waiting.pop())
        new = set(item.requires if item else ()) & known.keys() - found
        found |= new
        waiting.extend(new)
    return found


def _forbidden(environment: Environment, known: Mapping[str, Distribution]) -> set[str]:
    forbidden = environment.forbidden
    return {
        name for name, item in known.items()
        if name in forbidden or forbidden.intersection(item.imports or ())
    }  # fmt: skip


def _link(source: Path, target: Path) -> None:
    """Makes a file visible under another name: as a second name of it, else as a copy."""
    if target.exists() or not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
