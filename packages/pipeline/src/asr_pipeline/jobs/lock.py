"""One run at a time on a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from asr_pipeline.errors import JobLockedError

LOCK = ".lock"
_PATIENCE_SECONDS = 0.5  # `is_held` holds a lock for a moment


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the job's lock; the system releases it even if this process is killed.

    Raises:
        JobLockedError: another run holds it.
    """
    try:
        with FileLock(folder / LOCK, timeout=_PATIENCE_SECONDS):
            yield
    except Timeout as error:
        raise JobLockedError(
            f"another run is working on {folder}; wait for it, or choose another folder with --out"
        ) from error


def is_held(folder: Path) -> bool:
    """Return whether a run is working on the job; False where that cannot be found out."""
    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False
