"""Audio to work on, of any length."""

import wave
from itertools import cycle
from pathlib import Path

import av

SPEECH = Path(__file__).parents[2] / "examples" / "speech"
RATE = 16_000  # Hz
SAMPLE_BYTES = 2


def repeated_speech(path: Path, minutes: float) -> Path:
    """Write the shipped readings, one after the other, until there are `minutes` of them."""
    wanted = int(minutes * 60 * RATE) * SAMPLE_BYTES
    with wave.open(str(path), "wb") as file:
        file.setparams((1, SAMPLE_BYTES, RATE, 0, "NONE", ""))
        for samples in cycle([_samples(one) for one in sorted(SPEECH.glob("*.flac"))]):
            file.writeframes(samples[:wanted])
            wanted -= len(samples)
            if wanted <= 0:
                return path
    return path


def silence(path: Path, minutes: float) -> Path:
    """Write silence."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, SAMPLE_BYTES, RATE, 0, "NONE", ""))
        for _ in range(int(minutes)):
            file.writeframes(bytes(60 * RATE * SAMPLE_BYTES))
    return path


def _samples(path: Path) -> bytes:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        frames = [one for frame in container.decode(audio=0) for one in resampler.resample(frame)]
    return b"".join(bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES] for frame in frames)
