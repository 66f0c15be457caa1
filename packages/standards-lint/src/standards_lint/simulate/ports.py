"""What the abstract machine needs to be told: the code, and what surrounds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from standards_lint.facts import Body, FileFacts, Function, Stmt
from standards_lint.model import Lookup


class Found(Protocol):
    """Where a first-party module is."""

    @property
    def path(self) -> str:
        """As it is shown to people."""

    @property
    def kind(self) -> str:
        """One of: module, package, namespace, extension."""


class Code(Protocol):
    """The first-party code, by dotted module name.

    `installed` are normalised names of distributions whose metadata lies beside the code.
    """

    installed: frozenset[str]

    def find(self, name: str) -> Found | None:
        """The module of this name."""

    def at(self, path: str) -> str | None:
        """The module whose file, or folder, a path without its suffix means."""

    def beginning(self, name: str, lacks: Callable[[str], bool]) -> FileFacts:
        """What its source file says, or what the first of its statements do.

        `lacks` tells of a package that is missing, so that no more is likely to run.
        """

    def facts(self, name: str) -> FileFacts:
        """What its source file says."""

    def definers(self, name: str) -> Sequence[str]:
        """The modules whose source defines a name at its top level, sorted, and maybe others."""

    def body(self, name: str, function: Function) -> Body | None:
        """The body of a function of a module, None where it cannot be read."""

    def stub(self, name: str) -> FileFacts | None:
        """What the `.pyi` file beside a module says."""

    def mentions(self, name: str, text: str) -> bool:
        """Whether the file of a module holds a text."""

    def mentioned(self, name: str) -> frozenset[str]:
        """The first-party modules that an extension module seems to import."""

    def snippet(self, source: str) -> tuple[Stmt, ...] | None:
        """Statements of a text given to `exec`, None where it does not parse."""


class Surroundings(Protocol):
    """Everything around the first-party code in one environment."""

    @property
    def python(self) -> tuple[int, int]:
        """Major and minor version."""

    @property
    def platform(self) -> str:
        """`sys.platform`."""

    @property
    def machine(self) -> str | None:
        """`platform.machine()`."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables that are set."""

    @property
    def swallowing(self) -> frozenset[str]:
        """Dotted names of foreign context managers that swallow ImportError."""

    def lookup(self, name: str) -> Lookup:
        """Whether a module, or attribute of one, that is not first-party is there."""

    def is_module(self, name: str) -> bool:
        """Whether what is there may be a module; True where that is not known."""

    def has_name(self, module: str, name: str) -> bool:
        """Whether such a module has an attribute; True where that is not known."""

    def distribution(self, name: str) -> str | None:
        """The version of a distribution: "" where unknown, None where it is not installed."""
