"""A run's logs: one to read, and the same records for programs, a JSON object a line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from asr_pipeline.secrecy import redacted

RECORDS_SUFFIX = ".jsonl"
_PACKAGE = __name__.partition(".")[0]
_FIELDS = ("stage", "event")
_log = logging.getLogger(__name__)


@contextmanager
def logged_to(path: Path) -> Iterator[None]:
    """Write what this package logs to `path` and the file of records beside it as well.

    An error that ends the block is logged too.
    """
    package = logging.getLogger(_PACKAGE)
    text = _LogFile(path, encoding="utf-8")
    text.setFormatter(_Text("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    records = _LogFile(path.with_suffix(RECORDS_SUFFIX), encoding="utf-8")
    records.setFormatter(_Records())
    handlers = (text, records)
    for handler in handlers:
        package.addHandler(handler)
    package.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        _log.info("ended: %s: %s", type(error).__name__, error, extra={"event": "ended"})
        raise
    finally:
        for handler in handlers:
            package.removeHandler(handler)
            handler.close()


class _LogFile(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk ends a run where an artifact is written, not here."""


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _Records(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **known,
            "message": redacted(record.getMessage()),
        }
        return msgspec.json.encode(fields).decode()
