"""Wrong use, and a machine that fails under a run."""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .fault import Fault, finished, instead_of_python, run

LARGEST_FILE = 20_000  # bytes
ONLY_STAGES = 'case "$*" in *execution.child*)'  # not the questions asked of an environment

HOLDER = """
import sys, time
from pathlib import Path
from asr_pipeline.jobs.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(15)
"""


def _locked(folder: Path) -> Sequence[object]:
    job = finished(folder)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, job], cwd=folder, stdout=subprocess.PIPE
    )
    holder.stdout.readline()
    return ("resume", job)


def _edited(folder: Path, command: str) -> Sequence[object]:
    job = finished(folder)
    path = folder / job / "04_asr" / "transcript.json"
    path.write_bytes(path.read_bytes().replace(b"second1", b"edited1"))
    return (command, job)


def _artifact_gone(folder: Path) -> Sequence[object]:
    job = finished(folder)
    (folder / job / "01_demux" / "audio.wav").unlink()
    return ("verify", job)


def _no_request(folder: Path) -> Sequence[object]:
    job = finished(folder)
    (folder / job / "job.json").write_text('{"source": ')
    return ("resume", job)


def _newer_request(folder: Path) -> Sequence[object]:
    job = finished(folder)
    path = folder / job / "job.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    return ("resume", job)


def _out_is_a_file(folder: Path) -> Sequence[object]:
    (folder / "out").write_text("")
    return run(folder, "--out", "out")


def _no_glossary(folder: Path) -> Sequence[object]:
    return run(folder, "--glossary", "terms.csv")


def _wrong_configuration(folder: Path) -> Sequence[object]:
    (folder / "asr-pipeline.toml").write_text('modles = ["x"]\n')
    return run(folder)


def _interpreter_gone(folder: Path) -> Sequence[object]:
    (folder / "asr-pipeline.toml").write_text('[environments.core]\npython = "gone"\n')
    return run(folder)


def _interpreter_broken(folder: Path) -> Sequence[object]:
    instead_of_python(folder, "echo no such library >&2; exit 1")
    return run(folder)


def _deleted_midway(folder: Path) -> Sequence[object]:
    instead_of_python(folder, f'{ONLY_STAGES} rm "$0";; esac\nexec "$PYTHON" "$@"')
    return run(folder)


def _child_killed(folder: Path) -> Sequence[object]:
    instead_of_python(folder, f'{ONLY_STAGES} kill -9 $$;; esac\nexec "$PYTHON" "$@"')
    return run(folder)


def _signalled(folder: Path, name: str) -> Sequence[object]:
    stop = f"kill -{name} $PPID; sleep 20"
    instead_of_python(folder, f'{ONLY_STAGES} {stop};; esac\nexec "$PYTHON" "$@"')
    return run(folder)


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


USE = (
    Fault(
        "an unknown backend", 2, "the backends are", lambda folder: run(folder, "--backend", "x")
    ),
    Fault("an unknown stage", 2, "the stages are", lambda folder: run(folder, "--to", "end")),
    Fault(
        "an end before the beginning",
        2,
        "comes before",
        lambda folder: run(folder, "--from", "asr", "--to", "vad"),
    ),
    Fault("a file as output folder", 2, "choose another one with --out", _out_is_a_file),
    Fault("a glossary that is not there", 2, "terms.csv", _no_glossary),
    Fault("an unknown key in the configuration", 2, "modles", _wrong_configuration),
    Fault("a folder that is no job", 2, "no job in", lambda folder: ("resume", ".")),
    Fault("a job description cut off", 2, "not a job description", _no_request),
    Fault("a job of a newer version", 2, "update this one", _newer_request),
    Fault("another run on the same job", 2, "another run is working on", _locked),
)

MACHINE = (
    Fault("a configured interpreter that is gone", 2, "does not exist", _interpreter_gone),
    Fault("an interpreter that does not work", 4, "envs install core", _interpreter_broken),
    Fault("an environment deleted during a run", 4, "cannot be started", _deleted_midway),
    Fault("a stage's process killed", 5, "was killed by SIGKILL", _child_killed),
    Fault("no room for a file", 5, "make room", run, _limit_files),
    Fault("Ctrl-C", 130, "asr-pipeline resume", lambda folder: _signalled(folder, "INT")),
    Fault("SIGTERM", 130, "asr-pipeline resume", lambda folder: _signalled(folder, "TERM")),
    Fault(
        "an artifact edited by hand, `verify`",
        5,
        "asr-pipeline resume",
        lambda folder: _edited(folder, "verify"),
    ),
    Fault("an artifact that is gone, `verify`", 5, "asr-pipeline resume", _artifact_gone),
    Fault(
        "an artifact edited by hand, `resume`: it is made again",
        0,
        "",
        lambda folder: _edited(folder, "resume"),
    ),
)
