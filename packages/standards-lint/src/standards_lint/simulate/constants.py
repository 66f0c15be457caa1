"""Attributes of the standard library whose value an environment fixes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from standards_lint.model import PLATFORM_FACTS
from standards_lint.simulate.values import ABSENT, Dict, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

TYPES = frozenset("str int float bool list dict tuple set frozenset bytes".split())

# Built-in names of Pythons newer than the one running, or of interactive shells never present.
_BUILTINS_SINCE = {
    "aiter": (3, 10),
    "anext": (3, 10),
    "EncodingWarning": (3, 10),
    "BaseExceptionGroup": (3, 11),
    "ExceptionGroup": (3, 11),
    "PythonFinalizationError": (3, 13),
}
LATER_BUILTINS = frozenset(("__file__", "__annotations__", "WindowsError", *_BUILTINS_SINCE))


def has_builtin(m: Machine, name: str) -> bool:
    """Whether a built-in name exists in this Python and on this platform."""
    if name == "WindowsError":
        return m.around.platform == "win32"
    return m.around.python[:2] >= _BUILTINS_SINCE.get(name, (3, 0))


_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
# Later than any patch release, since environments name the feature release alone.
_LATEST_PATCH = 99


class VersionInfo(NamedTuple):
    """`sys.version_info`."""

    major: int
    minor: int
    micro: int
    releaselevel: str
    serial: int


def version_info(m: Machine) -> VersionInfo:
    """`sys.version_info` of the environment, taken as the latest patch release."""
    major, minor = m.around.python[:2]
    return VersionInfo(major, minor, _LATEST_PATCH, "final", 0)


def system(m: Machine) -> Value:
    """`platform.system()`."""
    name = m.around.platform
    return _SYSTEMS.get(name, name.capitalize())


def machine(m: Machine) -> Value:
    """`platform.machine()`."""
    return m.around.machine or Unknown("platform.machine()")


def environment(m: Machine) -> Dict:
    """`os.environ`."""
    return m.process.environment(m.around.variables)


def _separator(m: Machine) -> str:
    return "\\" if m.around.platform == "win32" else "/"


class PackageNotFoundError(ModuleNotFoundError):
    """Stands for the one of `importlib.metadata`, which takes a while to import."""


_KNOWN: dict[str, Callable[[Machine], Any]] = {
    "sys.platform": lambda m: m.around.platform,
    "sys.version_info": version_info,
    "sys.version": lambda m: f"{m.around.python[0]}.{m.around.python[1]}.{_LATEST_PATCH}",
    "sys.hexversion": lambda m: m.around.python[0] << 24 | m.around.python[1] << 16 | 0x63F0,
    "sys.byteorder": lambda m: "little",
    "sys.maxsize": lambda m: 2**63 - 1,
    "sys.implementation.name": lambda m: "cpython",
    "sys.flags.optimize": lambda m: 0,
    "sys.path": lambda m: m.search,
    "os.name": lambda m: "nt" if m.around.platform == "win32" else "posix",
    "os.sep": _separator,
    "os.path.sep": _separator,
    "os.environ": environment,
    "typing.TYPE_CHECKING": lambda m: False,
    "typing_extensions.TYPE_CHECKING": lambda m: False,
    "importlib.metadata.PackageNotFoundError": lambda m: PackageNotFoundError,
    "importlib_metadata.PackageNotFoundError": lambda m: PackageNotFoundError,
    "builtins.__debug__": lambda m: True,
    "builtins.NotImplemented": lambda m: Unknown("NotImplemented"),
}


def lookup(m: Machine, dotted: str) -> Value:
    """The value of a standard-library attribute, ABSENT where nothing fixes it."""
    known = _KNOWN.get(dotted)
    if known is None:
        return ABSENT
    if dotted in PLATFORM_FACTS:
        m.process.note("platform", dotted)
    return known(m)
