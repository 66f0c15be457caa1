"""A real interpreter: what it is, and what is installed for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
from msgspec.structs import replace

from standards_lint.environments import site
from standards_lint.environments.contents import Contents, Interpreter
from standards_lint.environments.markers import Platform
from standards_lint.errors import EnvironmentSourceError

_PROBE = Path(__file__).with_name("probe.py")
_TIMEOUT = 60.0


class Answer(msgspec.Struct, frozen=True):
    """What the probe prints; `folders` are in the order of `sys.path`."""

    python: str
    platform: str
    machine: str
    folders: tuple[str, ...]


def ask(interpreter: Path) -> Answer:
    """What an interpreter says of itself.

    Raises:
        EnvironmentSourceError: it does not start, or does not answer like a Python.
    """
    command = [str(interpreter), "-I", str(_PROBE)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=True)
        return msgspec.json.decode(done.stdout, type=Answer)
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"exit status {error.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"no answer within {_TIMEOUT:.0f} s"
    except (OSError, msgspec.DecodeError) as error:
        reason = str(error)
    raise EnvironmentSourceError(f"{interpreter}: not a working Python interpreter: {reason}")


def read(interpreter: Path) -> Contents:
    """Everything installed for an interpreter.

    Raises:
        EnvironmentSourceError: it does not start, or does not answer like a Python.
    """
    answer = ask(interpreter.absolute())
    own = Platform(answer.python, answer.platform, answer.machine)
    found = site.read([Path(folder) for folder in answer.folders], own)
    interpreter_facts = Interpreter(answer.python, answer.platform, answer.machine)
    return replace(
        found,
        source=str(interpreter),
        interpreter=interpreter_facts,
        files=(str(interpreter), str(interpreter.resolve()), *found.files),
    )
