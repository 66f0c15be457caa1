"""pyannote's voice detector, whose model WhisperX brings along.

It computes on the cpu: the model is small, and a device that the recogniser may not be able to use
need not be tried here first.
"""

from __future__ import annotations

from whisperx.vads.pyannote import Binarize, Pyannote

from asr_pipeline.model import Span
from asr_pipeline.pieces import LONGEST_SECONDS
from asr_pipeline.whisper_backends.pcm import duration_of
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE
from asr_pipeline.whisper_backends.voice.spans import padded
from asr_pipeline.whisper_backends.waveform import waveform_of

_ONSET, _OFFSET = 0.5, 0.363  # WhisperX's own
_PADDING_SECONDS = 0.2


def detect(pcm: bytes) -> tuple[Span, ...]:
    """See `Detector.detect`."""
    detector = Pyannote("cpu", vad_onset=_ONSET, vad_offset=_OFFSET)
    samples = Pyannote.preprocess_audio(waveform_of(pcm))
    scores = detector({"waveform": samples, "sample_rate": SAMPLE_RATE})
    binarize = Binarize(
        onset=_ONSET, offset=_OFFSET, max_duration=LONGEST_SECONDS - 2 * _PADDING_SECONDS
    )
    found = ((one.start, one.end) for one in binarize(scores).get_timeline())
    return padded(found, _PADDING_SECONDS, duration_of(pcm))
