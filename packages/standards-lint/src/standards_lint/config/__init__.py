"""Reads what the user declares: import roots, environments, rules."""

from standards_lint.config.find import find, read
from standards_lint.config.keys import nearest
from standards_lint.config.project import Project, Target
from standards_lint.config.pyproject import Pyproject, read_pyproject, tool_table
from standards_lint.config.schema import Config, EnvironmentConfig
from standards_lint.config.toml import decode_toml, read_toml, typed

__all__ = [
    "Config",
    "EnvironmentConfig",
    "Project",
    "Pyproject",
    "Target",
    "decode_toml",
    "find",
    "nearest",
    "read",
    "read_pyproject",
    "read_toml",
    "tool_table",
    "typed",
]
