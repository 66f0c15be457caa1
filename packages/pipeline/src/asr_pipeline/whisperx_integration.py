"""The recognition step by itself: 16 kHz audio in, transcript out, with whichever backend fits.

Importable in every environment, with and without torch.
"""

from __future__ import annotations

from pathlib import Path

import click

from asr_pipeline.exits import exit_code_of
from asr_pipeline.jobs.files import write_json
from asr_pipeline.model import Transcript
from asr_pipeline.whisper_backends import create_backend
from asr_pipeline.whisper_backends.protocol import ProgressCallback, Recogniser


class WhisperXProcessor:
    """Transcribes any number of files with one backend, loaded at first use."""

    def __init__(
        self,
        backend: str = "auto",
        *,
        model: str | None = None,
        device: str = "auto",
        language: str | None = None,
    ) -> None:
        self._settings = {"model": model, "device": device}
        self._name = backend
        self._language = language
        self._backend: Recogniser | None = None

    def process(
        self, audio: Path, progress: ProgressCallback = lambda fraction: None
    ) -> Transcript:
        """Transcribe a 16 kHz mono 16-bit WAV file.

        Raises:
            PipelineError: the backend, its environment, its model or the audio cannot be used.
        """
        if self._backend is None:
            self._backend = create_backend(self._name, **self._settings)
        return self._backend.transcribe(audio, self._language, progress)


@click.command()
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--backend", default="auto")
@click.option("--device", default="auto")
@click.option("--model")
@click.option("--language")
def _command(audio: Path, output: Path, **settings: str | None) -> None:
    """Transcribe AUDIO (16 kHz mono WAV) into the JSON file OUTPUT, in this environment."""
    write_json(output, WhisperXProcessor(**settings).process(audio))


def main(arguments: list[str] | None = None) -> int:
    """Run the recognition step from a command line and return its exit code."""
    return exit_code_of(lambda: _command.main(arguments, standalone_mode=False))


if __name__ == "__main__":
    raise SystemExit(main())
