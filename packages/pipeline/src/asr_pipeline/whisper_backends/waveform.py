"""Audio as the Whisper family takes it. Needs numpy, which their environments have."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from asr_pipeline.whisper_backends.pcm import read_pcm

_FULL_SCALE = 32768.0


def read_waveform(path: Path) -> np.ndarray:
    """Return the samples of a 16 kHz mono WAV file, shape (samples,), float32 from -1 to 1.

    Raises:
        MediaError: the file has another format.
    """
    return np.frombuffer(read_pcm(path), np.int16).astype(np.float32) / _FULL_SCALE
