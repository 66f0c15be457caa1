"""What a codemod is: one file in, another one or a reason against it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from standards_lint.fixes.shared import Accessor
from standards_lint.model import Fix

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target


class Taken(Struct, frozen=True):
    """A name that another module takes from the file, and where: `path:line`."""

    name: str
    place: str


class Request(Struct, frozen=True):
    """One file to be changed, and everything about it that the file itself does not say.

    `taken` are names that other modules take from it, `accessors` functions that others have.
    """

    module: str
    is_package: bool
    content: bytes
    fix: Fix
    taken: tuple[Taken, ...] = ()
    accessors: tuple[Accessor, ...] = ()


class Rewritten(Struct, frozen=True):
    """The new content of the file."""

    content: bytes


class Refusal(Struct, frozen=True):
    """Why a fix cannot be made safely, as a clause that people read after the finding."""

    reason: str


class Refused(Exception):
    """Ends a rewrite; its text becomes the reason of a `Refusal`."""


class Example(Struct, frozen=True):
    """A file before and after; `after` of None with the `reason` why it stays as it is."""

    before: str
    line: int
    names: tuple[str, ...]
    after: str | None
    reason: str = ""
    module: str = "a"
    taken: tuple[Taken, ...] = ()
    accessors: tuple[Accessor, ...] = ()


class Codemod(Struct, frozen=True):
    """One way to rewrite a file; the docstring of the module that defines it documents it.

    `rewrite` returns the new tree or raises `Refused`. `kind` is what `Fix.kind` names.
    """

    kind: str
    rewrite: Callable[[Target], cst.Module]
    examples: tuple[Example, ...]

    def apply(self, request: Request) -> Rewritten | Refusal:
        """The file after the fix; never raises, whatever the file holds."""
        from standards_lint.fixes.target import Target

        try:
            target = Target.read(request)
            return Rewritten(target.written(self.rewrite(target)))
        except Refused as refused:
            return Refusal(str(refused))
        except RecursionError:
            return Refusal("it is nested too deeply to be rewritten")
        except Exception as error:  # noqa: BLE001 - one file must not end the run for all others
            defect = f"{type(error).__name__}: {error}"
            return Refusal(f"a defect of standards-lint ({defect}); please report it")
