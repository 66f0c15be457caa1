"""Finding speech: the first detector of a backend's row that can be used is."""

from __future__ import annotations

from pathlib import Path

from asr_pipeline.model import Speech
from asr_pipeline.registry import find_backend
from asr_pipeline.whisper_backends.fallback import first_usable
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm


def detect_speech(backend: str, audio: Path) -> Speech:
    """Return where somebody speaks in a 16 kHz mono 16-bit WAV file.

    A detector that cannot be used is passed over, with a log record and a degradation.

    Raises:
        UsageError: no backend has this name.
        MediaError: the file has another format.
        EnvironmentUnavailableError: no detector of the backend can be used here.
    """
    pcm = read_pcm(audio)
    used = first_usable(
        find_backend(backend).detectors, lambda module: module.detect(pcm), "voice detector"
    )
    return Speech(used.name, duration_of(pcm), used.found, used.degradations)
