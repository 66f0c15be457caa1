"""What is measured on one corpus, beside lint-imports on the same files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .corpora import COPIES, Corpus, copied
from .measure import Sample, peak_memory, repeat, timed
from .tools import Command, ours, theirs


@dataclass(frozen=True)
class Line:
    """One measured quantity: ours, what it is compared with, and the goal.

    `unit` is `s` or `MiB`; `limit` is the largest value that keeps the goal, in the same unit.
    """

    name: str
    ours: float
    reference: float
    reference_name: str
    limit: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours over the reference."""
        return self.ours / self.reference

    @property
    def kept(self) -> bool:
        """Whether the goal is kept."""
        return self.ours <= self.limit


@dataclass(frozen=True)
class Goals:
    """The largest allowed ratios to lint-imports, and seconds for a single changed file."""

    cold: float
    warm: float = 0.25
    warm_seconds: float = 0.2
    leaf_seconds: float = 0.3
    hub_seconds: float = 0.6
    four_times: float = 4.4
    memory: float = 5.0


GOALS = {"transformers": Goals(cold=1.5), "apache-airflow-core": Goals(cold=1.0)}
MIB = 1024 * 1024


@contextmanager
def _edited(file: Path) -> Iterator[Callable[[int], None]]:
    """Gives a function that adds an assignment with another number to a file; undone at the end."""
    original = file.read_bytes()
    try:
        yield lambda number: _write(file, original + f"\n_EDIT = {number}\n".encode())
    finally:
        file.write_bytes(original)


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def _changed(command: Command, file: Path, runs: int) -> Sample:
    """The command with a warm cache after each edit of one file."""
    timed(command)
    with _edited(file) as edit:
        sample = repeat([(command, edit)], runs)[0]
    timed(command)
    return sample


def _four_times(corpus: Corpus, source: Path, work: Path, runs: int) -> tuple[Sample, Sample]:
    """Cold on one copy, and on four copies."""
    commands = []
    for copies in (1, COPIES):
        base = work / f"copies-{copies}"
        base.mkdir(parents=True, exist_ok=True)
        names = copied(corpus, source, base / "src", copies)
        command = ours(corpus, base / "src", names, base)
        commands.append((command, _cold(command)))
    once, four = repeat(commands, runs)
    return once, four


def _cold(command: Command) -> Callable[[int], None]:
    return lambda _: command.forget()


def lines(corpus: Corpus, source: Path, work: Path, runs: int) -> Iterator[Line]:
    """Measure a corpus; each line as soon as it is known."""
    work.mkdir(parents=True, exist_ok=True)
    names = copied(corpus, source, work / "src", 1)
    folder, goals = work / "src", GOALS[corpus.distribution]
    mine = ours(corpus, folder, names, work)
    peer = theirs(corpus, folder, names, work)
    cold, reference = repeat([(mine, _cold(mine)), (peer, lambda _: None)], runs)
    other = reference.middle
    yield Line("cold", cold.middle, other, peer.name, goals.cold * other)
    warm = repeat([(mine, lambda _: None)], runs)[0].middle
    yield Line("warm", warm, other, peer.name, max(goals.warm * other, goals.warm_seconds))
    leaf = _changed(mine, folder / corpus.leaf, runs).middle
    yield Line("leaf changed", leaf, other, peer.name, goals.leaf_seconds)
    hub = _changed(mine, folder / corpus.hub, runs).middle
    yield Line("hub changed", hub, other, peer.name, goals.hub_seconds)
    once, four = (sample.middle for sample in _four_times(corpus, source, work, runs))
    yield Line("four times the files, cold", four, once, "once", goals.four_times * once)
    mine.forget()
    used, peer_used = peak_memory(mine) / MIB, peak_memory(peer) / MIB
    limit = goals.memory * peer_used
    yield Line("memory, cold", used, peer_used, peer.name, limit, "MiB")
