"""Really importing what was fixed, beside what the same imports did before."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ..truth import oracle, run, selection, verdicts
from ..truth.oracle import Outcome
from ..truth.sites import FULL
from ..truth.verdicts import Provides
from .trees import copy_python


@dataclass(frozen=True)
class Imports:
    """Real imports in one environment: how many were done, and those that went wrong.

    `unrepaired` were said to import after the fix and do not, `regressed` imported before it.
    """

    done: int
    repaired: int
    unrepaired: tuple[str, ...]
    regressed: tuple[str, ...]


def installed_tree(
    label: str, cache: Path, work: Path, jobs: int
) -> tuple[Path, run.Prepared, dict[str, Mapping[str, Outcome]]]:
    """A fresh copy of a package of the truth test, and what its imports did before."""
    whole = selection.load(selection.WHOLE)
    package = next(package for package in whole.packages if package.name == label)
    prepared = run.prepare(package, whole.constraints, cache)
    run.observe(prepared, cache, jobs, lambda _: None)
    before = {
        name: oracle.recorded(prepared.record(cache, name))
        for name in (FULL, *package.environments)
    }
    folder = work / package.name
    shutil.rmtree(folder, ignore_errors=True)
    copy_python(prepared.source, folder / "src")
    environments = {
        name: verdicts.declared(
            prepared.directories[name],
            package.name,
            Provides.PROBED,
            oracle.recorded(prepared.record(cache, name).with_suffix(".probes.json")),
        )
        for name in package.environments
    }
    config = verdicts.write_configuration(folder, folder / "src", environments)
    return config, prepared, before


def compare(
    prepared: run.Prepared,
    fixed: Path,
    environment: str,
    before: Mapping[str, Outcome],
    claimed: frozenset[str],
    jobs: int,
) -> Imports:
    """Import every module of a fixed copy in an environment.

    Args:
        prepared: the package as the truth test knows it.
        fixed: the folder of its fixed source.
        environment: which of its directories to import in.
        before: what the imports did there before the fix.
        claimed: the modules that the fix is said to have repaired there.
        jobs: imports at the same time.
    """
    site = fixed.parent / f"site-{environment}"
    shutil.rmtree(site, ignore_errors=True)
    _link(prepared.directories[environment].path, site, fixed)
    python = oracle.interpreter(fixed.parent)
    names = [name for name in prepared.modules if name in before]
    with ThreadPoolExecutor(jobs) as pool:
        outcomes = dict(zip(names, pool.map(_importing(python, site), names), strict=True))
    shutil.rmtree(site)
    wrong = {name: outcome for name, outcome in outcomes.items() if not outcome.ok}
    return Imports(
        done=len(outcomes),
        repaired=len(claimed & outcomes.keys()),
        unrepaired=tuple(
            f"{n}: {o.exception} {o.message}" for n, o in wrong.items() if n in claimed
        ),
        regressed=tuple(
            f"{n}: {o.exception} {o.message}" for n, o in wrong.items() if before[n].ok
        ),
    )


def _importing(python: Path, site: Path) -> Callable[[str], Outcome]:
    return lambda module: oracle.import_once(python, site, module)


def _link(source: Path, target: Path, fixed: Path) -> None:
    """A directory of hard links where the fixed files are in place of their originals."""
    for path, relative in _files(source):
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        own = fixed / relative
        if not own.exists():
            os.link(path, target / relative)
        elif own.suffix != ".pyc":
            shutil.copyfile(own, target / relative)


def _files(folder: Path) -> Iterator[tuple[Path, Path]]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path, path.relative_to(folder)
