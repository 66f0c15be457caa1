"""What was found in a repository, with the reason for each guess."""

from __future__ import annotations

from msgspec import Struct


class Found(Struct, frozen=True):
    """An environment that something in the repository describes.

    `provides_from` is as in the configuration; `why` names what describes it. `doubt` says why it
    is left out, and is empty where it is used. `is_fallback` marks what is used only where
    nothing better describes an environment, `is_alone` what must not be installed with others.
    `holds` are the distributions that it is known to hold.
    """

    name: str
    provides_from: tuple[str, ...]
    why: str
    doubt: str = ""
    is_fallback: bool = False
    is_alone: bool = False
    holds: frozenset[str] = frozenset()


class Roots(Struct, frozen=True):
    """Import roots as (path, reason) in the order of `sys.path`, and globs of what is no code.

    `scripts` are globs of files that are run, of folders whose files nothing imports.
    """

    src: tuple[tuple[str, str], ...]
    exclude: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class Discovery(Struct, frozen=True):
    """Everything found; `unread` are descriptions of environments that no reader knows.

    `python` is the version to judge with, `python_why` tells where it comes from, and
    `is_python_declared` whether every run reads it there, so that it need not be written.
    """

    roots: Roots
    environments: tuple[Found, ...]
    left_out: tuple[Found, ...]
    python: str
    python_why: str
    is_python_declared: bool = False
    unread: tuple[str, ...] = ()
