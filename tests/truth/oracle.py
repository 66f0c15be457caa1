"""Really importing: one fresh process for each module, results kept on disk."""

import os
import signal
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import IO, Any

import msgspec

from .sites import Site

CHILD = Path(__file__).with_name("child.py")
TIMEOUT = 180
SAVE_EVERY = 40


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one import did; all fields empty: it succeeded.

    `exception` is the type's name, or `Timeout` or `Crash` (the process died). `missing` is the
    `name` of an ImportError. `trace` holds the innermost frames, the last one is the innermost.
    """

    exception: str = ""
    message: str = ""
    missing: str | None = None
    trace: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the import succeeded."""
        return not self.exception


class PreloadError(Exception):
    """A module that forks were to share does not import."""


Importer = Callable[[str], Outcome]


def interpreter(cache: Path) -> Path:
    """A virtual environment's interpreter with an empty site-packages, as in a new machine."""
    folder = cache / "interpreter-{}.{}.{}".format(*sys.version_info[:3])
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


@contextmanager
def _child(
    python: Path, site: Path, *arguments: str, stdin: int = subprocess.DEVNULL
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A process that imports with `site` last on the path, and the pipe that it reports on.

    The only environment variable is HOME, an empty folder: some packages write there. The
    working directory is that folder too. Whatever the process has started ends with it.
    """
    read, write = os.pipe()
    with TemporaryDirectory() as home, os.fdopen(read, "rb") as pipe:
        process = subprocess.Popen(
            [python, "-I", "-B", CHILD, site, str(write), *arguments],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": home},
            cwd=home,
            pass_fds=[write],
            start_new_session=True,
        )
        os.close(write)
        try:
            yield process, pipe
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def import_once(python: Path, site: Path, module: str, timeout: float = TIMEOUT) -> Outcome:
    """Import a module in a fresh process."""
    with _child(python, site, module) as (process, pipe):
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            return Outcome("Timeout", f"not done after {timeout} s")
        report = pipe.readline() if status == 0 else b""
    return msgspec.json.decode(report, type=Outcome) if report else Outcome("Crash", str(status))


@contextmanager
def fresh(python: Path, site: Path) -> Iterator[Importer]:
    """An importer that starts a process for each module."""
    yield lambda module: import_once(python, site, module)


@contextmanager
def forked(python: Path, site: Path, preload: Iterable[str], jobs: int) -> Iterator[Importer]:
    """An importer that forks from processes which have `preload` imported already.

    A failure is tried again in a fresh process, so a module that imports fresh is never called
    failing; one that imports only after `preload` would be called importing.

    Raises:
        PreloadError: one of `preload` does not import.
    """
    idle: SimpleQueue[tuple[Any, IO[bytes]]] = SimpleQueue()

    def once(module: str) -> Outcome:
        process, pipe = server = idle.get()
        process.stdin.write(f"{module}\n".encode())
        process.stdin.flush()
        report = pipe.readline()
        idle.put(server)
        outcome = msgspec.json.decode(report, type=Outcome) if report else Outcome("Crash")
        return outcome if outcome.ok else import_once(python, site, module)

    arguments = ["--fork", str(TIMEOUT), *preload]
    with ExitStack() as servers:
        for _ in range(jobs):
            child = _child(python, site, *arguments, stdin=subprocess.PIPE)
            server = servers.enter_context(child)
            if not server[1].readline():
                raise PreloadError(f"{site}: cannot import all of {', '.join(preload)}")
            idle.put(server)
        yield once


def results_file(cache: Path, label: str, environment: str, site: Site) -> Path:
    """Where the outcomes of one site directory are kept."""
    return cache / "oracle" / label / f"{environment}-{site.digest}.json"


def recorded(path: Path) -> dict[str, Outcome]:
    """The outcomes of an earlier run, by module."""
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Outcome]) if path.exists() else {}


def _save(path: Path, outcomes: dict[str, Outcome]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(outcomes.items())))))
    temporary.replace(path)


def import_all(
    importer: Importer, modules: Iterable[str], record: Path, jobs: int
) -> Iterator[str]:
    """Import every module that `record` does not know yet; yields each when it is done.

    The record is written as the work goes on, so that an interrupted run can be taken up.
    """
    outcomes = recorded(record)
    with ThreadPoolExecutor(jobs) as pool:
        pending = {
            pool.submit(importer, module): module for module in modules if module not in outcomes
        }
        try:
            for count, future in enumerate(as_completed(pending), 1):
                outcomes[pending[future]] = future.result()
                if count % SAVE_EVERY == 0:
                    _save(record, outcomes)
                yield pending[future]
        finally:
            pool.shutdown(cancel_futures=True)
            _save(record, outcomes)
