"""Really importing: one fresh process for each module."""

from __future__ import annotations

import ast
import linecache
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from standards_lint.errors import EnvironmentSourceError

CHILD = Path(__file__).with_name("child.py")
TIMEOUT_SECONDS = 300.0
# What a process needs on some systems to start at all.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Outcome(Struct, frozen=True):
    """What one import did; `error` is empty where it succeeded.

    `missing` is the name that an ImportError gives. `lacking` are those of the names asked for
    that cannot be imported from the module, `names` all that it has where there are such.
    """

    error: str = ""
    missing: str = ""
    traceback: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Asked(Struct, frozen=True):
    """A module to import, and what to import from it."""

    module: str
    names: tuple[str, ...] = ()


class Place(Struct, frozen=True):
    """Where modules are imported.

    `site` is a folder of installed distributions that stands in for those of the interpreter,
    `variables` are the environment variables that are set.
    """

    interpreter: Path
    roots: tuple[Path, ...] = ()
    variables: Mapping[str, str] = {}
    site: Path | None = None


def import_all(place: Place, asked: Sequence[Asked], jobs: int | None) -> Iterator[Outcome]:
    """Import each module in a process of its own, several at a time; outcomes in their order.

    Raises:
        EnvironmentSourceError: the interpreter does not start.
    """
    pool = ThreadPoolExecutor(jobs or os.cpu_count() or 1)
    try:
        yield from pool.map(lambda item: import_one(place, item), asked)
    finally:
        pool.shutdown(cancel_futures=True)


def import_one(place: Place, asked: Asked, timeout: float = TIMEOUT_SECONDS) -> Outcome:
    """Import a module in a fresh process, whose home and working directory are an empty folder.

    Raises:
        EnvironmentSourceError: the interpreter does not start.
    """
    with _folder() as home:
        report = home.parent / "report"
        flags = ["-I", "-B", *(() if place.site is None else ("-S",))]
        roots = os.pathsep.join(str(root.absolute()) for root in place.roots)
        site = "" if place.site is None else str(place.site)
        told = [str(report), asked.module, roots, site, *asked.names]
        command = [str(place.interpreter), *flags, str(CHILD), *told]
        try:
            done = subprocess.run(
                command,
                cwd=home,
                env=_variables(place, home),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(f"not imported after {timeout:.0f} s")
        except OSError as error:
            reason = f"does not start: {error.strerror}"
            raise EnvironmentSourceError(f"{place.interpreter}: {reason}") from None
        return _outcome(report, done)


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder, inside one that is gone afterwards."""
    with TemporaryDirectory(prefix="standards-lint-", ignore_cleanup_errors=True) as outer:
        home = Path(outer) / "home"
        home.mkdir()
        yield home


def _variables(place: Place, home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), **place.variables}


def _outcome(report: Path, done: subprocess.CompletedProcess[bytes]) -> Outcome:
    try:
        said, missing, frames, lacking, names = ast.literal_eval(report.read_text(encoding="utf-8"))
    except FileNotFoundError:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return Outcome(": ".join([f"the process ended with status {done.returncode}", *last]))
    traceback = tuple(_shown(file, line) for file, line in frames)
    return Outcome(said, missing, traceback, tuple(lacking), tuple(names))


def _shown(file: str, line: int) -> str:
    return f"{file}:{line} {linecache.getline(file, line).strip()}".rstrip()
