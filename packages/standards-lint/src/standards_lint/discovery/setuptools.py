"""`setup.cfg` or `setup.py`: the project alone, and with each of its extras."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.found import Found
from standards_lint.discovery.names import tool_doubt
from standards_lint.discovery.project import together
from standards_lint.discovery.pyproject import read_project
from standards_lint.environments import setup_cfg, setup_py
from standards_lint.errors import EnvironmentSourceError

_CONFIGURATION = "setup.cfg"
_PROGRAM = "setup.py"


def setup_environments(folder: Path) -> Iterator[Found]:
    """The project alone, and with each extra; none where neither file declares requirements.

    A program that says only when it runs what it requires declares none.
    """
    configuration, program = folder / _CONFIGURATION, folder / _PROGRAM
    try:
        extras = setup_cfg.extras(configuration) if configuration.is_file() else None
    except EnvironmentSourceError as error:
        yield Found("base", (_CONFIGURATION,), _CONFIGURATION, f"it cannot be read: {error}")
        return
    if extras is not None:
        yield from _environments(_CONFIGURATION, f"[options] of {_CONFIGURATION}", extras)
    elif program.is_file() and not read_project(folder).has_project:
        try:
            extras = setup_py.extras(program)
        except EnvironmentSourceError:
            return
        if extras is not None:
            yield from _environments(_PROGRAM, f"the call of setup in {_PROGRAM}", extras)


def _environments(file: str, why: str, extras: tuple[str, ...]) -> Iterator[Found]:
    more = [
        Found(name, (f"{file}[{name}]",), f"the extra {name} of {file}", tool_doubt(name))
        for name in extras
    ]
    yield Found("base", (file,), why, is_fallback=all(item.doubt for item in more))
    yield from together(more, file, file)
