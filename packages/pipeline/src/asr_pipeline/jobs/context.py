"""What a stage is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from asr_pipeline.errors import StageFailedError
from asr_pipeline.jobs.files import write_json, written_atomically

T = TypeVar("T")


class StageContext:
    """A stage's inputs (artifact name to path), parameters, and the way to write artifacts."""

    def __init__(
        self,
        folder: Path,
        inputs: dict[str, Path],
        parameters: dict[str, Any],
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> None:
        self.inputs = inputs
        self.parameters = parameters
        self.progress = progress
        self.written: list[str] = []
        self._folder = folder

    def read(self, name: str, kind: type[T]) -> T:
        """Return the content of an input that is JSON.

        Raises:
            StageFailedError: it is not what this version of the stage can read.
        """
        try:
            return msgspec.json.decode(self.inputs[name].read_bytes(), type=kind)
        except msgspec.DecodeError as error:
            raise StageFailedError(f"{self.inputs[name]} cannot be read: {error}") from error

    @contextmanager
    def artifact(self, name: str) -> Iterator[Path]:
        """Yield a temporary path that becomes the artifact `name` if the block succeeds."""
        with written_atomically(self._folder / name) as temporary:
            yield temporary
        self.written.append(name)

    def write_json(self, name: str, value: object) -> None:
        """Write the artifact `name` as JSON."""
        write_json(self._folder / name, value)
        self.written.append(name)
