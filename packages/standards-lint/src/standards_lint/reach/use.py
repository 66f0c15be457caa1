"""What the analysis finds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

# How a missing thing is used: a name that no branch bound, a None that stands in for what is
# missing, an import that fails.
How = Literal["unbound", "none", "import"]


class Use(Struct, frozen=True, array_like=True, gc=False):
    """A use of something missing at `path:line`, in the function `function` of `module`.

    `name` is what the source calls it, `missing` the package that is not there. The import that
    left it so stands at `guard_path:guard_line` of `guard_module`. `environment` lacks the
    package, or would lack it if `is_optional`: it has it, but the code is ready to do without.
    """

    how: How
    module: str
    path: str
    line: int
    function: str
    name: str
    missing: str
    guard_module: str
    guard_path: str
    guard_line: int
    environment: str = ""
    is_optional: bool = False
