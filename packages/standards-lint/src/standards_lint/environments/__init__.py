"""What each declared environment holds, and the answers that follow."""

from standards_lint.environments.build import build, choose
from standards_lint.environments.environment import Environment
from standards_lint.environments.stdlib import stdlib_has_name, stdlib_lookup, stdlib_module

__all__ = ["Environment", "build", "choose", "stdlib_has_name", "stdlib_lookup", "stdlib_module"]
