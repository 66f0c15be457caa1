"""Errors a user can cause or hit. Each class owns the exit code of the command line."""

from __future__ import annotations

import errno

_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


class PipelineError(Exception):
    """Base of all expected errors: `what` happened and where, then what to do about it."""

    exit_code = 5

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(f"{what}; {advice}" if advice else what)
        self.what = what
        self.advice = advice or None


class UsageError(PipelineError):
    """A wrong argument, an impossible combination, a folder that cannot be written."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file that is missing, unreadable or says something impossible."""


class GlossaryError(UsageError):
    """A glossary file that is missing, unreadable or says something impossible."""


class JobLockedError(UsageError):
    """Another run holds the job's lock."""


class MediaError(PipelineError):
    """An input that is missing, empty, unreadable or without sound."""

    exit_code = 3


class EnvironmentUnavailableError(PipelineError):
    """An environment is not installed or lacks what its stage needs."""

    exit_code = 4


class ModelUnavailableError(PipelineError):
    """A backend's model is not on this machine, is incomplete or cannot be loaded."""

    exit_code = 4


class StageFailedError(PipelineError):
    """A stage's process ended without a result, or with an error nobody expected."""


class ArtifactError(PipelineError):
    """A job's files are not what its stages left."""


class InterruptedRunError(PipelineError):
    """The user or the system asked the run to end; the job can be run again."""

    exit_code = 130


def from_system(error: OSError) -> StageFailedError:
    """Return what the operating system refused, as an error that says what to do."""
    name = "" if error.filename is None else f": {error.filename}"
    what = (error.strerror or str(error)) + name
    if error.errno in _SPACE:
        return StageFailedError(what, "make room, then run it again: it continues where it is")
    if error.errno in _DENIED:
        return StageFailedError(what, "make it accessible, or choose another folder with --out")
    return StageFailedError(what)


def rebuild(kind: str, message: str) -> PipelineError:
    """Return the error a child process reported by class name; unknown kinds fail the stage."""
    known = {cls.__name__: cls for cls in _subclasses(PipelineError)}
    return known.get(kind, StageFailedError)(message)


def _subclasses(cls: type[PipelineError]) -> list[type[PipelineError]]:
    return [cls, *(found for sub in cls.__subclasses__() for found in _subclasses(sub))]
