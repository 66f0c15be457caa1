"""The lines of requirements files as they are written, included files among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from standards_lint.environments.markers import Platform, holds
from standards_lint.environments.requirement_lines import logical_lines
from standards_lint.environments.requirements import normalised, parse_requirement, read_text
from standards_lint.errors import EnvironmentSourceError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_OPTION = re.compile(r"(?:-([rc])\s*|--(requirement|constraint)[\s=]+)(.+)")
_EDITABLE = re.compile(r"(?:-e\s*|--editable[\s=]+)([^\[]+).*")
_REQUIREMENT = re.compile(r"[A-Za-z0-9]")


class Direct(Struct, frozen=True):
    """A requirement at a line of a file; `is_constraint` where it limits and asks for nothing."""

    requirement: Requirement
    path: Path
    line: int
    is_constraint: bool = False

    @property
    def name(self) -> str:
        """The normalised name of the distribution."""
        return normalised(self.requirement.name)


def direct(path: Path, where: Platform, *, is_constraint: bool = False) -> Iterator[Direct]:
    """The requirements of a file, and of the files it names, that apply on a platform.

    Paths, addresses and options are passed over.

    Raises:
        EnvironmentSourceError: a file is missing or not readable, or a line is no requirement.
    """
    for line in logical_lines(read_text(path)):
        option = _OPTION.fullmatch(line.text)
        if option is not None:
            limits = is_constraint or (option[1] or option[2]).startswith("c")
            other = path.parent / option[3].strip("'\"")
            yield from direct(other, where, is_constraint=limits)
        elif _REQUIREMENT.match(line.text) and "://" not in line.text.partition("@")[0]:
            found = parse_requirement(line.text, f"{path}:{line.number}")
            if holds(found.marker, where):
                yield Direct(found, path, line.number, is_constraint)


def named_files(path: Path, root: Path) -> Iterator[Path]:
    """A requirements file, the files that it names, and folders that are installed from source.

    What cannot be read names nothing.

    Args:
        path: the file.
        root: the folder that installers are started in.
    """
    yield path
    try:
        lines = [line.text for line in logical_lines(read_text(path))]
    except EnvironmentSourceError:
        return
    for line in lines:
        option, editable = _OPTION.fullmatch(line), _EDITABLE.fullmatch(line)
        if option is not None:
            yield from named_files(path.parent / option[3].strip("'\""), root)
        elif editable is not None:
            yield root / editable[1]
