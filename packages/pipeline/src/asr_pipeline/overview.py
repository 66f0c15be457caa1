"""What this machine can do: its environments, its backends, and which one `auto` picks."""

from __future__ import annotations

from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.environments.inspection import inspect
from asr_pipeline.environments.locate import locate
from asr_pipeline.errors import PipelineError
from asr_pipeline.plan import Prospect, best_of, survey
from asr_pipeline.registry import ENVIRONMENTS, Environment


class EnvironmentState(Struct, frozen=True):
    """`state` is `installed`, `not installed`, or says what is wrong; `origin` where it is from.

    `distributions` maps what the environment has of the libraries that stages use to versions.
    """

    name: str
    purpose: str
    state: str
    origin: str | None = None
    python: str | None = None
    distributions: dict[str, str] = {}


class Overview(Struct, frozen=True):
    """`picked` is the backend that `auto` takes, or null; `reason` says why."""

    environments: tuple[EnvironmentState, ...]
    backends: tuple[Prospect, ...]
    picked: str | None
    reason: str


def look_around(device: str, config: Config) -> Overview:
    """Inspect every environment and backend."""
    backends = survey(device, None, config)
    best = best_of(backends)
    return Overview(
        environments=tuple(_state(row, config) for row in ENVIRONMENTS),
        backends=backends,
        picked=best.backend if best else None,
        reason=f"{best.backend}, the best that can run here, on {best.device}"
        if best
        else "no backend can run here",
    )


def _state(row: Environment, config: Config) -> EnvironmentState:
    try:
        interpreter = locate(row.name, config)
        if interpreter is None:
            advice = f"not installed: asr-pipeline envs install {row.name}"
            return EnvironmentState(row.name, row.purpose, advice)
        report = inspect(interpreter)
    except PipelineError as error:
        return EnvironmentState(row.name, row.purpose, str(error))
    state = f"lacks {', '.join(report.missing)}" if report.missing else "installed"
    return EnvironmentState(
        row.name,
        row.purpose,
        state,
        interpreter.origin,
        interpreter.python,
        report.distributions,
    )
