"""Reads what the user declares: import roots, environments, rules."""

from standards_lint.config.find import decode_toml, find, read
from standards_lint.config.keys import check_keys, nearest
from standards_lint.config.project import Project, Target
from standards_lint.config.schema import Config, EnvironmentConfig

__all__ = [
    "Config",
    "EnvironmentConfig",
    "Project",
    "Target",
    "check_keys",
    "decode_toml",
    "find",
    "nearest",
    "read",
]
