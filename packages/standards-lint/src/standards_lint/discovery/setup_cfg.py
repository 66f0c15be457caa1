"""`setup.cfg`: the project alone, and with each of its extras."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.found import Found
from standards_lint.discovery.names import tool_doubt
from standards_lint.discovery.project import together
from standards_lint.environments import setup_cfg
from standards_lint.errors import EnvironmentSourceError

_FILE = "setup.cfg"


def setup_environments(folder: Path) -> Iterator[Found]:
    """The project alone, and with each extra; none where the file declares no requirements."""
    path = folder / _FILE
    if not path.is_file():
        return
    try:
        extras = setup_cfg.extras(path)
    except EnvironmentSourceError as error:
        yield Found("base", (_FILE,), _FILE, f"it cannot be read: {error}")
        return
    if extras is None:
        return
    more = [
        Found(name, (f"{_FILE}[{name}]",), f"the extra {name} of {_FILE}", tool_doubt(name))
        for name in extras
    ]
    is_alone = all(item.doubt for item in more)
    yield Found("base", (_FILE,), f"[options] of {_FILE}", is_fallback=is_alone)
    yield from together(more, _FILE, _FILE)
