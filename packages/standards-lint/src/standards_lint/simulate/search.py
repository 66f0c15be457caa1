"""Folders that code adds to `sys.path`, as far as first-party modules lie in them.

Such a module has another name there than below the import roots. It is not run under that name:
that importing it in a process of its own would succeed is all that is asked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TYPE_CHECKING

from standards_lint.simulate import extensions
from standards_lint.simulate.frames import Pending
from standards_lint.simulate.values import External, Value, failure

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def add(m: Machine, folders: Iterable[Value]) -> None:
    """Adds folders, each once however often: `sys.path = [folder, *sys.path]` repeats all."""
    for folder in folders:
        if folder not in m.search:
            m.search.append(folder)


def find(m: Machine, name: str) -> str | None:
    """The module, by its name below the import roots, that another name means in such a folder."""
    for folder in m.search:
        if isinstance(folder, str):
            place = posixpath.join(folder, name.replace(".", "/"))
            found = m.code.at(posixpath.normpath(place))
            if found is not None:
                return found
    return None


def begins(m: Machine, name: str) -> bool:
    """Whether the top-level package of a dotted name lies in such a folder."""
    return bool(m.search) and find(m, name.partition(".")[0]) is not None


def load(m: Machine, name: str) -> Value:
    """A module of a package in such a folder; what it raises there is a condition.

    Raises:
        Raised: the package has no such module.
    """
    module = find(m, name)
    if module is None:
        raise failure(ModuleNotFoundError, f"No module named '{name}'", "module", name)
    raised = extensions.alone(m, module)
    if raised is not None:
        m.process.pending.append(Pending(raised, f"{name} is {module}, found on sys.path"))
    m.process.assumes.add(f"{name} is {module}: its folder is added to sys.path")
    return External(name, is_module=True)
