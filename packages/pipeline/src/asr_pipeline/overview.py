"""What this machine can do: its environments, its backends, and which one `auto` picks."""

from __future__ import annotations

from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.environments.inspection import resolve
from asr_pipeline.errors import PipelineError
from asr_pipeline.plan import Prospect, best_of, survey
from asr_pipeline.registry import ENVIRONMENTS, Environment


class EnvironmentState(Struct, frozen=True):
    """`origin` says where an installed environment was found.

    `obstacle` says what is in the way of one that is not, `advice` what to do about it;
    `distributions` maps the libraries that its stages and backends depend on to versions.
    """

    name: str
    purpose: str
    installed: bool
    obstacle: str | None = None
    advice: str | None = None
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
        interpreter, report = resolve(row.name, config)
    except PipelineError as error:
        return EnvironmentState(
            row.name, row.purpose, installed=False, obstacle=error.what, advice=error.advice
        )
    return EnvironmentState(
        row.name,
        row.purpose,
        installed=True,
        origin=interpreter.origin,
        python=interpreter.python,
        distributions=report.distributions,
    )
