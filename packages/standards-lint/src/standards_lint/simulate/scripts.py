"""Judges files that are run as programs, beside the modules that are imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.model import Cell, Event, Row, Step
from standards_lint.simulate import verdicts
from standards_lint.simulate.judging import MAIN
from standards_lint.simulate.ports import Code, Surroundings

_T = TypeVar("_T")


class Script(Protocol):
    """A file that is run: `__main__` in `program`."""

    @property
    def name(self) -> str:
        """Its path from the project's folder."""

    @property
    def path(self) -> str:
        """As it is shown to people."""

    @property
    def modules(self) -> tuple[str, ...]:
        """The names under which it can be imported."""

    @property
    def program(self) -> Code:
        """The code as it sees it."""


class Place(Surroundings, Protocol):
    """Surroundings with a name, which say what belongs to them."""

    @property
    def name(self) -> str:
        """The name of the environment."""

    def must_run(self, names: Sequence[str]) -> bool:
        """Whether a script that goes by these names belongs to it."""


def judge(scripts: Sequence[Script], environments: Iterable[Place]) -> tuple[Row, ...]:
    """A row for each script, with a cell for each environment that it belongs to."""
    cells: dict[str, dict[str, Cell]] = {script.name: {} for script in scripts}
    for environment in environments:
        for group in _by_folder(scripts, environment):
            found = verdicts.run([script.program for script in group], environment)
            for script, cell in zip(group, found, strict=True):
                cells[script.name][environment.name] = named(cell, script.name)
    return tuple(Row(script.name, script.path, cells[script.name]) for script in scripts)


def _by_folder(scripts: Sequence[Script], place: Place) -> list[list[Script]]:
    """The scripts that belong to an environment; those of one folder see the same modules."""
    groups: dict[str, list[Script]] = {}
    for script in scripts:
        if place.must_run((script.name, *script.modules)):
            groups.setdefault(script.name.rpartition("/")[0], []).append(script)
    return list(groups.values())


def named(item: _T, name: str) -> _T:
    """The same data where the steps of `__main__` are those of the script of this name."""
    if isinstance(item, tuple):
        return cast("_T", tuple(named(part, name) for part in item))
    if isinstance(item, (Step, Event)):
        return cast("_T", replace(item, module=name)) if item.module == MAIN else item
    if isinstance(item, Struct):
        fields = {field: getattr(item, field) for field in item.__struct_fields__}
        return replace(item, **{field: named(value, name) for field, value in fields.items()})
    return item
