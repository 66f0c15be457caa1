"""A run's logs: one to read, and the same records for programs, a JSON object a line.

A log call says what programs want to know by `extra`: `stage`, `event`, and `fields`, a mapping
of names to texts and numbers.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from asr_pipeline.secrecy import redacted

RECORDS_SUFFIX = ".jsonl"
_PACKAGE = __name__.partition(".")[0]
_TEXT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
_log = logging.getLogger(__name__)


@contextmanager
def logged_to(path: Path) -> Iterator[None]:
    """Write what this package logs to `path` and the file of records beside it as well.

    An error that ends the block is logged too. Secrets are left out.

    Raises:
        OSError: a file is there already, or cannot be made.
    """
    package = logging.getLogger(_PACKAGE)
    handlers = (_LogFile(path, _TEXT.format), _LogFile(path.with_suffix(RECORDS_SUFFIX), _as_json))
    for handler in handlers:
        package.addHandler(handler)
    package.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        kind = type(error).__name__
        extra = {"event": "run_ended", "fields": {"error": kind}}
        _log.info("ended: %s: %s", kind, error, extra=extra)
        raise
    finally:
        for handler in handlers:
            package.removeHandler(handler)
            handler.close()


class _LogFile(logging.Handler):
    """A record a line, at once; a full disk ends a run where an artifact is written, not here."""

    def __init__(self, path: Path, to_line: Callable[[logging.LogRecord], str]) -> None:
        super().__init__(logging.INFO)
        self._path = path
        self._to_line = to_line
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o666)
        self._complains = True

    def emit(self, record: logging.LogRecord) -> None:
        line = redacted(self._to_line(record)) + "\n"
        try:
            os.write(self._descriptor, line.encode(errors="backslashreplace"))
        except OSError as error:
            if self._complains:
                sys.stderr.write(f"asr-pipeline: cannot write {self._path}: {error.strerror}\n")
            self._complains = False

    def close(self) -> None:
        os.close(self._descriptor)
        super().close()


def _as_json(record: logging.LogRecord) -> str:
    """Return a record with its time in UTC; what JSON would escape is looked for secrets before."""
    fields: dict[str, object] = getattr(record, "fields", {})
    entry = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "stage": getattr(record, "stage", None),
        "event": getattr(record, "event", "message"),
        "message": _plain(record.getMessage()),
        "fields": {
            name: _plain(value) if isinstance(value, str) else value
            for name, value in fields.items()
        },
    }
    return msgspec.json.encode(entry).decode()


def _plain(text: str) -> str:
    """Return text that JSON can hold: file names may have bytes that are no characters."""
    return redacted(text).encode(errors="backslashreplace").decode()
