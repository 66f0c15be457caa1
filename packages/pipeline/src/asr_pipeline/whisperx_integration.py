"""The recognition step by itself: 16 kHz audio in, transcript out, with whichever backend fits.

Importable in every environment, with and without torch.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import click

from asr_pipeline.bias_window_generator import BiasWindow
from asr_pipeline.exits import exit_code_of
from asr_pipeline.jobs.files import write_json
from asr_pipeline.model import TRANSCRIBE, Span, Term, Transcript
from asr_pipeline.pieces import cut_into_pieces
from asr_pipeline.whisper_backends import create_backend, get_recommended_backend
from asr_pipeline.whisper_backends.protocol import Asked, ProgressCallback, Recogniser
from asr_pipeline.whisper_backends.voice import detect_speech

_log = logging.getLogger(__name__)


class WhisperXProcessor:
    """Transcribes any number of files with one backend, loaded at first use."""

    def __init__(
        self,
        backend: str = "auto",
        *,
        model: str | None = None,
        device: str = "auto",
        compute_type: str = "auto",
        language: str | None = None,
        task: str = TRANSCRIBE,
    ) -> None:
        self._settings = {"model": model, "device": device, "compute_type": compute_type}
        self._name = backend
        self._language = language
        self._task = task
        self._backend: Recogniser | None = None

    def process(
        self,
        audio: Path,
        speech: Sequence[Span] | None = None,
        windows: Sequence[BiasWindow] = (),
        progress: ProgressCallback = lambda fraction: None,
        glossary: Sequence[Term] = (),
    ) -> Transcript:
        """Transcribe a 16 kHz mono 16-bit WAV file.

        `speech` is where somebody speaks; the backend looks for it where it is not given. `windows`
        are the terms to expect, `glossary` what is known of them.

        Raises:
            PipelineError: the backend, its environment, its model or the audio cannot be used.
        """
        if self._backend is None:
            if self._name == "auto":
                self._name = get_recommended_backend(self._settings["device"])
            self._backend = create_backend(self._name, **self._settings)
        spans = detect_speech(self._name, audio).spans if speech is None else speech
        pieces = cut_into_pieces(spans, windows)
        for piece in pieces if windows else ():
            _log.info("%.2f to %.2f s: %s", piece.start, piece.end, ", ".join(piece.terms))
        asked = Asked(pieces, self._language, self._task, tuple(glossary))
        return self._backend.transcribe(audio, asked, progress)


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
