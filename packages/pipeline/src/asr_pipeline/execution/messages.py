"""What parent and child tell each other, one JSON object a line.

The parent sends a `Task` on standard input and keeps that pipe open for as long as it lives; the
child answers with events on standard output, the last of which is `Done` or `Failure`.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Task(Struct, frozen=True):
    """Run `module.run(context)`; `inputs` maps artifact names to paths."""

    module: str
    folder: str
    inputs: dict[str, str]
    parameters: dict[str, object]


class Progress(Struct, frozen=True, tag=True):
    """`fraction` of the stage's work, from 0 to 1."""

    fraction: float


class Notice(Struct, frozen=True, tag=True):
    """A log record that the user should see; `level` is a number of the logging module."""

    level: int
    message: str


class Failure(Struct, frozen=True, tag=True):
    """The stage raised; `kind` is the name of a class in `asr_pipeline.errors`."""

    kind: str
    message: str


class Done(Struct, frozen=True, tag=True):
    """The stage succeeded; `code` maps the modules it ran to the SHA-256 of their source."""

    outputs: tuple[str, ...]
    code: dict[str, str]


Event = Progress | Notice | Failure | Done

encode = msgspec.json.Encoder().encode
decode_task = msgspec.json.Decoder(Task).decode
decode_event = msgspec.json.Decoder(Event).decode
