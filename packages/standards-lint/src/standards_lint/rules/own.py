"""Rules of a repository's own: each file of a folder defines RULE, as the files here do."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from msgspec.structs import replace

from standards_lint.errors import ConfigError, StandardsLintError
from standards_lint.rules.rule import Rule

_PACKAGE = "standards_lint_own_rules"
_CODE = re.compile(r"[A-Z]{2,}[0-9]{3}")

Given = TypeVar("Given")
Found = TypeVar("Found")


def with_own(rules: Iterable[Rule], folder: Path) -> tuple[Rule, ...]:
    """Rules with those that the files of a folder define, in order of code.

    Raises:
        ConfigError: the folder does not exist, a file cannot be run, or what it defines is no
            rule or clashes with another one. A rule that fails later raises it, too.
    """
    if not folder.is_dir():
        raise ConfigError(f"rules: {folder} is not a folder")
    files = sorted(folder.glob("*.py"))
    version = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    every = list(rules)
    for file in files:
        rule = _checked(file, _run(file))
        for other in every:
            if {rule.code, rule.name} & {other.code, other.name}:
                raise ConfigError(f"{file}: {rule.code} {rule.name}: {other.code} is there already")
        every.append(_guarded(rule, file, version))
    return tuple(sorted(every, key=lambda rule: rule.code))


def _run(file: Path) -> ModuleType:
    """The module of a file, made anew from its source."""
    module = ModuleType(f"{_PACKAGE}.{file.stem}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module
    try:
        exec(compile(file.read_bytes(), str(file), "exec"), module.__dict__)
    except Exception as error:  # noqa: BLE001 - whatever the file does is its own
        raise ConfigError(f"{_place(file, error)}: cannot be run: {_told(error)}") from None
    return module


def _checked(file: Path, module: ModuleType) -> Rule:
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise ConfigError(f"{file}: defines no RULE = Rule(...)")
    if not _CODE.fullmatch(rule.code):
        raise ConfigError(f"{file}: {rule.code!r} is no code like ABC001")
    if not module.__doc__:
        raise ConfigError(f"{file}: no docstring at its top, which documents the rule")
    if getattr(rule.check, "__module__", None) != module.__name__:
        raise ConfigError(f"{file}: the rule's check is not defined in this file")
    return rule


def _guarded(rule: Rule, file: Path, version: str) -> Rule:
    """A rule whose own mistakes are told as such."""
    inspect = None if rule.inspect is None else _guard(rule.inspect, rule.code, file)
    check = _guard(rule.check, rule.code, file)
    return replace(rule, check=check, inspect=inspect, version=version)


def _guard(
    function: Callable[[Given], Iterator[Found]], code: str, file: Path
) -> Callable[[Given], Iterator[Found]]:
    @wraps(function)
    def guarded(given: Given) -> Iterator[Found]:
        try:
            yield from function(given)
        except StandardsLintError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the rule does is its own
            raise ConfigError(f"{_place(file, error)}: {code} fails: {_told(error)}") from None

    return guarded


def _place(file: Path, error: Exception) -> str:
    """The last line of the file that an error passed through."""
    if isinstance(error, SyntaxError):
        return f"{file}:{error.lineno}"
    lines = []
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == str(file):
            lines.append(step.tb_lineno)
        step = step.tb_next
    return f"{file}:{lines[-1]}" if lines else str(file)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
