"""Several modules that do the same, in order of preference: the first that can be used does it."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Generic, NamedTuple, TypeVar

from asr_pipeline.errors import EnvironmentUnavailableError, ModelUnavailableError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Used(NamedTuple, Generic[_T]):
    """The name of the module that was used, what it found, and what was said of those before."""

    name: str
    found: _T
    degradations: tuple[str, ...]


def first_usable(modules: Iterable[str], use: Callable[[ModuleType], _T], kind: str) -> Used[_T]:
    """Return what the first module gives that can be used here.

    Each one before it is passed over, with a log record and a degradation.

    Raises:
        EnvironmentUnavailableError: none can be used.
    """
    degradations: list[str] = []
    for module in modules:
        name = module.rpartition(".")[2]
        try:
            found = use(importlib.import_module(module))
        except (EnvironmentUnavailableError, ModelUnavailableError) as error:
            _log.warning("%s %s cannot be used: %s", kind, name, error)
            degradations.append(f"{kind} {name} cannot be used: {error.what}")
            continue
        return Used(name, found, tuple(degradations))
    raise EnvironmentUnavailableError(f"no {kind} can be used here: {'; '.join(degradations)}")
