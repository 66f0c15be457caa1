"""Speech recognisers behind one protocol: the only place that decides who recognises, and where.

Importable in every environment; a backend's own library is imported when the backend is created.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging

from asr_pipeline.config import Config, load_config
from asr_pipeline.device_selector import (
    COMPUTE_TYPES,
    select_device,
    validate_device_and_compute_type,
)
from asr_pipeline.errors import EnvironmentUnavailableError, ModelUnavailableError
from asr_pipeline.model_store import find_model
from asr_pipeline.registry import BACKENDS, Backend, find_backend, find_environment
from asr_pipeline.selection import Candidate, recommend
from asr_pipeline.whisper_backends.protocol import Placement, Recogniser

__all__ = ["candidates", "create_backend", "get_recommended_backend"]

AUTO = "auto"
_log = logging.getLogger(__name__)


def create_backend(
    name: str = AUTO,
    *,
    model: str | None = None,
    device: str = AUTO,
    compute_type: str = AUTO,
) -> Recogniser:
    """Load a backend with its model; `model` is a folder, or a name to look up.

    A device or compute type that cannot be used here is corrected with a log line.

    Raises:
        UsageError: no backend, device or compute type has this name.
        EnvironmentUnavailableError: the backend's library is not installed here.
        ModelUnavailableError: the model is not on this machine or cannot be loaded.
    """
    row = find_backend(get_recommended_backend(device) if name == AUTO else name)
    if missing := _missing_imports(row):
        raise EnvironmentUnavailableError(
            f"backend {row.name!r} needs {', '.join(missing)}, not installed in this environment",
            f"install its own with: asr-pipeline envs install {row.environment}",
        )
    folder = find_model(row, model, load_config())
    placement = _placement(row, device, compute_type)
    _log.info("backend %s on %s in %s, model %s", row.name, *placement, folder or row.bundled_model)
    return importlib.import_module(row.module).create(folder, placement)


def get_recommended_backend(device: str = AUTO) -> str:
    """Return the name of the best backend that this very environment can run.

    Raises:
        UsageError: no device has this name.
        EnvironmentUnavailableError: it can run none.
    """
    best = recommend(candidates(device, load_config()))
    if best is None:
        raise EnvironmentUnavailableError(
            "this environment can run no backend: a library or a model is missing",
            "`asr-pipeline envs` says what",
        )
    return best.backend


def candidates(device: str, config: Config, model: str | None = None) -> list[Candidate]:
    """Return the backends that this environment can run, and the device each would use."""
    return [
        Candidate(row.name, select_device(device, row.devices)[0])
        for row in BACKENDS
        if not row.hidden and not _missing_imports(row) and _has_model(row, model, config)
    ]


def _placement(row: Backend, device: str, compute_type: str) -> Placement:
    usable, fell_back = select_device(device, row.devices)
    fits_asked = compute_type in COMPUTE_TYPES.get(device.lower(), ())
    if fell_back and fits_asked and compute_type not in COMPUTE_TYPES[usable]:
        compute_type = AUTO  # chosen for the device that is not used; one warning tells enough
    return Placement(*validate_device_and_compute_type(usable, compute_type, row.compute_types))


def _missing_imports(row: Backend) -> list[str]:
    imports = find_environment(row.environment).imports
    return [name for name in imports if importlib.util.find_spec(name) is None]


def _has_model(row: Backend, model: str | None, config: Config) -> bool:
    try:
        find_model(row, model, config)
    except ModelUnavailableError as error:
        _log.info("%s", error.what)
        return False
    return True
