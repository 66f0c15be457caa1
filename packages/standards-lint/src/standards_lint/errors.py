"""Errors a user can cause or hit. Each class owns the exit code of the command line."""

from __future__ import annotations


class StandardsLintError(Exception):
    """Base of all expected errors; the command line prints it as one message, no traceback."""

    exit_code = 2


class UsageError(StandardsLintError):
    """A wrong argument or combination of arguments."""


class ConfigError(StandardsLintError):
    """A configuration file that is missing, unreadable or says something impossible."""


class EnvironmentSourceError(StandardsLintError):
    """A lock, requirements file or interpreter that an environment names cannot be read."""


class ChangedFileError(StandardsLintError):
    """A file is no longer what was analysed."""
