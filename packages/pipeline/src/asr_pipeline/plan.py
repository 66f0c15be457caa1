"""Deciding, before anything runs, which backend recognises and which interpreter runs what."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.environments.inspection import ask, resolve
from asr_pipeline.environments.locate import Interpreter
from asr_pipeline.errors import EnvironmentUnavailableError, ModelUnavailableError, PipelineError
from asr_pipeline.model import Request
from asr_pipeline.model_store import find_model
from asr_pipeline.registry import (
    BACKEND,
    BACKENDS,
    STAGES,
    Backend,
    Stage,
    check_device,
    find_backend,
)
from asr_pipeline.selection import Candidate, recommend

AUTO = "auto"


class Prospect(Struct, frozen=True):
    """Whether a backend can run here: on `device`, or not because of the `obstacle`.

    `advice` says what to do about that.
    """

    backend: str
    device: str | None
    obstacle: str | None = None
    advice: str | None = None

    @property
    def story(self) -> str:
        """The obstacle and what to do about it; empty where there is none."""
        return "; ".join(filter(None, (self.obstacle, self.advice)))


class Choice(Struct, frozen=True):
    """The backend that will recognise, its model folders if it needs any, and why this one."""

    backend: str
    model: Path | None
    reason: str
    align_model: Path | None = None


class PlannedStage(Struct, frozen=True):
    """A stage, the interpreter that runs it, and the versions its result depends on."""

    stage: Stage
    interpreter: Interpreter
    distributions: dict[str, str]


def choose_backend(name: str, device: str, model: str | None, config: Config) -> Choice:
    """Return the backend to use; `auto` takes the best that can run here.

    Raises:
        UsageError: no backend or device has this name.
        EnvironmentUnavailableError: the environment is not installed, or for `auto` none is.
        ModelUnavailableError: the model is not on this machine.
    """
    check_device(device)
    if name != AUTO:
        row = find_backend(name)
        resolve(row.environment, config)
        return Choice(name, find_model(row, model, config), "asked for")
    prospects = survey(device, model, config)
    best = best_of(prospects)
    if best is None:
        raise _nothing_runs(prospects, model)
    others = "; ".join(f"{one.backend}: {one.obstacle}" for one in prospects if one.obstacle)
    reason = f"the best that can run here, on {best.device} ({others or 'all can'})"
    return Choice(best.backend, find_model(find_backend(best.backend), model, config), reason)


def survey(device: str, model: str | None, config: Config) -> tuple[Prospect, ...]:
    """Look at every backend that may be picked."""
    return tuple(_prospect(row, device, model, config) for row in BACKENDS if not row.hidden)


def best_of(prospects: tuple[Prospect, ...]) -> Candidate | None:
    """Return the backend that `auto` picks, or None where none can run."""
    return recommend(Candidate(one.backend, one.device) for one in prospects if one.device)


def plan_stage(stage: Stage, request: Request, config: Config) -> PlannedStage:
    """Return a stage of a job with its interpreter.

    Raises:
        EnvironmentUnavailableError: the stage's environment is not installed or not complete.
    """
    backend = find_backend(request.backend)
    runs_backend = stage.environment == BACKEND
    environment = backend.environment if runs_backend else stage.environment
    needed = backend.distributions if runs_backend else stage.distributions
    found = resolve(environment, config)
    versions = {name: found.report.distributions.get(name, "") for name in needed}
    return PlannedStage(stage, found.interpreter, versions)


def stages_of(request: Request) -> tuple[Stage, ...]:
    """Return the stages of a job in order, without those that it did not ask for."""
    return tuple(one for one in STAGES if not one.only_if or getattr(request, one.only_if))


def _prospect(row: Backend, device: str, model: str | None, config: Config) -> Prospect:
    try:
        interpreter = resolve(row.environment, config).interpreter
        find_model(row, model, config)
        return Prospect(row.name, _device(row, interpreter, device, model, config))
    except (EnvironmentUnavailableError, ModelUnavailableError) as error:
        return Prospect(row.name, None, error.what, error.advice)


def _device(
    row: Backend, interpreter: Interpreter, device: str, model: str | None, config: Config
) -> str:
    """Return the device the backend would use; only its own environment can tell."""
    if row.devices == ("cpu",):
        return "cpu"
    arguments = (device, str(config.path or ""), model or "")
    printed = ask(interpreter.python, "asr_pipeline.whisper_backends", *arguments)
    for found in msgspec.json.decode(printed, type=list[Candidate]):
        if found.backend == row.name:
            return found.device
    raise EnvironmentUnavailableError(f"{interpreter.python} cannot run backend {row.name!r}")


def _nothing_runs(prospects: tuple[Prospect, ...], model: str | None) -> PipelineError:
    kind = ModelUnavailableError if model else EnvironmentUnavailableError
    return kind(
        "no backend can run here", "\n".join(["", *(f"  {one.story}" for one in prospects)])
    )
