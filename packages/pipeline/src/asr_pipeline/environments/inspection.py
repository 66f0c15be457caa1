"""Asking interpreters what they have, and picking the one that can run an environment."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import NamedTuple

import msgspec

from asr_pipeline.config import Config
from asr_pipeline.environments.locate import Interpreter, folders, interpreters
from asr_pipeline.environments.probe import Report, describe
from asr_pipeline.errors import EnvironmentUnavailableError
from asr_pipeline.secrecy import without_secrets

_PROBE = "asr_pipeline.environments.probe"
_TIMEOUT_SECONDS = 120.0


class Found(NamedTuple):
    """An interpreter that has everything its environment needs."""

    interpreter: Interpreter
    report: Report


def resolve(environment: str, config: Config) -> Found:
    """Return the first interpreter of an environment that has everything it needs.

    Raises:
        UsageError: no environment has this name, or its configured interpreter does not exist.
        EnvironmentUnavailableError: there is none; the message says what to do.
    """
    obstacles = []
    for interpreter in interpreters(environment, config):
        try:
            report = _inspect(interpreter)
        except EnvironmentUnavailableError as error:
            obstacles.append(error.what)
            continue
        if not report.missing:
            return Found(interpreter, report)
        obstacles.append(f"{interpreter.python} lacks {', '.join(report.missing)}")
    places = ", ".join(str(folder) for folder in folders(environment, config))
    absent = f"there is neither of {places}" if places else "there is no checkout with envs/ here"
    raise EnvironmentUnavailableError(
        f"environment {environment!r} is not installed ({', '.join(obstacles) or absent})",
        f"install it with: asr-pipeline envs install {environment}",
    )


def ask(python: str, module: str, *arguments: str) -> bytes:
    """Run a module of this package with `python` and return what it prints.

    Raises:
        EnvironmentUnavailableError: the interpreter or the module cannot run there.
    """
    command = [python, "-I", "-X", "utf8", "-m", module, *arguments]
    try:
        result = subprocess.run(
            command,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
            env=without_secrets(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentUnavailableError(f"cannot run {python}: {error}") from error
    if result.returncode:
        last = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        if "No module named 'asr_pipeline'" in last:
            last = "it has no asr-pipeline"
        raise EnvironmentUnavailableError(f"{python} cannot be used: {last}")
    return result.stdout


@cache
def _inspect(interpreter: Interpreter) -> Report:
    if interpreter.python == sys.executable:
        return describe(interpreter.environment)
    printed = ask(interpreter.python, _PROBE, interpreter.environment)
    try:
        return msgspec.json.decode(printed, type=Report)
    except msgspec.DecodeError as error:
        raise EnvironmentUnavailableError(
            f"{interpreter.python} has another version of asr-pipeline: {error}"
        ) from error
