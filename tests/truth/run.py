"""The page of data flow: selection -> site directories -> outcomes -> verdicts -> cells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from packaging.utils import canonicalize_name

from . import oracle, probes, sites, verdicts
from .compare import Cell, cells
from .distributions import installed, module_files, module_name
from .selection import Package
from .sites import FULL, Site
from .verdicts import Provides

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Prepared:
    """A package with its directories built; `directories` holds `full` too."""

    package: Package
    source: Path
    directories: dict[str, Site]
    modules: tuple[str, ...]

    def record(self, cache: Path, environment: str) -> Path:
        """The file of outcomes for one environment."""
        site = self.directories[environment]
        return oracle.results_file(cache, self.package.label, environment, site)


def modules_of(source: Path, name: str) -> tuple[str, ...]:
    """Every module of an unpacked distribution that has a source file, `__main__` left out."""
    files = module_files(installed(source)[canonicalize_name(name)])
    python = {module_name(file) for file in files if file.suffix == ".py"}
    return tuple(sorted(m for m in python if m.rpartition(".")[2] != "__main__"))


def prepare(package: Package, constraints: Iterable[str], cache: Path) -> Prepared:
    """Resolve, install and link; nothing is done twice, also not by two processes."""
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / ".lock"):
        directories = sites.directories(package, constraints, cache)
    source = sites.source_folder(package, directories[FULL], cache)
    return Prepared(package, source, directories, modules_of(source, package.name))


def observe(prepared: Prepared, cache: Path, jobs: int, progress: Progress) -> None:
    """Really import every module in every directory, and probe in the reduced ones.

    The outcome in full only says whether a cell counts, so there the package's `preload` may
    spare the time that every process would spend on importing the same third-party packages.
    """
    _observe_full(prepared, cache, jobs, progress)
    python = oracle.interpreter(cache)
    for environment in prepared.package.environments:
        site = prepared.directories[environment].path
        record = prepared.record(cache, environment)
        with oracle.fresh(python, site) as importer:
            for module in oracle.import_all(importer, prepared.modules, record, jobs):
                progress(f"{prepared.package.label} {environment} {module}")
            names = _probed_names(prepared, environment)
            probed = record.with_suffix(".probes.json")
            for name in oracle.import_all(importer, names, probed, jobs):
                progress(f"{prepared.package.label} {environment} probe {name}")


def _observe_full(prepared: Prepared, cache: Path, jobs: int, progress: Progress) -> None:
    python, site = oracle.interpreter(cache), prepared.directories[FULL].path
    preload, record = prepared.package.preload, prepared.record(cache, FULL)
    start = oracle.forked(python, site, preload, jobs) if preload else oracle.fresh(python, site)
    with start as importer:
        for module in oracle.import_all(importer, prepared.modules, record, jobs):
            progress(f"{prepared.package.label} {FULL} {module}")


def _probed_names(prepared: Prepared, environment: str) -> frozenset[str]:
    name = canonicalize_name(prepared.package.name)
    site = prepared.directories[environment]
    imported = probes.imported_modules(prepared.source.rglob("*.py"), site.path)
    available = verdicts.declared(site, name, Provides.EXPANDED, {}).provides
    return probes.names_to_probe(imported, available)


def judge(
    prepared: Prepared, cache: Path, form: Provides, tool: Iterable[str], options: Iterable[str]
) -> list[Cell]:
    """Ask standards-lint and lay its verdicts beside the recorded outcomes."""
    name = canonicalize_name(prepared.package.name)
    environments = {
        environment: verdicts.declared(
            prepared.directories[environment],
            name,
            form,
            oracle.recorded(prepared.record(cache, environment).with_suffix(".probes.json")),
        )
        for environment in prepared.package.environments
    }
    folder = cache / "configurations" / prepared.package.label / form
    config = verdicts.write_configuration(folder, prepared.source, environments)
    answered = verdicts.matrix(config, prepared.source, options, tool)
    full = oracle.recorded(prepared.record(cache, FULL))
    found: list[Cell] = []
    for environment in prepared.package.environments:
        reduced = oracle.recorded(prepared.record(cache, environment))
        found += cells(prepared.package.label, environment, full, reduced, answered)
    return found
