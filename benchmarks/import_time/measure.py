"""Seconds of wall clock and bytes of memory of a command and all processes it starts."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .tools import Command

FINDINGS = 1
SAMPLE_SECONDS = 0.01
KIB = 1024


class CommandFailed(Exception):
    """A command under measurement ended with neither 0 nor 1, or wrote no cache."""


@dataclass(frozen=True)
class Sample:
    """The wall-clock seconds of the runs of one scenario."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)


def _start(command: Command) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=dict(command.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _finish(command: Command, process: subprocess.Popen[bytes]) -> None:
    errors = process.communicate()[1]
    if process.returncode not in (0, FINDINGS):
        told = errors.decode(errors="replace")[-2000:]
        raise CommandFailed(f"{' '.join(command.arguments)}\nexit {process.returncode}\n{told}")


def timed(command: Command) -> float:
    """Seconds from start to end of one run.

    Raises:
        CommandFailed: it did not end with 0 or 1, or there is no cache where one is expected.
    """
    start = time.perf_counter()
    process = _start(command)
    _finish(command, process)
    seconds = time.perf_counter() - start
    if command.cache and not command.cache.is_dir():
        raise CommandFailed(f"{' '.join(command.arguments)}\nwrote no cache in {command.cache}")
    return seconds


def repeat(commands: list[tuple[Command, Callable[[int], None]]], runs: int) -> list[Sample]:
    """Run the commands in turn, `runs` times each; each is prepared with the run's number."""
    seconds: list[list[float]] = [[] for _ in commands]
    for number in range(runs):
        for found, (command, prepare) in zip(seconds, commands, strict=True):
            prepare(number)
            found.append(timed(command))
    return [Sample(tuple(found)) for found in seconds]


def _children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _children(int(child))
    return found


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * KIB
    return 0


def _memory(pid: int) -> int:
    """Proportional set size, in bytes, of a process and all below it."""
    total = 0
    try:
        for process in _children(pid):
            total += _proportional(process)
    except (FileNotFoundError, ProcessLookupError):
        pass
    return total


def peak_memory(command: Command) -> int:
    """The largest sum of proportional set sizes (bytes) that sampling every 10 ms saw.

    Pages shared between processes count once. Needs Linux; the run is not timed.

    Raises:
        CommandFailed: it did not end with 0 or 1.
    """
    process, peak = _start(command), 0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(SAMPLE_SECONDS)
    _finish(command, process)
    return peak
