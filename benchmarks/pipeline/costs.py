"""The costs and their goals."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .audio import repeated_speech, silence

MINUTES = 10
LENGTHS = (1, 10, 180)  # minutes
MIB = 1 << 20
KIB = 1 << 10
REPEATS = 5
STARTS = 15
HELP_SECONDS, BARE_SECONDS = 0.15, 0.02  # the goal, and the machine that it was set on
ROOT = Path(__file__).parents[2]
IMPORTED = Path(__file__).with_name("imported.py")
BACKENDS = ("embedded", "faster", "mlx", "whisperx")


@dataclass(frozen=True)
class Cost:
    """One line of the table; `limit` is in the unit of `ours`, None where there is no goal."""

    name: str
    ours: float
    unit: str
    compared: str
    limit: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the goal is kept, where there is one."""
        return self.limit is None or self.ours <= self.limit


def costs(work: Path) -> Iterator[Cost]:
    """Measure everything; takes about ten minutes.

    Raises:
        subprocess.CalledProcessError: a command under measurement failed.
    """
    yield from _orchestration(work)
    yield from _memory(work)
    yield from _start()
    yield from _imports()


def _orchestration(work: Path) -> Iterator[Cost]:
    speech = repeated_speech(work / "speech.wav", MINUTES)
    folder = work / "alone"
    folder.mkdir()
    command = [sys.executable, "-m", "benchmarks.pipeline.in_one_process", speech, folder]
    alone, printed = _computed(command)
    decoding = json.loads(printed)["asr"]
    run = _pipeline("run", speech, "--backend", "embedded", "--out", work / "jobs")
    whole, _ = _computed(run)
    again = median(_timed(run)[0] for _ in range(REPEATS))
    yield Cost(
        f"orchestration, {MINUTES} minutes of speech",
        (whole - alone) / decoding * 100,
        "%",
        f"of {decoding:.1f} s decoding; {whole:.1f} s run, {alone:.1f} s the stages in one process "
        "(seconds of CPU: both cores may be wanted by others)",
        5,
    )
    yield Cost("the finished job again", again, "s", f"{whole:.1f} s of CPU the first time", 1)


def _memory(work: Path) -> Iterator[Cost]:
    peaks = {}
    for minutes in LENGTHS:
        sound = silence(work / f"silence{minutes}.wav", minutes)
        run = _pipeline("run", sound, "--backend", "null", "--out", work / "jobs")
        peaks[minutes] = _peak_of_parent(run)
    told = ", ".join(f"{minutes} min {peak / MIB:.1f}" for minutes, peak in peaks.items())
    yield Cost("memory of the parent", max(peaks.values()) / MIB, "MiB", told, 100)
    growth = (peaks[LENGTHS[-1]] / peaks[LENGTHS[0]] - 1) * 100
    yield Cost("its growth with length", growth, "%", f"{LENGTHS[0]} to {LENGTHS[-1]} min", 5)


def _start() -> Iterator[Cost]:
    bare = median(_computed([sys.executable, "-c", "pass"])[0] for _ in range(STARTS))
    helped = median(_computed(_pipeline("--help"))[0] for _ in range(STARTS))
    told = f"{bare:.3f} s a bare interpreter (seconds of CPU)"
    yield Cost("--help", helped, "s", told, HELP_SECONDS * bare / BARE_SECONDS)


def _imports() -> Iterator[Cost]:
    """The ASR stage as it is, and with its backend's library imported at the top as well."""
    for name in BACKENDS:
        python = ROOT / ".tox" / name / "bin" / "python"
        if not python.exists():
            continue
        lazy = _imported(python, "asr_pipeline.stages.asr")
        backend = f"asr_pipeline.whisper_backends.{name}"
        eager = _imported(python, "asr_pipeline.stages.asr", backend)
        yield Cost(
            f"import of the asr stage, {name}",
            lazy["seconds"],
            "s",
            f"{eager['seconds']:.2f} s with its library (seconds of CPU); "
            f"{lazy['bytes'] / MIB:.0f} MiB against {eager['bytes'] / MIB:.0f} MiB",
        )


def _imported(python: Path, *modules: str) -> dict[str, float]:
    """The second of two runs: the first fills the page cache and writes byte code."""
    _timed([python, IMPORTED, *modules])
    return json.loads(_timed([python, IMPORTED, *modules])[1])


def _pipeline(*arguments: object) -> list[object]:
    return [sys.executable, "-m", "asr_pipeline", *arguments]


def _timed(command: list[object]) -> tuple[float, bytes]:
    started = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, check=True, stdin=subprocess.DEVNULL
    )
    return time.perf_counter() - started, done.stdout


def _computed(command: list[object]) -> tuple[float, bytes]:
    """Return the seconds of CPU that a command and its children take, and what it prints."""
    before = _cpu_of_children()
    _, printed = _timed(command)
    return _cpu_of_children() - before, printed


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_of_parent(command: list[object]) -> int:
    """Return the largest resident size of the process itself, in bytes (Linux)."""
    peak = 0
    with subprocess.Popen(
        list(map(str, command)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            peak = max(peak, _high_water(process.pid))
            time.sleep(0.01)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def _high_water(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * KIB for line in lines if line.startswith("VmHWM")), 0)
