"""One run at a time on a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from asr_pipeline.errors import JobLockedError

LOCK = ".lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the job's lock; the system releases it even if this process is killed.

    Raises:
        JobLockedError: another run holds it.
    """
    try:
        with FileLock(folder / LOCK, timeout=0):
            yield
    except Timeout as error:
        raise JobLockedError(
            f"another run is working on {folder}; wait for it, or choose another folder with --out"
        ) from error
