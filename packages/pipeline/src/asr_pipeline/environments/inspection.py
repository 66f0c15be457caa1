"""Asking an environment's interpreter what it has."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from asr_pipeline.environments.locate import Interpreter
from asr_pipeline.environments.probe import Report, describe
from asr_pipeline.errors import EnvironmentUnavailableError

_TIMEOUT_SECONDS = 120.0


def ask(python: str, module: str, *arguments: str) -> bytes:
    """Run a module of this package with `python` and return what it prints.

    Raises:
        EnvironmentUnavailableError: the interpreter or the module cannot run there.
    """
    command = [python, "-I", "-X", "utf8", "-m", module, *arguments]
    try:
        result = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentUnavailableError(f"cannot run {python}: {error}") from error
    if result.returncode:
        last = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise EnvironmentUnavailableError(f"{python} cannot run {module}: {last}")
    return result.stdout


def inspect(interpreter: Interpreter) -> Report:
    """Describe an environment by its own interpreter.

    Raises:
        EnvironmentUnavailableError: the interpreter cannot run this package.
    """
    if interpreter.python == sys.executable:
        return describe(interpreter.environment)
    module = "asr_pipeline.environments.probe"
    try:
        printed = ask(interpreter.python, module, interpreter.environment)
        return msgspec.json.decode(printed, type=Report)
    except (EnvironmentUnavailableError, msgspec.DecodeError) as error:
        raise EnvironmentUnavailableError(
            f"environment {interpreter.environment!r} is not usable: {error}; "
            f"install it with: asr-pipeline envs install {interpreter.environment}"
        ) from error


def inspect_complete(interpreter: Interpreter) -> Report:
    """Like `inspect`.

    Raises:
        EnvironmentUnavailableError: also where something the environment needs is missing.
    """
    report = inspect(interpreter)
    if report.missing:
        raise EnvironmentUnavailableError(
            f"environment {interpreter.environment!r} ({interpreter.python}) lacks "
            f"{', '.join(report.missing)}; install it with: "
            f"asr-pipeline envs install {interpreter.environment}"
        )
    return report
