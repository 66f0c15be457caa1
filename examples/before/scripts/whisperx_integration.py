"""Transcribe a recording with the recommended backend, biased towards given terms."""

import argparse
from collections.abc import Sequence

from bias_window_generator import BiasWindow, create_bias_windows, get_window_for_time
from device_selector import select_whisperx_device, validate_device_and_compute_type
from whisper_backends import (
    BackendUnavailableError,
    create_backend,
    get_recommended_backend,
)


class WhisperXProcessor:
    """A backend, the device it runs on, and the bias windows of one recording."""

    def __init__(self, backend: str, device: str, windows: Sequence[BiasWindow] = ()) -> None:
        self.backend = create_backend(backend, device)
        self.windows = windows

    def prompt_at(self, time: float) -> str:
        """Return the terms to prefer at a time in seconds, as a prompt."""
        window = get_window_for_time(self.windows, time)
        return ", ".join(window.terms) if window else ""

    def transcribe(self, audio: str, model: str) -> str:
        """Return the text of an audio file, decoded with a model folder."""
        return self.backend.transcribe(audio, model, self.prompt_at(0.0))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="whisperx_asr.py", description=__doc__)
    parser.add_argument("audio", help="recording to transcribe")
    parser.add_argument("--model", help="folder of the model; without it, only say what would run")
    parser.add_argument("--backend", choices=("whisperx", "mlx"), help="default: what is installed")
    parser.add_argument("--device", choices=("cpu", "cuda", "mps"), default="cpu")
    parser.add_argument("--duration", type=float, default=60.0, help="length in seconds")
    parser.add_argument("--term", action="append", default=[], help="term to prefer")
    options = parser.parse_args(arguments)
    try:
        name = options.backend or get_recommended_backend()
        windows = create_bias_windows(options.term, options.duration)
        processor = WhisperXProcessor(name, options.device, windows)
        if options.model is None:
            print(f"{options.audio}: {name} on {processor.backend.device}, {len(windows)} windows")
        else:
            print(processor.transcribe(options.audio, options.model))
    except (BackendUnavailableError, ValueError) as error:
        parser.error(str(error))
    return 0
