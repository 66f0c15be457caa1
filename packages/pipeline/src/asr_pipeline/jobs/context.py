"""What a stage is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from asr_pipeline.jobs.files import write_json, written_atomically


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
