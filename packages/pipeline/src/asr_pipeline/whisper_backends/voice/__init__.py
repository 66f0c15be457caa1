"""Finding speech: the first detector of a backend's row that can be used is."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path

from asr_pipeline.errors import EnvironmentUnavailableError
from asr_pipeline.model import Speech
from asr_pipeline.registry import find_backend
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm
from asr_pipeline.whisper_backends.protocol import Detector

_log = logging.getLogger(__name__)


def detect_speech(backend: str, audio: Path) -> Speech:
    """Return where somebody speaks in a 16 kHz mono 16-bit WAV file.

    A detector that cannot be used is passed over, with a log record and a degradation.

    Raises:
        UsageError: no backend has this name.
        MediaError: the file has another format.
        EnvironmentUnavailableError: no detector of the backend can be used here.
    """
    degradations: list[str] = []
    for module in find_backend(backend).detectors:
        name = module.rpartition(".")[2]
        try:
            detector: Detector = importlib.import_module(module)
            spans = detector.detect(audio)
        except EnvironmentUnavailableError as error:
            _log.warning("voice detector %s cannot be used: %s", name, error)
            degradations.append(f"voice detector {name} cannot be used: {error.what}")
            continue
        return Speech(name, duration_of(read_pcm(audio)), spans, tuple(degradations))
    raise EnvironmentUnavailableError(f"no voice detector of {backend!r} can be used here")
